"""Deterministic chance: the same seed and place always give the same draw (splitmix64)."""

from collections.abc import Sequence
from typing import TypeVar
from zlib import crc32

T = TypeVar("T")
_MASK = (1 << 64) - 1
_STEP = 0x9E3779B97F4A7C15


def _mix(value: int) -> int:
    value = ((value ^ (value >> 30)) * 0xBF58476D1CE4E5B9) & _MASK
    value = ((value ^ (value >> 27)) * 0x94D049BB133111EB) & _MASK
    return value ^ (value >> 31)


def mark(name: str) -> int:
    """A number for a name, the same in every process."""
    return crc32(name.encode())


class Dice:
    """A stream of draws for one seed and place."""

    __slots__ = ("_state",)

    def __init__(self, seed: int, *place: int) -> None:
        state = _mix((seed + _STEP) & _MASK)
        for part in place:
            state = _mix((state ^ (part * _STEP)) & _MASK)
        self._state = state

    def below(self, limit: int) -> int:
        """A whole number from 0 to `limit` - 1."""
        self._state = (self._state + _STEP) & _MASK
        return (_mix(self._state) * limit) >> 64

    def pick(self, values: Sequence[T]) -> T:
        """One of the values."""
        return values[self.below(len(values))]

    def chance(self, share: float) -> bool:
        """True in `share` of all draws (0 to 1)."""
        return self.below(1_000_000) < share * 1_000_000

    def between(self, low: float, high: float) -> float:
        """A number between two bounds."""
        return low + (high - low) * self.below(1 << 32) / (1 << 32)

    def shuffled(self, values: Sequence[T]) -> list[T]:
        """The values in another order."""
        result = list(values)
        for place in range(len(result) - 1, 0, -1):
            other = self.below(place + 1)
            result[place], result[other] = result[other], result[place]
        return result
