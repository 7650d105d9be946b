"""Terms of working days, calendar days and years, with the readings of the contract."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.lawbook import built_in_calendar
from models.errors import InvalidInput
from rules.periods import add_years, in_words, term

CALENDAR = built_in_calendar()


@pytest.mark.parametrize(
    ("start", "years", "end"),
    [
        ("2023-11-21", 3, "2026-11-21"),
        ("2024-02-29", 3, "2027-02-28"),
        ("2023-02-28", 1, "2024-02-28"),
        ("2024-02-29", 1, "2025-02-28"),
        ("2024-02-29", 4, "2028-02-29"),
        ("2096-02-29", 4, "2100-02-28"),
        ("9998-01-01", 3, "9999-12-31"),
    ],
)
def test_years_end_on_the_same_day_or_the_last_of_the_month(start: str, years: int, end: str) -> None:
    assert add_years(date.fromisoformat(start), years) == date.fromisoformat(end)


@pytest.mark.parametrize(
    ("start", "length", "end", "provisional"),
    [
        ("2026-11-19", "30wd", "2026-12-31", False),
        ("2026-11-20", "30wd", "2027-01-04", True),
        ("2026-12-03", "20wd", "2026-12-31", False),
        ("2026-12-04", "20wd", "2027-01-04", True),
        ("2026-02-14", "5wd", "2026-02-28", False),
        ("2026-03-02", "15d", "2026-03-17", False),
        ("2026-09-18", "15d", "2026-10-08", False),
        ("2026-12-20", "15d", "2027-01-04", True),
        ("2026-12-19", "13d", "2027-01-04", True),
        ("2026-12-16", "15d", "2026-12-31", False),
        ("2024-02-29", "3y", "2027-02-28", False),
        ("2026-12-31", "1y", "2027-12-31", False),
        ("1999-12-31", "5y", "2004-12-31", False),
    ],
    ids=str,
)
def test_a_term_ends_on_its_last_day(start: str, length: str, end: str, *, provisional: bool) -> None:
    found = term(date.fromisoformat(start), length, CALENDAR)

    assert found.last_day == date.fromisoformat(end)
    assert found.provisional is provisional
    assert ("暂定日历" in found.basis) is provisional


@pytest.mark.parametrize(
    ("length", "article"), [("20wd", "行政许可法》(2019)第八十二条"), ("15d", "第二百零三条"), ("3y", "第二百零二条")]
)
def test_a_term_names_its_article(length: str, article: str) -> None:
    assert article in term(date(2026, 3, 2), length, CALENDAR).basis


def test_a_term_that_rolls_says_so() -> None:
    assert "2026-10-03是休息日，顺延至2026-10-08" in term(date(2026, 9, 18), "15d", CALENDAR).basis


@pytest.mark.parametrize(
    "length", ["0wd", "0d", "0y", "-5wd", "5", "wd", "5w", "5m", "5 wd", "1.5d", "5WD", "", "５wd", "5wd\n", "999999d"]
)
def test_a_length_of_nothing_or_of_another_unit_is_refused(length: str) -> None:
    with pytest.raises(InvalidInput, match="无法计算"):
        term(date(2026, 3, 2), length, CALENDAR)


@pytest.mark.parametrize(("start", "length"), [("2026-01-01", "9000y"), ("9999-12-01", "99d"), ("2099-12-01", "99wd")])
def test_a_term_beyond_what_can_be_counted_is_refused(start: str, length: str) -> None:
    with pytest.raises(InvalidInput):
        term(date.fromisoformat(start), length, CALENDAR)


@given(st.dates(date(2004, 1, 1), date(2090, 1, 1)), st.integers(1, 400))
def test_calendar_days_end_on_a_working_day_not_before_the_count(start: date, count: int) -> None:
    last = term(start, f"{count}d", CALENDAR).last_day

    assert CALENDAR.is_working(last)
    assert last >= start + timedelta(days=count)
    assert CALENDAR.working_days_between(start + timedelta(days=count), last) <= 1


@given(st.dates(date(1900, 1, 1), date(2500, 1, 1)), st.integers(1, 50))
def test_years_never_end_in_another_month(start: date, years: int) -> None:
    end = add_years(start, years)

    assert (end.year, end.month) == (start.year + years, start.month)
    assert end.day == start.day or (start.month, start.day, end.day) == (2, 29, 28)


@pytest.mark.parametrize(
    ("start", "years", "end"),
    [
        ("1996-02-29", 4, "2000-02-29"),
        ("2396-02-29", 4, "2400-02-29"),
        ("2196-02-29", 4, "2200-02-28"),
        ("2000-02-29", 401, "2401-02-28"),
        ("2000-02-29", 399, "2399-02-28"),
        ("2000-02-29", 201, "2201-02-28"),
        ("2001-02-28", 3, "2004-02-28"),
        ("2004-03-29", 1, "2005-03-29"),
        ("9998-01-01", 1, "9999-01-01"),
        ("2004-02-29", -1, "2003-02-28"),
    ],
)
def test_leap_years_and_the_last_year_of_all(start: str, years: int, end: str) -> None:
    assert add_years(date.fromisoformat(start), years) == date.fromisoformat(end)


def test_a_term_of_years_may_end_in_the_last_year_but_not_behind_it() -> None:
    assert term(date(9998, 1, 1), "1y", CALENDAR).last_day == date(9999, 1, 1)
    with pytest.raises(InvalidInput, match="超出可计算的年份"):
        term(date(9998, 1, 1), "2y", CALENDAR)
    with pytest.raises(InvalidInput, match="期限“1d”"):
        term(date.max, "1d", CALENDAR)


def test_a_day_is_written_as_documents_write_it() -> None:
    assert in_words(date(2026, 1, 2)) == "2026年1月2日"


@pytest.mark.parametrize("length", ["20wd", "15d", "3y"])
def test_a_term_says_from_when_and_how_long_it_is(length: str) -> None:
    found = term(date(2026, 3, 2), length, CALENDAR)

    assert (found.start, found.length) == (date(2026, 3, 2), length)


@pytest.mark.parametrize("length", ["0d", "0wd", "0y", "-1d", "1m", "", "1.5d", "100000d"])
def test_a_length_of_nothing_or_of_no_unit_is_refused(length: str) -> None:
    with pytest.raises(InvalidInput, match="无法计算"):
        term(date(2026, 3, 2), length, CALENDAR)
