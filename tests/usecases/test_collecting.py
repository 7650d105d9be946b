"""Collecting a fine by the law: parts, demand, surcharge, court, cash on the spot, and giving back what is not due."""

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from models.errors import InvalidInput, Refused
from models.tables.columns import table_of
from models.tables.outbox import AlarmRow, OutboxRow
from models.tables.payments import PaymentNoticeRow, PaymentOrderRow, PaymentRefundRow
from models.values import SHANGHAI, SYSTEM_OFFICER, Fen
from ports.payments import Notice, NoticeRow, OrderAtTreasury
from rules.payments import PaymentState
from tests.support.casework import CHIEF, INSPECTOR, Clock, confirmed, decided, did, noticed
from tests.support.one_kind import database_url
from usecases import (
    casework_cards,
    casework_rows,
    casework_steps,
    clocks,
    payment_accounts,
    payment_checks,
    payment_refunds,
    payments,
    undo,
)
from usecases import payments_desk as desk
from wiring.office import Office

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["database_url"]
FINE = 150_000
ORDERS, NOTICES, REFUNDS = table_of(PaymentOrderRow), table_of(PaymentNoticeRow), table_of(PaymentRefundRow)
OUTBOX, ALARMS = table_of(OutboxRow), table_of(AlarmRow)
COURT = "厦门市思明区人民法院"


@pytest.fixture
def number(bureau: Office, clock: Clock) -> str:
    """A case whose fine of 1500.00 yuan was served on 2026-11-06 and is due on 2026-11-23."""
    case = decided(bureau, clock, fine=FINE)
    did(bureau, case, "case.served", way="直接送达", receiver="林海生")
    return case


def row(office: Office, number: str) -> "Mapping[str, Any]":
    with office.reading() as session:
        return casework_rows.read(session, number).row


def orders(office: Office) -> list[Any]:
    with office.reading() as session:
        return list(session.execute(select(ORDERS).order_by(ORDERS.c.id)))


def alarms(office: Office) -> dict[str, str]:
    with office.reading() as session:
        return {one.code: one.text for one in session.execute(select(ALARMS).where(ALARMS.c.closed_at.is_(None)))}


def refunds(office: Office) -> list[int]:
    with office.reading() as session:
        return list(session.execute(select(REFUNDS.c.amount).order_by(REFUNDS.c.id)).scalars())


def paid(office: Office, name: str, amount: int, order: int = 0) -> int:
    notice = Notice(name, orders(office)[order].order_no, Fen(amount), office.now(), "B1", genuine=True)
    return office.perform(payments.receive, "nontax", [NoticeRow(b"", name, notice)], by=SYSTEM_OFFICER)


def recounted(office: Office) -> int:
    return office.keep(payment_accounts.refresh_some, 0, at=office.now())[1]


def money(office: Office, number: str) -> desk.Money:
    with office.reading() as session:
        return desk.money(session, number, at=office.now())


def after_all_terms(office: Office, clock: Clock, number: str) -> None:
    """Demand the fine, and go on to the day after the demand and after every remedy."""
    clock.to(date(2026, 12, 28))
    recounted(office)
    did(office, number, "case.payment_demanded", way="直接送达", receiver="林海生")
    clock.to(date(2027, 1, 12))


def test_the_surcharge_grows_by_the_day_and_stops_at_the_fine(bureau: Office, clock: Clock, number: str) -> None:
    clock.to(date(2026, 11, 23))
    assert (recounted(bureau), row(bureau, number)["owed"]) == (0, FINE)
    clock.to(date(2026, 11, 24))
    assert (recounted(bureau), row(bureau, number)["owed"]) == (1, FINE + 4_500)
    clock.to(date(2027, 3, 1))
    assert (recounted(bureau), row(bureau, number)["owed"]) == (1, 2 * FINE)
    assert (recounted(bureau), money(bureau, number).state) == (0, PaymentState.SURCHARGED)


def test_days_of_a_reconsideration_bear_no_surcharge(bureau: Office, clock: Clock, number: str) -> None:
    clock.to(date(2026, 11, 24))
    did(bureau, number, "case.remedy_begun", way="行政复议", body="厦门市人民政府", document="复〔2026〕1号")
    clock.to(date(2026, 12, 24))
    recounted(bureau)
    assert row(bureau, number)["owed"] == FINE
    did(bureau, number, "case.remedy_ended", outcome="维持", document="复决〔2026〕1号")
    clock.to(date(2026, 12, 26))
    recounted(bureau)
    assert row(bureau, number)["owed"] == FINE + 2 * 4_500


def test_granted_parts_are_due_on_their_own_days(bureau: Office, clock: Clock, number: str) -> None:
    parts = [{"due_on": "2026-12-01", "amount": 50_000}, {"due_on": "2027-01-04", "amount": 100_000}]
    confirmed(bureau, number, "case.payment_deferred", parts=parts, reason="经济困难")
    assert money(bureau, number).state is PaymentState.DEFERRED
    clock.to(date(2026, 12, 2))
    recounted(bureau)
    assert row(bureau, number)["owed"] == FINE + 1_500
    did(bureau, number, "case.payment_demanded", way="直接送达", receiver="林海生")
    paid(bureau, "N1", 51_500)
    with pytest.raises(Refused, match="罚款还没有到期"):
        did(bureau, number, "case.payment_demanded", way="直接送达", receiver="林海生")


@pytest.mark.parametrize(
    ("parts", "why"),
    [
        ([{"due_on": "2026-12-01", "amount": FINE - 1}], "合计应为罚款"),
        ([{"due_on": "2026-11-23", "amount": FINE}], "2026-11-23之后"),
        ([{"due_on": "2026-12-01", "amount": "150000"}], "各期应写明"),
        ([["2026-12-01", FINE]], "各期应写明"),
        ([{"due_on": "2026-12-32", "amount": FINE}], "各期应写明"),
        ([{"due_on": "2026-12-01", "amount": True}], "各期应写明"),
    ],
)
def test_parts_that_are_not_the_fine_are_not_granted(bureau: Office, number: str, parts: object, why: str) -> None:
    with pytest.raises(Refused, match=why):
        bureau.perform(
            casework_steps.propose, number, "case.payment_deferred", {"parts": parts, "reason": "困难"}, by=INSPECTOR
        )


def test_nothing_is_demanded_before_it_is_due(bureau: Office, clock: Clock, number: str) -> None:
    clock.to(date(2026, 11, 23))
    with pytest.raises(Refused, match="罚款还没有到期"):
        did(bureau, number, "case.payment_demanded", way="直接送达", receiver="林海生")
    clock.to(date(2026, 11, 24))
    recounted(bureau)
    did(bureau, number, "case.payment_demanded", way="直接送达", receiver="林海生")


def test_the_court_is_asked_only_between_its_two_days(bureau: Office, clock: Clock, number: str) -> None:
    def ask() -> casework_steps.Done:
        said = {"court": COURT}
        return bureau.perform(casework_steps.propose, number, "case.enforcement_applied", said, by=INSPECTOR)

    clock.to(date(2026, 12, 1))
    recounted(bureau)
    with pytest.raises(Refused, match="复议、提起诉讼的期限到2027-01-05才届满；还没有催告"):
        ask()
    after_all_terms(bureau, clock, number)
    with pytest.raises(Refused, match="催告的期限到2027-01-12才届满"):
        ask()
    clock.to(date(2027, 4, 6))
    with pytest.raises(Refused, match="申请强制执行的期限已于2027-04-05届满"):
        ask()
    clock.to(date(2027, 1, 13))
    assert ask().result == "proposed"
    bureau.perform(casework_steps.confirm, number, by=CHIEF)


def test_the_surcharge_is_decided_to_the_fen_and_ordered(bureau: Office, clock: Clock, number: str) -> None:
    clock.to(date(2026, 11, 25))
    recounted(bureau)
    paid(bureau, "N1", FINE)
    with pytest.raises(Refused, match=r"90\.00元（9000分）"):
        confirmed(bureau, number, "case.surcharge_decided", amount=8_999)
    bureau.perform(casework_steps.reject, number, note="金额不对", by=CHIEF)
    confirmed(bureau, number, "case.surcharge_decided", amount=9_000)
    fine, added = orders(bureau)
    assert (fine.purpose, added.purpose, added.amount, added.order_no[-1]) == ("fine", "surcharge", 9_000, "2")
    assert row(bureau, number)["owed"] == 9_000
    paid(bureau, "N2", 9_000, order=1)
    assert row(bureau, number)["owed"] == 0
    did(bureau, number, "case.executed", how="罚款和加处罚款已缴清")


@pytest.mark.parametrize("more", [{}, {"ground": "一百元以下"}, {"ground": "边远地区"}, {"ground": "方便"}])
def test_cash_is_never_taken_in_an_ordinary_case(bureau: Office, number: str, more: dict[str, str]) -> None:
    said: dict[str, Any] = {
        "officers": ["inspector", "inspector2"],
        "amount": FINE,
        "receipt_no": "闽财票0001",
        "ground": "事后难以执行",
    }
    with pytest.raises(Refused, match="当场"):
        did(bureau, number, "case.cash_collected", **said | more)
    assert row(bureau, number)["owed"] == FINE


def test_cash_that_the_law_allows_is_open_until_it_is_in_the_bank(bureau: Office, clock: Clock, number: str) -> None:
    said: dict[str, Any] = {
        "officers": ["inspector", "inspector2"],
        "amount": FINE,
        "receipt_no": "闽财票0001",
        "requested": True,
    }
    with pytest.raises(Refused, match="未缴清的罚款"):
        did(bureau, number, "case.cash_collected", **said | {"ground": "边远地区", "amount": FINE - 1})
    did(bureau, number, "case.cash_collected", **said, ground="边远地区")
    assert row(bureau, number)["owed"] == 0
    assert (row(bureau, number)["due_term"], row(bureau, number)["due_on"]) == ("E36", clock.today + timedelta(days=4))
    with pytest.raises(Refused, match="还没有缴付银行"):
        did(bureau, number, "case.executed", how="已当场收缴")
    with pytest.raises(Refused, match="交回本局"):
        did(bureau, number, "case.cash_banked", bill_no="B1")
    did(bureau, number, "case.cash_handed_in", receiver="周雅")
    did(bureau, number, "case.cash_banked", bill_no="B1")
    paid(bureau, "N0", FINE - 1)
    with pytest.raises(Refused, match=r"财政的缴款通知只到账1499\.99元"):
        did(bureau, number, "case.executed", how="当场收缴")
    paid(bureau, "N1", 1)  # the bureau's own payment of that cash
    assert (row(bureau, number)["owed"], "payment_over" in alarms(bureau)) == (0, False)
    did(bureau, number, "case.executed", how="已当场收缴")


def test_more_than_is_due_is_told_and_given_back(bureau: Office, number: str) -> None:
    paid(bureau, "N1", FINE)
    with pytest.raises(Refused, match="没有应当退付的款项"):
        bureau.perform(payment_refunds.ask, number, "多缴", by=CHIEF)
    paid(bureau, "N2", 30_000)
    assert "多缴了300.00元" in alarms(bureau)["payment_over"]
    with pytest.raises(InvalidInput):
        bureau.perform(payment_refunds.ask, number, " ", by=CHIEF)
    with pytest.raises(Refused, match="无权"):
        bureau.perform(payment_refunds.ask, number, "多缴", by=INSPECTOR)
    assert bureau.perform(payment_refunds.ask, number, "多缴", by=CHIEF) == 30_000
    with pytest.raises(Refused, match="没有应当退付的款项"):
        bureau.perform(payment_refunds.ask, number, "多缴", by=CHIEF)
    assert money(bureau, number).sums["beyond"] == 30_000


def held(office: Office, state: str, amount: int, **more: Any) -> list[payment_checks.Compared]:
    order = orders(office)[0]
    theirs = OrderAtTreasury(order.order_no, more.get("whole", FINE), state, amount, more.get("paid_at"))
    on = office.now().astimezone(SHANGHAI).date()
    return office.perform(payment_checks.note, "nontax", on, [(order.order_no, theirs)], by=SYSTEM_OFFICER)


def annulled(office: Office, number: str) -> None:
    today = office.now().astimezone(SHANGHAI).date().isoformat()
    said = {"document": "（2026）闽02行终1号", "issuer": COURT, "dated": today, "reason": "认定事实不清"}
    confirmed(office, number, "case.annulled", **said)


def test_an_annulled_decision_gives_back_what_was_paid(bureau: Office, clock: Clock, number: str) -> None:
    paid(bureau, "N1", 50_000)
    clock.to(date(2026, 11, 9))
    annulled(bureau, number)
    with bureau.reading() as session:
        (refund,) = session.execute(select(REFUNDS)).all()
    assert (refund.amount, refund.refunded_on, row(bureau, number)["owed"]) == (50_000, None, None)
    assert "应当退付500.00元" in alarms(bureau)["payment_refund"]
    (compared,) = held(bureau, "refunded", 50_000)
    assert (compared.fault, compared.ours) == ("", 0)
    assert "payment_refund" not in alarms(bureau)
    assert money(bureau, number).state is PaymentState.REFUNDED


def test_an_annulled_decision_takes_back_an_order_that_nobody_paid(bureau: Office, clock: Clock, number: str) -> None:
    clock.to(date(2026, 11, 9))
    annulled(bureau, number)
    assert orders(bureau)[0].cancelled_at == bureau.now()
    assert "payment_refund" not in alarms(bureau)
    assert paid(bureau, "N1", FINE) == 1  # it was under way
    assert row(bureau, number)["owed"] is None
    assert "应当退付1500.00元" in alarms(bureau)["payment_refund"]
    assert money(bureau, number).state is PaymentState.REFUNDING
    assert [one.state for one in orders(bureau)] == ["refunding"]


def test_an_annulment_that_is_taken_back_lets_the_order_stand(bureau: Office, clock: Clock, number: str) -> None:
    clock.to(date(2026, 11, 9))
    said = {"document": "（2026）闽02行终1号", "issuer": COURT, "dated": "2026-11-09", "reason": "认定事实不清"}
    bureau.perform(casework_steps.propose, number, "case.annulled", said, by=INSPECTOR)
    bureau.perform(casework_steps.confirm, number, by=CHIEF, grace=timedelta(seconds=15))
    taken_back = orders(bureau)[0].cancelled_at
    bureau.perform(undo.undo_last, number, by=CHIEF)
    assert (taken_back, orders(bureau)[0].cancelled_at, row(bureau, number)["owed"]) == (bureau.now(), None, FINE)
    assert orders(bureau)[0].state == "unpaid"


def test_a_partly_paid_order_stands_again_with_its_alarm_gone_when_the_annulment_is_taken_back(
    bureau: Office, clock: Clock, number: str
) -> None:
    paid(bureau, "N1", 50_000)
    clock.to(date(2026, 11, 9))
    said = {"document": "（2026）闽02行终1号", "issuer": COURT, "dated": "2026-11-09", "reason": "认定事实不清"}
    bureau.perform(casework_steps.propose, number, "case.annulled", said, by=INSPECTOR)
    bureau.perform(casework_steps.confirm, number, by=CHIEF, grace=timedelta(seconds=15))
    paid(bureau, "N2", 10_000)  # on its way: given back at once
    fallen = (
        [(one.state, one.cancelled_at) for one in orders(bureau)],
        sorted(refunds(bureau)),
        "payment_refund" in alarms(bureau),
    )

    bureau.perform(undo.undo_last, number, by=CHIEF)

    assert fallen == ([("refunding", None)], [10_000, 50_000], True)
    assert (refunds(bureau), alarms(bureau), orders(bureau)[0].state) == ([], {}, "partial")
    assert money(bureau, number).sums["received"] == 60_000


def test_what_comes_after_the_decision_fell_is_given_back_unasked_until_the_treasury_says_so(
    bureau: Office, clock: Clock, number: str
) -> None:
    paid(bureau, "N1", 50_000)
    clock.to(date(2026, 11, 9))
    annulled(bureau, number)
    paid(bureau, "N2", FINE - 50_000)
    assert (sum(refunds(bureau)), money(bureau, number).state) == (FINE, PaymentState.REFUNDING)
    (paid_still,) = held(bureau, "paid", FINE)
    assert (paid_still.fault, orders(bureau)[0].state, "payment_refund" in alarms(bureau)) == ("", "refunding", True)
    clock.to(date(2026, 12, 9))
    (given,) = held(bureau, "refunded", FINE)
    assert (given.fault, orders(bureau)[0].state, alarms(bureau)) == ("", "refunded", {})


def test_a_part_that_was_too_much_is_given_back_when_the_treasury_holds_so_much_less(
    bureau: Office, number: str
) -> None:
    paid(bureau, "N1", FINE + 100)
    bureau.perform(payment_refunds.ask, number, "多缴", by=CHIEF)
    (asked,) = held(bureau, "paid", FINE + 100)
    assert (asked.fault, orders(bureau)[0].state) == ("", "refunding")
    (given,) = held(bureau, "paid", FINE)
    assert (given.fault, given.ours, orders(bureau)[0].state, alarms(bureau)) == ("", FINE, "paid", {})


def test_what_was_paid_before_cash_was_taken_is_not_that_cash(bureau: Office, clock: Clock, number: str) -> None:
    paid(bureau, "N1", 50_000)
    clock.to(date(2026, 11, 9))
    said: dict[str, Any] = {"officers": ["inspector", "inspector2"], "receipt_no": "3502-1", "requested": True}
    did(bureau, number, "case.cash_collected", **said, amount=100_000, ground="边远地区")
    assert money(bureau, number).sums["received"] == FINE
    paid(bureau, "N2", 1_000)
    assert (row(bureau, number)["owed"], money(bureau, number).sums["beyond"]) == (0, 0)
    did(bureau, number, "case.cash_handed_in", receiver="周雅")
    did(bureau, number, "case.cash_banked", bill_no="B1")
    with pytest.raises(Refused, match=r"只到账10\.00元"):
        did(bureau, number, "case.executed", how="当场收缴")
    paid(bureau, "N3", 99_000)
    assert (row(bureau, number)["owed"], money(bureau, number).sums["beyond"]) == (0, 0)
    did(bureau, number, "case.executed", how="当场收缴")


def test_a_demand_that_is_taken_back_leaves_the_order_as_it_stood(bureau: Office, clock: Clock, number: str) -> None:
    clock.to(date(2026, 11, 25))
    recounted(bureau)
    said = {"way": "直接送达", "receiver": "林海生"}
    grace = timedelta(seconds=15)
    bureau.perform(casework_steps.TAKE["case.payment_demanded"], number, said, by=INSPECTOR, grace=grace)
    demanded = orders(bureau)[0].state
    bureau.perform(undo.undo_last, number, by=INSPECTOR)
    assert (demanded, orders(bureau)[0].state) == ("demanded", "surcharged")


def test_who_lets_the_term_of_the_court_pass_gets_its_cards(bureau: Office, clock: Clock, number: str) -> None:
    def earned(day: date) -> list[str]:
        clock.to(day)
        with bureau.reading() as session:
            cards = casework_cards.owing(session, clocks.reckoner(session, bureau.now()))
        return [card.kind.value for card in cards if (card.subject, card.term) == (number, "E34m")]

    last = date(2027, 4, 5)  # three months after the sixty days in which the party might have asked for a review
    assert row(bureau, number)["due_on"] == last
    assert [earned(day) for day in (date(2027, 3, 1), last, last + timedelta(days=1))] == [
        [],
        ["warning"],
        ["yellow"],
    ]


CONFISCATING: dict[str, Any] = {
    "kinds": ["fine", "confiscation"], "base": 3_000_000, "fine": FINE, "facts": "从外地进货", "content": "罚款、没收",
}  # fmt: skip


def confiscated(office: Office, clock: Clock, **sums: Any) -> str:
    """A served decision that takes money besides the fine."""
    case = noticed(office, **CONFISCATING | sums)
    clock.to(date(2026, 11, 6))
    confirmed(office, case, "case.decided", **CONFISCATING | sums)
    did(office, case, "case.served", way="直接送达", receiver="林海生")
    return case


def test_what_was_confiscated_in_money_is_ordered_by_itself_and_bears_no_surcharge(
    bureau: Office, clock: Clock
) -> None:
    case = confiscated(bureau, clock, confiscated=80_000, in_kind=30_000)
    assert [(one.purpose, one.amount, one.due_on, one.state) for one in orders(bureau)] == [
        ("fine", FINE, date(2026, 11, 23), "unpaid"), ("confiscated", 50_000, date(2026, 11, 23), "unpaid"),
    ]  # fmt: skip
    paid(bureau, "N1", FINE + 100)  # too much for the fine pays nothing of the other
    assert (row(bureau, case)["owed"], row(bureau, case)["confiscated_owed"]) == (0, 50_000)
    with pytest.raises(Refused, match=r"没收的款项还有500\.00元"):
        did(bureau, case, "case.executed", how="缴清")
    clock.to(date(2026, 11, 23))
    with pytest.raises(Refused, match="还没有到期"):
        did(bureau, case, "case.payment_demanded", way="直接送达", receiver="林海生")
    clock.to(date(2026, 12, 23))
    recounted(bureau)
    assert (row(bureau, case)["confiscated_owed"], [one.state for one in orders(bureau)]) == (
        50_000, ["refunding", "overdue"],
    )  # fmt: skip
    did(bureau, case, "case.payment_demanded", way="直接送达", receiver="林海生")
    assert [one.state for one in orders(bureau)] == ["refunding", "demanded"]
    with pytest.raises(Refused, match=r"尚未决定的加处罚款为0\.00元"):
        confirmed(bureau, case, "case.surcharge_decided", amount=1)
    bureau.perform(payment_refunds.ask, case, "多缴", by=CHIEF)
    paid(bureau, "N2", 50_000, order=1)
    assert (refunds(bureau), row(bureau, case)["confiscated_owed"]) == ([100], 0)
    did(bureau, case, "case.executed", how="缴清")


def test_a_decision_that_only_confiscates_is_ordered_and_goods_in_kind_are_not(bureau: Office, clock: Clock) -> None:
    case = confiscated(bureau, clock, kinds=["confiscation"], fine=None, base=None, confiscated=80_000)
    assert [(one.purpose, one.amount) for one in orders(bureau)] == [("confiscated", 80_000)]
    assert (row(bureau, case)["owed"], money(bureau, case).state) == (None, PaymentState.UNPAID)
    annulled(bureau, case)
    assert [one.state for one in orders(bureau)] == ["cancelled"]


def test_goods_in_kind_are_worth_no_more_than_what_is_confiscated(bureau: Office) -> None:
    with pytest.raises(Refused, match="没收实物的价值大于没收金额"):
        noticed(bureau, **CONFISCATING, confiscated=80_000, in_kind=80_001)


def test_confiscated_money_is_given_back_from_its_own_order(bureau: Office, clock: Clock) -> None:
    case = confiscated(bureau, clock, confiscated=80_000)
    paid(bureau, "N1", 50_000)
    paid(bureau, "N2", 80_000, order=1)
    annulled(bureau, case)
    with bureau.reading() as session:
        asked = session.execute(select(REFUNDS.c.order_no, REFUNDS.c.amount).order_by(REFUNDS.c.order_no)).all()
    first, second = (one.order_no for one in orders(bureau))
    assert [tuple(one) for one in asked] == [(first, 50_000), (second, 80_000)]
    assert "应当退付1300.00元" in alarms(bureau)["payment_refund"]


@pytest.mark.parametrize(
    ("state", "amount", "more", "why"),
    [
        ("unpaid", 0, {}, ""),
        ("paid", FINE, {}, "实缴金额不同：本局入账0.00元，财政1500.00元"),
        ("unpaid", 0, {"whole": FINE - 1}, "应缴金额不同：本局1500.00元，财政1499.99元"),
        ("cancelled", 0, {}, "财政已撤销，本局没有撤销"),
    ],
)
def test_what_the_treasury_holds_is_compared_and_a_difference_told(
    bureau: Office, number: str, state: str, amount: int, more: dict[str, Any], why: str
) -> None:
    (compared,) = held(bureau, state, amount, **more)
    assert (compared.fault, compared.subject) == (why, number)
    assert ("payment_differs" in alarms(bureau)) is bool(why)
    assert orders(bureau)[0].treasury_state == state


def test_a_difference_that_is_gone_is_settled(bureau: Office, number: str) -> None:
    held(bureau, "paid", FINE)
    paid(bureau, "N1", FINE)
    (compared,) = held(bureau, "paid", FINE)
    assert (compared.fault, compared.ours, "payment_differs" in alarms(bureau)) == ("", FINE, False)
    assert money(bureau, number).state is PaymentState.PAID


def test_only_orders_of_the_day_and_open_ones_are_compared(bureau: Office, clock: Clock, number: str) -> None:
    def wanted(on: date) -> list[str]:
        with bureau.reading() as session:
            return [order for _, order in payment_checks.to_check(session, on)]

    order, begun = orders(bureau)[0].order_no, clock.today
    assert (wanted(begun - timedelta(days=1)), wanted(begun)) == ([], [order])
    clock.to(begun + timedelta(days=2))
    paid(bureau, "N1", FINE)
    held(bureau, "paid", FINE)
    found = [wanted(begun + timedelta(days=days)) for days in range(4)]
    assert found == [[], [], [order], []]
    assert number == orders(bureau)[0].subject
