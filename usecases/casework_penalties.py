"""What a correction or withdrawal of a published penalty does to its case: one truth in file, register and platform."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import insert
from sqlmodel import Session

from models.errors import Refused
from models.said import said
from models.values import Officer, PartyKind, shanghai_date
from rules.casework import duties
from rules.identifiers.persons import birth_of
from rules.names import initials
from rules.redaction import redacted
from usecases import audit, casework_private, casework_register, casework_rows, undo_casework
from usecases.casework_rows import STEPS as STEP_ROWS
from usecases.casework_rows import EnforcementCase

CORRECTED, WITHDRAWN = "case.publication_corrected", "case.publication_withdrawn"  # marks among the steps
DECIDED = {  # what the decision itself says; a correction of what is published does not change it
    "cause": "案由", "kinds": "处罚种类", "base": "计算基数", "fine": "罚款", "confiscated": "没收金额",
    "decided_on": "决定日期", "acted_on": "行为终了日期", "simple_procedure": "简易程序",
}  # fmt: skip
PARTY = ("party_kind", "party_name", "party_no", "id_type", "uscc", "registration_no", "legal_rep_name", "legal_rep_no")
WORDS = frozenset({"reason", "names"})  # of a mark, that the ledger does not hold
Values = Mapping[str, Any]


def as_decided(session: Session, old: Values, new: dict[str, Any]) -> dict[str, Any]:
    """Return a corrected penalty of a case: what was decided stays, what is private is hidden in its words.

    What the correction leaves open is as it was decided. Raises Refused for another decision.
    """
    left_open = {name: old[name] for name in DECIDED if new[name] in (None, "", [], False)}
    born_on = old["born_on"] if new["party_no"] == old["party_no"] else None  # of another number nothing is known
    kept = new | left_open | {"case_number": old["case_number"], "born_on": born_on}
    others = [label for name, label in DECIDED.items() if kept[name] != old[name]]
    if others:
        raise Refused(
            said("{names}以案件的处罚决定为准，不能在公示记录中更改。", names="、".join(others)),
            kept="未作任何更改。",
            do_next="决定本身有误的，在案件中办理“决定被变更”或者“决定被撤销”。",
        )
    private = casework_private.ever(casework_rows.read(session, old["case_number"]))
    return kept | {name: redacted(kept[name], private).text for name in casework_private.WORDS}


def corrected(session: Session, old: Values, new: Values, *, by: Officer, at: datetime) -> None:
    """Bring a corrected party into the case, note the correction among its steps, and tell the register."""
    case = casework_rows.read(session, new["case_number"], locked=True)
    duties.check_recused(case.standing, by)
    changed = [name for name in (*PARTY, *casework_private.WORDS) if old[name] != new[name]]
    values = _party(case, new) if set(changed) & set(PARTY) else {}
    told = {"changed": changed, "version": new["version"]}
    told |= {"names": [old["party_name"], new["party_name"]]} if "party_name" in changed else {}
    _mark(session, case, CORRECTED, "penalty.corrected", told, values, by=by, at=at)


def withdrawn(session: Session, row: Values, *, by: Officer, at: datetime) -> None:
    """Note among the steps of its case that a penalty was taken back from publication; the decision stands."""
    case = casework_rows.read(session, row["case_number"], locked=True)
    duties.check_recused(case.standing, by)
    told = {"reason": row["withdrawn_reason"], "document": row["withdrawal_no"]}
    _mark(session, case, WITHDRAWN, "penalty.withdrawn", told, {}, by=by, at=at)


def _party(case: EnforcementCase, row: Values) -> dict[str, Any]:
    """Return the columns of the case that say who the party is, after a correction."""
    person, party = row["party_kind"] == PartyKind.PERSON, dict(case.row["party"] or {})
    number = row["party_no"] if person else row["uscc"] or row["registration_no"]
    born = birth_of(number) if person else None
    now = {
        "kind": row["party_kind"],
        "name": row["party_name"],
        "number": number,
        "id_type": row["id_type"] if party.get("id_type") or row["id_type"] != "111" else "",
        "legal_rep": row["legal_rep_name"],
        "legal_rep_no": row["legal_rep_no"],
    }
    now |= {"born_on": born.isoformat()} if born else {}
    kept = {name: value for name, value in (party | now).items() if value}
    names = {"party_name": row["party_name"], "initials": initials(row["party_name"])[:210]}
    return {"party": kept, "party_no": number} | names


def _mark(
    session: Session,
    case: EnforcementCase,
    mark: str,
    deed: str,
    told: dict[str, Any],
    values: dict[str, Any],
    *,
    by: Officer,
    at: datetime,
) -> None:
    facts: dict[str, object] = {"mark": mark} | {name: told[name] for name in told if name not in WORDS}
    note = str(told.get("reason", ""))
    seq = audit.tell(session, by=by, at=at, deed=deed, subject=case.number, note=note, facts=facts)
    row = {"case_id": case.row["id"], "deed": mark, "counts_on": shanghai_date(at), "at": at, "by": by.login}
    session.execute(insert(STEP_ROWS).values(**row, said=told, document_no="", ledger_seq=seq))
    undo_casework.remember(session, mark, case, by=by, at=at, ledger_seq=seq)
    kept = casework_rows.keep(session, case, values, at=at)
    casework_register.tell(session, kept, at=at, ledger_seq=seq)
