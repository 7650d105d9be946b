"""What other offices hear of an enforcement case: the register at each stage, the publication of its penalty."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from sqlmodel import Session

from models.values import Fen, Officer, PartyKind
from rules.identifiers import check_id, is_uscc
from rules.penalties import canonical_number
from rules.redaction import Private, Redacted, redacted
from usecases import outbox, penalties, withdrawals
from usecases.casework_rows import EnforcementCase
from usecases.desk import desk_of
from usecases.outbox import NewMessage
from usecases.penalties import Annulment
from usecases.penalty_forms import PenaltyForm
from usecases.withdrawals import Authority

STAGES = {  # step: the register's word (contract 10, case_system)
    "case.filed": "filed",
    "case.reported": "investigated",
    "case.decided": "decided",
    "case.not_punished": "decided",
    "case.fined_on_the_spot": "decided",
    "case.executed": "executed",
    "case.closed": "closed",
    "case.annulled": "closed",  # without its sums: nothing is owed under it
}
DECIDED = frozenset({"decided", "executed", "closed"})
LONG_TERM = date(2099, 12, 31)  # how a penalty without an end is written (wire 1)
CASE_NO_LENGTH = 64


def tell(session: Session, deed: str, case: EnforcementCase, *, at: datetime, ledger_seq: int) -> None:
    """Tell the national register where a case stands; what has no party or no filing number is not for it."""
    system, row = desk_of(session).system_of("case_system"), case.row
    number = canonical_number(row["filing_no"] or row["decision_no"])
    if system is None or deed not in STAGES or not number or not row["party_no"] or len(number) > CASE_NO_LENGTH:
        return
    stage, subject = STAGES[deed], f"case|{number}"
    if stage in DECIDED and not row["decision_no"]:
        return
    payload: dict[str, object] = {
        "case_no": number,
        "stage": stage,
        "cause": row["cause"][:3],
        "party": _register_party(row),
        "filed_on": (row["filed_on"] or row["decided_on"]).isoformat(),
    }
    if stage in DECIDED:
        payload |= {"decided_on": row["decided_on"].isoformat(), "decision_no": row["decision_no"]}
        sums = () if deed == "case.annulled" else ("fine", "confiscated")
        payload |= {name: row[name] for name in sums if row[name]}
    version = row["version"]
    message = NewMessage(system, f"{subject}|v{version}", subject, "case", "upsert", payload, version)
    outbox.enqueue(session, [message], at=at, ledger_seq=ledger_seq)


def _register_party(row: dict[str, Any]) -> dict[str, str]:
    """Return the party for the register; numbers of papers without check digits are left out."""
    kind, number = row["party"]["kind"], row["party_no"]
    party = {"kind": kind, "name": row["party_name"]}
    if kind != PartyKind.PERSON and is_uscc(number):
        return party | {"uscc": number}
    return party if check_id(number).faults else party | {"id_no": number}


def publish(session: Session, case: EnforcementCase, said: dict[str, Any], *, by: Officer, at: datetime) -> None:
    """Record the penalty of a decision, so that it is published in its term (or is not, with the ground shown).

    Raises Faulty where the decision lacks what the receivers must have: then nothing is decided.
    """
    form = form_of(case, said)
    penalties.record(session, [(form, [])], by=by, at=at)


def annulled(session: Session, case: EnforcementCase, said: dict[str, Any], *, by: Officer, at: datetime) -> None:
    """Take the penalty of an annulled decision back from wherever it was published.

    The three working days (APL 48) run from the day that the document was received, where that is known.
    """
    reason, paper = grounds(case, said, at)
    proposer, received = str(said.get("proposed_by", "")), said.get("received")
    on = date.fromisoformat(str(received)) if received else case.standing.taken[-1].on
    penalties.annul(session, case.row["decision_no"], Annulment(reason, paper.number, proposer, on), by=by, at=at)


def grounds(case: EnforcementCase, said: Mapping[str, Any], at: datetime) -> tuple[str, Authority]:
    """Return why a decision is annulled, as it goes out, and by which document; InvalidInput for what nobody takes."""
    minors = [name for step in case.standing.taken for name in step.said.get("minors") or ()]
    reason = redacted(str(said["reason"]), private_of(case, {"minors": minors})).text
    paper = Authority(str(said["document"]), date.fromisoformat(str(said["dated"])), str(said["issuer"]))
    return withdrawals.checked_reason(reason, "撤销"), paper.checked(at)


def words(case: EnforcementCase, said: Mapping[str, Any]) -> dict[str, Redacted]:
    """Return the words of a decision as they go out: facts, content and note, with why something is hidden."""
    private = private_of(case, said)
    texts = {
        "facts": said["facts"],
        "content": said.get("content") or said["facts"],
        "note": said.get("mitigation", ""),
    }
    return {name: redacted(text, private) for name, text in texts.items()}


def private_of(case: EnforcementCase, said: Mapping[str, Any]) -> Private:
    """Return what a case knows that is not published: papers, telephones, where people live, names of minors."""
    party = case.row["party"] or {}
    person = party.get("kind") == PartyKind.PERSON

    def known(*names: str) -> tuple[str, ...]:
        return tuple(party[name] for name in names if party.get(name))

    numbers, homes = known("legal_rep_no", *(["number"] if person else [])), known("address") if person else ()
    return Private(numbers, known("phone"), homes, tuple(said.get("minors") or ()))


def form_of(case: EnforcementCase, said: dict[str, Any]) -> PenaltyForm:
    """Return the penalty of a case as it is recorded, and published: without what is private in its words."""
    row, party = case.row, case.row["party"] or {}
    person = party.get("kind") == PartyKind.PERSON
    facts, content, note = (shown.text for shown in words(case, said).values())
    base, fine, confiscated = (Fen(said[name]) if said.get(name) else None for name in ("base", "fine", "confiscated"))
    return PenaltyForm(
        1,
        document_no=row["decision_no"],
        party_kind=party.get("kind", ""),
        party_name=row["party_name"],
        party_no=row["party_no"] if person else "",
        id_type=party.get("id_type", "") if person else "",
        uscc=row["party_no"] if not person and is_uscc(row["party_no"]) else "",
        registration_no=row["party_no"] if not person and not is_uscc(row["party_no"]) else "",
        legal_rep_name="" if person else party.get("legal_rep", ""),
        legal_rep_no="" if person else party.get("legal_rep_no", ""),
        cause=row["cause"],
        facts=facts,
        content=content,
        kinds=tuple(said.get("kinds") or ()),
        simple_procedure=row["stage"] == "executing",
        acted_on=row["acted_on"],
        decided_on=row["decided_on"],
        valid_until=LONG_TERM,
        note=note,
        case_number=row["number"],
        base=base,
        fine=fine,
        confiscated=confiscated,
    )
