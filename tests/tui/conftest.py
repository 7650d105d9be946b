"""The small bureau behind the screens, and a console that somebody uses."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from textual.pilot import Pilot

from models.values import Officer
from tests.conftest import NOON, training_settings
from tests.tui import bureau
from tests.tui.fakes import screen_text
from tui.app import Console
from tui.widgets.dialogs import Dialog
from usecases.desk import Desk
from wiring.database import open_database
from wiring.office import Office

SYSTEMS = (("credit", "credit"), ("joint", "joint"), ("case_system", "case_system"), ("wechat", "intake"))


@dataclass
class Clerk:
    """Somebody at the keyboard."""

    app: Console
    pilot: Pilot[str]

    async def types(self, *keys: str) -> None:
        """Press keys one after the other, waiting each time until the console has finished."""
        for key in keys:
            await self.pilot.press(key)
            await self.rests()

    async def writes(self, text: str) -> None:
        """Write a text into the field that has the focus."""
        for char in text:
            await self.pilot.press(char)
        await self.rests()

    async def rests(self) -> None:
        """Wait until reading and doing have ended; what waits for the answer to a dialog counts as rest."""
        await self.pilot.pause()
        for _ in range(500):
            if not self._busy():
                break
            await self.pilot.pause(0.01)
        await self.pilot.pause()

    def _busy(self) -> bool:
        asking = {"dialog", "deed", "choose", "leave"} if isinstance(self.app.screen, Dialog) else {"dialog"}
        return any(not worker.is_finished and worker.group not in asking for worker in self.app.workers)

    @property
    def sees(self) -> str:
        """What the terminal shows."""
        return screen_text(self.app)


@asynccontextmanager
async def seated(office: Office, officer: Officer, size: tuple[int, int] = (80, 24)) -> AsyncIterator[Clerk]:
    """Sit an officer down at a console."""
    app = Console(office, officer=officer)
    async with app.run_test(size=size) as pilot:
        clerk = Clerk(app, pilot)
        await clerk.rests()
        yield clerk


@pytest.fixture
def office(sqlite_url: str, tmp_path: Path) -> Iterator[Office]:
    """A bureau at noon with six applications."""
    settings = training_settings(sqlite_url, tmp_path)
    desk = Desk(settings.bureau.name, settings.bureau.uscc, training=True, systems=SYSTEMS)
    opened = Office(settings, open_database(sqlite_url), b"ledger key of the tests", desk, clock=lambda: NOON)
    bureau.populate(opened)
    yield opened
    opened.close()
