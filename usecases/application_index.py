"""How the application queue is searched: what was typed, and on SQLite one full-text expression for everything."""

import re
from collections.abc import Mapping, Sequence

import orjson
from sqlmodel import Session

from rules.identifiers import normal_number
from rules.names import gram_text, query_grams
from usecases import search_index

FILTER, KEY = "\ue000", "\ue001"  # what the words of migrations.words begin with
LETTERS = re.compile(r"[a-z]{1,40}", re.ASCII)
DIGITS = re.compile(r"[0-9]{4,18}[0-9A-Z]?|9[0-9A-Z]{5,17}", re.ASCII)
WORDS = {
    "state": "s", "channel": "c", "item": "i", "card": "d", "screening": "o", "assigned_to": "a", "office": "p",
}  # fmt: skip
PAIRS = {("state", "granted"): "g", ("item", "new"): "n"}  # values of most rows: held with each other value as well
ALONE = "card"  # has no pairs
PASSED_ON = "r"  # the word of the district whose office no longer has it
STARTS = {"initials": (1,), "number": (4, 6, 8)}  # starts of such a length are words of their own
ENTER = """
insert into application_gram(rowid, g)
select words.id, json_extract(new.value, '$[1]') || ' ' || words.words
from json_each(?) as new cross join application_words as words on words.id = json_extract(new.value, '$[0]')
"""
NOTHING = f'"{FILTER}x"'


def kind(query: str) -> str:
    """Return what was typed: the start of pinyin "initials", the start of a "number", or a piece of a "name"."""
    if LETTERS.fullmatch(query.lower()):
        return "initials"
    return "number" if DIGITS.fullmatch(normal_number(query)) else "name"


def add(session: Session, rows: Sequence[tuple[int, str]]) -> None:
    """Index applications that were just written: (id, searchable text)."""
    if session.get_bind().dialect.name == "postgresql":
        search_index.add(session, "application", rows)
        return
    named = orjson.dumps([[row_id, gram_text(name)] for row_id, name in rows]).decode()
    session.connection().exec_driver_sql(ENTER, (named,))


def expression(filters: Mapping[str, str | None], query: str, *, passed_on: bool = False) -> str:
    """Return SQLite's full-text expression for column values and what was typed; "" selects everything.

    `passed_on` adds to an office's applications what it handed over to others.
    """
    wanted = {column: value for column, value in filters.items() if value}
    words = [_filter(column, wanted[column], pair, passed_on=passed_on) for column, pair in _covered(wanted)]
    return " AND ".join([*words, _searched(query)] if query else words)


def _covered(wanted: Mapping[str, str]) -> list[tuple[str, str]]:
    """Return what to look up, so that no list of most rows is walked through: (column, letter of its pairs or "")."""
    frequent = {column: letter for (column, value), letter in PAIRS.items() if wanted.get(column) == value}
    others = [column for column in wanted if column not in frequent and column != ALONE] or list(frequent)[1:]
    letters = [letter for column, letter in frequent.items() if column not in others]
    if not (others and letters):
        return [(column, "") for column in wanted]
    many = max(len(others), len(letters))
    pairs = [(others[min(n, len(others) - 1)], letters[min(n, len(letters) - 1)]) for n in range(many)]
    return [*pairs, *((column, "") for column in wanted if column == ALONE)]


def _searched(query: str) -> str:
    what = kind(query)
    if what == "initials":
        start = query.lower()
        return _key(start) if len(start) in STARTS[what] else f"{_key(start)} *"
    if what == "number":
        start = normal_number(query)
        near = max((length for length in STARTS[what] if length <= len(start)), default=0)
        return f"({_key(start[:near])} OR {_key(start)})" if len(start) - near <= 1 else f"{_key(start)} *"
    pieces = " AND ".join(f'"{gram}"' for gram in query_grams(query)) or NOTHING
    return f"({_key(query)} OR ({pieces}))" if query.isalnum() and query.isascii() else pieces


def _filter(column: str, value: str, pair: str, *, passed_on: bool) -> str:
    letters = [WORDS[column], *([PASSED_ON] if passed_on and column == "office" else [])]
    words = [f'"{FILTER}{pair}{letter}{value.encode().hex()}"' for letter in letters]
    return words[0] if len(words) == 1 else f"({' OR '.join(words)})"


def _key(value: str) -> str:
    return f'"{KEY}{value}"'
