"""Name what is ready for the archive and what has been kept long enough; a person closes, nothing is destroyed."""

from daemon.report import JobReport
from daemon.shift import Shift
from usecases import dossier_ready


async def run(shift: Shift, system: str) -> JobReport:  # noqa: ARG001
    """Look once."""
    office = shift.office
    found = await office.in_thread(office.keep, dossier_ready.propose, at=office.now())
    return JobReport(read=found)
