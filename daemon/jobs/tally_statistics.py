"""Keep the figures of months that are over, so that statistics need not count them again."""

from functools import partial

from daemon.report import JobReport
from daemon.shift import Shift
from usecases import statistics


async def run(shift: Shift, system: str) -> JobReport:  # noqa: ARG001
    """Keep one month after the other, each in a transaction of its own."""
    kept = 0
    keep = partial(shift.office.keep, statistics.keep_next)
    while not shift.stopping and await shift.office.in_thread(keep, at=shift.office.now()):
        kept += 1
    return JobReport(read=kept, written=0)
