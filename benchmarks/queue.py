"""The application queue at full size: a page and a count under every kind of filter, and what is typed."""

import time
from collections.abc import Callable, Iterator, Sequence
from itertools import product
from typing import Any

from sqlmodel import Session

from benchmarks.filled import ROWS, cached
from benchmarks.measuring import Figure, bounded
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


def worst(session: Session, wanted: Sequence[ApplicationFilter], read: Callable[..., Any]) -> tuple[float, str]:
    """Return the dearest filter of many, with its milliseconds."""
    read(session, wanted[0])  # the first one compiles
    return max((milliseconds(lambda one=one: read(session, one)), _named(one)) for one in wanted)  # type: ignore[misc]


def _named(wanted: ApplicationFilter) -> str:
    values = (wanted.state, wanted.channel, wanted.item, wanted.card, wanted.assigned_to, wanted.outcome, wanted.text)
    return " ".join(value for value in values if value) or "everything"


def run(rows: int | None) -> Iterator[Figure]:
    """Yield the dearest page and count over all combinations of filters, and the dearest search."""
    count = rows or ROWS
    file = cached(count)
    office = office_over(f"sqlite:///{file}", file.parent, fresh=False)
    filters = [ApplicationFilter(*values, order="newest") for values in product(*CHOICES)]
    searches = [ApplicationFilter(text=typed) for typed in (*TYPED, *NUMBERS)]
    with office.reading() as session:
        page, at = worst(session, filters, application_list.page)
        yield bounded("queue-page", page, "ms CPU", PAGE_MS, count, combinations=len(filters), dearest=at)
        counted, at = worst(session, filters, application_list.count)
        yield bounded("queue-count", counted, "ms CPU", PAGE_MS, count, combinations=len(filters), dearest=at)
        found, at = worst(session, searches, application_list.page)
        yield bounded("queue-search", found, "ms CPU", SEARCH_MS, count, searches=len(searches), dearest=at)
    office.close()
