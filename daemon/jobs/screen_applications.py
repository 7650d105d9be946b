"""Screen applications: ask the registers about each, judge by the law of the day, keep the snapshot."""

import asyncio
from collections import deque
from collections.abc import Callable, Sequence

from daemon import sources
from daemon.report import JobReport
from daemon.shift import Shift
from models.values import SYSTEM_OFFICER
from usecases import evidence, screening
from usecases.screening import ToScreen
from wiring.office import Office

AT_ONCE = 8


async def run(shift: Shift, system: str) -> JobReport:  # noqa: ARG001
    """Screen what came in until nothing waits, and ask again where a source did not answer."""
    return await until_none_waits(shift, screening.pending)


async def until_none_waits(shift: Shift, which: Callable[..., Sequence[ToScreen]]) -> JobReport:
    """Screen what a reading use case gives, some at a time, until it gives nothing or nothing gets done."""
    report = JobReport()
    while waiting := await shift.office.in_thread(read, shift.office, which):
        before = report.written
        report.read += len(waiting)
        await screen_all(shift, deque(waiting), report)
        if shift.stopping or report.written == before:
            break
    return report


async def screen_all(shift: Shift, waiting: deque[ToScreen], report: JobReport) -> None:
    """Screen some applications side by side, in their order."""

    async def work() -> None:
        while waiting and not shift.stopping:
            screened = await screen(shift, waiting.popleft())
            report.written += screened  # the count is read after the wait: others count too

    async with asyncio.TaskGroup() as workers:
        for _ in range(AT_ONCE):
            workers.create_task(work())


def read(office: Office, which: Callable[..., Sequence[ToScreen]]) -> list[ToScreen]:
    """Return the applications that wait now."""
    with office.reading() as session:
        return list(which(session, at=office.now()))


async def screen(shift: Shift, one: ToScreen) -> bool:
    """Screen one application; a source that fails is part of the result, its bytes are kept."""
    office = shift.office
    registers = office.outside.registers or evidence.Registers()
    found = await evidence.gather(registers, one.form, one.number, one.known)
    await sources.note(shift.health, found, one.number)
    outcome = await office.in_thread(
        office.perform, screening.conclude, one.number, one.revision, found, by=SYSTEM_OFFICER
    )
    return outcome is not None
