"""Feedback as people see it: what waits for somebody's decision."""

from typing import Any

from sqlalchemy import select
from sqlmodel import Session

from models.tables.columns import table_of
from models.tables.outbox import FeedbackRow
from usecases.cases import columns_of

FEEDBACK = table_of(FeedbackRow)


def undecided(session: Session, office: str | None = None) -> list[dict[str, Any]]:
    """Return disputes and corrections that wait for a person (of one office, if given), oldest first."""
    c = FEEDBACK.c
    rows = session.execute(select(FEEDBACK).where(c.decision == "").order_by(c.id).limit(200))
    found = [columns_of(row) for row in rows]
    if office is None or not found:
        return found
    from usecases import whereabouts

    return [row for row in found if whereabouts.of_subject(session, row["record_key"]) == office]
