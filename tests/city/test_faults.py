"""Every fault shows, and a patient client gets everything in spite of all of them."""

import asyncio
from typing import Any

import httpx
import pytest

from city.common.timing import Timing
from city.faults.catalogue import FAULTS
from tests.city.conftest import Visit
from tests.city.faulty import WINDOW, attempt, faulty

SMS = {"client_id": "message-0001", "mobile": "13800000001", "text": "您的申请已受理。", "project_no": "A-1"}


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
    from tests.city.deciding import KioskDesk, event

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
