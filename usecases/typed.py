"""What somebody typed into the search of a list, as a condition that means the same on both databases."""

from typing import Any

from sqlalchemy import ColumnElement, or_


def begins_with(typed: str, *columns: ColumnElement[Any]) -> ColumnElement[bool]:
    """Return whether one of some columns begins with what was typed, as it is or in capitals.

    Numbers are written in capitals; SQLite compares Latin letters whatever their case, PostgreSQL does not.
    """
    words = dict.fromkeys((typed.strip(), typed.strip().upper()))
    return or_(*(column.startswith(word, autoescape=True) for column in columns for word in words))
