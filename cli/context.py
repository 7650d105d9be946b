"""What every command gets: which configuration, which language, and how to print."""

import json
import re
import sys
from collections.abc import Callable
from dataclasses import asdict, dataclass, is_dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

from models.values import rfc3339

if TYPE_CHECKING:
    from wiring.config import Settings

# What a terminal could take as a command or as a change of direction; escaped in JSON, made visible in text.
ACTIVE = re.compile(r"[\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]")
ACTIVE_IN_TEXT = re.compile(r"[\x00-\x08\x0b-\x1f]|" + ACTIVE.pattern)


def plain(value: object) -> object:
    """Return what JSON can hold: moments as RFC 3339, dates as YYYY-MM-DD, sets sorted, records as objects."""
    if isinstance(value, datetime):
        return rfc3339(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, set | frozenset):
        return sorted(value)
    if is_dataclass(value) and not isinstance(value, type):
        return asdict(value)
    if isinstance(value, Decimal | Path):
        return str(value)
    raise TypeError(f"not printable as JSON: {type(value).__name__}")


def document(value: object) -> str:
    """Return one line of JSON: Chinese as it is, only active control characters escaped."""
    text = json.dumps(value, ensure_ascii=False, default=plain)
    return ACTIVE.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def visible(text: str) -> str:
    """Return text whose control characters a person can see and a terminal does not obey."""
    return ACTIVE_IN_TEXT.sub(lambda found: f"<U+{ord(found[0]):04X}>", text)


@dataclass(frozen=True)
class Context:
    """The global options of one call; `config` is None where neither option nor variable names a file."""

    config: Path | None = None
    json: bool = False
    lang: str = "zh"
    debug: bool = False

    def emit(self, value: object) -> None:
        """Print one JSON document on a line of its own."""
        sys.stdout.write(document(value) + "\n")

    def say(self, text: str) -> None:
        """Print a line for a person."""
        sys.stdout.write(visible(text) + "\n")

    def note(self, text: str) -> None:
        """Print progress, which never mixes with the answer."""
        sys.stderr.write(visible(text) + "\n")

    def words(self, zh: str, en: str) -> str:
        """Return the text in the language of this call."""
        return en if self.lang == "en" else zh

    def answer(self, value: object, text: Callable[[], str]) -> None:
        """Print `value` as JSON when that was asked for, else the text for a person."""
        if self.json:
            self.emit(value)
        else:
            self.say(text())

    def settings(self) -> "Settings":
        """Return the configuration of this call; raises InvalidInput where it is missing or wrong."""
        from wiring.config import load

        return load(self.config)
