"""What people turn to 12313 with: the built-in table of matters, read once."""

import tomllib
from collections.abc import Mapping
from datetime import date
from functools import cache, lru_cache

from content import read_text
from rules.complaints import Matter, matters_of


@cache
def _rows() -> tuple[Mapping[str, object], ...]:
    return tuple(tomllib.loads(read_text("complaints.toml"))["matter"])


@lru_cache(maxsize=64)
def matters(on: date) -> Mapping[str, Matter]:
    """Return the matters in force on a day, by their ids."""
    return matters_of(_rows(), on)
