"""Appointments: the times of a day, the first and the last day that may be booked, and who rests for how long."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from models.errors import InvalidInput, Refused
from rules import appointments as rules

DAY = timedelta(days=1)
MONDAY = date(2026, 11, 23)
HALLS = """
[[hall]]
code = "a"
name = "甲厅"
district = "350203"
address = "甲路"
[[hall]]
code = "b"
name = "乙厅"
district = "350206"
address = "乙路"
"""
PLAN = """
[[plan]]
hall = "*"
weekdays = [1, 2]
from = "{begins}"
to = "{ends}"
minutes = 30
capacity = 4
valid_from = 2026-11-23
"""
LIMIT = """
[[limit]]
no_show_minutes = 15
no_shows = 3
within_days = 90
barred_days = 30
ahead_days = 7
valid_from = 2026-01-01
valid_to = 2026-12-31
"""
PLANS = PLAN.format(begins="14:30", ends="15:15") + PLAN.format(begins="09:00", ends="10:00")
LIMITED = rules.parse(LIMIT, "t.toml").limit(MONDAY)


def spans(text: str, day: date = MONDAY, hall: str = "a") -> list[tuple[str, str, int]]:
    found = rules.parse(HALLS + text, "t.toml").spans(hall, day, lambda _day: True)
    return [(span.begins, span.ends, span.capacity) for span in found]


def test_a_day_offers_its_whole_spans_in_order() -> None:
    assert spans(PLANS) == [("09:00", "09:30", 4), ("09:30", "10:00", 4), ("14:30", "15:00", 4)]


def test_a_plan_counts_on_its_weekdays_and_on_working_days_only() -> None:
    table = rules.parse(HALLS + PLANS, "t.toml")

    assert [len(spans(PLANS, MONDAY + timedelta(days=n))) for n in range(8)] == [3, 3, 0, 0, 0, 0, 0, 3]
    assert table.spans("a", MONDAY, lambda _day: False) == []


def test_a_plan_counts_from_its_first_day_through_its_last() -> None:
    ended = PLAN.format(begins="09:00", ends="09:30") + "valid_to = 2026-11-30\n"
    days = (MONDAY - 7 * DAY, MONDAY, date(2026, 11, 30), date(2026, 12, 7))

    assert [len(spans(ended, day)) for day in days] == [0, 1, 1, 0]
    assert len(spans(PLANS, date(2099, 11, 23))) == 3


def test_a_hall_with_plans_of_its_own_offers_these_and_no_others() -> None:
    own = PLAN.format(begins="08:00", ends="08:30").replace('"*"', '"b"')

    assert spans(PLANS + own, hall="b") == [("08:00", "08:30", 4)]
    assert spans(PLANS + own, hall="a") == spans(PLANS)
    assert spans(PLANS + own.replace("[1, 2]", "[2]"), hall="b") == []


def test_a_hall_is_found_by_its_code_and_an_unknown_one_is_told_with_those_that_there_are() -> None:
    table = rules.parse(HALLS, "t.toml")

    assert table.hall("b") == rules.Hall("b", "乙厅", "350206", "乙路")
    with pytest.raises(InvalidInput, match="没有大厅“c”") as refused:
        table.hall("c")
    assert refused.value.do_next == "可用：a（甲厅）、b（乙厅）。"


def test_limits_count_from_their_first_day_through_their_last() -> None:
    table = rules.parse(LIMIT, "t.toml")

    assert [table.limit(date(2026, *day)).no_shows for day in ((1, 1), (12, 31))] == [3, 3]
    for day in (date(2025, 12, 31), date(2027, 1, 1)):
        with pytest.raises(InvalidInput, match=f"没有{day}有效的限制"):
            table.limit(day)
    assert rules.parse(LIMIT.replace("valid_to = 2026-12-31", ""), "t.toml").limit(date(2099, 1, 1)).no_shows == 3


def test_two_rows_of_limits_never_count_on_one_day() -> None:
    first, last = (LIMIT.replace("2026-01-01", day) for day in ("2026-12-31", "2027-01-01"))
    last = last.replace("2026-12-31", "2027-12-31")

    for text in (LIMIT + first, first + LIMIT, LIMIT + LIMIT):
        with pytest.raises(InvalidInput, match="有两行限制在同一天有效"):
            rules.parse(text, "t.toml")
    for text in (LIMIT + last, last + LIMIT):
        table = rules.parse(text, "t.toml")
        assert [table.limit(date(2026, 12, 31)).valid_to.year, table.limit(date(2027, 1, 1)).valid_to.year] == [
            2026,
            2027,
        ]


def test_a_span_begins_in_the_time_of_shanghai() -> None:
    assert rules.begins_at(MONDAY, "09:30") == datetime(2026, 11, 23, 1, 30, tzinfo=UTC)


def test_from_today_through_the_last_day_ahead_may_be_booked() -> None:
    rules.check_day(MONDAY, MONDAY, LIMITED)
    rules.check_day(MONDAY + 7 * DAY, MONDAY, LIMITED)
    with pytest.raises(Refused, match="已经过去"):
        rules.check_day(MONDAY - DAY, MONDAY, LIMITED)
    with pytest.raises(Refused, match="7天以内"):
        rules.check_day(MONDAY + 8 * DAY, MONDAY, LIMITED)


@pytest.mark.parametrize(
    ("ago", "until"),
    [
        ((0, 1), None),
        ((30, 60, 90), "2026-11-23"),
        ((90, 30, 60), "2026-11-23"),
        ((30, 60, 91), None),
        ((31, 60, 90), None),
        ((0, 1, 2), "2026-12-23"),
    ],
    ids=["twice", "on the last day", "in any order", "the first too long ago", "rested long enough", "just now"],
)
def test_who_stayed_away_three_times_in_ninety_days_rests_for_thirty(ago: tuple[int, ...], until: str | None) -> None:
    missed = [MONDAY - timedelta(days=n) for n in ago]

    if until is None:
        rules.check_person(missed, MONDAY, LIMITED)
    else:
        with pytest.raises(Refused, match=f"90天内已有3次预约未到场，{until}以前暂停预约"):
            rules.check_person(missed, MONDAY, LIMITED)


def test_without_any_rest_the_day_itself_still_counts() -> None:
    with pytest.raises(Refused):
        rules.check_person([MONDAY] * 3, MONDAY, replace(LIMITED, barred_days=0))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('hall = "*"', 'hall = "z"'), ("minutes = 30", "minutes = 0"), ("capacity = 4", "capacity = 0"),
        ('to = "10:00"', 'to = "09:00"'), ('to = "10:00"', 'to = "25:00"'), ("weekdays = [1, 2]", "weekdays = 1"),
        ("capacity = 4", ""), ("[[plan]]", "[[plan]"), ('name = "甲厅"', ""),
    ],
    ids=["no such hall", "no minutes", "no places", "no time", "no such hour", "no list", "a key missing", "no TOML",
         "a hall without a name"],
)  # fmt: skip
def test_a_faulty_timetable_is_refused_with_its_source(old: str, new: str) -> None:
    text = HALLS + PLAN.format(begins="09:00", ends="10:00")

    with pytest.raises(InvalidInput, match=r"预约设置t\.toml有误"):
        rules.parse(text.replace(old, new, 1), "t.toml")


def test_a_plan_of_one_minute_for_one_person_is_a_plan() -> None:
    text = PLAN.format(begins="09:00", ends="09:01").replace("minutes = 30", "minutes = 1")

    assert spans(text.replace("capacity = 4", "capacity = 1")) == [("09:00", "09:01", 1)]


def test_every_state_has_its_name() -> None:
    assert rules.STATE_NAMES == {
        "booked": "已预约", "arrived": "已到场", "served": "已收件", "cancelled": "已取消", "no_show": "未到场",
    }  # fmt: skip
