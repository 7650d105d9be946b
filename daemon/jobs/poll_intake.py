"""Read a channel from its bookmark: keep every page, then acknowledge what is kept."""

from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import islice
from time import monotonic

from daemon import pace
from daemon.ahead import ReadAhead
from daemon.book import Book, key
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
MANY = 200  # a walk that received so many goes on through the book of arrivals
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
    received: int = 0

    def __post_init__(self) -> None:
        self.book = Book(self.shift, self.channel)

    async def keep(self, pages: AsyncIterator[Page]) -> JobReport:
        """Keep page after page, each in one transaction with the bookmark behind it; acknowledge after each.

        The next pages are read meanwhile; small ones go together where none waits for its acknowledgement. A walk that
        brings much goes on through the book of arrivals; what was left in it goes before anything newer.
        """
        report = JobReport()
        await self.book.open()
        try:
            report.written += await self._enter_all()
            await self.take(pages, report)
        finally:
            await self.settle(report)
        return report

    async def take(self, pages: AsyncIterator[Page], report: JobReport) -> None:
        """Keep page after page; afterwards all is safe, some of it perhaps only in the book."""
        with pace.collecting_rarely():
            async with ReadAhead(pages) as ahead:
                async for group in ahead.groups(together=not self.channel.acknowledges):
                    await self._group(group, report)
                    if self.shift.stopping:
                        break

    async def settle(self, report: JobReport) -> None:
        """Enter what waits in the book, and the names of what was received."""
        with pace.collecting_rarely():
            report.written += await self._enter_all()
            await self._name()

    async def _group(self, group: list[Page], report: JobReport) -> None:
        rows, position = [row for page in group for row in page.rows], group[-1].bookmark.position
        report.read += len(rows)
        if rows and position and self.received >= MANY:
            report.written += await self._book(rows, position)
        else:
            report.written += await self._kept(self._read(rows), position)
        for page in group:
            if page.warning:
                log.warning("渠道的分页有异常", channel=self.channel.name, warning=page.warning)

    def _read(self, rows: list[Row]) -> list[Row]:
        """Read the rows that were only glanced at."""
        read = iter(self.channel.read_all([row.raw for row in rows if not row.digest]))
        return [row if row.digest else next(read) for row in rows]

    async def _book(self, rows: list[Row], position: str) -> int:
        """Keep rows in the book; now and then enter some. Return how much was written by that."""
        await self.book.keep(rows, position if self.moves else None)
        self.position = position if self.moves else None
        return await self._entered() if monotonic() - self.book.entered_at >= PATIENCE else 0

    async def _enter_all(self) -> int:
        written = 0
        while self.book.waits and not self.shift.stopping:
            written += await self._entered()
        return written

    async def _entered(self) -> int:
        kept, keys = await self.book.enter()
        self._remember(keys)
        return await self._counted(kept)

    async def _kept(self, rows: list[Row], position: str) -> int:
        keys = {key(row): row for row in rows}
        news = [row for each, row in keys.items() if each not in self.before]
        moved = self.moves and position != self.position
        written = await self._receive(news, position) if news or moved else 0
        self._remember(keys)
        if news:
            await acknowledge(self.shift.office, self.channel)
        return written

    def _remember(self, keys: Iterable[RowKey]) -> None:
        self.now |= dict.fromkeys(keys)
        for old in list(islice(self.now, max(0, len(self.now) - REMEMBERED))):
            del self.now[old]

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
        return await self._counted(kept)

    async def _counted(self, kept: intake.Kept) -> int:
        self.received += kept.received
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
