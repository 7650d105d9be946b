"""The small bureau behind the screens, and a console that somebody uses."""

import asyncio
import shutil
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from textual import events
from textual.keys import _character_to_key
from textual.pilot import Pilot

from models.values import Officer
from tests.conftest import NOON, training_settings
from tests.support.databases import SqliteDatabases
from tests.tui import bureau
from tests.tui.fakes import screen_text
from tui.app import Console
from tui.widgets.dialogs import Dialog
from tui.widgets.form import Form
from usecases.desk import Desk
from wiring.database import open_database
from wiring.office import Office

SYSTEMS = (("credit", "credit"), ("joint", "joint"), ("case_system", "case_system"), ("wechat", "intake"))
PATIENCE = 60.0  # seconds: the machine may be busy, a test that fails waits as long
CALM = 3  # rounds without work, so that what one message leads to has come through as well
ASKING = frozenset({"dialog", "deed", "print"})  # groups of workers that wait for a dialog
FORMS = frozenset({"choose", "leave", "papers", "save"})  # of a form: they wait where another dialog lies over it
CHARACTERS = {"slash": "/", "question_mark": "?", "full_stop": ".", "colon": ":", "space": " "}


@dataclass
class Clerk:
    """Somebody at the keyboard, who is quick and patient: every wait ends as soon as the console rests."""

    app: Console
    pilot: Pilot[str]

    async def types(self, *keys: str) -> None:
        """Press keys one after the other, waiting each time until the console has finished."""
        for key in keys:
            self.app.post_message(pressed(key))
            await self.rests()

    async def writes(self, text: str) -> None:
        """Write a text into the field that has the focus."""
        for char in text:
            self.app.post_message(pressed(char))
        await self.rests()

    async def rests(self) -> None:
        """Wait until reading and doing have ended; what waits for the answer to a dialog counts as rest."""
        ends, calm = time.monotonic() + PATIENCE, 0
        while calm < CALM and time.monotonic() < ends:
            await self.pilot.pause(0)
            calm = 0 if self._busy() else calm + 1
            if not calm:
                await asyncio.sleep(0.002)

    def _busy(self) -> bool:
        asking, top = frozenset[str](), self.app.screen
        if isinstance(top, Dialog):
            asking = ASKING if isinstance(top, Form) else ASKING | FORMS
        working = any(not worker.is_finished and worker.group not in asking for worker in self.app.workers)
        return working or not self.app.typed.at_rest

    async def finds(self, text: str) -> bool:
        """Return whether a text is on the screen, now or before long."""
        ends = time.monotonic() + PATIENCE
        while text not in self.sees and time.monotonic() < ends:
            await self.rests()
            await asyncio.sleep(0.01)
        return text in self.sees

    @property
    def sees(self) -> str:
        """What the terminal shows."""
        return screen_text(self.app)


def pressed(key: str) -> events.Key:
    """Return a key as a terminal sends it: by its name, or the character that it writes."""
    if len(key) == 1:
        return events.Key(key if key.isalnum() else _character_to_key(key), key)
    return events.Key(key, CHARACTERS.get(key))


@asynccontextmanager
async def seated(office: Office, officer: Officer, size: tuple[int, int] = (80, 24)) -> AsyncIterator[Clerk]:
    """Sit an officer down at a console."""
    app = Console(office, officer=officer)
    async with app.run_test(size=size) as pilot:
        clerk = Clerk(app, pilot)
        await clerk.rests()
        yield clerk


def open_office(url: str, folder: Path) -> Office:
    """Open a bureau at noon."""
    settings = training_settings(url, folder)
    desk = Desk(settings.bureau.name, settings.bureau.uscc, training=True, systems=SYSTEMS)
    return Office(settings, open_database(url), b"ledger key of the tests", desk, clock=lambda: NOON)


@pytest.fixture(scope="session")
def filled(sqlite_databases: SqliteDatabases, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with six applications; every test gets a copy."""
    (url,) = sqlite_databases.migrated()
    opened = open_office(url, tmp_path_factory.mktemp("filled"))
    bureau.populate(opened)
    opened.close()
    return Path(url.removeprefix("sqlite:///"))


@pytest.fixture
def office(filled: Path, tmp_path: Path) -> Iterator[Office]:
    """A bureau at noon with six applications."""
    copied = shutil.copy(filled, tmp_path / "luqiao.db")
    opened = open_office(f"sqlite:///{copied}", tmp_path)
    yield opened
    opened.close()
