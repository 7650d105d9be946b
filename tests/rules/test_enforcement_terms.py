"""The terms of enforcement, E01 to E41: the last day of each, across week ends, holidays and short months."""

from datetime import date
from pathlib import Path

import pytest

from content.lawbook import built_in_calendar, lawbook
from rules.terms.spans import backward, forward

LAW = lawbook().in_force(date(2026, 11, 23))
CALENDAR = built_in_calendar()


@pytest.mark.parametrize(
    ("term", "start", "last"),
    [
        ("E01", date(2026, 11, 2), date(2026, 11, 11)),  # seven working days, over one week end
        ("E01", date(2026, 9, 25), date(2026, 10, 12)),  # over 国庆; Saturday 10 October is worked
        ("E02", date(2026, 11, 2), date(2026, 11, 11)),
        ("E04", date(2026, 11, 7), date(2026, 11, 17)),  # acted at once on a Saturday
        ("E09", date(2026, 11, 6), date(2026, 11, 17)),
        ("E12", date(2026, 11, 2), date(2026, 12, 2)),
        ("E12", date(2026, 10, 29), date(2026, 11, 30)),  # the thirtieth day is a Saturday: the next working day
        ("E13", date(2026, 11, 2), date(2026, 12, 2)),
        ("E16", date(2026, 11, 2), date(2026, 11, 5)),
        ("E18", date(2026, 11, 4), date(2026, 11, 9)),
        ("E19", date(2026, 11, 2), date(2026, 11, 9)),
        ("E22", date(2026, 3, 2), date(2026, 6, 1)),  # the ninetieth day is Sunday 31 May
        ("E23", date(2026, 11, 2), date(2026, 11, 11)),
        ("E24", date(2026, 11, 2), date(2026, 12, 2)),
        ("E25", date(2026, 3, 2), date(2026, 3, 17)),  # domain 7.5
        ("E30", date(2026, 3, 2), date(2026, 5, 6)),  # the sixtieth day is 1 May
        ("E31", date(2026, 3, 2), date(2026, 3, 17)),
        ("E31g", date(2026, 3, 2), date(2026, 9, 2)),  # only where the switch penalty_litigation says so
        ("E32", date(2026, 3, 2), date(2026, 3, 17)),
        ("E34", date(2026, 11, 2), date(2026, 11, 16)),
        ("E34m", date(2026, 11, 30), date(2027, 2, 28)),
        ("E36", date(2026, 11, 6), date(2026, 11, 10)),
        ("E38", date(2026, 11, 4), date(2026, 11, 9)),
        ("E39", date(2024, 2, 29), date(2026, 2, 28)),
        ("E39h", date(2024, 2, 29), date(2029, 2, 28)),
        ("E41", date(2026, 11, 2), date(2026, 11, 11)),
    ],
)  # fmt: skip
def test_the_last_day_of_a_term(term: str, start: date, last: date) -> None:
    assert forward(LAW.terms[term], start, CALENDAR).on == last


def test_e20_a_hearing_is_told_seven_working_days_before() -> None:
    assert backward(LAW.terms["E20"], date(2026, 11, 13), CALENDAR).on == date(2026, 11, 4)


def test_e07_and_e21_count_persons() -> None:
    assert [(LAW.terms[term].count, LAW.terms[term].unit) for term in ("E07", "E21")] == [(2, "persons")] * 2


def test_what_has_no_number_of_days_is_due_at_once() -> None:
    uncounted = (
        "E03", "E05", "E06", "E08", "E10", "E11", "E14", "E15", "E17", "E26", "E27", "E28", "E29", "E33", "E35", "E37",
        "E40",
    )  # fmt: skip
    assert {term for term in LAW.terms if term[0] == "E" and not LAW.terms[term].count} == set(uncounted)


def test_every_term_of_enforcement_is_proved_here() -> None:
    text = Path(__file__).read_text(encoding="utf-8")

    enforcement = [term for term in LAW.terms if term[0] == "E"]
    assert len(enforcement) == 44
    assert [term for term in enforcement if f'"{term}"' not in text] == []


def test_an_inquiry_of_the_older_procedure_has_its_own_article() -> None:
    old = lawbook().in_force(date(2023, 7, 19)).terms
    assert (old["E12"].basis.key, LAW.terms["E12"].basis.key) == ("PEN2010 inquiry", "PEN inquiry")
