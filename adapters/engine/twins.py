"""Refuse a record in which a name stands twice in one object, and make NUL in its texts visible."""

import json
import re

import msgspec

from adapters.engine.splitting import Broken
from adapters.engine.values import Unreadable

_BLANKS = b" \t\r\n"
_ANY = msgspec.json.Decoder()
_NUL = re.compile(rb"(?<!\\)((?:\\\\)*)\\u0000")  # its backslash is not itself escaped
NUL = "nul_shown"  # a text held NUL


def member_count(raw: bytes) -> int:
    """Return how many members a text of JSON seems to have: never fewer than it has.

    Only texts that begin with a colon are counted too much.
    """
    return raw.translate(None, _BLANKS).count(b'":')


def without_nul(raw: bytes) -> bytes:
    """Return the record with ␀ for every NUL of a text, the very same bytes where there is none."""
    return _NUL.sub(rb"\1\\u2400", raw) if b"\\u0000" in raw else raw


def decoded(body: bytes) -> object:
    """Return a document as it is read; raises what msgspec raises for anything that is not JSON."""
    return _ANY.decode(without_nul(body))


def refuse_twins(raw: bytes) -> None:
    """Raise Unreadable when a name stands twice in one object."""
    try:
        document = _ANY.decode(raw)
    except Broken as error:
        raise Unreadable("不是正确的 JSON", "$") from error
    if member_count(raw) != _members(document):
        _compare_names(raw)


def _members(document: object) -> int:
    if type(document) is dict:
        return len(document) + sum(
            [_members(value) for value in document.values() if type(value) is dict or type(value) is list]
        )
    return sum(map(_members, document)) if type(document) is list else 0


def _compare_names(raw: bytes) -> None:
    try:
        json.loads(raw, object_pairs_hook=_pairs)
    except (ValueError, RecursionError) as error:
        raise Unreadable("不是正确的 JSON", "$") from error


def _pairs(members: list[tuple[str, object]]) -> dict[str, object]:
    together = dict(members)
    if len(together) != len(members):
        names = [name for name, _ in members]
        twin = next(name for name in names if names.count(name) > 1)
        raise Unreadable("同一名称出现两次", f"$.{twin}"[:80])
    return together
