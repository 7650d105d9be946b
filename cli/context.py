"""What every command gets: which configuration, which language, and how to print."""

import json
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, is_dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from models.values import rfc3339
from wiring.printable import safe_json, visible

if TYPE_CHECKING:
    from wiring.config import Settings
    from wiring.office import Office


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
    return safe_json(json.dumps(value, ensure_ascii=False, default=plain))


@cache
def _catalogue(lang: str) -> dict[str, str]:
    """Return everything that the house says in a language: the words of the console, and above them the others."""
    from tui.language import catalogue_file, errors_in, read_catalogue

    return read_catalogue(catalogue_file(lang)) | errors_in(lang)


@dataclass(frozen=True)
class Context:
    """The global options of one call; `config` is None where neither option nor variable names a file."""

    config: Path | None = None
    json: bool = False
    lang: str = "zh"
    debug: bool = False
    lang_given: bool = False  # said in the call, so that it counts more than the configuration
    program: bool = False  # this call is the whole program, which may begin again (cli.starting)

    def emit(self, value: object) -> None:
        """Print one JSON document on a line of its own."""
        sys.stdout.write(document(value) + "\n")

    def say(self, text: str) -> None:
        """Print a line for a person, in the language of this call where the text has a translation."""
        sys.stdout.write(visible(self.told(text)) + "\n")

    def note(self, text: str) -> None:
        """Print progress, which never mixes with the answer."""
        sys.stderr.write(visible(self.told(text)) + "\n")

    def words(self, zh: str, en: str) -> str:
        """Return the text in the language of this call."""
        return en if self.lang == "en" else zh

    def told(self, text: str) -> str:
        """Return a text of the house in the language of this call; what has no translation stays Chinese."""
        if self.lang == "zh":
            return text
        from models.said import again

        found = _catalogue(self.lang)
        line = again(text, lambda words: found.get(words, words))
        return line if line != text else "  ".join(found.get(part, part) for part in text.split("  "))

    def answer(self, value: object, text: Callable[[], str | list[str]]) -> None:
        """Print `value` as JSON when that was asked for, else the text for a person, or its lines."""
        if self.json:
            self.emit(value)
        else:
            words = text()
            for line in [words] if isinstance(words, str) else words:
                self.say(line)

    def answer_lines(self, value: object, lines: Callable[[], Iterable[str]]) -> None:
        """Print `value` as JSON when that was asked for, else the lines for a person, each in their language."""
        if self.json:
            self.emit(value)
            return
        for line in lines():
            self.say(line)

    def settings(self) -> "Settings":
        """Return the configuration of this call; raises InvalidInput where it is missing or wrong."""
        from wiring.config import load

        return load(self.config)

    @contextmanager
    def office(self) -> "Iterator[Office]":
        """Open the office of this call, and close it whatever happens."""
        from wiring.office import open_office

        opened = open_office(self.settings())
        try:
            yield opened
        finally:
            opened.close()


_calls = [Context()]  # the call that runs now: a parser is made without it and says its help all the same


def speak(context: Context) -> None:
    """Let a call begin: what has no context of its own says its words in this call's language."""
    _calls[0] = context


def spoken(text: str) -> str:
    """Return a text of the house in the language of the call that runs now."""
    return _calls[0].told(text)
