"""Messages that take too long: not confirmed by the third working day, or near the end of the publicity term."""

from datetime import date, datetime

from sqlalchemy import select
from sqlmodel import Session

from models.tables.columns import table_of
from models.tables.outbox import AlarmRow, OutboxRow
from models.values import shanghai_date
from usecases import calendars, clocks, credit_clocks, systems
from usecases.deeds import housekeeping

OUTBOX, ALARMS = table_of(OutboxRow), table_of(AlarmRow)
UNCONFIRMED_DAYS = 3  # contract 11: a person from the third working day
NEAR = "publicity_due"  # the last of the warnings of content/law/publication.toml


@housekeeping
def watch(session: Session, *, at: datetime, limit: int = 500) -> int:
    """Raise an alarm for every message that a person must look after; return how many there are."""
    today = shanghai_date(at)
    near = _near_deadline(session, at)
    _settle_met(session, {key for _system, _code, key, _text in near}, at)
    late = [*_unconfirmed(session, today, limit), *near]
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


def _near_deadline(session: Session, at: datetime) -> list[Late]:
    today = shanghai_date(at)
    found = credit_clocks.open_clocks(session, known=clocks.reckoner(session, at))
    return [
        (line.system, NEAR, line.key, f"{line.key} 应于{line.due_on}前公示，至今未得到确认。")
        for line in found
        if credit_clocks.urgent(line, today)
    ]


def _settle_met(session: Session, near: set[str], at: datetime) -> None:
    """Close the alarms of what is there by now, or was taken back."""
    c = ALARMS.c
    for row in session.execute(select(c.system, c.subject).where(c.code == NEAR, c.closed_at.is_(None))).all():
        if row.subject not in near:
            systems.settle_alarm(session, row.system, NEAR, row.subject, at=at)
