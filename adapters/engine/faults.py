"""Find the first fault of a profile document, and the line where it stands."""

import re
import types
import typing
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import msgspec

from adapters.engine.wordings import in_words

Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong: an unknown key, a missing key, or a wrong value."""

    kind: str
    path: Path
    message: str = ""
    known: tuple[str, ...] = ()


def faults_of(value: object, kind: Any, path: Path = ()) -> Iterator[Fault]:
    """Yield every place where a document does not fit the vocabulary."""
    return _faults(value, kind, path)


def _faults(value: object, kind: Any, path: Path) -> Iterator[Fault]:
    kind = _without_none(kind)
    origin, arguments = typing.get_origin(kind), typing.get_args(kind)
    if isinstance(kind, type) and issubclass(kind, msgspec.Struct) and isinstance(value, dict):
        yield from _table_faults(value, kind, path)
    elif origin is dict and isinstance(value, dict):
        for key, member in value.items():
            yield from _faults(member, arguments[1], (*path, key))
    elif origin is list and isinstance(value, list):
        for index, member in enumerate(value):
            yield from _faults(member, arguments[0], (*path, index))
    else:
        try:
            msgspec.convert(value, kind, strict=True)
        except msgspec.ValidationError as error:
            yield Fault("value", path, in_words(str(error)), tuple(_choices(kind)))


def _table_faults(value: dict[str, object], kind: type[msgspec.Struct], path: Path) -> Iterator[Fault]:
    fields = {field.encode_name: field for field in msgspec.structs.fields(kind)}
    for key, member in value.items():
        if key not in fields:
            yield Fault("unknown", (*path, key), known=tuple(fields))
        else:
            yield from _faults(member, fields[key].type, (*path, key))
    for key, field in fields.items():
        if field.required and key not in value:
            yield Fault("missing", (*path, key))


def _choices(kind: Any) -> Iterator[str]:
    """Yield the words that a value may be, where it must be one of some."""
    if typing.get_origin(kind) is typing.Literal:
        yield from map(str, typing.get_args(kind))
    elif isinstance(kind, types.UnionType) or typing.get_origin(kind) is typing.Union:
        for part in typing.get_args(kind):
            yield from _choices(part)


def _without_none(kind: Any) -> Any:
    if isinstance(kind, types.UnionType) or typing.get_origin(kind) is typing.Union:
        rest = [part for part in typing.get_args(kind) if part is not types.NoneType]
        return rest[0] if len(rest) == 1 else kind
    return kind


def line_of(text: str, path: Path) -> int:
    """Return the number of the line that declares a key, or else the nearest table around it."""
    best, best_length = 1, -1
    for number, here in _declared(text):
        length = len(here)
        if length > best_length and here == path[:length]:
            best, best_length = number, length
    return best


def _declared(text: str) -> Iterator[tuple[int, Path]]:
    """Yield (line, path) for each table header, each key and each inline table of a list."""
    table: Path = ()
    listed: Path | None = None
    counts: dict[Path, int] = {}
    for number, line in enumerate(text.splitlines(), 1):
        words = line.strip()
        header = re.fullmatch(r"(\[\[?)\s*([^\]]+?)\s*\]\]?\s*(?:#.*)?", words)
        key = re.match(r"([A-Za-z0-9_\-.\"]+)\s*=\s*(\[\s*(?:#.*)?$)?", words)
        if header and not line.startswith(" "):
            table, listed = _header(header[1], header[2], counts), None
            yield number, table
        elif listed is not None and words.startswith("{"):
            counts[listed] = counts.get(listed, -1) + 1
            yield number, (*listed, counts[listed])
        elif key:
            here = (*table, *_split(key[1]))
            listed = here if key[2] else None
            yield number, here


def _header(brackets: str, name: str, counts: dict[Path, int]) -> Path:
    path: Path = _split(name)
    if brackets == "[[":
        counts[path] = counts.get(path, -1) + 1
        return (*path, counts[path])
    parent = path[:-1]
    return (*parent, counts[parent], path[-1]) if parent in counts else path


def _split(name: str) -> tuple[str, ...]:
    return tuple(part.strip().strip('"') for part in name.split("."))
