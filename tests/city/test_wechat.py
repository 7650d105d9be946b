"""WeChat: pages by time, tokens, events in its own words, media, notices."""

import hashlib
import time
from typing import Any

import pytest

from tests.city.clients import encoded
from tests.city.conftest import Visit


async def test_wechat_pages_by_time_and_stops_by_the_total(visit: Visit) -> None:
    rows = await visit.wechat.all_rows()
    past = await visit.wechat.rows(page=99)

    assert len(rows) == 48
    assert [(row["update_time"], row["apply_id"]) for row in rows] == sorted(
        (row["update_time"], row["apply_id"]) for row in rows
    )
    assert (past["list"], past["total"]) == ([], 48)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"end_time": 1_900_000_000}, 61501),
        ({"begin_time": 1_800_000_000, "end_time": 1_700_000_000}, 61501),
        ({"page_size": 51}, 47001),
        ({"page": 0}, 47001),
        ({"page": "1"}, 47001),
        ({"extra": 1}, 47001),
    ],
)
async def test_a_faulty_list_call_of_wechat_is_refused(visit: Visit, change: dict[str, Any], code: int) -> None:
    body = {"begin_time": 1_700_000_000, "end_time": 1_700_000_600, "page": 1, "page_size": 50, **change}

    assert (await visit.wechat.post("/apply/query", body))["errcode"] == code


async def test_the_token_of_wechat_stays_until_it_is_forced(visit: Visit) -> None:
    first = await visit.wechat.sign_in()
    second = await visit.wechat.sign_in()
    forced = await visit.wechat.sign_in(force_refresh=True)
    too_soon = await visit.wechat.sign_in(force_refresh=True)

    assert first["access_token"] == second["access_token"] != forced["access_token"]
    assert 7100 < first["expires_in"] <= 7200
    assert too_soon["errcode"] == 45009
    visit.wechat.token = first["access_token"]
    assert (await visit.wechat.rows())["errcode"] == 42001
    assert visit.city.journal.normal["wechat", "42001"] == 1


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"grant_type": "x"}, 40002),
        ({"appid": "x"}, 40013),
        ({"secret": "x"}, 40125),
        ({"force_refresh": 1}, 47001),
    ],
)
async def test_a_wrong_token_request_is_refused(visit: Visit, change: dict[str, Any], code: int) -> None:
    assert (await visit.wechat.sign_in(**change))["errcode"] == code


async def test_wechat_says_which_token_fault_it_is(visit: Visit) -> None:
    missing = (await visit.http.post("/wechat/apply/query", json={})).json()
    wrong = (await visit.http.post("/wechat/apply/query?access_token=x", json={})).json()

    assert (missing["errcode"], wrong["errcode"]) == (41001, 40001)


async def test_wechat_takes_events_and_refuses_them_in_its_own_words(visit: Visit) -> None:
    ident = next(row["apply_id"] for row in await visit.wechat.all_rows() if row["item_code"] == "01")
    sent = {
        "event_id": "wechat-event-1", "apply_id": ident, "revision": 1, "type": "accept",
        "occur_time": int(time.time()), "operator": "周雅", "doc_no": "W1",
    }  # fmt: skip

    async def code(**change: Any) -> Any:
        return (await visit.wechat.post("/apply/status", {**sent, **change}))["errcode"]

    assert (await visit.wechat.post("/apply/status", sent))["duplicate"] is False
    assert (await visit.wechat.post("/apply/status", sent))["duplicate"] is True
    assert await code(operator="张炜") == 61510
    assert await code(event_id="wechat-event-2", apply_id="WX202699999999") == 61511
    assert await code(event_id="wechat-event-3", revision=2) == 61512
    assert await code(event_id="wechat-event-4") == 61513
    assert await code(event_id="wechat-event-5", occur_time=int(time.time()) + 400) == 47001
    assert await code(event_id="wechat-event-6", occur_time="now") == 47001


async def test_media_of_wechat_come_with_their_type(visit: Visit) -> None:
    media = (await visit.wechat.all_rows())[0]["media"][0]

    async def fetch(ident: str) -> Any:
        return await visit.http.get(
            f"/wechat/media/get?{encoded({'access_token': visit.wechat.token, 'media_id': ident})}"
        )

    found, unknown = await fetch(media["media_id"]), await fetch("AT999999999i")
    assert hashlib.sha256(found.content).hexdigest() == media["sha256"]
    assert found.headers["Content-Type"] in {"image/jpeg", "image/png", "application/pdf"}
    assert (unknown.status_code, unknown.json()["errcode"]) == (200, 40007)


async def test_a_notice_is_queued_once(visit: Visit) -> None:
    openid = next(row["openid"] for row in await visit.wechat.all_rows() if int(row["openid"][3:10]) % 23 != 7)
    data = {"thing1": "新办", "character_string2": "A-2026-1", "phrase3": "已受理", "time4": "2026-11-22 09:30"}
    sent = {
        "touser": openid,
        "template_id": "TPL-PROGRESS-0001",
        "client_msg_id": "n1",
        "data": {name: {"value": text} for name, text in data.items()},
    }

    async def send(**change: Any) -> Any:
        return await visit.wechat.post("/cgi-bin/message/template/send", {**sent, **change})

    first, again = await send(), await send()
    assert (first["errcode"], again["errcode"], first["msgid"] == again["msgid"]) == (0, 45065, True)
    assert (await send(client_msg_id="n2", touser="oNobody"))["errcode"] == 40003
    assert (await send(client_msg_id="n3", template_id="TPL-OTHER-0001"))["errcode"] == 40037
    wrong = {**sent["data"], "phrase3": {"value": "这个状态太长了"}}
    assert (await send(client_msg_id="n4", data=wrong))["errcode"] == 47003
    assert (await send(client_msg_id="n5", data={"thing1": {"value": "x"}}))["errcode"] == 47003
    assert (await send(client_msg_id="n6", data={"thing1": "x"}))["errcode"] == 47001
