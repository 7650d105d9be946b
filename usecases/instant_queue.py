"""Instant approval: what waits for its judgement, and the one switch that stops every automatic decision."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select, update
from sqlmodel import Session

from models.errors import InvalidInput, Refused
from models.tables.columns import table_of
from models.tables.instant import InstantDecisionRow, InstantSwitchRow
from models.values import ApplicationState, Officer
from usecases import audit
from usecases.cases import Case, columns_of
from usecases.deeds import deed, housekeeping
from usecases.desk import desk_of
from usecases.first_rows import put_if_missing

DECISIONS, SWITCH = table_of(InstantDecisionRow), table_of(InstantSwitchRow)
NAME = "instant"
LEAST_REASON = 2


@dataclass(frozen=True, slots=True)
class Switch:
    """Whether automatic decisions are stopped, since when, by whom and why."""

    stopped: bool = False
    at: datetime | None = None
    by: str = ""
    reason: str = ""


def offer(session: Session, case: Case, *, at: datetime) -> None:
    """Let a freshly screened application wait for its judgement, where the bureau decides at once at all."""
    if not desk_of(session).instant or case.state != ApplicationState.RECEIVED:
        return
    c = DECISIONS.c
    mine = update(DECISIONS).where(c.application_id == case.id)
    session.execute(mine.where(c.outcome == "waiting").values(outcome="overtaken", judged_at=at))
    session.execute(mine.where(c.outcome.in_(("granted", "accepted"))).values(outcome="undone"))
    place = {"application_id": case.id, "number": case.number, "item": case.form.item.value}
    place |= {"office": case.row["taken_over"] or case.row["district"]}
    session.execute(insert(DECISIONS).values(**place, revision=case.row["revision"], offered_at=at, chain=[]))


def waiting(session: Session, *, limit: int = 50) -> Sequence[int]:
    """Return the ids of what waits for its judgement, oldest first; nothing while the switch is off."""
    if switch(session).stopped:
        return ()
    c = DECISIONS.c
    return list(session.execute(select(c.id).where(c.outcome == "waiting").order_by(c.id).limit(limit)).scalars())


def locked(session: Session, decision_id: int) -> dict[str, Any] | None:
    """Return a judgement that waits, locked; None when it was made meanwhile."""
    c = DECISIONS.c
    row = session.execute(select(DECISIONS).where(c.id == decision_id, c.outcome == "waiting").with_for_update())
    found = row.first()
    return None if found is None else columns_of(found)


def switch(session: Session) -> Switch:
    """Return how the switch stands."""
    row = session.execute(select(SWITCH).where(SWITCH.c.name == NAME)).first()
    return Switch() if row is None else Switch(row.stopped, row.at, row.by, row.reason)


def may_decide(session: Session) -> bool:
    """Tell, inside the deciding transaction, whether the switch allows it; it cannot be thrown before the commit."""
    shared = select(SWITCH.c.stopped).where(SWITCH.c.name == NAME).with_for_update(read=True)
    stopped = session.execute(shared).scalar()
    if stopped is None:
        put_if_missing(session, SWITCH, name=NAME, stopped=False, by="", reason="")
        stopped = session.execute(shared).scalar()
    return not stopped and desk_of(session).instant


@deed("instant.stopped")
def stop(session: Session, reason: str, *, by: Officer, at: datetime) -> Switch:
    """Stop every automatic decision at once, with the reason; what waits goes on waiting, people decide.

    Raises InvalidInput (no reason), Refused (stopped already).
    """
    return _throw(session, reason, stopped=True, by=by, at=at)


@deed("instant.resumed")
def resume(session: Session, reason: str, *, by: Officer, at: datetime) -> Switch:
    """Let the machine decide again, with the reason. Raises InvalidInput, Refused (not stopped)."""
    return _throw(session, reason, stopped=False, by=by, at=at)


def _throw(session: Session, reason: str, *, stopped: bool, by: Officer, at: datetime) -> Switch:
    if len(reason.strip()) < LEAST_REASON:
        raise InvalidInput("须写明理由。", kept="秒批开关未变。", do_next="请写明停止或者恢复的理由。")
    put_if_missing(session, SWITCH, name=NAME, stopped=False, by="", reason="")
    row = session.execute(select(SWITCH).where(SWITCH.c.name == NAME).with_for_update()).one()
    if row.stopped == stopped:
        raise Refused("秒批已经停止。" if stopped else "秒批没有停止。", kept="秒批开关未变。")
    values = {"stopped": stopped, "at": at, "by": by.login, "reason": reason.strip()}
    session.execute(update(SWITCH).where(SWITCH.c.name == NAME).values(values))
    deed_name = "instant.stopped" if stopped else "instant.resumed"
    audit.tell(session, by=by, at=at, deed=deed_name, subject=NAME, note=reason.strip(), facts={"stopped": stopped})
    return Switch(stopped, at, by.login, reason.strip())


@housekeeping
def hand_over(session: Session, decision_id: int, why: str, *, at: datetime) -> None:
    """Leave to people what could not be decided at once, with what stood against it."""
    step = {"code": "done", "asked": "决定能够作出", "answer": "no", "said": why, "source": "本局办件记录",
            "as_of": at.isoformat(), "basis": ""}  # fmt: skip
    c = DECISIONS.c
    row = session.execute(select(c.chain).where(c.id == decision_id, c.outcome == "waiting")).first()
    if row is not None:
        values = {"outcome": "person", "judged_at": at, "chain": [*(row.chain or ()), step]}
        session.execute(update(DECISIONS).where(c.id == decision_id).values(values))
