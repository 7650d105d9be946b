"""How long what crossed is kept, read once."""

from functools import cache

from content import read_text
from rules.retention import Book, parse


@cache
def retention() -> Book:
    """Return the built-in terms."""
    return parse(read_text("retention.toml"))
