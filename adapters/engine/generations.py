"""The generations of published columns, as data: which columns each has, and what the code of a state says."""

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import msgspec

from adapters.engine.vocabulary.pushing import DateForm
from adapters.engine.vocabulary.words import Words

FOLDER = Path(__file__).resolve().parents[2] / "content" / "generations"


class State(Words, frozen=True, kw_only=True):
    """Where a generation writes how a record stands, and the code of each of our standings."""

    column: str
    codes: dict[str, str]


class Table(Words, frozen=True, kw_only=True):
    """The columns of one kind of record; `state` is None where a withdrawal is an operation of its own."""

    columns: list[str]
    state: State | None = None


class Columns(Words, frozen=True, kw_only=True):
    """One generation: `dates` are the forms in which its dates may be written."""

    name: str
    dates: list[DateForm]
    kinds: dict[str, Table]


@cache
def generations() -> dict[str, Columns]:
    """Return every generation by its name."""
    texts = [file.read_text(encoding="utf-8") for file in sorted(FOLDER.glob("*.toml"))]
    read = [msgspec.convert(tomllib.loads(text), Columns, strict=True) for text in texts]
    return {one.name: one for one in read}


def standing_of(record: Mapping[str, object], kind: str) -> str | None:
    """Return how a record stands: its own word, else by `valid`; only a penalty is valid without either."""
    said = record.get("standing")
    if isinstance(said, str) and said:
        return said
    valid = record.get("valid", True if kind == "cf" else None)
    return ("valid" if valid else "invalid") if isinstance(valid, bool) else None
