"""The calendar in force: the built-in table, with the years that an operator loaded over it."""

from datetime import date, datetime
from functools import lru_cache

from sqlalchemy import delete, func, insert, select
from sqlmodel import Session

from content.lawbook import built_in_calendar, calendar_with, festivals, lawbook
from content.publications import publication
from models.tables.columns import table_of
from models.tables.jobs import CalendarDayRow
from models.values import Item, Officer
from rules.calendar import Calendar, DayRow
from rules.calendar_file import read_official
from rules.periods import Term, term
from usecases import audit
from usecases.deeds import deed

DAYS = table_of(CalendarDayRow)
DECISION = "20wd"  # L04
CORRECTION = "5wd"  # L01
EXTENSION = "10wd"  # L05
PUBLICITY = "7wd"  # L25, E41


def current(session: Session) -> Calendar:
    """Return the calendar; looked up once a unit of work, built again only when an operator loaded another."""
    known = session.info.get("calendar")
    if isinstance(known, Calendar):
        return known
    stamp, loaded = session.execute(select(func.max(DAYS.c.loaded_at), func.count())).one()
    calendar = _merged(session, (str(stamp), loaded)) if loaded else built_in_calendar()
    session.info["calendar"] = calendar
    return calendar


def due(session: Session, start: date, length: str) -> Term:
    """Return the last day of any term."""
    return _due(current(session), start, length)


def decision_due(session: Session, start: date, item: Item | None = None) -> Term:
    """Return the last day for a decision that counts from `start` (ALL 42), or the bureau's shorter promise (L06)."""
    law = lawbook().in_force(start)
    promised, count = law.settings.committed_limit(item), law.terms["L04"].count
    return due(session, start, f"{min(promised, count) if promised else count}wd")


def publicity_due(session: Session, decided_on: date) -> Term:
    """Return the last day for publishing a decision (双公示: 7 working days)."""
    return due(session, decided_on, PUBLICITY)


def change_due(session: Session, changed_on: date) -> date:
    """Return the last day for correcting or taking back what was published (APL 48: 3 working days)."""
    clock = publication(changed_on).clocks["E38"]
    return due(session, changed_on, f"{clock.length_wd}wd").last_day


@deed("calendar.imported")
def load_official(session: Session, text: str, source: str, *, by: Officer, at: datetime) -> list[int]:
    """Load whole years of the official table (CSV) and return them; terms are computed again by the next run.

    Raises InvalidInput with the line of every fault; then nothing was changed.
    """
    rows = read_official(text, source, festivals())
    years = sorted({row.day.year for row in rows})
    for year in years:
        session.execute(delete(DAYS).where(DAYS.c.day.between(date(year, 1, 1), date(year, 12, 31))))
    values = [{"day": r.day, "kind": r.kind, "name": r.name, "source": source, "loaded_at": at} for r in rows]
    session.execute(insert(DAYS), values)
    facts: dict[str, object] = {"years": years, "days": len(rows), "source": source}
    audit.record(session, by=by, at=at, deed="calendar.imported", subject="calendar", facts=facts)
    return years


@lru_cache(maxsize=4096)
def _due(calendar: Calendar, start: date, length: str) -> Term:
    return term(start, length, calendar)


_built: dict[tuple[str, int], Calendar] = {}


def _merged(session: Session, stamp: tuple[str, int]) -> Calendar:
    if stamp not in _built:
        rows = session.execute(select(DAYS.c.day, DAYS.c.kind, DAYS.c.name, DAYS.c.source))
        calendar = calendar_with([DayRow(*row) for row in rows])
        _built.clear()
        _built[stamp] = calendar
    return _built[stamp]
