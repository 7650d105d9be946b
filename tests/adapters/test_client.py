"""The client: clocks, nonces, brakes, and what a system needs before it is built."""

import asyncio
import re
from datetime import UTC, datetime, timedelta

import httpx
import pytest

from adapters import build
from adapters.engine.loading import profile_text
from adapters.engine.refusals import refusal
from models.errors import InvalidInput, OutsideUnavailable
from models.said import again
from ports.exchanges import Answer, Verdict
from tests.adapters.calling import BASE, KIOSK, poll, token
from tests.adapters.conftest import Reach, StoppedClock, outside, secrets_of, wait_of
from tui.language import errors_in


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


@pytest.mark.parametrize(
    ("answer", "zh", "en"),
    [
        (Answer(Verdict.RETRY, None, code="broken"), "（稍后重试，连不上或中途断开）", "no connection, or it broke"),
        (
            Answer(Verdict.STOPPED, None, code="40125"),
            "（凭据或配置有误，40125）",
            "credentials or configuration wrong, 40125",
        ),
    ],
    ids=["ours", "theirs"],
)
def test_why_nothing_was_got_is_said_in_words(answer: Answer, zh: str, en: str) -> None:
    words = refusal("wechat", answer, "令牌").message

    assert words == f"wechat：令牌没有得到{zh}。"
    english = errors_in("en")
    assert again(words, lambda text: english.get(text, text)).startswith("wechat did not give a token")
    assert en in again(words, lambda text: english.get(text, text))
