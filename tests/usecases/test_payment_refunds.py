"""Giving back what is not due: paid too much, or for a decision that fell."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from models.errors import InvalidInput, Refused
from rules.payments import PaymentState
from tests.support.casework import CHIEF, INSPECTOR, Clock, row_of
from tests.support.collecting import (
    COURT,
    FINE,
    REFUNDS,
    alarms,
    annulled,
    held,
    money,
    number,
    orders,
    paid,
    refunds,
)
from tests.support.one_kind import database_url
from usecases import casework_steps, payment_refunds, undo
from wiring.office import Office

__all__ = ["database_url", "number"]


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


def test_an_annulled_decision_gives_back_what_was_paid(bureau: Office, clock: Clock, number: str) -> None:
    paid(bureau, "N1", 50_000)
    clock.to(date(2026, 11, 9))
    annulled(bureau, number)
    with bureau.reading() as session:
        (refund,) = session.execute(select(REFUNDS)).all()
    assert (refund.amount, refund.refunded_on, row_of(bureau, number)["owed"]) == (50_000, None, None)
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
    assert row_of(bureau, number)["owed"] is None
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
    assert (taken_back, orders(bureau)[0].cancelled_at, row_of(bureau, number)["owed"]) == (bureau.now(), None, FINE)
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
