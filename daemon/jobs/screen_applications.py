"""Screen applications: ask the registers about each, judge by the law of the day, keep the snapshot."""

import asyncio

from daemon.report import JobReport
from daemon.shift import Shift
from models.values import SYSTEM_OFFICER
from usecases import crossings, evidence, screening
from usecases.screening import ToScreen
from wiring.office import Office

AT_ONCE = 8


async def run(shift: Shift, system: str) -> JobReport:  # noqa: ARG001
    """Screen what came in, and ask again where a source did not answer."""
    office, report = shift.office, JobReport()
    waiting = asyncio.Queue[ToScreen]()
    for one in await office.in_thread(pending, office):
        waiting.put_nowait(one)
    report.read = waiting.qsize()

    async def work() -> None:
        while not (waiting.empty() or shift.stopping):
            report.written += await screen(office, waiting.get_nowait())

    async with asyncio.TaskGroup() as workers:
        for _ in range(min(AT_ONCE, report.read)):
            workers.create_task(work())
    return report


def pending(office: Office) -> list[ToScreen]:
    """Return the applications that wait for their screening."""
    with office.reading() as session:
        return list(screening.pending(session, at=office.now()))


async def screen(office: Office, one: ToScreen) -> bool:
    """Screen one application; a source that fails is part of the result, its bytes are kept."""
    found = await evidence.gather(office.outside.registers, one.form, one.number)
    for source, _message, crossing in found.failures:
        if crossing is not None:
            await office.in_thread(office.keep, crossings.keep, crossing, one.number, f"unavailable:{source}"[:20])
    outcome = await office.in_thread(
        office.perform, screening.conclude, one.number, one.revision, found, by=SYSTEM_OFFICER
    )
    return outcome is not None
