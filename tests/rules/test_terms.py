"""The clock of an application: due dates with their arithmetic, and cards."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.lawbook import built_in_calendar, lawbook
from models.values import Card
from rules.terms import Clock, Due, Pause, card, due

CALENDAR = built_in_calendar()
TODAY = date(2026, 11, 23)
LAW = lawbook().in_force(TODAY)
ACCEPTED = date(2026, 9, 18)


def reckon(clock: Clock, today: date = TODAY) -> Due:
    return due(clock, today, CALENDAR, LAW.terms, LAW.settings)


def pauses(*spans: tuple[str, str | None]) -> tuple[Pause, ...]:
    return tuple(Pause(date.fromisoformat(a), date.fromisoformat(b) if b else None, "听证") for a, b in spans)


def test_before_acceptance_the_bureau_has_five_working_days() -> None:
    found = reckon(Clock(date(2026, 11, 20)))

    assert found.on == date(2026, 11, 27)
    assert found.basis.key == "ALL 32(4)"
    assert ("逾期", "逾期不告知的，自收到申请材料之日起即为受理") in found.pieces


def test_while_the_applicant_corrects_nothing_is_due() -> None:
    found = reckon(Clock(date(2026, 11, 20), correcting=True))

    assert found.on is None
    assert found.pieces == (("期限", "等待申请人补正，期限不计算"),)


def test_after_acceptance_the_decision_is_due_in_twenty_working_days() -> None:
    found = reckon(Clock(date(2026, 11, 18), date(2026, 11, 20)))

    assert found.on == date(2026, 12, 18)
    assert not found.provisional
    assert found.pieces == (
        ("起算", "2026-11-20受理，次日起算"),
        ("期限", "20个工作日"),
        ("届满", "2026-12-18"),
        ("依据", "《行政许可法》(2019)第四十二条第一款"),
    )


def test_an_extension_adds_ten_working_days_and_may_reach_a_provisional_year() -> None:
    found = reckon(Clock(date(2026, 11, 20), date(2026, 11, 20), extended=True))

    assert found.on == date(2027, 1, 4)
    assert found.provisional
    assert ("延长", "经批准延长10个工作日") in found.pieces
    assert ("日历", "含暂定日历的日期，官方放假安排导入后重新计算") in found.pieces


@pytest.mark.parametrize(
    ("spans", "last"),
    [
        ([("2026-09-21", "2026-09-22")], "2026-10-26"),
        ([("2026-10-01", "2026-10-07")], "2026-10-22"),
        ([("2026-09-21", "2026-09-22"), ("2026-09-22", "2026-09-23")], "2026-10-27"),
        ([("2026-09-18", "2026-09-21")], "2026-10-26"),
        ([("2026-10-23", "2026-10-26")], "2026-10-22"),
        ([("2026-10-22", "2026-10-22")], "2026-10-23"),
        ([("2026-09-21", "2026-09-21"), ("2026-10-23", "2026-10-23")], "2026-10-26"),
        ([("2026-10-09", None)], "2026-10-27"),
    ],
    ids=[
        "two working days",
        "only days off",
        "two that share a day",
        "from the day of acceptance",
        "after the end",
        "the last day itself",
        "a second one on the day that the first one added",
        "still running on 12 October",
    ],
)
def test_paused_working_days_are_not_counted(spans: list[tuple[str, str | None]], last: str) -> None:
    clock = Clock(ACCEPTED, ACCEPTED, pauses=pauses(*spans))

    assert reckon(clock, date(2026, 10, 12)).on == date.fromisoformat(last)


@given(st.lists(st.tuples(st.integers(-5, 60), st.integers(0, 20)), max_size=4), st.booleans())
def test_the_due_day_leaves_exactly_the_granted_days_unpaused(
    spans: list[tuple[int, int]],
    extended: bool,
) -> None:
    made = tuple(
        Pause(date.fromordinal(ACCEPTED.toordinal() + a), date.fromordinal(ACCEPTED.toordinal() + a + n), "鉴定")
        for a, n in spans
    )

    last = reckon(Clock(ACCEPTED, ACCEPTED, extended=extended, pauses=made), TODAY).on

    assert last is not None
    days = [date.fromordinal(n) for n in range(ACCEPTED.toordinal() + 1, last.toordinal() + 1)]
    counted = [d for d in days if CALENDAR.is_working(d) and not any(p.from_on <= d <= (p.to_on or d) for p in made)]
    assert len(counted) == (30 if extended else 20)
    assert counted[-1] == last


def test_a_renewal_must_be_decided_before_the_old_licence_ends() -> None:
    found = reckon(Clock(ACCEPTED, ACCEPTED, expires_on=date(2026, 10, 1)))

    assert found.on == date(2026, 10, 1)
    assert any(label == "提前" for label, _ in found.pieces)


def test_a_promise_of_the_bureau_shortens_the_term() -> None:
    settings = replace(LAW.settings, committed_limit_wd=8)

    found = due(Clock(ACCEPTED, ACCEPTED), TODAY, CALENDAR, LAW.terms, settings)

    assert found.on == CALENDAR.add_working_days(ACCEPTED, 8)
    assert ("期限", "8个工作日（承诺）") in found.pieces


@pytest.mark.parametrize(
    ("today", "wanted"),
    [
        ("2026-12-14", Card.NONE),
        ("2026-12-15", Card.WARNING),
        ("2026-12-18", Card.WARNING),
        ("2026-12-19", Card.YELLOW),
        ("2026-12-21", Card.YELLOW),
        ("2026-12-23", Card.YELLOW),
        ("2026-12-24", Card.RED),
        ("2026-12-31", Card.RED),
    ],
)
def test_a_card_warns_before_turns_yellow_after_and_red_when_still_nothing_is_done(today: str, wanted: Card) -> None:
    assert card(date(2026, 12, 18), date.fromisoformat(today), CALENDAR, LAW.settings) is wanted


def test_what_is_done_or_waits_for_the_applicant_has_no_card() -> None:
    late = date(2026, 12, 31)

    assert card(date(2026, 12, 18), late, CALENDAR, LAW.settings, done=True) is Card.NONE
    assert card(None, late, CALENDAR, LAW.settings) is Card.NONE
