"""Appointments: never more people than places, and everybody who stays away gives theirs back to the rules."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from content.timetable import timetable
from models.errors import BureauError, Conflict, InvalidInput, NotFound, Refused
from models.tables.appointments import AppointmentRow, SlotRow
from models.tables.columns import table_of
from models.values import SHANGHAI, SYSTEM_OFFICER, Item
from rules import appointments as rules
from tests.support.booking import AT
from tests.support.databases import SqliteDatabases
from tests.support.rows import OFFICERS, staffed
from tests.support.window import CLERK, papers_for, written
from usecases import appointments, window_intake
from usecases.appointments import Wanted
from usecases.window_intake import Handed

if TYPE_CHECKING:
    from wiring.office import Office

HALL = "hall-350203"
MONDAY = date(2026, 11, 23)
WHO = Wanted("林海生", "13900000001", Item.RENEW)


@pytest.fixture
def desk(office: "Office") -> "Office":
    """Return a bureau on a Friday morning with the next week open."""
    office.clock = lambda: AT
    staffed(office)
    office.perform(appointments.open_slots, HALL, MONDAY, MONDAY + timedelta(days=6), by=CLERK)
    return office


@pytest.fixture
def databases(sqlite_databases: SqliteDatabases) -> SqliteDatabases:
    """Return SQLite alone: the race is asked on both kinds (test_appointments_race)."""
    return sqlite_databases


def slots(office: "Office", day: date = MONDAY) -> list[appointments.Slot]:
    with office.reading() as session:
        return appointments.slots(session, HALL, day, day)


def state(office: "Office", number: str) -> str:
    with office.reading() as session:
        return appointments.read(session, number).state


def at(office: "Office", day: date, hour: int, minute: int = 0) -> None:
    moment = datetime.combine(day, time(hour, minute), SHANGHAI).astimezone(UTC)
    office.clock = lambda: moment


def booked(office: "Office", slot: int = 0, who: Wanted = WHO) -> str:
    return office.perform(appointments.book, slots(office)[slot].id, who, by=CLERK)


def test_a_week_offers_its_working_days_and_opening_it_again_adds_nothing(desk: "Office") -> None:
    assert [(s.begins, s.ends, s.capacity, s.free) for s in slots(desk)][:2] == [
        ("09:00", "09:30", 4, 4), ("09:30", "10:00", 4, 4),
    ]  # fmt: skip
    assert len(slots(desk)) == 11
    assert slots(desk, MONDAY + timedelta(days=5)) == []
    assert desk.perform(appointments.open_slots, HALL, MONDAY, MONDAY, by=CLERK) == 0


def test_a_booking_is_shown_without_the_whole_mobile_number(desk: "Office") -> None:
    number = booked(desk)
    with desk.reading() as session:
        found = appointments.read(session, number)
        stored = session.execute(select(table_of(AppointmentRow))).mappings().one()

    assert (found.person, found.mobile, found.begins, found.state) == ("林海生", "1390*****01", "09:00", "booked")
    assert "13900000001" not in str(dict(stored))


def test_a_cancelled_place_is_free_again_and_is_not_cancelled_twice(desk: "Office") -> None:
    number = booked(desk)
    desk.perform(appointments.cancel, number, "改天再来", by=CLERK)

    assert slots(desk)[0].free == 4
    with pytest.raises(Refused, match="已取消"):
        desk.perform(appointments.cancel, number, by=CLERK)


@pytest.mark.parametrize(
    ("who", "error"),
    [
        (replace(WHO, mobile="139"), InvalidInput),
        (replace(WHO, person=" "), InvalidInput),
        (replace(WHO, person="林\x1b]52;c;x\x07"), InvalidInput),
        (replace(WHO, person="林" * 51), InvalidInput),
    ],
)
def test_who_cannot_be_named_cannot_book(desk: "Office", who: Wanted, error: type[BureauError]) -> None:
    with pytest.raises(error, match=r"手机|姓名"):
        booked(desk, who=who)

    assert slots(desk)[0].free == 4


def test_the_same_person_does_not_take_the_same_time_twice_and_the_place_stays_free(desk: "Office") -> None:
    booked(desk)
    with pytest.raises(Conflict, match="已有预约"):
        booked(desk)

    assert slots(desk)[0].free == 3


def test_a_full_time_is_said_to_be_full(desk: "Office") -> None:
    for n in range(4):
        booked(desk, who=replace(WHO, mobile=f"1390000001{n}"))

    with pytest.raises(Conflict, match="已经约满"):
        booked(desk)

    assert slots(desk)[0].booked == 4


def test_times_that_passed_or_lie_too_far_ahead_are_not_booked(desk: "Office") -> None:
    slot = slots(desk)[0].id
    at(desk, MONDAY, 9, 31)
    with pytest.raises(Refused, match="已经过去"):
        desk.perform(appointments.book, slot, WHO, by=CLERK)
    at(desk, MONDAY - timedelta(days=40), 9)
    with pytest.raises(Refused, match="30天以内"):
        desk.perform(appointments.book, slot, WHO, by=CLERK)
    with pytest.raises(NotFound):
        desk.perform(appointments.book, 999_999, WHO, by=CLERK)


def test_who_comes_later_today_hides_nobody_who_is_late(desk: "Office", monkeypatch: pytest.MonkeyPatch) -> None:
    later, early = booked(desk, 5), booked(desk)
    monkeypatch.setattr(appointments, "SOME", 1)
    at(desk, MONDAY, 9, 16)

    assert desk.perform(appointments.miss, by=SYSTEM_OFFICER) == 1

    assert (state(desk, early), state(desk, later)) == ("no_show", "booked")


def test_who_has_not_come_is_noted_after_the_grace_and_may_still_arrive_the_same_day(desk: "Office") -> None:
    number, later = booked(desk), booked(desk, 1)
    at(desk, MONDAY, 9, 15)
    assert desk.perform(appointments.miss, by=SYSTEM_OFFICER) == 0
    at(desk, MONDAY, 9, 16)
    assert desk.perform(appointments.miss, by=SYSTEM_OFFICER) == 1
    assert (state(desk, number), state(desk, later)) == ("no_show", "booked")

    assert desk.perform(appointments.arrive, number, by=CLERK).state == "arrived"


@pytest.mark.parametrize("days", [-1, 1], ids=["the day before", "the day after"])
def test_nobody_arrives_on_another_day(desk: "Office", days: int) -> None:
    number = booked(desk)
    at(desk, MONDAY + timedelta(days=days), 9)
    with pytest.raises(Refused, match=r"在2026-11-23，今天是.*不能登记到场") as refusal:
        desk.perform(appointments.arrive, number, by=CLERK)

    assert (state(desk, number), refusal.value.kept) == ("booked", "预约未变更。")


def test_who_stays_away_three_times_rests_for_thirty_days(desk: "Office") -> None:
    for n in range(3):
        booked(desk, n)
    at(desk, MONDAY, 12)
    assert desk.perform(appointments.miss, by=SYSTEM_OFFICER) == 3
    slot = slots(desk)[-1].id
    with pytest.raises(Refused, match="已有3次预约未到场，2026-12-23以前暂停预约"):
        desk.perform(appointments.book, slot, WHO, by=CLERK)

    assert desk.perform(appointments.book, slot, replace(WHO, mobile="13900000002"), by=CLERK)


def test_the_limit_counts_only_what_is_recent() -> None:
    limit, today = timetable().limit(MONDAY), MONDAY
    long_ago = [today - timedelta(days=n) for n in (91, 92, 93)]

    rules.check_person(long_ago, today, limit)
    rules.check_person([today - timedelta(days=n) for n in (31, 32, 33)], today, limit)
    with pytest.raises(Refused):
        rules.check_person([today - timedelta(days=n) for n in (30, 31, 32)], today, limit)


def test_an_arrival_that_is_entered_is_served(desk: "Office") -> None:
    number = booked(desk)
    at(desk, MONDAY, 9)
    desk.perform(appointments.arrive, number, by=CLERK)
    handed = Handed(papers_for(desk, Item.NEW), appointment=number)
    done = desk.perform(window_intake.enter, Item.NEW, written(Item.NEW), handed, by=CLERK)
    with desk.reading() as session:
        found = appointments.read(session, number)

    assert (found.state, found.application) == ("served", done.number)
    with pytest.raises(Conflict, match="已收件"):
        desk.perform(window_intake.enter, Item.NEW, written(Item.NEW), handed, by=CLERK)


def test_a_list_finds_by_hall_day_state_and_the_beginning_of_a_name(desk: "Office") -> None:
    first, second = booked(desk), booked(desk, 1, replace(WHO, person="陈_%", mobile="13900000002"))
    wanted = appointments.AppointmentFilter

    def found(**chosen: Any) -> list[str]:
        with desk.reading() as session:
            numbers = [a.number for a in appointments.page(session, wanted(**chosen))]
            assert appointments.count(session, wanted(**chosen), cap=10) == len(numbers)
        return numbers

    assert found(hall=HALL, day=MONDAY, state="booked") == [first, second]
    assert found(text="陈_") == [second]
    assert found(text="%") == []
    assert found(day=MONDAY + timedelta(days=1)) == []


def test_a_list_is_in_the_order_of_the_times_and_goes_on_behind_any_booking(desk: "Office") -> None:
    later = booked(desk, 3)
    tuesday = slots(desk, MONDAY + timedelta(days=1))[0].id
    next_day = desk.perform(appointments.book, tuesday, replace(WHO, mobile="13900000002"), by=CLERK)
    early, early_too = booked(desk), booked(desk, 0, replace(WHO, mobile="13900000003"))

    with desk.reading() as session:
        listed = appointments.page(session, appointments.AppointmentFilter())
        behind = [appointments.page(session, appointments.AppointmentFilter(), after=one.id) for one in listed]

    assert [one.number for one in listed] == [early, early_too, later, next_day]
    assert behind == [listed[n + 1 :] for n in range(4)]


@pytest.mark.parametrize("hall", ["x", "hall-350203'--"])
def test_a_hall_that_is_not_there_opens_nothing(desk: "Office", hall: str) -> None:
    with pytest.raises(InvalidInput, match="没有大厅"):
        desk.perform(appointments.open_slots, hall, MONDAY, MONDAY, by=CLERK)
    with pytest.raises(InvalidInput, match="起止日期"):
        desk.perform(appointments.open_slots, HALL, MONDAY, MONDAY - timedelta(days=1), by=CLERK)


def test_the_database_itself_keeps_the_places(desk: "Office") -> None:
    from sqlalchemy import update
    from sqlalchemy.exc import IntegrityError

    with desk.engine.begin() as connection, pytest.raises(IntegrityError):
        connection.execute(update(table_of(SlotRow)).values(booked=5))


def test_an_officer_of_the_system_side_may_not_book_for_people(desk: "Office") -> None:
    with pytest.raises(Refused, match="无权办理“登记预约”"):
        desk.perform(appointments.book, slots(desk)[0].id, WHO, by=OFFICERS["inspector"])
