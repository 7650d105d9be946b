"""No officer touches money: every door by which one could let a fine look paid, tried and found shut (APL 67, E37)."""

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from models.errors import BureauError, InvalidInput, Refused
from models.tables.columns import table_of
from models.tables.payments import PaymentNoticeRow, PaymentOrderRow
from models.values import SYSTEM_OFFICER, Fen, Role
from ports.payments import Notice, NoticeRow, OrderAtTreasury
from rules import authority
from rules.casework.collecting import COLLECTED
from tests.support.casework import CHIEF, INSPECTOR, START, Clock, at_work, confirmed, did, served
from tests.support.one_kind import database_url
from tests.support.rows import OFFICERS
from usecases import audit, casework_rows, casework_steps, payment_checks, payment_refunds, payments, undo
from usecases.deeds import DEEDS

if TYPE_CHECKING:
    from wiring.office import Office

__all__ = ["database_url"]
FINE = 150_000
ORDERS, NOTICES = table_of(PaymentOrderRow), table_of(PaymentNoticeRow)
BOOKING = ("payment.received", "payment.reconciled")
CASH: dict[str, Any] = {"officers": ["inspector", "inspector2"], "amount": FINE, "receipt_no": "3502-1"}


@pytest.fixture
def bureau(office: "Office", clock: Clock) -> "Office":
    """An office with a fine of 1500 yuan that was served and of which nothing was paid."""
    at_work(office, clock)
    served(office, clock, fine=FINE)
    return office


NUMBER, ORDER = "C-2026-000001", "F2026000001"


def notice(office: "Office", name: str = "N1", *, genuine: bool = True) -> NoticeRow:
    return NoticeRow(b"{}", name, Notice(name, ORDER, Fen(FINE), office.now(), "B1", genuine=genuine))


def kept(office: "Office") -> tuple[int, str, int]:
    """Return what is owed, how the order stands, how many notices lie there; the ledger holds together."""
    with office.reading() as session:
        assert audit.verify(session).ok
        row = casework_rows.read(session, NUMBER).row
        state = session.execute(select(ORDERS.c.state)).scalar_one()
        return row["owed"], state, len(session.execute(select(NOTICES)).all())


def test_only_the_system_has_the_right_to_book(bureau: "Office") -> None:
    for deed in BOOKING:
        assert authority.RIGHTS[deed].roles == {Role.SYSTEM}
    for officer in OFFICERS.values():
        with pytest.raises(Refused, match="无权"):
            bureau.perform(payments.receive, "nontax", [notice(bureau)], by=officer)
        theirs = OrderAtTreasury(ORDER, FINE, "paid", FINE)
        with pytest.raises(Refused, match="无权"):
            bureau.perform(payment_checks.note, "nontax", START, [(ORDER, theirs)], by=officer)
    assert kept(bureau) == (FINE, "unpaid", 0)


def test_nobody_ends_a_case_of_which_something_is_owed(bureau: "Office") -> None:
    for officer in OFFICERS.values():
        with pytest.raises(Refused):
            did(bureau, NUMBER, "case.executed", by=officer, how="当事人已经缴清")
    assert kept(bureau) == (FINE, "unpaid", 0)


@pytest.mark.parametrize("more", ["owed", "fine", "paid", "confiscated_owed", "state"])
def test_no_step_takes_a_sum_that_it_does_not_ask_for(bureau: "Office", more: str) -> None:
    said: dict[str, Any] = {"way": "行政复议", "body": "市政府", "document": "复1号", more: 0}
    with pytest.raises(InvalidInput, match=f"没有“{more}”这一项"):
        did(bureau, NUMBER, "case.remedy_begun", **said)
    assert kept(bureau) == (FINE, "unpaid", 0)


def test_cash_that_only_officers_know_of_ends_no_case(bureau: "Office") -> None:
    did(bureau, NUMBER, COLLECTED, **CASH, ground="边远地区", requested=True)
    did(bureau, NUMBER, "case.cash_handed_in", receiver="周雅")
    did(bureau, NUMBER, "case.cash_banked", bill_no="B-made-up")
    with pytest.raises(Refused, match=r"当场收缴1500\.00元，财政的缴款通知只到账0\.00元"):
        did(bureau, NUMBER, "case.executed", how="当场收缴")
    bureau.perform(payments.receive, "nontax", [notice(bureau, genuine=False)], by=SYSTEM_OFFICER)
    with pytest.raises(Refused, match=r"只到账0\.00元"):
        did(bureau, NUMBER, "case.executed", how="当场收缴")
    bureau.perform(payments.receive, "nontax", [notice(bureau, "N2")], by=SYSTEM_OFFICER)
    did(bureau, NUMBER, "case.executed", how="当场收缴")


def test_money_that_never_came_is_not_given_back(bureau: "Office") -> None:
    bureau.perform(payments.receive, "nontax", [notice(bureau, genuine=False)], by=SYSTEM_OFFICER)
    with pytest.raises(Refused, match="没有应当退付的款项"):
        bureau.perform(payment_refunds.ask, NUMBER, "多缴", by=CHIEF)
    assert kept(bureau) == (FINE, "unpaid", 1)


def test_parts_cannot_make_a_fine_smaller_or_be_granted_alone(bureau: "Office") -> None:
    less = [{"due_on": "2026-12-31", "amount": 1}]
    with pytest.raises(Refused, match="合计应为罚款"):
        confirmed(bureau, NUMBER, "case.payment_deferred", parts=less, reason="困难")
    parts = [{"due_on": "2026-12-31", "amount": FINE}]
    said = {"parts": parts, "reason": "困难"}
    bureau.perform(casework_steps.propose, NUMBER, "case.payment_deferred", said, by=INSPECTOR)
    with pytest.raises(BureauError):
        bureau.perform(casework_steps.confirm, NUMBER, by=INSPECTOR)
    assert kept(bureau)[0] == FINE


def test_what_the_treasury_told_is_not_undone_by_an_officer(bureau: "Office", clock: Clock) -> None:
    bureau.perform(payments.receive, "nontax", [notice(bureau)], by=SYSTEM_OFFICER)
    for officer in (INSPECTOR, CHIEF):
        with pytest.raises(BureauError):
            bureau.perform(undo.undo_last, NUMBER, by=officer)
    assert kept(bureau) == (0, "paid", 1)
    assert clock.today < date(2026, 11, 6) + timedelta(days=1)


def test_no_other_deed_of_payments_exists() -> None:
    assert {name for name in DEEDS if name.startswith("payment.")} == {*BOOKING, "payment.refund_asked"}
