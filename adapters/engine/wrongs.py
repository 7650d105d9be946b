"""One thing that is wrong with a profile."""

from typing import NamedTuple

from adapters.engine.faults import Path


class Wrong(NamedTuple):
    """What is wrong at one place of a profile, and what to do about it."""

    path: Path
    message: str
    do_next: str = "请改正。"
