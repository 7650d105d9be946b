"""The papers of an enforcement case: each step that has any issues them, numbered, with what case and step say."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session

from content.documents import catalogue
from models.casework import CaseSource
from models.values import Officer
from rules.casework.clashes import Clash
from rules.casework.steps import STEPS
from usecases import casework_consistency, casework_goods, casework_numbers, documents
from usecases import casework_paper_words as words
from usecases.casework_numbers import DECISIONS
from usecases.casework_paper_decisions import DECIDING
from usecases.casework_paper_goods import AROUND
from usecases.casework_paper_inquiry import INQUIRY
from usecases.casework_paper_payments import COLLECTING
from usecases.casework_rows import EnforcementCase
from usecases.desk import desk_of
from usecases.documents import Taken

Said = Mapping[str, Any]
FILINGS = frozenset({"case_filing"})  # whose number is the case's
FACTS = {**INQUIRY, **DECIDING, **COLLECTING, **AROUND}
BEFORE = {  # papers that a step has before its own
    "case.filed": ("report_record",),
    "case.not_filed": ("report_record",),
    "case.evidence_preserved": ("preservation_approval",),
    "case.transferred": ("crime_transfer_approval",),
    "case.decided": ("processing_approval",),
    "case.not_punished": ("processing_approval",),
    "case.handled": ("processing_approval",),
}
AFTER = {  # papers that a step has behind its own
    "case.lead_extended": ("lead_extension_notice",),
    "case.inquiry_extended": ("inquiry_extension_notice",),
    "case.transferred": ("transfer_goods_list",),
    "case.noticed": ("case_hearing_right",),
    "case.hearing_notified": ("case_hearing_announcement",),
    "case.hearing_held": ("case_hearing_report",),
    "case.archived": ("case_contents", "case_back_sheet"),
}
ONLY: Mapping[str, Callable[[EnforcementCase], object]] = {  # papers that not every case has
    "report_record": lambda case: case.row["source"] == CaseSource.REPORT,
    "case_hearing_right": lambda case: case.standing.hearing_offered,
    "crime_transfer_approval": lambda case: case.row["alarm"],
    "lead_extension_notice": lambda case: case.row["party_name"],
    "inquiry_extension_notice": lambda case: case.row["party_name"],
}


def kinds_of(name: str, case: EnforcementCase) -> list[str]:
    """Return the kinds of paper that a step has, in the order in which they are numbered."""
    step = STEPS[name]
    kinds = [*BEFORE.get(name, ()), *([step.document] if step.document else ()), *AFTER.get(name, ())]
    return [kind for kind in kinds if kind not in ONLY or ONLY[kind](case)]


@dataclass(frozen=True, slots=True)
class Issued:
    """The papers of a step: the number of its own, what an undo gives back, what the row is told, what disagrees."""

    own: str
    taken: list[Taken]
    told: dict[str, str]
    doubts: list[Clash]


def issue(session: Session, name: str, case: EnforcementCase, said: Said, *, by: Officer, at: datetime) -> Issued:
    """Issue the papers of a step; `case` is as it is after the step.

    Raises Refused where these papers contradict those that stand (rules.casework.consistency).
    """
    own, numbers, taken, told = "", set[str](), list[Taken](), dict[str, str]()
    for kind, facts in drafts(session, name, case, said):
        under = casework_numbers.free(session, kind, case.number, by=by, at=at)
        number, one = documents.issue(session, case.number, kind, facts, by=by, at=at, under=under)
        numbers.add(number)
        taken.append(one)
        own = number if kind == STEPS[name].document else own
        column = "filing_no" if kind in FILINGS else "decision_no" if kind in DECISIONS else ""
        told |= {column: number} if column else {}
    doubts = casework_consistency.require(session, name, case, numbers, words.now(case).on)
    return Issued(own, taken, told, doubts)


def foresee(session: Session, name: str, case: EnforcementCase, said: Said, *, at: datetime) -> list[Clash]:
    """Return where the papers that a step would have contradict those that stand; nothing is issued."""
    papers = [
        (kind, documents.worded(session, case.number, kind, facts, at=at))
        for kind, facts in drafts(session, name, case, said)
    ]
    return casework_consistency.foreseen(session, name, case, papers, words.now(case).on)


def drafts(session: Session, name: str, case: EnforcementCase, said: Said) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield what the papers of a step say, kind by kind; a kind that the bureau's catalogue does not have is none."""
    known = catalogue(desk_of(session).templates).names()
    for kind in kinds_of(name, case):
        if kind in known and (kind != "transfer_goods_list" or casework_goods.of_case(session, case)):
            yield kind, _common(session, case, said) | FACTS[kind](session, case, said)


def _common(session: Session, case: EnforcementCase, said: Said) -> dict[str, Any]:
    """Return what every paper of a case says: party, cause, filing, and who does the step or investigates."""
    row, party = case.row, case.row["party"] or {}
    cause = words.cause_of(session, case)
    return {
        "party": row["party_name"] or ("无主物品" if row["ownerless"] else "尚未查明"),
        "party_no": row["party_no"],
        "legal_rep": party.get("legal_rep", ""),
        "phone": party.get("phone", ""),
        "address": party.get("address") or row["place"],
        "licence_no": row["licence_no"],
        "case_no": row["number"],
        "cause_name": cause.name if cause else "",
        "filed_on": row["filed_on"],
        "filing_no": row["filing_no"],
        "team": [[person[1], person[2]] for person in said.get("officers") or case.standing.team],
    }
