"""Penalties: record decisions taken on paper, correct them, withdraw them from publication."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any

from sqlalchemy import insert, select, update
from sqlmodel import Session

from content.lawbook import lawbook
from models.errors import Conflict, NotFound, Refused
from models.said import said
from models.tables.columns import table_of
from models.tables.penalties import PenaltyRow
from models.values import Officer, shanghai_date
from rules import authority
from rules.names import initials
from rules.penalties import canonical_number
from usecases import audit, feedback, outbox, proposals, search_index, undo_penalties, withdrawals
from usecases.deeds import deed
from usecases.faults import Fault, Faulty
from usecases.penalty_checks import document_type, faults_of
from usecases.penalty_forms import PenaltyForm, Read
from usecases.penalty_records import Values, messages, not_published, record_key, subjects, withdrawal
from usecases.undo_penalties import Changed
from usecases.withdrawals import Authority

PENALTIES = table_of(PenaltyRow)
INDEX = "penalty"
WITHDRAWN = "penalty.withdrawn"


@dataclass(frozen=True, slots=True)
class Annulment:
    """Why a penalty is taken back, by which document, who proposed it, and the day from which the term runs."""

    reason: str
    document_no: str
    proposed_by: str
    on: date


@deed("penalty.recorded")
def record(session: Session, decisions: Sequence[Read], *, by: Officer, at: datetime) -> list[str]:
    """Record decisions, all or none, and queue what other offices must get; return their document numbers.

    `decisions` come from `penalty_forms`. Law: 行政处罚法 art. 48; 双公示 within 7 working days of the decision.
    Raises: Faulty (every fault at once), Conflict (a number is recorded already).
    """
    today = shanghai_date(at)
    faults = _all_faults(decisions, at=at)
    if faults:
        raise Faulty(faults)
    for form, _ in decisions:
        _refuse_known(session, form)
        row = values_of(form) | {"recorded_at": at, "recorded_by": by.login, "version": 1, "state": "recorded"}
        row |= {"withdrawn_reason": "", "withdrawal_no": ""}
        row_id = session.execute(insert(PENALTIES).values(row).returning(PENALTIES.c.id)).scalar_one()
        search_index.add(session, INDEX, [(row_id, searchable(row))])
        seq = _tell(session, "penalty.recorded", row, by=by, at=at, today=today.isoformat())
        new = Changed(row_id, subject_of(row), None, searchable(row))
        undo_penalties.remember(session, "penalty.recorded", new, by=by, at=at, ledger_seq=seq)
    return [form.document_no for form, _ in decisions]


@deed("penalty.corrected")
def correct(session: Session, document_no: str, decision: Read, *, by: Officer, at: datetime) -> str:
    """Replace what is recorded of a decision by a corrected version, and send it; the number stays.

    Versions that were rejected give way to it. The ledger names the corrections that the credit platform asked for,
    that were taken, and that this carries out.
    Raises: NotFound, Refused (withdrawn or repaired, or no longer to be published), Faulty.
    """
    old = fetch(session, document_no)
    faults = _all_faults([decision], at=at)
    form = decision[0]
    if canonical_number(form.document_no) != old["canonical_no"]:
        faults.append(Fault(form.line, "document_no", "更正不能改变文号；文号有误的，先撤回再重新登记"))
    if faults:
        raise Faulty(faults)
    if not old["case_number"]:  # of a case everything else must stay right, withdrawn or not
        _refuse_ended(old)
    asked_by = feedback.to_carry_out(session, record_key(session, old["canonical_no"]), old["version"])
    row = old | _corrected(session, old, form) | {"version": old["version"] + 1}
    session.execute(update(PENALTIES).where(PENALTIES.c.id == old["id"]).values(row))
    search_index.remove(session, INDEX, old["id"], searchable(old))
    search_index.add(session, INDEX, [(old["id"], searchable(row))])
    outbox.supersede(session, subjects(session, old))
    proposals.overtake(session, record_key(session, old["canonical_no"]), by=by, at=at, deed="record.given_up")
    more: dict[str, Any] = {"asked_by": asked_by} if asked_by else {}
    seq = _tell(session, "penalty.corrected", row, by=by, at=at, **more)
    changed = Changed(old["id"], subject_of(row), old, searchable(row), searchable(old))
    undo_penalties.remember(session, "penalty.corrected", changed, by=by, at=at, ledger_seq=seq)
    if row["case_number"]:
        from usecases import casework_penalties

        casework_penalties.corrected(session, old, row, by=by, at=at)
    return form.document_no


@deed("withdrawal_proposed")
def propose_withdrawal(
    session: Session, document_no: str, reason: str, document: Authority | str, *, by: Officer, at: datetime
) -> str:
    """Propose to take a penalty back from publication, by a document that orders it; another officer confirms.

    Raises: NotFound, Refused (withdrawn or repaired), Conflict (proposed already), InvalidInput.
    """
    row = fetch(session, document_no)
    _refuse_ended(row)
    words, paper = withdrawals.checked_reason(reason, "撤回"), withdrawals.of(document).checked(at)
    subject = subject_of(row)
    if proposals.open_one(session, subject, WITHDRAWN) is not None:
        raise Conflict("该处罚的撤回已经提议。", kept="原提议不变。", do_next="请另一名审批人确认。")
    note = json.dumps({"reason": words, **paper.as_note()}, ensure_ascii=False)
    proposals.add(session, subject, WITHDRAWN, "", note, by=by, at=at)
    facts: dict[str, object] = {"document": paper.number}
    audit.tell(session, by=by, at=at, deed="withdrawal_proposed", subject=subject, note=words, facts=facts)
    return str(row["document_no"])


@deed(WITHDRAWN)
def withdraw(session: Session, document_no: str, authority_no: str, *, by: Officer, at: datetime) -> str:
    """Confirm a proposed withdrawal: the record is taken back wherever it was pushed.

    `authority_no` must be the document that the proposal names. Law: 行政处罚法 art. 48 para. 2 (3 working days).
    Raises: NotFound, Refused (same officer, nothing proposed, ended), Conflict (another document).
    """
    row = fetch(session, document_no)
    _refuse_ended(row)
    proposal = proposals.open_one(session, subject_of(row), WITHDRAWN)
    if proposal is None:
        raise Refused("该处罚没有待确认的撤回提议。", kept="未作任何更改。", do_next="请先提议撤回。")
    authority.check_pair(WITHDRAWN, proposal.officer(session), by)
    proposed = json.loads(proposal.note)
    if canonical_number(proposed["document_no"]) != canonical_number(authority_no):
        raise Conflict(f"提议依据的文书是 {proposed['document_no']}。", kept="提议仍待确认。", do_next="请核对文书号。")
    proposals.close(session, proposal, "confirmed", by=by, at=at)
    why = Annulment(proposed["reason"], proposed["document_no"], proposal.by, shanghai_date(at))
    changed = _take_back(session, row, why, by=by, at=at)
    if row["case_number"]:
        from usecases import casework_penalties

        casework_penalties.withdrawn(session, changed, by=by, at=at)
    return str(row["document_no"])


def annul(session: Session, decision_no: str, why: Annulment, *, by: Officer, at: datetime) -> bool:
    """Take the penalty of a decision that was annulled back wherever it was pushed; False where nothing stood.

    Called within the deed of two officers that annuls the decision of a case; what one of them had proposed about
    the penalty is over with it. What was withdrawn or repaired before stays so.
    """
    c = PENALTIES.c
    found = session.execute(select(PENALTIES).where(c.canonical_no == canonical_number(decision_no))).mappings().first()
    if found is None or found["state"] != "recorded":
        return False
    row = dict(found)
    proposals.overtake(session, subject_of(row), by=by, at=at, deed=WITHDRAWN)
    _take_back(session, row, why, by=by, at=at)
    return True


def amend(session: Session, decision_no: str, changed: Values, why: Annulment, *, by: Officer, at: datetime) -> bool:
    """Bring what was changed of a decision (columns) into its penalty and send it; False where none is recorded.

    Called within the deed of two officers. What was withdrawn or repaired before stays so. Raises Refused where it
    must no longer be published: then it is withdrawn first.
    """
    c = PENALTIES.c
    found = session.execute(select(PENALTIES).where(c.canonical_no == canonical_number(decision_no))).mappings().first()
    if found is None:
        return False
    old = dict(found)
    row = old | changed | {"version": old["version"] + 1}
    if old["state"] == "recorded":
        _refuse_unpublishing(old, row)
    session.execute(update(PENALTIES).where(c.id == old["id"]).values(row))
    proposals.overtake(session, record_key(session, old["canonical_no"]), by=by, at=at, deed="record.given_up")
    outbox.supersede(session, subjects(session, old))
    seq = _tell(session, "penalty.corrected", row, by=by, at=at, on=why.on, document=why.document_no)
    known = Changed(old["id"], subject_of(row), old, searchable(row), searchable(old))
    undo_penalties.remember(session, "penalty.corrected", known, by=by, at=at, ledger_seq=seq)
    return True


def _take_back(session: Session, row: Values, why: Annulment, *, by: Officer, at: datetime) -> Values:
    changed = {"state": "withdrawn", "version": row["version"] + 1}
    changed |= {"withdrawn_reason": why.reason, "withdrawal_no": why.document_no}
    session.execute(update(PENALTIES).where(PENALTIES.c.id == row["id"]).values(changed))
    seq = _tell_withdrawn(session, row | changed, why, by=by, at=at)
    withdrawn = Changed(row["id"], subject_of(row), row, searchable(row), searchable(row))
    undo_penalties.remember(session, WITHDRAWN, withdrawn, by=by, at=at, ledger_seq=seq)
    return row | changed


@deed(withdrawals.REJECTED)
def reject_withdrawal(session: Session, document_no: str, *, note: str, by: Officer, at: datetime) -> str:
    """Turn a proposed withdrawal down, with the reason; the penalty stays as it is published.

    Raises: NotFound, InvalidInput (no reason), Refused (nothing proposed, another one's proposal and no approver).
    """
    row = fetch(session, document_no)
    withdrawals.turn_down(session, subject_of(row), WITHDRAWN, note, by=by, at=at)
    return str(row["document_no"])


def waiting_withdrawal(session: Session, document_no: str) -> proposals.Proposal | None:
    """Return the withdrawal that waits for a second officer; raises NotFound for an unknown number."""
    return proposals.open_one(session, subject_of(fetch(session, document_no)), WITHDRAWN)


def fetch(session: Session, document_no: str) -> Values:
    """Return the columns of a penalty by its document number, however it is written; raises NotFound."""
    found = select(PENALTIES).where(PENALTIES.c.canonical_no == canonical_number(document_no))
    row = session.execute(found).mappings().first()
    if row is None:
        raise NotFound(
            said("没有登记文号为“{number}”的处罚决定。", number=document_no[:128]),
            do_next="用 luqiao penalties search 查找。",
        )
    return dict(row)


def subject_of(row: Values) -> str:
    """Return the name of a penalty in ledger, history and proposals."""
    return f"penalty:{row['canonical_no']}"


def searchable(row: Values) -> str:
    """Return the text under which a penalty is found: the party and who stands behind it."""
    return f"{row['party_name']} {row['legal_rep_name']}".strip()


def _all_faults(decisions: Sequence[Read], *, at: datetime) -> list[Fault]:
    """Return every fault of every decision; where a field could not be read, only that is said of it."""
    faults: list[Fault] = []
    first: dict[str, int] = {}
    for form, unread in decisions:
        known = {fault.field for fault in unread}
        judged = faults_of(form, lawbook(), shanghai_date(at)) if "" not in known else []
        faults += [*unread, *(fault for fault in judged if fault.field not in known)]
        number = canonical_number(form.document_no)
        line = first.setdefault(number, form.line)
        if number and line != form.line:
            faults.append(Fault(form.line, "document_no", f"与第 {line} 行文号相同"))
    return faults


def values_of(form: PenaltyForm) -> Values:
    """Return the columns of a checked form; what the law says of the cause stands where nothing was written."""
    row = {field.name: getattr(form, field.name) for field in fields(form) if field.name != "line"}
    if form.decided_on is not None:
        cause = lawbook().in_force(form.decided_on).cause(form.cause)
        row["violation"] = form.violation or cause.name
        row["basis"] = form.basis or f"违反{cause.violated}；依据{cause.basis}"
    row["canonical_no"] = canonical_number(form.document_no)
    row["kinds"] = list(form.kinds)
    row["initials"] = initials(form.party_name)[:210]
    row["id_type"] = document_type(form.party_no, form.id_type) if form.party_no else ""
    row["legal_rep_id_type"] = document_type(form.legal_rep_no, form.legal_rep_id_type) if form.legal_rep_no else ""
    return row


def _corrected(session: Session, old: Values, form: PenaltyForm) -> Values:
    """Return the columns that a correction writes; of a case only what its decision leaves open."""
    new = values_of(form)
    if old["case_number"]:
        from usecases import casework_penalties

        new = casework_penalties.as_decided(session, old, new)
    if old["state"] == "recorded":
        _refuse_unpublishing(old, old | new)
    return new


def _refuse_known(session: Session, form: PenaltyForm) -> None:
    c = PENALTIES.c
    known = select(c.state).where(c.canonical_no == canonical_number(form.document_no))
    state = session.execute(known).scalar()
    if state is not None:
        raise Conflict(
            f"第{form.line}行：文号“{form.document_no}”已经登记（{STATE_NAMES[state]}）。",
            kept="什么都没有登记。",
            do_next="内容有误的，用更正；同一文号不能登记两次。",
        )


STATE_NAMES = {"recorded": "有效", "withdrawn": "已撤回", "repaired": "已信用修复"}


def _refuse_ended(row: Values) -> None:
    if row["state"] != "recorded":
        words = f"该处罚{STATE_NAMES[row['state']]}，不能再更正、报送或撤回。"
        raise Refused(words, kept="未作任何更改。")


def _refuse_unpublishing(old: Values, new: Values) -> None:
    """A correction may not silently leave a published record behind that must no longer be published."""
    if not_published(new) and not not_published(old):
        raise Refused(f"更正后{not_published(new)}。", kept="未作任何更改。", do_next="请先撤回已报送的记录。")


def _tell(
    session: Session, deed_name: str, row: Values, *, by: Officer, at: datetime, on: date | None = None, **more: object
) -> int:
    """Record the deed and queue what the other offices get of this version; return the ledger's number.

    `on` is the day from which the term of a correction runs, that of the deed where none is given.
    """
    facts: dict[str, object] = {
        "version": row["version"],
        "cause": row["cause"],
        "fine": row["fine"],
        "confiscated": row["confiscated"],
        "decided_on": row["decided_on"].isoformat(),
        "party": audit.pseudonym(session, row["party_no"] or row["uscc"] or row["registration_no"]),
        **more,
    }
    seq = audit.tell(session, by=by, at=at, deed=deed_name, subject=subject_of(row), note=row["note"], facts=facts)
    told = messages(session, row, on=on or shanghai_date(at)) if row["state"] == "recorded" else []
    outbox.enqueue(session, told, at=at, ledger_seq=seq)
    return seq


def _tell_withdrawn(session: Session, row: Values, why: Annulment, *, by: Officer, at: datetime) -> int:
    facts: dict[str, object] = {
        "proposed_by": why.proposed_by,
        "document": row["withdrawal_no"],
        "version": row["version"],
    }
    note = row["withdrawn_reason"]
    seq = audit.tell(session, by=by, at=at, deed=WITHDRAWN, subject=subject_of(row), note=note, facts=facts)
    outbox.supersede(session, subjects(session, row))
    message = withdrawal(session, row, on=why.on)
    outbox.enqueue(session, [message] if message else [], at=at, ledger_seq=seq)
    return seq
