"""Spans: the last day of a term of the table, forwards from an event or backwards from one that is to come."""

import calendar as months
from dataclasses import dataclass
from datetime import date, timedelta

from rules.basis import LegalBasis
from rules.calendar import Calendar
from rules.lawrows import TermRule
from rules.periods import add_years

BASIS = LegalBasis("民法典", 2020, "第二百条至第二百零四条", "CIVIL 200–204")
UNITS = {"wd": "个工作日", "d": "日", "m": "个月", "y": "年"}


@dataclass(frozen=True, slots=True)
class Reckoned:
    """The last day of one term; `provisional` = it touches a day nobody has announced yet."""

    term: str
    start: date
    on: date
    provisional: bool
    basis: LegalBasis


def add_months(day: date, count: int) -> date:
    """Return the same day some months later, or the month's last where it is missing (CIVIL 202)."""
    number = day.year * 12 + day.month - 1 + count
    year, month = number // 12, number % 12 + 1
    return date(year, month, min(day.day, months.monthrange(year, month)[1]))


def forward(rule: TermRule, start: date, calendar: Calendar) -> Reckoned:
    """Return the last day of a term that begins with an event on `start`; the day itself is not counted.

    Working days follow the calendar; calendar days that end on a day off roll to the next working day; months and
    years end on the same day and do not roll. A term without a number is due on the day itself.
    """
    last = span(start, rule.count, rule.unit, calendar)
    provisional = rule.unit in {"wd", "d"} and calendar.is_provisional(start, last)
    return Reckoned(rule.id, start, last, provisional, rule.basis)


def span(start: date, count: int, unit: str, calendar: Calendar) -> date:
    """Return the day that lies so many units after another one."""
    if unit == "wd":
        return calendar.add_working_days(start, count)
    if unit == "d":
        return calendar.on_or_next_working(start + timedelta(days=count))
    if unit == "m":
        return add_months(start, count)
    return add_years(start, count) if unit == "y" else start


def backward(rule: TermRule, before: date, calendar: Calendar, unit: str = "") -> Reckoned:
    """Return the last day that still lies the whole term before an event; `unit` overrules that of the table.

    It is never rolled: later would be too late.
    """
    day, kind = before, unit or rule.unit
    if kind == "wd":
        left = rule.count
        while left:
            day -= timedelta(days=1)
            left -= calendar.is_working(day)
    else:
        day = {"m": add_months(before, -rule.count), "y": add_months(before, -12 * rule.count)}.get(
            kind, before - timedelta(days=rule.count)
        )
    provisional = kind == "wd" and calendar.is_provisional(day - timedelta(days=1), before)
    return Reckoned(rule.id, before, day, provisional, rule.basis)
