"""Name what is ready for the archive and what has been kept long enough; a person closes, nothing is destroyed."""

from daemon.report import JobReport
from daemon.shift import Shift
from usecases import dossier_ready
from wiring.office import Office

PAGES = 25  # that one run looks at: those who wait long for a delivery hide nobody behind them


async def run(shift: Shift, system: str) -> JobReport:  # noqa: ARG001
    """Look once."""
    return JobReport(read=await shift.office.in_thread(propose, shift.office))


def propose(office: Office, pages: int = PAGES) -> int:
    """Look without a lock, some at a time, then write the alarms; return how many dossiers may be closed."""
    ready: list[str] = []
    after = 0
    for _ in range(pages):
        with office.reading() as session:
            found = dossier_ready.candidates(session, office.desk, at=office.now(), after=after)
        ready += [one.subject for one in found if one.ready]
        if not found:
            break
        after = found[-1].id
    office.keep(dossier_ready.propose, ready, at=office.now())
    return len(ready)
