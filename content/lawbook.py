"""The built-in law and calendar, read once."""

from collections.abc import Iterable
from functools import cache

from content import read_text
from rules.calendar import Calendar, DayRow, Festivals, build
from rules.calendar_file import parse_days, parse_festivals
from rules.lawbook import LawBook, parse

FILES = (
    "instruments", "screening", "settings", "terms", "causes", "reasons", "instant", "papers", "negative_list",
    "reviews",
)  # fmt: skip
NOTICES = "国务院办公厅放假安排"


@cache
def texts() -> dict[str, str]:
    """Return the files of the law book in force, name → text."""
    return {f"{name}.toml": read_text(f"law/{name}.toml") for name in FILES}


@cache
def lawbook() -> LawBook:
    """Return the built-in law book."""
    return parse(texts())


@cache
def festivals() -> tuple[Festivals, ...]:
    """Return the built-in festivals (2025 and later)."""
    return parse_festivals(read_text("calendars/festivals.csv"))


@cache
def confirmed_days() -> tuple[DayRow, ...]:
    """Return what the State Council announced for the built-in years."""
    return parse_days(read_text("calendars/cn.csv"), NOTICES)


@cache
def built_in_calendar() -> Calendar:
    """Return the calendar without anything that an operator loaded."""
    return calendar_with(())


def calendar_with(official: Iterable[DayRow]) -> Calendar:
    """Return the calendar with the years that an operator loaded."""
    return build(confirmed_days(), festivals(), official)
