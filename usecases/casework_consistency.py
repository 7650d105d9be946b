"""The papers of a case held against each other: what stands now, with every correction in the place of its original."""

from datetime import date, datetime
from typing import Any

from sqlmodel import Session

from models.values import shanghai_date
from rules.casework import consistency
from rules.casework.consistency import Clash, File, Paper
from usecases import casework_rows, documents
from usecases.casework_rows import EnforcementCase


def clashes(session: Session, number: str, *, at: datetime) -> tuple[str, int, list[Clash]]:
    """Return the case's number, how many papers stand and every clash among them; raises NotFound."""
    case = casework_rows.read(session, number)
    file = of_case(session, case, shanghai_date(at))
    return case.number, len(file.papers), consistency.check(file)


def require(session: Session, name: str, case: EnforcementCase, on: date) -> None:
    """Raise Refused where the papers of a case contradict each other and the step asks that they do not."""
    if name in consistency.CHECKED:
        consistency.require(of_case(session, case, on))


def of_case(session: Session, case: EnforcementCase, on: date) -> File:
    """Return the papers of a case that stand."""
    rows = [row for row in documents.of_subject(session, case.number) if row["state"] != "void"]
    corrected = {row["cites"]: row for row in rows if row["cites"]}
    papers = [_paper(row, corrected) for row in rows if not row["cites"]]
    return File(papers, case.standing, casework_rows.asked(session, case.row["decided_on"] or on))


def _paper(row: dict[str, Any], corrected: dict[str, dict[str, Any]]) -> Paper:
    """Return a paper with what its newest correction says; it keeps the day of its issue."""
    newest = row
    while newest["number"] in corrected:
        newest = corrected[newest["number"]]
    on = date.fromisoformat(row["data"]["issued_on"])
    return Paper(row["kind"], row["title"], newest["number"], row["number"], on, newest["data"])
