"""Keep the figures of months that are over, so that statistics need not count them again."""

from daemon.report import JobReport
from daemon.shift import Shift
from usecases import statistics


async def run(shift: Shift, system: str) -> JobReport:  # noqa: ARG001
    """Keep one month after the other, each in a transaction of its own."""
    kept, office = 0, shift.office

    def keep() -> str | None:
        return office.keep(statistics.keep_next, at=office.now())

    while not shift.stopping and (await office.in_thread(keep)) is not None:
        kept += 1
    return JobReport(read=kept, written=0)
