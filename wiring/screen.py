"""How large the terminal is, asked without what `shutil` brings along: the tools for archives (0.4 MB)."""

import os
import sys

USUAL = (80, 25)  # columns, lines, where there is no terminal


def screen_size() -> tuple[int, int]:
    """Return columns and lines: as COLUMNS and LINES say, else as the terminal is, else the usual ones."""
    said = tuple(_number(os.environ.get(name, "")) for name in ("COLUMNS", "LINES"))
    found = (0, 0) if all(said) else _asked()
    columns, lines = (given or real or usual for given, real, usual in zip(said, found, USUAL, strict=True))
    return columns, lines


def _number(text: str) -> int:
    return int(text) if text.isdecimal() else 0


def _asked() -> tuple[int, int]:
    try:
        found = os.get_terminal_size(sys.__stdout__.fileno()) if sys.__stdout__ else (0, 0)
    except (OSError, ValueError):  # no terminal, or closed
        return 0, 0
    return found[0], found[1]
