"""Fines and what arrives for them: one order with the service, each genuine notice booked once, nothing else."""

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from models.tables.columns import table_of
from models.tables.outbox import AlarmRow
from models.tables.payments import PaymentNoticeRow, PaymentOrderRow
from models.values import SYSTEM_OFFICER, Fen
from ports.payments import Notice, NoticeRow
from tests.support.casework import FACTS, INSPECTOR, Clock, decided, did, served
from tests.support.one_kind import database_url
from usecases import casework, casework_rows, payments, payments_desk, undo
from usecases.casework_steps import TAKE

if TYPE_CHECKING:
    from wiring.office import Office

__all__ = ["database_url"]
FINE = 150_000
ORDERS, NOTICES, ALARMS = table_of(PaymentOrderRow), table_of(PaymentNoticeRow), table_of(AlarmRow)


def order_no(office: "Office") -> str:
    with office.reading() as session:
        return str(session.execute(select(ORDERS.c.order_no)).scalar_one())


def notice(office: "Office", number: str, amount: int, **more: Any) -> NoticeRow:
    values: dict[str, Any] = {"genuine": True, "order_no": order_no(office), "paid_at": office.now()} | more
    return NoticeRow(number.encode(), more.get("digest", number), Notice(number, amount=Fen(amount), bill_no="B1", **{
        name: value for name, value in values.items() if name != "digest"
    }))  # fmt: skip


def arrived(office: "Office", *rows: NoticeRow) -> int:
    return office.perform(payments.receive, "nontax", rows, by=SYSTEM_OFFICER)


def left(office: "Office", number: str) -> int:
    with office.reading() as session:
        return int(casework_rows.read(session, number).row["owed"])


def alarms(office: "Office") -> list[str]:
    with office.reading() as session:
        return list(session.execute(select(ALARMS.c.code).order_by(ALARMS.c.id)).scalars())


def test_nothing_is_to_be_paid_before_the_service_of_a_decision(bureau: "Office", clock: Clock) -> None:
    lead = bureau.perform(casework.register, FACTS, by=INSPECTOR)
    number = decided(bureau, clock, fine=FINE)

    def stands(case: str) -> tuple[str, str]:
        with bureau.reading() as session:
            money = payments_desk.money(session, case, at=bureau.now())
        return money.state.value, money.words

    assert stands(lead) == ("not_issued", "未开具（尚未决定）")
    assert stands(number) == ("not_issued", "未开具（尚未送达）")
    did(bureau, number, "case.served", way="直接送达", receiver="林海生")
    assert stands(number) == ("unpaid", "待缴")


def test_the_service_of_a_decision_orders_the_fine(bureau: "Office", clock: Clock) -> None:
    number = served(bureau, clock)
    with bureau.reading() as session:
        row = session.execute(select(ORDERS)).one()
    assert (row.order_no, row.subject, row.amount) == (f"F{clock.today.year}000001", number, FINE)
    assert row.due_on == clock.today + timedelta(days=17)  # the fifteenth day is a Saturday


def test_what_arrives_is_booked_once_and_lets_the_case_end(bureau: "Office", clock: Clock) -> None:
    number = served(bureau, clock)
    assert arrived(bureau, notice(bureau, "N1", 50_000)) == 1
    assert left(bureau, number) == 100_000
    assert arrived(bureau, notice(bureau, "N1", 50_000), notice(bureau, "N2", 100_000)) == 1
    assert (left(bureau, number), alarms(bureau)) == (0, [])
    did(bureau, number, "case.executed", how="罚款已缴清")


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"genuine": False}, "payment_forged"),
        ({"order_no": "F2026999999"}, "payment_stray"),
    ],
)
def test_what_is_forged_or_not_ours_is_never_booked(
    bureau: "Office", clock: Clock, more: dict[str, Any], code: str
) -> None:
    number = served(bureau, clock)
    assert arrived(bureau, notice(bureau, "N1", FINE, **more)) == 0
    assert (left(bureau, number), alarms(bureau)) == (FINE, [code])
    with bureau.reading() as session:
        assert payments.unanswered(session, "nontax") == [(1, "N1", more.get("genuine", True))]


def test_a_known_number_with_another_sum_is_not_booked(bureau: "Office", clock: Clock) -> None:
    number = served(bureau, clock)
    arrived(bureau, notice(bureau, "N1", 1_000))
    assert arrived(bureau, notice(bureau, "N1", FINE, digest="other")) == 0
    assert (left(bureau, number), alarms(bureau)) == (FINE - 1_000, ["payment_stray"])


def test_an_undone_service_leaves_no_order(bureau: "Office", clock: Clock) -> None:
    number = decided(bureau, clock, fine=FINE)
    clock.to(clock.today + timedelta(days=1))
    said = {"way": "直接送达", "receiver": "林海生"}
    bureau.perform(TAKE["case.served"], number, said, by=INSPECTOR, grace=timedelta(seconds=15))
    bureau.perform(undo.undo_last, number, by=INSPECTOR)
    with bureau.reading() as session:
        assert session.execute(select(ORDERS)).all() == []
    did(bureau, number, "case.served", way="直接送达", receiver="林海生")
    assert order_no(bureau).endswith("000001")


def test_the_surcharge_is_owed_too(bureau: "Office", clock: Clock) -> None:
    number = served(bureau, clock)
    due = clock.today + timedelta(days=17)
    clock.to(due + timedelta(days=2))
    paid_at = datetime.combine(due, datetime.min.time(), UTC)
    arrived(bureau, notice(bureau, "N1", 100_000, paid_at=paid_at))
    assert left(bureau, number) == 50_000 + 2 * 1_500


@pytest.mark.parametrize(
    ("days", "found"), [(1, ["payment_clock"]), (0, []), (-1, ["payment_clock"])], ids=["ahead", "right", "behind"]
)
def test_a_payment_by_a_wrong_clock_is_booked_and_its_day_is_told(
    bureau: "Office", clock: Clock, days: int, found: list[str]
) -> None:
    number = served(bureau, clock)
    assert arrived(bureau, notice(bureau, "N1", FINE, paid_at=bureau.now() + timedelta(days=days))) == 1
    assert (left(bureau, number), alarms(bureau)) == (0, found)
