"""Terms of what a credit platform asks: until when a dispute is answered, and an upheld one carried out."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import and_, exists, or_, select
from sqlmodel import Session

from models.tables.columns import table_of
from models.tables.outbox import FeedbackRow, OutboxRow
from models.values import shanghai_date
from rules.calendar import real_day
from rules.publication import number_of, subject_of
from usecases import calendars, whereabouts

FEEDBACK, OUTBOX = table_of(FeedbackRow), table_of(OutboxRow)
ANSWER, CARRY_OUT = "V02", "E38"  # the platform's own term; APL 48
_f, _later, _sent = FEEDBACK.c, OUTBOX.alias("later"), OUTBOX.alias("sent")
_SUBJECTS = select(_sent.c.subject).where(_sent.c.system == _f.system, _sent.c.record_key == _f.record_key)
_DONE = exists().where(
    _later.c.system == _f.system,
    or_(_later.c.subject == _f.record_key, _later.c.subject.in_(_SUBJECTS)),
    _later.c.version > _f.version,
    _later.c.state.not_in(("cancelled", "dead")),
)
_TO_ANSWER = and_(_f.decision == "", _f.due_on != "")
_TO_CARRY_OUT = and_(_f.decision == "taken", or_(_f.outcome != "", _f.type == "correction"), ~_DONE)
_RUNNING = select(_f.record_key, _f.decision, _f.due_on, _f.decided_at).where(or_(_TO_ANSWER, _TO_CARRY_OUT))


@dataclass(frozen=True, slots=True)
class Running:
    """One term that runs; `subject` is the record as cards name it, `office` whose it is."""

    subject: str
    term: str
    due_on: date
    office: str


def running(session: Session) -> Iterator[Running]:
    """Yield what is to be answered, and what was taken and is not carried out yet; what names no record is nobody's."""
    for row in session.execute(_RUNNING.order_by(_f.id)).all():
        kind, *parts = row.record_key.split("|")
        due_on = _due(session, row)
        if due_on is not None and len(parts) > 1 and parts[0]:
            subject = f"penalty:{number_of(row.record_key)}" if kind == "cf" else subject_of(row.record_key)
            term = CARRY_OUT if row.decision else ANSWER
            yield Running(subject, term, due_on, whereabouts.of_subject(session, row.record_key) or "")


def _due(session: Session, row: Any) -> date | None:
    """Return the last day: the platform's own for the answer, three working days for what follows from it."""
    return calendars.change_due(session, shanghai_date(row.decided_at)) if row.decision else real_day(row.due_on)
