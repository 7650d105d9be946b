"""The last days that have a card today: without gap, without overlap, each with the card that the rule gives it."""

from datetime import date, timedelta

import pytest

from content.lawbook import built_in_calendar, lawbook
from models.values import Card
from rules.terms import card, days_of

CALENDAR = built_in_calendar()


@pytest.mark.parametrize("today", [date(2026, 11, 23), date(2026, 10, 1), date(2026, 2, 17), date(2026, 11, 21)])
def test_every_last_day_lies_in_the_days_of_its_own_card(today: date) -> None:
    settings = lawbook().in_force(today).settings
    days = days_of(today, CALENDAR, settings)

    for ahead in range(-90, 90):
        due_on = today + timedelta(days=ahead)
        holds = [kind for kind, (since, through) in days.items()
                 if (since is None or since <= due_on) and (through is None or due_on <= through)]  # fmt: skip
        assert holds == [card(due_on, today, CALENDAR, settings)]


def test_red_and_what_is_far_off_have_no_end() -> None:
    today = date(2026, 11, 23)
    days = days_of(today, CALENDAR, lawbook().in_force(today).settings)

    assert days[Card.RED][0] is None
    assert days[Card.NONE][1] is None
    assert days[Card.YELLOW][1] == date(2026, 11, 22)
    assert days[Card.WARNING][0] == today
