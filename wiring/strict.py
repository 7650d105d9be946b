"""Read TOML strictly into frozen dataclasses: a fault names file, line, key and the nearest known key."""

import re
import tomllib
from dataclasses import MISSING, dataclass, fields, is_dataclass
from datetime import timedelta
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Literal, TypeVar, get_args, get_origin, get_type_hints

from models.errors import InvalidInput
from models.said import said

T = TypeVar("T")
Place = tuple[str, ...]
UNITS = {"ms": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0, "d": 86400.0}
DURATION = re.compile(r"([0-9]+)(ms|s|m|h|d)")
HEADER = re.compile(r"^\s*\[([^\[\]]+)\]\s*(#.*)?$")
KEY = re.compile(r"""^\s*("[^"]*"|'[^']*'|[A-Za-z0-9_.-]+)\s*=""")
WORDS = {str: "文字", int: "整数", bool: "true 或 false", timedelta: "时长，如 “30s”、“5m”、“1d”", Path: "路径文字"}


@dataclass(frozen=True, slots=True)
class Source:
    """One TOML text and its name; knows on which line a key stands."""

    name: str
    text: str

    def document(self) -> dict[str, Any]:
        """Return the parsed text; raises InvalidInput with the line."""
        try:
            return tomllib.loads(self.text)
        except tomllib.TOMLDecodeError as error:
            raise InvalidInput(
                said("{name} 不是正确的 TOML:{error}。", name=self.name, error=error),
                kept="什么都没有做。",
                do_next="改正这一行。",
            ) from error

    def line(self, place: Place) -> int:
        """Return the line on which the key or the table of `place` stands, 1 where it cannot be told."""
        table: Place = ()
        best, depth = 1, 0
        for number, line in enumerate(self.text.splitlines(), 1):
            if header := HEADER.match(line):
                table = split_key(header[1])
                here = table
            elif key := KEY.match(line):
                here = table + split_key(key[1])
            else:
                continue
            if place[: len(here)] == here and len(here) > depth:
                best, depth = number, len(here)
        return best

    def wrong(self, place: Place, why: str) -> InvalidInput:
        """Return the error for the key at `place`."""
        return InvalidInput(
            said(
                "{name} 第 {place} 行：{where} {why}。",
                name=self.name,
                place=self.line(place),
                where=".".join(place),
                why=why,
            ),
            kept="什么都没有做。",
            do_next="改正后再运行；每个键的说明见 config.example.toml。",
        )


def split_key(text: str) -> Place:
    """Return the parts of a dotted TOML key."""
    return tuple(part.strip().strip("\"'") for part in text.split("."))


def duration(text: str) -> timedelta | None:
    """Return "30s", "5m", "1d" as a timedelta; None for anything else."""
    found = DURATION.fullmatch(text)
    return timedelta(seconds=int(found[1]) * UNITS[found[2]]) if found else None


def read_table(kind: type[T], table: object, source: Source, place: Place = (), **given: object) -> T:
    """Return `kind` (a dataclass) read from a TOML table; raises InvalidInput for every deviation."""
    if not isinstance(table, dict):
        raise source.wrong(place, "要是一个表，写作 [" + ".".join(place) + "]")
    hints = get_type_hints(kind)
    known = {f.name: f for f in fields(kind) if f.metadata.get("key", True) and f.name not in given}  # type: ignore[arg-type]
    for key in table:
        if key not in known:
            near = get_close_matches(key, known, n=1)
            raise source.wrong((*place, key), "不是已知的键" + (said("，是不是 {near}?", near=near[0]) if near else ""))
    for name, known_field in known.items():
        if name not in table and known_field.default is MISSING and known_field.default_factory is MISSING:
            raise source.wrong(place, said("缺少 {name}", name=name))
    values = {key: read_value(hints[key], value, source, (*place, key)) for key, value in table.items()}
    return kind(**values, **given)


def read_value(kind: Any, value: object, source: Source, place: Place) -> object:
    """Return one value as its declared type; raises InvalidInput."""
    if is_dataclass(kind):
        return read_table(kind, value, source, place)  # type: ignore[arg-type]
    if get_origin(kind) is Literal:
        if value not in get_args(kind):
            raise source.wrong(place, "只能是 " + "、".join(get_args(kind)))
        return value
    if get_origin(kind) is tuple:
        if not isinstance(value, list):
            raise source.wrong(place, "要是一列，写作 [ … ]")
        return tuple(read_value(get_args(kind)[0], item, source, place) for item in value)
    if get_origin(kind) is dict:
        return read_tables(get_args(kind)[1], value, source, place)
    if kind is timedelta:
        value = duration(value) if isinstance(value, str) else None
    elif kind is Path and isinstance(value, str):
        value = Path(value)
    if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
        raise source.wrong(place, said("要是{words}", words=WORDS[kind]))
    return value


def read_tables(kind: Any, value: object, source: Source, place: Place) -> dict[str, object]:
    """Return a table of named values or of named dataclasses, which learn their own name."""
    if not isinstance(value, dict):
        raise source.wrong(place, "要是一个表")
    if not is_dataclass(kind):
        return {key: read_value(kind, item, source, (*place, key)) for key, item in value.items()}
    return {key: read_table(kind, item, source, (*place, key), name=key) for key, item in value.items()}  # type: ignore[arg-type]
