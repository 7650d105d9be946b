"""Certificates: whom we trust and who we are are files beside the profile, and nothing is sent without them."""

import asyncio
import ssl
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from adapters import build
from models.errors import InvalidInput
from ports.exchanges import Verdict
from tests.adapters.declared import HEAD, OUTCOME, SEND, send

TEXT = HEAD + OUTCOME + SEND + 'json = { id = "{id}" }\n'
ANSWER = (
    b'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 13\r\nConnection: close\r\n\r\n{"code":"00"}'
)


def certificate(
    folder: Path, name: str, issuer: tuple[x509.Certificate, ec.EllipticCurvePrivateKey] | None
) -> tuple[x509.Certificate, ec.EllipticCurvePrivateKey]:
    """Make a certificate and its key as NAME.pem and NAME.key; without an issuer it is its own authority."""
    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    signer = issuer[1] if issuer else key
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer[0].subject if issuer else subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.BasicConstraints(ca=issuer is None, path_length=None), critical=True)
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .sign(signer, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    (folder / f"{name}.pem").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    (folder / f"{name}.key").write_bytes(private)
    return made, key


@pytest.fixture
async def gateway(tmp_path: Path) -> AsyncIterator[str]:
    """A server that speaks only to who shows a certificate of the authority; its base URL."""
    authority = certificate(tmp_path, "ca", None)
    for name in ("server", "bureau"):
        certificate(tmp_path, name, authority)
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH, cafile=tmp_path / "ca.pem")
    context.load_cert_chain(tmp_path / "server.pem", tmp_path / "server.key")
    context.verify_mode = ssl.CERT_REQUIRED

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if await reader.read(65536):
            writer.write(ANSWER)
            await writer.drain()
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0, ssl=context)
    yield f"https://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    server.close()
    await server.wait_closed()


async def verdict(folder: Path, base_url: str, tls: str) -> Verdict:
    setting = build.Setting("x", base_url, {}, lambda: datetime.now(UTC))
    one = build.system_of_text(f"{TEXT}\n[transport]\ntls = {tls}\n", str(folder / "own.toml"), setting)
    try:
        return (await send(one)).verdict
    finally:
        await one.aclose()


async def test_who_shows_its_certificate_is_answered(tmp_path: Path, gateway: str) -> None:
    tls = '{ ca = "ca.pem", cert = "bureau.pem", key = "bureau.key" }'

    assert await verdict(tmp_path, gateway, tls) is Verdict.OK


async def test_a_server_of_an_authority_that_we_do_not_know_is_sent_nothing(tmp_path: Path, gateway: str) -> None:
    tls = '{ cert = "bureau.pem", key = "bureau.key" }'

    assert await verdict(tmp_path, gateway, tls) is Verdict.RETRY


@pytest.mark.parametrize(
    ("tls", "said"),
    [
        ('{ cert = "bureau.pem" }', "cert 和 key 要一起写"),
        ('{ ca = "none.pem" }', "证书文件打不开或不对"),
        ('{ ca = "own.txt" }', "证书文件打不开或不对"),
    ],
    ids=["half a pair", "no such file", "no certificate"],
)
async def test_certificates_that_cannot_be_used_are_refused_when_loaded(tmp_path: Path, tls: str, said: str) -> None:
    (tmp_path / "own.txt").write_text("nothing", encoding="utf-8")

    with pytest.raises(InvalidInput, match=said):
        await verdict(tmp_path, "https://127.0.0.1:9", tls)
