"""The calendar in force: the built-in table, with the days that an operator loaded over it."""

from datetime import date
from functools import lru_cache

from sqlalchemy import func, select
from sqlmodel import Session

from content.calendar import builtin_calendar
from models.tables.columns import table_of
from models.tables.jobs import CalendarDayRow
from rules.calendar import Calendar, Term, term

DAYS = table_of(CalendarDayRow)
DECISION = "20wd"  # L04
CORRECTION = "5wd"  # L01
EXTENSION = "10wd"  # L05
PUBLICITY = "7wd"  # L25, E41


def current(session: Session) -> Calendar:
    """Return the calendar; loaded once a unit of work, and again only when an operator loaded another."""
    known = session.info.get("calendar")
    if isinstance(known, Calendar):
        return known
    stamp = session.execute(select(func.max(DAYS.c.loaded_at), func.count())).one()
    calendar = builtin_calendar() if not stamp[1] else _merged(session, (stamp[0], stamp[1]))
    session.info["calendar"] = calendar
    return calendar


def decision_due(session: Session, start: date) -> Term:
    """Return the last day for a decision that counts from `start` (ALL 42: 20 working days)."""
    return _due(current(session), start, DECISION)


def publicity_due(session: Session, decided_on: date) -> Term:
    """Return the last day for publishing a decision (双公示: 7 working days)."""
    return _due(current(session), decided_on, PUBLICITY)


def due(session: Session, start: date, length: str) -> Term:
    """Return the last day of any term."""
    return _due(current(session), start, length)


@lru_cache(maxsize=4096)
def _due(calendar: Calendar, start: date, length: str) -> Term:
    return term(start, length, calendar)


_merged_cache: dict[tuple[object, int], Calendar] = {}


def _merged(session: Session, stamp: tuple[object, int]) -> Calendar:
    if stamp not in _merged_cache:
        rows = session.execute(select(DAYS.c.day, DAYS.c.kind, DAYS.c.name, DAYS.c.source)).all()
        _merged_cache.clear()
        _merged_cache[stamp] = builtin_calendar().with_days([tuple(row) for row in rows])
    return _merged_cache[stamp]
