"""Applications: accept, ask for correction, examine, grant, refuse, extend."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlmodel import Session

from content.lawbook import lawbook
from models.errors import InvalidInput, Refused
from models.said import said, together
from models.values import SYSTEM_OFFICER, ApplicationState, Item, Officer, Outcome, shanghai_date
from rules import applications as rules
from rules import authority
from rules.lawrows import Reason
from usecases import (
    absences,
    audit,
    cases,
    clocks,
    courses,
    defaulters,
    document_grants,
    documents,
    endings,
    grant_messages,
    hearings,
    issuing,
    layouts,
    licence_facts,
    licences,
    messages,
    notices,
    outbox,
    proposals,
    remembering,
    reviews,
)
from usecases.cases import Case
from usecases.deeds import deed
from usecases.desk import desk_of

BEFORE_ACCEPTANCE = (ApplicationState.RECEIVED.value, ApplicationState.CORRECTING.value)


@dataclass(frozen=True, slots=True)
class Refusal:
    """What a refusal came to: proposed (waits for the second officer), not_accepted or refused."""

    result: str
    document_no: str = ""


@deed("application.accepted")
def accept(session: Session, number: str, *, note: str = "", by: Officer, at: datetime) -> None:
    """Accept a complete application; the 20 working days begin (ALL 32, 42).

    Raises NotFound; Refused (state, incomplete).
    """
    case = acceptable(session, number, locked=True)
    told = write_acceptance(session, case, note=note, by=by, at=at)
    notices.on(session, case, "accepted", told.pop("seq"), at=at, **told)


def acceptable(session: Session, number: str, *, locked: bool = False) -> Case:
    """Return an application that may be accepted; raises what `accept` raises."""
    case = cases.read(session, number, locked=locked)
    rules.after("application.accepted", ApplicationState(case.state))
    _require_complete(case)
    return case


def write_acceptance(session: Session, case: Case, *, note: str, by: Officer, at: datetime) -> dict[str, Any]:
    """Write what an acceptance is; return what the applicant is told of it (seq, document_no, due_on)."""
    proposals.overtake(session, case.number, by=by, at=at)
    due = clocks.decision(session, case, accepted_on=shanghai_date(at), at=at)
    said = {"accepted_on": shanghai_date(at), "due_on": due.on, "due_provisional": due.provisional}
    document_no, taken = documents.issue(session, case.number, "acceptance", said, by=by, at=at)
    facts: dict[str, object] = {"revision": case.row["revision"], "document": document_no}
    text = _joined(f"{document_no}，应于{due.on}前决定。", note)
    seq = audit.tell(session, by=by, at=at, deed="application.accepted", subject=case.number, note=text, facts=facts)
    values: dict[str, Any] = {"state": "accepted", "accepted_at": at, "due_on": due.on, "attention": ""}
    cases.change(session, case, **values, due_provisional=due.provisional, assigned_to=_handler(session, case, by, at))
    message = messages.event(case, "accept", seq, by=by, at=at, document_no=document_no)
    outbox.enqueue(session, [message], at=at, ledger_seq=seq)
    remembering.remember(session, case, "application.accepted", by=by, at=at, ledger_seq=seq, taken=[taken])
    return {"seq": seq, "document_no": document_no, "due_on": due.on}


@deed("application.correction_asked")
def ask_correction(
    session: Session, number: str, *, materials: Sequence[str] = (), note: str = "", by: Officer, at: datetime
) -> None:
    """Ask once for everything that is missing or faulty (ALL 32 (4)); `materials` adds to what the check found.

    Raises Refused when it was asked before, or nothing is missing.
    """
    case = _for(session, "application.correction_asked", number)
    wanted = _materials(case, materials, note)
    rules.check_correction(case.row["corrections"], tuple(wanted))
    words = note if wanted != [note.strip()] else ""  # what is wanted says it already
    said = {"materials": wanted, "opinion": words.strip()}
    document_no, taken = documents.issue(session, case.number, "correction", said, by=by, at=at)
    text = _joined(f"{document_no}：" + "；".join(wanted), words)
    facts: dict[str, object] = {"revision": case.row["revision"], "document": document_no, "count": len(wanted)}
    seq = audit.tell(
        session, by=by, at=at, deed="application.correction_asked", subject=case.number, note=text, facts=facts
    )
    values: dict[str, Any] = {"state": "correcting", "correction_asked_at": at, "corrections": 1, "due_on": None}
    cases.change(session, case, **values, due_provisional=False, card="none", assigned_to=_owner(case, by))
    opinion = (note or "申请材料不齐全或不符合法定形式，请一次补齐。")[:500]
    message = messages.event(
        case, "supplement", seq, by=by, at=at, opinion=opinion, document_no=document_no, materials=wanted
    )
    outbox.enqueue(session, [message], at=at, ledger_seq=seq)
    remembering.remember(session, case, "application.correction_asked", by=by, at=at, ledger_seq=seq, taken=[taken])
    notices.on(session, case, "correction", seq, at=at, document_no=document_no, materials="；".join(wanted))


def _materials(case: Case, more: Sequence[str], note: str) -> list[str]:
    found = [text for _, text in case.row["missing"] or ()]
    wanted = [text.strip()[:200] for text in [*found, *more] if text.strip()]
    if not wanted and note.strip():
        wanted = [note.strip()[:200]]
    return list(dict.fromkeys(wanted))[:20]


@deed("application.examined")
def examine(session: Session, number: str, *, note: str = "", by: Officer, at: datetime) -> None:
    """Begin the examination on paper (a visit is usecases.site_checks); the application is screened again."""
    case = _for(session, "application.examined", number)
    seq = audit.tell(session, by=by, at=at, deed="application.examined", subject=case.number, note=note)
    cases.change(session, case, state="examining", screened_at=None)
    message = messages.event(case, "progress", seq, by=by, at=at, opinion=(note or "正在审查。")[:500])
    outbox.enqueue(session, [message], at=at, ledger_seq=seq)
    remembering.remember(session, case, "application.examined", by=by, at=at, ledger_seq=seq)


@deed("application.granted")
def grant(session: Session, number: str, *, note: str = "", by: Officer, at: datetime) -> str:
    """Grant, and return the licence number; acceptance is recorded first where it is still open (ALL 34).

    Raises Refused: incomplete, screened `deny` or `unavailable`, not screened, or (for a licence clerk) not `pass`.
    """
    case, screening, overruled = grantable(session, number, note=note, by=by, at=at, locked=True)
    if case.state == ApplicationState.RECEIVED.value:
        write_acceptance(session, case, note="当场受理", by=by, at=at)
        case = cases.read(session, number)
    note = f"不采纳{'、'.join(overruled)}的意见：{note}" if overruled else note
    return write_grant(session, case, screening or {}, note=note, by=by, at=at)


def grantable(
    session: Session, number: str, *, note: str = "", by: Officer, at: datetime, locked: bool = False
) -> tuple[Case, dict[str, Any] | None, Sequence[str]]:
    """Return an application that may be granted, its screening, and whose opinions that overrules.

    Raises what `grant` raises before it writes anything (the register's own checks are licences.check).
    """
    case = cases.read(session, number, locked=locked)
    at_once = case.state == ApplicationState.RECEIVED.value
    rules.after("application.accepted" if at_once else "application.granted", ApplicationState(case.state))
    screening = cases.newest_screening(session, case.id)
    _require_grantable(case, screening, by)
    courses.require(session, case, "application.granted", shanghai_date(at))
    overruled = reviews.require(session, case, screening, note=note, by=by, on=shanghai_date(at))
    layouts.require_turn(session, case, shanghai_date(at))
    defaulters.require_fresh(screening or {}, at=at)
    if at_once:
        _require_complete(case)
    return case, screening, overruled


def _require_grantable(case: Case, screening: dict[str, Any] | None, by: Officer) -> None:
    if screening is None or case.row["screened_at"] is None:
        raise Refused("申请尚未完成筛查。", kept="申请未作决定。", do_next="请等待筛查完成后再决定。")
    outcome = Outcome(screening["outcome"])
    if outcome is Outcome.DENY:
        denied = [f for f in screening["findings"] if f["outcome"] == "deny"]
        hits = together(
            said("{name}：{detail}", name=f["rule"], detail=f.get("stated") or f["evidence"]) for f in denied
        )
        raise Refused(
            said("筛查结论为不予许可（{hits}）。", hits=hits), kept="申请未作决定。", do_next="请按所列条款不予许可。"
        )
    if outcome is Outcome.UNAVAILABLE:
        raise Refused("有数据来源未能查询，不能视为无问题。", kept="申请未作决定。", do_next="请待来源恢复并重新筛查。")
    authority.check_grant(by, screening_passed=outcome is Outcome.PASS)
    if case.row["attention"] == "conflict":
        raise Refused("同一版本到达过不同内容，须先核对。", kept="申请未作决定。", do_next="请查看版本差异。")


def write_grant(
    session: Session,
    case: Case,
    screening: dict[str, Any],
    *,
    note: str,
    by: Officer,
    at: datetime,
    as_of: datetime | None = None,
) -> str:
    """Write what a grant is, and return the licence number; one that the law made counts from `as_of` (ALL 50)."""
    deed_name = "application.granted" if as_of is None else "application.deemed_renewed"
    proposals.overtake(session, case.number, by=by, at=at)
    bureau = issuing.bureau(session, case.number, by)
    under = documents.take_number(session, document_grants.KINDS[case.form.item], bureau, at=at)
    document_no = under.number
    evidence = (screening.get("case") or {}).get("evidence") or {}
    national = licence_facts.national_answer(screening)
    made = licences.grant(session, case, national, document_no, at=as_of or at)
    licence, licence_no = made.licence, str(made.licence["licence_no"])
    before = made.before or licence_facts.days_of(national)
    papers = document_grants.issue(session, case, licence, before, under, by=by, at=at)
    facts: dict[str, object] = {"document": document_no, "licence": licence_no, "screening": screening.get("id")}
    text = _joined(f"{document_no}，许可证号{licence_no}", note)
    seq = audit.tell(session, by=by, at=at, deed=deed_name, subject=case.number, note=text, facts=facts)
    values: dict[str, Any] = {"state": "granted", "decided_at": at, "card": "none", "attention": ""}
    cases.change(session, case, **values, licence_no=licence_no)
    licences.tell_life(session, case, made, by=by, at=at, ledger_seq=seq)
    grant_messages.tell(session, case, licence, document_no, evidence, seq, by=by, at=at)
    taken = [*made.taken, under.taken, *papers]
    remembering.remember(session, case, deed_name, by=by, at=at, ledger_seq=seq, taken=taken, licence_no=licence_no,
                  licence_before=made.before or {})  # fmt: skip
    notices.on(session, case, deed_name.removeprefix("application."), seq, at=at, document_no=document_no,
               licence_no=licence_no, valid_to=licence["valid_to"])  # fmt: skip
    endings.settle(session, case, "准予许可", seq, by=by, at=at)
    return licence_no


@deed("application.refusal_proposed")
def refuse(session: Session, number: str, *, reason: str = "", note: str = "", by: Officer, at: datetime) -> Refusal:
    """Propose a refusal, or confirm another officer's proposal; before acceptance it is a non-acceptance.

    A refusal needs a reason of the catalogue (with its article) and a second officer; one of the two is an
    approver. Raises InvalidInput (no or unknown reason), Refused (state, same officer, no approver).
    """
    case = _for(session, "application.refusal_proposed", number)
    stage = "non_acceptance" if case.state in BEFORE_ACCEPTANCE else "refusal"
    proposal = proposals.open_one(session, case.number, stage)
    if proposal is None:
        _propose(session, case, stage, reason, note, by=by, at=at)
        return Refusal("proposed")
    if reason and reason != proposal.reason:
        raise Refused(
            said("已有{by}提出的不同理由（{reason}）。", by=proposal.by, reason=proposal.reason),
            kept="原提议仍待复核。",
            do_next="请按同一理由复核，或先驳回原提议。",
        )
    final = rules.refusing_deed(ApplicationState(case.state))
    authority.check_pair(final, proposal.officer(session), by)
    courses.require(session, case, final, shanghai_date(at), also=("application.refusal_proposed",))
    proposals.close(session, proposal, "confirmed", by=by, at=at)
    return _refuse(session, case, stage, final, proposal.reason, proposal.note or note, by=by, at=at)


def _propose(session: Session, case: Case, stage: str, reason: str, note: str, *, by: Officer, at: datetime) -> None:
    entry = _reason(case, stage, reason, at)
    defaulters.require_met(cases.newest_screening(session, case.id) or {}, entry.id, at=at)
    hearings.answered(session, case.id, note)
    text = _joined(f"{entry.text}({entry.basis})", note)
    facts: dict[str, object] = {"stage": stage, "reason": entry.id, "article": str(entry.basis)}
    seq = audit.tell(
        session, by=by, at=at, deed="application.refusal_proposed", subject=case.number, note=text, facts=facts
    )
    proposals.add(session, case.number, stage, entry.id, note, by=by, at=at)
    cases.change(session, case, attention="proposal")
    remembering.remember(session, case, "application.refusal_proposed", by=by, at=at, ledger_seq=seq)


def refusal_reasons(form_item: Item, stage: str, on: date) -> list[Reason]:
    """Return the catalogue of reasons for one item and stage (non_acceptance or refusal) on a day."""
    reasons = lawbook().in_force(on).reasons.values()
    return [r for r in reasons if stage in r.kinds and (not r.items or form_item in r.items)]


def _reason(case: Case, stage: str, code: str, at: datetime) -> Reason:
    choices = {r.id: r for r in refusal_reasons(case.form.item, stage, shanghai_date(at))}
    if code not in choices:
        raise InvalidInput(
            said("不予许可须写明理由代码；此处没有代码 {code}。", code=code or "（空）"),
            kept="申请未作决定。",
            do_next="可用的理由代码：" + "、".join(choices),
        )
    return choices[code]


def _refuse(
    session: Session, case: Case, stage: str, final: str, reason: str, note: str, *, by: Officer, at: datetime
) -> Refusal:
    entry = _reason(case, stage, reason, at)
    defaulters.require_met(cases.newest_screening(session, case.id) or {}, entry.id, at=at)
    said = document_grants.refusal_facts(session, case, entry, note, at=at) | hearings.answered(session, case.id, note)
    paper = document_grants.REFUSALS.get(case.form.item, stage) if stage == "refusal" else stage
    document_no, taken = documents.issue(session, case.number, paper, said, by=by, at=at)
    opinion = _joined(f"{entry.text}({entry.basis})", note)
    facts: dict[str, object] = {"document": document_no, "reason": entry.id, "article": str(entry.basis)}
    text = f"{document_no}: {opinion}"
    seq = audit.tell(session, by=by, at=at, deed=final, subject=case.number, note=text, facts=facts)
    state = "not_accepted" if stage == "non_acceptance" else "refused"
    cases.change(session, case, state=state, decided_at=at, card="none", attention="")
    kind = "refuse" if stage == "non_acceptance" else "result"
    fields: dict[str, Any] = {"opinion": opinion[:500], "document_no": document_no}
    if kind == "result":
        fields["outcome"] = "refused"
    screening = cases.newest_screening(session, case.id) or {}
    evidence = (screening.get("case") or {}).get("evidence") or {}
    result = messages.event(case, kind, seq, by=by, at=at, **fields)
    told = [result]
    if reason == "R6" and (
        feedback := grant_messages.feedback(session, case, evidence, "not_granted", document_no, seq, by=by, at=at)
    ):
        told.append(replace(feedback, after=result.key))
    outbox.enqueue(session, told, at=at, ledger_seq=seq)
    remembering.remember(session, case, final, by=by, at=at, ledger_seq=seq, taken=[taken])
    notices.on(session, case, state, seq, at=at, document_no=document_no)
    endings.settle(session, case, "不予受理" if state == "not_accepted" else "不予许可", seq, by=by, at=at)
    return Refusal(state, document_no)


@deed("application.proposal_rejected")
def reject_proposal(session: Session, number: str, *, note: str = "", by: Officer, at: datetime) -> None:
    """Turn down another officer's proposal to refuse; the application goes on."""
    case = cases.read(session, number, locked=True)
    proposal = proposals.open_one(session, case.number, None)
    if proposal is None:
        raise Refused("没有待复核的提议。", kept="申请状态未变。")
    proposals.close(session, proposal, "rejected", by=by, at=at)
    cases.change(session, case, attention="")
    audit.tell(session, by=by, at=at, deed="application.proposal_rejected", subject=case.number, note=note)


@deed("application.extended")
def extend(session: Session, number: str, *, note: str = "", by: Officer, at: datetime) -> None:
    """Extend the term once by 10 working days, with the reason told to the applicant (ALL 42)."""
    case = _for(session, "application.extended", number)
    rules.check_extension(extended_before=bool(case.row["extended"]))
    if not note.strip():
        raise InvalidInput("延长期限须说明理由。", kept="期限未变。", do_next="请用 --note 写明理由。")
    due = clocks.decision(session, case, extended=True, at=at)
    said = {"due_on": due.on, "due_provisional": due.provisional, "reason": note.strip(), "approver": by.name}
    said["old_due_on"] = case.row["due_on"]
    document_no, taken = documents.issue(session, case.number, "extension", said, by=by, at=at)
    text = f"{document_no}，延长至{due.on}：{note}"
    facts: dict[str, object] = {"document": document_no, "due_on": str(due.on)}
    seq = audit.tell(session, by=by, at=at, deed="application.extended", subject=case.number, note=text, facts=facts)
    cases.change(session, case, extended=True, due_on=due.on, due_provisional=due.provisional, card="none")
    message = messages.event(case, "progress", seq, by=by, at=at, opinion=f"延长办理期限至{due.on}：{note}"[:500])
    outbox.enqueue(session, [message], at=at, ledger_seq=seq)
    remembering.remember(session, case, "application.extended", by=by, at=at, ledger_seq=seq, taken=[taken])
    notices.on(session, case, "extended", seq, at=at, document_no=document_no, due_on=due.on, reason=note.strip())


@deed("application.checked")
def check_off(session: Session, number: str, *, note: str = "", by: Officer, at: datetime) -> None:
    """Say that a conflict or a newer revision was looked at; the mark goes, the history keeps it.

    Raises Refused when there is nothing to check, or a proposal waits for its second officer.
    """
    case = cases.read(session, number, locked=True)
    if case.row["attention"] in ("", "proposal", "transfer"):
        raise Refused("该申请没有需要核对的提示。", kept="申请未变更。")
    facts: dict[str, object] = {"attention": case.row["attention"], "revision": case.row["revision"]}
    seq = audit.tell(session, by=by, at=at, deed="application.checked", subject=case.number, note=note, facts=facts)
    cases.change(session, case, attention="")
    remembering.remember(session, case, "application.checked", by=by, at=at, ledger_seq=seq)


def _for(session: Session, deed_name: str, number: str) -> Case:
    """Return the application, locked, when the deed is allowed in its state."""
    case = cases.read(session, number, locked=True)
    rules.after(deed_name, ApplicationState(case.state))
    return case


def _require_complete(case: Case) -> None:
    rules.check_acceptance(tuple(text for _, text in case.row["missing"] or ()))


def _owner(case: Case, by: Officer) -> str | None:
    """Return who goes on with it: what the machine did waits for whoever takes it."""
    return case.row["assigned_to"] or (None if by.login == SYSTEM_OFFICER.login else by.login)


def _handler(session: Session, case: Case, by: Officer, at: datetime) -> str | None:
    """Return who goes on with an accepted application: where the bureau says so, who has the least open work."""
    if desk_of(session).assign_by_load and not case.row["assigned_to"]:
        office = case.row["taken_over"] or case.row["district"]
        return absences.least_loaded(session, office, shanghai_date(at)) or _owner(case, by)
    return _owner(case, by)


def _joined(text: str, note: str) -> str:
    return f"{text} {note.strip()}".strip() if note.strip() else text
