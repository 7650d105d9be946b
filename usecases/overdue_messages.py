"""Messages that take too long: not confirmed by the third working day, or near the end of the publicity term."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlmodel import Session

from models.tables.columns import table_of
from models.tables.outbox import OutboxRow
from models.values import shanghai_date
from usecases import calendars, systems
from usecases.deeds import housekeeping

OUTBOX = table_of(OutboxRow)
UNCONFIRMED_DAYS = 3  # contract 11: a person from the third working day
WARN_DAYS = 2  # working days before the end of the 7 (双公示)
NOT_CONFIRMED = ("blocked", "ready", "sending", "ambiguous", "delivered", "rejected")


@housekeeping
def watch(session: Session, *, at: datetime, limit: int = 500) -> int:
    """Raise an alarm for every message that a person must look after; return how many there are."""
    today = shanghai_date(at)
    late = [*_unconfirmed(session, today, limit), *_near_deadline(session, today, limit)]
    for system, code, key, text in late:
        systems.raise_alarm(session, system, code, key, text, at=at)
    return len(late)


Late = tuple[str, str, str, str]


def _unconfirmed(session: Session, today: date, limit: int) -> list[Late]:
    c = OUTBOX.c
    wanted = select(c.system, c.key, c.sent_at).where(c.state == "delivered", c.sent_at.is_not(None))
    rows = session.execute(wanted.order_by(c.id).limit(limit))
    calendar = calendars.current(session)
    found: list[Late] = []
    for row in rows:
        if calendar.working_days_between(shanghai_date(row.sent_at), today) >= UNCONFIRMED_DAYS:
            text = f"{row.key} 已送达三个工作日仍未得到确认，请联系对方核实。"
            found.append((row.system, "unconfirmed", row.key, text))
    return found


def _near_deadline(session: Session, today: date, limit: int) -> list[Late]:
    c = OUTBOX.c
    wanted: Any = select(c.system, c.key, c.deadline_on).where(
        c.state.in_(NOT_CONFIRMED), c.deadline_on.is_not(None), c.deadline_on < _soon(session, today)
    )
    return [
        (row.system, "publicity_due", row.key, f"{row.key} 应于{row.deadline_on}前公示，至今未得到确认。")
        for row in session.execute(wanted.order_by(c.id).limit(limit))
    ]


def _soon(session: Session, today: date) -> date:
    return calendars.current(session).add_working_days(today, WARN_DAYS)
