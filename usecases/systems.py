"""Outside systems: how each one is, and the alarms that a person must see."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import exists, func, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.sql.elements import ColumnElement
from sqlmodel import Session

from models.errors import Conflict, NotFound, Refused
from models.said import said
from models.tables.applications import ApplicationRow
from models.tables.columns import table_of
from models.tables.outbox import AlarmRow, SystemRow
from models.values import SYSTEM_OFFICER, Officer
from ports.exchanges import UNCONFIGURED
from usecases import audit
from usecases.deeds import deed, housekeeping
from usecases.first_rows import put_if_missing
from usecases.texts import storable

SYSTEMS, ALARMS, APPLICATIONS = table_of(SystemRow), table_of(AlarmRow), table_of(ApplicationRow)
OFF = "off"  # switched off by a person
RESTORED = "restored"  # the alarm that keeps a credit platform from being sent to after a restore
TEXT_LIMIT = 2000  # an alarm is read, not archived: the bytes are in the crossings


@dataclass(frozen=True, slots=True)
class SystemState:
    """How an outside system is: unknown, ok, failing, stopped (by itself), unconfigured, or off (by a person)."""

    name: str
    state: str
    failures: int
    last_ok_at: datetime | None
    last_error_at: datetime | None
    last_error: str
    retry_at: datetime | None


@dataclass(frozen=True, slots=True)
class Alarm:
    """Something a person must know; `times` counts how often it came again."""

    id: int
    system: str
    code: str
    subject: str
    text: str
    raised_at: datetime
    last_at: datetime
    times: int
    closed_at: datetime | None
    closed_by: str | None


@housekeeping
def note_ok(session: Session, name: str, *, at: datetime) -> None:
    """Note that a system answered; a stopped one works again and its own alarm is settled."""
    _note(session, name, state="ok", failures=0, last_ok_at=at, retry_at=None)
    settle_alarm(session, name, "stopped", at=at)


@housekeeping
def note_failure(session: Session, name: str, error: str, *, at: datetime, retry_at: datetime | None = None) -> int:
    """Note one more failure in a row; return how many. A stopped system stays stopped."""
    known = state_of(session, name)
    state = "stopped" if known.state == "stopped" else "failing"
    failures = known.failures + 1
    words = storable(error, TEXT_LIMIT)
    _note(session, name, state=state, failures=failures, last_error_at=at, last_error=words, retry_at=retry_at)
    return failures


@housekeeping
def note_stopped(session: Session, name: str, error: str, *, at: datetime) -> None:
    """Stop a system whose key, secret or profile is wrong: nothing is sent until it is set right; raise the alarm."""
    failures = state_of(session, name).failures + 1
    words = storable(error, TEXT_LIMIT)
    _note(session, name, state="stopped", failures=failures, last_error_at=at, last_error=words, retry_at=None)
    raise_alarm(session, name, "stopped", "", words, at=at)


@housekeeping
def note_unconfigured(session: Session, faults: Mapping[str, str], *, at: datetime) -> None:
    """Note which systems cannot be called, by name with the reason, and which can be again; raise the alarms."""
    mended = select(SYSTEMS.c.name).where(SYSTEMS.c.state == UNCONFIGURED, SYSTEMS.c.name.not_in(faults.keys()))
    for name in session.execute(mended).scalars().all():
        _note(session, name, state="unknown", failures=0)
        settle_alarm(session, name, UNCONFIGURED, at=at)
    for name, why in faults.items():
        words = storable(why, TEXT_LIMIT)
        _note(session, name, state=UNCONFIGURED, last_error_at=at, last_error=words, retry_at=None)
        raise_alarm(session, name, UNCONFIGURED, "", words, at=at)


@deed("system.switched_off")
def switch_off(session: Session, name: str, reason: str, *, by: Officer, at: datetime) -> SystemState:
    """Let nobody call a system until a person resumes it; raises Conflict (it is off already).

    What it has not got waits in its order; no other system is touched.
    """
    if state_of(session, name).state == OFF:
        raise Conflict(said("系统“{name}”已经停用。", name=name), kept="未作任何更改。")
    words = storable(f"{by.name}停用：{reason}", TEXT_LIMIT)
    _note(session, name, by_hand=True, state=OFF, last_error=words, retry_at=None)
    audit.tell(session, by=by, at=at, deed="system.switched_off", subject=f"system:{name}", note=reason)
    return state_of(session, name)


def switched_off(session: Session) -> frozenset[str]:
    """Return the systems that a person switched off."""
    return frozenset(session.execute(select(SYSTEMS.c.name).where(SYSTEMS.c.state == OFF)).scalars())


@deed("system.resumed")
def resume(session: Session, name: str, *, by: Officer, at: datetime) -> SystemState:
    """Let a stopped system, or one that was switched off, try again; raises NotFound, Conflict (it is neither)."""
    known = state_of(session, name)
    if known.state == "unknown" and known.last_error_at is None and known.last_ok_at is None:
        raise NotFound(said("没有系统“{name}”的记录。", name=name), do_next="用 luqiao doctor 查看已配置的系统。")
    if known.state not in {"stopped", OFF}:
        raise Conflict(said("系统“{name}”并未停用。", name=name), kept="未作任何更改。")
    _note(session, name, by_hand=True, state="unknown", failures=0, retry_at=None)
    settle_alarm(session, name, "stopped", at=at, by=by.login)
    audit.tell(session, by=by, at=at, deed="system.resumed", subject=f"system:{name}")
    return state_of(session, name)


def state_of(session: Session, name: str) -> SystemState:
    """Return how a system is; `unknown` where nothing was noted yet."""
    row = session.execute(select(SYSTEMS).where(SYSTEMS.c.name == name)).mappings().first()
    return SystemState(name, "unknown", 0, None, None, "", None) if row is None else SystemState(**row)


def states(session: Session) -> list[SystemState]:
    """Return all systems of which something was noted, by name."""
    return [SystemState(**row) for row in session.execute(select(SYSTEMS).order_by(SYSTEMS.c.name)).mappings()]


@housekeeping
def raise_alarm(session: Session, system: str, code: str, subject: str, text: str, *, at: datetime) -> bool:
    """Raise an alarm, or count the open one of (system, code, subject) once more; return whether it is new."""
    words = storable(text, TEXT_LIMIT)
    again = update(ALARMS).where(*_open(system, code, subject)).values(text=words, last_at=at, times=ALARMS.c.times + 1)
    if session.execute(again).rowcount:  # type: ignore[attr-defined]  # CursorResult
        return False
    values = {"system": system, "code": code, "subject": subject, "text": words, "raised_at": at, "last_at": at}
    try:
        with session.begin_nested():
            session.execute(insert(ALARMS).values(**values, times=1))
    except IntegrityError:  # somebody else raised it in the same moment
        session.execute(again)
        return False
    return True


def is_raised(session: Session, system: str, code: str, subject: str = "") -> bool:
    """Tell whether an alarm is open."""
    return session.execute(select(ALARMS.c.id).where(*_open(system, code, subject))).first() is not None


@housekeeping
def settle_alarm(
    session: Session, system: str, code: str, subject: str = "", *, at: datetime, by: str = SYSTEM_OFFICER.login
) -> bool:
    """Close an alarm whose cause has gone; return whether one was open."""
    closed = update(ALARMS).where(*_open(system, code, subject)).values(closed_at=at, closed_by=by)
    return bool(session.execute(closed).rowcount)  # type: ignore[attr-defined]


@housekeeping
def settle_alarms(session: Session, system: str, code: str, subjects: Collection[str], *, at: datetime) -> None:
    """Close the alarms of one code on many subjects; what has none costs nothing."""
    c = ALARMS.c
    wanted = select(c.subject).where(c.system == system, c.code == code, c.closed_at.is_(None))
    for subject in set(session.execute(wanted).scalars()).intersection(subjects):
        settle_alarm(session, system, code, subject, at=at)


@deed("alarm.closed")
def close_alarm(session: Session, alarm_id: int, *, by: Officer, at: datetime, note: str = "") -> Alarm:
    """Close an alarm by hand; raises NotFound, Conflict (it was closed before), Refused (it keeps a platform shut)."""
    found = alarm(session, alarm_id)
    if found.closed_at is not None:
        raise Conflict("这条告警已经关闭。", kept="未作任何更改。", do_next="请刷新列表。")
    if found.code == RESTORED:
        raise Refused(
            "恢复后的核对尚未完成，这条告警不能由人关闭：关闭后已修复的记录可能被再次推送。",
            kept="告警仍在，未向平台推送。",
            do_next="核对完成后系统自动关闭；平台没有答复的，请管理员检查与它的连接。",
        )
    session.execute(update(ALARMS).where(ALARMS.c.id == alarm_id).values(closed_at=at, closed_by=by.login))
    facts: dict[str, object] = {"alarm": alarm_id, "code": found.code, "times": found.times}
    audit.tell(session, by=by, at=at, deed="alarm.closed", subject=f"system:{found.system}", note=note, facts=facts)
    return alarm(session, alarm_id)


def alarm(session: Session, alarm_id: int) -> Alarm:
    """Return one alarm; raises NotFound."""
    row = session.execute(select(ALARMS).where(ALARMS.c.id == alarm_id)).mappings().first()
    if row is None:
        raise NotFound(said("没有编号为 {alarm_id} 的告警。", alarm_id=alarm_id), do_next="请刷新列表。")
    return Alarm(**row)


def open_alarms(
    session: Session, *, limit: int = 100, before: int | None = None, office: str | None = None
) -> list[Alarm]:
    """Return open alarms, newest first; `before` is the id of the last one seen, `office` whose they must be."""
    wanted = select(ALARMS).where(ALARMS.c.closed_at.is_(None), *told(office))
    wanted = wanted.order_by(ALARMS.c.id.desc()).limit(limit)
    if before is not None:
        wanted = wanted.where(ALARMS.c.id < before)
    return [Alarm(**row) for row in session.execute(wanted).mappings()]


def told(office: str | None) -> tuple[ColumnElement[bool], ...]:
    """Return which alarms an office is told: not those about an application that others have (None: all)."""
    if office is None:
        return ()
    a = APPLICATIONS.c
    others = exists().where(a.number == ALARMS.c.subject, func.coalesce(a.taken_over, a.district) != office)
    return (~others.correlate(ALARMS),)


def _open(system: str, code: str, subject: str) -> tuple[Any, ...]:
    c = ALARMS.c
    return c.system == system, c.code == code, c.subject == subject, c.closed_at.is_(None)


def _note(session: Session, name: str, *, by_hand: bool = False, **values: object) -> None:
    """Note how a system is; what a person switched off only a person changes."""
    put_if_missing(session, SYSTEMS, name=name, state="unknown", failures=0, last_error="")
    free = () if by_hand else (SYSTEMS.c.state != OFF,)
    session.execute(update(SYSTEMS).where(SYSTEMS.c.name == name, *free).values(**values))
