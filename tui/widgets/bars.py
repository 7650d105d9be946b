"""Plots of block characters: a bar and a line of small columns, the same in colour, in 16 colours and without."""

from collections.abc import Sequence

FULL, HALF = "█", "▌"  # every terminal font has them, the console of Linux too
STEPS = "▁▂▃▄▅▆▇█"


def bar(value: float, most: float, width: int) -> str:
    """Return a bar of at most `width` cells; what is more than nothing shows at least half a cell."""
    if value <= 0 or most <= 0:
        return ""
    halves = max(1, round(min(value / most, 1) * width * 2))
    return FULL * (halves // 2) + HALF * (halves % 2)


def columns(values: Sequence[float]) -> str:
    """Return one column a value, the greatest as high as the line; nothing is a blank."""
    most = max(values, default=0)
    return "".join(STEPS[min(7, int(value / most * 8))] if most and value > 0 else " " for value in values)
