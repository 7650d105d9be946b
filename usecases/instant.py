"""Instant approval (秒批): judge what was screened and, where everything is proved, grant or accept it at once."""

from datetime import datetime
from typing import Any

from sqlalchemy import update
from sqlmodel import Session

from content.lawbook import lawbook
from models.tables.columns import table_of
from models.tables.instant import InstantDecisionRow
from models.values import ApplicationState, Item, Officer, shanghai_date
from rules import instant as rules
from rules.instant import Judgement, Outcome
from rules.lawrows import Law
from usecases import applications, audit, bulk, cases, courses, instant_facts, instant_queue, notices, papers
from usecases.cases import Case
from usecases.deeds import deed

DECISIONS = table_of(InstantDecisionRow)
RESULTS = {Outcome.GRANT: "granted", Outcome.ACCEPT: "accepted", Outcome.PERSON: "person"}
NOTE = "秒批（自动办理）"


@deed("application.decided_instantly")
def decide(session: Session, decision_id: int, *, by: Officer, at: datetime) -> str:
    """Judge one application that waits and do what the judgement says; return granted, accepted, person or "".

    Everything is judged inside this transaction, under the lock of the application and of the switch: "" where it
    was stopped, judged or decided meanwhile. A grant takes the path of a clerk's grant; there is no refusal.
    Raises Refused where a step before the grant is missing; then nothing was done.
    """
    waiting = instant_queue.locked(session, decision_id)
    if waiting is None or not instant_queue.may_decide(session):
        return ""
    case = cases.read(session, waiting["number"], locked=True)
    if case.state != ApplicationState.RECEIVED or case.row["revision"] != waiting["revision"]:
        _note(session, decision_id, outcome="overtaken", judged_at=at)
        return ""
    law, screening = lawbook().in_force(shanghai_date(at)), cases.newest_screening(session, case.id)
    judgement = rules.judge(
        instant_facts.gather(session, case, screening, law, at=at), law.instant.get(Item(case.row["item"]))
    )
    values = {"outcome": RESULTS[judgement.outcome], "judged_at": at, "rules_digest": law.digest}
    values |= {"chain": [step.as_json() for step in judgement.chain], "rule": case.row["item"]}
    if judgement.outcome is not Outcome.PERSON:
        values |= _told(session, case, judgement, law, by=by, at=at)
        _carry_out(session, case, judgement, screening or {}, by=by, at=at)
    _note(session, decision_id, **values)
    return str(values["outcome"])


decide.always_recorded = False  # type: ignore[attr-defined]  # for a person, or overtaken: no deed, nothing to record


def _note(session: Session, decision_id: int, **values: Any) -> None:
    session.execute(update(DECISIONS).where(DECISIONS.c.id == decision_id).values(values))


def _told(session: Session, case: Case, judgement: Judgement, law: Law, *, by: Officer, at: datetime) -> dict[str, Any]:
    """Record the judgement with a reference to its whole chain, and draw whether it is looked at afterwards."""
    chain = bulk.as_bytes([step.as_json() for step in judgement.chain]).decode()
    drawn = audit.pseudonym(session, f"instant-sample|{case.number}|{case.row['revision']}")
    sampled = rules.drawn(drawn, law.settings.instant_sample_percent)
    facts: dict[str, object] = {"outcome": judgement.outcome.value, "rules": law.digest, "sampled": sampled}
    facts |= {"chain": audit.pseudonym(session, chain), "revision": case.row["revision"]}
    note = f"{len(judgement.chain)}项均已证明" + ("，抽中复查。" if sampled else "。")
    name = "application.decided_instantly"
    seq = audit.tell(session, by=by, at=at, deed=name, subject=case.number, note=note, facts=facts)
    return {"ledger_seq": seq, "sampled": sampled}


def _carry_out(
    session: Session, case: Case, judgement: Judgement, screening: dict[str, Any], *, by: Officer, at: datetime
) -> None:
    """Accept, and grant where that is the judgement, as a clerk would; what sharing gave is not missing any more."""
    if case.row["missing"]:
        papers.take(session, case, papers.offered(session, case, at=at), by=by, at=at)
        case = cases.read(session, case.number)
        cases.change(session, case, missing=[])
        case = cases.read(session, case.number)
    if judgement.outcome is Outcome.GRANT:
        courses.require(session, case, "application.granted", shanghai_date(at))
    told = applications.write_acceptance(session, case, note=NOTE, by=by, at=at)
    if judgement.outcome is Outcome.ACCEPT:
        notices.on(session, case, "accepted", told.pop("seq"), at=at, **told)
        return
    applications.write_grant(session, cases.read(session, case.number), screening, note=NOTE, by=by, at=at)
