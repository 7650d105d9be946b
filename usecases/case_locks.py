"""Who has an application open for a decision: others see it and may take it over; it forbids nothing."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select, update
from sqlmodel import Session

from models.tables.columns import table_of
from models.tables.offices import CaseLockRow
from models.values import Officer
from usecases.deeds import housekeeping
from usecases.first_rows import put_if_missing

LOCKS = table_of(CaseLockRow)
HEARTBEAT = timedelta(seconds=30)
LASTS = timedelta(seconds=90)  # three heartbeats: then whoever had it open has gone


@dataclass(frozen=True, slots=True)
class Holder:
    """Who works on an application, and since when."""

    login: str
    since: datetime


def holder(session: Session, number: str, *, at: datetime) -> Holder | None:
    """Return who has an application open now, None when nobody has."""
    c = LOCKS.c
    row = session.execute(select(c.login, c.since).where(c.number == number, c.until > at)).first()
    return None if row is None else Holder(row.login, row.since)


def holders(session: Session, *, at: datetime) -> dict[str, Holder]:
    """Return every application that somebody has open."""
    c = LOCKS.c
    rows = session.execute(select(c.number, c.login, c.since).where(c.until > at))
    return {row.number: Holder(row.login, row.since) for row in rows}


@housekeeping
def take(session: Session, number: str, by: Officer, *, at: datetime, over: bool = False) -> Holder:
    """Open an application for a decision, or say that one has it open still; return who has it then.

    Somebody else keeps it until it ends, unless it is taken `over`.
    """
    c, until = LOCKS.c, at + LASTS
    if put_if_missing(session, LOCKS, number=number, login=by.login, since=at, until=until):
        return Holder(by.login, at)
    row = session.execute(select(c.login, c.since, c.until).where(c.number == number).with_for_update()).one()
    if row.login == by.login and row.until > at:
        session.execute(update(LOCKS).where(c.number == number).values(until=until))
        return Holder(by.login, row.since)
    if row.until > at and not over:
        return Holder(row.login, row.since)
    session.execute(update(LOCKS).where(c.number == number).values(login=by.login, since=at, until=until))
    return Holder(by.login, at)


@housekeeping
def give_back(session: Session, number: str, by: Officer) -> None:
    """Close an application; what somebody else took over stays theirs."""
    session.execute(delete(LOCKS).where(LOCKS.c.number == number, LOCKS.c.login == by.login))


@housekeeping
def forget(session: Session, *, at: datetime) -> int:
    """Remove what ended; return how many."""
    gone = session.execute(delete(LOCKS).where(LOCKS.c.until <= at))
    return int(gone.rowcount)  # type: ignore[attr-defined]  # CursorResult
