"""Many deeds in one transaction: nothing is lost, doubled or read too late because rows are written together."""

from datetime import datetime
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import event, func, insert, select, text

from models.errors import Refused
from models.tables.applications import HistoryRow, ProposalRow
from models.tables.columns import table_of
from models.values import SYSTEM_OFFICER, Officer
from tests.support.evidence import clean
from tests.support.rows import LICENCE_NO, OFFICERS, form, receive, row, staffed
from usecases import applications, audit, cases, courses, numbers, proposals, screening, together
from usecases.deeds import Order
from wiring.each import each_alone

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlmodel import Session

    from wiring.office import Office

CLERK, APPROVER = OFFICERS["clerk"], OFFICERS["approver"]
NUMBERS = [f"A-2026-{n:06}" for n in range(1, 6)]
HISTORY, PROPOSALS = table_of(HistoryRow), table_of(ProposalRow)
WORD = "application.examined"


@pytest.fixture
def desk(office: "Office") -> "Office":
    """Return a bureau with five renewals that may be granted."""
    staffed(office)
    licences = [f"{LICENCE_NO[:-3]}{n:03}" for n in range(1, 6)]
    receive(office, *(row(f"WX{n}", of=form(licence_no=no)) for n, no in enumerate(licences, 1)))
    for number, licence_no in zip(NUMBERS, licences, strict=True):
        held = clean().facts["licence"] | {"licence_no": licence_no}
        office.perform(screening.conclude, number, 1, clean(licence=held), by=SYSTEM_OFFICER)
    return office


def told(session: "Session", subject: str, *, by: Officer, at: datetime) -> None:
    """A deed as any other: a number, a ledger entry and a line of history."""
    taken = numbers.take(session, "test-numbers")
    audit.tell(session, by=by, at=at, deed=WORD, subject=subject, note=str(taken))


def told_but(session: "Session", subject: str, *, by: Officer, at: datetime) -> None:
    """Do the deed; on the third subject look at what is there, then find something against it."""
    told(session, subject, by=by, at=at)
    if subject == NUMBERS[2]:
        assert courses.done(session, subject)[-1] == WORD
        raise Refused("不行。")


def each(office: "Office", deed: object, subjects: "Sequence[str]") -> list[str]:
    with office._unit(Order(WORD, CLERK)) as session:  # as perform_each does
        return list(each_alone(session, deed, subjects, office.now))  # type: ignore[arg-type]


def notes(office: "Office") -> list[tuple[str, str]]:
    c = HISTORY.c
    with office.reading() as session:
        rows = session.execute(select(c.subject, c.note).where(c.deed == WORD).order_by(c.id))
        return [(row.subject, row.note) for row in rows]


def test_rows_of_earlier_deeds_outlive_a_later_one_that_read_them_and_failed(desk: "Office") -> None:
    assert each(desk, told_but, NUMBERS) == [NUMBERS[2]]

    done = [number for number in NUMBERS if number != NUMBERS[2]]
    assert notes(desk) == [(number, str(place)) for place, number in enumerate(done, 1)]
    with desk.reading() as session:
        assert audit.verify(session).ok
    with desk._unit(Order(WORD, CLERK)) as session:
        assert numbers.take(session, "test-numbers") == 5


def test_the_first_deed_may_fail_and_the_ledger_goes_on_where_it_was(desk: "Office") -> None:
    assert each(desk, told_but, [NUMBERS[2], *NUMBERS[:2]]) == [NUMBERS[2]]

    assert notes(desk) == [(NUMBERS[0], "1"), (NUMBERS[1], "2")]
    with desk.reading() as session:
        assert audit.verify(session).ok


def test_sql_as_text_finds_what_was_not_written_yet(desk: "Office") -> None:
    seen: list[int] = []

    def counting(session: "Session", subject: str, *, by: Officer, at: datetime) -> None:
        told(session, subject, by=by, at=at)
        found = session.execute(text("select count(*) from history where deed = :deed"), {"deed": WORD})
        seen.append(found.scalar_one())

    each(desk, counting, NUMBERS)

    assert seen == [1, 2, 3, 4, 5]


def test_what_was_read_for_all_is_read_again_once_somebody_changed_it(desk: "Office") -> None:
    found: list[bool] = []

    def proposing(session: "Session", subject: str, *, by: Officer, at: datetime) -> None:
        found.append(proposals.open_one(session, subject, None) is not None)
        last = {"subject": NUMBERS[-1], "deed": "refusal", "reason": "R1", "note": "", "by": "approver", "at": at}
        if subject == NUMBERS[1]:
            session.execute(insert(PROPOSALS).values(last | {"result": ""}))
        told(session, subject, by=by, at=at)

    each(desk, proposing, NUMBERS)

    assert found == [False] * 4 + [True]


def test_many_grants_take_few_statements_each(desk: "Office") -> None:
    statements: list[str] = []
    event.listen(desk.engine, "before_cursor_execute", lambda *given: statements.append(given[2]))

    assert desk.perform_each(applications.grant, NUMBERS, by=CLERK) == {}

    own = [one for one in statements if "SAVEPOINT" not in one]
    assert len(own) < 20 * len(NUMBERS)  # alone each takes some fifty
    written = [one for one in own if one.upper().startswith("INSERT INTO OUTBOX")]
    assert len(written) == 1


def test_messages_written_together_wait_for_one_another_as_ever(desk: "Office") -> None:
    from usecases.outbox import OUTBOX

    desk.perform_each(applications.grant, NUMBERS, by=CLERK)

    c = OUTBOX.c
    with desk.reading() as session:
        rows = session.execute(select(c.id, c.system, c.subject, c.state, c.waits_for).order_by(c.id)).all()
        newest = session.execute(select(func.max(c.id))).scalar_one()
    events = [one for one in rows if one.system == "wechat"]
    assert [(one.subject, one.state) for one in events] == [
        (number, state) for number in NUMBERS for state in ("ready", "blocked")
    ]  # the result behind the acceptance
    results = {one.id for one in events if one.state == "blocked"}
    assert {one.waits_for for one in rows if one.system != "wechat"} <= results
    assert newest == len(rows)


def test_a_deed_alone_writes_at_once(desk: "Office") -> None:
    with desk._unit(Order(WORD, CLERK)) as session:
        assert together.next_id(session, HISTORY) is None
        told(session, NUMBERS[0], by=CLERK, at=desk.now())
        raw = session.connection().exec_driver_sql("select count(*) from history where deed = 'application.examined'")
        assert raw.scalar() == 1
        assert cases.read(session, NUMBERS[0]).number == NUMBERS[0]
