"""The reference of all words that a profile may use, written from the vocabulary itself."""

import re
import types
import typing
from collections import deque
from collections.abc import Iterator
from typing import Any

import msgspec

from adapters.engine.vocabulary import Profile, words

HEAD = """# All words of a profile

Written by `luqiao adapter words` from the vocabulary itself, so that nothing is missing. What the words mean, and which
belong together: [profiles.md](../interfaces/profiles.md). `<name>` is a name of your own; `[[…]]` may stand several
times. A table that stands in several places is shown once, under its name.
"""
COLUMNS = "| key | form | default |\n| --- | --- | --- |\n"
PLAIN = {str: "text", int: "whole number", float: "number", bool: "true or false", Any: "anything"}
EXAMPLES = {
    "Duration": "`30s` `15m` `7d`",
    "Size": "`8MiB`",
    "Rate": "`40/s`",
    "Quota": "`500/day`",
    "Hours": "`00:00-05:00`",
    "Stretch": "`2026-11-28T22:00/2026-11-29T06:00`",
    "Path": "path `$.data.rows`",
    "Source": "member `holder.name`",
    "Zone": "`+08:00`",
    "Wait": "`60s`, `midnight`",
    "Ttl": "`7200s` or `$.expires_in`",
    "Host": "`host` `host:port` `*.domain`",
    "Proxy": "`http://host:port`",
}
PATTERNS = {
    typing.get_args(getattr(words, name))[1].pattern: text
    for name, text in EXAMPLES.items()
    if typing.get_origin(getattr(words, name)) is typing.Annotated
}


def reference() -> str:
    """Return the reference as Markdown: each table of a profile once, with its keys, their forms and defaults."""
    top = [field.encode_name for field in msgspec.structs.fields(Profile)]
    places = sorted(_places().items(), key=lambda found: top.index(re.findall(r"\w+", found[1])[0]))
    return HEAD + "".join(_table(kind, place) for kind, place in places)


def _places() -> dict[type[msgspec.Struct], str]:
    """Return every kind of table with the shortest place where it stands."""
    found = dict[type[msgspec.Struct], str]()
    waiting: deque[tuple[type[msgspec.Struct], str]] = deque([(Profile, "")])
    while waiting:
        kind, place = waiting.popleft()
        for field in msgspec.structs.fields(kind):
            for inner, mark in _inner(field.type):
                if inner not in found:
                    found[inner] = _placed(place, field.encode_name, mark)
                    waiting.append((inner, found[inner]))
    return found


def _table(kind: type[msgspec.Struct], place: str) -> str:
    rows = [f"| `{f.encode_name}` | {_form(f.type)} | {_default(f)} |\n" for f in msgspec.structs.fields(kind)]
    return f"\n## {kind.__name__}: `{place}`\n{_told(kind)}\n\n{COLUMNS}{''.join(rows)}"


def _placed(place: str, name: str, mark: str) -> str:
    path = ".".join(part for part in (place.strip("[]"), name) if part)
    return f"[[{path}]]" if mark == "list" else f"[{path}.<name>]" if mark == "dict" else f"[{path}]"


def _told(kind: type[msgspec.Struct]) -> str:
    return " ".join((kind.__doc__ or "").split())


def _inner(kind: Any, mark: str = "") -> Iterator[tuple[type[msgspec.Struct], str]]:
    if isinstance(kind, type) and issubclass(kind, msgspec.Struct):
        yield kind, mark
        return
    origin = typing.get_origin(kind)
    for part in typing.get_args(kind) if origin is not typing.Literal else ():
        yield from _inner(part, {list: "list", dict: "dict"}.get(origin, mark))


def _form(kind: Any) -> str:
    """Return how a value is written."""
    origin, parts = typing.get_origin(kind), typing.get_args(kind)
    if origin is typing.Literal:
        return " ".join(f"`{part}`" for part in parts)
    if origin is typing.Annotated:
        return PATTERNS.get(getattr(parts[1], "pattern", None) or "", "text")
    if origin is typing.Union or isinstance(kind, types.UnionType):
        return " ".join(_form(part) for part in parts if part is not types.NoneType)
    if origin is list:
        return f"list of {_form(parts[0])}"
    if origin is dict:
        return f"table of {_form(parts[1])}"
    return PLAIN.get(kind) or f"table {kind.__name__}"


def _default(field: Any) -> str:
    if field.required:
        return "**needed**"
    value = field.default_factory() if field.default is msgspec.NODEFAULT else field.default
    if value is None or value in ([], {}, "") or isinstance(value, msgspec.Struct):
        return ""
    shown = {True: "true", False: "false"}.get(value, value) if isinstance(value, bool) else value
    return f"`{' '.join(map(str, shown)) if isinstance(shown, list) else shown}`"
