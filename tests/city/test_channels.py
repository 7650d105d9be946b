"""The four channels: lists, acknowledgement, attachments, events and their refusals."""

import hashlib
import itertools
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from tests.city.clients import encoded
from tests.city.conftest import Visit

_EVENTS = itertools.count(1)
DATES = {"valid_from": "2026-11-22", "valid_to": "2031-11-21"}


def now_text() -> str:
    return datetime.now(UTC).isoformat()


def event(kind: str, **more: Any) -> Any:
    """An event in the kiosk's words."""
    base = {"event_id": f"event-{next(_EVENTS):06d}", "revision": 1, "type": kind, "at": now_text(), "by": "周雅"}
    if kind != "progress":
        base["doc_no"] = f"厦烟〔2026〕第{next(_EVENTS)}号"
    if kind in {"refuse", "supplement"}:
        base["opinion"] = "材料不全"
    if kind == "supplement":
        base["materials"] = ["经营场所证明"]
    if kind == "result":
        base |= {"outcome": "granted", "licence_no": "350203100001", **DATES}
    return {**base, **more}


class KioskDesk:
    """Sends events to the kiosk; `row` is an acknowledged application."""

    def __init__(self, visit: Visit) -> None:
        self.ref = visit.ref("kiosk")

    async def first(self, item: str = "new") -> Any:
        window = {"updated_from": "2020-01-01T00:00:00+08:00", "updated_to": "2099-01-01T00:00:00+08:00"}
        rows = (await self.ref.get("/v1/applications", **window)).json()["items"]
        row = next(row for row in rows if row["item"] == item)
        await self.ref.post(f"/v1/applications/{row['id']}/ack", {"revision": 1})
        return row["id"]

    async def send(self, ident: str, sent: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        response = await self.ref.post(f"/v1/applications/{ident}/events", sent)
        return response.status_code, response.json()


@pytest.fixture
def desk(visit: Visit) -> KioskDesk:
    return KioskDesk(visit)


async def test_an_application_is_accepted_and_granted(desk: KioskDesk, visit: Visit) -> None:
    ident = await desk.first()

    answers = [await desk.send(ident, event(kind)) for kind in ("accept", "progress", "result")]

    assert answers == [(200, {"duplicate": False})] * 3
    row = (await visit.inspect("state"))["applications"]["kiosk"]["rows"][ident]
    assert [one["type"] for one in row["events"]] == ["accept", "progress", "result"]
    assert (await desk.ref.get(f"/v1/applications/{ident}")).json()["state"] == "closed"
    assert visit.city.journal.violations == []
    assert len(visit.city.journal.write_backs) == 3


async def test_the_same_event_again_is_a_duplicate_and_other_content_a_conflict(desk: KioskDesk) -> None:
    ident, sent = await desk.first(), event("accept")
    await desk.send(ident, sent)

    again = await desk.send(ident, dict(reversed(sent.items())))
    other = await desk.send(ident, {**sent, "by": "张炜"})

    assert again == (200, {"duplicate": True})
    assert (other[0], other[1]["code"]) == (409, "event_conflict")


@pytest.mark.parametrize(
    "change",
    [
        {"opinion": ""},
        {"opinion": "x" * 501},
        {"materials": ["x"]},
        {"outcome": "granted"},
        {"licence_no": "350203100001"},
        {"valid_from": "2026-11-22"},
        {"at": "2026-11-22T08:00:00"},
        {"at": "2099-01-01T00:00:00+08:00"},
        {"by": "x" * 51},
        {"revision": "1"},
        {"revision": True},
        {"doc_no": None},
        {"event_id": "short"},
        {"event_id": "under_score"},
        {"unknown": 1},
        {"type": "granted"},
    ],
)
async def test_a_faulty_event_is_refused(desk: KioskDesk, change: dict[str, Any]) -> None:
    ident = await desk.first()

    status, body = await desk.send(ident, event("accept", **change))

    assert (status, body["code"]) == (400, "body_invalid")


@pytest.mark.parametrize(
    ("kind", "missing"),
    [
        ("accept", "doc_no"),
        ("refuse", "opinion"),
        ("supplement", "opinion"),
        ("supplement", "materials"),
        ("result", "outcome"),
        ("result", "licence_no"),
        ("result", "valid_to"),
    ],
)
async def test_a_field_that_the_condition_calls_for_must_be_there(desk: KioskDesk, kind: str, missing: str) -> None:
    ident, sent = await desk.first(), event(kind)
    del sent[missing]

    status, body = await desk.send(ident, sent)

    assert (status, body["code"]) == (400, "body_invalid")


async def test_a_suspension_is_granted_without_dates(desk: KioskDesk) -> None:
    ident = await desk.first("suspend")
    await desk.send(ident, event("accept"))
    sent = event("result")
    for name in DATES:
        del sent[name]

    assert (await desk.send(ident, sent))[0] == 200


async def test_the_refusals_of_an_event_come_in_the_order_of_the_table(desk: KioskDesk) -> None:
    window = {"updated_from": "2020-01-01T00:00:00+08:00", "updated_to": "2099-01-01T00:00:00+08:00"}
    ident = (await desk.ref.get("/v1/applications", **window)).json()["items"][0]["id"]

    unknown = await desk.send("K26-99999999", event("accept"))
    stale = await desk.send(ident, event("accept", revision=2))
    unacknowledged = await desk.send(ident, event("result"))
    await desk.ref.post(f"/v1/applications/{ident}/ack", {"revision": 1})
    order = await desk.send(ident, event("result"))

    assert [(status, body["code"]) for status, body in (unknown, stale, unacknowledged, order)] == [
        (404, "not_found"),
        (409, "revision_stale"),
        (422, "ack_missing"),
        (422, "order_invalid"),
    ]


async def test_nothing_follows_a_refusal_or_a_result(desk: KioskDesk) -> None:
    ident = await desk.first()
    await desk.send(ident, event("refuse"))

    for kind in ("accept", "supplement", "progress", "result", "refuse"):
        assert (await desk.send(ident, event(kind)))[0] == 422


async def test_after_a_supplement_the_applicant_sends_a_new_revision(visit: Visit) -> None:
    rows = [row for row in await visit.ixiamen.all_rows() if row["status"] == "submitted"]
    incomplete = next(row for row in rows if not row["materials"] or _lacks(row))
    ident = incomplete["projectNo"]
    await _acknowledge(visit, ident, 1)
    sent = {
        "eventId": "supplement-1", "projectNo": ident, "revision": 1, "eventType": "supplement",
        "eventTime": now_text(),
        "operator": "周雅", "opinion": "缺材料", "docNo": "S1", "materials": ["全部"],
    }  # fmt: skip
    assert (await visit.ixiamen.post("events", sent)).json()["data"] == {"duplicate": False}
    too_early = await visit.ixiamen.post("events", {**sent, "eventId": "supplement-2"})
    await visit.advance(10)

    newer = next(row for row in await visit.ixiamen.all_rows() if row["projectNo"] == ident)

    assert too_early.headers["x-error-code"] == "order_invalid"
    assert (newer["revision"], newer["status"] in {"supplemented", "withdrawn"}) == (2, True)
    assert newer["updateTime"] > incomplete["updateTime"]
    stale = await visit.ixiamen.post("events", {**sent, "eventId": "supplement-3"})
    assert (stale.status_code, stale.headers["x-error-code"]) == (412, "revision_stale")
    unacknowledged = await visit.ixiamen.post("events", {**sent, "eventId": "supplement-4", "revision": 2})
    assert unacknowledged.headers["x-error-code"] == "ack_missing"


def _lacks(row: dict[str, Any]) -> bool:
    kinds = {one["materialType"] for one in row["materials"]}
    return row["taskCode"].endswith("01") and not {"id_card", "business_licence", "premises_proof"} <= kinds


async def _acknowledge(visit: Visit, ident: str, revision: int) -> Any:
    answer = await visit.ixiamen.post("ack", {"items": [{"projectNo": ident, "revision": revision}]})
    return answer.json()["data"]["results"][0]["state"]


async def test_ixiamen_shows_only_what_is_not_acknowledged(visit: Visit) -> None:
    rows = await visit.ixiamen.all_rows()
    ident = rows[3]["projectNo"]

    states = [await _acknowledge(visit, ident, number) for number in (1, 1, 5)]
    states.append(await _acknowledge(visit, "3502002699999999", 1))

    assert states == ["acked", "already", "stale", "unknown"]
    assert ident not in {row["projectNo"] for row in await visit.ixiamen.all_rows()}
    assert rows == sorted(rows, key=lambda row: (row["updateTime"], row["projectNo"]))


async def test_acknowledging_while_walking_skips_nothing(visit: Visit) -> None:
    everything = {row["projectNo"] for row in await visit.ixiamen.all_rows()}
    seen, cursor, more = set(), None, True
    while more:
        data = (await visit.ixiamen.post("projectList", {"cursor": cursor, "pageSize": 4})).json()["data"]
        for row in data["items"]:
            seen.add(row["projectNo"])
            await _acknowledge(visit, row["projectNo"], 1)
        cursor, more = data["nextCursor"], data["hasMore"]

    assert seen == everything


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"pageSize": 10}, "param_invalid"),
        ({"cursor": None, "pageSize": 101}, "param_invalid"),
        ({"cursor": None, "pageSize": 10, "more": 1}, "param_invalid"),
        ({"cursor": "xyz", "pageSize": 10}, "cursor_invalid"),
    ],
)
async def test_a_faulty_list_call_of_ixiamen_is_a_400(visit: Visit, body: dict[str, Any], code: str) -> None:
    response = await visit.ixiamen.post("projectList", body)

    assert (response.status_code, response.headers["x-error-code"]) == (400, code)
    assert response.json()["code"] != 0


async def test_the_token_of_ixiamen_is_signed_with_md5(visit: Visit) -> None:
    from city.systems.ixiamen import sign

    assert sign("luqiao-ixm-test-code", "1700000000000") == "8316617a1ee7a7f3111dbef90ac285b3"
    assert (await visit.ixiamen.sign_in()).json()["expires_in"] == 1800
    old = await visit.ixiamen.sign_in(at=time.time() - 400)
    assert (old.status_code, old.headers["x-error-code"]) == (400, "timestamp_invalid")
    unknown = await visit.http.get(f"{visit.ixiamen.GATE}get-token?app_key=x&timestamp=1&sign=y")
    assert unknown.headers["x-error-code"] == "app_key_invalid"
    visit.ixiamen.token = "nothing"
    refused = await visit.ixiamen.post("projectList", {"cursor": None, "pageSize": 1})
    assert (refused.status_code, refused.headers["x-error-code"]) == (400, "access_token_invalid")


async def test_every_attachment_has_the_size_and_digest_of_its_row(visit: Visit) -> None:
    row = (await visit.ixiamen.all_rows())[0]

    for one in row["materials"]:
        response = await visit.ixiamen.get("material", materialId=one["materialId"])
        assert (len(response.content), hashlib.sha256(response.content).hexdigest()) == (one["size"], one["sha256"])
        assert response.headers["x-content-sha256"] == one["sha256"]
    unknown = await visit.ixiamen.get("material", materialId="AT999999999i")
    assert (unknown.status_code, unknown.headers["x-error-code"]) == (404, "material_not_found")


async def test_the_kiosk_gives_a_file_or_sends_to_one_on_the_same_host(visit: Visit) -> None:
    kiosk, statuses = visit.ref("kiosk"), set()
    window = {"updated_from": "2020-01-01T00:00:00+08:00", "updated_to": "2099-01-01T00:00:00+08:00"}
    rows = (await kiosk.get("/v1/applications", **window)).json()["items"]
    for one in [one for row in rows[:12] for one in row["attachments"]]:
        response = await kiosk.get(f"/v1/attachments/{one['id']}")
        statuses.add(response.status_code)
        if response.status_code == 302:
            location = response.headers["Location"]
            assert location.startswith("/")
            assert (await visit.http.get(location, headers={"X-Ref-Key": "luqiao-kiosk"})).status_code == 400
            response = await visit.http.get(location)
        assert hashlib.sha256(response.content).hexdigest() == one["sha256"]

    assert statuses == {200, 302}


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


async def test_the_website_repeats_its_last_page_past_the_end(visit: Visit) -> None:
    last, past = (await visit.website.rows(3, 10))["data"], (await visit.website.rows(9, 10))["data"]

    assert (last["pages"], last["total"], past["page"]) == (3, 24, 9)
    assert [row["sqid"] for row in past["rows"]] == [row["sqid"] for row in last["rows"]]
    assert all(isinstance(value, str | list) for row in last["rows"] for value in row.values())


async def test_the_website_includes_both_ends_and_finds_nothing_without_pages(visit: Visit) -> None:
    row = (await visit.website.rows())["data"]["rows"][4]
    both = await visit.website.get("/api/sqlb", page=1, rows=10, gxsj_q=row["gxsj"], gxsj_z=row["gxsj"])
    none = await visit.website.get(
        "/api/sqlb", page=1, rows=10, gxsj_q="2001-01-01 00:00:00", gxsj_z="2001-01-02 00:00:00"
    )

    assert [one["sqid"] for one in both["data"]["rows"]] == [row["sqid"]]
    assert none["data"] == {"page": 1, "pages": 0, "total": 0, "rows": []}


async def test_the_website_answers_in_gb18030_without_a_charset(visit: Visit) -> None:
    response = await visit.http.get(
        "/website/api/sqxq?sqid=XM202600000000", headers={"X-Api-Key": "luqiao-website-test-key"}
    )

    assert response.headers["Content-Type"] == "application/json"
    with pytest.raises(UnicodeDecodeError):
        response.content.decode("utf-8")
    assert "厦门市" in response.content.decode("gb18030")


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ({"page": 0}, "400"),
        ({"rows": 101}, "400"),
        ({"gxsj_q": "2026-11-21T00:00:00"}, "400"),
        ({"more": "1"}, "400"),
    ],
)
async def test_a_faulty_list_call_of_the_website_is_code_400(visit: Visit, query: dict[str, Any], code: str) -> None:
    right = {"page": 1, "rows": 10, "gxsj_q": "2026-11-01 00:00:00", "gxsj_z": "2026-12-01 00:00:00"}

    assert (await visit.website.get("/api/sqlb", **{**right, **query}))["code"] == code


async def test_a_link_of_the_website_needs_the_key_and_ends_after_ten_minutes(visit: Visit) -> None:
    one = (await visit.website.get("/api/sqxq", sqid="XM202600000000"))["data"]["cl"][0]
    key = {"X-Api-Key": "luqiao-website-test-key"}

    found = await visit.http.get("/website" + one["url"], headers=key)
    keyless = await visit.http.get("/website" + one["url"])
    await visit.advance(601)
    ended = await visit.http.get("/website" + one["url"], headers=key)
    fresh = (await visit.website.get("/api/sqxq", sqid="XM202600000000"))["data"]["cl"][0]

    assert hashlib.md5(found.content).hexdigest() == one["md5"]
    assert found.headers["Content-Type"] == "application/octet-stream"
    assert (keyless.json()["code"], ended.json()["code"]) == ("401", "410")
    assert (await visit.http.get("/website" + fresh["url"], headers=key)).content == found.content


async def test_the_website_takes_a_form_in_gb18030(visit: Visit) -> None:
    rows = (await visit.website.rows())["data"]["rows"]
    ident = next(row["sqid"] for row in rows if row["sxlx"] == "01")
    moment = time.strftime("%Y-%m-%d %H:%M:%S", time.gmtime(time.time() + 8 * 3600))
    sent = {
        "sjid": "website-1",
        "sqid": ident,
        "bbh": "1",
        "sjlx": "20",
        "sj": moment,
        "blr": "王明",
        "wsh": "𠮷〔2026〕1号",
    }

    async def code(**change: str) -> Any:
        return (await visit.website.post({**sent, **change}))["code"]

    assert (await visit.website.post(sent))["data"] == {"cf": "0"}
    assert (await visit.website.post(sent))["data"] == {"cf": "1"}
    assert await code(blr="张炜") == "409"
    assert await code(sjid="website-2", sqid="XM202699999999") == "404"
    assert await code(sjid="website-3", bbh="2") == "412"
    assert await code(sjid="website-4") == "422"
    assert await code(sjid="website-5", yj="") == "400"
    assert await code(sjid="website-6", xkzh="350203100001") == "400"
    stored = visit.city.town.arrivals.books["website"].events["website-1"].content
    assert stored["wsh"] == "𠮷〔2026〕1号"


async def test_the_website_form_must_say_its_charset(visit: Visit) -> None:
    headers = {"X-Api-Key": "luqiao-website-test-key", "Content-Type": "application/x-www-form-urlencoded"}

    response = await visit.http.post("/website/api/ztht", content=b"blr=%CD%F5%C3%F7", headers=headers)

    assert response.json()["code"] == "400"


@pytest.mark.parametrize("channel", ["wechat", "website", "ixiamen", "kiosk"])
async def test_an_application_that_was_withdrawn_is_decided_no_more(
    visit: Visit, channel: str, sending: Callable[[Visit, str, str, int], Awaitable[str]]
) -> None:
    added = (
        await visit.http.post("/_city/applications", json={"channel": channel, "fields": {"name": "王\u001b[31m明"}})
    ).json()
    await visit.http.post("/_city/withdraw", json={"id": added["id"]})

    assert await sending(visit, channel, added["id"], 1) == "stale"
    assert await sending(visit, channel, added["id"], 2) == "order"


@pytest.fixture
def sending() -> Callable[[Visit, str, str, int], Awaitable[str]]:
    """Sends an accept in the words of a channel and says which refusal came."""

    async def send(visit: Visit, channel: str, ident: str, revision: int) -> str:
        number = f"withdrawn-{channel}-{revision}"
        if channel == "wechat":
            body = {
                "event_id": number, "apply_id": ident, "revision": revision, "type": "accept",
                "occur_time": int(time.time()), "operator": "周雅", "doc_no": "W1",
            }  # fmt: skip
            answer = await visit.wechat.post("/apply/status", body)
            return {61512: "stale", 61513: "order"}[answer["errcode"]]
        if channel == "website":
            moment = time.strftime("%Y-%m-%d %H:%M:%S", time.gmtime(time.time() + 8 * 3600))
            fields = {
                "sjid": number,
                "sqid": ident,
                "bbh": str(revision),
                "sjlx": "20",
                "sj": moment,
                "blr": "周",
                "wsh": "1",
            }
            return {"412": "stale", "422": "order"}[(await visit.website.post(fields))["code"]]
        if channel == "ixiamen":
            await _acknowledge(visit, ident, revision)
            body = {
                "eventId": number, "projectNo": ident, "revision": revision, "eventType": "accept",
                "eventTime": now_text(), "operator": "周雅", "docNo": "1",
            }  # fmt: skip
            refused = await visit.ixiamen.post("events", body)
            return {"revision_stale": "stale", "order_invalid": "order"}[refused.headers["x-error-code"]]
        desk = KioskDesk(visit)
        await desk.ref.post(f"/v1/applications/{ident}/ack", {"revision": revision})
        answer = (await desk.send(ident, event("accept", revision=revision)))[1]
        return {"revision_stale": "stale", "order_invalid": "order"}[answer["code"]]

    return send
