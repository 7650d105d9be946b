"""Read what was paid: notices are kept and booked first, and only then answered."""

from daemon.report import JobReport
from daemon.shift import Shift
from models.errors import OutsideRejected
from models.values import SYSTEM_OFFICER
from usecases import payments
from wiring.logs import logger
from wiring.office import Office

log = logger("daemon.payments")


async def run(shift: Shift, system: str) -> JobReport:
    """Keep page after page, answer what is kept, note the codes that parties pay by."""
    office, report = shift.office, JobReport()
    async for page in office.outside.treasury[system].walk():
        report.read += len(page.rows)
        if page.rows:
            kept = await office.in_thread(office.perform, payments.receive, system, page.rows, by=SYSTEM_OFFICER)
            report.written += kept
        if page.warning:
            log.warning("缴款通知的分页有异常", system=system, warning=page.warning)
        if page.warning or shift.stopping:
            break
    await office.in_thread(office.keep, payments.note_codes, system)
    await answer(shift, system)
    return report


async def answer(shift: Shift, system: str) -> None:
    """Tell the treasury of every kept notice whether it is valid; raises OutsideError, and the rest is told later.

    An answer that it refuses keeps none of the others back.
    """
    office, after, refused = shift.office, 0, list[OutsideRejected]()
    while not shift.stopping and (waiting := await office.in_thread(unanswered, office, system, after)):
        for notice_id, notice_no, valid in waiting:
            after = notice_id
            try:
                await office.outside.treasury[system].answer(notice_no, valid=valid)
            except OutsideRejected as error:
                refused.append(error)
            else:
                await office.in_thread(office.keep, payments.answered, notice_id, at=office.now())
    if refused:
        raise refused[0]


def unanswered(office: Office, system: str, after: int) -> list[tuple[int, str, bool]]:
    """Return the next notices of which the treasury was not told."""
    with office.reading() as session:
        return payments.unanswered(session, system, after=after)
