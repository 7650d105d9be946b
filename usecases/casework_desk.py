"""Enforcement cases at the desk: keyset pages with the card of the nearest term, capped counts, search."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Select, and_, func, or_, select, text, tuple_
from sqlmodel import Session

from models.tables.casework import OPEN, EnforcementCaseRow
from models.tables.columns import table_of
from models.values import Card, shanghai_date
from rules.identifiers import normal_id, normal_number
from usecases import proposals
from usecases.texts import storable

CASES = table_of(EnforcementCaseRow)
CAP = 10_001
MOST = 200  # answers to one search
QUERY_LENGTH = 100
LETTERS = re.compile(r"[a-z]{1,40}", re.ASCII)
UNDER_WAY = "open"
WITHIN = ("over", "3", "7", "30")
Key = tuple[date | None, int]


@dataclass(frozen=True, slots=True)
class CaseFilter:
    """What the desk shows; None = no condition. `within`: what is overdue, or ends within so many days.

    `stage` is one of models.casework.CaseStage, or UNDER_WAY: every one that has not ended. `card` is that of the
    nearest last day of the bureau; "none" is a last day that is far off.

    `order` is newest (the newest first) or due (the nearest last day first; only what has one).
    """

    stage: str | None = None
    office: str | None = None
    handler: str | None = None
    within: str | None = None
    card: str | None = None
    order: str = "newest"
    text: str = ""


@dataclass(frozen=True, slots=True)
class DeskLine:
    """One line of the desk; `card` is that of the nearest last day of the bureau.

    `waiting`: somebody proposed a step that another officer must approve.
    """

    id: int
    number: str
    stage: str
    cause: str
    party_name: str
    place: str
    handler: str
    office: str
    found_on: date
    filed_on: date | None
    filing_no: str
    due_on: date | None
    due_term: str
    card: str = "none"
    waiting: bool = False

    @property
    def key(self) -> Key:
        """Return the keyset key."""
        return (self.due_on, self.id)


_SHOWN = [CASES.c[name] for name in DeskLine.__slots__ if name not in ("card", "waiting")]


def page(
    session: Session,
    wanted: CaseFilter,
    *,
    at: datetime,
    after: Key | None = None,
    before: Key | None = None,
    limit: int = 128,
) -> list[DeskLine]:
    """Return one page behind `after`, or the page that ends just before `before`, without the search."""
    query = _filtered(session, select(*_SHOWN), wanted, at)
    for key, behind in ((after, True), (before, False)):
        if key is not None:
            query = query.where(_beyond(wanted, key, behind=behind))
    return _ordered(session, query.limit(limit), wanted, at, backwards=before is not None)


def last_page(session: Session, wanted: CaseFilter, *, at: datetime, limit: int = 128) -> list[DeskLine]:
    """Return the end of the list."""
    query = _filtered(session, select(*_SHOWN), wanted, at).limit(limit)
    return _ordered(session, query, wanted, at, backwards=True)


def count(session: Session, wanted: CaseFilter, *, at: datetime, cap: int = CAP) -> int:
    """Return how many cases the filter selects, at most `cap`."""
    query = _filtered(session, select(CASES.c.id), wanted, at).limit(cap)
    return int(session.execute(select(func.count()).select_from(query.subquery())).scalar_one())


def search(session: Session, wanted: CaseFilter, *, at: datetime, limit: int = MOST) -> list[DeskLine]:
    """Return what is found by number (its start, of the filing, of the decision), party's number, initials or name.

    The newest first, at most `limit`; where there are exactly so many, there may be more.
    """
    typed = storable(wanted.text.strip()[:QUERY_LENGTH])
    found: list[DeskLine] = []
    for way in (_by_number, _by_beginning, _by_part):
        if typed and not found:
            query = way(_filtered(session, select(*_SHOWN), wanted, at), typed)
            found = [] if query is None else _lines(session, query.order_by(CASES.c.id.desc()).limit(limit), at)
    return found


def _by_number(query: Select[Any], typed: str) -> Select[Any]:
    c = CASES.c
    plain = normal_number(typed)
    exact = [c.number == typed.upper(), c.filing_no == typed, c.decision_no == typed, c.party_no == normal_id(typed)]
    return query.where(or_(*exact, c.party_no == plain, _begins(c.number, typed.upper())))


def _by_beginning(query: Select[Any], typed: str) -> Select[Any] | None:
    """Look for initials, or for a name by its own initials: both through one index."""
    from rules.names import initials

    letters = typed.lower() if LETTERS.fullmatch(typed.lower()) else initials(typed).lower()
    if not letters:
        return None
    found = query.where(_begins(CASES.c.initials, letters))
    return found if letters == typed.lower() else found.where(CASES.c.party_name.contains(typed, autoescape=True))


def _by_part(query: Select[Any], typed: str) -> Select[Any]:
    c = CASES.c
    if LETTERS.fullmatch(typed.lower()):
        return query.where(c.initials.contains(typed.lower(), autoescape=True))
    return query.where(or_(*(each.contains(typed, autoescape=True) for each in (c.party_name, c.filing_no, c.place))))


def _begins(column: Any, typed: str) -> Any:
    """Return what an index answers in either database: from the text to the end of what begins with it."""
    return and_(column >= typed, column < typed + "\U0010fffd", column.startswith(typed, autoescape=True))


def _filtered(session: Session, query: Select[Any], wanted: CaseFilter, at: datetime) -> Select[Any]:
    c, today = CASES.c, shanghai_date(at)
    stage = None if wanted.stage == UNDER_WAY else wanted.stage
    for column, value in ((c.stage, stage), (c.office, wanted.office), (c.handler, wanted.handler)):
        query = query.where(column == value) if value else query
    if wanted.within:
        over = wanted.within == "over"
        until = today if over else today + timedelta(days=int(wanted.within))
        query = query.where(c.due_on < today) if over else query.where(c.due_on.between(today, until))
    if wanted.card:
        since, through = _days_of(session, wanted.card, at)
        query = query if since is None else query.where(c.due_on >= since)
        query = query if through is None else query.where(c.due_on <= through)
    due = wanted.within or wanted.card or wanted.order == "due"
    query = query.where(c.due_on.is_not(None)) if due else query
    return query.where(text(OPEN)) if due or wanted.stage == UNDER_WAY else query


def _days_of(session: Session, card: str, at: datetime) -> tuple[date | None, date | None]:
    """Return the last days that have a card today."""
    from rules.terms import days_of
    from usecases import clocks

    known = clocks.reckoner(session, at)
    return days_of(known.today, known.calendar, known.settings)[Card(card)]


def _beyond(wanted: CaseFilter, key: Key, *, behind: bool) -> Any:
    c = CASES.c
    if wanted.order == "due":
        place = tuple_(c.due_on, c.id)
        return place > tuple_(*key) if behind else place < tuple_(*key)
    return c.id < key[1] if behind else c.id > key[1]


def _ordered(
    session: Session, query: Select[Any], wanted: CaseFilter, at: datetime, *, backwards: bool
) -> list[DeskLine]:
    c = CASES.c
    columns = (c.due_on, c.id) if wanted.order == "due" else (c.id,)
    downwards = (wanted.order == "due") == backwards
    rows = _lines(session, query.order_by(*(each.desc() if downwards else each for each in columns)), at)
    return rows[::-1] if backwards else rows


def _lines(session: Session, query: Select[Any], at: datetime) -> list[DeskLine]:
    known, rows = carded(session, at), session.execute(query).mappings().all()
    waiting = proposals.waiting(session, [row["number"] for row in rows])
    return [DeskLine(**row, card=known(row["due_on"]), waiting=row["number"] in waiting) for row in rows]


def carded(session: Session, at: datetime) -> Callable[[date | None], str]:
    """Return what gives the card of a last day; each day is reckoned once."""
    from rules.terms import card
    from usecases import clocks  # the law, which nobody needs who only counts

    known, days = clocks.reckoner(session, at), dict[date | None, str]()

    def of(due_on: date | None) -> str:
        if due_on not in days:
            days[due_on] = card(due_on, known.today, known.calendar, known.settings).value
        return days[due_on]

    return of
