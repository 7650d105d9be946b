"""The papers of a case held against each other: what stands now, with every correction in the place of its original."""

from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from sqlmodel import Session

from models.values import shanghai_date
from rules.casework import consistency
from rules.casework.clashes import Clash, File, Paper
from usecases import casework_rows, documents
from usecases.casework_rows import EnforcementCase

DRAFT = "（拟）"  # in the place of the number of a paper that is not issued yet


def clashes(session: Session, number: str, *, at: datetime) -> tuple[str, int, list[Clash]]:
    """Return the case's number, how many papers stand and every clash among them; raises NotFound."""
    case = casework_rows.read(session, number)
    file = of_case(session, case, shanghai_date(at))
    return case.number, len(file.papers), consistency.check(file)


def require(session: Session, name: str, case: EnforcementCase, numbers: Collection[str], on: date) -> list[Clash]:
    """Raise Refused where the papers that a step issued contradict others; return what is only to be looked at."""
    found = _against(name, of_case(session, case, on), numbers)
    consistency.require(name, found)
    return found


def foreseen(
    session: Session, name: str, case: EnforcementCase, papers: Iterable[tuple[str, dict[str, Any]]], on: date
) -> list[Clash]:
    """Return where papers (kind, what they would say) that have no number yet contradict those that stand."""
    file = of_case(session, case, on)
    fresh = [Paper(kind, documents.kind_of(session, kind, on).title, DRAFT, DRAFT, on, data) for kind, data in papers]
    return _against(name, replace(file, papers=[*file.papers, *fresh]), {DRAFT})


def _against(name: str, file: File, numbers: Collection[str]) -> list[Clash]:
    """Return the clashes that a step has to answer for: all of the case, or those of its own papers."""
    return consistency.check(file) if name in consistency.CHECKED else consistency.brought(file, numbers)


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
