"""What people turn to 12313 with and what reports are rewarded with: the built-in tables, read once."""

import tomllib
from collections.abc import Mapping
from datetime import date
from functools import cache, lru_cache

from content import read_text
from rules.complaints import Matter, RewardRule, matters_of, reward_rule


@cache
def _rows(table: str) -> tuple[Mapping[str, object], ...]:
    return tuple(tomllib.loads(read_text("complaints.toml"))[table])


@lru_cache(maxsize=64)
def matters(on: date) -> Mapping[str, Matter]:
    """Return the matters in force on a day, by their ids."""
    return matters_of(_rows("matter"), on)


@lru_cache(maxsize=64)
def rewards(on: date) -> RewardRule | None:
    """Return what a reward may be on a day, None where no row is in force."""
    return reward_rule(_rows("reward"), on)
