"""Read what was paid: notices are kept and booked first, and only then answered."""

from daemon.report import JobReport
from daemon.shift import Shift
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
    """Tell the treasury of every kept notice whether it is valid; raises OutsideError, and the rest is told later."""
    office = shift.office
    while not shift.stopping and (waiting := await office.in_thread(unanswered, office, system)):
        for notice_id, notice_no, valid in waiting:
            await office.outside.treasury[system].answer(notice_no, valid=valid)
            await office.in_thread(office.keep, payments.answered, notice_id, at=office.now())


def unanswered(office: Office, system: str) -> list[tuple[int, str, bool]]:
    """Return the notices of which the treasury was not told."""
    with office.reading() as session:
        return payments.unanswered(session, system)
