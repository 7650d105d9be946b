"""Cash on the spot: where the law allows it, and how it gets to the bank."""

from datetime import date, timedelta
from typing import Any

import pytest

from models.errors import Refused
from tests.support.casework import Clock, did, row_of
from tests.support.collecting import FINE, alarms, money, number, paid
from tests.support.one_kind import database_url
from wiring.office import Office

__all__ = ["database_url", "number"]


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
    assert row_of(bureau, number)["owed"] == FINE


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
    assert row_of(bureau, number)["owed"] == 0
    assert (row_of(bureau, number)["due_term"], row_of(bureau, number)["due_on"]) == (
        "E36",
        clock.today + timedelta(days=4),
    )
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
    assert (row_of(bureau, number)["owed"], "payment_over" in alarms(bureau)) == (0, False)
    did(bureau, number, "case.executed", how="已当场收缴")


def test_what_was_paid_before_cash_was_taken_is_not_that_cash(bureau: Office, clock: Clock, number: str) -> None:
    paid(bureau, "N1", 50_000)
    clock.to(date(2026, 11, 9))
    said: dict[str, Any] = {"officers": ["inspector", "inspector2"], "receipt_no": "3502-1", "requested": True}
    did(bureau, number, "case.cash_collected", **said, amount=100_000, ground="边远地区")
    assert money(bureau, number).sums["received"] == FINE
    paid(bureau, "N2", 1_000)
    assert (row_of(bureau, number)["owed"], money(bureau, number).sums["beyond"]) == (0, 0)
    did(bureau, number, "case.cash_handed_in", receiver="周雅")
    did(bureau, number, "case.cash_banked", bill_no="B1")
    with pytest.raises(Refused, match=r"只到账10\.00元"):
        did(bureau, number, "case.executed", how="当场收缴")
    paid(bureau, "N3", 99_000)
    assert (row_of(bureau, number)["owed"], money(bureau, number).sums["beyond"]) == (0, 0)
    did(bureau, number, "case.executed", how="当场收缴")
