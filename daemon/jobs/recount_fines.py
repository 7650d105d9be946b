"""Count anew what of each fine is owed today: the surcharge grows by the day, and stops where the law says so."""

from daemon.report import JobReport
from daemon.shift import Shift
from usecases import payment_accounts


async def run(shift: Shift, system: str) -> JobReport:  # noqa: ARG001
    """Go through the fines that are owed, a page at a time."""
    office, report = shift.office, JobReport()
    after: int | None = 0
    while after is not None and not shift.stopping:
        after, changed = await office.in_thread(office.keep, payment_accounts.refresh_some, after, at=office.now())
        report.written += changed
    return report
