"""Intake against a bare loop: the same HTTP pages, one SQLite transaction with full sync a page.

What is compared is the same promise: every row is on the disk, each identity once, and the bookmark stands behind it.
The bare loop does no more. Ours goes on: each figure says beside it (`entered_*`), from the same run, how long it took
until every row was an application of its own, checked, numbered, in the ledger and found by its names. The attachments
to fetch follow when the walk has ended (`attachments_cpu_us_a_row`).
"""

import asyncio
import statistics
from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import orjson
from pysqlite3 import dbapi2
from sqlalchemy import func, select

from adapters.intake.bookmarks import Position, written
from adapters.intake.channel import DeclaredChannel
from benchmarks.measuring import Figure, Spent, paired, spending
from benchmarks.offices import folder, sqlite_office
from benchmarks.server import SIZE, serving
from benchmarks.systems import client
from daemon import pace
from daemon.jobs.poll_intake import Walk, enter
from daemon.report import JobReport
from daemon.shift import Shift
from models.tables.applications import RevisionRow
from models.tables.arrivals import ArrivalRow
from models.tables.columns import table_of
from usecases import channels, unfolding
from wiring.database import PRAGMAS
from wiring.office import Office

ROWS = 20_000
GOAL = 0.5
TABLE = "create table rows (ref text, revision int, payload text, primary key (ref, revision)) without rowid"
KEEP = "insert into rows values (?, ?, ?) on conflict do nothing"


class Unasked(DeclaredChannel):
    """A channel that wants no acknowledgement: the bare loop gives none either."""

    acknowledges = False


def declared(name: str, base_url: str) -> DeclaredChannel:
    """Return a channel as its profile declares it."""
    return Unasked(client(name, base_url))


@dataclass
class Received(Spent):
    """What it took until every row was kept, and until `written` of them were applications found by their names.

    `later` are the processor seconds for the attachments, which the next job enters.
    """

    entered: Spent = field(default_factory=Spent)
    written: int = 0
    later: float = 0.0


async def walk(office: Office, ours: DeclaredChannel, updated: datetime) -> Received:
    """Read, keep and enter every page as the daemon does (Walk.keep, part for part)."""
    pace.settle()
    walking, report = Walk(Shift.begin(office, "benchmark"), ours), JobReport()
    with spending() as entered:
        await walking.book.open()
        with spending() as safe:
            await walking.take(ours.walk(written(Position(newest=updated))), report)
        if kept(office, ours.name) != report.read:
            raise AssertionError(f"{kept(office, ours.name)} of {report.read} rows were kept")
        await walking.settle(report)
    await ours.system.aclose()
    return Received(safe.wall, safe.cpu, entered, report.written)


def kept(office: Office, channel: str) -> int:
    """Return how many rows lie in the database, entered or not; 0 where the bookmark was not moved."""
    with office.reading() as session:
        if channels.bookmark(session, channel) is None:
            return 0
        tables = (table_of(ArrivalRow), table_of(RevisionRow))
        return sum(int(session.execute(select(func.count()).select_from(table)).scalar_one()) for table in tables)


def our_run(name: str, base_url: str, rows: int, updated: datetime) -> Received:
    """Receive every row into a fresh database, found by its names at the end."""
    with sqlite_office() as office:
        received = asyncio.run(walk(office, declared(name, base_url), updated))
        if received.written != rows:
            raise AssertionError(f"{received.written} of {rows} rows were received")
        with spending() as later:
            asyncio.run(enter(office, unfolding.enter_attachments))
    received.later = later.cpu
    return received


async def pages(http: httpx.AsyncClient, name: str, base_url: str) -> AsyncIterator[Any]:
    """Yield the parsed pages as a bare loop reads them."""
    number, more = 1, True
    while more:
        if name == "wechat":
            asked = {"begin_time": 0, "end_time": 0, "page": number, "page_size": SIZE[name]}
            page = orjson.loads((await http.post(f"{base_url}/apply/query", json=asked)).content)
            more = number * SIZE[name] < page["total"]
            yield page["list"]
        else:
            where = {"cursor": str(number), "limit": str(SIZE[name])}
            page = orjson.loads((await http.get(f"{base_url}/v1/applications", params=where)).content)
            more = page["next_cursor"] is not None
            yield page["items"]
        number += 1


async def bare_walk(store: Any, name: str, base_url: str) -> None:
    """Keep every row with its reference and nothing else, each page in one transaction."""
    ref = "apply_id" if name == "wechat" else "id"
    async with httpx.AsyncClient() as http:
        async for page in pages(http, name, base_url):
            store.execute("begin immediate")
            store.executemany(KEEP, [(row[ref], row["revision"], orjson.dumps(row)) for row in page])
            store.execute("commit")


def bare_run(name: str, base_url: str, rows: int, place: Path) -> Spent:
    """Run the bare loop into a fresh database."""
    file = place / "bare.db"
    file.unlink(missing_ok=True)
    store = dbapi2.connect(str(file), isolation_level=None)
    for pragma in PRAGMAS:
        store.execute(f"pragma {pragma}")
    store.execute(TABLE)
    with spending() as spent:
        asyncio.run(bare_walk(store, name, base_url))
    kept = store.execute("select count(*) from rows").fetchone()[0]
    store.close()
    if kept != rows:
        raise AssertionError(f"{kept} of {rows} rows were kept")
    return spent


def run(rows: int | None) -> Iterator[Figure]:
    """Yield the rate of two channels, each against the bare loop over the same pages."""
    count = rows or ROWS
    updated = datetime.now(UTC).replace(microsecond=0) - timedelta(days=1)
    for name in ("wechat", "kiosk"):
        with serving(name, count, updated) as base_url, folder() as place:
            taken: list[Received] = []

            def ours_whole() -> Spent:
                taken.append(our_run(name, base_url, count, updated))  # noqa: B023
                return taken[-1]  # noqa: B023

            runs = paired(ours_whole, lambda: bare_run(name, base_url, count, place))  # noqa: B023
        ours, limit = runs.wall()
        cpu, bare_cpu = runs.cpu()
        more: dict[str, object] = {"cpu_us_a_row": round(cpu / count * 1e6, 1)}
        more["limit_cpu_us_a_row"] = round(bare_cpu / count * 1e6, 1)
        more["cpu_ratio"] = round(bare_cpu / cpu, 3)
        more |= entered(taken, count)
        yield Figure(f"intake-{name}", count / ours, "rows/s", count / limit, count, GOAL, more=more)


def entered(taken: Sequence[Received], count: int) -> dict[str, object]:
    """Return what it took until every row was an application, medians as of the figure beside which they stand."""
    wall = statistics.median(one.entered.wall for one in taken)
    cpu = statistics.median(one.entered.cpu for one in taken)
    return {
        "entered_rows_per_s": round(count / wall),
        "entered_cpu_us_a_row": round(cpu / count * 1e6, 1),
        "attachments_cpu_us_a_row": round(min(one.later for one in taken) / count * 1e6, 1),
    }
