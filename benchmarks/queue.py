"""The application queue at full size: a page and a count under every kind of filter, and what is typed."""

import time
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import product
from statistics import median
from typing import Any

from sqlmodel import Session

from benchmarks.filled import ROWS, cached
from benchmarks.measuring import Figure, bounded, percentile
from benchmarks.offices import office_over
from models.values import ApplicationState, Item, Outcome
from usecases import application_list
from usecases.application_list import ApplicationFilter
from usecases.officers import TRAINING

PAGE_MS, SEARCH_MS = 5.0, 10.0
TIMES = 3
STATES = (None, ApplicationState.RECEIVED.value, ApplicationState.GRANTED.value, ApplicationState.WITHDRAWN.value)
CHOICES = (
    STATES,
    (None, "kiosk"),
    (None, Item.NEW.value, Item.CLOSE.value),
    (None, "yellow"),
    (None, TRAINING[0].login),
    (None, Outcome.UNAVAILABLE.value),
)
OFFICES: tuple[dict[str, Any], ...] = ({}, {"office": "350206"}, {"office": "350206", "passed_on": True})
TYPED = ("陈", "陈海", "鹭岛便利店", "厦门", "无此人", "l", "ld", "ldb", "ldbld", "A-2026-900000", "WX0000500000")
NUMBERS = ("3502", "35020", "350203", "3502031", "35020319", "350203199", "35020319900307")


def milliseconds(work: Callable[[], object]) -> float:
    """Return the least processor time of a few runs: what the work costs when nothing else disturbs."""
    spent = []
    for _ in range(TIMES):
        busy = time.process_time()
        work()
        spent.append((time.process_time() - busy) * 1000)
    return min(spent)


def dear(
    session: Session, wanted: Sequence[ApplicationFilter], read: Callable[..., Any]
) -> tuple[float, dict[str, Any]]:
    """Return the 95th percentile of many filters in milliseconds, and what is worth knowing besides."""
    read(session, wanted[0])  # the first one compiles
    spent = {_named(one): milliseconds(partial(read, session, one)) for one in wanted}
    dearest = max(spent, key=lambda name: spent[name])
    more = {"median": round(median(spent.values()), 2), "worst": round(spent[dearest], 2), "dearest": dearest}
    return percentile(list(spent.values()), 0.95), {"filters": len(wanted), **more}


def _named(wanted: ApplicationFilter) -> str:
    values = (
        wanted.state,
        wanted.channel,
        wanted.item,
        wanted.card,
        wanted.assigned_to,
        wanted.outcome,
        wanted.text,
        wanted.office,
        "passed on" if wanted.passed_on else "",
    )
    return " ".join(value for value in values if value) or "everything"


def run(rows: int | None) -> Iterator[Figure]:
    """Yield a page and a count over all combinations of filters, and a search for what clerks type."""
    count = rows or ROWS
    file = cached(count)
    office = office_over(f"sqlite:///{file}", file.parent, fresh=False)
    filters = [ApplicationFilter(*of, order="newest", **place) for of in product(*CHOICES) for place in OFFICES]
    searches = [ApplicationFilter(text=typed) for typed in (*TYPED, *NUMBERS)]
    with office.reading() as session:
        for name, wanted, read, bound in (
            ("page", filters, application_list.page, PAGE_MS),
            ("count", filters, application_list.count, PAGE_MS),
            ("search", searches, application_list.page, SEARCH_MS),
        ):
            value, more = dear(session, wanted, read)
            yield bounded(f"queue-{name}", value, "ms CPU", bound, count, **more)
    office.close()
