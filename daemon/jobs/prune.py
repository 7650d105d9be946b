"""Remove old history of runs, what crossed beyond its term, claims that ended and bytes that a batch holds as well."""

import asyncio
from collections.abc import Callable

from content.retentionbook import retention
from daemon.report import JobReport
from daemon.shift import Shift
from usecases import case_locks, crossing_retention, jobs, outbox_rows
from wiring.office import Office

SOME = 1000  # rows of one transaction: some 20 ms of the only writer's time
PAUSE = 0.05  # seconds between two of them


async def run(shift: Shift, system: str) -> JobReport:  # noqa: ARG001
    """Remove what is older than its term; the newest run of each job stays."""
    office, now = shift.office, shift.office.now()
    before = now - office.settings.daemon.keep_runs
    removed = await office.in_thread(office.keep, jobs.prune_runs, before=before)
    book = retention()
    for over in (crossing_retention.prune, crossing_retention.prune_batches):
        removed += await all_of(office, over, book, office.desk, at=now)
    removed += await office.in_thread(office.keep, case_locks.forget, at=now)
    removed += await all_of(office, outbox_rows.prune_requests)
    return JobReport(written=removed)


async def all_of(office: Office, prune: Callable[..., int], *args: object, **more: object) -> int:
    """Remove until nothing is left to remove, some in one transaction; others write between two of them."""
    removed, some = 0, lambda: office.keep(prune, *args, most=SOME, **more)
    while gone := await office.in_thread(some):
        removed += gone
        if gone < SOME:
            break
        await asyncio.sleep(PAUSE)
    return removed
