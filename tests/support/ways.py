"""The way from one licence to one receiver of the city: granted, sent, followed, compared."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import select, update

from adapters import build
from adapters.platforms.credit import DeclaredCreditPlatform
from city.server import City
from city.world import Settings
from daemon import generation
from daemon.jobs import drain_outbox, follow_receipts, reconcile
from daemon.shift import Shift
from models.errors import OutsideError
from models.tables.columns import table_of
from models.tables.outbox import BatchRow, OutboxRow
from ports.platforms import Outgoing, Prepared
from tests.adapters.conftest import secrets_of
from tests.conftest import NOON
from tests.support.licences import connected
from usecases import outbox_batches
from usecases.outbox_claims import Lease
from wiring.outside import Outside

if TYPE_CHECKING:
    from usecases.reconcile import Difference
    from wiring.office import Office

OUTBOX, BATCHES = table_of(OutboxRow), table_of(BatchRow)


@dataclass
class Way:
    """An office, its city, and the one receiver of records that it has there."""

    office: "Office"
    city: City
    system: str  # in the city
    platform: DeclaredCreditPlatform

    async def run(self) -> None:
        """Send, let the receiver look at it, and ask for its result."""
        shift = Shift.begin(self.office, "test")
        with self.office.engine.begin() as connection:  # the applicant's channel was told meanwhile
            waiting = update(OUTBOX).where(OUTBOX.c.system == "credit", OUTBOX.c.waits_for.is_not(None))
            connection.execute(waiting.values(waits_for=None, state="ready"))
        await drain_outbox.run(shift, "credit")
        self.city.world.clock.advance(30)
        self.city.world.tick()
        self.hurry()
        await follow_receipts.run(shift, "credit")

    async def dies_after_sending(self) -> int:
        """Send what is due as a daemon that dies before it notes the answer; return how many batches left."""
        self.hurry()
        await generation.require(self.office, self.platform)
        at, numbers = self.office.now(), {"xk": ["LQ-dead-1"], "cf": ["LQ-dead-2"]}

        def prepare(number: str, messages: Sequence[Outgoing]) -> Prepared:
            return self.platform.prepare(messages, batch_no=number, at=at)

        claims, form = outbox_batches.claim_batches, self.platform.form
        lease = Lease("dead", 1.0)
        claimed = self.office.keep(claims, "credit", numbers, prepare, lease=lease, limit=500, at=at, form=form)
        for one in claimed:
            await self.platform.send(one.prepared)
        self.city.world.clock.advance(120)
        return len(claimed)

    async def settled(self, rounds: int = 40) -> None:
        """Go on, whatever fails on the way, until everything is confirmed."""
        for _ in range(rounds):
            with suppress(OutsideError):
                await self.run()
            self.city.world.clock.advance(90)
            self.hurry()
            if {state for state, _ in self.states()} == {"confirmed"}:
                break

    def hurry(self) -> None:
        """Let everything that waits for its time be due now."""
        with self.office.engine.begin() as connection:
            for table in (OUTBOX, BATCHES):
                connection.execute(update(table).values(next_try_at=self.office.now()))

    def records(self) -> list[Any]:
        """Return what the office sent to the receiver."""
        with self.office.reading() as session:
            wanted = select(OUTBOX).where(OUTBOX.c.system == "credit").order_by(OUTBOX.c.id)
            return list(session.execute(wanted))

    def states(self) -> list[tuple[str, str]]:
        """Return how far each message got: our state, the receiver's."""
        return [(one.state, one.receiver_state) for one in self.records()]

    @property
    def receiver(self) -> Any:
        """The receiver in the city."""
        return getattr(self.city.town, IN_TOWN.get(self.system, self.system))

    def held(self) -> str:
        """Return how the city holds the one record: its state column, or that it was withdrawn."""
        (record,) = self.receiver.records.by_key.values()
        if self.system in IN_2015:
            return str(record.data[f"{record.kind.upper()}_ZT"])
        state = self.receiver.shown(record, self.city.world.now())["state"]
        return "1" if state == "published" else str(state)

    async def compared(self) -> "Difference":
        """Compare the licences of the day."""
        return await reconcile.compare(self.office, "credit", "xk", (NOON + timedelta(hours=8)).date())

    async def agreed(self) -> None:
        """See that both sides hold the same and that the city saw no broken promise."""
        difference = await self.compared()
        assert (difference.clean, difference.same) == (True, 1)
        assert self.city.journal.violations == []


OLD = [("credit2015", "municipal-2015/credit"), ("legacy_credit", "legacy/credit_soap")]
BOTH = [*OLD, ("credit", "reference/credit")]
IN_2015, IN_TOWN = frozenset(system for system, _ in OLD), {"credit2015": "credit_2015"}
NAMES = ["2015", "2015 over SOAP", "2018"]


@asynccontextmanager
async def way_to(
    office: "Office", system: str, profile: str, faults: str = "", rate: float = 0.0
) -> AsyncIterator[Way]:
    """Open a city that begins when the office does, and the way to one receiver of it."""
    settings = Settings(1, 60, frozenset(faults.split(",")) - {""}, rate, pace=0, begins_at=NOON.timestamp())
    settings.timing.rate_per_second = 0
    city = City(settings)
    await city.start()
    office.clock = lambda: datetime.fromtimestamp(city.world.now(), UTC)
    secrets, url = secrets_of(system), f"{city.base_url}/{system}"
    client = build.system(profile, build.Setting("credit", url, secrets, office.clock, city.world.now))
    client.gate._rate = 0
    platform = build.credit(client)
    office.outside = Outside(platforms={"credit": platform}, credit={"credit": platform})
    try:
        yield Way(connected(office), city, system, platform)
    finally:
        await client.aclose()
        await city.stop()
