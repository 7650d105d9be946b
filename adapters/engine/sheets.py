"""Read the records of a page together, a column of values at a time; what is strange is left to be read alone."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import chain, islice, repeat
from operator import add, is_not
from typing import Any, TypeVar

import msgspec

from adapters.engine import values
from adapters.engine.records import Plan, Tables, present
from adapters.engine.splitting import Broken
from adapters.engine.twins import member_count, refuse_twins
from adapters.engine.values import Unreadable
from adapters.engine.vocabulary import Field

Column = Sequence[Any]
Convert = Callable[[Column], Column]
Made = TypeVar("Made")
STRANGE: Any = object()  # stands where a value cannot be read; reading its record alone says what is wrong with it
_COMMON = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,6})?(?:Z|[+-]\d\d:\d\d)", re.ASCII)


@dataclass(frozen=True, slots=True)
class Listed:
    """The lists of many records, one behind the other: how many in each, and a column for each field."""

    lengths: list[int]
    columns: list[Any]

    def grouped(self, made: Iterator[Made]) -> list[tuple[Made, ...]]:
        """Return what was made of the entries, as one tuple a record."""
        return [tuple(islice(made, length)) for length in self.lengths]


@dataclass(frozen=True, slots=True)
class Taken:
    """A column for each field (a Listed for a list), what identifies each record, its members, and who is strange."""

    columns: list[Any]
    contents: list[Any]
    members: list[int]
    strange: set[int]


class PageReader:
    """Reads many records of one map at once; for each that it reads it gives what engine.records.RecordReader gives.

    A map of some members only does not see the others: then no name that stands `twice` is looked for.
    """

    def __init__(self, fields: Mapping[str, Field], tables: Tables, plan: Plan, *, twice: bool = True) -> None:
        self._decode, self._twice = msgspec.json.Decoder(plan.kind).decode, twice
        self._sheet = Sheet(fields, tables, plan)

    def read(self, raws: Sequence[bytes]) -> tuple[list[int], Taken]:
        """Return the places of those that were read, and their values; all others are to be read alone."""
        places = [place for place, raw in enumerate(raws) if b"\\u0000" not in raw]
        for _ in range(2):
            places, records = self._decoded(raws, places)
            taken = self._sheet.take(records)
            twins = _twins([raws[place] for place in places], taken.members) if self._twice else ()
            strange = taken.strange.union(twins)
            if not strange:
                return places, taken
            places = [place for n, place in enumerate(places) if n not in strange]
        return [], self._sheet.take([])

    def _decoded(self, raws: Sequence[bytes], places: list[int]) -> tuple[list[int], list[Any]]:
        try:
            return places, [self._decode(raws[place]) for place in places]
        except Broken:
            known = [(place, self._or_strange(raws[place])) for place in places]
            known = [(place, record) for place, record in known if record is not STRANGE]
            return [place for place, _ in known], [record for _, record in known]

    def _or_strange(self, raw: bytes) -> Any:
        try:
            return self._decode(raw)
        except Broken:
            return STRANGE


class Sheet:
    """How the values of many objects of one kind are taken: what engine.records.Plan does, for all of them at once."""

    def __init__(self, fields: Mapping[str, Field], tables: Tables, plan: Plan) -> None:
        declared = list(fields.values())
        self._plan, self._width = plan, len(declared)
        self._required = [n for n, field in enumerate(declared) if field.required and field.table is None]
        self._lists = [(n, Sheet(declared[n].each, tables, inner)) for n, inner in plan.lists]
        self._work = [(n, work) for n, field in enumerate(declared) if (work := _work(field, tables)) is not None]

    def take(self, records: Sequence[Any]) -> Taken:
        """Return the values of records; absent, null and "" are None."""
        columns: list[Any] = list(map(_or_none, zip(*self._plan.raw_values(records), strict=True)))[: self._width]
        columns = columns or [()] * self._width
        contents = columns.copy()
        members = [self._width - row.count(None) for row in zip(*columns, strict=True)]
        for outer in self._plan.outer:
            members = list(map(add, members, _presence(records, *outer)))
        strange = {n for index in self._required for n in _places(columns[index], None)}
        if self._plan.conditions:  # of several values together; each record is read alone
            strange.update(range(len(records)))
        for index, inner in self._lists:
            columns[index], contents[index], members = inner.take_lists(columns[index], members, strange)
        for index in self._plan.volatile:
            contents[index] = repeat(None, len(records))
        for index, work in self._work:
            columns[index] = work(columns[index])
            strange.update(_places(columns[index], STRANGE))
        return Taken(columns, list(zip(*contents, strict=True)), members, strange)

    def take_lists(self, lists: Column, members: list[int], strange: set[int]) -> tuple[Listed, Column, list[int]]:
        """Return the entries of lists, what identifies each list, and the members with theirs; note who is strange."""
        lengths = [len(entries) if entries else 0 for entries in lists]
        taken = self.take(list(chain.from_iterable(filter(None, lists))))
        if taken.strange:
            owners = [n for n, length in enumerate(lengths) for _ in range(length)]
            strange.update(owners[entry] for entry in taken.strange)
        contents, counted = iter(taken.contents), iter(taken.members)
        content = [None if entries is None else list(islice(contents, len(entries))) for entries in lists]
        members = [count + sum(islice(counted, length)) for count, length in zip(members, lengths, strict=True)]
        return Listed(lengths, taken.columns), content, members


def _or_none(column: Column) -> Column:
    return [None if value == "" else value for value in column] if "" in column else column


def _places(column: Column, wanted: Any) -> list[int]:
    return [n for n, value in enumerate(column) if value is wanted] if wanted in column else []


def _presence(records: Sequence[Any], get: Callable[[Any], Any], empty: Any) -> list[bool]:
    """Return whether an inner object came with each record."""
    try:
        return list(map(is_not, map(get, records), repeat(empty)))
    except AttributeError:
        return [present(get, record, empty) for record in records]


def _twins(raws: Sequence[bytes], members: list[int]) -> set[int]:
    """Return which records hold a name twice."""
    counted = list(map(member_count, raws))
    return (
        {n for n in range(len(raws)) if counted[n] != members[n] and _is_refused(raws[n])}
        if counted != members
        else set()
    )


def _is_refused(raw: bytes) -> bool:
    try:
        refuse_twins(raw)
    except Unreadable:
        return True
    return False


def _work(field: Field, tables: Tables) -> Convert | None:
    """Return what turns a column of this field into ours, None where it stays as it came."""
    work = _work_alone(field, tables)
    if field.default is None:
        return work
    done = work or (lambda column: column)
    return lambda column: [STRANGE if value is None else made for value, made in zip(column, done(column), strict=True)]


def _work_alone(field: Field, tables: Tables) -> Convert | None:
    """Return the same for a value that is there."""
    if field.table is not None and not (field.norm or field.suspect):
        return _from_table(field, tables[field.table])
    alone = values.converter(field, tables) if field.type != "list" else None
    if alone is None:
        return None
    each = _each(alone)
    if field.pattern is not None and not (field.norm or field.suspect or field.unit != "char"):
        return _matching(re.compile(field.pattern).fullmatch, each)
    return {"moment": _quick(_moments, each), "epoch": _quick(_epochs, each)}.get(field.type, each)


def _from_table(field: Field, table: Mapping[str, str]) -> Convert:
    words: dict[Any, Any] = {None: STRANGE if field.required else None, **table}
    if field.type == "int":
        words |= {int(code): word for code, word in table.items() if code.isdecimal() and str(int(code)) == code}
    return lambda column: list(map(words.get, column, repeat(STRANGE)))


def _each(convert: values.Converter) -> Convert:
    """Return what converts a column value by value."""

    def one(value: Any) -> Any:
        notes: list[str] = []
        try:
            read = None if value is None else convert(value, notes, "")
        except Unreadable:
            return STRANGE
        return STRANGE if notes else read

    return lambda column: list(map(one, column))


def _matching(match: Callable[[str], object], each: Convert) -> Convert:
    """Return what leaves a column as it is when every value of it is written as it should be."""
    return lambda column: column if None not in column and all(map(match, column)) else each(column)


def _quick(convert: Convert, each: Convert) -> Convert:
    """Return what converts a column in the common way, and value by value where that is not enough."""

    def column_of(column: Column) -> Column:
        try:
            return convert(column)
        except (ValueError, TypeError, OverflowError, OSError):
            return each(column)

    return column_of


def _moments(column: Column) -> Column:
    """Read the common way of writing RFC 3339; raises ValueError or TypeError where there is another."""
    if not all(map(_COMMON.fullmatch, column)):
        raise ValueError
    return [moment.astimezone(UTC) for moment in map(datetime.fromisoformat, column)]


def _epochs(column: Column) -> Column:
    return list(map(datetime.fromtimestamp, column, repeat(UTC)))
