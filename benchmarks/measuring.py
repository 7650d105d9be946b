"""What a figure is, and how it is taken: paired runs in turn, the processor's own time, memory, percentiles."""

import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path


@dataclass
class Figure:
    """One measured value; `limit` is the raw limit of the same run, or the bound where the goal is absolute."""

    bench: str
    value: float
    unit: str
    limit: float
    rows: int
    goal: float  # what `ratio` must reach (at_least), or may not pass
    at_least: bool = True
    more: dict[str, object] = field(default_factory=dict)

    @property
    def ratio(self) -> float:
        """Return value to limit."""
        return self.value / self.limit if self.limit else 0.0

    @property
    def ok(self) -> bool:
        """Whether the goal is reached."""
        return self.ratio >= self.goal if self.at_least else self.ratio <= self.goal

    def as_json(self) -> dict[str, object]:
        """Return the line of the contract, with the goal and whatever else is worth knowing."""
        goal = {"goal": f"ratio {'>=' if self.at_least else '<='} {self.goal:g}", "ok": self.ok}
        plain = {"bench": self.bench, "value": _short(self.value), "unit": self.unit, "limit": _short(self.limit)}
        return plain | {"ratio": _short(self.ratio), "rows": self.rows} | goal | self.more


@dataclass
class Absent:
    """A comparison that could not be made here, and why."""

    bench: str
    why: str

    def as_json(self) -> dict[str, object]:
        """Return the line of the contract without figures."""
        return {
            "bench": self.bench,
            "value": None,
            "unit": "",
            "limit": None,
            "ratio": None,
            "rows": 0,
            "why": self.why,
        }


def bounded(bench: str, value: float, unit: str, bound: float, rows: int, **more: object) -> Figure:
    """Return a figure that may not pass a bound."""
    return Figure(bench, value, unit, bound, rows, 1.0, at_least=False, more=more)


def _short(value: float) -> float:
    """Return a value with four figures that count."""
    return float(f"{value:.4g}")


@dataclass
class Spent:
    """Seconds by the clock and of this process's processor."""

    wall: float = 0.0
    cpu: float = 0.0


@contextmanager
def spending() -> Iterator[Spent]:
    """Yield what the block spends; complete once it has ended."""
    spent, wall, cpu = Spent(), time.perf_counter(), time.process_time()
    yield spent
    spent.wall, spent.cpu = time.perf_counter() - wall, time.process_time() - cpu


@dataclass
class Pair:
    """The runs of two contenders, taken in turn so that a busy moment hits both."""

    ours: list[Spent]
    limit: list[Spent]

    def wall(self) -> tuple[float, float]:
        """Return the median seconds of ours and of the limit."""
        return statistics.median(s.wall for s in self.ours), statistics.median(s.wall for s in self.limit)

    def cpu(self) -> tuple[float, float]:
        """Return the median processor seconds of ours and of the limit."""
        return statistics.median(s.cpu for s in self.ours), statistics.median(s.cpu for s in self.limit)


def paired(ours: Callable[[], Spent], limit: Callable[[], Spent], times: int = 3) -> Pair:
    """Run both in turn, so many times."""
    runs = Pair([], [])
    for _ in range(times):
        runs.limit.append(limit())
        runs.ours.append(ours())
    return runs


def percentile(values: Sequence[float], share: float) -> float:
    """Return the value below which so great a share lies (nearest rank)."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, round(share * (len(ordered) - 1)))]


def resident(pid: int | str = "self") -> float:
    """Return the memory that a process holds now, in MB; 0 where it has ended."""
    return _memory(pid, "VmRSS:")


def peak() -> float:
    """Return the most memory that this program ever held, in MB; getrusage counts what its parent held before exec."""
    return _memory("self", "VmHWM:")


def _memory(pid: int | str, name: str) -> float:
    for line in Path(f"/proc/{pid}/status").read_text(encoding="ascii", errors="replace").splitlines():
        if line.startswith(name):
            return int(line.split()[1]) / 1024
    return 0.0
