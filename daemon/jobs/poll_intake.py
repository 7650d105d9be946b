"""Read a channel from its bookmark: keep every page, then acknowledge what is kept."""

from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field
from itertools import islice
from typing import cast

from daemon.report import JobReport
from daemon.shift import RowKey, Shift
from models.errors import OutsideError
from models.values import SYSTEM_OFFICER
from ports.intake import Bookmark, IntakeChannel, Page, Row
from usecases import acknowledgements, channels, intake
from wiring.logs import logger
from wiring.office import Office

REMEMBERED = 5000  # rows of the last walk that need not be shown to the database again
ROUND = 100  # rows acknowledged in one go
log = logger("daemon.intake")


async def run(shift: Shift, system: str) -> JobReport:
    """Read what is new, from a little before the newest row seen (the profile's overlap)."""
    start = await shift.office.in_thread(bookmark, shift.office, system)
    channel = shift.office.outside.intake[system]
    walk = Walk(shift, channel, position=start, before=shift.kept.get(system, {}))
    report = await walk.keep(channel.walk(None if start is None else Bookmark(start)))
    shift.kept[system] = walk.now
    await acknowledge(shift.office, channel)
    return report


def bookmark(office: Office, system: str) -> str | None:
    """Return how far a channel was read."""
    with office.reading() as session:
        return channels.bookmark(session, system)


@dataclass
class Walk:
    """One walk over the pages of a channel; `position` None with `moves` off leaves the bookmark where it is."""

    shift: Shift
    channel: IntakeChannel
    position: str | None = None
    moves: bool = True
    before: dict[RowKey, None] = field(default_factory=dict)
    now: dict[RowKey, None] = field(default_factory=dict)

    async def keep(self, pages: AsyncIterator[Page]) -> JobReport:
        """Keep page after page, each in one transaction with the bookmark behind it; acknowledge after each."""
        report = JobReport()
        async with aclosing(cast("AsyncGenerator[Page, None]", pages)) as walking:
            async for page in walking:
                report.read += len(page.rows)
                report.written += await self._page(page)
                if page.warning:
                    log.warning("渠道的分页有异常", channel=self.channel.name, warning=page.warning)
                if self.shift.stopping:
                    break
        return report

    async def _page(self, page: Page) -> int:
        news = [row for row in page.rows if key(row) not in self.before]
        moved = self.moves and page.bookmark.position != self.position
        written = await self._receive(news, page.bookmark.position) if news or moved else 0
        self.now |= dict.fromkeys(key(row) for row in page.rows)
        for old in list(islice(self.now, max(0, len(self.now) - REMEMBERED))):
            del self.now[old]
        if news:
            await acknowledge(self.shift.office, self.channel)
        return written

    async def _receive(self, rows: list[Row], position: str) -> int:
        office, channel = self.shift.office, self.channel
        async with self.shift.locks[channel.name]:  # the daily reading may bring the same row in the same moment
            kept = await office.in_thread(
                office.perform,
                intake.receive,
                channel.name,
                rows,
                position if self.moves else None,
                acknowledges=channel.acknowledges,
                by=SYSTEM_OFFICER,
            )
        self.position = position if self.moves else None
        return kept.received + kept.revised + kept.conflicts + kept.quarantined


def key(row: Row) -> RowKey:
    """Return what makes a row this row and no other."""
    return row.ref, row.revision, row.digest


async def acknowledge(office: Office, channel: IntakeChannel) -> None:
    """Tell the channel of every row that is safely stored and that it was not told of; only after the commit.

    Where it breaks off, what the channel knows by then is noted: else many rows and a few faults never come to an end.
    """
    if not channel.acknowledges:
        return
    while rows := await office.in_thread(waiting, office, channel.name):
        try:
            answers = await channel.acknowledge(rows)
        except OutsideError as error:
            if isinstance(error.done, dict) and error.done:
                await office.in_thread(office.keep, acknowledgements.note, channel.name, error.done, at=office.now())
            raise
        noted = await office.in_thread(office.keep, acknowledgements.note, channel.name, answers, at=office.now())
        if strange := sum(answer == "unknown" for answer in answers.values()):
            log.warning("渠道不认识已收下的申请", channel=channel.name, count=strange)
        if noted < len(rows):
            return


def waiting(office: Office, system: str) -> Sequence[acknowledgements.Identity]:
    """Return kept rows that the channel was not told of."""
    with office.reading() as session:
        return acknowledgements.pending(session, system, limit=ROUND)
