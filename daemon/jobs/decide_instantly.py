"""Decide at once what is proved: judged, granted or accepted in one transaction each, right after the screening."""

from daemon.report import JobReport
from daemon.shift import Shift
from models.errors import BureauError, OutsideError
from models.values import SYSTEM_OFFICER
from usecases import instant_queue
from wiring.logs import logger
from wiring.office import Office

log = logger("instant")


async def run(shift: Shift, system: str) -> JobReport:  # noqa: ARG001
    """Decide what waits until nothing does; what cannot be decided is for people and holds back no other."""
    report, office = JobReport(), shift.office
    while office.desk.instant and not shift.stopping and (waiting := await office.in_thread(pending, office)):
        report.read += len(waiting)
        for decision_id in waiting:
            report.written += await decided(shift, decision_id)
    return report


async def decided(shift: Shift, decision_id: int) -> bool:
    """Decide one, unless the daemon is stopping: then it goes on waiting."""
    return not shift.stopping and await shift.office.in_thread(decide, shift.office, decision_id)


def pending(office: Office) -> list[int]:
    """Return what waits for its judgement."""
    with office.reading() as session:
        return list(instant_queue.waiting(session))


def decide(office: Office, decision_id: int) -> bool:
    """Decide one application, and return whether it was granted or accepted."""
    from usecases import instant  # only here: most bureaus have the switch off

    try:
        outcome = office.perform(instant.decide, decision_id, by=SYSTEM_OFFICER)
    except OutsideError:
        raise  # the database: tried again later
    except BureauError as error:
        office.keep(instant_queue.hand_over, decision_id, error.message, at=office.now())
        return False
    except Exception as error:
        log.exception("秒批出错", decision=decision_id)
        text = f"程序内部错误（{type(error).__name__}），由人员办理。"
        office.keep(instant_queue.hand_over, decision_id, text, at=office.now())
        return False
    return outcome in ("granted", "accepted")
