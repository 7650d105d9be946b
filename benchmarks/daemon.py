"""The daemon against the reference city: how soon what came is screened and visible, and what it needs at rest."""

import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import select

from benchmarks.measuring import Figure, bounded, percentile, resident
from benchmarks.offices import folder, office_over
from cli.demo_children import Children
from models.tables.applications import ApplicationRow
from models.tables.columns import table_of
from models.values import utc_now
from wiring.config import load
from wiring.office import Office
from wiring.setup import prepare
from wiring.training import training_config

SEED = 7
VISIBLE_SECONDS, MEMORY, SHARE = 1.0, 90.0, 1.0
ARRIVING, LIVE_SECONDS = 20.0, 60.0  # applications a minute: the last fifth of them, one by one
SETTLED, REST_SECONDS = 45.0, 30.0
LOOK = 0.02
ROWS = 100
APPLICATIONS = table_of(ApplicationRow)
QUICK = re.compile(r"\[daemon\].*?(?=\n\[outside)", re.DOTALL)


@contextmanager
def working(
    applications: int, pace: float, every: str, *, shipped: bool = False, instant: bool = False
) -> Iterator[tuple[Office, int]]:
    """Yield an office whose daemon works with a city of its own, and the daemon's process id.

    The rhythm is the quick one of training, or the `shipped` one, which a configuration has that says nothing of it.
    `instant`: what is proved is decided at once.
    """
    with folder() as place:
        children = Children(place)
        try:
            config = place / "config.toml"
            text = training_config(children.city(SEED, applications, pace), every=every, instant=instant)
            config.write_text(QUICK.sub("", text) if shipped else text, encoding="utf-8")
            prepare(load(config))
            office = office_over(f"sqlite:///{place / 'luqiao.db'}", place, fresh=False)
            children.daemon(config)
            yield office, children.running[-1].process.pid
            office.close()
        finally:
            children.stop()


def seen(office: Office, until: float) -> dict[int, tuple[float, float]]:
    """Watch the queue; return, for each application, when it was there with its outcome and how long after its poll."""
    found: dict[int, tuple[float, float]] = {}
    c = APPLICATIONS.c
    wanted = select(c.id, c.received_at).where(c.screening != "").order_by(c.id)
    while time.monotonic() < until:
        with office.reading() as session:
            rows = session.execute(wanted).all()
        now, moment = utc_now(), time.monotonic()
        found |= {row_id: (moment, (now - at).total_seconds()) for row_id, at in rows if row_id not in found}
        time.sleep(LOOK)
    return found


def visible(rows: int | None) -> Iterator[Figure]:
    """Yield the 95th percentile, of applications that come one by one after the first many are done."""
    count = rows or ROWS
    with working(count, ARRIVING, "500ms") as (office, _pid):
        found = seen(office, time.monotonic() + LIVE_SECONDS + 5)
    done = max(moment for row_id, (moment, _wait) in found.items() if row_id <= count - count // 5)
    waits = [wait for moment, wait in found.values() if moment - wait > done]
    more: dict[str, object] = {"median": round(percentile(waits, 0.5), 3), "worst": round(max(waits), 3)}
    yield bounded("visible", percentile(waits, 0.95), "s", VISIBLE_SECONDS, len(waits), **more)


def rest(_rows: int | None) -> Iterator[Figure]:
    """Yield memory and share of a core of a daemon that has nothing to do but look."""
    with working(ROWS, 0.0, "30s", shipped=True) as (_office, pid):
        time.sleep(SETTLED)
        before, began = _cpu(pid), time.monotonic()
        time.sleep(REST_SECONDS)
        share = (_cpu(pid) - before) / (time.monotonic() - began) * 100
        memory = resident(pid)
    if not memory:
        raise AssertionError("the daemon has ended")
    yield bounded("daemon-memory", memory, "MB", MEMORY, ROWS)
    yield bounded("daemon-cpu", share, "% of a core", SHARE, ROWS, seconds=REST_SECONDS)


def _cpu(pid: int) -> float:
    """Return the processor seconds of a process so far."""
    ticks = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(ticks[11]) + int(ticks[12])) / 100
