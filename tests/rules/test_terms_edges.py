"""The edges of the clock: days of pauses, the end of the old licence, every line of the arithmetic, cards."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from content.lawbook import built_in_calendar, lawbook
from models.values import Card, Item
from rules.calendar import WORKING, Calendar, DayRow
from rules.terms import PAUSES, Clock, Due, Pause, card, due
from rules.terms.cards import earned
from rules.terms.spans import UNITS, add_months, backward, forward
from rules.terms.steps import at_once

CALENDAR = built_in_calendar()
TODAY = date(2026, 3, 2)
LAW = lawbook().in_force(TODAY)
CLOCK = Clock(TODAY, TODAY)  # 20 working days: until 2026-03-30
LAST = date(2026, 3, 30)


def reckon(clock: Clock, today: date = TODAY) -> Due:
    return due(clock, today, CALENDAR, LAW.terms, LAW.settings)


def test_the_law_that_counts_is_that_of_acceptance_and_before_it_that_of_receipt() -> None:
    assert Clock(date(2026, 1, 1)).starts_on == date(2026, 1, 1)
    assert Clock(date(2026, 1, 1), date(2026, 2, 1)).starts_on == date(2026, 2, 1)


@pytest.mark.parametrize(
    ("day", "paused"), [("03-01", False), ("03-02", True), ("03-04", True), ("03-05", False)], ids=str
)
def test_a_pause_holds_from_its_first_through_its_last_day(day: str, paused: bool) -> None:
    stopped = Clock(TODAY, TODAY, pauses=(Pause(date(2026, 3, 2), date(2026, 3, 4), "听证"),))

    assert stopped.paused(date.fromisoformat(f"2026-{day}")) is paused


def test_a_pause_that_still_runs_holds_from_its_first_day_on() -> None:
    stopped = Clock(TODAY, TODAY, pauses=(Pause(date(2026, 3, 2), None, "听证"),))

    assert [stopped.paused(date(2026, 3, day)) for day in (1, 2, 31)] == [False, True, True]


def test_the_first_answer_says_every_line_of_its_arithmetic() -> None:
    found = reckon(Clock(TODAY))

    assert (found.on, found.term, found.provisional) == (date(2026, 3, 9), "L01", False)
    assert found.pieces == (
        ("起算", "2026-03-02收到材料，次日起算"),
        ("期限", "5个工作日内受理、一次告知补正或者不予受理"),
        ("逾期", "逾期不告知的，自收到申请材料之日起即为受理"),
        ("届满", "2026-03-09"),
        ("依据", "《行政许可法》(2019)第三十二条第一款第(四)项"),
    )


def test_while_the_applicant_corrects_nothing_is_provisional() -> None:
    found = reckon(Clock(TODAY, correcting=True))

    assert (found.on, found.provisional, found.term) == (None, False, "L01")


@pytest.mark.parametrize(
    ("first", "last", "end", "line"),
    [
        ("2026-03-09", "2026-03-10", "2026-04-01", "2026-03-09至2026-03-10，2个工作日不计算"),
        ("2026-03-02", "2026-03-03", "2026-03-31", "2026-03-02至2026-03-03，1个工作日不计算"),
        ("2026-02-27", "2026-03-03", "2026-03-31", "2026-03-02至2026-03-03，1个工作日不计算"),
        ("2026-03-30", "2026-03-30", "2026-03-31", "2026-03-30至2026-03-30，1个工作日不计算"),
        ("2026-03-31", "2026-03-31", "2026-03-30", ""),
        ("2026-03-07", "2026-03-08", "2026-03-30", ""),
        ("2026-02-24", "2026-02-27", "2026-03-30", ""),
    ],
    ids=str,
)
def test_the_days_of_a_pause_are_taken_off_and_told(first: str, last: str, end: str, line: str) -> None:
    pause = Pause(date.fromisoformat(first), date.fromisoformat(last), "听证")
    found = reckon(replace(CLOCK, pauses=(pause,)), date(2026, 6, 1))

    assert found.on == date.fromisoformat(end)
    told = dict(found.pieces).get("扣除", "")
    assert told == (f"听证：{line}（第四十五条）" if line else "")


def test_pauses_that_share_days_are_taken_off_once_with_both_reasons() -> None:
    one = Pause(date(2026, 3, 9), date(2026, 3, 11), "听证")
    other, inside = (
        Pause(date(2026, 3, 11), date(2026, 3, 12), "检验"),
        Pause(date(2026, 3, 10), date(2026, 3, 10), "听证"),
    )

    found = reckon(replace(CLOCK, pauses=(other, one, inside)), date(2026, 6, 1))

    assert found.on == date(2026, 4, 3)
    assert dict(found.pieces)["扣除"] == "听证、检验：2026-03-09至2026-03-12，4个工作日不计算（第四十五条）"


def test_pauses_one_after_the_other_are_told_each_in_its_order() -> None:
    one, other = Pause(date(2026, 3, 9), date(2026, 3, 9), "听证"), Pause(date(2026, 3, 10), date(2026, 3, 10), "检验")

    found = reckon(replace(CLOCK, pauses=(other, one)), date(2026, 6, 1))

    assert [text[:2] for label, text in found.pieces if label == "扣除"] == ["听证", "检验"]
    assert found.on == date(2026, 4, 1)


@pytest.mark.parametrize(
    ("ends", "term", "on"),
    [
        (TODAY, "L15", TODAY),
        (TODAY - timedelta(days=1), "L04", LAST),
        (LAST - timedelta(days=1), "L15", LAST - timedelta(days=1)),
        (LAST, "L04", LAST),
    ],
    ids=["ends on the day of acceptance", "ended before", "ends a day before the term", "ends with it"],
)
def test_a_renewal_is_due_before_the_old_licence_ends(ends: date, term: str, on: date) -> None:
    found = reckon(replace(CLOCK, expires_on=ends, item=Item.RENEW))

    assert (found.term, found.on) == (term, on)
    assert ("提前" in dict(found.pieces)) is (term == "L15")


@pytest.mark.parametrize(("promised", "on"), [(8, "2026-03-12"), (20, "2026-03-30"), (21, "2026-03-30")])
def test_a_promise_never_makes_the_term_longer(promised: int, on: str) -> None:
    found = due(CLOCK, TODAY, CALENDAR, LAW.terms, replace(LAW.settings, committed_limit_wd=promised))

    assert found.on == date.fromisoformat(on)
    assert ("期限", f"{min(promised, 20)}个工作日（承诺）") in found.pieces


def test_an_extension_adds_ten_working_days_and_says_so() -> None:
    found = reckon(replace(CLOCK, extended=True))

    assert (found.on, found.term) == (date(2026, 4, 14), "L05")
    assert ("延长", "经批准延长10个工作日") in found.pieces


def test_what_stops_the_clock_has_a_word_each() -> None:
    assert PAUSES == {
        "hearing": "听证", "expert_review": "专家评审", "test": "检验、检测、检疫、鉴定", "correction": "补正",
        "investigation": "立案调查",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("today", "shown"),
    [
        ("2026-03-24", Card.NONE),
        ("2026-03-25", Card.WARNING),
        ("2026-03-30", Card.WARNING),
        ("2026-03-31", Card.YELLOW),
        ("2026-04-02", Card.YELLOW),
        ("2026-04-03", Card.RED),
    ],
)
def test_the_cards_turn_on_their_days(today: str, shown: Card) -> None:
    day, settings = date.fromisoformat(today), replace(LAW.settings, warn_before_wd=3, red_after_yellow_wd=3)

    assert card(LAST, day, CALENDAR, settings) is shown
    assert card(LAST, day, CALENDAR, settings, done=True) is Card.NONE
    assert card(None, day, CALENDAR, settings) is Card.NONE
    assert card(LAST, day, CALENDAR, settings, paused=True) is (Card.NONE if shown is Card.WARNING else shown)


def test_there_is_no_red_card_without_the_yellow() -> None:
    assert [earned(each) for each in (Card.NONE, Card.WARNING, Card.YELLOW, Card.RED)] == [
        (), (Card.WARNING,), (Card.YELLOW,), (Card.YELLOW, Card.RED),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("day", "months", "end"),
    [
        ("2026-01-31", 1, "2026-02-28"),
        ("2026-11-30", 1, "2026-12-30"),
        ("2026-12-31", 1, "2027-01-31"),
        ("2026-12-31", 2, "2027-02-28"),
        ("2026-01-31", -1, "2025-12-31"),
        ("2026-03-31", -1, "2026-02-28"),
        ("2024-02-29", 12, "2025-02-28"),
    ],
)
def test_months_end_on_the_same_day_or_the_last(day: str, months: int, end: str) -> None:
    assert add_months(date.fromisoformat(day), months) == date.fromisoformat(end)


@pytest.mark.parametrize(
    ("unit", "count", "ahead", "back", "ahead_provisional"),
    [
        ("wd", 5, "2026-03-09", "2026-02-24", False),
        ("d", 5, "2026-03-09", "2026-02-25", False),
        ("m", 1, "2026-04-02", "2026-02-02", False),
        ("y", 1, "2027-03-02", "2025-03-02", False),
        ("", 0, "2026-03-02", "2026-03-02", False),
        ("d", 300, "2026-12-28", "2025-05-06", False),
        ("d", 310, "2027-01-06", "2025-04-26", True),
    ],
)
def test_a_span_lies_ahead_or_back(unit: str, count: int, ahead: str, back: str, ahead_provisional: bool) -> None:
    rule = replace(LAW.terms["L07"], count=count, unit=unit)
    found, before = forward(rule, TODAY, CALENDAR), backward(rule, TODAY, CALENDAR)

    assert (found.term, found.start, found.on) == ("L07", TODAY, date.fromisoformat(ahead))
    assert (before.start, before.on) == (TODAY, date.fromisoformat(back))
    assert (found.provisional, before.provisional) == (ahead_provisional, False)


def test_a_span_back_over_days_that_nobody_announced_is_provisional() -> None:
    rule = replace(LAW.terms["L07"], count=5, unit="wd")

    assert backward(rule, date(2027, 1, 5), CALENDAR).provisional
    assert not backward(rule, date(2026, 12, 31), CALENDAR).provisional
    assert backward(replace(rule, count=0), date(2027, 1, 5), CALENDAR).provisional
    assert backward(rule, TODAY, CALENDAR, "d").on == date(2026, 2, 25)


def test_only_what_is_due_at_once_is_asked_for_at_once() -> None:
    assert at_once("L02", TODAY, LAW.terms, CALENDAR).on == TODAY
    with pytest.raises(KeyError, match="L01"):
        at_once("L01", TODAY, LAW.terms, CALENDAR)


def test_every_unit_has_a_word() -> None:
    assert UNITS == {"wd": "个工作日", "d": "日", "m": "个月", "y": "年"}


@pytest.mark.parametrize(
    ("rows", "day", "provisional"),
    [((), date(2027, 12, 31), True), ((DayRow(date(2028, 1, 1), WORKING),), date(2028, 1, 1), False)],
    ids=["through a year that nobody announced", "from the first day of the announced one"],
)
def test_a_term_backwards_touches_its_own_last_day(rows: tuple[DayRow, ...], day: date, *, provisional: bool) -> None:
    announced = Calendar(range(2027, 2029), rows, frozenset({2027}))

    found = backward(replace(LAW.terms["L12"], count=1), date(2028, 1, 3), announced)  # a Monday

    assert (found.on, found.provisional) == (day, provisional)
