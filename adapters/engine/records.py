"""Read one record strictly: the profile's map is compiled once, then every value is typed and checked."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Annotated, Any, Literal

import msgspec

from adapters.engine.mistypes import in_words
from adapters.engine.splitting import Broken
from adapters.engine.twins import NUL, member_count, refuse_twins, without_nul
from adapters.engine.values import Converter, Unreadable, converter
from adapters.engine.vocabulary import Field
from models.errors import InvalidInput
from models.said import said

INT64 = 2**63 - 1
Tables = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class Read:
    """The values of one record in the order of the map; `content` is what identifies it, as it came."""

    values: list[Any]
    content: list[Any]
    notes: list[str]


class RecordReader:
    """Reads records of one map; `names` gives the order of the values."""

    def __init__(self, fields: Mapping[str, Field], tables: Tables, place: str = "") -> None:
        self.names = tuple(fields)
        self.plan = Plan(fields, tables, place)
        self._decoder = msgspec.json.Decoder(self.plan.kind)

    def read(self, raw: bytes) -> Read:
        """Return the values of a record from its own bytes; raises Unreadable with the place.

        No name may stand twice in one object. NUL is read as ␀ (what no database takes); the bytes keep it.
        """
        taken = without_nul(raw)
        try:
            record = self._decoder.decode(taken)
        except Broken as error:
            raise _unreadable(error) from error
        notes: list[str] = [NUL] if taken != raw else []
        values, content, members = self.plan.take(record, notes)
        if members != member_count(taken):
            refuse_twins(taken)
        return Read(values, content, notes)

    def convert(self, document: object) -> Read:
        """Return the values of a record that is parsed already; raises Unreadable."""
        try:
            record = msgspec.convert(document, self.plan.kind)
        except Broken as error:
            raise _unreadable(error) from error
        notes: list[str] = []
        values, content, _members = self.plan.take(record, notes)
        return Read(values, content, notes)


class Plan:
    """How the values of one object are taken: all at once, then only those that need it are converted."""

    def __init__(self, fields: Mapping[str, Field], tables: Tables, place: str) -> None:
        declared = list(fields.values())
        self.kind = _struct(declared)
        self._sources = [_attributes(field.source) for field in declared]
        self._get = attrgetter(*self._sources, self._sources[0])  # at least two, so that a tuple comes back
        self._places = [f"$.{field.source}" for field in declared]
        self.volatile = [n for n, field in enumerate(declared) if field.volatile]
        self.lists = [(n, Plan(f.each, tables, place)) for n, f in enumerate(declared) if f.type == "list"]
        self.outer = [(attrgetter(_attributes(prefix)), self._empty(prefix)) for prefix in _prefixes(declared)]
        self._work = [
            (n, field.required, _convert(name, field, tables, place), f"$.{field.source}")
            for n, (name, field) in enumerate(fields.items())
            if field.required or field.table or field.type not in {"text", "texts"} or worked(field)
        ]
        self._defaults = [(n, field.default) for n, field in enumerate(declared) if field.default is not None]
        self.conditions = Conditions(fields)

    def take(self, record: Any, notes: list[str]) -> tuple[list[Any], list[Any], int]:
        """Return values, content and the number of members seen; absent, null and "" are None."""
        values = self._raw_values(record)
        values.pop()
        if "" in values:
            values = [None if value == "" else value for value in values]
        content = values.copy()
        members = len(values) - values.count(None)
        for get, empty in self.outer:
            members += present(get, record, empty)
        for index, inner in self.lists:
            if values[index] is not None:
                taken = inner.take_all(values[index], notes, self._places[index])
                values[index] = [part[0] for part in taken]
                content[index] = [part[1] for part in taken]
                members += sum([part[2] for part in taken])
        for index in self.volatile:
            content[index] = None
        for index, default in self._defaults:
            values[index] = default if values[index] is None else values[index]
        self._convert(values, notes)
        self.conditions.check(values)
        return values, content, members

    def raw_values(self, records: Sequence[Any]) -> list[Any]:
        """Return the values of records as they came; behind them stands the first once more."""
        try:
            return list(map(self._get, records))
        except AttributeError:
            return list(map(self._raw_values, records))

    def _raw_values(self, record: Any) -> list[Any]:
        try:
            return list(self._get(record))
        except AttributeError:  # an inner object is null or ""
            return [_reach(record, source) for source in (*self._sources, self._sources[0])]

    def take_all(self, records: list[Any], notes: list[str], place: str) -> list[tuple[list[Any], list[Any], int]]:
        """Return what `take` returns for each record of a list."""
        try:
            return [self.take(record, notes) for record in records]
        except Unreadable as error:
            raise Unreadable(error.fault, f"{place}[...]{error.place.removeprefix('$')}") from error

    def _convert(self, values: list[Any], notes: list[str]) -> None:
        for index, required, convert, place in self._work:
            value = values[index]
            if value is None:
                if required:
                    raise Unreadable("缺少必填值", place)
            elif convert is not None:
                values[index] = convert(value, notes, place)

    def _empty(self, prefix: str) -> Any:
        return attrgetter(_attributes(prefix))(self.kind())


def worked(field: Field) -> bool:
    """Whether a text of this field is more than taken as it came."""
    return bool(field.pattern or field.suspect or field.norm or field.date or field.unit != "char")


class Conditions:
    """Which values must be there because of others; by the names of the fields."""

    def __init__(self, fields: Mapping[str, Field]) -> None:
        places = {name: n for n, name in enumerate(fields)}
        self._rules = [
            (places[name], {places[other]: frozenset(words) for other, words in field.required_if.items()}, others)
            for name, field in fields.items()
            if (others := [places[other] for other in field.required_any_of]) or field.required_if
        ]
        self._sources = [f"$.{field.source}" for field in fields.values()]

    def __bool__(self) -> bool:
        return bool(self._rules)

    def check(self, values: Sequence[Any]) -> None:
        """Raise Unreadable for the first value that is missing."""
        for index, when, others in self._rules:
            if values[index] is not None:
                continue
            holds = all(str(values[other]) in words for other, words in when.items())
            if holds and (not others or all(values[other] is None for other in others)):
                raise Unreadable("缺少必填值", self._sources[index])


def present(get: Callable[[Any], Any], record: Any, empty: Any) -> bool:
    """Whether an inner object came with the record; its absence left our empty one."""
    try:
        return get(record) is not empty
    except AttributeError:
        return False


def _reach(record: Any, source: str) -> Any:
    for name in source.split("."):
        record = getattr(record, name, None)
    return record


def _unreadable(error: Exception) -> Unreadable:
    return Unreadable(*in_words(error))


def _convert(name: str, field: Field, tables: Tables, place: str) -> Converter | None:
    if field.table is not None and field.table not in tables:
        raise InvalidInput(said("{place}.{name}：没有代码表“{table}”。", place=place, name=name, table=field.table))
    return None if field.type == "list" else converter(field, tables)


def _struct(fields: list[Field], prefix: str = "") -> Any:
    """Return a structure with the members that the sources name; nested objects become nested structures."""
    members: dict[str, tuple[Any, Any]] = {}
    for field in fields:
        head, dot, _rest = field.source.removeprefix(prefix).partition(".")
        if not dot:
            members[head] = (_type(field), None)
        elif head not in members:
            inner = _struct([f for f in fields if f.source.startswith(f"{prefix}{head}.")], f"{prefix}{head}.")
            members[head] = (_or_nothing(inner), inner())
    declared = [("m_" + name.replace("-", "_"), kind, default) for name, (kind, default) in members.items()]
    rename = {"m_" + name.replace("-", "_"): name for name in members}
    return msgspec.defstruct("Record", declared, rename=rename, gc=False, frozen=True)


def _attributes(source: str) -> str:
    return ".".join("m_" + name.replace("-", "_") for name in source.split("."))


def _prefixes(fields: list[Field]) -> list[str]:
    """Return the paths of the inner objects: applicant, applicant.legal_rep."""
    found: dict[str, None] = {}
    for field in fields:
        names = field.source.split(".")
        for length in range(1, len(names)):
            found[".".join(names[:length])] = None
    return list(found)


def _or_nothing(kind: Any) -> Any:
    """Return the type that also takes null and an empty text: both mean that there is no value."""
    return kind | Literal[""] | None


_PLAIN: dict[str, Any] = {"bool": bool, "texts": list[str], "bool01": Literal["0", "1"]}


def _type(field: Field) -> Any:
    if field.date is not None or field.type == "stamp":
        return str | int | None
    if field.type == "money":
        return str | int | float | None
    if field.type in {"int", "epoch"}:
        return _or_nothing(Annotated[int, msgspec.Meta(ge=field.min, le=INT64)])
    if field.type == "list":
        return _or_nothing(list[_struct(list(field.each.values()))])  # type: ignore[misc]
    if field.type in _PLAIN:
        return _or_nothing(_PLAIN[field.type])
    return (
        str | None
        if field.max is None or field.norm or field.unit != "char"
        else Annotated[str, msgspec.Meta(max_length=field.max)] | None
    )
