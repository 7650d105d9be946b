"""Find what a person pastes into a profile without seeing it: invisible characters, blanks around a value."""

import unicodedata
from collections.abc import Iterator
from typing import Any

from adapters.engine.faults import Fault, Path
from models.said import said

INVISIBLE = frozenset({"Cc", "Cf", "Zl", "Zp", "Co", "Cn"})
BLANK_ALLOWED = frozenset({"parts", "sorted", "pair", "join"})  # pieces of a string to sign
LINES = frozenset("\n\r\t")  # in those pieces, and in notes of several lines
WIDE_BLANKS = frozenset("\u00a0\u3000")


def unseen(document: Any) -> Iterator[Fault]:
    """Yield every key or value that is not what it looks like."""
    return _faults(document, ())


def _faults(value: Any, path: Path) -> Iterator[Fault]:
    if isinstance(value, dict):
        for key, member in value.items():
            yield from _text(key, (*path, key))
            yield from _faults(member, (*path, key))
    elif isinstance(value, list):
        for index, member in enumerate(value):
            yield from _faults(member, (*path, index))
    elif isinstance(value, str):
        yield from _text(value, path)


def _text(text: str, path: Path) -> Iterator[Fault]:
    if text.isascii() and text.isprintable() and text == text.strip():
        return
    may_be_blank = not BLANK_ALLOWED.isdisjoint(path)
    hidden = [char for char in text if unicodedata.category(char) in INVISIBLE and not (may_be_blank and char in LINES)]
    hidden += [char for char in text if char in WIDE_BLANKS]
    if hidden:
        yield Fault("unseen", path, said("含有看不见的字符 U+{code}", code=f"{ord(hidden[0]):04X}"))
    elif text != text.strip() and not may_be_blank:
        yield Fault("unseen", path, "前后有空白")
