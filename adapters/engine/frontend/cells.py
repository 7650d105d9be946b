"""The values of a front-end table as texts of JSON, and back: charsets, moments, and texts that hold JSON or XML."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal

import msgspec

from adapters.engine import charsets
from adapters.engine.paths import getter
from adapters.engine.templates import local
from adapters.engine.vocabulary.frontend import Form
from adapters.engine.xml_reading import tree_of
from adapters.engine.xml_writing import xml_of
from models.values import SHANGHAI


def shown(value: object, charset: str) -> object:
    """Return a value of a column as JSON has it; raises UnicodeDecodeError where its bytes are of another charset."""
    if isinstance(value, bytes | memoryview):
        return charsets.utf8_of(bytes(value), charset).decode()
    if isinstance(value, datetime):
        return local(value if value.tzinfo else value.replace(tzinfo=SHANGHAI))
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value


def opened(value: object, form: Form, lists: Sequence[str] = ()) -> object:
    """Return what a text of JSON or XML holds; one that is broken stays the text that it is."""
    if not isinstance(value, str):
        return value
    try:
        return msgspec.json.decode(value) if form == "json" else tree_of(value.encode(), lists)
    except msgspec.DecodeError:
        return value


def closed(value: object, form: Form, root: str = "Case") -> object:
    """Return an object as a text of JSON or XML."""
    if not isinstance(value, dict | list):
        return value
    return msgspec.json.encode(value).decode() if form == "json" else xml_of({root: value})


def flat(row: Mapping[str, object], name: str | None, sources: Mapping[str, Sequence[str]]) -> dict[str, object]:
    """Return a row with the members of one of its objects as its own, and with what `sources` reach in it."""
    inner = row.get(name) if name else None
    members = {member: value for member, value in row.items() if member != name}
    members |= inner if isinstance(inner, dict) else {}
    for column, paths in sources.items():
        found = (getter(path)(row) for path in paths)
        members[column] = next((one for one in found if one is not None), None)
    return members
