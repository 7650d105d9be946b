"""Cards: which one something due has earned on a day (domain 7.1; yellow is already overdue)."""

from collections.abc import Callable, Mapping
from datetime import date, timedelta

from models.values import Card
from rules.basis import LegalBasis
from rules.calendar import Calendar
from rules.lawrows import Settings

MOST_DAYS = 400  # that a card may lie from its last day: far more than any setting asks for
DAY = timedelta(days=1)
BASIS = LegalBasis("行政许可法", 2019, "第四十二条、第六十条", "ALL 42, 60")  # 红黄牌 itself is an order of the bureau


def card(
    due_on: date | None,
    today: date,
    calendar: Calendar,
    settings: Settings,
    *,
    done: bool = False,
    paused: bool = False,
) -> Card:
    """Return the card of something due: a warning near the last day, yellow once it is overdue, then red.

    Yellow begins on the day after `due_on`; red when, from there, more than `red_after_yellow_wd` working
    days have gone by. What is done, or waits for the applicant (`due_on` None), has none; while the clock
    stands still (`paused`) nothing comes nearer, so nothing warns.
    """
    if done or due_on is None:
        return Card.NONE
    if today > due_on:
        late = calendar.working_days_between(due_on, today)
        return Card.RED if late > settings.red_after_yellow_wd else Card.YELLOW
    left = calendar.working_days_between(today, due_on)
    return Card.WARNING if left <= settings.warn_before_wd and not paused else Card.NONE


def earned(shown: Card) -> tuple[Card, ...]:
    """Return the cards that must have been handed out when one is shown: there is no red without the yellow.

    A warning whose time has passed is not made up for: it would warn of nothing.
    """
    return {Card.NONE: (), Card.RED: (Card.YELLOW, Card.RED)}.get(shown, (shown,))


def days_of(today: date, calendar: Calendar, settings: Settings) -> Mapping[Card, tuple[date | None, date | None]]:
    """Return from which through which last day something due has each card today; None = without end on that side."""
    red = _farthest(today, -1, lambda day: card(day, today, calendar, settings) is not Card.RED)
    calm = _farthest(today, 1, lambda day: card(day, today, calendar, settings) is not Card.NONE)
    return {
        Card.RED: (None, red),
        Card.YELLOW: (red + DAY, today - DAY),
        Card.WARNING: (today, calm - DAY),
        Card.NONE: (calm, None),
    }


def _farthest(day: date, step: int, goes_on: Callable[[date], bool]) -> date:
    """Return the first day on which a card is another one; bounded, as the working days of the settings are few."""
    for _ in range(MOST_DAYS):
        if not goes_on(day):
            break
        day += step * DAY
    return day
