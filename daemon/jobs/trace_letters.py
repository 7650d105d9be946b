"""Follow letters: which orders the post has taken, where each letter is, what came back."""

from daemon.report import JobReport
from daemon.shift import Shift
from models.values import SYSTEM_OFFICER
from usecases import delivery_traces
from usecases.delivery_rows import Row
from wiring.office import Office


async def run(shift: Shift, system: str) -> JobReport:
    """Look at every letter whose time has come; the first question that fails ends the run, and is asked later."""
    office, report = shift.office, JobReport()
    while not shift.stopping and (rows := await office.in_thread(due, office)):
        for row in rows:
            report.read += 1
            report.written += await follow(office, system, row["number"])
    return report


def due(office: Office) -> list[Row]:
    """Return the letters to look after now."""
    with office.reading() as session:
        return delivery_traces.due(session, "post", at=office.now())


async def follow(office: Office, system: str, number: str) -> int:
    """Note one letter; return whether it came to an end. Raises OutsideError."""
    if not await office.in_thread(office.perform, delivery_traces.note_order, number, by=SYSTEM_OFFICER):
        return 0
    try:
        trace = await office.outside.letters[system].trace(number)
    except BaseException:
        await office.in_thread(office.keep, delivery_traces.postpone, number, at=office.now())
        raise
    state = await office.in_thread(office.perform, delivery_traces.note_trace, number, trace, by=SYSTEM_OFFICER)
    return int(state != "underway")
