"""The legacy side of the city without a service: a front-end database and a drop folder, filled and answered."""

import asyncio
import contextlib
from pathlib import Path

from city.common.moments import day_of
from city.population.applications import Application
from city.systems.legacy_files import LegacyFiles
from city.systems.legacy_tables import LegacyTables
from city.world import World

FIRST, EACH = 20, 10  # applications in the tables, and behind them in the first file
EVERY = 1.0  # seconds


class Front:
    """What lies in one folder of this machine: front.db, and drop/ with in, out, reply and held."""

    def __init__(self, world: World, folder: Path) -> None:
        self._world = world
        folder.mkdir(parents=True, exist_ok=True)
        fresh = not (folder / "front.db").exists()
        self.tables, self.files = LegacyTables(folder / "front.db"), LegacyFiles(folder / "drop")
        if fresh:
            self.tables.hand_in(self._papers(0, FIRST))
            self.files.hand_in("sqb_0001.csv", self._papers(FIRST, FIRST + EACH))

    def answer(self) -> int:
        """Look at what the bureau put there since the last time; return how many rows were answered."""
        now = self._world.now()
        return self.tables.judge(now) + self.files.judge(day_of(now))

    async def work(self, stop: asyncio.Event) -> None:
        """Answer now and then until told to stop."""
        while not stop.is_set():
            await asyncio.to_thread(self.answer)
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), EVERY)

    def _papers(self, first: int, last: int) -> list[Application]:
        made = [self._world.writer.write(n, f"FZ{n:08d}", 1, whole=True) for n in range(first, last)]
        for paper in made:
            paper.submitted = paper.updated = self._world.now() - 600
        return made
