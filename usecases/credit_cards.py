"""Cards for publication, and last days that a new calendar moves; named as the ledger names penalties and licences."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import select, update
from sqlmodel import Session

from models.tables.casework import EnforcementCaseRow
from models.tables.columns import table_of
from models.tables.penalties import PenaltyRow
from models.values import Card, Officer
from rules.publication import number_of
from rules.terms import card, earned
from usecases import audit, calendars, credit_clocks, feedback_terms
from usecases.cards import NewCard
from usecases.clocks import Reckoner
from usecases.credit_clocks import ClockLine
from usecases.deeds import deed

CASES, PENALTIES = table_of(EnforcementCaseRow), table_of(PenaltyRow)
Owed = dict[str, set[date]]
MOST = 500  # names of one query
_o = credit_clocks.OUTBOX.c


def card_subject(line: ClockLine) -> str:
    """Return what a card is about: the penalty, or the licence record by its document number."""
    return f"penalty:{number_of(line.subject)}" if line.kind == "cf" else line.subject


def moved(session: Session, known: Reckoner) -> list[tuple[int, date, date]]:
    """Return (message, from, to) of what is due on another day by the calendar of now; changes keep their day."""
    found = credit_clocks.open_clocks(session, known=known, limit=None)
    due = [(each, calendars.publicity_due(session, each.decided_on).last_day) for each in found if each.term == "L25"]
    return [(line.id, line.due_on, day) for line, day in due if day != line.due_on and line.version == 1]


@deed("deadlines.publications_moved")
def move(session: Session, changes: Sequence[tuple[int, date, date]], *, by: Officer, at: datetime) -> int:
    """Give records the last day that the calendar of now gives them; return how many."""
    for message_id, _before, after in changes:
        session.execute(update(credit_clocks.OUTBOX).where(_o.id == message_id).values(deadline_on=after))
    facts: dict[str, object] = {
        "moved": [[message_id, before.isoformat(), after.isoformat()] for message_id, before, after in changes]
    }
    audit.record(
        session, by=by, at=at, deed="deadlines.publications_moved", subject="deadlines:publication", facts=facts
    )
    return len(changes)


def owing(session: Session, known: Reckoner) -> list[NewCard]:
    """Return every card that unpublished records and unanswered feedback have earned (other terms: cards_due)."""
    due = [line for line in credit_clocks.open_clocks(session, known=known, limit=None) if line.card != Card.NONE]
    lines = [(card_subject(line), line.term, line.due_on, line.office, Card(line.card)) for line in due]
    for each in feedback_terms.running(session):
        shown = card(each.due_on, known.today, known.calendar, known.settings)
        lines.append((each.subject, each.term, each.due_on, each.office, shown))
    handlers = _handlers(session, [subject for subject, *_ in lines])
    return [
        NewCard(subject, term, kind, due_on, "", office, handlers.get(subject, ""))
        for subject, term, due_on, office, shown in lines
        for kind in earned(shown)
    ]


def _handlers(session: Session, subjects: Sequence[str]) -> dict[str, str]:
    """Return who handles the case of each penalty that has one, by the name of the penalty."""
    names, found = sorted(set(subjects)), dict[str, str]()
    known = select(PENALTIES.c.canonical_no, CASES.c.handler).join(CASES, CASES.c.number == PENALTIES.c.case_number)
    for start in range(0, len(names), MOST):
        numbers = [name.removeprefix("penalty:") for name in names[start : start + MOST]]
        rows = session.execute(known.where(PENALTIES.c.canonical_no.in_(numbers)))
        found |= {f"penalty:{row.canonical_no}": row.handler for row in rows}
    return found


def owed(session: Session, subjects: Sequence[str], known: Reckoner) -> dict[str, Owed]:
    """Return the last days that still count for published records, none where all of it is there."""
    found: dict[str, Owed] = {subject: {} for subject in subjects if subject.startswith(("penalty:", "xk:"))}
    for line in credit_clocks.open_clocks(session, known=known, limit=None) if found else ():
        if card_subject(line) in found:
            found[card_subject(line)].setdefault(line.term, set()).add(line.due_on)
    for each in feedback_terms.running(session) if found else ():
        if each.subject in found:
            found[each.subject].setdefault(each.term, set()).add(each.due_on)
    return found
