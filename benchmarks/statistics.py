"""The statistics at a million applications: each classification over five years, with past months kept."""

from collections.abc import Iterator
from datetime import date
from functools import partial

from benchmarks.filled import NEWEST, ROWS, cached
from benchmarks.measuring import Figure, bounded
from benchmarks.offices import office_over
from benchmarks.queue import milliseconds
from models.values import shanghai_date
from usecases import statistics

BOUND_MS = 300.0
SINCE = date(2021, 11, 1)


def run(rows: int | None) -> Iterator[Figure]:
    """Yield the dearest classification of everything that was ever received."""
    count = rows or ROWS
    file = cached(count)
    office = office_over(f"sqlite:///{file}", file.parent, fresh=False)
    while office.keep(statistics.keep_next, at=NEWEST):
        pass
    with office.reading() as session:
        read = partial(statistics.figures, session, SINCE, shanghai_date(NEWEST))
        spent = {by: milliseconds(partial(read, by)) for by in statistics.BY}
    office.close()
    dearest = max(spent, key=lambda by: spent[by])
    yield bounded("statistics", spent[dearest], "ms CPU", BOUND_MS, count, dearest=dearest)
