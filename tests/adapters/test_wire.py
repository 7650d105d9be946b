"""The wire: what breaks, drips, redirects or is too long is reported with its kind, and sent once."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from datetime import UTC, datetime

import httpx
import pytest

from adapters import build
from adapters.engine.loading import profile_text
from models.errors import OutsideRejected, OutsideUnavailable
from ports.registries import Query
from tests.adapters.calling import KIOSK, poll, whole
from tests.adapters.conftest import Reach, StoppedClock, crossed, outside, secrets_of
from tests.adapters.rows import kiosk

ENTITY = Query("91110000600037341L", "王明", "许可审查", "LQ-1")


@pytest.mark.parametrize("location", ["http://127.0.0.2/x", "file:///etc/passwd", "//host/x", "/kiosk/v1/applications"])
@outside
async def test_no_redirect_is_followed(reach: Reach, location: str) -> None:
    route = outside.route().respond(302, headers={"Location": location})

    with pytest.raises(OutsideRejected) as refusal:
        await poll(build.intake(reach("kiosk")))

    assert refusal.value.code == "redirect_refused"
    assert route.call_count == 1


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (httpx.ConnectError("no"), "broken:ConnectError"),
        (httpx.ReadError("cut"), "broken:ReadError"),
        (httpx.RemoteProtocolError("short"), "broken:RemoteProtocolError"),
        (httpx.ReadTimeout("slow"), "timeout"),
    ],
    ids=["not reached", "cut", "too short", "slow"],
)
@outside
async def test_a_call_that_breaks_is_unavailable(reach: Reach, error: Exception, said: str) -> None:
    outside.get(KIOSK).mock(side_effect=error)

    with pytest.raises(OutsideUnavailable) as failure:
        await poll(build.intake(reach("kiosk")))

    assert crossed(failure.value).rule == said
    assert crossed(failure.value).status is None


@pytest.mark.parametrize(
    "headers",
    [[("X-Many", str(n)) for n in range(101)], [("Content-Encoding", "gzip")]],
    ids=["too many headers", "compressed although not asked for"],
)
@outside
async def test_headers_have_their_limits(reach: Reach, headers: list[tuple[str, str]]) -> None:
    outside.get(KIOSK).mock(return_value=httpx.Response(200, headers=headers, stream=httpx.ByteStream(b"{}")))

    with pytest.raises(OutsideUnavailable):
        await poll(build.intake(reach("kiosk")))


@outside
async def test_an_answer_is_read_no_further_than_its_limit(reach: Reach) -> None:
    read = []

    async def endless() -> AsyncIterator[bytes]:
        for number in range(100):
            read.append(number)
            yield b"x" * 1024 * 1024

    outside.get(KIOSK).mock(
        side_effect=lambda _: httpx.Response(200, headers={"Content-Type": "application/json"}, content=endless())
    )

    with pytest.raises(OutsideUnavailable) as failure:
        await poll(build.intake(reach("kiosk")))

    assert crossed(failure.value).rule == "too_large"
    assert len(read) <= 10


async def test_a_drip_ends_with_the_whole_call_although_bytes_keep_coming(passing: StoppedClock) -> None:
    async def drip(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n")
        try:
            for _ in range(100):
                writer.write(b" ")
                await writer.drain()
                await asyncio.sleep(0.01)
        except OSError:
            pass
        finally:
            writer.close()

    async with business_at(drip, passing) as system:
        with pytest.raises(OutsideUnavailable) as failure:
            await build.business(system).entity(ENTITY)

    assert crossed(failure.value).rule == "timeout"
    assert crossed(failure.value).status == 200
    assert 0.19 < crossed(failure.value).seconds < 0.8


@outside
async def test_headers_of_a_call_ask_for_no_compression(reach: Reach) -> None:
    route = outside.get(KIOSK).respond(json={"items": [], "next_cursor": None})

    await poll(build.intake(reach("kiosk")))

    assert route.calls[0].request.headers["Accept-Encoding"] == "identity"
    assert route.calls[0].request.headers["X-Ref-Alg"] == "hmac-sm3"


@outside
async def test_a_byte_order_mark_before_the_json_is_accepted(reach: Reach) -> None:
    body = b"\xef\xbb\xbf" + json.dumps({"items": [kiosk()], "next_cursor": None}).encode()
    outside.get(KIOSK).respond(content=body, headers={"Content-Type": "application/json; charset=utf-8"})

    channel = build.intake(reach("kiosk"))
    (page,) = await poll(channel)

    assert whole(channel, page)[0].form is not None


Serve = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Coroutine[None, None, None]]


@asynccontextmanager
async def business_at(serve: Serve, passing: StoppedClock) -> AsyncIterator[build.OutsideSystem]:
    """Open the business register at a server of a few lines."""
    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    base = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    text, source = profile_text("reference/business")
    short = text.replace("[limits]", '[transport]\ntimeout = "200ms"\n\n[limits]')
    setting = build.Setting("business", base, secrets_of("business"), lambda: datetime.now(UTC), passing)
    system = build.system_of_text(short, source, setting)
    try:
        yield system
    finally:
        await system.aclose()
        server.close()


HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"


@pytest.mark.parametrize(
    ("answer", "rule"),
    [
        (HEAD + b"Content-Length: 100\r\n\r\n{}", "broken:RemoteProtocolError"),
        (HEAD + b"Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n", "broken:RemoteProtocolError"),
        (HEAD + b"".join(b"X-%d: 1\r\n" % n for n in range(110)) + b"Content-Length: 2\r\n\r\n{}", "too_many_headers"),
        (HEAD + b"X: " + b"x" * 20000 + b"\r\n\r\n", "broken:RemoteProtocolError"),
        (b"SSH-2.0-OpenSSH\r\n", "broken:RemoteProtocolError"),
        (b"", "broken:ReadError"),
    ],
    ids=["shorter than it said", "cut in a chunk", "many headers", "a long header", "not HTTP", "nothing"],
)
async def test_what_breaks_on_the_wire_is_reported_with_its_kind(
    passing: StoppedClock, answer: bytes, rule: str
) -> None:
    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(answer)
        writer.close()

    async with business_at(serve, passing) as system:
        with pytest.raises(OutsideUnavailable) as failure:
            await build.business(system).entity(ENTITY)

    assert crossed(failure.value).rule == rule


async def test_a_call_is_sent_once_even_when_its_connection_ends(passing: StoppedClock) -> None:
    asked: list[bytes] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        asked.append(await reader.readuntil(b"\r\n\r\n"))
        writer.write(b"HTTP/1.1 404 Not Found\r\nContent-Type: application/json\r\nContent-Length: 20\r\n\r\n")
        writer.write(b'{"code":"not_found"}')
        asked.append(await reader.readuntil(b"\r\n\r\n"))
        writer.close()

    async with business_at(serve, passing) as system:
        assert await build.business(system).entity(ENTITY) is None
        with pytest.raises(OutsideUnavailable):
            await build.business(system).entity(ENTITY)

    assert len(asked) == 2


def test_a_system_may_be_used_from_one_event_loop_after_another(passing: StoppedClock) -> None:
    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 404 Not Found\r\nContent-Type: application/json\r\nContent-Length: 20\r\n\r\n")
        writer.write(b'{"code":"not_found"}')
        writer.close()

    systems: list[build.OutsideSystem] = []

    async def first() -> None:
        async with business_at(serve, passing) as system:
            systems.append(system)
            assert await build.business(system).entity(ENTITY) is None

    async def second() -> None:
        with pytest.raises(OutsideUnavailable):  # the server is gone, the loop is another one
            await build.business(systems[0]).entity(ENTITY)
        await systems[0].aclose()

    asyncio.run(first())
    asyncio.run(second())
