"""Enforcement cases on a real terminal: the list of a thousand and of a million, and a case whose file is thick."""

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from statistics import median

from benchmarks.cases_filled import PAGES, cached
from benchmarks.console import BOTH, FIRST_PAINT, HEIGHT, MOVE, PAGE, SMALL, Taken, beside, opened, p95, use
from benchmarks.filled import ROWS
from benchmarks.measuring import Figure, bounded, resident
from benchmarks.terminal import Repaint

LETTER, ENTER, ESCAPE = b"C", b"\r", b"\x1b"
DOWN, UP, RIGHT, HOME = b"j", b"k", b"\x1b[C", b"\x1b[H"
MEMORY = 65.0  # MB with the list and an ordinary case open
TURNS, THICKEST = 30, 11  # keys; the chapter that holds nearly all of the thick case


@dataclass
class Read:
    """What cases were like to read; seconds, MB."""

    opening: float = 0.0
    memory: float = 0.0
    thick_opening: float = 0.0
    thick_memory: float = 0.0
    chapter: float = 0.0
    moves: list[Repaint] = field(default_factory=list)
    pages: list[Repaint] = field(default_factory=list)


def read(console: Taken) -> Read:
    """Open an ordinary case, then the thick one: go through its contents, turn the pages of its thickest chapter."""
    terminal, found = console.terminal, Read()
    for key in (HOME, DOWN):
        terminal.press(key, quiet=0.2)
    found.opening = terminal.press(ENTER, quiet=0.5).seconds
    found.memory = resident(terminal.process.pid)
    for key in (ESCAPE, HOME):
        terminal.press(key, quiet=0.5)
    found.thick_opening = terminal.press(ENTER, quiet=0.5).seconds
    for _ in range(THICKEST - 1):
        terminal.press(DOWN, quiet=0.2)
    found.chapter = terminal.press(DOWN, quiet=0.3).seconds
    found.pages = [terminal.press(RIGHT) for _ in range(TURNS)]
    terminal.press(DOWN, quiet=0.2)
    found.moves = [terminal.press(UP if turn // HEIGHT % 2 else DOWN) for turn in range(TURNS)]
    found.thick_memory = resident(terminal.process.pid)
    return found


def run(rows: int | None) -> Iterator[Figure]:
    """Yield the figures of the list at full size beside those of a small bureau, then those of the thick case."""
    count = rows or ROWS
    with ExitStack() as stack:
        small, big = (stack.enter_context(opened(each, cached, LETTER)) for each in (SMALL, count))
        use([small, big])
        case = read(big)
    yield bounded("cases-list-paint", big.list_paint, "s", FIRST_PAINT, count, at_1k=round(small.list_paint, 3))
    for name, bound in (("move", MOVE), ("scroll", MOVE), ("page", PAGE)):
        ours, theirs = getattr(big, f"{name}s"), getattr(small, f"{name}s")
        yield bounded(f"cases-{name}-p95", p95(ours), "ms", bound, count, **beside(theirs, ours))
        at_1m, at_1k = (median(one.cpu_ms for one in repaints) for repaints in (ours, theirs))
        yield Figure(f"cases-{name}-cpu-1m-1k", at_1m, "ms CPU", at_1k, count, BOTH, at_least=False)
    yield bounded("case-opening", case.opening, "s", FIRST_PAINT, count)
    yield bounded("case-memory", case.memory, "MB", MEMORY, count, list=round(big.memory, 1))
    yield bounded("case-thick-opening", case.thick_opening, "s", FIRST_PAINT, PAGES, mb=round(case.thick_memory, 1))
    yield bounded("case-thick-chapter", case.chapter, "s", FIRST_PAINT, PAGES)
    for name, repaints in (("move", case.moves), ("page", case.pages)):
        cpu, size = (median(getattr(one, what) for one in repaints) for what in ("cpu_ms", "size"))
        more: dict[str, object] = {"cpu_ms": round(cpu, 2), "bytes": round(size)}
        yield bounded(f"case-thick-{name}-p95", p95(repaints), "ms", PAGE, PAGES, **more)
