"""A bureau of its own on the disk, used through the command line as an administrator would."""

import hashlib
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from pysqlite3 import dbapi2
from sqlalchemy import select

from cli.__main__ import main
from models.tables.applications import ApplicationRow
from models.tables.columns import table_of
from wiring.config import load
from wiring.office import open_office

if TYPE_CHECKING:
    from wiring.office import Office

LOGGED = re.compile(r"<\d>\{")  # a line of the log, as journald wants it


class Desk:
    """Its folder, its configuration, and the commands that it runs."""

    def __init__(self, folder: Path, base_url: str, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder, self.capsys, self.config = folder, capsys, folder / "config.toml"
        self.log: list[str] = []
        self.printed = ""
        assert main(["city", "config", "--base-url", base_url]) == 0
        self.config.write_text(capsys.readouterr().out, encoding="utf-8")

    @property
    def database(self) -> Path:
        """The database file."""
        return self.folder / "luqiao.db"

    def change(self, old: str, new: str) -> None:
        """Change the configuration."""
        text = self.config.read_text(encoding="utf-8")
        assert old in text
        self.config.write_text(text.replace(old, new), encoding="utf-8")

    def __call__(self, *words: str) -> tuple[int, str]:
        """Run one command; return its exit status and what it says to a person; `log` and `printed` hold the rest."""
        status = main(["--config", str(self.config), *words])
        both = self.capsys.readouterr()
        self.printed, lines = both.out, both.err.split("\n")
        self.log += [line for line in lines if LOGGED.match(line)]
        return status, "\n".join(line for line in lines if line and not LOGGED.match(line))

    def open(self) -> "Office":
        """Return the bureau itself."""
        return open_office(load(self.config))

    def digest(self) -> str:
        """Return a digest of the database's content."""
        with dbapi2.connect(f"file:{self.database}?mode=ro", uri=True) as connection:
            named = "select name from sqlite_master where type = 'table' and sql not like 'create virtual%' order by 1"
            names = [row[0] for row in connection.execute(named)]
            rows = {name: connection.execute(f'select * from "{name}"').fetchall() for name in names}
        return hashlib.sha256(repr(rows).encode()).hexdigest()

    def received(self) -> int:
        """Return how many applications are kept."""
        office = self.open()
        with office.reading() as session:
            count = len(session.execute(select(table_of(ApplicationRow).c.id)).all())
        office.close()
        return count
