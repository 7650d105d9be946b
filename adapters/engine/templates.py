"""Fill the templates of a profile: {name}, {name?} (left out when there is no value), {name|filter:argument}."""

import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import quote

from models.errors import InvalidInput
from models.said import said
from models.values import SHANGHAI
from rules import identifiers

Values = Mapping[str, object]
Fill = Callable[[Values], object]
Tables = Mapping[str, Mapping[str, str]]

_HOLE = re.compile(r"\{([a-z_][a-z0-9_:.-]*)((?:\|[a-z0-9_]+(?::[^|{}?]*)?)*)(\?)?\}")


class _Nothing:
    """The value of an optional hole without a value: the member is left out."""


NOTHING = _Nothing()


def _moment(value: object) -> datetime:
    if not isinstance(value, datetime):
        raise TypeError(f"not a moment: {value!r}")
    return value.astimezone(SHANGHAI)


def local(value: object) -> str:
    """Return a moment as YYYY-MM-DD HH:MM:SS in +08:00."""
    return _moment(value).strftime("%Y-%m-%d %H:%M:%S")


def _minute(value: object) -> str:
    """Return a moment, or its RFC 3339 text, as YYYY-MM-DD HH:MM in +08:00."""
    return local(datetime.fromisoformat(value) if isinstance(value, str) else value)[:16]


def yuan(value: object) -> str:
    """Return fen as yuan with two decimals."""
    fen = int(str(value))
    return f"{fen // 100}.{fen % 100:02d}"


WIDE = {";": "；", ",": "，"}
BRACKETS = str.maketrans("([【)]】", "〔〔〔〕〕〕", "\u200b\ufeff")


def canonical(value: object) -> str:
    """Return a document number as keys have it: NFKC, no blanks, one kind of brackets (reference city 8.1)."""
    return "".join(unicodedata.normalize("NFKC", str(value)).split()).translate(BRACKETS)


def _iso(value: object) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)


def _ceiling(value: object) -> int:
    """Whole epoch seconds, rounded up, so that a window never ends before its moment."""
    moment = _moment(value)
    return int(moment.timestamp()) + (1 if moment.microsecond else 0)


FILTERS: dict[str, Callable[[object], object]] = {
    "epoch": lambda v: int(_moment(v).timestamp()),
    "epoch_up": _ceiling,
    "rfc3339": lambda v: _moment(v).isoformat(timespec="seconds"),
    "rfc3339_up": lambda v: (_moment(v) + timedelta(microseconds=999_999)).isoformat(timespec="seconds"),
    "local": local,
    "minute": _minute,
    "date": _iso,
    "compact": lambda v: _iso(v).replace("-", ""),
    "slashes": lambda v: _iso(v).replace("-", "/"),
    "text": str,
    "yuan": yuan,
    "canonical": canonical,
    "number": lambda v: identifiers.normal_number(str(v)),
    "id": lambda v: identifiers.normal_id(str(v)),
}


def _joiner(argument: str) -> Callable[[object], object]:
    """Return what joins texts; a separator within one of them is written wide, lest they read it as two."""
    wide = WIDE.get(argument, " ")

    def join(value: object) -> object:
        if not isinstance(value, list | tuple):
            return value
        return argument.join(str(part).replace(argument, wide) for part in value)

    return join


def _looker(table: Mapping[str, str]) -> Callable[[object], object]:
    return lambda value: table[str(value)]


def _filter(text: str, tables: Tables, place: str) -> Callable[[object], object]:
    name, _, argument = text.partition(":")
    if name == "join":
        return _joiner(argument)
    if name == "cut":
        return lambda value: str(value)[: int(argument)]
    if name == "table":
        if argument not in tables:
            raise InvalidInput(said("{place}：没有代码表“{argument}”。", place=place, argument=argument))
        return _looker(tables[argument])
    if name not in FILTERS or ":" in text:
        known = "、".join((*FILTERS, "join:X", "cut:N", "table:NAME"))
        raise InvalidInput(
            said("{place}：没有名为“{text}”的写法。", place=place, text=text),
            do_next=said("可用的写法：{known}。", known=known),
        )
    return FILTERS[name]


def _hole(found: "re.Match[str]", tables: Tables, place: str) -> Fill:
    name, optional = found[1], bool(found[3])
    filters = [_filter(part, tables, place) for part in found[2].split("|")[1:]]

    def fill(values: Values) -> object:
        value = values[name]
        if type(value) is str and not filters:
            return value
        if value is None or value == ():
            return NOTHING if optional else None
        for each in filters:
            value = each(value)
        return list(value) if isinstance(value, tuple) else value

    return fill


def names_in(template: str) -> list[str]:
    """Return the names of the holes of a template, in order."""
    return [found[1] for found in _HOLE.finditer(template)]


def compiled(template: str, tables: Tables, *, place: str = "", escape: bool = False) -> Fill:
    """Return the filler of one template; a template that is one hole keeps the type of its value.

    `escape` percent-encodes values for a path. Raises InvalidInput for a brace or a filter that is not understood.
    """
    if re.search(r"[{}]", _HOLE.sub("", template)):
        raise InvalidInput(said("{place}：模板“{text}”写法不对。", place=place, text=template))
    whole = _HOLE.fullmatch(template)
    if whole and not escape:
        return _hole(whole, tables, place)
    pieces: list[str | Fill] = []
    end = 0
    for found in _HOLE.finditer(template):
        pieces += [template[end : found.start()], _hole(found, tables, place)]
        end = found.end()
    pieces.append(template[end:])
    return _joined(pieces, escape)


def compiled_text(template: str, *, place: str = "") -> Callable[[Values], str]:
    """Return the filler of a template whose values are all texts; where it has no filters, it is one formatting.

    Raises InvalidInput as `compiled` does.
    """
    fill, holes = compiled(template, {}, place=place), list(_HOLE.finditer(template))
    if any(found[2] or found[3] for found in holes):
        return lambda values: str(fill(values))
    form, end = "", 0
    for found in holes:
        form += template[end : found.start()].replace("%", "%%") + f"%({found[1]})s"
        end = found.end()
    form += template[end:].replace("%", "%%")
    return lambda values: form % values


def _joined(pieces: list[str | Fill], escape: bool) -> Fill:
    def text_of(piece: str | Fill, values: Values) -> str:
        if isinstance(piece, str):
            return piece
        value = piece(values)
        text = "" if value is None or value is NOTHING else str(value)
        return quote(text, safe="") if escape else text

    return lambda values: "".join(text_of(piece, values) for piece in pieces)


def compiled_tree(tree: Any, tables: Tables, *, place: str = "") -> Fill:
    """Return the filler of a whole JSON template; optional members without a value are left out."""
    if isinstance(tree, str):
        return compiled(tree, tables, place=place)
    if isinstance(tree, dict):
        members = {name: compiled_tree(value, tables, place=f"{place}.{name}") for name, value in tree.items()}
        return lambda values: {
            name: filled for name, fill in members.items() if (filled := fill(values)) is not NOTHING
        }
    if isinstance(tree, list):
        items = [compiled_tree(value, tables, place=place) for value in tree]
        return lambda values: [fill(values) for fill in items]
    return lambda _values: tree
