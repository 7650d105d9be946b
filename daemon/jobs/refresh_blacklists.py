"""Refresh the lists from their sources; one that fails keeps its old version and says how old it is."""

from functools import partial
from typing import TYPE_CHECKING

from daemon.report import JobReport
from daemon.shift import Shift
from models.errors import BureauError
from models.values import SYSTEM_OFFICER
from usecases import blacklist_lists
from usecases.blacklist_lists import BlackList
from wiring.logs import logger
from wiring.office import Office

if TYPE_CHECKING:
    from usecases.blacklist_refresh import Refreshed

log = logger("daemon.blacklists")


async def run(shift: Shift, system: str) -> JobReport:  # noqa: ARG001
    """Ask every source once; none delays another for longer than it takes itself."""
    office, report = shift.office, JobReport()
    for known in await office.in_thread(due, office):
        if shift.stopping:
            break
        done = await refresh(office, known)
        report.read += 1
        report.written += done.what == "taken"
        if done.words:
            log.warning("名单没有更新", list=known.name, why=done.words)
    return report


def due(office: Office) -> list[BlackList]:
    """Return the lists that are fed from a source."""
    with office.reading() as session:
        return [one for one in blacklist_lists.standing(session) if one.feed == "source"]


async def refresh(office: Office, known: BlackList) -> "Refreshed":
    """Fetch one list without a transaction, then take it or say why not."""
    from usecases import blacklist_refresh  # only here: what reads files and workbooks comes with it
    from wiring import list_sources

    try:
        new = await list_sources.fetch(office, known)
        deed = partial(office.perform, blacklist_refresh.refresh, known.name, new, by=SYSTEM_OFFICER)
        done: Refreshed = await office.in_thread(deed)
    except BureauError as error:
        why = error.message
        note = partial(office.keep, blacklist_refresh.failed, known.name, why, at=office.now())
        await office.in_thread(note)
        return blacklist_refresh.Refreshed("failed", words=why)
    return done
