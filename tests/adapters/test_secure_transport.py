"""Certificates: whom we trust and who we are are files beside the profile, and nothing is sent without them."""

import asyncio
import ssl
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import httpx
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from adapters import build
from adapters.engine.securing import machine_context, reading_no_certificates
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


def context_of_server(folder: Path) -> ssl.SSLContext:
    """Make an authority and what it signed; return the context of its server."""
    authority = certificate(folder, "ca", None)
    for name in ("server", "bureau"):
        certificate(folder, name, authority)
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH, cafile=folder / "ca.pem")
    context.load_cert_chain(folder / "server.pem", folder / "server.key")
    return context


@pytest.fixture
async def gateway(tmp_path: Path) -> AsyncIterator[str]:
    """A server that speaks only to who shows a certificate of the authority; its base URL."""
    context = context_of_server(tmp_path)
    context.verify_mode = ssl.CERT_REQUIRED
    async with serving(context) as url:
        yield url


@pytest.fixture
async def office(tmp_path: Path) -> AsyncIterator[str]:
    """A server that speaks to everybody; its base URL."""
    async with serving(context_of_server(tmp_path)) as url:
        yield url


@asynccontextmanager
async def serving(context: ssl.SSLContext) -> AsyncIterator[str]:
    """Answer over TLS on a port of this machine; yield the base URL."""

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if await reader.read(65536):
            writer.write(ANSWER)
            await writer.drain()
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0, ssl=context)
    yield f"https://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    server.close()
    await server.wait_closed()


@pytest.fixture
def fresh_context() -> Iterator[None]:
    """The machine's context is made anew for a test, and forgotten behind it."""
    machine_context.cache_clear()
    yield
    machine_context.cache_clear()


async def verdict(folder: Path, base_url: str, tls: str = "") -> Verdict:
    transport = f"[transport]\ntls = {tls}\n" if tls else ""
    setting = build.Setting("x", base_url, {}, lambda: datetime.now(UTC))
    one = build.system_of_text(f"{TEXT}\n{transport}", str(folder / "own.toml"), setting)
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


async def test_a_system_that_declares_nothing_trusts_whom_the_machine_trusts(
    tmp_path: Path, office: str, monkeypatch: pytest.MonkeyPatch, fresh_context: None
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))

    assert await verdict(tmp_path, office) is Verdict.OK


async def test_and_sends_nothing_to_whom_the_machine_does_not_trust(
    tmp_path: Path, office: str, fresh_context: None
) -> None:
    assert await verdict(tmp_path, office) is Verdict.RETRY


async def test_a_call_that_named_no_context_would_trust_nobody(
    tmp_path: Path, office: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))
    with reading_no_certificates():
        context = ssl.create_default_context()
    async with httpx.AsyncClient(verify=context, trust_env=False) as client:
        with pytest.raises(httpx.ConnectError, match="CERTIFICATE_VERIFY_FAILED"):
            await client.get(office)
    assert ssl.create_default_context().cert_store_stats()["x509_ca"] == 1  # and what came after is as ever


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
