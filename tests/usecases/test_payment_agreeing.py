"""What the books and the treasury do not agree on is asked about until they do; nobody pays for what has fallen."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from models.tables.columns import table_of
from models.tables.outbox import OutboxRow
from tests.support.casework import INSPECTOR, Clock, row_of
from tests.support.collecting import FINE, alarms, annulled, held, money, number, orders, paid
from tests.support.one_kind import database_url
from usecases import casework_steps, payment_checks, undo
from wiring.office import Office

__all__ = ["database_url", "number"]
OUTBOX = table_of(OutboxRow)


def with_treasury(office: Office) -> None:
    """Let an office send its orders to a treasury."""
    office.desk = replace(office.desk, systems=(*office.desk.systems, ("nontax", "nontax")))


def wanted(office: Office, on: date) -> list[str]:
    with office.reading() as session:
        return [order for _, order in payment_checks.to_check(session, on)]


def cancellations(office: Office) -> list[str]:
    with office.reading() as session:
        return list(session.execute(select(OUTBOX.c.key).where(OUTBOX.c.kind == "order_cancel")).scalars())


def test_a_payment_of_which_no_notice_ever_came_is_asked_about_until_it_is_booked(
    bureau: Office, clock: Clock, number: str
) -> None:
    order, begun = orders(bureau)[0].order_no, clock.today
    (seen,) = held(bureau, "paid", FINE, paid_at=bureau.now() + timedelta(days=1))
    assert (seen.subject, seen.fault) == (number, "")  # its notice is still to come

    clock.to(begun + timedelta(days=1))
    assert wanted(bureau, clock.today) == [order]
    (lost,) = held(bureau, "paid", FINE, paid_at=bureau.now())
    clock.to(begun + timedelta(days=3))

    assert "实缴金额不同" in lost.fault
    assert wanted(bureau, clock.today) == [order]
    paid(bureau, "N1", FINE)
    (agreed,) = held(bureau, "paid", FINE, paid_at=bureau.now())
    assert (agreed.fault, alarms(bureau), wanted(bureau, clock.today + timedelta(days=1))) == ("", {}, [])


def test_an_order_that_only_the_treasury_took_back_is_asked_about_again(
    bureau: Office, clock: Clock, number: str
) -> None:
    held(bureau, "cancelled", 0)
    clock.to(clock.today + timedelta(days=1))
    assert wanted(bureau, clock.today) == [orders(bureau)[0].order_no]
    assert orders(bureau)[0].subject == number


@pytest.mark.parametrize("state", ["unpaid", "partial"])
def test_nobody_can_pay_the_rest_of_an_order_that_fell_and_was_given_back(
    bureau: Office, clock: Clock, number: str, state: str
) -> None:
    with_treasury(bureau)
    paid(bureau, "N1", 50_000)
    clock.to(date(2026, 11, 9))
    annulled(bureau, number)
    held(bureau, "partial", 50_000)
    before = (cancellations(bureau), orders(bureau)[0].cancelled_at)

    held(bureau, state, 0)

    order = orders(bureau)[0]
    assert before == ([], None)
    assert (cancellations(bureau), order.cancelled_at) == ([f"cancel:{order.order_no}"], bureau.now())
    assert (order.state, alarms(bureau)) == ("refunded", {})
    clock.to(date(2026, 11, 10))
    held(bureau, state, 0)
    assert len(cancellations(bureau)) == 1
    clock.to(date(2026, 11, 11))
    (late,) = held(bureau, state, 0)
    assert late.fault == "本局已撤销，财政没有撤销"


def test_an_order_whose_money_was_given_back_for_good_is_not_cancelled(
    bureau: Office, clock: Clock, number: str
) -> None:
    with_treasury(bureau)
    paid(bureau, "N1", 50_000)
    clock.to(date(2026, 11, 9))
    annulled(bureau, number)
    held(bureau, "refunded", 50_000)
    assert (cancellations(bureau), orders(bureau)[0].cancelled_at) == ([], None)


def test_what_is_paid_while_a_step_may_still_be_undone_stays_paid(bureau: Office, clock: Clock, number: str) -> None:
    clock.to(date(2026, 11, 9))
    said = {"way": "行政复议", "body": "厦门市人民政府", "document": "复〔2026〕1号"}
    begin = casework_steps.TAKE["case.remedy_begun"]
    bureau.perform(begin, number, said, by=INSPECTOR, grace=timedelta(seconds=15))
    paid(bureau, "N1", FINE)

    bureau.perform(undo.undo_last, number, by=INSPECTOR)

    owed = row_of(bureau, number)["owed"]
    assert (owed, orders(bureau)[0].state, money(bureau, number).sums["owed"]) == (0, "paid", 0)
