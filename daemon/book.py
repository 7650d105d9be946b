"""The book of arrivals of one channel: keep what a long walk brings, and enter it behind that."""

from collections.abc import Sequence
from dataclasses import dataclass
from time import monotonic

from daemon.shift import RowKey, Shift
from models.values import SYSTEM_OFFICER
from ports.intake import IntakeChannel, Row
from usecases import arrivals
from wiring.office import Office


@dataclass
class Book:
    """What was kept of a channel and is not entered yet; `entered_at` is when some was last entered."""

    shift: Shift
    channel: IntakeChannel
    waits: bool = False
    entered_at: float = 0.0

    async def open(self) -> None:
        """Look whether a walk that broke off left anything."""
        self.entered_at = monotonic()
        self.waits = await self.shift.office.in_thread(left, self.shift.office, self.channel.name)

    async def keep(self, rows: Sequence[Row], bookmark: str | None) -> None:
        """Keep rows as they came and the bookmark behind them."""
        office, name = self.shift.office, self.channel.name
        async with self.shift.locks[name]:
            await office.in_thread(office.keep, arrivals.keep, name, rows, bookmark, at=office.now())
        self.waits = True

    async def enter(self) -> tuple[arrivals.Entered, list[RowKey]]:
        """Enter some of what waits; return what it came to, and which rows they were."""
        office, channel, keys = self.shift.office, self.channel, list[RowKey]()

        def read(raws: Sequence[bytes]) -> Sequence[Row]:
            rows = channel.read_all(raws)
            keys.extend(map(key, rows))
            return rows

        async with self.shift.locks[channel.name]:
            kept = await office.in_thread(
                office.perform,
                arrivals.enter,
                channel.name,
                read,
                acknowledges=channel.acknowledges,
                by=SYSTEM_OFFICER,
            )
        self.entered_at, self.waits = monotonic(), kept.rows > 0
        return kept, keys


def key(row: Row) -> RowKey:
    """Return what makes a row this row and no other."""
    return row.ref, row.revision, row.digest


def left(office: Office, channel: str) -> bool:
    """Return whether rows of a channel wait to be entered."""
    with office.reading() as session:
        return arrivals.wait(session, channel)
