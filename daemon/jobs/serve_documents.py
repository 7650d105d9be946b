"""Plan how decided applications are served, send what goes electronically, and note what the channels confirmed."""

from daemon.report import JobReport
from daemon.shift import Shift
from models.errors import BureauError
from models.values import SYSTEM_OFFICER
from usecases import deliveries, delivery_traces
from wiring.logs import logger
from wiring.office import Office

log = logger("daemon.deliveries")


async def run(shift: Shift, system: str) -> JobReport:  # noqa: ARG001
    """Plan, send and look until nothing is left to do now."""
    office, report = shift.office, JobReport()
    while not shift.stopping:
        looked = await office.in_thread(office.perform, delivery_traces.plan_some, by=SYSTEM_OFFICER)
        report.read += looked
        if not looked:
            break
    if not shift.stopping:
        report.written += await office.in_thread(office.perform, delivery_traces.settle, by=SYSTEM_OFFICER)
        report.sent += await office.in_thread(send, office)
        report.written += await office.in_thread(look, office)
    return report


def send(office: Office) -> int:
    """Send what goes electronically; what cannot be sent waits for a person and holds back no other."""
    with office.reading() as session:
        numbers = delivery_traces.to_send(session)
    sent = 0
    for number in numbers:
        try:
            office.perform(deliveries.send, number, by=SYSTEM_OFFICER)
            sent += 1
        except BureauError as error:
            log.warning("电子送达未能发出", delivery=number, why=error.message)
            office.perform(delivery_traces.hold_back, number, error.message, by=SYSTEM_OFFICER)
    return sent


def look(office: Office) -> int:
    """Note what channels and gateway confirmed; return how many were proved or failed."""
    with office.reading() as session:
        rows = delivery_traces.due(session, "electronic", at=office.now())
    states = [office.perform(delivery_traces.note_electronic, row["number"], by=SYSTEM_OFFICER) for row in rows]
    return sum(state != "sent" for state in states)
