"""Adjustments: what was left out or replaced in a message because its receiver would refuse it, kept for who asks."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import delete, func, insert, select
from sqlmodel import Session

from models.tables.columns import table_of
from models.tables.generations import AdjustmentRow
from models.tables.outbox import OutboxRow
from ports.platforms import Adjusted

ADJUSTMENTS, OUTBOX = table_of(AdjustmentRow), table_of(OutboxRow)
_a = ADJUSTMENTS.c


@dataclass(frozen=True, slots=True)
class Count:
    """How many messages of a receiver one line of its profile has changed."""

    column: str
    action: str
    line: int
    why: str
    messages: int


def keep(session: Session, adjusted: Iterable[tuple[int, Adjusted]]) -> None:
    """Keep what was changed in some messages (by id); what an earlier writing of them changed is forgotten."""
    rows = [{"message_id": message_id, **one._asdict()} for message_id, one in adjusted]
    if rows:
        session.execute(delete(ADJUSTMENTS).where(_a.message_id.in_({row["message_id"] for row in rows})))
        session.execute(insert(ADJUSTMENTS), rows)


def keep_of(session: Session, adjusted: Sequence[tuple[str, Adjusted]], ids: Mapping[str, int]) -> None:
    """Do `keep` for messages that are named by their keys."""
    if adjusted:
        keep(session, [(ids[key], one) for key, one in adjusted])


def of_message(session: Session, message_id: int) -> list[Adjusted]:
    """Return what was changed in a message, in the order of the profile."""
    shown = [_a.column, _a.action, _a.sent, _a.line, _a.why]
    rows = session.execute(select(*shown).where(_a.message_id == message_id).order_by(_a.id))
    return [Adjusted(*row) for row in rows]


def counts(session: Session, system: str) -> list[Count]:
    """Return how often each line of a receiver's profile has changed a message, the most frequent first."""
    number = func.count(_a.id)
    of_system = ADJUSTMENTS.join(OUTBOX, OUTBOX.c.id == _a.message_id)
    wanted = select(_a.column, _a.action, _a.line, _a.why, number).select_from(of_system)
    grouped = wanted.where(OUTBOX.c.system == system).group_by(_a.column, _a.action, _a.line, _a.why)
    return [Count(*row) for row in session.execute(grouped.order_by(number.desc(), _a.column))]
