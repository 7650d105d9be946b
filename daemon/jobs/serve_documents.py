"""Plan how decided applications are served, send what goes electronically, and note what the channels confirmed."""

from collections.abc import Callable
from typing import TypeVar

from daemon.report import JobReport
from daemon.shift import Shift
from models.errors import BureauError, OutsideError
from models.values import SYSTEM_OFFICER
from usecases import delivery_documents, delivery_traces
from wiring.logs import logger
from wiring.office import Office

log = logger("daemon.deliveries")
T = TypeVar("T")


async def run(shift: Shift, system: str) -> JobReport:  # noqa: ARG001
    """Plan, send and look until nothing is left to do now."""
    office, report, place = shift.office, JobReport(), 0
    while not shift.stopping:
        planned, place = await office.in_thread(plan_some, office, place)
        report.read += planned
        if not place:
            break
    if not shift.stopping:
        report.written += await office.in_thread(settle, office)
        report.sent += await office.in_thread(send, office)
        report.written += await office.in_thread(look, office)
    return report


def plan(office: Office) -> int:
    """Plan everything that waits; return how many decisions."""
    count, place = plan_some(office, 0)
    while place:
        planned, place = plan_some(office, place)
        count += planned
    return count


def plan_some(office: Office, after: int, *, limit: int = delivery_documents.SOME) -> tuple[int, int]:
    """Plan what waits behind an id, each subject alone; return (decisions planned, the last id, 0 at the end)."""
    with office.reading() as session:
        found = delivery_documents.unserved(session, after=after, limit=limit)
    if found.never:
        office.keep(delivery_traces.never_served, found.never)
    return sum(plan_one(office, subject) for subject in found.subjects), found.last


def plan_one(office: Office, subject: str) -> int:
    """Plan the decisions on one subject; what cannot be planned waits for a person and holds back no other."""
    try:
        return office.perform(delivery_traces.plan, subject, by=SYSTEM_OFFICER)
    except OutsideError:
        raise  # the database: tried again later
    except BureauError as error:
        log.warning("送达未能安排", subject=subject, why=error.message)
        why = error.message
    except Exception as error:
        log.exception("安排送达出错", subject=subject)
        why = f"程序内部错误（{type(error).__name__}）。"
    office.keep(delivery_traces.not_planned, subject, why, at=office.now())
    return 0


def send(office: Office) -> int:
    """Send what goes electronically; what cannot be sent waits for a person and holds back no other."""
    with office.reading() as session:
        numbers = delivery_traces.to_send(session)
    sent = 0
    if not numbers:
        return 0
    from usecases import deliveries  # only here: on most days nothing goes

    for number in numbers:
        try:
            office.perform(deliveries.send, number, by=SYSTEM_OFFICER)
            sent += 1
        except BureauError as error:
            log.warning("电子送达未能发出", delivery=number, why=error.message)
            office.perform(delivery_traces.hold_back, number, error.message, by=SYSTEM_OFFICER)
    return sent


def settle(office: Office) -> int:
    """End the plans of what was handed over by a record of its own; return how many. One that fails stops no other."""
    done, place = 0, 0
    while True:
        with office.reading() as session:
            found = delivery_traces.handed_over(session, after=place)
        if not found:
            return done
        done += sum(bool(_one(office, delivery_traces.settle, number)) for _row_id, number in found)
        place = found[-1][0]


def look(office: Office) -> int:
    """Note what channels and gateway confirmed; return how many were proved or failed. None holds back another."""
    with office.reading() as session:
        numbers = [row["number"] for row in delivery_traces.due(session, "electronic", at=office.now())]
    done = 0
    for number in numbers:
        state = _one(office, delivery_traces.note_electronic, number)
        if state is None:
            office.keep(delivery_traces.postpone, number, at=office.now())
        done += state not in (None, "sent")
    return done


def _one(office: Office, deed: Callable[..., T], number: str) -> T | None:
    """Do a deed on one delivery; return None where something stood against it."""
    try:
        return office.perform(deed, number, by=SYSTEM_OFFICER)
    except OutsideError:
        raise  # the database: tried again later
    except BureauError as error:
        log.warning("送达未能继续", delivery=number, why=error.message)
        return None
