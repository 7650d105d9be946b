"""A published licence record is withdrawn by two officers, and the receiver is told."""

from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select, update

from models.errors import InvalidInput, Refused
from models.tables.columns import table_of
from models.tables.outbox import AlarmRow, OutboxRow
from models.values import SYSTEM_OFFICER
from tests.support.evidence import clean
from tests.support.rows import OFFICERS, later, receive, row, staffed
from usecases import applications, licence_withdrawals, overdue_messages, screening
from usecases.desk import Desk

if TYPE_CHECKING:
    from wiring.office import Office

OUTBOX = table_of(OutboxRow)
CLERK, APPROVER = OFFICERS["clerk"], OFFICERS["approver"]
KEY_OF_RECORD = "xk:厦烟许准延〔2026〕第1号"


@pytest.fixture
def published(office: "Office") -> "Office":
    """Return an office whose one licence record was published."""
    office.desk = Desk("厦门市烟草专卖局", "11350200MB1A2B3CXA", systems=(("credit", "credit"),))
    receive(staffed(office), row())
    office.perform(screening.conclude, "A-2026-000001", 1, clean(), by=SYSTEM_OFFICER)
    office.perform(applications.grant, "A-2026-000001", by=CLERK)
    with office.engine.begin() as connection:
        changed = update(OUTBOX).where(OUTBOX.c.system == "credit")
        connection.execute(changed.values(state="delivered", record_key="xk|k|a", sent_at=office.now()))
    return office


def records(office: "Office") -> list[Any]:
    with office.reading() as session:
        return list(session.execute(select(OUTBOX).where(OUTBOX.c.system == "credit").order_by(OUTBOX.c.id)).all())


def test_two_officers_withdraw_a_record_and_the_next_version_says_so(published: "Office") -> None:
    key = records(published)[0].key
    published.perform(licence_withdrawals.propose, key, "许可决定被撤销", "厦烟许撤〔2026〕第1号", by=CLERK)

    published.perform(licence_withdrawals.confirm, key, by=APPROVER)

    first, second = records(published)
    assert (second.op, second.version, second.subject, second.state) == (
        "withdraw",
        first.version + 1,
        KEY_OF_RECORD,
        "ready",
    )
    assert second.payload["authority_no"] == "厦烟许撤〔2026〕第1号"


def test_nobody_withdraws_a_record_alone_or_without_a_reason(published: "Office") -> None:
    key = records(published)[0].key
    with pytest.raises(InvalidInput):
        published.perform(licence_withdrawals.propose, key, "短", "文", by=APPROVER)
    with pytest.raises(Refused):
        published.perform(licence_withdrawals.confirm, key, by=APPROVER)
    published.perform(licence_withdrawals.propose, key, "许可决定被撤销", "文1号", by=APPROVER)

    with pytest.raises(Refused, match="另一名"):
        published.perform(licence_withdrawals.confirm, key, by=APPROVER)

    assert len(records(published)) == 1


def test_a_proposed_withdrawal_is_turned_down_and_the_record_stays_published(published: "Office") -> None:
    key = records(published)[0].key
    with pytest.raises(Refused, match="没有待确认"):
        published.perform(licence_withdrawals.reject, key, note="尚未撤销", by=APPROVER)
    published.perform(licence_withdrawals.propose, key, "许可决定被撤销", "文1号", by=CLERK)

    published.perform(licence_withdrawals.reject, key, note="尚未撤销", by=APPROVER)

    with pytest.raises(Refused, match="没有待确认"):
        published.perform(licence_withdrawals.confirm, key, by=APPROVER)
    assert len(records(published)) == 1


def test_a_record_unconfirmed_on_the_third_working_day_is_told_once(published: "Office") -> None:
    now = published.now()
    assert published.keep(overdue_messages.watch, at=now) == 0

    for _ in range(2):
        published.keep(overdue_messages.watch, at=now + later(4))

    with published.reading() as session:
        alarms = session.execute(select(table_of(AlarmRow))).all()
    assert [(a.system, a.code, a.times) for a in alarms] == [("credit", "unconfirmed", 2)]
