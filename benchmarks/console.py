"""The console on a real terminal over a thousand and a million applications: first paint, keys, memory, idle bytes."""

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from statistics import median

from benchmarks.filled import ROWS, cached
from benchmarks.measuring import Figure, bounded, percentile, resident
from benchmarks.offices import configured, folder
from benchmarks.terminal import Repaint, Terminal, running

SMALL = 1_000
MOVES, SCROLLS, PAGES, IDLE_SECONDS = 120, 60, 40, 10.0
FIRST_PAINT, MEMORY, MOVE, PAGE, BOTH = 0.7, 60.0, 16.0, 30.0, 1.2
HOME_SHOWS, LIST_SHOWS = "办件", "A-2026-"
DOWN, UP, PAGE_DOWN, PAGE_UP = b"j", b"k", b"\x1b[6~", b"\x1b[5~"
HEIGHT = 25  # rows that are on the screen for certain


@dataclass
class Taken:
    """What one console was like."""

    first_paint: float
    list_paint: float
    moves: list[Repaint]
    scrolls: list[Repaint]
    pages: list[Repaint]
    memory: float
    idle_bytes: int


def taken(count: int) -> Taken:
    """Start a console over so many applications, use it, and leave it alone for a while."""
    with folder() as place:
        said = place / "imported"
        config = configured(place, cached(count))
        command = [sys.executable, "-m", "benchmarks.console_child", str(config), str(said)]
        with running(command) as terminal:
            painted = terminal.wait_for(HOME_SHOWS)
            first = painted - float(said.read_text(encoding="ascii"))
            terminal.press(b"g", quiet=0.2)
            listed = terminal.press(b"a", quiet=0.3).seconds
            return used(terminal, first, listed)


def used(terminal: Terminal, first: float, listed: float) -> Taken:
    """Move and page through the queue; both once for nothing, so that every part has been used."""
    for key in (DOWN, PAGE_DOWN, PAGE_UP):
        terminal.press(key, quiet=0.2)
    moves = [terminal.press(UP if turn // HEIGHT % 2 else DOWN) for turn in range(MOVES)]
    for _ in range(2 * HEIGHT):
        terminal.press(DOWN)
    scrolls = [terminal.press(DOWN) for _ in range(SCROLLS)]
    pages = [terminal.press(PAGE_DOWN) for _ in range(PAGES)]
    _last, idle = terminal.read(IDLE_SECONDS, at_most=IDLE_SECONDS)
    return Taken(first, listed, moves, scrolls, pages, resident(terminal.process.pid), len(idle))


def run(rows: int | None) -> Iterator[Figure]:
    """Yield the figures at full size, with those of a small bureau and their ratio beside them."""
    count = rows or ROWS
    small, big = taken(SMALL), taken(count)
    yield bounded("console-first-paint", big.first_paint, "s", FIRST_PAINT, count, at_1k=round(small.first_paint, 3),
                  list_paint=round(big.list_paint, 3))  # fmt: skip
    yield bounded("console-memory", big.memory, "MB", MEMORY, count, at_1k=round(small.memory, 1))
    for name, bound in (("move", MOVE), ("scroll", MOVE), ("page", PAGE)):
        ours, theirs = getattr(big, f"{name}s"), getattr(small, f"{name}s")
        yield bounded(f"console-{name}-p95", p95(ours), "ms", bound, count, **beside(theirs, ours))
        at_1m, at_1k = (median(one.cpu_ms for one in repaints) for repaints in (ours, theirs))
        yield Figure(f"console-{name}-cpu-1m-1k", at_1m, "ms CPU", at_1k, count, BOTH, at_least=False)
    yield bounded("console-idle", float(big.idle_bytes), "bytes", 1.0, count, seconds=IDLE_SECONDS)


def p95(repaints: list[Repaint]) -> float:
    """Return the 95th percentile from key to last byte, in ms."""
    return percentile([one.seconds * 1000 for one in repaints], 0.95)


def beside(small: list[Repaint], big: list[Repaint]) -> dict[str, object]:
    """Return what else is worth knowing of repaints."""
    return {
        "median": round(median(one.seconds for one in big) * 1000, 2),
        "at_1k_p95": round(p95(small), 2),
        "cpu_ms": round(median(one.cpu_ms for one in big), 2),
        "bytes": round(median(one.size for one in big)),
    }
