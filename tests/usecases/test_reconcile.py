"""Reconciliation: differences stay open until they match or a person closes them; silence is not agreement."""

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import event, insert, select, update

from models.errors import InvalidInput, Refused
from models.tables.columns import table_of
from models.tables.publications import DifferenceRow
from models.values import SYSTEM_OFFICER
from ports.platforms import Held
from tests.conftest import NOON
from tests.support.one_kind import database_url
from tests.support.penalties import APPROVER, CLERK, KEY, OUTBOX, bureau, record, row
from usecases import differences, reconcile, reconcile_desk

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wiring.office import Office

__all__ = ["bureau", "database_url"]
DAY, DIFFERENCES = date(2026, 11, 2), table_of(DifferenceRow)
OURS = [Held(KEY, 1, "h1", "upserted")]
INDICES = ("ix_outbox_decided", "ix_outbox_withdrawn", "ix_outbox_state")
EXTRA = Held("cf|厦烟处〔2026〕第99号|C", 3, "h9", "published")


def compared(office: "Office", theirs: "Sequence[Held]", left_out: frozenset[str] = frozenset()) -> None:
    found = reconcile.compare(OURS, theirs, left_out)
    office.perform(reconcile.note, "credit", "cf", DAY, found, by=SYSTEM_OFFICER)


def kept(office: "Office") -> list[Any]:
    with office.reading() as session:
        return list(session.execute(select(DIFFERENCES).order_by(DIFFERENCES.c.id)))


def state(office: "Office") -> str:
    with office.reading() as session:
        return next(d.state for d in reconcile_desk.days(session, at=office.now()) if (d.kind, d.on) == ("cf", DAY))


def test_a_difference_is_kept_with_both_sides_and_closed_by_a_later_match(bureau: "Office") -> None:
    compared(bureau, [Held(KEY, 2, "h2", "published"), EXTRA])
    extra, found = kept(bureau)
    differing = state(bureau)
    compared(bureau, OURS)

    assert (found.difference, found.our_version, found.our_hash) == ("different", 1, "h1")
    assert (found.their_version, found.their_hash, found.their_state) == (2, "h2", "published")
    assert (extra.difference, extra.our_version, extra.their_version) == ("extra", None, 3)
    assert {(each.closed_by, each.closed_why) for each in kept(bureau)} == {("system", differences.MATCHED)}
    assert (differing, state(bureau)) == ("differing", "same")


def test_what_differs_again_and_again_is_one_difference(bureau: "Office") -> None:
    compared(bureau, [])
    compared(bureau, [])

    assert [each.difference for each in kept(bureau)] == ["missing"]


def test_what_is_on_its_way_closes_nothing(bureau: "Office") -> None:
    compared(bureau, [])

    compared(bureau, [], frozenset({KEY}))

    assert [each.closed_at for each in kept(bureau)] == [None]


def test_a_person_closes_a_difference_with_a_reason_until_it_changes(bureau: "Office") -> None:
    compared(bureau, [EXTRA, *OURS])
    number = kept(bureau)[0].id

    bureau.perform(differences.close, number, "对方测试数据，已请其删除", by=APPROVER)
    compared(bureau, [EXTRA, *OURS])
    same = len(kept(bureau))
    compared(bureau, [Held(EXTRA.record_key, 4, "h10", "published"), *OURS])

    assert same == 1
    assert [each.closed_by for each in kept(bureau)] == [APPROVER.login, ""]


@pytest.mark.parametrize("reason", ["", "短", "理" * 501])
def test_a_difference_is_not_closed_without_a_reason(bureau: "Office", reason: str) -> None:
    compared(bureau, [])

    with pytest.raises(InvalidInput):
        bureau.perform(differences.close, kept(bureau)[0].id, reason, by=APPROVER)
    with pytest.raises(Refused):
        bureau.perform(differences.close, kept(bureau)[0].id, "理由充分", by=CLERK)

    assert kept(bureau)[0].closed_at is None


def test_silence_is_neither_agreement_nor_difference(bureau: "Office") -> None:
    compared(bureau, OURS)

    bureau.keep(reconcile.note_silence, "credit", "cf", DAY, at=bureau.now())

    assert state(bureau) == "unanswered"


def test_a_day_that_nobody_compared_is_listed(bureau: "Office") -> None:
    record(bureau)
    with bureau.engine.begin() as connection:
        connection.execute(update(OUTBOX).values(state="confirmed", confirmed_at=NOON, record_key=KEY))
    bureau.keep(reconcile.note_silence, "credit", "xk", DAY, at=bureau.now())

    assert state(bureau) == "uncompared"


def test_what_they_hold_as_repaired_is_never_sent_again(bureau: "Office") -> None:
    record(bureau)

    compared(bureau, [Held(KEY, 1, "h1", "repaired")])

    assert row(bureau)["state"] == "repaired"


def test_a_restored_bureau_asks_of_the_days_of_what_has_not_left_yet(bureau: "Office") -> None:
    record(bureau)

    with bureau.reading() as session:
        sent_of = reconcile.days(session, "credit", today=date(2027, 3, 1))
        known = reconcile.days(session, "credit", today=date(2027, 3, 1), waiting=True)

    assert set(known) - set(sent_of) == {("cf", DAY)}


def test_a_record_whose_day_was_corrected_is_compared_on_its_new_day_alone(bureau: "Office") -> None:
    record(bureau)
    with bureau.engine.begin() as connection:
        sent = update(OUTBOX).where(OUTBOX.c.key == f"{KEY}|v1")
        connection.execute(sent.values(state="confirmed", record_key=KEY, hash="h1"))
        first = connection.execute(select(OUTBOX).where(OUTBOX.c.key == f"{KEY}|v1")).mappings().one()
        second = {name: first[name] for name in first if name != "id"} | {"key": f"{KEY}|v2", "version": 2}
        second |= {"hash": "h2", "decided_on": date(2026, 11, 3)}
        connection.execute(insert(OUTBOX).values(second))

    with bureau.reading() as session:
        before = reconcile.ours(session, "credit", "cf", DAY)
        now = reconcile.ours(session, "credit", "cf", date(2026, 11, 3))

    assert (before, now) == ([], [Held(KEY, 2, "h2", "upserted")])


def test_a_comparison_reads_its_own_day_by_an_index(bureau: "Office") -> None:
    asked: list[tuple[str, object]] = []

    def seen(_connection: object, _cursor: object, sql: str, values: object, *_more: object) -> None:
        asked.append((sql, values))

    event.listen(bureau.engine, "before_cursor_execute", seen)
    with bureau.reading() as session:
        reconcile.ours(session, "credit", "cf", DAY)
        reconcile.taken_back(session, "credit", "cf")
        reconcile.in_flight(session, "credit", "cf")
    event.remove(bureau.engine, "before_cursor_execute", seen)

    queries = [(sql, values) for sql, values in asked if "outbox" in sql]
    with bureau.engine.connect() as connection:
        explained = [connection.exec_driver_sql(f"explain query plan {sql}", values) for sql, values in queries]  # type: ignore[arg-type]
        plans = [each.all() for each in explained]
    used = [" ".join(str(step[-1]) for step in plan) for plan in plans]
    assert [name in plan for name, plan in zip(INDICES, used, strict=True)] == [True] * 3, used
