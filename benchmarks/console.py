"""The console on a real terminal over a thousand and a million applications: first paint, keys, memory, idle bytes."""

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

from benchmarks.filled import ROWS, cached
from benchmarks.measuring import Figure, bounded, percentile, resident
from benchmarks.offices import configured, folder
from benchmarks.terminal import QUIET, Repaint, Terminal, running

SMALL = 1_000
MOVES, SCROLLS, PAGES, IDLE_SECONDS = 120, 60, 40, 10.0
FIRST_PAINT, MEMORY, MOVE, PAGE, BOTH = 0.7, 60.0, 16.0, 30.0, 1.2
HOME_SHOWS, LIST_SHOWS = "办件", "A-2026-"
DOWN, UP, PAGE_DOWN, PAGE_UP = b"j", b"k", b"\x1b[6~", b"\x1b[5~"
HEIGHT = 25  # rows that are on the screen for certain
DEEP = 20  # pages in one direction: a thousand rows have no more of them


@dataclass
class Taken:
    """What one console was like."""

    terminal: Terminal
    first_paint: float
    list_paint: float
    moves: list[Repaint] = field(default_factory=list)
    scrolls: list[Repaint] = field(default_factory=list)
    pages: list[Repaint] = field(default_factory=list)
    memory: float = 0.0
    idle_bytes: int = 0


@contextmanager
def opened(count: int, database_of: Callable[[int], Path] = cached, letter: bytes = b"a") -> Iterator[Taken]:
    """Start a console over so many applications, or what `database_of` has, and open the list of a letter.

    The compiled files are kept as an installation keeps them: a first start, which is not counted, writes them.
    """
    with folder() as place:
        database = database_of(count)
        config = configured(place, database)
        kept = ["env", "-u", "PYTHONDONTWRITEBYTECODE", f"PYTHONPYCACHEPREFIX={database.parent / 'compiled'}"]
        command = [*kept, sys.executable, "-m", "benchmarks.console_child", str(config), f"sqlite:///{database}"]
        with running([*command, str(place / "warm")]) as terminal:
            terminal.wait_for(HOME_SHOWS)
        with running([*command, str(place / "imported")]) as terminal:
            painted = terminal.wait_for(HOME_SHOWS)
            first = painted - float((place / "imported").read_text(encoding="ascii"))
            terminal.press(b"g", quiet=0.2)
            yield Taken(terminal, first, terminal.press(letter, quiet=0.3).seconds)


def use(consoles: Sequence[Taken]) -> None:
    """Move and page through the queues; every key in each console in turn, so that a busy moment hits both."""
    for key in (DOWN, PAGE_DOWN, PAGE_UP):  # once for nothing, so that every part has been used
        pressed(consoles, key, quiet=0.2)
    for turn in range(MOVES):
        kept(consoles, "moves", UP if turn // HEIGHT % 2 else DOWN)
    for _ in range(2 * HEIGHT):
        pressed(consoles, DOWN)
    for _ in range(SCROLLS):
        kept(consoles, "scrolls", DOWN)
    for turn in range(PAGES):
        kept(consoles, "pages", PAGE_UP if turn // DEEP % 2 else PAGE_DOWN)
    for one in consoles:
        one.idle_bytes = len(one.terminal.read(IDLE_SECONDS, at_most=IDLE_SECONDS)[1])
        one.memory = resident(one.terminal.process.pid)


def pressed(consoles: Sequence[Taken], key: bytes, quiet: float = QUIET) -> list[Repaint]:
    """Press a key in one console after the other."""
    return [one.terminal.press(key, quiet=quiet) for one in consoles]


def kept(consoles: Sequence[Taken], name: str, key: bytes) -> None:
    """Press a key and keep what it caused."""
    for one, repaint in zip(consoles, pressed(consoles, key), strict=True):
        getattr(one, name).append(repaint)


def run(rows: int | None) -> Iterator[Figure]:
    """Yield the figures at full size, with those of a small bureau and their ratio beside them."""
    count = rows or ROWS
    with ExitStack() as stack:
        small, big = (stack.enter_context(opened(each)) for each in (SMALL, count))
        use([small, big])
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
        "bytes_at_1k": round(median(one.size for one in small)),
    }
