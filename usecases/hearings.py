"""Hearings: the right offered, requested or given up, told in time, held with a record; the clock stands meanwhile."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import insert, select, update
from sqlmodel import Session

from content.lawbook import lawbook
from models.errors import Conflict, InvalidInput, Refused
from models.said import said
from models.tables.applications import HistoryRow
from models.tables.columns import table_of
from models.tables.examination import HearingRow, SiteCheckRow
from models.values import SYSTEM_OFFICER, ApplicationState, Officer, shanghai_date
from rules import applications
from rules import hearings as rules
from rules.terms.steps import hearing, hearing_request
from usecases import audit, calendars, cases, documents, messages, officers, outbox, pauses, remembering, running_terms
from usecases.cases import Case, columns_of
from usecases.deeds import deed
from usecases.texts import storable

HEARINGS, HISTORY, CHECKS = table_of(HearingRow), table_of(HistoryRow), table_of(SiteCheckRow)
EXAMINED = (
    "application.accepted", "application.correction_asked", "application.examined", "application.site_check_planned",
    "application.site_checked", "application.review_asked", "application.refusal_proposed",
)  # fmt: skip
PAUSE, TERM = "hearing", "L11"
LONGEST = 500
Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Sitting:
    """When, where and before whom a hearing is held; host and recorder by login."""

    held_on: date
    held_time: str
    place: str
    host: str
    recorder: str
    open: bool = True


@deed("application.hearing_offered")
def offer(session: Session, number: str, matter: str, *, by: Officer, at: datetime) -> date:
    """Tell the applicant of the right to a hearing, and return the last day on which it may be asked for (L10).

    Raises NotFound; InvalidInput (no matter); Refused (state); Conflict (a hearing is under way).
    """
    case = _for(session, "application.hearing_offered", number)
    words = _text(matter, "听证事项")
    open_row = running(session, case.id)
    if open_row is not None and not lapsed(open_row, shanghai_date(at)):
        raise Conflict("已经告知过听证权利，尚未了结。", kept=rules.KEPT)
    if open_row is not None:
        session.execute(_change(open_row, waived_on=open_row["request_until"], ended_at=at))
    today = shanghai_date(at)
    until = hearing_request(today, lawbook().in_force(today).terms, calendars.current(session)).on
    said = {"matter": words, "request_until": until}
    right_no, taken = documents.issue(session, number, "hearing_right", said, by=by, at=at)
    told = f"{right_no}，{until}前可以要求听证：{words}"
    facts: Row = {"document": right_no, "until": str(until)}
    seq = _told(session, case, "application.hearing_offered", told, facts, by=by, at=at)
    values = {"application_id": case.id, "subject": number, "matter": words, "offered_on": today}
    values |= {"request_until": until, "right_no": right_no, "offered_seq": seq}
    empty = dict.fromkeys(("requested_by", "notice_no", "held_time", "place", "host", "recorder", "conclusion"), "")
    session.execute(insert(HEARINGS).values(values | empty | {"record_no": ""}))
    cases.change(session, case, state="examining")
    _event(session, case, f"可在{until}前要求听证，文号{right_no}。", seq, by=by, at=at)
    remembering.remember(session, case, "application.hearing_offered", by=by, at=at, ledger_seq=seq, taken=[taken])
    return until


@deed("application.hearing_requested")
def request(
    session: Session, number: str, requested_by: str, *, on: date | None = None, by: Officer, at: datetime
) -> date:
    """Note that a hearing was asked for; the clock stands from that day; return by when it must be held (L11).

    Raises Refused (too late: given up; none offered; state); Conflict (asked for already); InvalidInput (day).
    """
    case = _for(session, "application.hearing_requested", number)
    row, today = _open(session, case), shanghai_date(at)
    if row["requested_on"] is not None:
        raise Conflict(
            said(
                "{requested_by}已于{requested_on}申请听证。",
                requested_by=row["requested_by"],
                requested_on=row["requested_on"],
            ),
            kept=rules.KEPT,
        )
    asked_on, who = on or today, _text(requested_by, "申请听证的人")
    rules.check_request(asked_on, row["offered_on"], row["request_until"], today)
    until = hearing(asked_on, lawbook().in_force(asked_on).terms, calendars.current(session)).on
    words = f"{who}于{asked_on}申请听证，应于{until}前举行。"
    facts: Row = {"on": str(asked_on), "until": str(until)}
    _told(session, case, "application.hearing_requested", words, facts, by=by, at=at)
    session.execute(_change(row, requested_on=asked_on, requested_by=who, hold_until=until))
    pauses.begin(session, number, PAUSE, reason="已申请听证。", from_on=asked_on, by=by, at=at)
    owner = case.row["assigned_to"] or by.login
    running_terms.begin(session, number, TERM, asked_on, handler=owner, item=case.row["item"],
                        district=case.row["district"], by=by, at=at)  # fmt: skip
    return until


@deed("application.hearing_waived")
def waive(session: Session, number: str, *, note: str = "", by: Officer, at: datetime) -> None:
    """Note that the right to a hearing, or the request for one, was given up; the clock goes on.

    Silence needs no such deed: it counts by itself after the last day.
    """
    case = _for(session, "application.hearing_waived", number)
    row = _open(session, case)
    if len(note.strip()) < rules.LEAST_ANSWER:
        raise InvalidInput("放弃听证须写明由谁、以何种方式表示。", kept=rules.KEPT)
    _told(session, case, "application.hearing_waived", storable(note.strip(), LONGEST), {}, by=by, at=at)
    session.execute(_change(row, waived_on=shanghai_date(at), ended_at=at))
    _resume(session, number, row, by=by, at=at)


@deed("application.hearing_notified")
def notify(session: Session, number: str, sitting: Sitting, *, by: Officer, at: datetime) -> str:
    """Tell the applicant time and place, at least 7 working days before (L12), and return the document's number.

    Raises Refused (not asked for, too late by L11 or L12, the host examined the case); InvalidInput; NotFound. A
    second notice moves the hearing.
    """
    case = _for(session, "application.hearing_notified", number)
    row, today = _requested(session, case), shanghai_date(at)
    examiners = examined_by(session, case)
    rules.check_host(sitting.host, sitting.recorder, examiners)
    law, calendar = lawbook().in_force(today), calendars.current(session)
    rules.check_notice(sitting.held_on, row["hold_until"], today, law.terms, calendar)
    names = _names(session, sitting)
    place, hour = _text(sitting.place, "听证地点"), storable(sitting.held_time.strip(), 20)
    staff = officers.names(session)
    said: Row = {"matter": row["matter"], "held_on": sitting.held_on, "held_time": hour, "place": place}
    said |= {"host": names[0], "recorder": names[1], "open": sitting.open}
    said["officers"] = [staff.get(login, login) for login in examiners] or ["—"]
    notice_no, _taken = documents.issue(session, number, "hearing_notice", said, by=by, at=at)
    words = f"{notice_no}，定于{sitting.held_on}{hour}在{place}举行听证。"
    facts: Row = {"document": notice_no, "on": str(sitting.held_on)}
    seq = _told(session, case, "application.hearing_notified", words, facts, by=by, at=at)
    values: Row = {"noticed_on": today, "notice_no": notice_no, "held_on": sitting.held_on, "held_time": hour}
    values |= {"place": place, "host": sitting.host, "recorder": sitting.recorder, "open": sitting.open}
    session.execute(_change(row, **values))
    _event(session, case, words, seq, by=by, at=at)
    return notice_no


@deed("application.hearing_held")
def hold(
    session: Session,
    number: str,
    attending: Sequence[str],
    record: Sequence[Sequence[str]],
    *,
    conclusion: str = "",
    by: Officer,
    at: datetime,
) -> str:
    """Keep the record of a hearing ([speaker, words]) and return the document's number; the clock goes on.

    Raises Refused (not told yet, not yet its day, state), InvalidInput (no participants, nothing said, too long).
    """
    case = _for(session, "application.hearing_held", number)
    row, today = _requested(session, case), shanghai_date(at)
    rules.check_its_day(row["noticed_on"], row["held_on"], today)
    lines = [[storable(part.strip()) for part in line] for line in record]
    people = [storable(one.strip()) for one in attending if one.strip()]
    rules.check_record(lines, people)
    staff = officers.names(session)
    said = {name: row[name] for name in ("matter", "held_on", "held_time", "place", "open")}
    said |= {"attending": people, "record": lines, "conclusion": storable(conclusion.strip(), rules.LONGEST)}
    said |= {name: staff.get(row[name], row[name]) for name in ("host", "recorder")}
    record_no, _taken = documents.issue(session, number, "hearing_record", said, by=by, at=at)
    words = f"{record_no}，{row['held_on']}已举行听证。"
    seq = _told(session, case, "application.hearing_held", words, {"document": record_no}, by=by, at=at)
    kept = {"attending": people, "record": lines, "conclusion": said["conclusion"], "record_no": record_no}
    session.execute(_change(row, **kept, ended_at=at))
    _event(session, case, words, seq, by=by, at=at)
    _resume(session, number, row, by=by, at=at)
    return record_no


def require_its_day(session: Session, number: str, today: date) -> None:
    """Raise Refused where a record cannot be kept yet: not asked for, not told, or its day has not come."""
    row = _requested(session, cases.read(session, number))
    rules.check_its_day(row["noticed_on"], row["held_on"], today)


def awaits_record(session: Session, number: str) -> bool:
    """Tell whether a hearing of an application still waits for its record."""
    return running(session, cases.read(session, number).id) is not None


def of_application(session: Session, application_id: int) -> list[Row]:
    """Return every hearing of an application, the oldest first."""
    rows = session.execute(select(HEARINGS).where(HEARINGS.c.application_id == application_id).order_by(HEARINGS.c.id))
    return [columns_of(row) for row in rows]


def running(session: Session, application_id: int) -> Row | None:
    """Return the hearing that is neither held nor given up in words, None where there is none."""
    mine = (HEARINGS.c.application_id == application_id, HEARINGS.c.ended_at.is_(None))
    row = session.execute(select(HEARINGS).where(*mine)).first()
    return None if row is None else columns_of(row)


def lapsed(row: Row, on: date) -> bool:
    """Tell whether a hearing was given up by silence."""
    return row["ended_at"] is None and row["requested_on"] is None and rules.silent(row["request_until"], on)


def counting(session: Session, application_id: int, steps: set[str], on: date) -> set[str]:
    """Return the steps as the newest hearing leaves them: silence gives it up, an open one undoes earlier ones."""
    row = running(session, application_id)
    if row is None:
        return steps
    over = {"application.hearing_held", "application.hearing_waived"}
    return steps | {"application.hearing_waived"} if lapsed(row, on) else steps - over


def answered(session: Session, application_id: int, note: str) -> Row:
    """Return what a refusal says of a hearing that was held; raises InvalidInput where it does not answer it."""
    held = [row for row in of_application(session, application_id) if row["record_no"]]
    if not held:
        return {}
    rules.check_answer(note)
    return {"heard": True, "hearing_result": f"已举行听证（{held[-1]['record_no']}）。{note.strip()}"}


def examined_by(session: Session, case: Case) -> list[str]:
    """Return who examined an application, by login: they do not preside (ALL 48)."""
    c = HISTORY.c
    wanted = select(c.by).where(c.subject == case.number, c.deed.in_(EXAMINED)).order_by(c.id)
    logins = [str(login) for login in session.execute(wanted).scalars()]
    for people in session.execute(select(CHECKS.c.inspectors).where(CHECKS.c.application_id == case.id)).scalars():
        logins += [one[0] for one in people]
    return [login for login in dict.fromkeys(logins) if login != SYSTEM_OFFICER.login]


def _for(session: Session, deed_name: str, number: str) -> Case:
    case = cases.read(session, number, locked=True)
    applications.after(deed_name, ApplicationState(case.state))
    return case


def _open(session: Session, case: Case) -> Row:
    row = running(session, case.id)
    if row is None:
        raise Refused(said("没有待办的听证：应先告知听证权利（{basis}）。", basis=rules.BASIS), kept=rules.KEPT)
    return row


def _requested(session: Session, case: Case) -> Row:
    row = _open(session, case)
    if row["requested_on"] is None:
        raise Refused(
            said("申请人还没有申请听证（{basis}）。", basis=rules.BASIS), kept=rules.KEPT, do_next="请先登记听证申请。"
        )
    return row


def _names(session: Session, sitting: Sitting) -> tuple[str, str]:
    people = {one.login: one.name for one in officers.active(session)}
    missing = [login for login in (sitting.host, sitting.recorder) if login not in people]
    if missing:
        raise InvalidInput(said("没有名为{login}的在岗人员。", login="、".join(missing)), kept=rules.KEPT)
    return people[sitting.host], people[sitting.recorder]


def _text(text: str, what: str) -> str:
    words = storable(text.strip(), LONGEST)
    if not words:
        raise InvalidInput(said("请写明{what}。", what=what), kept=rules.KEPT)
    return words


def _change(row: Row, **values: Any) -> Any:
    return update(HEARINGS).where(HEARINGS.c.id == row["id"]).values(values)


def _told(session: Session, case: Case, deed_name: str, words: str, facts: Row, *, by: Officer, at: datetime) -> int:
    return audit.tell(session, by=by, at=at, deed=deed_name, subject=case.number, note=words, facts=facts)


def _event(session: Session, case: Case, words: str, seq: int, *, by: Officer, at: datetime) -> None:
    message = messages.event(case, "progress", seq, by=by, at=at, opinion=words[:500])
    outbox.enqueue(session, [message], at=at, ledger_seq=seq)


def _resume(session: Session, number: str, row: Row, *, by: Officer, at: datetime) -> None:
    """Let the clock run again and the term of the hearing be done, where it was asked for."""
    if row["requested_on"] is not None:
        pauses.end(session, number, PAUSE, by=by, at=at)
        running_terms.done(session, number, TERM, by=by, at=at)
