"""Payment orders, letters, ratings and messages."""

import hashlib
import hmac
from typing import Any

import pytest

from city.systems.nontax import sign
from tests.city.conftest import Visit

ORDER = {
    "order_no": "F2026000012", "party_name": "王明", "party_no": "350203199003070014",
    "decision_no": "厦烟处〔2026〕第12号",
    "amount": "1000.01", "due_on": "2026-12-07", "item_code": "103050199",
}  # fmt: skip


def test_the_golden_notice_is_signed_as_the_contract_says() -> None:
    notice = {
        "notice_no": "N20261121000001", "order_no": "F2026000012", "amount": "1000.00",
        "paid_at": "2026-11-21T10:00:00+08:00", "bill_no": "35020026000000012345",
    }  # fmt: skip

    assert sign(notice) == "e6da4000fe0750ac930cdaac6ec76d7b4a1bf001d2cb7294652b3b07ea40d31c"


async def test_an_order_is_created_once_paid_and_noticed(visit: Visit) -> None:
    desk = visit.ref("nontax")
    first, again = await desk.post("/v1/orders", ORDER), await desk.post("/v1/orders", ORDER)
    other = await desk.post("/v1/orders", {**ORDER, "amount": "1.00"})
    await visit.advance(60)
    notices = (await desk.get("/v1/notices", limit=10)).json()["items"]
    order = (await desk.get("/v1/orders/F2026000012")).json()

    assert (first.status_code, first.json()["state"], len(first.json()["pay_code"])) == (201, "unpaid", 20)
    assert (again.status_code, again.json()) == (200, {**first.json(), "duplicate": True})
    assert (other.status_code, other.json()["code"]) == (409, "conflict")
    assert (order["state"], order["paid_amount"]) == ("paid", "1000.01")
    text = "\n".join(notices[0][name] for name in ("notice_no", "order_no", "amount", "paid_at", "bill_no"))
    right = hmac.new(b"luqiao-nontax-notice-test-key", text.encode(), hashlib.sha256).hexdigest()
    assert notices[0]["sign"] == right
    path = f"/v1/notices/{notices[0]['notice_no']}/ack"
    assert [(await desk.post(path, {"valid": True})).json()["already"] for _ in range(2)] == [False, True]
    assert (await desk.post("/v1/orders/F2026000012/cancel", {"reason": "金额开错"})).json()["code"] == "already_paid"


async def test_an_order_that_was_cancelled_is_never_paid(visit: Visit) -> None:
    desk = visit.ref("nontax")
    await desk.post("/v1/orders", ORDER)

    cancelled = await desk.post("/v1/orders/F2026000012/cancel", {"reason": "决定撤销"})
    await visit.advance(60)

    assert cancelled.json()["state"] == "cancelled"
    assert (await desk.get("/v1/notices")).json()["items"] == []
    assert (await desk.get("/v1/orders/none")).status_code == 404
    assert (await desk.post("/v1/orders", {**ORDER, "order_no": "F2", "amount": "0.00"})).status_code == 400


async def test_a_notice_that_is_misjudged_is_a_violation(visit: Visit) -> None:
    desk = visit.ref("nontax")
    await desk.post("/v1/orders", ORDER)
    await visit.advance(60)
    number = (await desk.get("/v1/notices")).json()["items"][0]["notice_no"]

    await desk.post(f"/v1/notices/{number}/ack", {"valid": False})

    assert [one["code"] for one in visit.city.journal.violations] == ["notice_misjudged"]


LETTER: dict[str, Any] = {
    "txLogisticID": "L2026000001", "contents": "行政许可决定书", "documentNo": "厦烟许〔2026〕第1号",
    "receiver": {
        "name": "王明", "mobile": "13800000000", "prov": "福建省", "city": "厦门市",
        "county": "思明区", "address": "厦禾路1号",
    },
}  # fmt: skip


async def test_a_letter_is_sent_once_and_traced(visit: Visit) -> None:
    post = visit.ref("post")
    first, again = await post.post("/v1/orders", LETTER), await post.post("/v1/orders", LETTER)
    other = (await post.post("/v1/orders", {**LETTER, "contents": "别的"})).json()
    bad = {**LETTER, "txLogisticID": "L2", "receiver": {**LETTER["receiver"], "mobile": "123"}}
    refused = (await post.post("/v1/orders", bad)).json()
    await visit.advance(60)
    mail = first.json()["responseOrders"][0]["mailNo"]
    traces = (await post.get("/v1/traces", mailNo=mail)).json()["traces"]

    assert (first.status_code, first.json()["success"], mail != "") == (200, "T", True)
    assert again.json() == first.json()
    assert (other["success"], other["responseOrders"][0]["code"]) == ("F", "B0002")
    row = refused["responseOrders"][0]
    assert (refused["success"], row["success"], row["code"]) == ("T", "F", "B0003")
    assert [one["opCode"] for one in traces] in (["203", "702", "704"], ["203", "702", "711", "708"])
    assert (await post.get("/v1/traces", txLogisticID="L2026000001")).json()["mailNo"] == mail
    assert (await post.get("/v1/traces", txLogisticID="never")).status_code == 404


async def test_ratings_come_after_results_and_only_bad_ones_are_answered(visit: Visit) -> None:
    ratings, papers = visit.city.town.ratings, visit.city.town.arrivals.books["wechat"]
    for place in range(40):
        ratings.expect("wechat", papers.paper(place), "refused")
    await visit.advance(30)
    window = {"updated_from": "2026-01-01T00:00:00+08:00", "updated_to": "2099-01-01T00:00:00+08:00"}
    items = (await visit.ref("rating").get("/v1/ratings", **window)).json()["items"]
    bad, good = (next(one for one in items if (one["level"] < 3) is low) for low in (True, False))
    reply = {
        "reply_id": "reply-0001", "visited_at": "2026-11-22T09:00:00+08:00", "by": "周雅", "text": "已电话说明",
        "outcome": "explained",
    }  # fmt: skip

    async def answer(ident: str, **change: Any) -> Any:
        return await visit.ref("rating").post(f"/v1/ratings/{ident}/reply", {**reply, **change})

    assert [(one["at"], one["id"]) for one in items] == sorted((one["at"], one["id"]) for one in items)
    assert [(await answer(bad["id"])).status_code for _ in range(2)] == [201, 200]
    assert (await answer(bad["id"], text="另一段话")).json()["code"] == "conflict"
    assert (await answer(good["id"], reply_id="reply-0002")).json()["code"] == "level_invalid"
    assert (await answer("none", reply_id="reply-0003")).status_code == 404


@pytest.mark.parametrize(("mobile", "end"), [("13800000001", "delivered"), ("13800000000", "failed")])
async def test_a_message_is_queued_then_sent_and_then_over(visit: Visit, mobile: str, end: str) -> None:
    sms = visit.ref("sms")
    sent = {"client_id": "message-0001", "mobile": mobile, "text": "您的申请已受理。", "project_no": "A-2026-000001"}
    first, again = await sms.post("/v1/messages", sent), await sms.post("/v1/messages", sent)
    other = await sms.post("/v1/messages", {**sent, "text": "别的"})
    await visit.advance(10)

    assert (first.status_code, first.json()["state"], again.status_code) == (201, "queued", 200)
    assert (other.status_code, again.json()["duplicate"]) == (409, True)
    assert (await sms.get("/v1/messages/message-0001")).json()["state"] == end
    assert (await sms.get("/v1/messages/message-0002")).status_code == 404
    wrong = await sms.post("/v1/messages", {**sent, "client_id": "message-0003", "mobile": "12345678901"})
    assert wrong.status_code == 400
