"""Ours against software of the same kind: the same pages, the same receiver, in the same run."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

from benchmarks import intake, peers, push
from benchmarks.measuring import Absent, Figure
from benchmarks.offices import folder
from benchmarks.server import serving

ROWS, REQUESTS = 10_000, 1_000
FOUR_TIMES, TWICE_AND_A_HALF = 4.0, 2.5
INSTALL = "is not installed: luqiao bench --peers"


def dlt(rows: int | None) -> Iterator[Figure | Absent]:
    """Yield how many times as fast as dlt the same pages are received; `limit` is dlt's rate.

    Both until every row is in the database; dlt makes nothing of it, ours goes on (see benchmarks.intake).
    """
    if not peers.has("dlt.sources.rest_api"):
        yield Absent("intake-dlt", f"dlt {INSTALL}")
        return
    count, updated = rows or ROWS, datetime.now(UTC).replace(microsecond=0) - timedelta(days=1)
    with serving("kiosk", count, updated) as base_url, folder() as place:
        theirs = peers.run("peer_dlt.py", [base_url], place)
        ours = intake.our_run("kiosk", base_url, count, updated)
    if theirs["rows"] != count:
        raise AssertionError(f"dlt kept {theirs['rows']} of {count} rows")
    more = intake.entered([ours], count)
    yield Figure("intake-dlt", count / ours.wall, "rows/s", count / theirs["seconds"], count, FOUR_TIMES, more=more)


def procrastinate(rows: int | None) -> Iterator[Figure | Absent]:
    """Yield how many times as fast as procrastinate one POST a record goes out; `limit` is its rate."""
    try:
        from tests.support import postgres
    except ImportError:
        yield Absent("push-procrastinate", "no PostgreSQL without the tests of a checkout")
        return
    why = postgres.reason_for_none() or ("" if peers.has("procrastinate") else f"procrastinate {INSTALL}")
    if why:
        yield Absent("push-procrastinate", why)
        return
    count, now = rows or REQUESTS, datetime.now(UTC)
    server = postgres.PrivateServer()
    try:
        database = server.create("peer")
        with serving("case_system", 0, now) as base_url, folder() as place:
            conninfo = f"dbname=peer user=luqiao host={server.folder}"
            url = base_url + push.PATHS["case_system"]
            theirs = peers.run("peer_procrastinate.py", [conninfo, url, str(count)], place)
            ours = push.our_run("case_system", base_url, count, [])
    finally:
        server.stop()
    more: dict[str, object] = {"database": urlsplit(database).scheme}
    rates = (count / ours.wall, "requests/s", count / theirs["seconds"])
    yield Figure("push-procrastinate", *rates, count, TWICE_AND_A_HALF, more=more)
