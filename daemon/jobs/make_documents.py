"""Put documents on paper: set, sealed and recorded as soon as their deed can no longer be undone."""

from daemon.report import JobReport
from daemon.shift import Shift
from models.values import SYSTEM_OFFICER
from usecases import document_making
from usecases.document_making import Order, Paper
from wiring.office import Office


async def run(shift: Shift, system: str) -> JobReport:  # noqa: ARG001
    """Make what is due until nothing is; a faulty document waits for a person and holds back no other."""
    report, office = JobReport(), shift.office
    while not shift.stopping and (orders := await office.in_thread(due, office)):
        report.read += len(orders)
        done = await office.in_thread(make, office, orders)
        report.written += done
        if not done:
            break
    if not report.read:
        await office.in_thread(office.papers.stay_ready)
    return report


def due(office: Office) -> list[Order]:
    """Return the documents that are due."""
    with office.reading() as session:
        return document_making.due(session, office.desk, at=office.now())


def make(office: Office, orders: list[Order]) -> int:
    """Make some documents, record them together, and return how many were recorded."""
    papers: list[Paper] = [office.papers.make(order, at=office.now()) for order in orders]
    recorded = office.perform(document_making.record, papers, by=SYSTEM_OFFICER)
    for order in orders:
        office.papers.finish(order)
    return recorded
