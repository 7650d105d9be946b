"""Steps of an enforcement case: taken by one officer, or proposed by one and confirmed by another, as the law asks."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import insert, update
from sqlmodel import Session

from models.errors import InvalidInput, Refused
from models.said import said
from models.values import Officer, shanghai_date
from rules import authority
from rules.casework import conditions, consistency, duties, forms, steps
from rules.casework.clashes import Clash
from usecases import (
    audit,
    casework_effects,
    casework_follow,
    casework_foresight,
    casework_joining,
    casework_judging,
    casework_messages,
    casework_papers,
    casework_parties,
    casework_publicity,
    casework_rows,
    casework_votes,
    complaint_rows,
    officers,
    proposals,
    undo_casework,
)
from usecases.casework_rows import STEPS, EnforcementCase
from usecases.deeds import deed
from usecases.proposals import Proposal

PROPOSED, CONFIRMED, REJECTED = "case.step_proposed", "case.step_confirmed", "case.step_rejected"
TAKEN_AWAY = {"case.annulled": "撤销", "case.amended": "变更"}  # by a document that says so
KEPT = "案件未变更。"


@dataclass(frozen=True, slots=True)
class Done:
    """What a call came to: `proposed` (waits for the second officer) or the step that was taken.

    `doubts` are the places where its papers disagree with others and somebody should look.
    """

    result: str
    number: str
    stage: str
    document_no: str = ""
    doubts: tuple[Clash, ...] = ()


def take(session: Session, name: str, number: str, said: Mapping[str, Any], *, by: Officer, at: datetime) -> Done:
    """Take a step that one officer may take alone.

    `said` are the blanks of rules.casework.forms, officers by their logins. Raises NotFound; InvalidInput (blanks);
    Refused (stage, a condition of the law, separation of duties, a step that asks for two).
    """
    step = steps.STEPS[name]
    if step.asks_pair:
        raise Refused(_needs_two(step.name), kept=KEPT, do_next="请先提出。")
    case = casework_rows.read(session, number, locked=True)
    return _carry_out(session, case, name, _checked(session, case, name, said, by, at), by=by, at=at)


def _deed_of(name: str) -> Callable[..., Done]:
    @deed(name)
    def step(session: Session, number: str, said: Mapping[str, Any], *, by: Officer, at: datetime) -> Done:
        return take(session, name, number, said, by=by, at=at)

    return step


TAKE: dict[str, Callable[..., Done]] = {
    name: _deed_of(name) for name, step in steps.STEPS.items() if not step.asks_pair
}


@deed(PROPOSED)
def propose(session: Session, number: str, name: str, said: Mapping[str, Any], *, by: Officer, at: datetime) -> Done:
    """Propose a step that another officer must confirm; everything is checked now and again when it is confirmed."""
    step = _asking_pair(name)
    case = casework_rows.read(session, number, locked=True)
    duties.check_recused(case.standing, by)
    words = _checked(session, case, name, said, None, at)
    waiting = proposals.open_one(session, case.number, None)
    if waiting is not None:
        raise Refused(_waits(waiting), kept="原提议仍待批准。", do_next="请先批准或者驳回。")
    doubts = casework_foresight.of_step(session, case, name, words, by=by, at=at)
    consistency.require(name, doubts)
    note = words | casework_publicity.kept(session, case, name, words, at=at)
    proposals.add(session, case.number, name, "", json.dumps(note, ensure_ascii=False), by=by, at=at)
    facts: dict[str, object] = {"step": name}
    seq = audit.tell(session, by=by, at=at, deed=PROPOSED, subject=case.number, note=f"提出{step.name}", facts=facts)
    undo_casework.remember(session, PROPOSED, case, by=by, at=at, ledger_seq=seq)
    return Done("proposed", case.number, case.standing.stage.value, doubts=tuple(doubts))


@deed(CONFIRMED)
def confirm(session: Session, number: str, *, shown: str = "", by: Officer, at: datetime) -> Done:
    """Confirm what another officer proposed and take the step; the day it counts for is that of the confirmation.

    `shown` is the digest of the preview of what is published by it, where the officer saw one. Raises Refused: nothing
    proposed, the same officer, no approver among the two, a duty that excludes, a condition, another preview.
    """
    case = casework_rows.read(session, number, locked=True)
    proposal = proposals.open_one(session, case.number, None)
    if proposal is None:
        raise Refused("本案没有待批准的步骤。", kept=KEPT, do_next="请先提出。")
    proposer = proposal.officer(session)
    authority.check_pair(proposal.deed, proposer, by)
    duties.check_other(proposer, by)
    duties.check_recused(case.standing, proposer)
    note = json.loads(proposal.note)
    said = {key: note[key] for key in note if key not in ("on", casework_publicity.SHOWN)}
    words = _checked(session, case, proposal.deed, said, by, at)
    now = casework_publicity.kept(session, case, proposal.deed, words, at=at)
    casework_publicity.require_shown(now, note.get(casework_publicity.SHOWN, ""), shown)
    proposals.close(session, proposal, "confirmed", by=by, at=at)
    return _carry_out(session, case, proposal.deed, words | now | _proposed(proposal), by=by, at=at)


@deed(REJECTED)
def reject(session: Session, number: str, *, note: str, by: Officer, at: datetime) -> str:
    """Turn a proposed step down with the reason, or take one's own back; the case stays as it is."""
    case = casework_rows.read(session, number, locked=True)
    proposal = proposals.open_one(session, case.number, None)
    if proposal is None or not note.strip():
        raise Refused("本案没有待批准的步骤，或者没有写明理由。", kept=KEPT)
    authority.check_turning_down(REJECTED, proposal.by, by)
    if proposal.by != by.login:
        duties.check_recused(case.standing, by)
    proposals.close(session, proposal, "rejected", by=by, at=at)
    facts: dict[str, object] = {"step": proposal.deed}
    audit.tell(session, by=by, at=at, deed=REJECTED, subject=case.number, note=note, facts=facts)
    return case.number


def _checked(
    session: Session, case: EnforcementCase, name: str, said: Mapping[str, Any], by: Officer | None, at: datetime
) -> dict[str, Any]:
    """Return what a step says, complete; raises where it may not be taken. `by` None: a proposal, no duties yet."""
    words = forms.read(name, _with_people(session, said))
    told = json.dumps(words, ensure_ascii=False, default=str)
    complaint_rows.keep_out_of(session, case.number, {steps.STEPS[name].name: told})
    on = _day(words, case, at)
    steps.after(name, case.standing.stage)
    asked = casework_judging.judged(session, case, on, words)
    if by is not None:
        duties.check(name, case.standing, by, _named_by(name, words))
    duties.check_named(case.standing, words.get("officers", ()), str(words.get("login", "")))
    conditions.check(name, case.standing, asked)
    duties.check_said(name, case.standing, words)
    if name == "case.deliberated":
        casework_votes.check(words)
    if name in casework_parties.ASKED:
        casework_parties.check_number(session, case, words)
    if name in TAKEN_AWAY:
        casework_messages.grounds(case, words, at, TAKEN_AWAY[name])
    if name == casework_joining.JOINED:
        casework_joining.target(session, case, words["into"])
    return words


def _needs_two(name: str) -> str:
    return said("“{name}”须由一人提出、另一人批准。", name=name)


def _waits(proposal: Proposal) -> str:
    return said("本案已有待批准的“{name}”。", name=steps.STEPS[proposal.deed].name)


def _asking_pair(name: str) -> steps.Step:
    """Return a step that needs a second officer; raises InvalidInput."""
    step = steps.STEPS.get(name)
    if step is None or not step.asks_pair:
        raise InvalidInput(
            said("“{name}”不是须由另一人批准的步骤。", name=name),
            kept=KEPT,
            do_next="用 luqiao cases show 查看可以办理的步骤；一人可以办理的，用 take。",
        )
    return step


def _named_by(name: str, words: Mapping[str, Any]) -> list[str]:
    """Return whom a step makes an investigator before it is approved, or whom it recuses."""
    if name == "case.recused":
        return [str(words["login"])]
    return [person[0] for person in words.get("officers", ())] if steps.STEPS[name].asks_pair else []


def _carry_out(
    session: Session, case: EnforcementCase, name: str, said: dict[str, Any], *, by: Officer, at: datetime
) -> Done:
    step, on = steps.STEPS[name], _day(said, case, at)
    stage = steps.after(name, case.standing.stage)
    asked = casework_judging.judged(session, case, on, said)
    said = casework_effects.completed(name, case.standing, said, asked)
    facts: dict[str, object] = {"on": on.isoformat(), "stage": stage.value, "article": str(step.basis)}
    seq = audit.tell(session, by=by, at=at, deed=name, subject=case.number, note=step.name, facts=facts)
    row = {"case_id": case.row["id"], "deed": name, "counts_on": on, "at": at, "by": by.login, "said": said}
    step_id = session.execute(
        insert(STEPS).values(**row, document_no="", ledger_seq=seq).returning(STEPS.c.id)
    ).scalar_one()
    values = {"stage": stage.value} | casework_effects.of_step(name, said, asked)
    now = casework_rows.keep(session, case, values, at=at)
    papers = casework_papers.issue(session, name, now, said, by=by, at=at)
    if papers.own:
        session.execute(update(STEPS).where(STEPS.c.id == step_id).values(document_no=papers.own))
        now = casework_rows.keep(session, now, papers.told, at=at)
    taken = [*papers.taken, *casework_follow.after(session, name, now, by=by, at=at, ledger_seq=seq)]
    undo_casework.remember(session, name, case, by=by, at=at, ledger_seq=seq, taken=taken)
    return Done(name, case.number, stage.value, papers.own, tuple(papers.doubts))


def _proposed(proposal: Proposal) -> dict[str, str]:
    """Return who proposed a step and when, as its papers print it beside the approval."""
    return {"proposed_by": proposal.by, "proposed_on": shanghai_date(proposal.at).isoformat()}


def _day(said: Mapping[str, Any], case: EnforcementCase, at: datetime) -> date:
    """Return the day that a step counts for; raises InvalidInput for one to come, or before what came before."""
    today = shanghai_date(at)
    on = date.fromisoformat(str(said["on"])) if said.get("on") else today
    before = max([case.standing.found_on, *(step.on for step in case.standing.taken)])
    if not before <= on <= today:
        raise _wrong_day(before)
    return on


def _wrong_day(before: date) -> InvalidInput:
    return InvalidInput(said("日期应在{before}至今天之间。", before=before), kept=KEPT, do_next="请改正日期。")


def _with_people(session: Session, said: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a step says with the officers' names and certificates as they are entered, never as they are given.

    Officers are given by their logins, or as an earlier reading of the same step wrote them.
    """
    given = said.get("officers")
    if isinstance(given, str) or not isinstance(given, Sequence):
        return dict(said)
    named = [one[0] if isinstance(one, Sequence) and not isinstance(one, str) and one else one for one in given]
    if not all(isinstance(one, str) for one in named):
        return dict(said)
    known = {one.login: one for one in officers.active(session)}
    missing = [login for login in named if login not in known]
    if missing:
        raise _nobody(missing)
    people = [known[login] for login in dict.fromkeys(named)]
    return dict(said) | {"officers": [[one.login, one.name, one.certificate_no] for one in people]}


def _nobody(logins: Sequence[str]) -> Refused:
    return Refused(said("没有在岗的执法人员：{missing}。", missing="、".join(logins)), kept=KEPT)
