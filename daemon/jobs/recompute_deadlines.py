"""Compute every open deadline and card anew from its dates, and warn of messages that take too long."""

from daemon.report import JobReport
from daemon.shift import Shift
from models.values import SYSTEM_OFFICER
from usecases import deadlines, overdue_messages


async def run(shift: Shift, system: str) -> JobReport:  # noqa: ARG001
    """Recompute; nothing is written where nothing changed."""
    changed = await shift.office.in_thread(shift.office.perform, deadlines.recompute, by=SYSTEM_OFFICER)
    now = shift.office.now()
    await shift.office.in_thread(shift.office.keep, overdue_messages.watch, at=now)
    return JobReport(read=changed, written=changed)
