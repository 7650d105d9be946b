"""Cards for publication: what is near its last day or past it, named as the ledger names penalties and licences."""

from collections.abc import Sequence
from datetime import date

from sqlmodel import Session

from models.values import Card
from rules.publication import number_of
from rules.terms import earned
from usecases import credit_clocks
from usecases.cards import NewCard
from usecases.clocks import Reckoner
from usecases.credit_clocks import ClockLine

Owed = dict[str, set[date]]


def card_subject(line: ClockLine) -> str:
    """Return what a card is about: the penalty, or the licence record by its document number."""
    return f"penalty:{number_of(line.subject)}" if line.kind == "cf" else line.subject


def owing(session: Session, known: Reckoner) -> list[NewCard]:
    """Return every card that unpublished records have earned (those of other terms: cards_due)."""
    due = [line for line in credit_clocks.open_clocks(session, known=known, limit=None) if line.card != Card.NONE]
    return [
        NewCard(card_subject(line), line.term, kind, line.due_on, "", line.office, "")
        for line in due
        for kind in earned(Card(line.card))
    ]


def owed(session: Session, subjects: Sequence[str], known: Reckoner) -> dict[str, Owed]:
    """Return the last days that still count for published records, none where all of it is there."""
    found: dict[str, Owed] = {subject: {} for subject in subjects if subject.startswith(("penalty:", "xk:"))}
    for line in credit_clocks.open_clocks(session, known=known, limit=None) if found else ():
        if card_subject(line) in found:
            found[card_subject(line)].setdefault(line.term, set()).add(line.due_on)
    return found
