"""Compare day by day what was sent with what the receiver holds, and keep the result."""

from collections.abc import Sequence
from datetime import date

from daemon.report import JobReport
from daemon.shift import Shift
from models.errors import OutsideError
from models.values import SYSTEM_OFFICER, shanghai_date
from ports.platforms import CreditPlatform, Held, TakesWholeRecords
from usecases import differences, reconcile
from usecases.differences import Returned
from usecases.reconcile import Difference
from wiring.office import Office

MOST = 100  # extra records asked for at one comparison


async def run(shift: Shift, system: str) -> JobReport:
    """Compare every day on which something was decided that we sent."""
    report = JobReport()
    for kind, on in await shift.office.in_thread(days, shift.office, system):
        if shift.stopping:
            break
        difference = await compare(shift.office, system, kind, on)
        report.read += difference.same
        report.written += not difference.clean
    return report


def days(office: Office, system: str) -> Sequence[tuple[str, date]]:
    """Return kind and day of everything that was ever sent to a system."""
    with office.reading() as session:
        return reconcile.days(session, system, today=shanghai_date(office.now()))


async def compare(office: Office, system: str, kind: str, on: date) -> Difference:
    """Compare one kind and day, by digest first and record by record where that differs; keep the result.

    Raises OutsideError where they do not answer; that is kept too.
    """
    try:
        difference = await _compared(office, system, kind, on)
    except OutsideError:
        await office.in_thread(office.keep, reconcile.note_silence, system, kind, on, at=office.now())
        raise
    await office.in_thread(office.perform, reconcile.note, system, kind, on, difference, by=SYSTEM_OFFICER)
    if difference.extra:
        await _ask_back(office, system)
    return difference


async def _ask_back(office: Office, system: str) -> None:
    """Ask for the extra records of a receiver that takes records back only as a whole, some at a comparison."""
    platform = office.outside.credit[system]
    if not isinstance(platform, TakesWholeRecords) or not platform.whole_withdrawals:
        return
    found: dict[str, Returned] = {}
    for key, version in (await office.in_thread(office.keep, differences.want_records, system, most=MOST)).items():
        try:
            record = await platform.whole(key)
        except OutsideError:
            break  # the next comparison asks again
        if record is None or record.version == version:
            found[key] = {} if record is None else record.columns
    if found:
        await office.in_thread(office.keep, differences.keep_returned, system, found)


async def _compared(office: Office, system: str, kind: str, on: date) -> Difference:
    platform: CreditPlatform = office.outside.credit[system]
    mine = await office.in_thread(ours, office, system, kind, on)
    digest = await platform.held_digest(kind, on)
    if (digest.count, digest.digest) == (len(mine), platform.digest_of(mine)):
        return Difference(same=len(mine))
    gone = await office.in_thread(taken_back, office, system, kind)
    theirs = [one for one in await platform.held(kind, on) if one.state != "withdrawn" or one.record_key not in gone]
    return reconcile.compare(mine, theirs, await office.in_thread(in_flight, office, system, kind))


def taken_back(office: Office, system: str, kind: str) -> frozenset[str]:
    """Return what was withdrawn there though we never sent it."""
    with office.reading() as session:
        return reconcile.taken_back(session, system, kind)


def in_flight(office: Office, system: str, kind: str) -> frozenset[str]:
    """Return what neither side can be wrong about yet."""
    with office.reading() as session:
        return reconcile.in_flight(session, system, kind)


def ours(office: Office, system: str, kind: str, on: date) -> Sequence[Held]:
    """Return what they must hold of a day."""
    with office.reading() as session:
        return reconcile.ours(session, system, kind, on)
