"""Tokens: shared, renewed, asked for again once, and never kept in a crossing."""

import asyncio
import json

import httpx
import pytest

from adapters import build
from models.errors import OutsideRejected, OutsideUnavailable
from ports.exchanges import Crossing
from tests.adapters.calling import BASE, KIOSK, poll, token
from tests.adapters.conftest import Reach, StoppedClock, outside
from tests.adapters.rows import wechat

LIST = f"{BASE}/wechat/apply/query"
TOKENS = f"{BASE}/wechat/cgi-bin/stable_token"
EMPTY = {"errcode": 0, "errmsg": "ok", "total": 0, "list": []}


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
