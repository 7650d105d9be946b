"""Push of a year: so many records as a city has in a year, by the daemon, until the last receipt confirms the last."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
from sqlalchemy import func, select

from benchmarks.daemon import working
from benchmarks.measuring import Figure, bounded, resident
from benchmarks.push import fill
from models.tables.columns import table_of
from models.tables.outbox import BatchRow, OutboxRow
from wiring.config import load
from wiring.office import Office

ROWS, SECONDS = 30_000, 60.0  # the figure of issue 4
LOOK, PATIENCE = 0.2, 300.0  # seconds
OUTBOX, BATCHES = table_of(OutboxRow), table_of(BatchRow)


def run(rows: int | None) -> Iterator[Figure]:
    """Yield the seconds from the moment at which the records wait until the city has published every one of them.

    City and daemon are processes of their own; the city keeps its limit of requests and takes its time to publish.
    """
    count = rows or ROWS
    with working(0, 0.0, "1s") as (office, pid):
        began = time.monotonic()
        fill(office, "credit", count)
        waiting = time.monotonic() - began
        delivered = until(office, lambda: left(office, "ready", "sending", "ambiguous") == 0) - began
        confirmed = until(office, lambda: left(office, "delivered") + open_receipts(office) == 0) - began
        published(office, count)
        more: dict[str, object] = {"delivered": round(delivered, 1), "filling": round(waiting, 1)}
        more["daemon_MB"] = round(resident(pid))
    yield bounded("push-year", confirmed, "s", SECONDS * count / ROWS if count > ROWS else SECONDS, count, **more)


def left(office: Office, *states: str) -> int:
    """Return how many records stand in these states."""
    with office.reading() as session:
        wanted = select(func.count()).where(OUTBOX.c.system == "credit", OUTBOX.c.state.in_(states))
        return int(session.execute(wanted).scalar_one())


def open_receipts(office: Office) -> int:
    """Return how many receipts are not complete yet."""
    with office.reading() as session:
        return int(session.execute(select(func.count()).where(BATCHES.c.done.is_(False))).scalar_one())


def until(office: Office, reached: Callable[[], bool]) -> float:
    """Wait until something is so, and return that moment; raises AssertionError where it takes too long."""
    end = time.monotonic() + PATIENCE
    while not reached():
        if time.monotonic() > end:
            raise AssertionError(f"still waiting: {left(office, 'ready')} ready, {left(office, 'delivered')} delivered")
        time.sleep(LOOK)
    return time.monotonic()


def published(office: Office, count: int) -> None:
    """Raise AssertionError unless the city publishes every record, saw no violation, and both agree on each."""
    config = load(Path(str(office.engine.url.database)).parent / "config.toml")
    base = config.outside["credit"].base_url.removesuffix("/credit")
    records = httpx.get(f"{base}/_city/state", timeout=60).json()["credit"]["records"]
    journal = httpx.get(f"{base}/_city/journal", timeout=60).json()
    c = OUTBOX.c
    with office.reading() as session:
        ours = {
            (row.record_key, row.version, row.hash, row.receiver_state)
            for row in session.execute(
                select(c.record_key, c.version, c.hash, c.receiver_state).where(c.state == "confirmed")
            )
        }
    theirs = {(one["key"], one["version"], one["hash"], one["state"]) for one in records.values()}
    if len(theirs) != count or ours != theirs or journal["violations"]:
        raise AssertionError(f"{len(ours)} here, {len(theirs)} there, {journal['violations'][:3]}")
