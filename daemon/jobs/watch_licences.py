"""Note which licences ended, were suspended too long or are not used, and what of it is settled."""

from collections.abc import Callable
from functools import partial
from typing import Any

from daemon.report import JobReport
from daemon.shift import Shift
from models.tables.register import CONCERN_KINDS
from models.values import SYSTEM_OFFICER
from usecases import licence_expiry, licence_watch


async def run(shift: Shift, system: str) -> JobReport:  # noqa: ARG001
    """Look through the register a page at a time, so that nobody waits for it."""
    ended = 0
    after: Any = ""
    while after is not None and not shift.stopping:
        expired = await shift.office.in_thread(shift.office.perform, licence_expiry.expire, after, by=SYSTEM_OFFICER)
        ended, after = ended + expired.count, expired.after
    changed = await walk(shift, licence_watch.settle, 0)
    for kind in CONCERN_KINDS:
        changed += await walk(shift, licence_watch.watch, "", kind)
    return JobReport(read=ended + changed, written=ended + changed)


async def walk(shift: Shift, deed: Callable[..., Any], start: Any, *first: str) -> int:
    """Do one look after the other until there is nothing behind; return how much changed."""
    changed, after = 0, start
    while after is not None and not shift.stopping:
        look = await shift.office.in_thread(partial(shift.office.perform, deed, *first, after, by=SYSTEM_OFFICER))
        changed, after = changed + look.changed, look.after
    return changed
