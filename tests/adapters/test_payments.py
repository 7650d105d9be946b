"""The treasury: orders go out once, notices are read to the end, and only what is truly signed is genuine."""

from datetime import UTC, datetime
from typing import Any

import httpx
import pytest

from adapters import build
from city.server import City
from models.errors import InvalidInput, OutsideUnavailable
from ports.exchanges import Verdict
from ports.payments import OrderAtTreasury
from ports.platforms import Outgoing
from tests.adapters.conftest import Reach, outside

NOW = datetime(2026, 11, 21, 4, 0, tzinfo=UTC)
URL = "http://outside.test/nontax/v1"
GOLDEN = {
    "notice_no": "N20261121000001",
    "order_no": "F2026000012",
    "amount": "1000.00",
    "paid_at": "2026-11-21T10:00:00+08:00",
    "bill_no": "35020026000000012345",
    "sign": "e6da4000fe0750ac930cdaac6ec76d7b4a1bf001d2cb7294652b3b07ea40d31c",
}
ORDER = {
    "order_no": "F2026000012",
    "party_name": "林海生",
    "party_no": "350203199003070014",
    "decision_no": "厦烟处〔2026〕第12号",
    "amount": 100_001,
    "due_on": "2026-12-06",
}


def outgoing(**changes: Any) -> Outgoing:
    return Outgoing("order:F2026000012", "order", "create", 1, ORDER | changes)


def page(*rows: dict[str, Any], cursor: str | None = None) -> httpx.Response:
    return httpx.Response(200, json={"items": list(rows), "next_cursor": cursor, "as_of": "2026-11-21T12:00:00+08:00"})


@outside
async def test_the_notice_of_the_contract_is_genuine_to_the_letter(reach: Reach) -> None:
    outside.get(f"{URL}/notices").mock(return_value=page(GOLDEN))

    (found,) = [one async for one in build.payments(reach("nontax")).walk()]

    notice = found.rows[0].notice
    assert notice is not None
    assert (notice.genuine, found.last) == (True, True)
    assert (notice.order_no, notice.amount, notice.bill_no) == ("F2026000012", 100_000, "35020026000000012345")
    assert notice.paid_at == datetime(2026, 11, 21, 2, 0, tzinfo=UTC)


@outside
@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("notice_no", "N20261121000002"),
        ("order_no", "F2026000013"),
        ("amount", "1000.01"),
        ("amount", "1000.0"),
        ("paid_at", "2026-11-21T02:00:00Z"),
        ("bill_no", ""),
        ("sign", GOLDEN["sign"][::-1]),
        ("sign", None),
        ("sign", "签"),
    ],
)
async def test_a_notice_of_which_anything_was_changed_is_not_genuine(reach: Reach, field: str, value: Any) -> None:
    outside.get(f"{URL}/notices").mock(return_value=page(GOLDEN | {field: value}))

    (found,) = [one async for one in build.payments(reach("nontax")).walk()]

    notice = found.rows[0].notice
    assert notice is not None
    assert not notice.genuine


@outside
async def test_a_faulty_notice_costs_none_of_its_neighbours(reach: Reach) -> None:
    outside.get(f"{URL}/notices").mock(return_value=page(GOLDEN | {"amount": "1000.001"}, GOLDEN))

    (found,) = [one async for one in build.payments(reach("nontax")).walk()]

    assert [one.notice and one.notice.genuine for one in found.rows] == [None, True]
    assert (found.rows[0].place, b"1000.001" in found.rows[0].raw) == ("$.amount", True)


@outside
async def test_a_cursor_that_stands_still_ends_the_walk(reach: Reach) -> None:
    more = GOLDEN | {"notice_no": "N20261121000002"}
    outside.get(f"{URL}/notices").mock(side_effect=[page(GOLDEN, cursor="a"), page(more, cursor="a")])

    found = [one async for one in build.payments(reach("nontax")).walk()]

    assert [(one.last, "缴款通知" in one.warning) for one in found] == [(False, False), (True, True)]


async def test_an_order_is_made_once_and_names_the_code_to_pay_by(city: City, reach: Reach) -> None:
    desk = build.payments(reach("nontax"))
    prepared = desk.prepare([outgoing()], batch_no="", at=NOW)

    sent, again = await desk.send(prepared), await desk.send(prepared)
    other = await desk.send(desk.prepare([outgoing(amount=100_002)], batch_no="", at=NOW))

    assert [one.answer.verdict for one in (sent, again, other)] == [Verdict.OK, Verdict.DUPLICATE, Verdict.REJECTED]
    assert (sent.receipt_no, len(sent.receipt_no)) == (again.receipt_no, 20)
    assert await desk.ask("F2026000012") == OrderAtTreasury("F2026000012", 100_001, "unpaid", 0)
    assert list(city.town.nontax.orders) == ["F2026000012"]


async def test_a_lost_answer_is_asked_about_before_the_order_is_sent_again(city: City, reach: Reach) -> None:
    desk = build.payments(reach("nontax"))
    prepared = desk.prepare([outgoing()], batch_no="", at=NOW)

    assert await desk.inquire(prepared) is None
    assert await desk.ask("F2026000012") is None
    sent = await desk.send(prepared)
    found = await desk.inquire(prepared)

    assert found is not None
    assert (found.answer.verdict, found.receipt_no) == (Verdict.DUPLICATE, sent.receipt_no)
    assert len(city.town.nontax.orders) == 1


async def test_an_unpaid_order_is_cancelled_and_a_paid_one_is_not(city: City, reach: Reach) -> None:
    desk = build.payments(reach("nontax"))
    for number in ("F2026000012", "F2026000013"):
        await desk.send(desk.prepare([outgoing(order_no=number)], batch_no="", at=NOW))
    city.town.nontax._pay("F2026000013")

    def cancelling(number: str) -> Outgoing:
        said: dict[str, object] = {"order_no": number, "reason": "处罚决定已撤销"}
        return Outgoing(f"cancel:{number}", "order_cancel", "create", 1, said)

    done, refused = [
        await desk.send(desk.prepare([cancelling(number)], batch_no="", at=NOW))
        for number in ("F2026000012", "F2026000013")
    ]
    assert (done.answer.verdict, refused.answer.verdict) == (Verdict.OK, Verdict.REJECTED)
    assert (refused.answer.code, city.town.nontax.orders["F2026000012"].state) == ("already_paid", "cancelled")


async def test_a_notice_is_answered_as_it_is_and_is_not_listed_any_more(city: City, reach: Reach) -> None:
    desk = build.payments(reach("nontax"))
    await desk.send(desk.prepare([outgoing()], batch_no="", at=NOW))
    city.town.nontax._pay("F2026000012")
    pages = [one async for one in desk.walk()]
    (row,) = [row for page in pages for row in page.rows]
    assert row.notice is not None

    await desk.answer(row.notice.notice_no, valid=row.notice.genuine)
    await desk.answer(row.notice.notice_no, valid=row.notice.genuine)

    assert city.town.nontax.acknowledged == {row.notice.notice_no: True}
    assert [row for page in [one async for one in desk.walk()] for row in page.rows] == []
    assert city.journal.violations == []


@outside
@pytest.mark.parametrize("body", [{"order_no": "F9", "pay_code": "1", "state": "unpaid"}, {"order_no": "F2026000012"}])
async def test_an_answer_about_another_order_tells_nothing(reach: Reach, body: dict[str, Any]) -> None:
    outside.post(f"{URL}/orders").mock(return_value=httpx.Response(201, json=body))
    desk = build.payments(reach("nontax"))

    sent = await desk.send(desk.prepare([outgoing()], batch_no="", at=NOW))

    assert sent.answer.verdict is Verdict.UNKNOWN


@outside
async def test_an_answer_that_says_nothing_of_the_notice_is_told_again_later(reach: Reach) -> None:
    outside.post(f"{URL}/notices/N1/ack").mock(return_value=httpx.Response(200, json={}))

    with pytest.raises(OutsideUnavailable):
        await build.payments(reach("nontax")).answer("N1", valid=True)


def test_a_proof_over_a_value_that_the_notice_lacks_is_found_when_the_profile_is_read() -> None:
    from adapters.engine.loading import profile_text
    from adapters.offline import checked

    text, source = profile_text("reference/nontax")
    checked(text, source, lambda: NOW)
    with pytest.raises(InvalidInput, match="receipt"):
        checked(text.replace('"{bill_no}"]', '"{receipt}"]'), source, lambda: NOW)
