"""Every fault shows, and a patient client gets everything in spite of all of them."""

import asyncio
import hashlib
import json
import time
from email.utils import parsedate_to_datetime
from typing import Any

import httpx
import pytest
from typing_extensions import override

from city.common.timing import Timing
from city.faults.catalogue import FAULTS
from tests.city.clients import Ref
from tests.city.conftest import Visit, visiting

WINDOW = {"updated_from": "2020-01-01T00:00:00+08:00", "updated_to": "2099-01-01T00:00:00+08:00"}
SMS = {"client_id": "message-0001", "mobile": "13800000001", "text": "您的申请已受理。", "project_no": "A-1"}


def faulty(name: str, rate: float = 1.0, **more: Any) -> Any:
    return visiting(faults=name, fault_rate=rate, **more)


async def test_every_line_of_section_eleven_has_a_name(visit: Visit) -> None:
    known = (await visit.inspect("faults"))["known"]

    assert set(known) == set(FAULTS)
    assert len(known) == 31
    assert all(known.values())


async def test_an_unknown_fault_is_named(visit: Visit) -> None:
    response = await visit.http.post("/_city/faults", json={"faults": ["nonsense"]})

    assert (response.status_code, "nonsense" in response.json()["error"]) == (400, True)


async def test_no_request_is_hit_more_than_three_times_in_a_row() -> None:
    async with faulty("unavailable") as visit:
        statuses = [(await visit.ref("rating").get("/v1/ratings", **WINDOW)).status_code for _ in range(9)]

    assert statuses == [503, 503, 503, 200, 503, 503, 503, 200, 503]
    assert visit.city.journal.violations == []


@pytest.mark.parametrize(
    ("name", "shows"),
    [
        ("html_page", lambda answer: answer.status_code == 200 and b"<html>" in answer.content),
        ("empty_body", lambda answer: answer.status_code == 200 and answer.content == b""),
        (
            "wrong_content_type",
            lambda answer: answer.headers["Content-Type"] == "text/html" and answer.json()["items"] == [],
        ),
        ("bom", lambda answer: answer.content.startswith(b"\xef\xbb\xbf{")),
        ("truncated", lambda answer: answer.status_code == 200 and answer.content[:1] == b"{" and not ends(answer)),
        ("redirect", lambda answer: answer.status_code == 302 and not answer.headers["Location"].startswith("/kiosk")),
        ("rate_limit", lambda answer: answer.status_code == 429 and int(answer.headers["Retry-After"]) >= 1),
        ("unavailable", lambda answer: answer.json()["code"] == "unavailable"),
    ],
)
async def test_an_answer_is_spoiled(name: str, shows: Any) -> None:
    async with faulty(name) as visit:
        answer = await visit.ref("rating").get("/v1/ratings", **WINDOW)

    assert shows(answer)
    assert visit.city.journal.faults["rating", name] == 1


def ends(answer: httpx.Response) -> bool:
    return answer.content.endswith(b"}")


@pytest.mark.parametrize("name", ["length_lie", "cut"])
async def test_a_connection_breaks_off(name: str) -> None:
    async with faulty(name) as visit:
        with pytest.raises(httpx.TransportError):
            await visit.ref("rating").get("/v1/ratings", **WINDOW)


async def test_a_slow_drip_holds_only_its_own_connection() -> None:
    async with faulty("slow_drip", seed=3, timing=Timing(drip_every=0.05)) as visit:
        dripping = [asyncio.create_task(visit.ref("rating").get("/v1/ratings", **WINDOW)) for _ in range(40)]
        done, pending = await asyncio.wait(dripping, timeout=1.5)
        for task in pending:
            task.cancel()
        await asyncio.gather(*pending, return_exceptions=True)

    assert visit.city.journal.faults["rating", "slow_drip"] >= 1
    assert len(done) > 30
    assert pending


async def test_an_answer_is_lost_after_the_deed() -> None:
    async with faulty("lost_answer") as visit:
        answers = [await attempt(visit.ref("sms").post("/v1/messages", SMS)) for _ in range(4)]

    assert all(answer is None or answer.status_code == 500 for answer in answers[:3])
    assert answers[3] is not None
    assert (answers[3].status_code, answers[3].json()["duplicate"]) == (200, True)


async def attempt(call: Any) -> httpx.Response | None:
    try:
        return await call  # type: ignore[no-any-return]
    except httpx.TransportError:
        return None


async def test_a_first_create_is_called_a_duplicate() -> None:
    async with faulty("duplicate_answer") as visit:
        answer = await visit.ref("sms").post("/v1/messages", SMS)
        acked = await visit.ixiamen.post("ack", {"items": [{"projectNo": "3502002600000000", "revision": 1}]})

    assert (answer.status_code, answer.json()["duplicate"]) == (200, True)
    assert acked.json()["data"]["results"][0]["state"] == "already"


async def test_a_token_dies_before_its_time_and_that_is_normal() -> None:
    async with faulty("token_dies") as visit:
        await visit.wechat.sign_in()
        wechat = await visit.wechat.rows()
        await visit.ixiamen.sign_in()
        ixiamen = await visit.ixiamen.post("projectList", {"cursor": None, "pageSize": 1})
        await visit.joint.sign_in()
        joint = await visit.joint.post("/api/defaulter/query", {})

    assert (wechat["errcode"], ixiamen.headers["x-error-code"], joint["code"]) == (42001, "access_token_invalid", "11")
    assert visit.city.journal.violations == []


async def test_a_page_comes_again() -> None:
    async with faulty("repeat_page") as visit:
        pages = [[row["apply_id"] for row in (await visit.wechat.rows(page, 10))["list"]] for page in (1, 2)]
        first = (await visit.website.rows(1, 10))["data"]["rows"]
        second = (await visit.website.rows(2, 10))["data"]
        kiosk = visit.ref("kiosk")
        page = (await kiosk.get("/v1/applications", **WINDOW, limit=7)).json()
        again = (await kiosk.get("/v1/applications", **WINDOW, limit=7, cursor=page["next_cursor"])).json()

    assert pages[0] == pages[1]
    assert ([row["sqid"] for row in second["rows"]], second["page"]) == ([row["sqid"] for row in first], 2)
    assert again["items"] == page["items"]


async def test_a_row_stands_on_two_pages_and_none_is_lost() -> None:
    async with faulty("shifting_page") as visit:
        now, seen, page = int(time.time()), [], 0
        while True:
            page += 1
            body = {"begin_time": now - 604000, "end_time": now, "page": page, "page_size": 10}
            answer = await visit.wechat.post("/apply/query", body)
            seen += [row["apply_id"] for row in answer["list"]]
            if page * 10 >= answer["total"]:
                break

    assert (len(seen), len(set(seen))) == (49, 48)


async def test_a_cursor_does_not_move() -> None:
    async with faulty("cursor_stuck") as visit:
        kiosk = visit.ref("kiosk")
        first = (await kiosk.get("/v1/applications", **WINDOW, limit=7)).json()
        second = (await kiosk.get("/v1/applications", **WINDOW, limit=7, cursor=first["next_cursor"])).json()
        page = (await visit.ixiamen.post("projectList", {"cursor": None, "pageSize": 3})).json()["data"]
        after = {"cursor": page["nextCursor"], "pageSize": 3}
        again = (await visit.ixiamen.post("projectList", after)).json()["data"]

    assert (second["next_cursor"], second["items"]) == (first["next_cursor"], first["items"])
    assert (again["nextCursor"], again["items"]) == (page["nextCursor"], page["items"])


async def test_a_row_is_delivered_twice() -> None:
    async with faulty("duplicate_delivery") as visit:
        wechat = [row["apply_id"] for row in (await visit.wechat.rows(1, 50))["list"]]
        items = (await visit.ref("kiosk").get("/v1/applications", **WINDOW)).json()["items"]

    assert len(wechat) == len(set(wechat)) + 1
    assert items[0] == items[-1]


async def test_many_rows_share_a_timestamp() -> None:
    async with faulty("same_timestamp", applications=1200) as visit:
        rows = await visit.ixiamen.all_rows()

    moments = [row["updateTime"] for row in rows]
    assert len(set(moments)) < len(moments)
    order = [(row["updateTime"], row["projectNo"]) for row in rows]
    assert order == sorted(order)


async def test_a_late_row_shows_behind_the_newest_one() -> None:
    async with faulty("late_commit", 0.2) as visit:
        before = {row["apply_id"]: row["update_time"] for row in await visit.wechat.all_rows()}
        await visit.advance(60)
        after = {row["apply_id"]: row["update_time"] for row in await visit.wechat.all_rows()}

    late = {ident: moment for ident, moment in after.items() if ident not in before}
    assert late
    assert all(0 < time.time() + 60 - moment < 600 for moment in late.values())
    assert len(after) == 48


async def test_malformed_rows_stay_or_come_again_corrected() -> None:
    async with faulty("malformed_row", 0.5) as visit:
        before = await visit.wechat.all_rows()
        await visit.advance(60)
        after = {row["apply_id"]: row for row in await visit.wechat.all_rows()}

    broken = [row["apply_id"] for row in before if malformed(row)]
    assert len(broken) > 8
    fixed = [ident for ident in broken if not malformed(after[ident])]
    assert 0 < len(fixed) < len(broken)
    assert all(after[ident]["revision"] == 2 for ident in fixed)


def malformed(row: dict[str, Any]) -> bool:
    return (
        row.get("item_code", "99") == "99"
        or not isinstance(row.get("mobile"), str)
        or not isinstance(row["media"], list)
    )


async def test_odd_numbers_and_rare_characters_come_in_rows() -> None:
    async with faulty("odd_numbers,rare_characters") as visit:
        rows = await visit.wechat.all_rows()
        website = (await visit.website.rows())["data"]["rows"]

    assert sum(not str(row.get("id_no") or row.get("uscc") or "").isalnum() for row in rows) > 3
    assert any(len(str(row.get("id_no"))) == 15 for row in rows)
    assert all(row["shop_name"].endswith("\U0002b5af\ue863") for row in rows)
    assert all(row["jydmc"].endswith("\U0002b5af\ue863") for row in website)


async def test_moments_come_without_offset() -> None:
    async with faulty("naive_time") as visit:
        kiosk = (await visit.ref("kiosk").get("/v1/applications", **WINDOW)).json()["items"]

    assert {len(row["updated_at"]) for row in kiosk} == {19}


async def test_a_clock_is_off_and_can_be_learnt() -> None:
    async with faulty("clock_skew") as visit:
        first = await visit.ref("credit").get("/v1/feedback")
        told = first.json()["server_time"] / 1000
        shown = parsedate_to_datetime(first.headers["Date"]).timestamp()
        again = await Ahead(visit.http, "credit", told - time.time()).get("/v1/feedback")

    assert abs(shown - told) < 3
    assert (first.status_code, first.json()["code"], again.status_code) == (401, "timestamp_skew", 200)
    assert 300 < abs(told - time.time()) <= 900
    assert visit.city.journal.violations == []


class Ahead(Ref):
    """A REF client that has learnt how far the server's clock is off."""

    def __init__(self, http: httpx.AsyncClient, system: str, offset: float) -> None:
        super().__init__(http, system)
        self.offset = offset

    @override
    async def get(self, path: str, **query: Any) -> httpx.Response:
        from tests.city.clients import encoded, ref_headers

        raw = encoded(query)
        headers = ref_headers(self.system, "GET", path, raw, b"", at=time.time() + self.offset)
        return await self.http.get(f"/{self.system}{path}" + (f"?{raw}" if raw else ""), headers=headers)


async def test_an_attachment_is_late_or_wrong() -> None:
    async with faulty("late_attachment") as visit:
        row = (await visit.ixiamen.all_rows())[0]
        ident = row["materials"][0]["materialId"]
        early = await visit.ixiamen.get("material", materialId=ident)
        await visit.advance(20)
        later = await visit.ixiamen.get("material", materialId=ident)

    assert (early.status_code, early.headers["x-error-code"], "Retry-After" in early.headers) == (
        404,
        "not_ready",
        True,
    )
    assert later.status_code == 200


async def test_a_wrong_digest_is_wrong_once_or_for_ever() -> None:
    async with faulty("wrong_digest") as visit:
        outcomes = set()
        for one in [one for row in (await visit.ixiamen.all_rows())[:8] for one in row["materials"]]:
            found = [await visit.ixiamen.get("material", materialId=one["materialId"]) for _ in range(2)]
            outcomes.add(tuple(hashlib.sha256(each.content).hexdigest() == one["sha256"] for each in found))

    assert outcomes == {(False, True), (False, False)}


async def test_a_notice_of_payment_is_signed_wrong_and_comes_again_right() -> None:
    from city.systems.nontax import sign
    from tests.city.test_small_systems import ORDER

    async with faulty("bad_notice_sign") as visit:
        desk = visit.ref("nontax")
        await desk.post("/v1/orders", ORDER)
        await visit.advance(60)
        notice = (await desk.get("/v1/notices")).json()["items"][0]
        await desk.post(f"/v1/notices/{notice['notice_no']}/ack", {"valid": False})
        fresh = (await desk.get("/v1/notices")).json()["items"][-1]

    assert sign(notice) != notice["sign"]
    assert (sign(fresh), fresh["bill_no"]) == (fresh["sign"], notice["bill_no"])
    assert visit.city.journal.violations == []


async def test_the_applicant_is_faster_than_the_bureau() -> None:
    from tests.city.test_channels import KioskDesk, event

    async with faulty("newer_revision") as visit:
        desk = KioskDesk(visit)
        ident = await desk.first()
        status, body = await desk.send(ident, event("accept"))
        await desk.ref.post(f"/v1/applications/{ident}/ack", {"revision": 2})
        again = await desk.send(ident, event("accept", revision=2))

    assert (status, body["code"], again[0]) == (409, "revision_stale", 200)
    assert visit.city.journal.violations == []


async def test_a_good_row_is_rejected_once() -> None:
    from tests.city.test_credit import LICENCE, Platform, upsert

    async with faulty("bad_row") as visit:
        platform = Platform(visit)
        states = [await platform.states([upsert(LICENCE)]) for _ in range(2)]

    assert states == [["value_invalid"], ["accepted"]]
    assert visit.city.journal.violations == []


async def test_receipts_are_slow_held_or_rejected_late() -> None:
    from tests.city.test_credit import LICENCE, Platform, upsert

    async with faulty("slow_receipt") as visit:
        platform, seen = Platform(visit), []
        rows = [upsert({**LICENCE, "XK_WSH": f"厦烟许〔2026〕第{number}号"}) for number in range(30)]
        await platform.post(rows)
        for _ in range(10):
            await visit.advance(8)
            seen += [row["state"] for row in (await platform.receipt())["rows"]]
        done = await platform.receipt()

    assert {"received", "held", "rejected", "published"} <= set(seen)
    assert done["done"] is True
    assert {row["code"] for row in done["rows"] if row["state"] == "rejected"} <= {
        "source_disputed",
        "subject_mismatch",
    }


class Patient:
    """Asks again, with a new signature, until the answer is whole and good."""

    def __init__(self, visit: Visit) -> None:
        self.visit = visit
        self.offsets: dict[str, float] = {}

    async def json(self, ask: Any, good: Any) -> Any:
        for _ in range(40):
            response = await attempt(ask())
            if response is None or response.status_code == 302 or "html" in response.headers.get("Content-Type", ""):
                continue
            try:
                value = json.loads(response.content.decode("utf-8-sig"))
            except ValueError:
                continue
            if good(value):
                return value
            self._learn(response, value)
        raise AssertionError("never answered")

    def _learn(self, response: httpx.Response, value: Any) -> None:
        if isinstance(value, dict) and "server_time" in value:
            self.offsets[response.request.url.path.split("/")[1]] = value["server_time"] / 1000 - time.time()


async def test_a_patient_client_reads_everything_in_spite_of_all_faults() -> None:
    timing = Timing(drip_every=0.001, rate_per_second=0)
    async with visiting(faults="all", fault_rate=0.2, timing=timing) as visit:
        patient, seen = Patient(visit), set()
        for _ in range(6):
            seen |= await one_walk(visit, patient)
            await visit.advance(15)

    assert len(seen) == 30
    assert visit.city.journal.violations == []
    assert len({name for _, name in visit.city.journal.faults}) > 8


async def one_walk(visit: Visit, patient: Patient) -> set[str]:
    """What one walk through the kiosk's list finds; a page that was seen before ends it."""
    found: set[str] = set()
    pages, cursor = set(), None
    while True:
        query = {**WINDOW, "limit": 7} | ({"cursor": cursor} if cursor else {})

        def ask(query: dict[str, Any] = query) -> Any:
            return Ahead(visit.http, "kiosk", patient.offsets.get("kiosk", 0.0)).get("/v1/applications", **query)

        page = await patient.json(ask, lambda value: "items" in value)
        mark = str([row["id"] for row in page["items"]])
        found |= {row["id"] for row in page["items"]}
        cursor = page["next_cursor"]
        if cursor is None or mark in pages:
            return found
        pages.add(mark)
