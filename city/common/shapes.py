"""Strict shapes of request bodies: a value is exactly as the contract says, or it is faulty."""

import re
from collections.abc import Callable, Mapping
from typing import Any

from city.common import moments

Check = Callable[[Any, str], None]
NOTHING: Mapping[str, Check] = {}
_IDENT = re.compile(r"[A-Za-z0-9-]+")


class Faulty(Exception):
    """A value breaks the contract; `field` says where."""

    def __init__(self, field: str, why: str) -> None:
        super().__init__(f"{field}: {why}" if field else why)
        self.field = field


def text(most: int, least: int = 1) -> Check:
    """A text of `least` to `most` Unicode code points."""

    def check(value: Any, field: str) -> None:
        if not isinstance(value, str):
            raise Faulty(field, "is not a text")
        if not least <= len(value) <= most:
            raise Faulty(field, f"has {len(value)} characters, {least} to {most} are allowed")

    return check


def ident(least: int, most: int) -> Check:
    """The contract's `id(least-most)`: letters, digits and hyphens."""
    length = text(most, least)

    def check(value: Any, field: str) -> None:
        length(value, field)
        if not _IDENT.fullmatch(value):
            raise Faulty(field, "holds other characters than A-Z a-z 0-9 -")

    return check


def pattern(form: str) -> Check:
    """A text that fits a regular expression as a whole."""
    compiled = re.compile(form, re.ASCII)

    def check(value: Any, field: str) -> None:
        if not isinstance(value, str) or not compiled.fullmatch(value):
            raise Faulty(field, f"does not fit {form}")

    return check


def integer(least: int, most: int = 2**53) -> Check:
    """A JSON integer between two bounds; true and false are none."""

    def check(value: Any, field: str) -> None:
        if not isinstance(value, int) or isinstance(value, bool):
            raise Faulty(field, "is not an integer")
        if not least <= value <= most:
            raise Faulty(field, f"is not between {least} and {most}")

    return check


def boolean(value: Any, field: str) -> None:
    """A JSON true or false."""
    if not isinstance(value, bool):
        raise Faulty(field, "is not true or false")


def choice(*words: str) -> Check:
    """One of the words listed."""

    def check(value: Any, field: str) -> None:
        if not isinstance(value, str) or value not in words:
            raise Faulty(field, f"is not one of {' '.join(words)}")

    return check


def moment(value: Any, field: str) -> None:
    """A moment with offset."""
    if not isinstance(value, str) or moments.parse_rfc3339(value) is None:
        raise Faulty(field, "is not a moment with offset")


def day(value: Any, field: str) -> None:
    """A real day, `YYYY-MM-DD`."""
    if not isinstance(value, str) or moments.parse_date(value) is None:
        raise Faulty(field, "is not a date")


def money(value: Any, field: str) -> None:
    """A decimal text in yuan with exactly two decimals."""
    if not isinstance(value, str) or not re.fullmatch(r"(0|[1-9][0-9]{0,12})\.[0-9]{2}", value):
        raise Faulty(field, "is not money with two decimals")


def nullable(inner: Check) -> Check:
    """What `inner` allows, or null."""

    def check(value: Any, field: str) -> None:
        if value is not None:
            inner(value, field)

    return check


def listing(inner: Check, least: int, most: int) -> Check:
    """A list of `least` to `most` values of one shape."""

    def check(value: Any, field: str) -> None:
        if not isinstance(value, list):
            raise Faulty(field, "is not a list")
        if not least <= len(value) <= most:
            raise Faulty(field, f"has {len(value)} entries, {least} to {most} are allowed")
        for place, entry in enumerate(value):
            inner(entry, f"{field}[{place}]")

    return check


def record(mandatory: Mapping[str, Check], optional: Mapping[str, Check] = NOTHING) -> Check:
    """An object with all `mandatory` names, maybe the `optional` ones, and no other."""
    known = {**mandatory, **optional}

    def check(value: Any, field: str) -> None:
        if not isinstance(value, dict):
            raise Faulty(field, "is not an object")
        prefix = f"{field}." if field else ""
        for name in mandatory:
            if name not in value:
                raise Faulty(prefix + name, "is missing")
        for name, entry in value.items():
            if name not in known:
                raise Faulty(prefix + name, "is not known")
            known[name](entry, prefix + name)

    return check
