"""Reports that become enforcement cases: the lead is registered from the report, and its words tell nobody's name."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlmodel import Session

from models.casework import CaseSource
from models.complaints import Reporter
from models.errors import Refused
from models.said import said
from models.values import Officer
from rules import complaints as rules
from rules.identifiers import normal_id
from usecases import casework, casework_rows, complaint_rows, undo_complaints
from usecases.casework import Facts
from usecases.complaint_rows import Complaint
from usecases.deeds import deed

MADE, LINKED = "complaint.case_made", "complaint.case_linked"


@deed(MADE)
def make(session: Session, number: str, facts: Facts, *, by: Officer, at: datetime) -> str:
    """Register a case from an accepted report or complaint and return the case's number.

    E01 runs from the day the report was received. Raises NotFound; Refused (state, a case is there already);
    InvalidInput (facts, or words that would give the reporter away).
    """
    found = _ready(session, number)
    row = found.row
    given = replace(facts, source=CaseSource.REPORT, source_ref=row["number"], found_on=row["received_on"])
    given = replace(given, summary=given.summary or row["gist"], place=given.place or row["place"])
    given = replace(given, district=given.district or row["district"])
    if row["named"] and row["waived_on"] is None:
        _keep_out(complaint_rows.reporter_of(session, row["id"]), given)
    case = casework.register(session, given, by=by, at=at)
    return _link(session, found, MADE, case, by=by, at=at)


@deed(LINKED)
def link(session: Session, number: str, case: str, *, by: Officer, at: datetime) -> str:
    """Say that a report belongs to a case that is there already; return the case's number. Raises as `make`."""
    found = _ready(session, number)
    known = casework_rows.read(session, case)
    if found.row["waived_on"] is None:
        complaint_rows.keep_out(session, found, 案情=known.row["summary"], 地点=known.row["place"])
    return _link(session, found, LINKED, known.number, by=by, at=at)


def _ready(session: Session, number: str) -> Complaint:
    found = complaint_rows.read(session, number, locked=True)
    rules.require(found.state, rules.IN_HAND, "转为案件")
    if found.kind not in rules.ABOUT_ACTS:
        raise Refused("咨询和建议不能转为案件。", kept="来件未变更。", do_next="涉及违法行为的，请另登记为举报。")
    if found.row["case_number"]:
        raise Refused(said("已转为案件{case}。", case=found.row["case_number"]), kept="来件未变更。")
    return found


def _link(session: Session, found: Complaint, name: str, case: str, *, by: Officer, at: datetime) -> str:
    undo_complaints.tell(session, found, name, case, by=by, at=at, case=case)
    complaint_rows.change(session, found, case_number=case)
    return case


def _keep_out(reporter: Reporter | None, facts: Facts) -> None:
    """Refuse facts that would give the reporter away; a party of the same name with another number is another."""
    texts: dict[str, object] = {"案情": facts.summary, "地点": facts.place}
    party = dict(facts.party)
    if reporter is not None and _another(reporter, party):
        party.pop("name", None)
    complaint_rows.guard(reporter, texts | {"当事人": "\n".join(str(value) for value in party.values())})


def _another(reporter: Reporter, party: Mapping[str, Any]) -> bool:
    number = str(party.get("number") or "")
    return bool(number and reporter.id_no) and normal_id(number) != normal_id(reporter.id_no)
