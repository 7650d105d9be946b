"""Ask for receipts until each record is confirmed: an accepted request alone confirms nothing."""

import asyncio

from daemon.report import JobReport
from daemon.shift import Shift
from models.values import SYSTEM_OFFICER
from usecases import receipts
from usecases.receipts import Pending
from wiring.office import Office

AT_ONCE = 4


async def run(shift: Shift, system: str) -> JobReport:
    """Ask for every receipt of one system whose time has come; the first that does not answer ends the run."""
    report = JobReport()
    while (some := await shift.office.in_thread(due, shift.office, system)) and not shift.stopping:
        followed = await asyncio.gather(*(follow(shift.office, system, one) for one in some), return_exceptions=True)
        for changed in followed:
            if isinstance(changed, BaseException):
                raise changed
            report.read += 1
            report.written += changed
    return report


def due(office: Office, system: str) -> list[Pending]:
    """Return the receipts to ask for now."""
    with office.reading() as session:
        return list(receipts.due(session, system, at=office.now(), limit=AT_ONCE))


async def follow(office: Office, system: str, pending: Pending) -> int:
    """Ask for one receipt; return how many records changed. Raises OutsideError, and asks later then."""
    try:
        receipt = await office.outside.platforms[system].receipt(pending.receipt_no)
    except BaseException:
        await office.in_thread(office.keep, receipts.postpone, pending, at=office.now())
        raise
    if receipt is None:
        await office.in_thread(office.keep, receipts.postpone, pending, at=office.now())
        return 0
    return await office.in_thread(office.perform, receipts.take, system, pending, receipt, by=SYSTEM_OFFICER)
