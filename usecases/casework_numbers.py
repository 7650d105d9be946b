"""Numbers of decisions: a case never takes one that a decision on paper bears already."""

from datetime import datetime

from sqlalchemy import bindparam, select
from sqlmodel import Session

from models.tables.columns import table_of
from models.tables.penalties import PenaltyRow
from models.values import Officer
from rules.penalties import canonical_number
from usecases import documents, issuing
from usecases.documents import Numbered

PENALTIES = table_of(PenaltyRow)
DECISIONS = frozenset({"penalty_decision", "spot_penalty", "no_penalty_decision", "handling_decision"})
_BORNE = select(PENALTIES.c.id).where(PENALTIES.c.canonical_no == bindparam("wanted")).limit(1)


def free(session: Session, kind: str, subject: str, *, by: Officer, at: datetime) -> Numbered | None:
    """Return the next number that no recorded penalty bears; None for papers that are no decision.

    What was recorded from paper in the same year fills the gap: its numbers are passed over.
    """
    if kind not in DECISIONS:
        return None
    bureau = issuing.bureau(session, subject, by)
    while True:
        found = documents.take_number(session, kind, bureau, at=at)
        if session.execute(_BORNE, {"wanted": canonical_number(found.number)}).first() is None:
            return found
