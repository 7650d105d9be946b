"""Turns: deeds follow one another on both databases, and nobody waits for ever."""

from concurrent.futures import ThreadPoolExecutor, wait
from datetime import datetime, timedelta
from threading import Event
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import Engine, func, select, update
from sqlmodel import Session

from models.errors import InvalidInput, NotFound, OutsideUnavailable, Refused
from models.tables.applications import ApplicationRow
from models.tables.columns import table_of
from models.tables.outbox import OutboxRow
from models.values import Officer
from tests.support.receiver import LEASE, prepare
from tests.support.rows import OFFICERS, receive, row, staffed
from usecases import applications, audit, cases, numbers, outbox_claims
from usecases.application_detail import detail
from usecases.deeds import housekeeping
from wiring import database

if TYPE_CHECKING:
    from wiring.office import Office

APPLICATIONS, OUTBOX = table_of(ApplicationRow), table_of(OutboxRow)
ONE, CLERK = "A-2026-000001", OFFICERS["clerk"]
A_WHILE = 0.4  # seconds in which the other one would come to the same place


@housekeeping
def given_once(session: Session, sequence: str) -> None:
    """Give the first number of a sequence, so that others find its row."""
    numbers.take(session, sequence)


def test_deeds_that_take_a_row_and_the_ledger_the_other_way_round_are_both_done(office: "Office") -> None:
    receive(staffed(office), row())
    with office.reading() as session:
        before = audit.head_seq(session)
    begun, written = Event(), Event()

    def row_first(session: Session, number: str, *, by: Officer, at: datetime) -> None:
        cases.read(session, number, locked=True)
        begun.set()
        written.wait(A_WHILE)
        audit.tell(session, by=by, at=at, deed="application.assigned", subject=number)

    def ledger_first(session: Session, number: str, *, by: Officer, at: datetime) -> None:
        audit.tell(session, by=by, at=at, deed="application.assigned", subject=number)
        written.set()
        cases.read(session, number, locked=True)

    for deed in (row_first, ledger_first):
        deed.deed = "application.assigned"  # type: ignore[attr-defined]
    with ThreadPoolExecutor(2) as clerks:
        first = clerks.submit(office.perform, row_first, ONE, by=CLERK)
        begun.wait(5)
        second = clerks.submit(office.perform, ledger_first, ONE, by=CLERK)
        first.result(20)
        second.result(20)

    with office.reading() as session:
        assert audit.verify(session).ok
        assert audit.head_seq(session) == before + 2


def test_a_stroke_and_a_deed_that_take_two_kinds_of_numbers_in_turn_are_both_done(office: "Office") -> None:
    receive(staffed(office), row())
    begun, taken = Event(), Event()

    def papers_first(session: Session, number: str, *, by: Officer, at: datetime) -> None:
        numbers.take(session, "document-a")
        begun.set()
        taken.wait(A_WHILE)
        numbers.take(session, "document-b")
        audit.tell(session, by=by, at=at, deed="application.assigned", subject=number)

    def licences_first(session: Session, number: str, *, by: Officer, at: datetime) -> None:
        numbers.take(session, "document-b")
        taken.set()
        numbers.take(session, "document-a")
        audit.tell(session, by=by, at=at, deed="application.assigned", subject=number)

    for deed in (papers_first, licences_first):
        deed.deed = "application.assigned"  # type: ignore[attr-defined]
    for sequence in ("document-a", "document-b"):
        office.keep(given_once, sequence)
    with ThreadPoolExecutor(2) as clerks:
        stroke = clerks.submit(office.perform_each, papers_first, [ONE], by=CLERK)
        begun.wait(5)
        single = clerks.submit(office.perform, licences_first, ONE, by=CLERK)
        assert (stroke.result(20), single.result(20)) == ({}, None)

    with office.reading() as session:
        assert [numbers.locked(session, sequence) for sequence in ("document-a", "document-b")] == [(4, []), (4, [])]


def test_who_undoes_what_is_just_being_taken_to_be_sent_is_refused(office: "Office") -> None:
    receive(staffed(office), row())
    office.perform(applications.accept, ONE, by=CLERK, grace=timedelta(seconds=30))
    sender = database.open_database(office.settings.database.url)
    sender.dialect.vault = office.vault  # type: ignore[attr-defined]

    with ThreadPoolExecutor(1) as clerks:
        with database.unit_of_work(sender) as session:
            due = office.now() + timedelta(seconds=31)
            claimed = outbox_claims.claim(session, "wechat", prepare, lease=LEASE, limit=10, at=due)
            undone = clerks.submit(office.undo, ONE, by=CLERK)
            wait([undone], A_WHILE)
        with pytest.raises(Refused, match="决定已经送出"):
            undone.result(20)

    sender.dispose()
    with office.reading() as session:
        states = session.execute(select(OUTBOX.c.state).where(OUTBOX.c.system == "wechat")).scalars().all()
    assert (len(claimed), states) == (1, ["sending"])


def test_who_waits_too_long_for_another_is_told_so_and_nothing_is_done(
    office: "Office", monkeypatch: pytest.MonkeyPatch
) -> None:
    receive(staffed(office), row())
    monkeypatch.setattr(database, "BUSY_SECONDS", 0.2)
    impatient: Engine = database.open_database(office.settings.database.url)
    patient, office.engine = office.engine, impatient

    with database.unit_of_work(patient) as session:
        audit.head(session)
        with pytest.raises(OutsideUnavailable, match="数据库正被另一程序占用"):
            office.perform(applications.accept, ONE, by=CLERK)
    office.perform(applications.accept, ONE, by=CLERK)

    impatient.dispose()
    office.engine = patient


def test_a_stroke_whose_first_deed_fails_still_writes_alone(office: "Office") -> None:
    receive(staffed(office), row())
    other = database.open_database(office.settings.database.url)
    free: list[bool] = []

    def probed(session: Session, number: str, *, by: Officer, at: datetime) -> None:
        if number != ONE:
            raise NotFound("没有这件申请。")
        if session.get_bind().dialect.name == "postgresql":
            with other.connect() as beside:
                free.append(bool(beside.execute(select(func.pg_try_advisory_lock(audit.ADVISORY_LOCK))).scalar()))
        audit.tell(session, by=by, at=at, deed="application.assigned", subject=number)

    probed.deed = "application.assigned"  # type: ignore[attr-defined]

    against = office.perform_each(probed, ["A-2026-000009", ONE], by=CLERK)

    other.dispose()
    assert list(against) == ["A-2026-000009"]
    assert True not in free


@pytest.mark.parametrize("note", ["半个字符\udc80", "长" * 10], ids=["half a character", "too long"])
def test_what_a_database_cannot_keep_is_said_and_nothing_is_done(office: "Office", note: str) -> None:
    receive(staffed(office), row())

    def noted(session: Session, number: str, *, by: Officer, at: datetime) -> None:
        audit.tell(session, by=by, at=at, deed="application.assigned", subject=number, note=note * 30)
        session.execute(update(APPLICATIONS).where(APPLICATIONS.c.number == number).values(attention=note * 30))

    noted.deed = "application.assigned"  # type: ignore[attr-defined]
    if office.engine.dialect.name == "sqlite" and "\udc80" not in note:
        pytest.skip("SQLite keeps long texts")

    with pytest.raises(InvalidInput, match="内容过长，或者含有不能保存的字符"):
        office.perform(noted, ONE, by=CLERK)

    with office.reading() as session:
        assert [entry.deed for entry in detail(session, ONE, at=office.now()).history] == ["application.received"]
