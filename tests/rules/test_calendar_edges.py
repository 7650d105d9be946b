"""The edges of a calendar: its first and last day, ordinary weeks without any row, and what lies outside."""

from datetime import date, timedelta

import pytest

from models.errors import InvalidInput
from rules.calendar import OFF, WORKING, Calendar, DayRow, Festivals, build, provisional_days, real_day, statutory_days

YEAR = range(2028, 2029)  # from a Saturday through a Sunday
PLAIN = Calendar(YEAR, (), frozenset())
SPRING = Festivals(2028, date(2028, 1, 26), date(2028, 4, 4), date(2028, 5, 28), date(2028, 10, 3))
DAYS = [date(2028, 1, 1) + timedelta(days=n) for n in range(366)]


def test_an_ordinary_week_has_five_working_days_from_the_first_to_the_last_day() -> None:
    assert (PLAIN.first, PLAIN.last) == (DAYS[0], DAYS[-1])
    assert [day for day in DAYS if PLAIN.is_working(day) is not (day.weekday() < 5)] == []
    assert PLAIN.working_days_between(DAYS[0], DAYS[-1]) == 260
    assert PLAIN.day(DAYS[0]).kind == OFF
    assert PLAIN.day(date(2028, 1, 3)).kind == WORKING


def test_a_row_goes_before_the_ordinary_week_on_the_first_and_the_last_day() -> None:
    rows = (DayRow(DAYS[0], WORKING, "调休"), DayRow(DAYS[-1], WORKING), DayRow(date(2028, 1, 3), OFF, "元旦"))
    found = Calendar(YEAR, rows, frozenset())

    assert [found.is_working(day) for day in (DAYS[0], DAYS[1], date(2028, 1, 3), DAYS[-2], DAYS[-1])] == [
        True, False, False, False, True,
    ]  # fmt: skip
    assert (found.day(DAYS[0]).name, found.day(date(2028, 1, 3)).name) == ("调休", "元旦")
    assert found.add_working_days(DAYS[0], 1) == date(2028, 1, 4)
    assert found.on_or_next_working(date(2028, 12, 30)) == DAYS[-1]


@pytest.mark.parametrize("day", [DAYS[0] - timedelta(days=1), DAYS[-1] + timedelta(days=1)])
def test_what_lies_outside_is_refused_with_the_years(day: date) -> None:
    for ask in (PLAIN.is_working, PLAIN.on_or_next_working, PLAIN.day):
        with pytest.raises(InvalidInput, match="日历只收录2028至2028年"):
            ask(day)
    with pytest.raises(InvalidInput, match="日历只收录"):
        PLAIN.add_working_days(day, 1)


def test_working_days_are_counted_up_to_the_last_one() -> None:
    assert PLAIN.add_working_days(DAYS[0], 0) == DAYS[0]
    assert PLAIN.add_working_days(DAYS[0], 1) == date(2028, 1, 3)
    assert PLAIN.add_working_days(date(2028, 1, 3), 1) == date(2028, 1, 4)
    assert PLAIN.add_working_days(DAYS[0], 260) == date(2028, 12, 29)
    with pytest.raises(InvalidInput, match="算不出2028-01-01之后第261个工作日"):
        PLAIN.add_working_days(DAYS[0], 261)
    with pytest.raises(InvalidInput, match="不能为负"):
        PLAIN.add_working_days(DAYS[0], -1)


def test_the_day_itself_or_the_next_working_one() -> None:
    assert PLAIN.on_or_next_working(DAYS[0]) == date(2028, 1, 3)
    assert PLAIN.on_or_next_working(date(2028, 1, 3)) == date(2028, 1, 3)
    assert PLAIN.on_or_next_working(date(2028, 12, 29)) == date(2028, 12, 29)
    with pytest.raises(InvalidInput, match="算不出2028-12-30之后的工作日"):
        PLAIN.on_or_next_working(date(2028, 12, 30))


def test_the_thirteen_statutory_days() -> None:
    days = ["01-01", "01-25", "01-26", "01-27", "01-28", "04-04", "05-01", "05-02", "05-28", "10-03", "10-01", "10-02"]
    one_more = date(2028, 10, 5)
    apart = Festivals(2028, SPRING.spring_festival, SPRING.qingming, SPRING.dragon_boat, one_more)

    assert set(statutory_days(SPRING)) == {date.fromisoformat(f"2028-{day}") for day in days}
    assert len(statutory_days(apart)) == 13
    assert statutory_days(apart)[one_more] == "中秋节"
    assert statutory_days(apart)[date(2028, 10, 3)] == "国庆节"


def test_a_statutory_day_on_a_weekend_gives_the_next_working_day_off() -> None:
    found = {row.day: row.name for row in provisional_days(SPRING)}

    extra = {day: name for day, name in found.items() if name.endswith("补休")}
    assert extra == {
        date(2028, 1, 3): "元旦补休",  # 1 January is a Saturday
        date(2028, 5, 29): "端午节补休",  # 28 May is a Sunday
        date(2028, 10, 4): "国庆节补休",  # 1 October is a Sunday, the 2nd and 3rd are off
    }
    assert [row.day for row in provisional_days(SPRING)] == sorted(found)
    assert {row.kind for row in provisional_days(SPRING)} == {OFF}


def test_a_year_that_nobody_announced_is_provisional_from_its_first_through_its_last_day() -> None:
    found = build([DayRow(date(2027, 1, 1), OFF)], [SPRING])

    assert not found.is_provisional(date(2027, 1, 1), date(2027, 12, 31))
    assert found.is_provisional(date(2027, 12, 31), date(2028, 1, 1))
    assert found.is_provisional(date(2027, 12, 30), date(2028, 1, 1))
    assert not found.is_provisional(date(2027, 12, 30), date(2027, 12, 31))
    assert (found.first.year, found.last.year) == (2027, 2028)


def test_an_announced_year_replaces_the_guess_and_a_missing_one_is_said() -> None:
    official = [DayRow(date(2028, 1, 4), OFF, "通知")]

    found = build([DayRow(date(2027, 1, 1), OFF)], [SPRING], official)

    assert not found.is_provisional(date(2027, 12, 31), date(2028, 12, 31))
    assert (found.is_working(date(2028, 1, 3)), found.is_working(date(2028, 1, 4))) == (True, False)
    with pytest.raises(InvalidInput, match="日历缺少2027年"):
        build([DayRow(date(2026, 1, 1), OFF)], [SPRING])


def test_the_last_day_of_a_guessed_year_does_not_touch_the_announced_one_behind_it() -> None:
    found = build([DayRow(date(2027, 1, 1), OFF), DayRow(date(2029, 1, 1), OFF)], [SPRING])

    assert not found.is_provisional(date(2028, 12, 31), date(2029, 1, 5))
    assert found.is_provisional(date(2028, 12, 30), date(2028, 12, 31))
    assert found.is_provisional(date(2028, 12, 30), date(2029, 1, 5))


def test_two_statutory_days_of_one_weekend_give_two_days_off() -> None:
    both = Festivals(2028, date(2028, 1, 23), SPRING.qingming, SPRING.dragon_boat, SPRING.mid_autumn)

    extra = [row.day for row in provisional_days(both) if row.name == "春节补休"]
    assert extra == [date(2028, 1, 26), date(2028, 1, 27)]


def test_a_day_is_real_where_it_is_written_whole_and_exists() -> None:
    assert real_day("2028-02-29") == date(2028, 2, 29)
    assert [real_day(text) for text in ("2027-02-29", "20280229", "2028-2-29", "")] == [None, None, None, None]


@pytest.mark.parametrize(
    ("qingming", "substitute"), [("2028-04-04", "2028-10-06"), ("2028-10-06", "2028-10-09")], ids=["Friday", "Monday"]
)
def test_the_day_off_for_a_sunday_is_the_next_day_that_would_be_worked(qingming: str, substitute: str) -> None:
    week = date.fromisoformat(qingming), date(2028, 10, 5), date(2028, 10, 4)  # 1 October is a Sunday

    found = [row.day for row in provisional_days(Festivals(2028, SPRING.spring_festival, *week))]

    assert date.fromisoformat(substitute) in found
    assert max(found) == date.fromisoformat(substitute)
