"""Carton codes: how soon a code is judged beside 100,000 earlier readings, and its licence's history shown."""

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

from sqlalchemy import insert, select
from sqlmodel import Session

from benchmarks.filled import draw
from benchmarks.measuring import Figure, bounded, percentile, spending
from benchmarks.offices import sqlite_office
from benchmarks.register import as_csv, take
from models.tables.columns import table_of
from models.tables.licences import LicenceRow
from models.values import DISTRICTS, SYSTEM_OFFICER, shanghai_date
from usecases import carton_history, cartons
from wiring.database import unit_of_work

ROWS, LICENCES, QUERIES, TRIES, MS = 100_000, 2_000, 1_000, 3, 5.0
AT_ONCE = 10_000


def run(count: int | None) -> Iterator[Figure]:
    """Yield the 95th percentile of judging one code, and of its licence's history, by the clock."""
    rows = count or ROWS
    with sqlite_office() as office:
        take(office, as_csv(min(LICENCES, rows)))
        with office.reading() as session:
            numbers = list(session.execute(select(table_of(LicenceRow).c.licence_no)).scalars())
        with unit_of_work(office.engine) as session:
            fill(session, rows, numbers)
        # half of the queries are codes that were never seen
        queries = [code(draw(query, 7) % (2 * rows), numbers) for query in range(min(QUERIES, rows))]
        today = shanghai_date(office.now())
        with office.reading() as session:
            yield _figure("cartons-judge", rows, [partial(_judge, session, one, today) for one in queries])
            yield _figure("cartons-history", rows, [partial(_history, session, one[20:]) for one in queries])


def code(number: int, licences: list[str]) -> str:
    """Return a code of one of the licences, the same for the same number."""
    licence = licences[number % len(licences)]
    return f"60901{number:09d}{1 + number % 50:02d}XMYC{licence}"


def fill(session: Session, rows: int, licences: list[str]) -> None:
    """Enter earlier readings, as the deed keeps them."""
    for first in range(0, rows, AT_ONCE):
        values = [_reading(number, licences) for number in range(first, min(first + AT_ONCE, rows))]
        session.execute(insert(cartons.SCANS), values)


def _reading(number: int, licences: list[str]) -> dict[str, Any]:
    text, shop = code(number, licences), licences[draw(number, 3) % len(licences)]
    stray = shop != text[20:]
    verdict = "OTHER_SHOP_SAME_CITY" if stray else "OWN_SHOP"
    return {
        "code": text, "text": text, "licence_no": text[20:], "coded_on": None, "shop": shop, "case_no": "",
        "at": datetime(2026, 9, 2, tzinfo=UTC) + timedelta(seconds=number), "by": SYSTEM_OFFICER.login,
        "place": "", "district": list(DISTRICTS)[number % 6], "stray": stray, "verdict": verdict,
        "findings": [[verdict, ""]], "ledger_seq": 1,
    }  # fmt: skip


def _judge(session: Session, text: str, today: Any) -> object:
    return list(cartons.judged(session, [text], cartons.Where(), today=today))


def _history(session: Session, licence: str) -> object:
    return carton_history.of(session, licence), carton_history.by_district(session, licence)


def _figure(name: str, rows: int, works: Sequence[Callable[[], object]]) -> Figure:
    """Return the 95th percentile of some works in milliseconds, each the least of a few tries."""
    works[0]()  # the first one compiles
    spent = sorted(min(_once(work) for _ in range(TRIES)) for work in works)
    more = {"median": round(percentile(spent, 0.5), 3), "worst": round(spent[-1], 3), "queries": len(works)}
    return bounded(name, percentile(spent, 0.95), "ms", MS, rows, **more)


def _once(work: Callable[[], object]) -> float:
    with spending() as spent:
        work()
    return spent.wall * 1000
