"""A front-end database that the city fills, and the bureau's way to it."""

import re
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from adapters import build
from adapters.engine.client import OutsideSystem
from adapters.engine.loading import profile_text
from adapters.intake.channel import DeclaredChannel
from city.population.applications import Application
from city.systems.legacy_tables import LegacyTables
from city.world import Settings, World
from ports.exchanges import Crossing
from ports.intake import Row

NOON = datetime(2026, 11, 20, 4, tzinfo=UTC)
Reach = Callable[..., OutsideSystem]


def papers(count: int, *, first: int = 0) -> list[Application]:
    """Return applications as a channel of the city has them, all changed in the same second."""
    world = World(Settings(1, 60, begins_at=NOON.timestamp()))
    made = [world.writer.write(n, f"FZ{n:08d}", 1, whole=True) for n in range(first, first + count)]
    for paper in made:
        paper.submitted, paper.updated = NOON.timestamp() - 600, NOON.timestamp() - 300
    return made


async def read(channel: DeclaredChannel) -> list[Row]:
    """Return the rows of a whole walk, each read from its bytes."""
    pages = [page async for page in channel.walk(None)]
    return [row for page in pages for row in channel.read_all([one.raw for one in page.rows])]


@pytest.fixture
def tables(tmp_path: Path) -> LegacyTables:
    """An empty front-end database."""
    return LegacyTables(tmp_path / "front.db")


@pytest.fixture
def crossings() -> list[Crossing]:
    """Every crossing of a test, in order."""
    return []


@pytest.fixture
async def reach(crossings: list[Crossing]) -> AsyncIterator[Reach]:
    """Open a system of the legacy profiles at an address."""
    opened: list[OutsideSystem] = []

    def open_system(profile: str, base_url: str, attach: str = "", **changed: str | None) -> OutsideSystem:
        """Open a profile; `changed` are keys with another value, None = without the key; `attach` are more lines."""
        setting = build.Setting("front", base_url, {}, lambda: NOON, journal=crossings.append)
        text, source = profile_text(profile)
        for key, value in changed.items():
            text = re.sub(rf'^{key} = ".*"$', f'{key} = "{value}"' if value else "", text, flags=re.MULTILINE)
        text = text.replace("[pull.attach]", f"[pull.attach]\n{attach}")
        opened.append(build.system_of_text(text, source, setting))
        return opened[-1]

    yield open_system
    for system in opened:
        await system.aclose()
