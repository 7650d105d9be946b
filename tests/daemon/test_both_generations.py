"""One licence through both generations of columns: granted, published, withdrawn, compared; the city agrees."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import insert, select, update

from adapters import build
from adapters.platforms.credit import DeclaredCreditPlatform
from city.server import City
from city.world import Settings
from daemon.jobs import drain_outbox, follow_receipts, reconcile
from daemon.shift import Shift
from models.errors import OutsideError
from models.tables.columns import table_of
from models.tables.outbox import BatchRequestRow, BatchRow, CrossingRow, OutboxRow
from tests.adapters.conftest import secrets_of
from tests.adapters.records import licence
from tests.conftest import NOON
from tests.support.licences import APPROVER, CLERK, connected, new_licence
from tests.support.rows import OPERATOR_ID
from usecases import licence_withdrawals
from wiring.outside import Outside

if TYPE_CHECKING:
    from wiring.office import Office

OUTBOX, CROSSINGS, BODIES = table_of(OutboxRow), table_of(CrossingRow), table_of(BatchRequestRow)
BATCHES = table_of(BatchRow)
HIDDEN = OPERATOR_ID[:8] + "******" + OPERATOR_ID[14:]


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


BOTH = [("credit2015", "municipal-2015/credit"), ("credit", "reference/credit")]


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


@pytest.fixture(params=BOTH, ids=["2015", "2018"])
async def way(request: pytest.FixtureRequest, office: "Office") -> AsyncIterator[Way]:
    """The way to the receiver of each generation, without faults."""
    async with way_to(office, *request.param) as opened:
        yield opened


def states(way: Way) -> list[tuple[str, str]]:
    return [(one.state, one.receiver_state) for one in way.records()]


async def test_a_licence_is_published_as_valid_and_withdrawn_for_good(way: Way) -> None:
    new_licence(way.office)
    await way.run()
    first = states(way)
    shown = held(way)
    key = way.records()[0].key
    way.office.perform(licence_withdrawals.propose, key, "许可决定被撤销", "厦烟许撤〔2026〕第1号", by=CLERK)
    way.office.perform(licence_withdrawals.confirm, key, by=APPROVER)
    await way.run()

    old = way.system == "credit2015"
    assert first == [("confirmed", "published")]
    assert shown == ("0" if old else "1")
    assert states(way)[-1] == ("confirmed", "published" if old else "withdrawn")
    assert held(way) == ("1" if old else "withdrawn")
    await agreed(way)


def held(way: Way) -> str:
    """Return how the city holds the one record: its state column, or that it was withdrawn."""
    if way.system == "credit2015":
        (record,) = way.city.town.credit_2015.records.by_key.values()
        return record.data["XK_ZT"]
    credit = way.city.town.credit
    (one,) = credit.records.by_key.values()
    state = credit.shown(one, way.city.world.now())["state"]
    return "1" if state == "published" else str(state)


async def agreed(way: Way) -> None:
    """See that both sides hold the same and that the city saw no broken promise."""
    day = (NOON + timedelta(hours=8)).date()
    difference = await reconcile.compare(way.office, "credit", "xk", day)
    assert (difference.clean, difference.same) == (True, 1)
    assert way.city.journal.violations == []


@pytest.mark.parametrize("databases", ["sqlite"], indirect=True)
async def test_the_number_of_the_operator_crosses_as_the_profile_says(way: Way) -> None:
    new_licence(way.office)
    await way.run()

    with way.office.reading() as session:
        sent = [bytes(row.request) for row in session.execute(select(CROSSINGS)).all()]
        stored = session.execute(select(BODIES.c.request)).scalars().all()
    everything = b"".join([*sent, *map(bytes, stored)])
    if way.system == "credit2015":
        assert OPERATOR_ID.encode() not in everything
        assert HIDDEN.encode() in everything
    else:
        assert OPERATOR_ID.encode() in everything


FAULTS = "lost_answer,cut,html_page,empty_body,unavailable,rate_limit,slow_receipt"


def queued(way: Way, count: int) -> None:
    """Put records of known shops into the outbox."""
    people, registers = way.city.world.people, way.city.world.registers
    codes = [code for n in range(60) if (code := people.party(n).uscc) and registers.entity(code)]
    texts = dict.fromkeys(
        ("record_key", "hash", "receipt_no", "receiver_state", "code", "field", "message", "hint"), ""
    )
    moments = {"created_at": way.office.now(), "next_try_at": way.office.now()}
    with way.office.engine.begin() as connection:
        for n in range(count):
            party = {**licence()["party"], "uscc": codes[n % len(codes)]}
            payload = licence(f"厦烟许〔2026〕第{n}号", party=party)
            fixed = {"system": "credit", "key": f"k{n}", "subject": f"s{n}", "kind": "xk", "op": "upsert", "version": 1}
            row = {**fixed, **texts, **moments, "payload": payload, "state": "ready", "tries": 0, "checks": 0}
            connection.execute(insert(OUTBOX).values(row))


@pytest.mark.parametrize("databases", ["sqlite"], indirect=True)
async def test_whatever_goes_wrong_on_the_way_every_record_is_there_once(office: "Office") -> None:
    async with way_to(office, *BOTH[0], FAULTS, 0.4) as way:
        queued(way, 25)
        way.platform.batch_limit = 3
        for _ in range(60):
            with suppress(OutsideError):
                await way.run()
            way.city.world.clock.advance(90)
            way.hurry()
            if {state for state, _ in states(way)} == {"confirmed"}:
                break
        records = way.city.town.credit_2015.records.by_key

        assert {state for state, _ in states(way)} == {"confirmed"}
        assert len(records) == 25
        assert {one.data["XK_ZT"] for one in records.values()} == {"0"}
        assert sum(way.city.journal.faults.values()) > 0
        assert way.city.journal.violations == []
