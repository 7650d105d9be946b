"""What the treasury holds compared with our books, day by day."""

from datetime import date, timedelta
from typing import Any

import pytest

from rules.payments import PaymentState
from tests.support.casework import Clock
from tests.support.collecting import FINE, alarms, held, money, number, orders, paid
from tests.support.one_kind import database_url
from usecases import payment_checks
from wiring.office import Office

__all__ = ["database_url", "number"]


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
