"""One call: its token, its signature, its limits, its one repeat, and what is kept of it."""

import asyncio
import json
import re
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

import httpx
import pytest

from adapters import build
from adapters.engine.loading import profile_text
from adapters.intake.channel import DeclaredChannel
from models.errors import InvalidInput, OutsideRejected, OutsideUnavailable
from ports.exchanges import Crossing
from ports.intake import Page
from ports.registries import Query
from tests.adapters.conftest import Reach, StoppedClock, crossed, outside, secrets_of, wait_of
from tests.adapters.rows import kiosk, wechat

BASE = "http://outside.test"
LIST = f"{BASE}/wechat/apply/query"
TOKENS = f"{BASE}/wechat/cgi-bin/stable_token"
KIOSK = f"{BASE}/kiosk/v1/applications"
EMPTY = {"errcode": 0, "errmsg": "ok", "total": 0, "list": []}
ENTITY = Query("91110000600037341L", "王明", "许可审查", "LQ-1")


async def poll(channel: DeclaredChannel) -> list[Page]:
    return [page async for page in channel.walk(None, back_days=1)]


def token(text: str, lives: int = 7200) -> httpx.Response:
    return httpx.Response(200, json={"access_token": text, "expires_in": lives})


@outside
async def test_many_callers_share_one_token(reach: Reach) -> None:
    tokens = outside.post(TOKENS).mock(return_value=token("token-one"))
    outside.post(LIST).respond(json=EMPTY)
    channel = build.intake(reach("wechat"))

    await asyncio.gather(*(poll(channel) for _ in range(5)))

    assert tokens.call_count == 1
    assert json.loads(tokens.calls[0].request.content) == {
        "grant_type": "client_credential",
        "appid": "wx00000000luqiao",
        "secret": "luqiao-wechat-test-secret",
    }


@outside
async def test_a_token_is_renewed_before_it_ends(reach: Reach, passing: StoppedClock) -> None:
    tokens = outside.post(TOKENS).mock(side_effect=[token("token-one"), token("token-two")])
    lists = outside.post(LIST).respond(json=EMPTY)
    channel = build.intake(reach("wechat"))

    await poll(channel)
    passing.seconds += 7200 - 180
    await poll(channel)

    assert tokens.call_count == 2
    assert [call.request.url.params["access_token"] for call in lists.calls] == ["token-one", "token-two"]


@outside
async def test_an_ended_token_costs_one_new_one_and_one_repeat_of_the_same_page(reach: Reach) -> None:
    tokens = outside.post(TOKENS).mock(side_effect=[token("token-one"), token("token-two")])
    ended = httpx.Response(200, json={"errcode": 42001, "errmsg": "ended"})
    page = httpx.Response(200, json={**EMPTY, "total": 1, "list": [wechat()]})
    lists = outside.post(LIST).mock(side_effect=[ended, page])

    (found,) = await poll(build.intake(reach("wechat")))

    assert len(found.rows) == 1
    assert tokens.call_count == 2
    assert lists.calls[0].request.content == lists.calls[1].request.content


@outside
async def test_a_token_refused_twice_stops_the_system(reach: Reach) -> None:
    tokens = outside.post(TOKENS).mock(side_effect=[token("token-one"), token("token-two")])
    outside.post(LIST).respond(json={"errcode": 40001, "errmsg": "invalid"})

    with pytest.raises(OutsideRejected) as refusal:
        await poll(build.intake(reach("wechat")))

    assert refusal.value.code == "40001"
    assert tokens.call_count == 2


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        ({"errcode": 40125, "errmsg": "invalid appsecret"}, OutsideRejected),
        ({"errcode": 45009, "errmsg": "quota"}, OutsideUnavailable),
        ({"errcode": -1, "errmsg": "busy"}, OutsideUnavailable),
        ({"access_token": 5, "expires_in": 7200}, OutsideUnavailable),
        ({"access_token": "t-123456", "expires_in": "long"}, OutsideUnavailable),
    ],
    ids=["secret", "quota", "busy", "no text", "no time"],
)
@outside
async def test_without_a_token_nothing_is_sent(reach: Reach, answer: dict[str, object], error: type[Exception]) -> None:
    outside.post(TOKENS).respond(json=answer)
    lists = outside.post(LIST)

    with pytest.raises(error):
        await poll(build.intake(reach("wechat")))

    assert lists.call_count == 0


@outside
async def test_an_offset_of_the_clock_is_learnt_once_and_kept(reach: Reach) -> None:
    theirs = datetime.now(UTC) + timedelta(minutes=14)
    skew = httpx.Response(401, json={"code": "timestamp_skew", "server_time": int(theirs.timestamp() * 1000)})
    good = httpx.Response(200, json={"items": [], "next_cursor": None})
    route = outside.get(KIOSK).mock(side_effect=[skew, good, good])
    channel = build.intake(reach("kiosk"))

    await poll(channel)
    await poll(channel)

    stamps = [int(call.request.headers["X-Ref-Timestamp"]) / 1000 for call in route.calls]
    assert route.call_count == 3
    assert stamps[0] < theirs.timestamp() - 800
    assert all(abs(stamp - theirs.timestamp()) < 5 for stamp in stamps[1:])
    assert len({call.request.headers["X-Ref-Nonce"] for call in route.calls}) == 3


@outside
async def test_the_offset_may_come_from_the_date_header(reach: Reach) -> None:
    date = (datetime.now(UTC) - timedelta(minutes=10)).strftime("%a, %d %b %Y %H:%M:%S GMT")
    bad = httpx.Response(
        400, json={"code": 1, "message": "x"}, headers={"x-error-code": "timestamp_invalid", "Date": date}
    )
    tokens = outside.get(f"{BASE}/ixiamen/api-gateway/gateway/get-token").mock(
        side_effect=[bad, token("token-one", 1800)]
    )
    data: dict[str, object] = {"items": [], "nextCursor": None, "hasMore": False}
    outside.post(f"{BASE}/ixiamen/api-gateway/gateway/tobacco/projectList").respond(json={"code": 0, "data": data})
    system = reach("ixiamen")

    await poll(build.intake(system))

    assert tokens.call_count == 2
    assert timedelta(minutes=-10, seconds=-5) < system.offset < timedelta(minutes=-9, seconds=-55)


@outside
async def test_a_used_nonce_costs_one_repeat_with_a_new_one(reach: Reach) -> None:
    used = httpx.Response(401, json={"code": "nonce_reused"})
    route = outside.get(KIOSK).mock(side_effect=[used, httpx.Response(200, json={"items": [], "next_cursor": None})])

    await poll(build.intake(reach("kiosk")))

    first, second = (call.request.headers for call in route.calls)
    assert first["X-Ref-Nonce"] != second["X-Ref-Nonce"]
    assert first["X-Ref-Signature"] != second["X-Ref-Signature"]


@pytest.mark.parametrize(
    ("response", "least"),
    [
        (httpx.Response(429, json={"code": "rate_limited"}, headers={"Retry-After": "7"}), 7),
        (httpx.Response(429, json={"code": "rate_limited"}), 60),
        (httpx.Response(429), 60),
        (httpx.Response(503, json={"code": "unavailable"}, headers={"Retry-After": "20"}), 20),
    ],
    ids=["seven seconds", "nothing said", "no body", "closed for a while"],
)
@outside
async def test_who_is_told_to_wait_does_not_call_before(
    reach: Reach, passing: StoppedClock, response: httpx.Response, least: int
) -> None:
    good = httpx.Response(200, json={"items": [], "next_cursor": None})
    route = outside.get(KIOSK).mock(side_effect=[response, good])
    channel = build.intake(reach("kiosk"))

    with pytest.raises(OutsideUnavailable) as told:
        await poll(channel)
    passing.seconds += least - 0.5
    with pytest.raises(OutsideUnavailable) as early:
        await poll(channel)
    calls_before = route.call_count
    passing.seconds += 0.6
    await poll(channel)

    assert wait_of(told.value) >= least
    assert 0 < wait_of(early.value) <= 0.5
    assert early.value.crossing is None
    assert (calls_before, route.call_count) == (1, 2)


@outside
async def test_failures_in_a_row_keep_us_away_longer_and_a_success_forgets_them(
    reach: Reach, passing: StoppedClock
) -> None:
    outside.get(KIOSK).mock(side_effect=[httpx.Response(503)] * 5 + [httpx.Response(200, json={"items": []})])
    system = reach("kiosk")
    channel, waits = build.intake(system), []

    for _ in range(5):
        with pytest.raises(OutsideUnavailable) as failure:
            await poll(channel)
        waits.append(wait_of(failure.value))
        passing.seconds += waits[-1] + 0.01
    failures = system.gate.failures
    await poll(channel)

    assert waits[0] <= 1 < waits[2] <= 4
    assert min(waits[3:]) >= 60
    assert (failures, system.gate.failures) == (5, 0)


@outside
async def test_our_own_brake_keeps_below_the_rate(reach: Reach, passing: StoppedClock) -> None:
    outside.get(KIOSK).respond(json={"items": []})
    channel = build.intake(reach("kiosk"))

    for _ in range(25):
        await poll(channel)
    async with asyncio.timeout(5):
        late = asyncio.create_task(poll(channel))
        done, _ = await asyncio.wait([late], timeout=0.05)
        assert not done
        passing.seconds += 1.0
        await late


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
async def test_no_secret_is_kept_of_any_crossing(reach: Reach, crossings: list[Crossing]) -> None:
    outside.post(TOKENS).mock(return_value=token("a-token-with-a-name"))
    outside.post(LIST).respond(json=EMPTY)
    outside.get(KIOSK).respond(json={"items": []})
    outside.get(f"{BASE}/website/api/sqlb").respond(json={"code": "200", "data": {"pages": 0, "rows": []}})
    outside.get(f"{BASE}/ixiamen/api-gateway/gateway/get-token").respond(
        json={"access_token": "another-token", "refresh_token": "a-refresh-token", "expires_in": 1800}
    )
    data: dict[str, object] = {"items": [], "nextCursor": None, "hasMore": False}
    outside.post(f"{BASE}/ixiamen/api-gateway/gateway/tobacco/projectList").respond(json={"code": 0, "data": data})

    for name in ("wechat", "kiosk", "website", "ixiamen"):
        await poll(build.intake(reach(name)))

    kept = repr(crossings)
    signatures = [call.request.headers.get("X-Ref-Signature", "") for call in outside.calls]
    signs = [call.request.url.params.get("sign", "") for call in outside.calls]
    for secret in ("test-secret", "test-key", "test-code", "a-token-with", "another-token", "a-refresh-token"):
        assert secret not in kept
    assert not any(text in kept for text in signatures + signs if text)
    assert {crossing.operation for crossing in crossings} == {"token", "list"}
    assert len(crossings) == len(outside.calls)


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

    (page,) = await poll(build.intake(reach("kiosk")))

    assert page.rows[0].form is not None


@pytest.mark.parametrize("name", ["wechat", "website", "ixiamen", "kiosk", "joint", "credit"])
def test_a_missing_secret_is_named_when_the_system_is_built(name: str) -> None:
    setting = build.Setting(name, BASE, {}, lambda: datetime.now(UTC))

    with pytest.raises(InvalidInput) as error:
        build.system(f"reference/{name}", setting)

    assert "密钥" in error.value.message + error.value.do_next


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('page = "{page}"', 'page = "{pgae}"', "pgae"),
        ("{from|epoch}", "{from|epok}", "epok"),
        ('query = { media_id = "{id}" }', 'query = { media_id = "{ref}" }', "ref"),
        ('table = "state"', 'table = "stade"', "stade"),
        ('records = "$.list"', 'records = "list"', "pull.records"),
        ('overlap = "15m"', 'overlap = "15 minutes"', "pull.cursor.overlap"),
        ("openid = {", "opened = {", "opened"),
        ('operation = ["event"]', 'operation = ["evnt"]', "evnt"),
        ('kind = "token"', 'kind = "none"', "auth.token"),
        ('revision = { from = "revision"', 'version = { from = "revision"', "version"),
    ],
)
async def test_what_a_profile_names_must_exist(old: str, new: str, said: str) -> None:
    text, source = profile_text("reference/wechat")
    setting = build.Setting("wechat", BASE, secrets_of("wechat"), lambda: datetime.now(UTC))
    assert old in text

    with pytest.raises(InvalidInput, match=re.escape(said)):
        build.intake(build.system_of_text(text.replace(old, new), source, setting))


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
