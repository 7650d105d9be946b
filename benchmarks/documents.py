"""Documents: sealed ones a second of one core, and how large each is."""

import json
import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from benchmarks.measuring import Figure, bounded
from usecases.document_making import Order
from wiring.config import Documents, Settings, Store
from wiring.papers import Papers, open_papers
from wiring.template_check import sample

COUNT = 200
KINDS = ("renewal_grant", "licence_original", "acceptance", "refusal")
A_SECOND, KILOBYTES = 25.0, 100.0  # the goals of issue 3
AT, ON = datetime(2026, 11, 21, 4, 0, tzinfo=UTC), date(2026, 11, 21)


def run(rows: int | None) -> Iterator[Figure]:
    """Yield the rate of setting, sealing and keeping for a second of one core, and the largest file.

    Processor seconds of both processes count, so that whatever else runs on the machine does not. Setting alone,
    without the seal, stands beside.
    """
    count = rows or COUNT
    with office_of_papers() as (settings, papers):
        bare = _made(papers, settings, count, sealed=False)
        whole = _made(papers, settings, count, sealed=True)
    more = {"set_only": round(count / bare.cpu, 1), "by_the_clock": round(count / whole.wall, 1)}
    yield Figure("documents", count / whole.cpu, "sealed/s/core", A_SECOND, count, 1.0, more=dict(more))
    yield bounded("documents-size", whole.largest / 1000, "KB", KILOBYTES, count)


@contextmanager
def office_of_papers() -> Iterator[tuple[Settings, Papers]]:
    """Open what sets and seals papers in a folder of its own, gone afterwards."""
    from adapters.seals import authority

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        said = Documents(seal_folder=folder / "seal", cache=folder / "cache")
        settings = Settings(documents=said, store=Store(folder / "store"))
        authority.prepare(said.seal_folder, settings.bureau.name)
        papers = open_papers(settings)
        try:
            yield settings, papers
        finally:
            papers.close()


@dataclass
class Made:
    """What a run took: seconds by the clock, of both processes' processors; the largest file in bytes."""

    wall: float
    cpu: float
    largest: int


def _made(papers: Papers, settings: Settings, count: int, *, sealed: bool) -> Made:
    """Make so many documents after one of each kind that is not counted."""
    orders = [_order(settings, n, sealed=sealed) for n in range(-len(KINDS), count)]
    largest, wall, cpu = 0, 0.0, 0.0
    for n, order in enumerate(orders):
        if n == len(KINDS):
            wall, cpu = time.perf_counter(), processor(papers)
        paper = papers.make(order, at=AT)
        papers.finish(order)
        if paper.fault:
            raise RuntimeError(paper.fault)
        largest = max(largest, paper.size)
    return Made(time.perf_counter() - wall, processor(papers) - cpu, largest)


def _order(settings: Settings, n: int, *, sealed: bool) -> Order:
    kind = KINDS[n % len(KINDS)]
    data = json.loads(sample(settings, kind, ON, {"party": f"厦门市鹭岛便利店张三第{n}号"}))
    return Order(n + len(KINDS), f"{kind}-{n}", kind, data, sealed, 0)


def processor(papers: Papers) -> float:
    """Return the processor seconds of this process and of the one that sets and seals."""
    stat = Path(f"/proc/{papers.process_id}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    ticks = int(stat[11]) + int(stat[12])
    return time.process_time() + ticks / os.sysconf("SC_CLK_TCK")
