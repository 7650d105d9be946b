"""Intake against a bare loop: the same HTTP pages, one SQLite transaction with full sync a page."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import orjson
from pysqlite3 import dbapi2

from adapters.intake.bookmarks import Position, written
from adapters.intake.channel import DeclaredChannel
from benchmarks.measuring import Figure, Spent, paired, spending
from benchmarks.offices import folder, sqlite_office
from benchmarks.server import SIZE, serving
from benchmarks.systems import client
from daemon import pace
from daemon.jobs.poll_intake import Walk, enter
from daemon.shift import Shift
from ports.intake import Page
from usecases import unfolding
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


async def walk(
    office: Office, ours: DeclaredChannel, updated: datetime, told: Callable[[int], None] = lambda _read: None
) -> int:
    """Read and keep every page as the daemon does; return how many rows were kept. `told` how many are read."""
    pace.settle()
    walking = Walk(Shift.begin(office, "benchmark"), ours)
    report = await walking.keep(_watched(ours.walk(written(Position(newest=updated))), told))
    await ours.system.aclose()
    return report.written


async def _watched(pages: AsyncIterator[Page], told: Callable[[int], None]) -> AsyncIterator[Page]:
    read = 0
    async for page in pages:
        yield page
        read += len(page.rows)
        told(read)


@dataclass
class Received(Spent):
    """What the receipt took; `later` are the processor seconds for the attachments, which the next job enters."""

    later: float = 0.0


def our_run(name: str, base_url: str, rows: int, updated: datetime) -> Received:
    """Receive every row into a fresh database, found by its names at the end."""
    with sqlite_office() as office:
        with spending() as spent:
            received = asyncio.run(walk(office, declared(name, base_url), updated))
        if received != rows:
            raise AssertionError(f"{received} of {rows} rows were received")
        with spending() as later:
            asyncio.run(enter(office, unfolding.enter_attachments))
    return Received(spent.wall, spent.cpu, later.cpu)


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
            later: list[float] = []

            def ours_whole() -> Spent:
                received = our_run(name, base_url, count, updated)  # noqa: B023
                later.append(received.later)  # noqa: B023
                return received

            runs = paired(ours_whole, lambda: bare_run(name, base_url, count, place))  # noqa: B023
        ours, limit = runs.wall()
        cpu, bare_cpu = runs.cpu()
        more: dict[str, object] = {"cpu_us_a_row": round(cpu / count * 1e6, 1)}
        more["limit_cpu_us_a_row"] = round(bare_cpu / count * 1e6, 1)
        more["cpu_ratio"] = round(bare_cpu / cpu, 3)
        more["attachments_cpu_us_a_row"] = round(min(later) / count * 1e6, 1)
        yield Figure(f"intake-{name}", count / ours, "rows/s", count / limit, count, GOAL, more=more)
