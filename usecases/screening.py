"""Screening: which applications wait for it, and the snapshot of what was asked, answered and concluded."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import and_, insert, select, update
from sqlmodel import Session

from content.lawbook import lawbook
from models.forms import ApplicationForm
from models.tables.applications import ApplicationRow, ScreeningRow
from models.tables.columns import table_of
from models.values import ApplicationState, Officer, Outcome, shanghai_date
from usecases import (
    audit,
    blacklist_case,
    cases,
    defaulters,
    instant_queue,
    law_receipts,
    layouts,
    negative_facts,
    papers,
)
from usecases.deeds import deed
from usecases.evidence import Evidence
from usecases.screening_case import case_of

APPLICATIONS, SCREENINGS = table_of(ApplicationRow), table_of(ScreeningRow)
OPEN = tuple(
    s.value
    for s in (
        ApplicationState.RECEIVED,
        ApplicationState.CORRECTING,
        ApplicationState.ACCEPTED,
        ApplicationState.EXAMINING,
    )
)
ASK_AGAIN = timedelta(minutes=1)  # where a source did not answer


@dataclass(frozen=True, slots=True)
class ToScreen:
    """One application that waits for its screening; what is `known` is not asked again."""

    number: str
    revision: int
    form: ApplicationForm
    known: Mapping[str, dict[str, Any]] | None = None


def pending(session: Session, *, at: datetime, limit: int = 50) -> Sequence[ToScreen]:
    """Return open applications never screened in their present shape, and those whose sources were down."""
    c = APPLICATIONS.c
    never = c.screened_at.is_(None)
    down = and_(c.screening == Outcome.UNAVAILABLE.value, c.screened_at < at - ASK_AGAIN)
    wanted = select(c.id, c.number, c.revision).where(c.state.in_(OPEN))
    fresh = session.execute(wanted.where(never).order_by(c.received_at, c.id).limit(limit)).all()
    rows = list(fresh) + list(session.execute(wanted.where(down).limit(max(0, limit - len(fresh)))).all())
    return [ToScreen(row.number, row.revision, cases.form_of(session, row.id, row.revision)) for row in rows]


def before_decision(session: Session, *, at: datetime, limit: int = 50) -> Sequence[ToScreen]:
    """Return applications whose answer about defaulters will soon be stale; everything else is known already."""
    return [_of_defaulter(session, number) for number in defaulters.stale(session, at=at, limit=limit)]


def _of_defaulter(session: Session, number: str) -> ToScreen:
    case = cases.read(session, number)
    snapshot = (cases.newest_screening(session, case.id) or {}).get("case") or {}
    told = snapshot.get("evidence") or {}
    known = {source: said for source, said in told.items() if source != "defaulter" and said["status"] != "unavailable"}
    return ToScreen(number, case.row["revision"], case.form, known)


@deed("application.screened")
def conclude(
    session: Session, number: str, revision: int, evidence: Evidence, *, by: Officer, at: datetime
) -> str | None:
    """Judge an application with the evidence gathered for `revision` and keep the snapshot; return the outcome.

    None when a newer revision came meanwhile: it is screened anew.
    """
    case = cases.read(session, number, locked=True)
    if case.row["revision"] != revision or case.state not in OPEN:
        return None
    today, received_on = shanghai_date(at), shanghai_date(case.row["received_at"])
    law, site = lawbook().in_force(today), case.row["site_check"]
    layouts.settle(session, case, today)
    plan = layouts.standing(session, case, today)
    judged = case_of(session, number, case.form, evidence.facts, site, received_on=received_on, on=today, layout=plan)
    known = negative_facts.facts(session, case, evidence.facts, today)
    snapshot = law_receipts.snapshot_of(judged, evidence.facts, known)
    result = law_receipts.read(snapshot).judged(today, law)  # from what is kept, so that it can be judged again
    findings = [finding.as_json() | {"stated": finding.stated} for finding in result.findings]
    law_receipts.keep_book(session, at=at)
    _keep(session, case, revision, result.outcome.value, findings, snapshot, law.digest, at=at)
    defaulters.note(session, case, evidence.facts, by=by, at=at)
    if judged.desk is not None and judged.desk.blacklist:
        blacklist_case.note(session, number, case.form, at=at)
    papers.still_used(session, case)
    instant_queue.offer(session, case, at=at)
    facts: dict[str, object] = {"revision": revision, "outcome": result.outcome.value, "rules": law.digest}
    facts |= law_receipts.proof(session.info["ledger_key"], snapshot, findings, today)
    note = _note(findings)
    audit.tell(session, by=by, at=at, deed="application.screened", subject=number, note=note, facts=facts)
    return result.outcome.value


conclude.always_recorded = False  # type: ignore[attr-defined]  # overtaken by a newer revision: nothing to keep


def _keep(
    session: Session,
    case: cases.Case,
    revision: int,
    outcome: str,
    findings: list[dict[str, str | None]],
    snapshot: dict[str, Any],
    rules_digest: str,
    *,
    at: datetime,
) -> None:
    values = {
        "application_id": case.id,
        "revision": revision,
        "at": at,
        "judged_on": shanghai_date(at),
        "outcome": outcome,
        "findings": findings,
        "case": snapshot,
        "rules_digest": rules_digest,
    }
    session.execute(insert(SCREENINGS).values(values))
    changed = update(APPLICATIONS).where(APPLICATIONS.c.id == case.id)
    session.execute(changed.values(screening=outcome, screened_at=at))


@deed("application.screening_asked")
def ask_again(session: Session, number: str, *, by: Officer, at: datetime) -> None:
    """Ask every source again and screen anew."""
    case = cases.read(session, number, locked=True)
    cases.change(session, case, screened_at=None)
    audit.tell(session, by=by, at=at, deed="application.screening_asked", subject=number)


def _note(findings: Sequence[dict[str, str | None]]) -> str:
    """Return one line for the history: the rules that did not pass."""
    words = {"deny": "不予许可", "review": "需核实", "unavailable": "来源不可用"}
    told = [f"{f['rule']}{words[str(f['outcome'])]}" for f in findings if f["outcome"] in words]
    return "、".join(told) or "各项均通过"
