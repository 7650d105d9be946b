"""Remind the holders whose licences end soon, each distance once."""

from daemon.report import JobReport
from daemon.shift import Shift
from models.values import SYSTEM_OFFICER
from usecases import reminders
from wiring.office import Office


async def run(shift: Shift, system: str) -> JobReport:  # noqa: ARG001
    """Remind some at a time; what a crash left out is reminded by the next run, nothing twice."""
    office = shift.office
    count = 0
    for band in await office.in_thread(due, office):
        after: str | None = ""
        while after is not None and not shift.stopping:
            done = await office.in_thread(office.perform, reminders.remind, band, after, by=SYSTEM_OFFICER)
            count, after = count + done.count, done.after
    return JobReport(written=count)


def due(office: Office) -> list[reminders.Band]:
    """Return which ends are due for which reminder today."""
    with office.reading() as session:
        return reminders.today(session, office.desk, office.now())
