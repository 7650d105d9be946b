"""Which cards are due: what open cases have earned and did not get yet, and which cards have lost their cause."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import bindparam, select, text
from sqlmodel import Session

from models.tables.applications import OPEN_STATES
from models.tables.columns import table_of
from models.tables.terms import RunningTermRow
from models.values import Card, shanghai_date
from rules.terms import card, earned
from usecases import casework_cards, clocks, credit_cards
from usecases.cards import CARDS, NewCard, new_only
from usecases.clocks import APPLICATIONS, OPEN, Reckoner, Standing

RUNNING = table_of(RunningTermRow)
SHOWN = (Card.WARNING.value, Card.YELLOW.value, Card.RED.value)
SOME = 500  # cards of one transaction
Place = tuple[int, int]  # which of OPEN × SHOWN, and the last id seen there
Owed = dict[str, set[date]]  # by term: its last days
START: Place = (0, 0)
GROUPS = tuple((state, shown) for state in OPEN for shown in SHOWN)
_SOME = (
    clocks.looked_at()
    .where(text(OPEN_STATES))  # as the index of what is open says it
    .where(APPLICATIONS.c.state == bindparam("at_state"), APPLICATIONS.c.card == bindparam("shown"))
    .where(APPLICATIONS.c.id > bindparam("after"))
    .order_by(APPLICATIONS.c.id)
    .limit(bindparam("most"))
)
_AMONG = clocks.looked_at().where(APPLICATIONS.c.number.in_(bindparam("numbers", expanding=True)))


@dataclass(frozen=True, slots=True)
class Owing:
    """Cards to hand out, and where the next ones are looked for (None: the end)."""

    cards: list[NewCard]
    following: Place | None


def owing(session: Session, place: Place, known: Reckoner, *, limit: int = SOME) -> Owing:
    """Return the next cards that applications have earned and that were not handed out yet, from a place on."""
    found = Owing([], place)
    while found.following is not None and not found.cards:
        group, after = found.following
        state, shown = GROUPS[group]
        parameters = {"at_state": state, "shown": shown, "after": after, "most": limit}
        rows = session.execute(_SOME, parameters).all()
        waiting = clocks.pauses_among(session, rows[0].id, rows[-1].id) if rows else {}
        wanted = [each for row in rows for each in _earned(row, known.standing(row, waiting.get(row.id, ())))]
        end = None if group + 1 == len(GROUPS) else (group + 1, 0)
        found = Owing(new_only(session, wanted), (group, rows[-1].id) if len(rows) == limit else end)
    return found


def _earned(row: Any, standing: Standing) -> list[NewCard]:
    who = (row.item, row.district, row.assigned_to or "")
    return [
        NewCard(row.number, owed.term, kind, owed.due_on, *who) for owed in standing.owed for kind in earned(owed.card)
    ]


def owing_of_terms(session: Session, known: Reckoner) -> list[NewCard]:
    """Return the cards that other running terms have earned (delivery, hearing, publication …)."""
    c = RUNNING.c
    soon = known.calendar.add_working_days(known.today, known.settings.warn_before_wd) + timedelta(days=7)
    rows = session.execute(select(RUNNING).where(c.done_at.is_(None), c.due_on <= soon).order_by(c.id)).all()
    wanted = [
        NewCard(row.subject, row.term, kind, row.due_on, row.item, row.district, row.handler)
        for row in rows
        for kind in earned(card(row.due_on, known.today, known.calendar, known.settings))
    ]
    return new_only(session, [*wanted, *credit_cards.owing(session, known), *casework_cards.owing(session, known)])


def lapsed(session: Session, known: Reckoner, *, limit: int = 2_000) -> list[tuple[int, str]]:
    """Return (id, why) of cards without a cause: warnings whose step was done, cards whose last day was moved.

    A yellow or red card whose term was really missed stays until it is answered.
    """
    c = CARDS.c
    still = select(CARDS).where(c.answered_at.is_(None), c.lifted_at.is_(None)).order_by(c.id)
    found: list[tuple[int, str]] = []
    after = 0
    while rows := session.execute(still.where(c.id > after).limit(limit)).all():
        found += _lapsed(session, rows, known)
        after = rows[-1].id
    return found


def _lapsed(session: Session, rows: Sequence[Any], known: Reckoner) -> list[tuple[int, str]]:
    subjects = sorted({row.subject for row in rows})
    owed: dict[str, Owed] = {}
    for start in range(0, len(subjects), SOME):
        some = subjects[start : start + SOME]
        records = credit_cards.owed(session, some, known)
        others = (records, casework_cards.owed(session, some, known))
        for found in (_owed_by_cases(session, some, known), _owed_by_terms(session, some), *others):
            for subject, terms in found.items():
                owed.setdefault(subject, {}).update(terms)
    return [(row.id, why) for row in rows if (why := _why(row, owed.get(row.subject)))]


def _owed_by_cases(session: Session, numbers: Sequence[str], known: Reckoner) -> dict[str, Owed]:
    """Return the last days that applications owe by term, none where they are decided."""
    rows = session.execute(_AMONG, {"numbers": numbers}).all()
    waiting = clocks.pauses_by_id(session, [row.id for row in rows])
    found: dict[str, Owed] = {row.number: {} for row in rows}
    for row in rows:
        if row.state in OPEN:
            found[row.number] = {each.term: {each.due_on} for each in known.standing(row, waiting[row.id]).owed}
    return found


def _owed_by_terms(session: Session, subjects: Sequence[str]) -> dict[str, Owed]:
    """Return the last days of the other terms of some subjects that still run."""
    c = RUNNING.c
    found: dict[str, Owed] = {}
    for row in session.execute(select(c.subject, c.term, c.due_on, c.done_at).where(c.subject.in_(subjects))):
        terms = found.setdefault(row.subject, {})
        if row.done_at is None:
            terms.setdefault(row.term, set()).add(row.due_on)
    return found


def _why(given: Any, owed: Owed | None) -> str:
    """Return why a card has no cause any more, an empty text while it has."""
    if owed is None:
        return ""
    days = owed.get(given.term, set())
    if days and given.due_on not in days and min(days) >= shanghai_date(given.given_at):
        return f"届满日已由{given.due_on}变为{min(days)}"
    if given.kind == Card.WARNING.value and not days:
        return "已经办理，不再临近期限"
    return ""
