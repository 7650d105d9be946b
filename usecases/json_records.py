"""The objects of a JSON file, each with the line where it begins: one, an array, or one behind the other."""

import json
import re
from typing import NamedTuple

BLANK = re.compile(r"[ \t\r\n]*")
NO_OBJECT, TWICE = "这里不是一个 JSON 对象", "同一个键写了两次"


class Entry(NamedTuple):
    """One object, or what is wrong where it should be."""

    line: int
    values: dict[str, object] | None
    fault: str = ""


class Broken(ValueError):
    """A place from which on nothing can be read."""

    def __init__(self, text: str, at: int) -> None:
        column = at - text.rfind("\n", 0, at)
        super().__init__(f"JSON 写法不对（第 {column} 个字）")
        self.line = line_of(text, at)


def entries(text: str) -> list[Entry]:
    """Return every object of a text; where it breaks off and has an object a line, each line by itself."""
    try:
        return _scanned(text)
    except Broken as error:
        lines = [(number, words) for number, words in enumerate(text.split("\n"), 1) if words.strip()]
        apart = [] if text.lstrip().startswith("[") else [_alone(number, words) for number, words in lines]
        if any(entry.values is not None for entry in apart):
            return apart
        return [Entry(error.line, None, str(error))]


def line_of(text: str, at: int) -> int:
    """Return the number of the line in which a place lies."""
    return text.count("\n", 0, at) + 1


def _alone(number: int, words: str) -> Entry:
    try:
        found = _scanned(words)
    except Broken as error:
        return Entry(number, None, str(error))
    return found[0]._replace(line=number) if len(found) == 1 else Entry(number, None, NO_OBJECT)


def _scanned(text: str) -> list[Entry]:
    found, at = list[Entry](), _behind_blanks(text, 0)
    listed = text.startswith("[", at)
    at = _behind_blanks(text, at + listed)
    while at < len(text) and not (listed and text[at] == "]" and not found):
        line = line_of(text, at)
        values, fault, at = _value(text, at)
        found.append(Entry(line, values, fault))
        at = _behind_blanks(text, at)
        if listed and not text.startswith(",", at):
            break
        at = _behind_blanks(text, at + listed)
    if not listed:
        return found
    if not text.startswith("]", at) or _behind_blanks(text, at + 1) < len(text):
        raise Broken(text, at)
    return found


def _value(text: str, at: int) -> tuple[dict[str, object] | None, str, int]:
    """Return the object that begins at a place, or what is wrong with it, and where it ends; raises Broken."""
    twice: list[str] = []

    def pairs(members: list[tuple[str, object]]) -> dict[str, object]:
        values = dict(members)
        twice.extend([TWICE] * (len(values) != len(members)))
        return values

    try:
        value, end = json.JSONDecoder(object_pairs_hook=pairs).raw_decode(text, at)
    except json.JSONDecodeError as error:
        raise Broken(text, min(error.pos, len(text))) from None
    except (ValueError, RecursionError):  # a number of too many digits; brackets within brackets without end
        raise Broken(text, at) from None
    if twice or not isinstance(value, dict):
        return None, twice[0] if twice else NO_OBJECT, end
    return value, "", end


def _behind_blanks(text: str, at: int) -> int:
    found = BLANK.match(text, at)
    return found.end() if found else at
