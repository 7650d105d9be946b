"""Make strict JSON of what is nearly JSON; only where a profile asks for it, and never by guessing a value."""

import re

_TOKEN = re.compile(  # no part can be tried in two ways, so that no text takes long
    rb"""(?P<string>"(?:[^"\\]|\\.)*+")|(?P<single>'(?:[^'\\]|\\.)*+')|(?P<note>//[^\n]*|/\*.*?(?:\*/|\Z))"""
    rb"""|(?P<comma>,(?=(?>\s|//[^\n]*\n|/\*.*?(?:\*/|\Z))*+[}\]]))|(?P<nan>-?\b(?:NaN|Infinity)\b)|(?P<rest>[^"'/,NI-]++|.)""",
    re.DOTALL,
)
_ESCAPED = re.compile(rb"\\(.)|\"", re.DOTALL)


def strict_of(body: bytes) -> bytes:
    """Return JSON without comments, trailing commas and single quotes; NaN becomes null.

    Anything else that is not JSON stays as it is and is refused where it is read.
    """
    return b"".join([_strict(found) for found in _TOKEN.finditer(body)])


def _strict(found: "re.Match[bytes]") -> bytes:
    kind, text = found.lastgroup, found[0]
    if kind in {"note", "comma"}:
        return b""
    if kind == "nan":
        return b"null"
    return b'"' + _ESCAPED.sub(_requoted, text[1:-1]) + b'"' if kind == "single" else text


def _requoted(found: "re.Match[bytes]") -> bytes:
    if found[0] == b'"':
        return b'\\"'
    return b"'" if found[1] == b"'" else found[0]
