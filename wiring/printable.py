"""Text from outside, made harmless for a terminal: escaped inside JSON, visible signs in plain lines."""

import re

from models.said import within

# DEL, the C1 controls and what turns the direction of a line; JSON escapes the C0 controls by itself.
ACTIVE = re.compile(r"[\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f]|" + ACTIVE.pattern)


def safe_json(text: str) -> str:
    """Return JSON text with the same meaning and no character that a terminal obeys."""
    return ACTIVE.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def visible(text: str) -> str:
    """Return text whose control characters a person can see and a terminal does not obey; line breaks stay."""
    return CONTROLS.sub(lambda found: f"<U+{ord(found[0]):04X}>", text)


def one_line(text: str) -> str:
    """Return text as one line of a list: a name with a line break in it must not forge another line."""
    return within(text, _flat)


def _flat(text: str) -> str:
    return visible(text).replace("\n", "<U+000A>").replace("\t", "<U+0009>")
