"""The generations of published columns, read once: which columns each has, and what the code of a state says."""

import tomllib
from functools import cache

import msgspec

from content import HERE


class State(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where a generation writes how a record stands, and the code of each of our standings."""

    column: str
    codes: dict[str, str]


class Table(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The columns of one kind of record; `state` is None where a withdrawal is an operation of its own."""

    columns: list[str]
    state: State | None = None


class Columns(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One generation: `dates` are the forms in which its dates may be written."""

    name: str
    dates: list[str]
    kinds: dict[str, Table]


@cache
def generations() -> dict[str, Columns]:
    """Return every generation by its name."""
    texts = [file.read_text(encoding="utf-8") for file in (HERE / "generations").glob("*.toml")]
    read = [msgspec.convert(tomllib.loads(text), Columns, strict=True) for text in texts]
    return {one.name: one for one in sorted(read, key=lambda one: one.name)}


def state_of(generation: str, kind: str, standing: str) -> tuple[str, str]:
    """Return in which column, by which code a generation says how a record stands; ("", "") where it cannot."""
    named = generations().get(generation)
    table = named.kinds.get(kind) if named is not None else None
    if table is None or table.state is None or standing not in table.state.codes:
        return "", ""
    return table.state.column, table.state.codes[standing]
