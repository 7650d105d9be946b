"""The test authority: a root and a seal certificate of this installation, unmistakably for tests only."""

import os
from datetime import UTC, datetime
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

ROOT, SEAL, KEY, ROOT_KEY = "root.crt", "seal.crt", "seal.key", "root.key"
FROM, TO = datetime(2020, 1, 1, tzinfo=UTC), datetime(2050, 1, 1, tzinfo=UTC)


def prepare(folder: Path, bureau: str) -> bool:
    """Make keys and certificates where there are none; return whether they were made. Keys are for their owner only."""
    if (folder / SEAL).is_file() and (folder / KEY).is_file() and (folder / ROOT).is_file():
        return False
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    root_key, seal_key = (ec.generate_private_key(ec.SECP256R1()) for _ in range(2))
    root_name, seal_name = _name("鹭桥测试根证书"), _name(f"{bureau}（测试）")
    root = _certificate(root_name, root_name, root_key, root_key, authority=True)
    seal = _certificate(seal_name, root_name, seal_key, root_key, authority=False)
    for name, key in ((ROOT_KEY, root_key), (KEY, seal_key)):
        _write(folder / name, _private(key))
    for name, certificate in ((ROOT, root), (SEAL, seal)):
        _write(folder / name, certificate.public_bytes(serialization.Encoding.PEM))
    return True


def _name(common: str) -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "CN"),
            x509.NameAttribute(NameOID.ORGANIZATIONAL_UNIT_NAME, "测试 TEST"),
            x509.NameAttribute(NameOID.COMMON_NAME, common[:64]),
        ]
    )


def _certificate(
    subject: x509.Name,
    issuer: x509.Name,
    key: ec.EllipticCurvePrivateKey,
    signer: ec.EllipticCurvePrivateKey,
    *,
    authority: bool,
) -> x509.Certificate:
    usage = x509.KeyUsage(
        digital_signature=not authority, content_commitment=not authority, key_encipherment=False,
        data_encipherment=False, key_agreement=False, key_cert_sign=authority, crl_sign=authority,
        encipher_only=False, decipher_only=False,
    )  # fmt: skip
    built = x509.CertificateBuilder().subject_name(subject).issuer_name(issuer).public_key(key.public_key())
    built = built.serial_number(x509.random_serial_number()).not_valid_before(FROM).not_valid_after(TO)
    built = built.add_extension(x509.BasicConstraints(ca=authority, path_length=None), critical=True)
    built = built.add_extension(usage, critical=True)
    built = built.add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    issued_by = x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key())
    return built.add_extension(issued_by, critical=False).sign(signer, hashes.SHA256())


def _private(key: ec.EllipticCurvePrivateKey) -> bytes:
    form = serialization.PrivateFormat.PKCS8
    return key.private_bytes(serialization.Encoding.PEM, form, serialization.NoEncryption())


def _write(file: Path, content: bytes) -> None:
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as opened:
        opened.write(content)
