"""Appointments: open the times of a hall, book a place, cancel, arrive, be served, stay away."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Select, func, insert, literal, select, tuple_, update
from sqlmodel import Session

from content.timetable import timetable
from models.errors import Conflict, InvalidInput, NotFound, Refused
from models.said import said, together
from models.tables.appointments import AppointmentRow, SlotRow
from models.tables.columns import table_of
from models.values import Item, Officer, shanghai_date
from rules import appointments as rules
from rules.identifiers import check_mobile, masked, normal_number
from usecases import audit, calendars, numbers
from usecases.deeds import deed
from usecases.first_rows import put_if_missing
from usecases.texts import unstorable
from usecases.typed import begins_with

SLOTS, ROWS = table_of(SlotRow), table_of(AppointmentRow)
LONGEST_SPAN = 92  # days that one call opens
IN_TIME = (SLOTS.c.day, SLOTS.c.begins, SLOTS.c.id, ROWS.c.id)
SOME = 200
EXPECTED = ("booked", "no_show")


@dataclass(frozen=True, slots=True)
class Wanted:
    """Who wants to come, and for what."""

    person: str
    mobile: str
    item: Item
    licence_no: str = ""


@dataclass(frozen=True, slots=True)
class Slot:
    """One time with its places."""

    id: int
    hall: str
    hall_name: str
    day: date
    begins: str
    ends: str
    capacity: int
    booked: int

    @property
    def free(self) -> int:
        """Return how many places are left."""
        return self.capacity - self.booked


@dataclass(frozen=True, slots=True)
class Appointment:
    """One booking as lists show it; the mobile number is masked for good."""

    id: int
    number: str
    hall: str
    hall_name: str
    day: date
    begins: str
    ends: str
    person: str
    mobile: str
    item: str
    licence_no: str
    state: str
    application: str


@dataclass(frozen=True, slots=True)
class AppointmentFilter:
    """What a list shows; None = everything."""

    hall: str | None = None
    day: date | None = None
    state: str | None = None
    text: str = ""


@deed("slots.opened")
def open_slots(session: Session, hall: str, first: date, last: date, *, by: Officer, at: datetime) -> int:
    """Open the times of a hall from one day through another by its weekly plan; return how many are new.

    What is open already stays as it is. Raises InvalidInput (no such hall, days the wrong way round or in the past).
    """
    timetable().hall(hall)
    if not shanghai_date(at) <= first <= last <= first + timedelta(days=LONGEST_SPAN):
        raise InvalidInput(said("起止日期应从今天起，最多{most}天。", most=LONGEST_SPAN), kept="没有开放时段。")
    calendar, opened = calendars.current(session), 0
    for n in range((last - first).days + 1):
        day = first + timedelta(days=n)
        for span in timetable().spans(hall, day, calendar.is_working):
            place = {"hall": hall, "day": day, "begins": span.begins, "ends": span.ends}
            opened += put_if_missing(session, SLOTS, **place, capacity=span.capacity, booked=0)
    facts: dict[str, object] = {"from": first.isoformat(), "to": last.isoformat(), "opened": opened}
    audit.record(session, by=by, at=at, deed="slots.opened", subject=f"hall:{hall}", facts=facts)
    return opened


@deed("appointment.booked")
def book(session: Session, slot_id: int, wanted: Wanted, *, by: Officer, at: datetime) -> str:
    """Book a place and return the appointment's number; a slot never takes more than its capacity.

    Raises NotFound, InvalidInput (name, mobile), Refused (past, too far ahead, stayed away too often), Conflict (full,
    or the same person has the same time).
    """
    slot = _slot(session, slot_id)
    key = _checked(session, slot, wanted, at=at)
    c = SLOTS.c
    taken = update(SLOTS).where(c.id == slot_id, c.booked < c.capacity).values(booked=c.booked + 1)
    if not session.execute(taken).rowcount:  # type: ignore[attr-defined]
        raise Conflict("这个时段已经约满。", kept="没有预约。", do_next="请另选时段。")
    _not_twice(session, slot_id, key)
    year = shanghai_date(at).year
    number = f"Y-{year}-{numbers.take(session, f'appointments-{year}'):06d}"
    said = {"number": number, "slot_id": slot_id, "person": wanted.person.strip(), "mobile_key": key}
    said |= {"mobile_masked": masked(_mobile(wanted.mobile)), "item": wanted.item.value, "state": "booked"}
    said |= {"licence_no": normal_number(wanted.licence_no)[:12], "booked_at": at, "booked_by": by.login}
    session.execute(insert(ROWS).values(**said, changed_at=at, application=""))
    note = f"{slot.hall_name} {slot.day} {slot.begins}至{slot.ends}"
    audit.tell(session, by=by, at=at, deed="appointment.booked", subject=number, note=note, facts={"slot": slot_id})
    return number


def _checked(session: Session, slot: Slot, wanted: Wanted, *, at: datetime) -> str:
    """Check who books which day; return the keyed reference to their mobile number."""
    if not wanted.person.strip() or len(wanted.person) > 50 or unstorable(wanted.person):
        raise InvalidInput("姓名没有填写，或者含有不能保存的字符。", kept="没有预约。")
    if faults := check_mobile(wanted.mobile).faults:
        raise InvalidInput(
            said("手机号码{faults}。", faults=together(faults)), kept="没有预约。", do_next="请核对手机号码。"
        )
    today, limit = shanghai_date(at), timetable().limit(shanghai_date(at))
    rules.check_day(slot.day, today, limit)
    if rules.begins_at(slot.day, slot.ends) <= at:
        raise Refused("这个时段已经过去。", kept="没有预约。", do_next="请另选时段。")
    key = audit.pseudonym(session, f"mobile|{_mobile(wanted.mobile)}")
    rules.check_person(_missed(session, key), today, limit)
    return key


def _mobile(text: str) -> str:
    return str(check_mobile(text).normal)


def _missed(session: Session, key: str) -> list[date]:
    joined = ROWS.join(SLOTS, SLOTS.c.id == ROWS.c.slot_id)
    missed = select(SLOTS.c.day).select_from(joined).where(ROWS.c.mobile_key == key, ROWS.c.state == "no_show")
    return list(session.execute(missed).scalars())


def _not_twice(session: Session, slot_id: int, key: str) -> None:
    mine = select(ROWS.c.number).where(ROWS.c.slot_id == slot_id, ROWS.c.mobile_key == key, ROWS.c.state == "booked")
    if number := session.execute(mine).scalar():
        raise Conflict(said("该手机号码在这个时段已有预约{number}。", number=number), kept="没有重复预约。")


@deed("appointment.cancelled")
def cancel(session: Session, number: str, reason: str = "", *, by: Officer, at: datetime) -> None:
    """Cancel a booking and give its place back. Raises NotFound, Refused (not booked any more)."""
    row = _move(session, number, "booked", "cancelled", at=at)
    session.execute(update(SLOTS).where(SLOTS.c.id == row["slot_id"]).values(booked=SLOTS.c.booked - 1))
    audit.tell(session, by=by, at=at, deed="appointment.cancelled", subject=number, note=reason.strip()[:200])


@deed("appointment.arrived")
def arrive(session: Session, number: str, *, by: Officer, at: datetime) -> Appointment:
    """Note that the person stands at the counter; also one who came late and counted as away.

    Raises NotFound, Refused (another day's booking, not expected any more).
    """
    booked, today = read(session, number), shanghai_date(at)
    if booked.state in EXPECTED and booked.day != today:
        raise Refused(
            said("预约{number}在{day}，今天是{today}，不能登记到场。", number=number, day=booked.day, today=today),
            kept="预约未变更。",
            do_next="请在预约当天登记；今天就办的，另登记今天的预约或者直接收件。",
        )
    _move(session, number, "no_show" if booked.state == "no_show" else "booked", "arrived", at=at)
    audit.tell(session, by=by, at=at, deed="appointment.arrived", subject=number)
    return read(session, number)


@deed("appointment.missed")
def miss(session: Session, *, by: Officer, at: datetime) -> int:
    """Note who has not come by their time and the grace after it, some at a time; return how many."""
    today = shanghai_date(at)
    minutes = timetable().limit(today).no_show_minutes
    joined = ROWS.join(SLOTS, SLOTS.c.id == ROWS.c.slot_id)
    waiting = select(ROWS.c.number, SLOTS.c.day, SLOTS.c.begins).select_from(joined)
    waiting = waiting.where(ROWS.c.state == "booked", SLOTS.c.day <= today)
    waiting = waiting.order_by(SLOTS.c.day, SLOTS.c.begins, ROWS.c.id).limit(SOME)  # who is late comes first
    late = [
        n
        for n, day, begins in session.execute(waiting)
        if rules.begins_at(day, begins) + timedelta(minutes=minutes) < at
    ]
    for number in late:
        _move(session, number, "booked", "no_show", at=at)
        audit.tell(session, by=by, at=at, deed="appointment.missed", subject=number, note=f"超过{minutes}分钟未到场")
    return len(late)


miss.always_recorded = False  # type: ignore[attr-defined]  # mostly everybody comes


def serve(session: Session, number: str, application: str, *, at: datetime) -> None:
    """Note which application an appointment came to; part of the deed that enters it."""
    state = read(session, number).state
    if state not in ("booked", "arrived", "no_show"):
        raise Conflict(
            said("预约{number}现为“{state}”。", number=number, state=rules.STATE_NAMES[state]),
            kept="没有收件。",
            do_next="请不关联预约再收件。",
        )
    values = {"state": "served", "application": application, "changed_at": at}
    session.execute(update(ROWS).where(ROWS.c.number == number).values(values))


def _move(session: Session, number: str, old: str, new: str, *, at: datetime) -> dict[str, Any]:
    """Change a state that nobody else changed first; return the row as it was."""
    row = session.execute(select(ROWS).where(ROWS.c.number == number).with_for_update()).mappings().first()
    if row is None:
        raise NotFound(said("没有编号为{number}的预约。", number=number), do_next="请用 appointments list 查看。")
    if row["state"] != old:
        raise Refused(
            said(
                "预约{number}现为“{state}”，不能改为“{other}”。",
                number=number,
                state=rules.STATE_NAMES[row["state"]],
                other=rules.STATE_NAMES[new],
            ),
            kept="预约未变更。",
        )
    session.execute(update(ROWS).where(ROWS.c.number == number).values(state=new, changed_at=at))
    return dict(row)


def _slot(session: Session, slot_id: int) -> Slot:
    row = session.execute(select(SLOTS).where(SLOTS.c.id == slot_id)).mappings().first()
    if row is None:
        raise NotFound("没有这个时段。", kept="没有预约。", do_next="请用 appointments list --slots 查看开放的时段。")
    return _as_slot(row)


def _as_slot(row: Any) -> Slot:
    names = {hall.code: hall.name for hall in timetable().halls}
    of = {name: row[name] for name in ("id", "hall", "day", "begins", "ends", "capacity", "booked")}
    return Slot(hall_name=names.get(row["hall"], row["hall"]), **of)


def slots(session: Session, hall: str, first: date, last: date) -> list[Slot]:
    """Return the open times of a hall from one day through another, in order."""
    c = SLOTS.c
    wanted = select(SLOTS).where(c.hall == hall, c.day >= first, c.day <= last).order_by(c.day, c.begins)
    return [_as_slot(row) for row in session.execute(wanted).mappings()]


def read(session: Session, number: str) -> Appointment:
    """Return one booking; raises NotFound."""
    found = next(iter(_appointments(session, _joined().where(ROWS.c.number == number))), None)
    if found is None:
        raise NotFound(said("没有编号为{number}的预约。", number=number), do_next="请用 appointments list 查看。")
    return found


def page(
    session: Session, wanted: AppointmentFilter, *, after: int | None = None, limit: int = 128
) -> list[Appointment]:
    """Return one page in the order of the times, of one time in the order of booking; `after` is a booking's id."""
    chosen = _chosen(_joined(), wanted)
    if after is not None:
        last = session.execute(_joined().with_only_columns(*IN_TIME).where(ROWS.c.id == after)).one()
        chosen = chosen.where(SLOTS.c.day >= last[0], tuple_(*IN_TIME) > tuple_(*map(literal, last)))
    return list(_appointments(session, chosen.order_by(*IN_TIME).limit(limit)))


def count(session: Session, wanted: AppointmentFilter, *, cap: int) -> int:
    """Return how many bookings a list has, at most `cap`."""
    inner = _chosen(_joined().with_only_columns(ROWS.c.id), wanted).limit(cap).subquery()
    return int(session.execute(select(func.count()).select_from(inner)).scalar_one())


def _joined() -> Select[Any]:
    s = SLOTS.c
    return select(ROWS, s.hall, s.day, s.begins, s.ends).join_from(ROWS, SLOTS, s.id == ROWS.c.slot_id)


def _chosen(chosen: Select[Any], wanted: AppointmentFilter) -> Select[Any]:
    if wanted.hall:
        chosen = chosen.where(SLOTS.c.hall == wanted.hall)
    if wanted.day:
        chosen = chosen.where(SLOTS.c.day == wanted.day)
    if wanted.state:
        chosen = chosen.where(ROWS.c.state == wanted.state)
    if wanted.text:
        chosen = chosen.where(begins_with(wanted.text, ROWS.c.number, ROWS.c.person))
    return chosen


def _appointments(session: Session, wanted: Select[Any]) -> Iterator[Appointment]:
    names = {hall.code: hall.name for hall in timetable().halls}
    for row in session.execute(wanted).mappings():
        own = ("id", "number", "hall", "day", "begins", "ends", "person", "item", "licence_no", "state", "application")
        yield Appointment(
            **{name: row[name] for name in own},
            hall_name=names.get(row["hall"], row["hall"]),
            mobile=row["mobile_masked"],
        )
