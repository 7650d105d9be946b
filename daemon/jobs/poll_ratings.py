"""Read what applicants think: from a little before the newest rating seen, once a day the last week anew."""

from datetime import datetime, timedelta

from daemon.report import JobReport
from daemon.shift import Shift
from models.values import SYSTEM_OFFICER
from usecases import ratings
from wiring.logs import logger
from wiring.office import Office

OVERLAP, AHEAD = timedelta(minutes=15), timedelta(minutes=20)  # contract 3.4, and for a clock that is off
FIRST_BACK, WEEK, DAY = timedelta(days=60), timedelta(days=7), timedelta(days=1)
log = logger("daemon.ratings")


async def run(shift: Shift, system: str) -> JobReport:
    """Keep page after page; the bookmark moves only when the walk came to its end."""
    office, report, now = shift.office, JobReport(), shift.office.now()
    known = await office.in_thread(bookmark, office, system)
    since, reread_at = begin(known, now)
    newest = known[0] if known else since + OVERLAP
    async for page in office.outside.ratings[system].walk(since, now + AHEAD):
        report.read += len(page.rows)
        if page.rows:
            kept = await office.in_thread(office.perform, ratings.receive, system, page.rows, by=SYSTEM_OFFICER)
            report.written += kept
        if page.warning:
            log.warning("评价列表的分页有异常", system=system, warning=page.warning)
        if page.warning or shift.stopping:
            return report
        newest = max([newest, *(min(row.rating.at, now) for row in page.rows if row.rating)])
    await office.in_thread(office.keep, ratings.note_read, system, newest, reread_at)
    return report


def bookmark(office: Office, system: str) -> tuple[datetime, datetime] | None:
    """Return the newest rating seen and the last re-reading."""
    with office.reading() as session:
        return ratings.bookmark(session, system)


def begin(known: tuple[datetime, datetime] | None, now: datetime) -> tuple[datetime, datetime]:
    """Return from when a walk reads, and when the last week was read anew for the last time after it."""
    if known is None:
        return now - FIRST_BACK, now
    newest, reread_at = known
    if now - reread_at >= DAY:
        return min(now - WEEK, newest - OVERLAP), now
    return newest - OVERLAP, reread_at
