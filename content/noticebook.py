"""The built-in texts of notices, read once."""

from functools import cache

from content import read_text
from rules.notices import Notice, parse


@cache
def notices() -> tuple[Notice, ...]:
    """Return every text of every day."""
    return parse(read_text("notices.toml"), "notices.toml")
