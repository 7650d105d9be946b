"""After a restore: nothing leaves for a credit platform before it was asked which of our records are repaired.

A backup knows nothing of the repairs that came after it, and the platform tells each of them only once.
"""

from collections.abc import Sequence
from datetime import date, timedelta

from models.values import SYSTEM_OFFICER, shanghai_date
from ports.platforms import Held
from rules.publication import REPAIRED
from usecases import reconcile, systems
from wiring.office import Office


async def require(office: Office, system: str) -> None:
    """Ask a platform for everything that it holds, once after a restore; raises OutsideError: then nothing leaves."""
    platform = office.outside.credit.get(system)
    if platform is None or not await office.in_thread(_restored, office, system):
        return
    for kind, on in await office.in_thread(_days, office, system):
        theirs = await platform.held(kind, on)
        await office.in_thread(_hold, office, system, theirs)
    await office.in_thread(office.keep, systems.settle_alarm, system, systems.RESTORED, at=office.now())


def _restored(office: Office, system: str) -> bool:
    with office.reading() as session:
        return systems.is_raised(session, system, systems.RESTORED)


def _days(office: Office, system: str) -> list[tuple[str, date]]:
    """Return every day of which we have records, sent or waiting as far as we know, and every day since the backup.

    What waits in the backup may have left after it, and have been repaired since.
    """
    today = shanghai_date(office.now())
    with office.reading() as session:
        known = reconcile.days(session, system, today=today, limit=10_000, waiting=True)
        newest = reconcile.newest_day(session) or today
    since = [newest + timedelta(days=n) for n in range((today - newest).days + 1)]
    return sorted({*known, *((kind, on) for kind in reconcile.KINDS for on in since)}, key=lambda day: day[1])


def _hold(office: Office, system: str, theirs: Sequence[Held]) -> None:
    if any(held.state == REPAIRED for held in theirs):
        office.perform(reconcile.take_repairs, system, theirs, by=SYSTEM_OFFICER)
