"""What the national register hears of an enforcement case: how it stands, told whenever that is something else."""

from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select
from sqlmodel import Session

from models.casework import CaseStage
from models.tables.columns import table_of
from models.tables.outbox import OutboxRow
from models.values import PartyKind
from rules.casework.standing import Standing
from rules.casework.steps import ANNULLED, CANCELLED, JOINED, TRANSFERRED
from rules.identifiers import check_id, is_uscc
from rules.penalties import canonical_number
from usecases import casework_rows, outbox
from usecases.casework_rows import STEPS, EnforcementCase
from usecases.desk import desk_of
from usecases.outbox import NewMessage

OUTBOX = table_of(OutboxRow)
KIND, LONGEST = "case", 64  # contract 10, case_system: case_no, decision_no
WORDS = {  # stage of the case: the register's word; before the filing it knows nothing of it
    CaseStage.INVESTIGATING: "filed",
    CaseStage.REPORTED: "investigated",
    CaseStage.REVIEWED: "investigated",
    CaseStage.NOTICED: "investigated",
    CaseStage.DECIDED: "decided",
    CaseStage.EXECUTING: "decided",
    CaseStage.CLOSED: "closed",
    CaseStage.ARCHIVED: "closed",
    CaseStage.ANNULLED: "closed",  # without its sums: nothing is owed under it
    CaseStage.CANCELLED: "closed",
    CaseStage.TRANSFERRED: "closed",
    CaseStage.JOINED: "closed",
}
DECIDED = frozenset({"decided", "executed", "closed"})
ENDINGS = {CANCELLED: "case.cancelled", TRANSFERRED: "case.transferred", JOINED: "case.joined"}  # without a decision
_TOLD = (
    select(OUTBOX.c.payload)
    .where(OUTBOX.c.system == bindparam("receiver"), OUTBOX.c.subject == bindparam("about"))
    .where(OUTBOX.c.state != "cancelled")
    .order_by(OUTBOX.c.id.desc())
    .limit(1)
)


def tell(session: Session, case: EnforcementCase, *, at: datetime, ledger_seq: int) -> None:
    """Tell the register how a case stands now, unless that is what it was told last.

    What has no party or no filing number is not for it. A version that it rejected gives way to this one.
    """
    system, number = desk_of(session).system_of("case_system"), number_of(case.row)
    word = _word(case.standing)
    if system is None or not word or not number or len(number) > LONGEST or not case.row["party_no"]:
        return
    payload, subject = _payload(session, case, number, word), f"case|{number}"
    told = session.execute(_TOLD, {"receiver": system, "about": subject}).scalar()
    if payload == told or len(str(payload.get("decision_no", ""))) > LONGEST:
        return
    outbox.supersede(session, [subject], system)
    version = case.row["version"]
    message = NewMessage(system, f"{subject}|v{version}", subject, KIND, "upsert", payload, version)
    outbox.enqueue(session, [message], at=at, ledger_seq=ledger_seq)


def number_of(row: dict[str, Any]) -> str:
    """Return the number by which the register knows a case: of its filing, else of its decision on the spot."""
    return canonical_number(row["filing_no"] or row["decision_no"])


def _word(case: Standing) -> str:
    """Return the register's word for where a case stands, "" for a lead."""
    return "executed" if case.stage is CaseStage.EXECUTING and case.last("case.executed") else WORDS.get(case.stage, "")


def _payload(session: Session, case: EnforcementCase, number: str, word: str) -> dict[str, object]:
    row = case.row
    payload: dict[str, object] = {
        "case_no": number,
        "stage": word,
        "cause": row["cause"][:3],
        "party": _party(row),
        "filed_on": (row["filed_on"] or row["decided_on"]).isoformat(),
    }
    if word in DECIDED:
        payload |= _decision(case) if row["decision_no"] else _ending(session, case, number)
    return payload


def _decision(case: EnforcementCase) -> dict[str, object]:
    """Return the decision and its sums; nothing is owed under one that was annulled."""
    row = case.row
    sums = () if case.standing.stage is ANNULLED else ("fine", "confiscated")
    decided: dict[str, object] = {"decided_on": row["decided_on"].isoformat(), "decision_no": row["decision_no"]}
    return decided | {name: row[name] for name in sums if row[name]}


def _ending(session: Session, case: EnforcementCase, number: str) -> dict[str, object]:
    """Return by which paper, on which day, a case ended without a decision; a joined one by the filing it went into."""
    step = case.standing.last(ENDINGS[case.standing.stage])
    if step is None:
        return {}
    if case.standing.stage is JOINED:
        paper = number_of(casework_rows.read(session, str(step.said["into"])).row)
    else:
        wanted = select(STEPS.c.document_no).where(STEPS.c.case_id == case.row["id"], STEPS.c.deed == step.deed)
        paper = session.execute(wanted.order_by(STEPS.c.id.desc()).limit(1)).scalar() or ""
    return {"decided_on": step.on.isoformat(), "decision_no": paper or number}


def _party(row: dict[str, Any]) -> dict[str, str]:
    """Return the party for the register; numbers of papers without check digits are left out."""
    kind, number = row["party"]["kind"], row["party_no"]
    party = {"kind": kind, "name": row["party_name"]}
    if kind != PartyKind.PERSON and is_uscc(number):
        return party | {"uscc": number}
    return party if check_id(number).faults else party | {"id_no": number}
