"""Remove old history of runs, what crossed beyond its term, claims that ended and bytes that a batch holds as well."""

from content.retentionbook import retention
from daemon.report import JobReport
from daemon.shift import Shift
from usecases import case_locks, crossing_retention, jobs, outbox_rows


async def run(shift: Shift, system: str) -> JobReport:  # noqa: ARG001
    """Remove what is older than its term; the newest run of each job stays."""
    office, now = shift.office, shift.office.now()
    before = now - office.settings.daemon.keep_runs
    removed = await office.in_thread(office.keep, jobs.prune_runs, before=before)
    book = retention()
    for prune in (crossing_retention.prune, crossing_retention.prune_batches):
        removed += await office.in_thread(office.keep, prune, book, office.desk, at=now)
    removed += await office.in_thread(office.keep, case_locks.forget, at=now)
    removed += await office.in_thread(office.keep, outbox_rows.prune_requests)
    return JobReport(written=removed)
