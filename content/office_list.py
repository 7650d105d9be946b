"""The built-in list of offices, read once."""

import tomllib
from functools import cache

from content import read_text
from rules.competence import Kind, Place


@cache
def known() -> dict[str, Place]:
    """Return every office by its code."""
    listed = tomllib.loads(read_text("offices.toml"))["office"]
    more = ("short", "uscc", "test_uscc")
    return {
        one["code"]: Place(one["name"], Kind(one["kind"]), one["division"], *(one.get(name, "") for name in more))
        for one in listed
    }


@cache
def shorts() -> dict[str, str]:
    """Return the district bureaux by the short names that begin their document numbers."""
    return {place.short: code for code, place in known().items() if place.short and place.kind is Kind.DISTRICT}
