"""The document by which a decision falls: its day lies between the decision and today, and it was received after it."""

from datetime import date

import pytest

from tests.support.standing import case, on, told, took


@pytest.mark.parametrize(
    ("dated", "held"),
    [("2026-11-02", False), ("2026-11-03", True), ("2026-11-20", True), ("2026-11-21", False)],
)
@pytest.mark.parametrize("deed", ["case.decided", "case.fined_on_the_spot", "case.not_punished", "case.handled"])
def test_a_decision_is_annulled_by_a_document_between_it_and_the_day(deed: str, dated: str, held: bool) -> None:
    standing = case(took("case.filed", date(2026, 11, 2)), took(deed, date(2026, 11, 3)), took("case.served"))
    asked = on(date(2026, 11, 20), dated=dated)

    why = "文书日期应在2026-11-03至2026-11-20之间"
    assert told("annulled_since", standing, asked) == ("" if held else why)


def test_the_newest_decision_counts_and_without_one_the_discovery() -> None:
    twice = case(took("case.decided"), took("case.decided", date(2026, 11, 9)))
    assert told("annulled_since", twice, on(date(2026, 11, 20), dated="2026-11-08"))
    assert told("annulled_since", case(), on(date(2026, 11, 20), dated="2026-11-02")) == ""
    assert told("annulled_since", case(), on(date(2026, 11, 20), dated="2026-11-01"))


@pytest.mark.parametrize(
    ("received", "held"),
    [("2026-11-09", False), ("2026-11-10", True), ("2026-11-20", True), ("2026-11-21", False)],
)
def test_a_document_is_received_between_its_day_and_today(received: str, held: bool) -> None:
    asked = on(date(2026, 11, 20), dated="2026-11-10", received=received)
    why = "收到文书的日期应在2026-11-10至2026-11-20之间"
    assert told("annulled_since", case(took("case.decided")), asked) == ("" if held else why)
