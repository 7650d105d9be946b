"""Read a channel from its bookmark: keep every page, then acknowledge what is kept."""

from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, field
from itertools import islice
from time import monotonic

from daemon import pace
from daemon.ahead import ReadAhead
from daemon.report import JobReport
from daemon.shift import RowKey, Shift
from models.errors import OutsideError
from models.values import SYSTEM_OFFICER
from ports.intake import Bookmark, IntakeChannel, Page, Row
from usecases import acknowledgements, channels, intake, unfolding
from wiring.logs import logger
from wiring.office import Office

REMEMBERED = 5000  # rows of the last walk that need not be shown to the database again
ROUND = 100  # rows acknowledged in one go
PATIENCE = 0.4  # seconds until a received application is found by its names, at most (and then what it takes)
log = logger("daemon.intake")


async def run(shift: Shift, system: str) -> JobReport:
    """Read what is new, from a little before the newest row seen (the profile's overlap)."""
    start = await shift.office.in_thread(bookmark, shift.office, system)
    channel = shift.office.outside.intake[system]
    walk = Walk(shift, channel, position=start, before=shift.kept.get(system, {}))
    report = await walk.keep(channel.walk(None if start is None else Bookmark(start)))
    shift.kept[system] = walk.now
    await enter(shift.office, unfolding.enter_attachments)
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
    nameless: int = 0
    since: float | None = None

    async def keep(self, pages: AsyncIterator[Page]) -> JobReport:
        """Keep page after page, each in one transaction with the bookmark behind it; acknowledge after each.

        The next pages are read meanwhile; small ones go together where none waits for its acknowledgement.
        """
        report = JobReport()
        try:
            with pace.collecting_rarely():
                async with ReadAhead(pages) as ahead:
                    async for group in ahead.groups(together=not self.channel.acknowledges):
                        await self._group(group, report)
                        if self.shift.stopping:
                            break
        finally:
            await self._name()
        return report

    async def _group(self, group: list[Page], report: JobReport) -> None:
        rows = [row for page in group for row in page.rows]
        report.read += len(rows)
        report.written += await self._kept(rows, group[-1].bookmark.position)
        for page in group:
            if page.warning:
                log.warning("渠道的分页有异常", channel=self.channel.name, warning=page.warning)

    async def _kept(self, rows: list[Row], position: str) -> int:
        keys = {key(row): row for row in rows}
        news = [row for each, row in keys.items() if each not in self.before]
        moved = self.moves and position != self.position
        written = await self._receive(news, position) if news or moved else 0
        self.now |= dict.fromkeys(keys)
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
                later=True,
                by=SYSTEM_OFFICER,
            )
        self.position = position if self.moves else None
        if kept.received:
            await self._soon(kept.received)
        return kept.received + kept.revised + kept.conflicts + kept.quarantined

    async def _soon(self, received: int) -> None:
        """Enter the names of what was received once they are many, or once the first has waited."""
        now = monotonic()
        self.nameless, self.since = self.nameless + received, self.since or now
        if self.nameless >= unfolding.SOME or now - self.since >= PATIENCE:
            await self._name()

    async def _name(self) -> None:
        self.nameless, self.since = 0, None
        await enter(self.shift.office, unfolding.enter_names)


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


async def enter(office: Office, some: Callable[..., int]) -> None:
    """Enter what follows from the receipts so far, their names or their attachments, some at a time."""
    while await office.in_thread(office.keep, some) >= unfolding.SOME:
        pass


def waiting(office: Office, system: str) -> Sequence[acknowledgements.Identity]:
    """Return kept rows that the channel was not told of."""
    with office.reading() as session:
        return acknowledgements.pending(session, system, limit=ROUND)
