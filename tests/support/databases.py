"""Fresh databases for tests: blank ones, and migrated ones copied from a template."""

import shutil
from collections.abc import Iterator
from itertools import count
from pathlib import Path

from tests.support.postgres import PrivateServer
from wiring import migrate
from wiring.database import open_database

NUMBERS = count(1)


class SqliteDatabases:
    """Databases as files in a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.template: Path | None = None

    def blank(self) -> Iterator[str]:
        """Yield the URL of a database without tables."""
        yield f"sqlite:///{self.folder / f'blank{next(NUMBERS)}.db'}"

    def migrated(self) -> Iterator[str]:
        """Yield the URL of a database with every table."""
        if self.template is None:
            self.template = self.folder / "template.db"
            fill(f"sqlite:///{self.template}")
        copy = self.folder / f"luqiao{next(NUMBERS)}.db"
        shutil.copy(self.template, copy)
        yield f"sqlite:///{copy}"


class PostgresDatabases:
    """Databases on a private server."""

    TEMPLATE = "luqiao_template"

    def __init__(self, server: PrivateServer) -> None:
        self.server = server
        self.filled = False

    def blank(self) -> Iterator[str]:
        """Yield the URL of a database without tables."""
        yield from self._copy("template0")

    def migrated(self) -> Iterator[str]:
        """Yield the URL of a database with every table."""
        if not self.filled:
            fill(self.server.create(self.TEMPLATE))
            self.filled = True
        yield from self._copy(self.TEMPLATE)

    def _copy(self, template: str) -> Iterator[str]:
        name = f"luqiao{next(NUMBERS)}"
        yield self.server.create(name, template)
        self.server.drop(name)


def fill(url: str) -> None:
    """Run every migration on a database."""
    engine = open_database(url)
    migrate.upgrade(engine)
    engine.dispose()
