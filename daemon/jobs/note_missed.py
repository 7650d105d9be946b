"""Note who did not come to their appointment, and forget drafts that nobody came back to."""

from daemon.report import JobReport
from daemon.shift import Shift
from models.values import SYSTEM_OFFICER
from usecases import appointments, form_drafts, window_drafts


async def run(shift: Shift, system: str) -> JobReport:  # noqa: ARG001
    """Note some at a time until everybody is noted."""
    office, missed = shift.office, 0
    while not shift.stopping:
        now = await office.in_thread(office.perform, appointments.miss, by=SYSTEM_OFFICER)
        missed += now
        if not now:
            break
    dropped = await office.in_thread(office.keep, window_drafts.prune, at=office.now())
    dropped += await office.in_thread(office.keep, form_drafts.prune, at=office.now())
    return JobReport(written=missed + dropped)
