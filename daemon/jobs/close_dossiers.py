"""Name what is ready for the archive and what has been kept long enough; a person closes, nothing is destroyed."""

from daemon.report import JobReport
from daemon.shift import Shift
from usecases import dossier_ready
from wiring.office import Office


async def run(shift: Shift, system: str) -> JobReport:  # noqa: ARG001
    """Look once."""
    return JobReport(read=await shift.office.in_thread(propose, shift.office))


def propose(office: Office) -> int:
    """Look without a lock, then write the alarms; return how many dossiers may be closed."""
    with office.reading() as session:
        ready, over = dossier_ready.found(session, office.desk, at=office.now())
    office.keep(dossier_ready.propose, ready, over, at=office.now())
    return len(ready)
