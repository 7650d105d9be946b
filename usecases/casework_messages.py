"""What is published of an enforcement case: the penalty of its decision, and its end when that was annulled."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from sqlmodel import Session

from models.values import Fen, Officer, PartyKind
from rules.identifiers import is_uscc
from rules.redaction import redacted
from usecases import casework_private, penalties, withdrawals
from usecases.casework_rows import EnforcementCase
from usecases.penalties import Annulment
from usecases.penalty_forms import PenaltyForm
from usecases.withdrawals import Authority

LONG_TERM = date(2099, 12, 31)  # how a penalty without an end is written (wire 1)


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
    why = _annulment(case, said, at, "撤销")
    penalties.annul(session, case.row["decision_no"], why, by=by, at=at)


def amended(session: Session, case: EnforcementCase, said: dict[str, Any], *, by: Officer, at: datetime) -> None:
    """Bring what was changed of a decision into its published record, within the same three working days (APL 48)."""
    values = {"fine": case.row["fine"], "confiscated": case.row["confiscated"], "kinds": list(said["kinds"])}
    values["content"] = redacted(str(said["content"]), casework_private.ever(case)).text
    why = _annulment(case, said, at, "变更")
    penalties.amend(session, case.row["decision_no"], values, why, by=by, at=at)


def _annulment(case: EnforcementCase, said: Mapping[str, Any], at: datetime, what: str) -> Annulment:
    reason, paper = grounds(case, said, at, what)
    proposer, received = str(said.get("proposed_by", "")), said.get("received")
    on = date.fromisoformat(str(received)) if received else case.standing.taken[-1].on
    return Annulment(reason, paper.number, proposer, on)


def grounds(case: EnforcementCase, said: Mapping[str, Any], at: datetime, what: str) -> tuple[str, Authority]:
    """Return why a decision is annulled or changed (`what`), as it goes out, and by which document; InvalidInput."""
    reason = redacted(str(said["reason"]), casework_private.ever(case)).text
    paper = Authority(str(said["document"]), date.fromisoformat(str(said["dated"])), str(said["issuer"]))
    return withdrawals.checked_reason(reason, what), paper.checked(at)


def form_of(case: EnforcementCase, said: dict[str, Any]) -> PenaltyForm:
    """Return the penalty of a case as it is recorded, and published: without what is private in its words."""
    row, party = case.row, case.row["party"] or {}
    person = party.get("kind") == PartyKind.PERSON
    facts, content, note = (shown.text for shown in casework_private.words(case, said).values())
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
        born_on=case.standing.party.born_on if person else None,
        decided_on=row["decided_on"],
        valid_until=LONG_TERM,
        note=note,
        case_number=row["number"],
        base=base,
        fine=fine,
        confiscated=confiscated,
    )
