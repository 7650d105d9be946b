"""Reckon the credit evaluation of every licence anew: points end by the day, and decisions come in between."""

from daemon.jobs.watch_licences import walk
from daemon.report import JobReport
from daemon.shift import Shift
from usecases import evaluations


async def run(shift: Shift, system: str) -> JobReport:  # noqa: ARG001
    """Look through the register a page at a time, so that nobody waits for it."""
    changed = await walk(shift, evaluations.renew, "")
    return JobReport(read=changed, written=changed)
