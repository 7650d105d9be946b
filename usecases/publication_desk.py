"""Publication as the home asks for it: whether anything is on its way or differs; no law and no platform needed."""

from sqlalchemy import func, select
from sqlmodel import Session

from models.tables.columns import table_of
from models.tables.outbox import OutboxRow
from models.tables.publications import DifferenceRow

OUTBOX, DIFFERENCES = table_of(OutboxRow), table_of(DifferenceRow)
OPEN = ("blocked", "ready", "sending", "ambiguous", "delivered", "rejected", "dead")  # not confirmed yet


def under_way(session: Session) -> bool:
    """Tell whether any message is not confirmed yet."""
    return session.execute(select(OUTBOX.c.id).where(OUTBOX.c.state.in_(OPEN)).limit(1)).first() is not None


def open_differences(session: Session) -> int:
    """Return how many differences with the platforms nobody closed."""
    return int(session.execute(select(func.count()).where(DIFFERENCES.c.closed_at.is_(None))).scalar_one())
