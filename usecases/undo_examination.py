"""What an undone deed of the examination leaves behind: plans and questions go, answers and records open again."""

from typing import Any

from sqlalchemy import delete, update
from sqlmodel import Session

from models.tables.applications import ApplicationRow
from models.tables.columns import table_of
from models.tables.examination import HearingRow, ReviewRow, SiteCheckRow

APPLICATIONS = table_of(ApplicationRow)
CHECKS, REVIEWS, HEARINGS = table_of(SiteCheckRow), table_of(ReviewRow), table_of(HearingRow)
NO_RECORD: dict[str, Any] = {"started_at": None, "ended_at": None, "found": None, "photos": None, "document_no": "",
                             "recorded_by": "", "recorded_seq": None}  # fmt: skip
NO_ANSWER: dict[str, Any] = {"opinion": "", "answer": "", "answered_by": "", "answered_at": None, "answered_seq": None}


def restore(session: Session, record: dict[str, Any]) -> None:
    """Take back the rows of one deed, found by its ledger entry; a check that is gone is screened without it."""
    seq = record["ledger_seq"]
    if record["deed"] == "application.site_checked":
        own = (CHECKS.c.recorded_seq == seq, CHECKS.c.planned_seq == seq)
        session.execute(delete(CHECKS).where(*own))
        session.execute(update(CHECKS).where(own[0]).values(NO_RECORD))
        again = update(APPLICATIONS).where(APPLICATIONS.c.number == record["subject"])
        session.execute(again.values(screened_at=None))
    elif record["deed"] == "application.site_check_planned":
        session.execute(delete(CHECKS).where(CHECKS.c.planned_seq == seq, CHECKS.c.ended_at.is_(None)))
    elif record["deed"] == "application.review_asked":
        session.execute(delete(REVIEWS).where(REVIEWS.c.asked_seq == seq))
    elif record["deed"] == "application.reviewed_by_unit":
        session.execute(update(REVIEWS).where(REVIEWS.c.answered_seq == seq).values(NO_ANSWER))
    elif record["deed"] == "application.hearing_offered":
        session.execute(delete(HEARINGS).where(HEARINGS.c.offered_seq == seq))
