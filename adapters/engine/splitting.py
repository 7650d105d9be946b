"""Cut a page into its rows without parsing them, so that one broken row never costs its neighbours."""

import re
from collections.abc import Iterator

import msgspec

_TOP = msgspec.json.Decoder(dict[str, msgspec.Raw])
_LIST = msgspec.json.Decoder(list[msgspec.Raw])
_ANY = msgspec.json.Decoder()
_TOKEN = re.compile(rb'"(?:[^"\\]|\\.)*"|[{}\[\]]', re.DOTALL)
_STRING = re.compile(rb'"(?:[^"\\]|\\.)*"', re.DOTALL)
_BLANK = re.compile(rb"[ \t\r\n]*")
_LITERAL = re.compile(rb"[^,\]}\s]+")

Broken = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)


def split_page(body: bytes, names: tuple[str, ...]) -> dict[str, object]:
    """Return the answer with its rows as raw bytes under the path `names`.

    A page whose frame holds but whose rows break the rules of JSON is cut by its brackets alone.
    Raises msgspec.DecodeError or UnicodeDecodeError when the frame itself is broken or cut short.
    """
    try:
        return _split(body, names)
    except Broken:
        start, end = _find(body, names)
        frame = body[:start] + b"[]" + body[end:]
        document = _split(frame, names)
        _put(document, names, [body[a:b] for a, b in _items(body, start)])
        return document


def _split(body: bytes, names: tuple[str, ...]) -> dict[str, object]:
    document: dict[str, object] = {}
    for name, raw in _TOP.decode(body).items():
        if name != names[0]:
            document[name] = _ANY.decode(raw)
        elif len(names) > 1 and bytes(memoryview(raw)[:1]) == b"{":
            document[name] = _split(bytes(raw), names[1:])
        elif len(names) == 1 and bytes(memoryview(raw)[:1]) == b"[":
            document[name] = [bytes(row) for row in _LIST.decode(raw)]
        else:
            document[name] = _ANY.decode(raw)
    return document


def _put(document: dict[str, object], names: tuple[str, ...], rows: list[bytes]) -> None:
    for name in names[:-1]:
        inner = document[name]
        if not isinstance(inner, dict):
            raise msgspec.DecodeError(f"no object at {name}")
        document = inner
    document[names[-1]] = rows


def _find(body: bytes, names: tuple[str, ...]) -> tuple[int, int]:
    """Return where the array of rows begins and ends."""
    place = _blank(body, 0)
    for name in names:
        place = next((start for key, start in _members(body, place) if key == b'"%s"' % name.encode()), -1)
        if place < 0:
            raise msgspec.DecodeError(f"no member {name}")
    if body[place : place + 1] != b"[":
        raise msgspec.DecodeError("rows are not a list")
    return place, _end(body, place)


def _blank(body: bytes, place: int) -> int:
    found = _BLANK.match(body, place)
    return found.end() if found else place


def _end(body: bytes, place: int) -> int:
    """Return the place behind the value that begins here."""
    first = body[place : place + 1]
    if first not in {b"{", b"["}:
        found = (_STRING if first == b'"' else _LITERAL).match(body, place)
        if found is None:
            raise msgspec.DecodeError(f"no value (byte {place})")
        return found.end()
    depth = 0
    for token in _TOKEN.finditer(body, place):
        depth += {b"{": 1, b"[": 1, b"}": -1, b"]": -1}.get(token[0], 0)
        if depth == 0:
            return token.end()
    raise msgspec.DecodeError("cut short")


def _items(body: bytes, place: int) -> Iterator[tuple[int, int]]:
    place = _blank(body, place + 1)
    while body[place : place + 1] != b"]":
        end = _end(body, place)
        yield place, end
        place = _next(body, end)


def _next(body: bytes, end: int) -> int:
    """Return where the next value begins, or the closing bracket."""
    place = _blank(body, end)
    if body[place : place + 1] == b",":
        return _blank(body, place + 1)
    if body[place : place + 1] in {b"]", b"}"}:
        return place
    raise msgspec.DecodeError(f"no comma (byte {place})")


def _members(body: bytes, place: int) -> Iterator[tuple[bytes, int]]:
    if body[place : place + 1] != b"{":
        raise msgspec.DecodeError(f"no object (byte {place})")
    place = _blank(body, place + 1)
    while body[place : place + 1] != b"}":
        key_end = _end(body, place)
        colon = _blank(body, key_end)
        if body[colon : colon + 1] != b":":
            raise msgspec.DecodeError(f"no colon (byte {colon})")
        start = _blank(body, colon + 1)
        yield body[place:key_end], start
        place = _next(body, _end(body, start))
