"""The calendar: every day of the confirmed years, the provisional rule, and arithmetic that can be turned round."""

import math
from datetime import date, timedelta
from itertools import pairwise

import chinese_calendar
import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.calendars import build as notices
from content.lawbook import built_in_calendar, calendar_with, confirmed_days, festivals
from models.errors import InvalidInput
from rules.calendar import OFF, WORKING, DayRow, provisional_days, real_day, statutory_days

CALENDAR = built_in_calendar()
FIRST, LAST = date(2004, 1, 1), date(2026, 12, 31)
DAYS = st.dates(CALENDAR.first, CALENDAR.last)


def on(text: str, year: int) -> date:
    """Return a day of the vectors, which name the year only where it changes."""
    return date.fromisoformat(text if len(text) == 10 else f"{year}-{text}")


def test_every_day_of_the_confirmed_years_is_as_the_library_says() -> None:
    days = [FIRST + timedelta(days=n) for n in range((LAST - FIRST).days + 1)]

    assert [day for day in days if CALENDAR.is_working(day) is not chinese_calendar.is_workday(day)] == []
    assert not CALENDAR.is_provisional(FIRST, LAST)


def test_the_built_in_file_is_what_the_build_script_makes() -> None:
    rows = [(row.day, row.kind, row.name) for row in confirmed_days()]

    assert rows == notices.days()


@pytest.mark.parametrize(
    ("year", "days"),
    [(2024, 251), (2025, 248), (2026, 248)],
)
def test_a_year_has_its_working_days(year: int, days: int) -> None:
    assert CALENDAR.working_days_between(date(year - 1, 12, 31), date(year, 12, 31)) == days


def test_each_month_of_2026_has_its_working_days() -> None:
    starts = [date(2026, month, 1) for month in range(1, 13)] + [date(2027, 1, 1)]
    counts = [CALENDAR.working_days_between(a - timedelta(days=1), b - timedelta(days=1)) for a, b in pairwise(starts)]

    assert counts == [21, 16, 22, 21, 19, 21, 23, 21, 22, 18, 21, 23]


VECTORS = """
2025-12-29 | 12-31 | 2026-01-06 | 2026-01-08 | 2026-01-13 | 2026-01-27 | 2026-02-10
2026-02-13 | 02-24 | 02-27 | 03-02 | 03-05 | 03-19 | 04-02
2026-02-14 | 02-25 | 02-28 | 03-03 | 03-06 | 03-20 | 04-03
2026-04-30 | 05-07 | 05-11 | 05-13 | 05-18 | 06-01 | 06-15
2026-09-18 | 09-21 | 09-24 | 09-29 | 10-09 | 10-22 | 11-05
2026-09-24 | 09-29 | 10-09 | 10-12 | 10-15 | 10-29 | 11-12
"""


@pytest.mark.parametrize("line", VECTORS.split("\n")[1:-1], ids=lambda line: line[:10])
def test_working_days_are_counted_from_the_day_after(line: str) -> None:
    start, *ends = [cell.strip() for cell in line.split("|")]
    first = date.fromisoformat(start)

    counted = [CALENDAR.add_working_days(first, count) for count in (2, 5, 7, 10, 20, 30)]

    assert counted == [on(end, first.year) for end in ends]


@pytest.mark.parametrize(
    ("start", "count", "end"),
    [("2025-12-29", 3, "2026-01-04"), ("2026-09-18", 1, "2026-09-20"), ("2019-01-30", 20, "2019-03-04")],
    ids=["a worked Sunday", "another one", "across Spring Festival"],
)
def test_worked_weekends_and_long_holidays_count_as_they_were(start: str, count: int, end: str) -> None:
    assert CALENDAR.add_working_days(date.fromisoformat(start), count) == date.fromisoformat(end)


@given(DAYS, st.integers(1, 400))
def test_counting_back_gives_the_number_that_was_added(start: date, count: int) -> None:
    if start.year > 2090:
        start = start.replace(year=2050, day=1)

    end = CALENDAR.add_working_days(start, count)

    assert CALENDAR.is_working(end)
    assert CALENDAR.working_days_between(start, end) == count
    assert CALENDAR.working_days_between(end, start) == -count


@given(st.dates(FIRST, date(2090, 1, 1)), st.integers(0, 200), st.integers(0, 200))
def test_two_terms_after_one_another_are_one_term(start: date, one: int, other: int) -> None:
    whole = CALENDAR.add_working_days(start, one + other)

    assert CALENDAR.add_working_days(CALENDAR.add_working_days(start, one), other) == whole


@given(st.dates(FIRST, date(2090, 1, 1)), st.dates(FIRST, date(2090, 1, 1)), st.integers(0, 60))
def test_who_starts_later_never_ends_earlier(one: date, other: date, count: int) -> None:
    first, second = sorted((one, other))

    assert CALENDAR.add_working_days(first, count) <= CALENDAR.add_working_days(second, count)


@given(st.dates(FIRST, date(2090, 1, 1)))
def test_the_next_working_day_is_the_first_one_from_that_day_on(day: date) -> None:
    found = CALENDAR.on_or_next_working(day)

    assert found >= day
    assert CALENDAR.is_working(found)
    assert not any(CALENDAR.is_working(day + timedelta(days=n)) for n in range((found - day).days))


def test_a_year_not_yet_announced_has_its_statutory_days_and_their_substitutes() -> None:
    days = {row.day.isoformat()[5:] for row in provisional_days(next(f for f in festivals() if f.year == 2027))}

    assert " ".join(sorted(days)) == (
        "01-01 02-05 02-06 02-07 02-08 02-09 02-10 04-05 05-01 05-02 05-03 05-04 06-09 09-15 "
        "10-01 10-02 10-03 10-04 10-05"
    )


@pytest.mark.parametrize(
    ("day", "working"),
    [("2027-01-01", False), ("2027-01-04", True), ("2027-02-10", False), ("2027-02-11", True), ("2027-02-13", False)],
)
def test_a_year_not_yet_announced_has_ordinary_weekends(day: str, *, working: bool) -> None:
    assert CALENDAR.is_working(date.fromisoformat(day)) is working


def test_each_statutory_day_is_off_and_each_on_a_weekend_has_its_substitute() -> None:
    for festival in festivals():
        named = statutory_days(festival)
        rows = provisional_days(festival)
        on_weekends = [day for day in named if day.weekday() >= 5]

        assert all(row.day.year == festival.year and row.kind == OFF for row in rows)
        assert len(rows) == len(named) + len(on_weekends)
        assert len(named) in {12, 13}  # 12 where Mid-Autumn falls on National Day


@pytest.mark.parametrize(
    ("after", "through", "provisional"),
    [("2026-12-01", "2026-12-31", False), ("2026-12-31", "2027-01-04", True), ("2026-12-01", "2027-01-01", True)],
)
def test_only_what_touches_a_year_not_yet_announced_is_provisional(
    after: str, through: str, *, provisional: bool
) -> None:
    assert CALENDAR.is_provisional(date.fromisoformat(after), date.fromisoformat(through)) is provisional


def test_an_official_year_replaces_the_provisional_one() -> None:
    days = [DayRow(row.day, row.kind, row.name, "国办通知") for row in provisional_days(festivals()[2])]
    loaded = calendar_with([*days, DayRow(date(2027, 1, 9), WORKING, "元旦调休上班", "国办通知")])

    assert loaded.is_working(date(2027, 1, 9))
    assert loaded.day(date(2027, 1, 9)).source == "国办通知"
    assert not loaded.is_provisional(date(2026, 12, 31), date(2027, 12, 31))
    assert loaded.is_provisional(date(2026, 12, 31), date(2028, 1, 1))
    assert not CALENDAR.is_working(date(2027, 1, 9))


def test_the_day_of_the_event_itself_makes_nothing_provisional() -> None:
    announced = calendar_with(provisional_days(next(f for f in festivals() if f.year == 2028)))

    assert not announced.is_provisional(date(2027, 12, 31), date(2028, 1, 10))
    assert announced.is_provisional(date(2027, 12, 30), date(2028, 1, 10))


def test_a_day_says_what_it_is_and_who_says_so() -> None:
    assert CALENDAR.day(date(2026, 2, 17)) == DayRow(date(2026, 2, 17), OFF, "春节", "国务院办公厅放假安排")
    assert CALENDAR.day(date(2027, 2, 6)).source == "《全国年节及纪念日放假办法》推算"
    assert CALENDAR.day(date(2026, 11, 21)) == DayRow(date(2026, 11, 21), OFF, "", "周休日")
    assert CALENDAR.day(date(2026, 11, 20)).kind == WORKING


@pytest.mark.parametrize(
    "ask",
    [
        lambda: CALENDAR.is_working(date(2003, 12, 31)),
        lambda: CALENDAR.add_working_days(date(2100, 1, 1), 1),
        lambda: CALENDAR.add_working_days(date(2099, 12, 20), 30),
        lambda: CALENDAR.on_or_next_working(date(1999, 1, 1)),
        lambda: CALENDAR.working_days_between(date(1999, 1, 1), date(2026, 1, 1)),
    ],
)
def test_outside_its_years_the_calendar_says_so(ask: object) -> None:
    with pytest.raises(InvalidInput, match="2004至2099年"):
        ask()  # type: ignore[operator]


def test_working_days_are_never_added_backwards() -> None:
    with pytest.raises(InvalidInput, match="不能为负"):
        CALENDAR.add_working_days(date(2026, 1, 5), -1)


@pytest.mark.parametrize(
    "text", ["2026-02-29", "2026-2-1", "20260201", "2026-W47-6", "２０２６-01-01", "2026-01-01 ", ""]
)
def test_only_a_real_day_written_in_full_is_a_date(text: str) -> None:
    assert real_day(text) is None


def _new_moon(day: date) -> float:
    """Return how far a day's midnight in Beijing is from the mean new moon before it, in days (Meeus 49.1)."""
    julian = day.toordinal() + 1721424.5 - 8 / 24
    return math.fmod((julian - 2451550.09766) / 29.530588861, 1) * 29.530588861


def test_the_festivals_of_the_years_to_come_follow_the_moon_and_the_sun() -> None:
    """The first day of a month lies within 15 hours of the mean new moon; 55 and 8-15 keep their distance."""
    for festival in festivals():
        first, dragon, autumn = festival.spring_festival, festival.dragon_boat, festival.mid_autumn
        age = _new_moon(first + timedelta(days=1))

        assert date(festival.year, 1, 21) <= first <= date(festival.year, 2, 20)
        assert min(age, 29.53 - age) < 1.65, festival
        assert (dragon - first).days in {121, 122, 123, 151, 152, 153}, festival
        assert (autumn - dragon).days in {97, 98, 99, 127, 128, 129}, festival
        assert festival.qingming in {date(festival.year, 4, 4), date(festival.year, 4, 5)}
