"""A whole bureau over a reference city in one loop: office, adapters and database are real, time passes when told."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from pathlib import Path
from time import monotonic
from typing import Any, cast

from sqlalchemy import Table, select

from adapters.engine.client import OutsideSystem
from city.channels.book import Book
from city.server import City
from city.world import Settings as CitySettings
from cli.demo_clerk import HeadlessClerk
from daemon.once import run_once
from models.values import SHANGHAI, Officer
from tests.support.agreement import differences, hurry, unfinished
from tests.support.rows import OFFICERS, staffed
from usecases import systems
from usecases.jobs import Run
from wiring.config import Database, load
from wiring.connect import adapters_of
from wiring.database import open_database
from wiring.office import Office, desk_from
from wiring.training import training_config

POLL = ("poll_intake",)
DESK = ("poll_intake", "fetch_attachments", "screen_applications", "ask_defaulters")
PUSH = ("drain_outbox", "follow_receipts")
CHANNELS = ("wechat", "website", "ixiamen", "kiosk")


@dataclass
class Bridge:
    """One bureau and its city; both clocks are the city's."""

    office: Office
    city: City
    skipped: float = 0.0  # seconds that were passed over

    def monotonic(self) -> float:
        """The steady clock of every adapter."""
        return monotonic() + self.skipped

    def later(self, seconds: float) -> None:
        """Let time pass for everybody."""
        self.skipped += seconds
        self.city.world.clock.advance(seconds)
        self.city.world.tick()

    async def run(self, *names: str) -> list[Run]:
        """Run the named jobs once."""
        return await run_once(self.office, names)

    async def work(self, *names: str, rounds: int = 12, seconds: float = 70.0) -> list[Run]:
        """Run the named jobs again and again with time between; return every run."""
        done: list[Run] = []
        for _ in range(rounds):
            done += await self.run(*names)
            self.later(seconds)
        return done

    async def settle(self, *names: str, rounds: int = 40, seconds: float = 70.0) -> list[str]:
        """Run the named jobs until nothing is left to do for them; return what was left after so many rounds."""
        names, left = names or (*DESK, *PUSH), ["everything"]
        for _ in range(rounds):
            hurry(self.office)
            await self.run(*names)
            found = unfinished(self.office, self.state())
            left = [what for what in found if "fetch_attachments" in names or "attachments" not in what]
            if not left:
                break
            self.later(seconds)
        return left

    def clerk(self) -> HeadlessClerk:
        """Return a clerk who works through the queue, with an approver at hand."""
        return HeadlessClerk(self.office, self.officer("clerk"), self.officer("approver"))

    def officer(self, login: str) -> Officer:
        """Return a training officer."""
        return OFFICERS[login]

    def state(self) -> dict[str, Any]:
        """Return what every system of the city holds."""
        return cast("dict[str, Any]", _called(self.city, "state"))

    def differences(self) -> list[str]:
        """Return everything in which bureau and city differ."""
        return differences(self.office, self.state(), self.city.journal.snapshot())

    def book(self, channel: str) -> Book:
        """Return the applications of a channel as the city has them."""
        return self.city.town.arrivals.books[channel]

    def add(self, channel: str, **fields: Any) -> str:
        """Let one more applicant apply, with values of the test's own; return the reference."""
        place = self.city.town.arrivals.add(channel)
        self.book(channel).amend(place, fields)
        return self.book(channel).ident(place)

    def system(self, name: str) -> OutsideSystem:
        """Return the client of one system."""
        return next(one for one in self.clients() if one.name == name)

    def clients(self) -> list[OutsideSystem]:
        """Return every client."""
        return [cast("OutsideSystem", one) for one in self.office.outside.adapters]

    def struck(self, *faults: str) -> int:
        """Return how often a fault has struck."""
        return sum(count for (_, name), count in self.city.journal.faults.items() if name in faults)

    def rows(self, table: Table, **equal: Any) -> list[Any]:
        """Return the rows of a table with these values, in order."""
        wanted = select(table).order_by(*table.primary_key).filter_by(**equal)
        with self.office.reading() as session:
            return list(session.execute(wanted))

    def alarms(self) -> set[tuple[str, str]]:
        """Return (system, code) of every open alarm."""
        with self.office.reading() as session:
            return {(alarm.system, alarm.code) for alarm in systems.open_alarms(session)}


class CityDays:
    """The calendar of a city: ten in the morning, or somewhat later, of its day."""

    def __init__(self, bridge: Bridge) -> None:
        self.bridge = bridge

    @property
    def today(self) -> date:
        """Return the day of the city."""
        return datetime.fromtimestamp(self.bridge.city.world.now(), SHANGHAI).date()

    def to(self, day: date) -> None:
        """Go on to ten in the morning of a day."""
        then = datetime.combine(day, time(10), SHANGHAI).timestamp()
        self.bridge.later(max(0.0, then - self.bridge.city.world.now()))


def _called(city: City, name: str) -> Any:
    return city.inspection._calls["GET", name]({})


@asynccontextmanager
async def bridge_to(city: City, url: str, folder: Path, declared: str = "") -> AsyncIterator[Bridge]:
    """Open a bureau with training officers over a migrated database, connected to every system of a city.

    `declared` is a configuration of the test's own, with CITY where the city's address stands.
    """
    config = folder / "config.toml"
    text = declared.replace("CITY", city.base_url) or training_config(city.base_url)
    config.write_text(text, encoding="utf-8")
    settings = replace(load(config), database=Database(url))
    office = Office(settings, open_database(url), b"ledger key of the tests", desk_from(settings))
    office.clock = lambda: datetime.fromtimestamp(city.world.now(), UTC)
    staffed(office)
    office.outside = adapters_of(settings, office.now)
    bridge = Bridge(office, city)
    for client in bridge.clients():
        client.gate._now, client.gate._rate = bridge.monotonic, 0  # the city of such a test has no limit either
    try:
        yield bridge
    finally:
        await office.outside.aclose()
        office.close()


@asynccontextmanager
async def bridge_over(
    url: str,
    folder: Path,
    faults: str = "",
    rate: float = 0.0,
    *,
    applications: int = 60,
    seed: int = 1,
    declared: str = "",
    begins: date | None = None,
) -> AsyncIterator[Bridge]:
    """Open a bureau and a city of its own with some faults on; the city's limit of the rate is lifted.

    Time is passed over here, so that the bureau's own brake would not be seen by the city. `begins` is the day of
    the city, whose clock then shows ten in the morning; without it, it is now.
    """
    begins_at = None if begins is None else datetime.combine(begins, time(10), SHANGHAI).timestamp()
    settings = CitySettings(seed, applications, frozenset(faults.split(",")) - {""}, rate, pace=0, begins_at=begins_at)
    settings.timing.rate_per_second = 0
    city = City(settings)
    await city.start()
    try:
        async with bridge_to(city, url, folder, declared) as bridge:
            yield bridge
    finally:
        await city.stop()
