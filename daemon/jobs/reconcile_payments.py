"""Compare every open order with what the treasury holds of it, once a day."""

from datetime import date

from daemon.report import JobReport
from daemon.shift import Shift
from models.values import SYSTEM_OFFICER, shanghai_date
from usecases import payment_checks
from usecases.payment_checks import Compared
from wiring.office import Office


async def run(shift: Shift, system: str) -> JobReport:
    """Compare the orders through today; the first question that fails ends the run, and what was asked is kept."""
    report = JobReport()
    found = await compare(shift.office, system, shanghai_date(shift.office.now()))
    report.read, report.written = len(found), sum(bool(one.fault) for one in found)
    return report


async def compare(office: Office, system: str, on: date) -> list[Compared]:
    """Compare page after page and keep the result; raises OutsideError."""
    found: list[Compared] = []
    after = 0
    while orders := await office.in_thread(to_check, office, on, after):
        held = [(number, await office.outside.treasury[system].ask(number)) for _, number in orders]
        found += await office.in_thread(office.perform, payment_checks.note, system, on, held, by=SYSTEM_OFFICER)
        after = orders[-1][0]
    return found


def to_check(office: Office, on: date, after: int) -> list[tuple[int, str]]:
    """Return the next orders to ask about."""
    with office.reading() as session:
        return payment_checks.to_check(session, on, after=after)
