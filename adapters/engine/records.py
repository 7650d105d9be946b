"""Read one record strictly: the profile's map is compiled once, then every value is typed and checked."""

import json
import re
from collections.abc import Callable, Mapping
from operator import attrgetter
from typing import Annotated, Any, Literal

import msgspec

from adapters.engine.splitting import Broken
from adapters.engine.values import Converter, Unreadable, converter
from adapters.engine.vocabulary import Field
from models.errors import InvalidInput

INT64 = 2**63 - 1
Tables = Mapping[str, Mapping[str, str]]
Getter = Callable[[Any], Any]

_ANY = msgspec.json.Decoder()
_GAP = re.compile(rb'"[ \t\r\n]+:')


class Values(list[Any]):
    """The values of one record in the order of the map; `kept` are those that make up its content."""

    __slots__ = ("kept", "notes")

    def __init__(self) -> None:
        super().__init__()
        self.kept: list[object] = []
        self.notes: list[str] = []


class RecordReader:
    """Reads records of one map; `names` gives the order of the values."""

    def __init__(self, fields: Mapping[str, Field], tables: Tables, place: str = "") -> None:
        self.names = tuple(fields)
        self.kind = _struct(list(fields.values()))
        self._steps = [_step(name, field, tables, place) for name, field in fields.items()]
        self._decoder = msgspec.json.Decoder(self.kind)

    def read(self, raw: bytes) -> Values:
        """Return the values of a record from its own bytes; raises Unreadable with the place."""
        try:
            return self.values(self._decoder.decode(raw), Values())
        except Broken as error:
            raise _unreadable(error) from error

    def convert(self, document: object) -> Values:
        """Return the values of a record that is parsed already; raises Unreadable."""
        try:
            return self.values(msgspec.convert(document, self.kind), Values())
        except Broken as error:
            raise _unreadable(error) from error

    def values(self, record: Any, into: Values) -> Values:
        """Append the values of a decoded record; absent, null and "" are None."""
        kept = into.kept
        for get, convert, required, volatile, place in self._steps:
            value = get(record)
            if value is None or value == "":
                if required:
                    raise Unreadable("缺少必填值", place)
                value = None
            if not volatile:
                kept.append(value if type(value) is not list else None)
            into.append(value if value is None or convert is None else convert(value, into, place))
        return into


def check_once(raw: bytes) -> object:
    """Return the parsed record when no name stands twice in one object and no text holds NUL.

    Names are counted first; only where the count does not fit are they compared one by one.
    """
    try:
        document = _ANY.decode(raw)
    except Broken as error:
        raise _unreadable(error) from error
    if raw.count(b'":') != _members(document) or _GAP.search(raw):
        _without_twins(raw)
    if b"\\u0000" in raw and _holds_nul(document):
        raise Unreadable("含有空字符(NUL)", "$")
    return document


def _members(document: object) -> int:
    if type(document) is dict:
        count = len(document)
        for value in document.values():
            if type(value) is dict or type(value) is list:
                count += _members(value)
        return count
    if type(document) is list:
        return sum(map(_members, document))
    return 0


def _without_twins(raw: bytes) -> None:
    def pairs(members: list[tuple[str, object]]) -> dict[str, object]:
        together = dict(members)
        if len(together) != len(members):
            names = [name for name, _ in members]
            twin = next(name for name in names if names.count(name) > 1)
            raise Unreadable("同一名称出现两次", f"$.{twin}"[:80])
        return together

    try:
        json.loads(raw, object_pairs_hook=pairs)
    except (ValueError, RecursionError) as error:
        raise Unreadable("不是正确的 JSON", "$") from error


def _holds_nul(document: object) -> bool:
    if isinstance(document, dict):
        return any("\0" in name or _holds_nul(value) for name, value in document.items())
    if isinstance(document, list):
        return any(_holds_nul(value) for value in document)
    return isinstance(document, str) and "\0" in document


def _unreadable(error: Exception) -> Unreadable:
    what, _, place = str(error).partition(" - at `")
    fault = "类型或长度不对" if isinstance(error, msgspec.ValidationError) else "不是正确的 JSON"
    return Unreadable(f"{fault}({what[:120]})", place.removesuffix("`") or "$")


def _struct(fields: list[Field], prefix: str = "") -> Any:
    """Return a structure with the members that the sources name; nested objects become nested structures."""
    members: dict[str, Any] = {}
    for field in fields:
        head, dot, _rest = field.source.removeprefix(prefix).partition(".")
        if not dot:
            members[head] = _type(field)
        elif head not in members:
            inner = _struct([f for f in fields if f.source.startswith(f"{prefix}{head}.")], f"{prefix}{head}.")
            members[head] = _or_nothing(inner)
    declared = [(_attribute(name), kind, None) for name, kind in members.items()]
    return msgspec.defstruct("Record", declared, rename={_attribute(name): name for name in members}, gc=False)


def _attribute(name: str) -> str:
    return "m_" + name.replace("-", "_")


def _or_nothing(kind: Any) -> Any:
    """Return the type that also takes null and an empty text: both mean that there is no value."""
    return kind | Literal[""] | None


def _type(field: Field) -> Any:
    if field.type in {"int", "epoch"}:
        return _or_nothing(Annotated[int, msgspec.Meta(ge=field.min, le=INT64)])
    if field.type == "bool":
        return _or_nothing(bool)
    if field.type == "bool01":
        return Literal["0", "1", ""] | None
    if field.type == "list":
        return _or_nothing(list[_struct(list(field.each.values()))])  # type: ignore[misc]
    if field.max is not None:
        return Annotated[str, msgspec.Meta(max_length=field.max)] | None
    return str | None


def _step(name: str, field: Field, tables: Tables, place: str) -> tuple[Getter, Converter | None, bool, bool, str]:
    if field.table is not None and field.table not in tables:
        raise InvalidInput(f"{place}.{name}:没有代码表“{field.table}”。")
    convert = _list_of(field, tables, place) if field.type == "list" else converter(field, tables)
    return _get(field.source), convert, field.required, field.volatile, f"$.{field.source}"


def _list_of(field: Field, tables: Tables, place: str) -> Converter:
    reader = RecordReader(field.each, tables, place)

    def convert(value: Any, into: Values, _place: str) -> object:
        read = []
        for item in value:
            inner = reader.values(item, Values())
            into.kept.append(inner.kept)
            read.append(inner)
        return read

    return convert


def _get(source: str) -> Getter:
    head, dot, rest = source.partition(".")
    outer = attrgetter(_attribute(head))
    if not dot:
        return outer
    inner = _get(rest)

    def get(record: Any) -> Any:
        value = outer(record)
        return inner(value) if value else None

    return get
