"""Turn one value of theirs into one of ours; what cannot be turned is a fault with its place."""

import re
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from typing import Any

from adapters.engine.amounts import fen_of
from adapters.engine.dates import day_reader, moment_reader
from adapters.engine.normals import NORMALISED, normaliser
from adapters.engine.vocabulary import Field
from adapters.engine.vocabulary.mapping import Dates
from models.values import SHANGHAI

Converter = Callable[[Any, list[str], str], object]
NAIVE = "time_without_offset"

_MOMENT = re.compile(r"(\d{4}-\d\d-\d\d)[Tt ](\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?([Zz]|[+-]\d\d:\d\d)?", re.ASCII)
_LOCAL = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d", re.ASCII)
_DATE = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_DIGITS = re.compile(r"(?:0|[1-9]\d{0,18})", re.ASCII)
_LARGEST = 2**63 - 1
STAMPED = Dates(forms=["YYYY-MM-DD HH:mm:ss", "rfc3339", "ms", "s"])
LENGTHS: dict[str, Callable[[str], int]] = {
    "char": len,
    "gb-byte": lambda text: len(text.encode("gb18030")),
    "utf8-byte": lambda text: len(text.encode()),
}


class Unreadable(Exception):
    """A record that breaks its contract: what is wrong, and where."""

    def __init__(self, fault: str, place: str) -> None:
        super().__init__(f"{place}: {fault}")
        self.fault = fault
        self.place = place


def shown(value: object) -> str:
    """Return a short printable form of an untrusted value for a fault."""
    return ascii(str(value)[:40]) if not str(value).isprintable() else str(value)[:40]


def moment(value: str, notes: list[str], place: str) -> datetime:
    """Read RFC 3339; without an offset it is +08:00 and noted."""
    found = _MOMENT.fullmatch(value)
    if found is None:
        raise Unreadable(f"不是时刻：{shown(value)}", place)
    day, time, fraction, offset = found.groups()
    try:
        read = datetime.fromisoformat(f"{day}T{time}.{(fraction or '0')[:6]:0<6}{(offset or '+08:00').upper()}")
        if offset is None:
            notes.append(NAIVE)
        return read.astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise Unreadable(f"不是时刻：{shown(value)}", place) from error


def local(value: str, _notes: list[str], place: str) -> datetime:
    """Read YYYY-MM-DD HH:MM:SS, which is always +08:00."""
    try:
        if _LOCAL.fullmatch(value):
            return datetime.fromisoformat(value).replace(tzinfo=SHANGHAI).astimezone(UTC)
    except (ValueError, OverflowError):
        pass
    raise Unreadable(f"不是时刻：{shown(value)}", place)


def epoch(value: int, _notes: list[str], place: str) -> datetime:
    """Read whole seconds since the epoch."""
    try:
        return datetime.fromtimestamp(value, UTC)
    except (ValueError, OverflowError, OSError) as error:
        raise Unreadable(f"不是时刻：{shown(value)}", place) from error


def day(value: str, _notes: list[str], place: str) -> date:
    """Read YYYY-MM-DD."""
    try:
        if _DATE.fullmatch(value):
            return date.fromisoformat(value)
    except ValueError:
        pass
    raise Unreadable(f"不是日期：{shown(value)}", place)


def flag(value: str, _notes: list[str], _place: str) -> bool:
    """Read "1" or "0"; the type of the member allows nothing else."""
    return value == "1"


_PLAIN: dict[str, Converter] = {
    "moment": moment,
    "local": local,
    "epoch": epoch,
    "date": day,
    "bool01": flag,
}


def converter(field: Field, tables: Mapping[str, Mapping[str, str]]) -> Converter | None:
    """Return what turns a value of this field into ours, None where it stays as it came."""
    found = (_normal(field), _limit(field), _suspecting(field), _meaning(field, tables))
    steps = [step for step in found if step is not None]
    if len(steps) < 2:
        return steps[0] if steps else None

    def convert(value: Any, notes: list[str], place: str) -> object:
        for step in steps:
            value = step(value, notes, place)
        return value

    return convert


def _meaning(field: Field, tables: Mapping[str, Mapping[str, str]]) -> Converter | None:
    if field.table is not None:
        return _from_table(tables[field.table])
    if field.date is not None or field.type in {"stamp", "money"}:
        return _said(_reader(field))
    if field.pattern is not None:
        return _matching(re.compile(field.pattern))
    if field.type == "digits":
        return _digits(field.min)
    return _PLAIN.get(field.type)


def _reader(field: Field) -> Callable[[Any], object]:
    if field.type == "money":
        unit = field.money.unit if field.money else "yuan"
        return lambda value: fen_of(value, unit)
    moments = moment_reader(field.date or STAMPED)
    if field.type == "stamp":
        return lambda value: int(moments(value).timestamp())
    return day_reader(field.date or STAMPED) if field.type == "date" else moments


def _normal(field: Field) -> Converter | None:
    if not field.norm:
        return None
    normal = normaliser(field.norm)

    def convert(value: Any, notes: list[str], _place: str) -> object:
        if not isinstance(value, str):
            return value
        changed = normal(value)
        if changed != value:
            notes.append(NORMALISED)
        return changed

    return convert


def _limit(field: Field) -> Converter | None:
    """Return what refuses a text that is too long in bytes, or in characters once it is normal."""
    most = field.max
    if most is None or (field.unit == "char" and not field.norm):
        return None  # the type of the member sees to it
    measure = LENGTHS[field.unit]

    def convert(value: Any, _notes: list[str], place: str) -> object:
        if isinstance(value, str) and measure(value) > most:
            raise Unreadable(f"过长：超过 {most}", place)
        return value

    return convert


def _suspecting(field: Field) -> Converter | None:
    """Return what refuses a text that looks like a trial of the other side."""
    if field.suspect is None:
        return None
    pattern = re.compile(field.suspect)

    def convert(value: Any, _notes: list[str], place: str) -> object:
        if isinstance(value, str) and pattern.search(value):
            raise Unreadable(f"疑似测试数据：{shown(value)}", place)
        return value

    return convert


def _said(read: Callable[[Any], object]) -> Converter:
    def convert(value: Any, _notes: list[str], place: str) -> object:
        try:
            return read(value)
        except ValueError as error:
            raise Unreadable(f"{error}：{shown(value)}", place) from error

    return convert


def _from_table(table: Mapping[str, str]) -> Converter:
    def convert(value: Any, _notes: list[str], place: str) -> str:
        word = table.get(value if type(value) is str else str(value))
        if word is None:
            raise Unreadable(f"未知代码：{shown(value)}", place)
        return word

    return convert


def _matching(pattern: re.Pattern[str]) -> Converter:
    def convert(value: str, _notes: list[str], place: str) -> str:
        if pattern.fullmatch(value) is None:
            raise Unreadable(f"写法不对：{shown(value)}", place)
        return value

    return convert


def _digits(smallest: int) -> Converter:
    def convert(value: str, _notes: list[str], place: str) -> int:
        if _DIGITS.fullmatch(value) is None or not smallest <= int(value) <= _LARGEST:
            raise Unreadable(f"不是数字：{shown(value)}", place)
        return int(value)

    return convert
