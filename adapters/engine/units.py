"""Read lengths of time and of bytes as profiles write them: 30s, 15m, 7d, 8MiB, 40/s."""

import re

from models.errors import InvalidInput
from models.said import said

SECONDS = {"ms": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0, "d": 86400.0}
BYTES = {"B": 1, "KiB": 1024, "MiB": 1024**2}


def seconds(text: str) -> float:
    """Return a length of time in seconds; raises InvalidInput."""
    found = re.fullmatch(r"([0-9]+)(ms|s|m|h|d)", text)
    if not found:
        raise InvalidInput(said("时长“{text}”写法不对，应如 30s、15m、7d。", text=text))
    return int(found[1]) * SECONDS[found[2]]


def size(text: str) -> int:
    """Return a number of bytes; raises InvalidInput."""
    found = re.fullmatch(r"([0-9]+)(B|KiB|MiB)", text)
    if not found:
        raise InvalidInput(said("大小“{text}”写法不对，应如 8MiB。", text=text))
    return int(found[1]) * BYTES[found[2]]


def rate_of(text: str) -> tuple[int, float]:
    """Return a rate such as 40/s or 30/m as (calls, seconds); raises InvalidInput."""
    found = re.fullmatch(r"([1-9][0-9]*)/([sm])", text)
    if not found:
        raise InvalidInput(said("频率“{text}”写法不对，应如 40/s、30/m。", text=text))
    return int(found[1]), SECONDS[found[2]]
