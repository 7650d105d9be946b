"""Clocks: what the due date of an application is computed from, and how it should stand on a day."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import and_, bindparam, case, func, select, type_coerce
from sqlalchemy.types import NULLTYPE
from sqlmodel import Session

from content.lawbook import lawbook
from models.tables.applications import ApplicationRow, RevisionRow
from models.tables.columns import table_of
from models.tables.licences import LicenceRow
from models.tables.terms import PauseRow
from models.values import ApplicationState, Card, Item, shanghai_date
from rules.calendar import Calendar
from rules.terms import PAUSES, Clock, Due, Pause, card, due
from usecases import calendars, cases, together
from usecases.cases import Case, columns_of

APPLICATIONS, REVISIONS, LICENCES = table_of(ApplicationRow), table_of(RevisionRow), table_of(LicenceRow)
PAUSE_ROWS = table_of(PauseRow)
RECEIVED = ApplicationState.RECEIVED.value
OPEN = (RECEIVED, ApplicationState.ACCEPTED.value, ApplicationState.EXAMINING.value)
FAR = timedelta(days=75)  # 30 working days are never more: a licence that ends later does not touch its renewal
ORDER = (Card.NONE, Card.WARNING, Card.YELLOW, Card.RED)


class Owed(NamedTuple):
    """One term of an application with its last day and the card that it has earned."""

    term: str
    due_on: date
    card: Card


class Standing(NamedTuple):
    """What follows from the dates of an application on one day: due date, worst card, each term that counts."""

    due_on: date
    provisional: bool
    card: str
    owed: tuple[Owed, ...]


class Reckoner:
    """Computes standings of one day; the same dates are computed once."""

    def __init__(self, calendar: Calendar, today: date) -> None:
        self.calendar, self.today = calendar, today
        self.settings = lawbook().in_force(today).settings
        self._known: dict[tuple[object, ...], Standing] = {}

    def standing(self, row: Any, waiting: tuple[Pause, ...] = ()) -> Standing:
        """Return how an application should stand; `row` has the columns of `_columns`, `waiting` are its pauses."""
        received, item, expires, extended = row.state == RECEIVED, row.item, row.expires_on, row.extended
        start = _day(row.start_at)
        if expires is not None and not waiting and expires > start + FAR:
            expires = None
        first = start if expires is None or received else _day(row.since_at)
        key = (start, received, item, extended, expires, first, waiting)
        found = self._known.get(key)
        if found is None:
            clock = Clock(first, start, False, bool(extended), waiting, expires, Item(item))
            found = self._known[key] = self._standing(clock, received=received)
        return found

    def due(self, clock: Clock) -> Due:
        """Return the next last day by the law of the day on which the term began."""
        law = lawbook().in_force(clock.starts_on)
        return due(clock, self.today, self.calendar, law.terms, law.settings)

    def _standing(self, clock: Clock, *, received: bool) -> Standing:
        decision = self.due(clock)
        if decision.on is None:
            raise AssertionError("a decision always has a last day")
        owed = [self._owed(decision, paused=clock.paused(self.today))]
        if received:
            first = self._owed(self.due(replace(clock, received_on=clock.starts_on, accepted_on=None)))
            owed = [first, *(each for each in owed if each.term == "L15")]
        worst = max((each.card for each in owed), key=ORDER.index)
        return Standing(decision.on, decision.provisional, worst.value, tuple(owed))

    def _owed(self, found: Due, *, paused: bool = False) -> Owed:
        if found.on is None:
            raise AssertionError("nothing is due")
        return Owed(found.term, found.on, card(found.on, self.today, self.calendar, self.settings, paused=paused))


def _day(moment: str | datetime) -> date:
    """Return the civil day of a moment as the driver gives it; SQLite's is text in UTC, and days begin on the hour."""
    return _day_of_hour(moment[:13]) if isinstance(moment, str) else shanghai_date(moment)


@lru_cache(maxsize=16_384)
def _day_of_hour(hour: str) -> date:
    return shanghai_date(datetime.fromisoformat(f"{hour}:00+00:00"))


def reckoner(session: Session, at: datetime) -> Reckoner:
    """Return the one that knows the calendar in force and the day."""
    return _reckoner(calendars.current(session), shanghai_date(at))


@lru_cache(maxsize=4)
def _reckoner(calendar: Calendar, today: date) -> Reckoner:
    return Reckoner(calendar, today)


def _columns() -> tuple[Any, ...]:
    """Return what a standing needs: the moment from which the term counts, the first receipt where it matters."""
    c, expires_on = APPLICATIONS.c, LICENCES.c.valid_to
    moment = c.received_at.type
    newest = func.coalesce(REVISIONS.c.received_at, c.received_at, type_=moment)
    accepted = func.coalesce(c.accepted_at, newest, type_=moment)
    start = type_coerce(case((c.state == RECEIVED, newest), else_=accepted), NULLTYPE).label("start_at")
    since = type_coerce(case((expires_on.is_not(None), c.received_at)), NULLTYPE).label("since_at")
    return (
        c.id, c.number, c.state, c.item, start, since, c.due_on, c.due_provisional, c.extended, c.card, c.version,
        c.assigned_to, c.district, expires_on.label("expires_on"),
    )  # fmt: skip


def looked_at() -> Any:
    """Return the query of applications with what their standings need, as few columns as that can be."""
    c, r = APPLICATIONS.c, REVISIONS.c
    material = and_(c.state == RECEIVED, r.application_id == c.id, r.revision == c.revision)
    renewed = and_(c.item == Item.RENEW.value, LICENCES.c.licence_no == c.licence_no)
    joined = APPLICATIONS.outerjoin(REVISIONS, material).outerjoin(LICENCES, renewed)
    return select(*_columns()).select_from(joined)


_LOOKED_AT = looked_at()
_BY_NUMBER = _LOOKED_AT.where(APPLICATIONS.c.number == bindparam("number"))
_BY_ID = _LOOKED_AT.add_columns(
    APPLICATIONS.c.received_at, APPLICATIONS.c.accepted_at, REVISIONS.c.received_at.label("newest_at")
).where(APPLICATIONS.c.id == bindparam("row_id"))


_PAUSES = select(PAUSE_ROWS).where(PAUSE_ROWS.c.application_id.in_(bindparam("of", expanding=True)))
_PAUSES = _PAUSES.order_by(PAUSE_ROWS.c.id)


def pause_rows(session: Session, application_id: int) -> list[dict[str, Any]]:
    """Return the pauses of one application in their order."""
    return together.among(session, PAUSE_ROWS, _pauses, application_id)


def _pauses(session: Session, ids: Sequence[int]) -> dict[int, list[dict[str, Any]]]:
    """Return the pauses of some applications in their order."""
    found: dict[int, list[dict[str, Any]]] = {one: [] for one in ids}
    for row in session.execute(_PAUSES, {"of": list(ids)}):
        found[row.application_id].append(columns_of(row))
    return found


def pauses_by_id(session: Session, ids: Sequence[int]) -> dict[int, tuple[Pause, ...]]:
    """Return what the clocks of some applications do not count, by their ids."""
    return {one: as_pauses(rows) for one, rows in _pauses(session, ids).items()}


def pauses_of(session: Session, application_id: int) -> tuple[Pause, ...]:
    """Return what the clock of one application does not count."""
    return as_pauses(pause_rows(session, application_id))


def pauses_among(session: Session, first_id: int, last_id: int) -> dict[int, tuple[Pause, ...]]:
    """Return the pauses of all applications whose ids lie in a range, by id."""
    c = PAUSE_ROWS.c
    wanted = select(c.application_id, c.kind, c.from_on, c.to_on, c.reason).where(
        c.application_id.between(first_id, last_id)
    )
    found: dict[int, list[dict[str, Any]]] = {}
    for row in session.execute(wanted.order_by(c.id)):
        found.setdefault(row.application_id, []).append(columns_of(row))
    return {number: as_pauses(some) for number, some in found.items()}


def as_pauses(stored: Iterable[dict[str, Any]]) -> tuple[Pause, ...]:
    """Return stored rows as the rule wants them."""
    return tuple(Pause(row["from_on"], row["to_on"], PAUSES.get(row["kind"], row["kind"])) for row in stored)


def standing(session: Session, number: str, *, at: datetime) -> tuple[Any, Standing]:
    """Return (row, how it should stand) of one open application."""
    row = session.execute(_BY_NUMBER, {"number": number}).one()
    return row, reckoner(session, at).standing(row, pauses_of(session, row.id))


def clock(session: Session, case: Case) -> Clock:
    """Return what the due date of an application is computed from, for the detail and its arithmetic."""
    row = session.execute(_BY_ID, {"row_id": case.id}).one()
    correcting = row.state == ApplicationState.CORRECTING.value
    accepted = shanghai_date(row.accepted_at) if row.accepted_at else None
    received_on = shanghai_date(row.newest_at or row.received_at)
    waiting = pauses_of(session, row.id)
    return Clock(received_on, accepted, correcting, bool(row.extended), waiting, row.expires_on, case.form.item)


def decision(
    session: Session, case: Case, *, at: datetime, accepted_on: date | None = None, extended: bool = False
) -> Due:
    """Return when an application must be decided, as if it was accepted on a day or extended already."""
    known = clock(session, case)
    start = accepted_on or known.accepted_on or known.received_on
    wanted = replace(known, accepted_on=start, correcting=False, extended=extended or known.extended)
    return reckoner(session, at).due(wanted)


def refresh(session: Session, case: Case, *, at: datetime) -> Due:
    """Compute one application anew inside a deed that changed its clock; return the decision's last day."""
    _row, wanted = standing(session, case.number, at=at)
    values: dict[str, Any] = {"due_on": wanted.due_on, "due_provisional": wanted.provisional, "card": wanted.card}
    cases.change(session, case, **values)
    return reckoner(session, at).due(clock(session, case))
