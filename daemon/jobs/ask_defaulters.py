"""Ask about judgment defaulters again before a decision: people are removed from the list after performance."""

from collections import deque

from daemon.jobs.screen_applications import screen_all
from daemon.report import JobReport
from daemon.shift import Shift
from usecases import screening
from usecases.screening import ToScreen


async def run(shift: Shift, system: str) -> JobReport:  # noqa: ARG001
    """Ask for every application before its decision whose answer will soon be stale, and no other source."""
    report = JobReport()
    while waiting := await shift.office.in_thread(_waiting, shift):
        before = report.written
        report.read += len(waiting)
        await screen_all(shift, deque(waiting), report)
        if shift.stopping or report.written == before:
            break
    return report


def _waiting(shift: Shift) -> list[ToScreen]:
    with shift.office.reading() as session:
        return list(screening.before_decision(session, at=shift.office.now()))
