"""Put documents on paper: set, sealed and recorded as soon as their deed can no longer be undone."""

from datetime import datetime

from daemon.report import JobReport
from daemon.shift import Quiet, Shift
from models.values import SYSTEM_OFFICER
from usecases import document_making
from usecases.document_making import Order, Paper
from wiring.office import Office

NAME = "make_documents"


async def run(shift: Shift, system: str) -> JobReport:  # noqa: ARG001
    """Make what is due until nothing is; a faulty document waits for a person and holds back no other.

    Every second is soon for a document, and often for a database: where nothing was written since it had none, and
    none has come due, it is not asked.
    """
    report, office = JobReport(), shift.office
    written = office.writes.number()
    if shift.is_quiet(NAME, written):
        return report
    while not shift.stopping and (orders := await office.in_thread(due, office)):
        report.read += len(orders)
        done = await office.in_thread(make, office, orders)
        report.written += done
        if not done:
            break
    if not report.read:
        until = await office.in_thread(rest, office)
        if office.papers.process_id:
            shift.quiet[NAME] = Quiet(written, until)
    return report


def due(office: Office) -> list[Order]:
    """Return the documents that are due."""
    with office.reading() as session:
        return document_making.due(session, office.desk, at=office.now())


def rest(office: Office) -> datetime | None:
    """Keep the process ready that makes them, and return when the next one is due, None where none waits."""
    office.papers.stay_ready()
    with office.reading() as session:
        return document_making.next_due(session)


def make(office: Office, orders: list[Order]) -> int:
    """Make some documents, record them together, and return how many were recorded."""
    papers: list[Paper] = [office.papers.make(order, at=office.now()) for order in orders]
    recorded = office.perform(document_making.record, papers, by=SYSTEM_OFFICER)
    for order in orders:
        office.papers.finish(order)
    return recorded
