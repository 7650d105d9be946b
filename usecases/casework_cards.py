"""Cards for enforcement cases: every term of the bureau that comes near or is over, and last days that move.

A case keeps only its nearest last day; whoever comes near is looked at whole, so that a second term that ends while a
first one is overdue has its cards as well.
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import Select, select, update
from sqlmodel import Session

from models.values import Officer
from rules.casework.steps import ENDED
from rules.terms import card, earned
from usecases import audit, casework_rows
from usecases.cards import NewCard
from usecases.cases import columns_of
from usecases.casework_rows import CASES, EnforcementCase
from usecases.clocks import Reckoner
from usecases.deeds import deed

if TYPE_CHECKING:
    from rules.casework.deadlines import Due

Owed = dict[str, set[date]]
Moved = tuple[str, date, date, str]  # number, from, to, term
SOON = timedelta(days=7)  # beyond the working days of a warning: holidays lie between
_OPEN = select(CASES).where(CASES.c.stage.not_in([stage.value for stage in ENDED])).order_by(CASES.c.id)


def owing(session: Session, known: Reckoner) -> list[NewCard]:
    """Return every card that open cases have earned."""
    soon = known.calendar.add_working_days(known.today, known.settings.warn_before_wd) + SOON
    return [
        NewCard(case.number, due.term, kind, due.until, "", case.row["office"], case.row["handler"])
        for case in _read(session, _OPEN.where(CASES.c.due_on <= soon))
        for due in _ours(session, case, known)
        for kind in earned(card(due.until, known.today, known.calendar, known.settings))
    ]


def owed(session: Session, subjects: Sequence[str], known: Reckoner) -> dict[str, Owed]:
    """Return the last days that still count for cases, none where nothing is due any more."""
    found: dict[str, Owed] = {subject: {} for subject in subjects if subject.startswith("C-")}
    wanted = _OPEN.where(CASES.c.number.in_(sorted(found)))
    for case in _read(session, wanted) if found else ():
        for due in _ours(session, case, known):
            found[case.number].setdefault(due.term, set()).add(due.until)
    return found


def moved(session: Session, known: Reckoner) -> list[Moved]:
    """Return the cases whose nearest last day is another one today: a new calendar, or an inquiry that stands still."""
    found = []
    for case in _read(session, _OPEN.where(CASES.c.due_on.is_not(None))):
        ours = _ours(session, case, known)
        if ours and ours[0].until != case.row["due_on"]:
            found.append((case.number, case.row["due_on"], ours[0].until, ours[0].term))
    return found


@deed("deadlines.cases_moved")
def move(session: Session, changes: Sequence[Moved], *, by: Officer, at: datetime) -> int:
    """Give cases the last day that counts now; return how many."""
    for number, _before, after, term in changes:
        session.execute(update(CASES).where(CASES.c.number == number).values(due_on=after, due_term=term))
    facts: dict[str, object] = {"moved": [[number, str(old), str(new)] for number, old, new, _ in changes]}
    audit.record(session, by=by, at=at, deed="deadlines.cases_moved", subject="deadlines", facts=facts)
    return len(changes)


def _read(session: Session, query: Select[Any]) -> list[EnforcementCase]:
    return [casework_rows.of_row(session, columns_of(row)) for row in session.execute(query).all()]


def _ours(session: Session, case: EnforcementCase, known: Reckoner) -> "list[Due]":
    """Return the terms that the bureau must keep, the nearest end first."""
    from rules.casework.deadlines import running  # knows every condition of the course

    return [due for due in running(case.standing, casework_rows.asked(session, known.today)) if due.ours]
