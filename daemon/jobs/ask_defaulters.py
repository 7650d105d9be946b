"""Ask about judgment defaulters again before a decision: people are removed from the list after performance."""

from daemon.jobs.screen_applications import until_none_waits
from daemon.report import JobReport
from daemon.shift import Shift
from usecases import screening


async def run(shift: Shift, system: str) -> JobReport:  # noqa: ARG001
    """Ask for every application before its decision whose answer will soon be stale, and no other source."""
    return await until_none_waits(shift, screening.before_decision)
