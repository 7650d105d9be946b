"""Judgment defaulters: every query is noted with its reason, none is decided on that is stale or says otherwise."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, insert, select, update
from sqlmodel import Session

from content.lawbook import lawbook
from models.errors import Refused
from models.said import said
from models.tables.applications import ApplicationRow, ScreeningRow
from models.tables.columns import table_of
from models.tables.defaulters import DefaulterQueryRow
from models.values import ApplicationState, Officer, shanghai_date
from usecases.cases import Case
from usecases.evidence import CAUSE, UNAVAILABLE
from usecases.texts import storable

QUERIES, APPLICATIONS, SCREENINGS = table_of(DefaulterQueryRow), table_of(ApplicationRow), table_of(ScreeningRow)
REASON = "R6"
ANSWERED = frozenset({"hit", "possible", "clear"})
BEFORE_ACCEPTANCE = frozenset({ApplicationState.RECEIVED.value, ApplicationState.CORRECTING.value})
DECIDING = (ApplicationState.ACCEPTED.value, ApplicationState.EXAMINING.value)
LEAD = timedelta(hours=6)  # so long before an answer is stale it is asked for anew
_KNOWN = select(QUERIES.c.id).where(
    QUERIES.c.application_id == bindparam("application"), QUERIES.c.log_no == bindparam("log_no")
)


def note(session: Session, case: Case, evidence: Mapping[str, Any], *, by: Officer, at: datetime) -> None:
    """Note the query behind a screening, once: an answer that is used again is not a new query."""
    found = evidence.get("defaulter") or {}
    log_no = storable(str(found.get("log_no") or ""), 64)
    if found.get("status") not in ANSWERED or not log_no:
        return
    if session.execute(_KNOWN, {"application": case.id, "log_no": log_no}).first() is not None:
        return
    values = {
        "application_id": case.id,
        "revision": case.row["revision"],
        "phase": "receipt" if case.state in BEFORE_ACCEPTANCE else "decision",
        "purpose": CAUSE,
        "by": by.login,
        "at": at,
        "result": found["status"],
        "role": found.get("role", ""),
        "case_nos": list(found.get("case_nos") or ()),
        "log_no": log_no,
        "as_of": storable(str(found.get("as_of") or ""), 40),
    }
    session.execute(insert(QUERIES).values(values))


def fed_back(session: Session, case: Case, log_no: str, key: str) -> None:
    """Note which message tells the other side what was done about what a query met."""
    mine = (QUERIES.c.application_id == case.id, QUERIES.c.log_no == log_no)
    session.execute(update(QUERIES).where(*mine).values(feedback_key=key))


def fresh_for(at: datetime) -> timedelta:
    """Return how long an answer may be decided on, by the law settings of a day; nothing where R6 is switched off."""
    settings = lawbook().in_force(shanghai_date(at)).settings
    return timedelta(hours=settings.defaulter_fresh_hours) if settings.r6 else timedelta(0)


def require_fresh(screening: Mapping[str, Any], *, at: datetime) -> None:
    """Raise Refused where the answer about defaulters is older than it may be: people are removed after performance."""
    longest, asked = fresh_for(at), _answer(screening)
    if longest and asked.get("status") in ANSWERED and at - screening["at"] > longest:
        hours = int(longest.total_seconds() // 3600)
        raise Refused(
            said(
                "失信被执行人查询是{at}的，已超过{hours}小时，不能据以决定。",
                at=shanghai_date(screening["at"]),
                hours=hours,
            ),
            kept="申请未作决定。",
            do_next="系统会自动重新查询；也可以要求重新审查，结果到后再决定。",
        )


def require_met(screening: Mapping[str, Any], reason: str, *, at: datetime) -> None:
    """Raise Refused where a refusal names the defaulters' list and the last answer is stale, or names nobody."""
    if reason != REASON:
        return
    if not lawbook().in_force(shanghai_date(at)).settings.r6:
        raise Refused(
            "失信被执行人限制（R6）已停用，不能作为不予许可的理由。", kept="申请未作决定。", do_next="请选择其他理由。"
        )
    status = _answer(screening).get("status")
    if status == UNAVAILABLE:
        raise Refused(
            "失信被执行人查询没有得到答复，不能以此为由不予许可。",
            kept="申请未作决定。",
            do_next="请待来源恢复并重新审查后再决定。",
        )
    if status == "clear":
        raise Refused(
            "最近一次查询未查到失信被执行人记录，不能以此为由不予许可。",
            kept="申请未作决定。",
            do_next="请核对审查结果，或者要求重新审查。",
        )
    require_fresh(screening, at=at)


def stale(session: Session, *, at: datetime, limit: int) -> Sequence[str]:
    """Return the numbers of applications before their decision whose answer will soon be stale, oldest first."""
    longest = fresh_for(at)
    if not longest:
        return []
    c = APPLICATIONS.c
    query = select(c.number).where(c.state.in_(DECIDING), c.screened_at < at - longest + LEAD)
    return session.execute(query.order_by(c.screened_at, c.id).limit(limit)).scalars().all()


def _answer(screening: Mapping[str, Any]) -> Mapping[str, Any]:
    evidence = (screening.get("case") or {}).get("evidence") or {}
    return evidence.get("defaulter") or {}
