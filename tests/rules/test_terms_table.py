"""Every term L01 to L27 at its boundary: across the Spring Festival, and into a year that is announced later."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from content.lawbook import built_in_calendar, calendar_with, festivals, lawbook
from models.errors import Refused
from models.values import Card, Item
from rules.calendar import Calendar, DayRow, provisional_days
from rules.lawbook import parse
from rules.lawrows import Law
from rules.terms import Clock, Pause, card, due, earned, licences, steps
from rules.terms.spans import Reckoned

BEFORE = built_in_calendar()
LAW = lawbook().in_force(date(2026, 2, 13))
Reckon = Callable[[date, Law, Calendar], Reckoned]


def announced() -> Calendar:
    """Return the calendar once 2027 was announced: as guessed, but 4 January is off as well (made up)."""
    (year,) = (one for one in festivals() if one.year == 2027)
    rows = {row.day: row for row in provisional_days(year)}
    rows[date(2027, 1, 4)] = DayRow(date(2027, 1, 4), "off", "元旦")
    return calendar_with(rows.values())


AFTER = announced()


def first_answer(start: date, law: Law, calendar: Calendar) -> Reckoned:
    return _clock("L01", Clock(start), law, calendar)


def decision(start: date, law: Law, calendar: Calendar) -> Reckoned:
    return _clock("L04", Clock(start, start), law, calendar)


def extended(start: date, law: Law, calendar: Calendar) -> Reckoned:
    return _clock("L05", Clock(start, start, extended=True), law, calendar)


def promised(start: date, law: Law, calendar: Calendar) -> Reckoned:
    law = replace(law, settings=replace(law.settings, committed_limits={"renew": 8}))
    return replace(_clock("L04", Clock(start, start, item=Item.RENEW), law, calendar), term="L06")


def heard(start: date, law: Law, calendar: Calendar) -> Reckoned:
    """Return a decision whose clock stood for the four working days behind the next Monday or holiday week."""
    first = calendar.add_working_days(start, 1)
    clock = Clock(start, start, pauses=(Pause(first, calendar.add_working_days(first, 3), "听证"),))
    return replace(_clock("L04", clock, law, calendar), term="L13")


def _clock(term: str, clock: Clock, law: Law, calendar: Calendar) -> Reckoned:
    found = due(clock, clock.starts_on, calendar, law.terms, law.settings)
    assert found.on is not None
    assert found.term == term
    return Reckoned(found.term, clock.starts_on, found.on, found.provisional, found.basis)


def named(value: object) -> str:
    """Name a case without the address of its rule in memory: two programs must give the same names."""
    return value[:24] if isinstance(value, str) else "rule"


def of(function: Callable[..., Reckoned]) -> Reckon:
    return lambda day, law, calendar: function(day, law.terms, calendar)


WORKING_DAYS: list[tuple[str, Reckon, str, str, str]] = [  # term, rule, start, last day, its vector of domain 8
    ("L01", first_answer, "2026-02-13", "2026-02-27", "+5"),
    ("L04", decision, "2026-02-13", "2026-03-19", "+20"),
    ("L05", extended, "2026-02-13", "2026-04-02", "+30"),
    ("L06", promised, "2026-02-13", "2026-03-03", "one more than +7"),
    ("L07", of(steps.delivery), "2026-02-13", "2026-03-05", "+10"),
    ("L10", of(steps.hearing_request), "2026-02-14", "2026-02-28", "+5, a working Saturday"),
    ("L11", of(steps.hearing), "2026-02-13", "2026-03-19", "+20"),
    ("L12", of(steps.hearing_notice), "2026-03-02", "2026-02-13", "-7"),
    ("L13", heard, "2026-02-13", "2026-03-25", "+24"),
    ("L17", of(licences.change_by), "2026-02-13", "2026-04-02", "+30"),
    ("L25", of(steps.publicity), "2026-02-13", "2026-03-02", "+7"),
    ("L27", of(steps.disclosure), "2026-02-14", "2026-03-20", "+20 from a working Saturday"),
    ("V01", of(steps.return_visit), "2026-02-13", "2026-02-27", "+5"),
]


@pytest.mark.parametrize(("term", "rule", "start", "last", "vector"), WORKING_DAYS, ids=named)
def test_a_term_in_working_days_skips_the_spring_festival(
    term: str, rule: Reckon, start: str, last: str, vector: str
) -> None:
    found = rule(date.fromisoformat(start), LAW, BEFORE)

    assert (found.term, found.on.isoformat(), found.provisional) == (term, last, False), vector


INTO_2027: list[tuple[str, Reckon, str, str, str]] = [  # term, rule, start, by the guess, once announced
    ("L01", first_answer, "2026-12-28", "2027-01-05", "2027-01-06"),
    ("L04", decision, "2026-12-04", "2027-01-04", "2027-01-05"),
    ("L05", extended, "2026-11-20", "2027-01-04", "2027-01-05"),
    ("L06", promised, "2026-12-22", "2027-01-04", "2027-01-05"),
    ("L07", of(steps.delivery), "2026-12-18", "2027-01-04", "2027-01-05"),
    ("L10", of(steps.hearing_request), "2026-12-28", "2027-01-05", "2027-01-06"),
    ("L11", of(steps.hearing), "2026-12-04", "2027-01-04", "2027-01-05"),
    ("L12", of(steps.hearing_notice), "2027-01-06", "2026-12-25", "2026-12-24"),
    ("L13", heard, "2026-11-30", "2027-01-04", "2027-01-05"),
    ("L17", of(licences.change_by), "2026-11-20", "2027-01-04", "2027-01-05"),
    ("L25", of(steps.publicity), "2026-12-23", "2027-01-04", "2027-01-05"),
    ("L27", of(steps.disclosure), "2026-12-04", "2027-01-04", "2027-01-05"),
    ("V01", of(steps.return_visit), "2026-12-28", "2027-01-05", "2027-01-06"),
]


@pytest.mark.parametrize(("term", "rule", "start", "guessed", "known"), INTO_2027, ids=named)
def test_a_term_into_2027_is_provisional_and_moves_once_the_year_is_announced(
    term: str, rule: Reckon, start: str, guessed: str, known: str
) -> None:
    before, after = (rule(date.fromisoformat(start), LAW, calendar) for calendar in (BEFORE, AFTER))

    assert (before.term, before.on.isoformat(), before.provisional) == (term, guessed, True)
    assert (after.on.isoformat(), after.provisional) == (known, False)


@pytest.mark.parametrize(("term", "rule", "start", "last", "_vector"), WORKING_DAYS, ids=named)
def test_on_the_last_day_there_is_a_warning_and_on_the_next_the_yellow_card(
    term: str, rule: Reckon, start: str, last: str, _vector: str
) -> None:
    on = rule(date.fromisoformat(start), LAW, BEFORE).on

    assert (term, on.isoformat()) == (term, last)
    assert card(on, on, BEFORE, LAW.settings) is Card.WARNING
    assert card(on, on + timedelta(days=1), BEFORE, LAW.settings) is Card.YELLOW


@pytest.mark.parametrize("term", ["L02", "L03", "L08", "L26"])
@pytest.mark.parametrize("day", ["2026-02-14", "2026-12-31", "2027-02-05"], ids=["festival", "year's end", "2027"])
def test_l02_l03_l08_and_l26_are_due_on_the_day_itself(term: str, day: str) -> None:
    found = steps.at_once(term, date.fromisoformat(day), LAW.terms, BEFORE)

    assert (found.term, found.on.isoformat(), found.provisional) == (term, day, False)


def test_l09_wants_two_officers_on_the_spot() -> None:
    steps.check_officers(2, LAW.terms)
    with pytest.raises(Refused, match="2名以上"):
        steps.check_officers(1, LAW.terms)


@pytest.mark.parametrize(
    ("unit", "expires", "by", "provisional"),
    [
        ("d", "2026-03-20", "2026-02-18", False),  # in the festival: never rolled, later would be too late
        ("wd", "2026-04-02", "2026-02-13", False),
        ("d", "2027-01-05", "2026-12-06", False),
        ("wd", "2027-01-04", "2026-11-20", True),
    ],
)
def test_l14_counts_back_in_the_unit_that_the_bureau_chose(unit: str, expires: str, by: str, provisional: bool) -> None:
    settings = replace(LAW.settings, renewal_lead_unit=unit)

    found = licences.renewal_by(date.fromisoformat(expires), LAW.terms, settings, BEFORE)

    assert (found.term, found.on.isoformat(), found.provisional) == ("L14", by, provisional)


@pytest.mark.parametrize("expires", ["2026-02-17", "2027-01-02"], ids=["in the festival", "in a year not announced"])
def test_l15_a_renewal_is_due_on_the_last_day_of_the_licence_and_does_not_roll(expires: str) -> None:
    end = date.fromisoformat(expires)
    start = end - timedelta(days=12)
    clock = Clock(start, start, expires_on=end, item=Item.RENEW)

    found = due(clock, start, BEFORE, LAW.terms, LAW.settings)

    assert (found.term, found.on) == ("L15", end)
    assert licences.deemed_renewed_on(end) == end + timedelta(days=1)


def test_l15_may_be_kept_for_renewals_that_came_in_time() -> None:
    settings = replace(LAW.settings, deemed_renewal_late=False)
    start = date(2026, 2, 13)

    late = due(Clock(start, start, expires_on=date(2026, 3, 1)), start, BEFORE, LAW.terms, settings)
    early = due(Clock(date(2026, 1, 30), start, expires_on=date(2026, 3, 1)), start, BEFORE, LAW.terms, settings)

    assert (late.term, str(late.on)) == ("L04", "2026-03-19")
    assert (early.term, str(early.on)) == ("L15", "2026-03-01")


def test_l15_does_not_touch_a_renewal_that_was_accepted_after_the_end() -> None:
    clock = Clock(date(2026, 2, 13), date(2026, 2, 13), expires_on=date(2026, 2, 12))

    assert due(clock, date(2026, 2, 13), BEFORE, LAW.terms, LAW.settings).term == "L04"


def test_l16_is_a_switch_that_is_off() -> None:
    assert LAW.settings.renewal_waits_for_investigation is False
    assert LAW.terms["L16"].mark == "copy"


@pytest.mark.parametrize(
    ("first", "last", "wanted"),
    [
        ("2027-01-10", "2027-02-08", False),
        ("2027-01-10", "2027-02-09", True),
        ("2026-01-31", "2026-02-26", False),
        ("2026-01-31", "2026-02-27", True),
    ],
)
def test_l18_a_month_of_closing_needs_a_suspension(first: str, last: str, wanted: bool) -> None:
    assert licences.must_suspend(date.fromisoformat(first), date.fromisoformat(last), LAW.terms) is wanted


def test_l19_is_seven_days_before_even_where_that_is_a_holiday() -> None:
    found = licences.suspension_by(date(2026, 2, 24), LAW.terms, BEFORE)

    assert (found.on, found.provisional) == (date(2026, 2, 17), False)


def test_l20_and_l21_a_suspension_ends_after_a_year_and_resuming_later_is_refused() -> None:
    start = date(2026, 2, 14)

    assert licences.longest_suspension(start, LAW.terms) == date(2027, 2, 14)
    licences.check_resumption(start, date(2027, 2, 14), LAW.terms)
    with pytest.raises(Refused, match="2027-02-14"):
        licences.check_resumption(start, date(2027, 2, 15), LAW.terms)


@pytest.mark.parametrize(
    ("stopped", "notice", "recall", "mark"),
    [
        ("2015-01-10", "2016-01-11", "2016-04-11", "copy"),
        ("2026-08-10", "2027-02-11", "2027-03-11", "unverified"),
        ("2026-08-31", "2027-03-01", "2027-04-01", "unverified"),
    ],
    ids=["Order 51: a year and three months", "Order 37: six months and one", "from the end of a month"],
)
def test_l22_has_two_versions(stopped: str, notice: str, recall: str, mark: str) -> None:
    day = date.fromisoformat(stopped)

    found = licences.recall_of_closed(day, lawbook().in_force(day).terms, BEFORE)

    assert (found.notice_from.isoformat(), found.recall_from.isoformat(), found.mark) == (notice, recall, mark)


@pytest.mark.parametrize(("issued", "recall"), [("2026-08-31", "2027-03-01"), ("2015-08-15", "2016-02-16")])
def test_l23_a_licence_never_used_is_given_up_after_six_months(issued: str, recall: str) -> None:
    day = date.fromisoformat(issued)

    assert licences.recall_of_unused(day, lawbook().in_force(day).terms, BEFORE).recall_from.isoformat() == recall


@pytest.mark.parametrize(("first", "last"), [("2026-02-14", "2031-02-13"), ("2024-02-29", "2029-02-27")])
def test_l24_a_licence_is_valid_for_five_years_at_most(first: str, last: str) -> None:
    assert licences.longest_validity(date.fromisoformat(first), LAW.terms).isoformat() == last


def test_a_promise_is_kept_by_item_and_from_its_day_on() -> None:
    from content import read_text

    row = '\n[[setting]]\nkey = "committed_limit_wd"\nitem = "renew"\nvalue = 8\n'
    row += 'valid_from = 2026-07-01\nmark = "practice"\n'
    names = ("instruments", "screening", "terms", "causes", "reasons", "settings")
    texts = {f"{name}.toml": read_text(f"law/{name}.toml") for name in names}
    book = parse(texts | {"settings.toml": texts["settings.toml"] + row})

    def days(on: date, item: Item) -> int:
        law = book.in_force(on)
        found = due(Clock(on, on, item=item), on, BEFORE, law.terms, law.settings).on
        return BEFORE.working_days_between(on, found) if found else 0

    assert days(date(2026, 6, 30), Item.RENEW) == 20
    assert (days(date(2026, 7, 1), Item.RENEW), days(date(2026, 7, 1), Item.NEW)) == (8, 20)


def test_there_is_no_red_card_without_the_yellow_one() -> None:
    assert earned(Card.RED) == (Card.YELLOW, Card.RED)
    assert earned(Card.WARNING) == (Card.WARNING,)
    assert earned(Card.NONE) == ()


def test_every_term_of_the_table_is_proved_here() -> None:
    text = Path(__file__).read_text(encoding="utf-8")

    licensing = [term for term in LAW.terms if term[0] not in "EK"]
    assert [term for term in licensing if term not in text and term.lower() not in text] == []
