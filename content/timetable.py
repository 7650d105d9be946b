"""The built-in timetable of appointments, read once."""

from functools import cache

from content import read_text
from rules.appointments import Timetable, parse


@cache
def timetable() -> Timetable:
    """Return halls, plans and limits."""
    return parse(read_text("appointments.toml"), "appointments.toml")
