"""Money that was confiscated besides the fine: an order of its own, no surcharge, given back by itself."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from models.errors import Refused
from rules.payments import PaymentState
from tests.support.casework import CHIEF, Clock, confirmed, did, noticed, row_of
from tests.support.collecting import FINE, REFUNDS, alarms, annulled, money, orders, paid, recounted, refunds
from tests.support.one_kind import database_url
from usecases import payment_refunds
from wiring.office import Office

__all__ = ["database_url"]
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
    assert (row_of(bureau, case)["owed"], row_of(bureau, case)["confiscated_owed"]) == (0, 50_000)
    with pytest.raises(Refused, match=r"没收的款项还有500\.00元"):
        did(bureau, case, "case.executed", how="缴清")
    clock.to(date(2026, 11, 23))
    with pytest.raises(Refused, match="还没有到期"):
        did(bureau, case, "case.payment_demanded", way="直接送达", receiver="林海生")
    clock.to(date(2026, 12, 23))
    recounted(bureau)
    assert (row_of(bureau, case)["confiscated_owed"], [one.state for one in orders(bureau)]) == (
        50_000, ["refunding", "overdue"],
    )  # fmt: skip
    did(bureau, case, "case.payment_demanded", way="直接送达", receiver="林海生")
    assert [one.state for one in orders(bureau)] == ["refunding", "demanded"]
    with pytest.raises(Refused, match=r"尚未决定的加处罚款为0\.00元"):
        confirmed(bureau, case, "case.surcharge_decided", amount=1)
    bureau.perform(payment_refunds.ask, case, "多缴", by=CHIEF)
    paid(bureau, "N2", 50_000, order=1)
    assert (refunds(bureau), row_of(bureau, case)["confiscated_owed"]) == ([100], 0)
    did(bureau, case, "case.executed", how="缴清")


def test_a_decision_that_only_confiscates_is_ordered_and_goods_in_kind_are_not(bureau: Office, clock: Clock) -> None:
    case = confiscated(bureau, clock, kinds=["confiscation"], fine=None, base=None, confiscated=80_000)
    assert [(one.purpose, one.amount) for one in orders(bureau)] == [("confiscated", 80_000)]
    assert (row_of(bureau, case)["owed"], money(bureau, case).state) == (None, PaymentState.UNPAID)
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
