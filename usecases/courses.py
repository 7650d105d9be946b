"""The course of one application so far, and whether it allows the next decision (rules.required_steps)."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select
from sqlmodel import Session

from content.lawbook import lawbook
from models.tables.applications import HistoryRow
from models.tables.columns import table_of
from models.values import Item
from rules import required_steps
from usecases import bulk, hearings, together
from usecases.cases import Case

HISTORY = table_of(HistoryRow)
UNDONE = "deed.undone"
_COURSES = bulk.Lookup(
    select(HISTORY.c.subject, HISTORY.c.deed, HISTORY.c.note).order_by(HISTORY.c.id), HISTORY.c.subject
)


def done(session: Session, subject: str) -> tuple[str, ...]:
    """Return the deeds on a subject that still count, oldest first: what was undone is not among them."""
    counting: list[str] = []
    for deed, note in together.among(session, HISTORY, _told, subject):
        if deed != UNDONE:
            counting.append(deed)
        elif note in counting:
            del counting[len(counting) - 1 - counting[::-1].index(note)]
    return required_steps.course(counting)


def _told(session: Session, subjects: Sequence[str]) -> dict[str, list[tuple[str, str]]]:
    """Return the deeds on each subject with their notes, oldest first."""
    found: dict[str, list[tuple[str, str]]] = {subject: [] for subject in subjects}
    for row in _COURSES.run(session, subjects):
        found[row.subject].append((row.deed, row.note))
    return found


def require(session: Session, case: Case, deed: str, on: date, *, also: Sequence[str] = ()) -> None:
    """Raise Refused, naming every missing step, where a decision may not be taken yet; `also` = steps known besides."""
    steps = {*done(session, case.number), *also} - {"application.screened"}
    kept = {"application.screened": case.row["screened_at"], "application.site_checked": case.row["site_check"]}
    steps |= {step for step, there in kept.items() if there}
    if "application.hearing_offered" in steps:
        steps = hearings.counting(session, case.id, steps, on)
    required_steps.check(deed, Item(case.row["item"]), steps, lawbook().in_force(on).settings.required_steps)
