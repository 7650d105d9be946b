"""A private PostgreSQL server of Debian's packages: one a session, unprivileged, on a unix socket."""

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path

import psycopg

OPTIONS = {"listen_addresses": "", "fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
PATIENCE = 30.0


def binaries() -> Path | None:
    """Return the folder with initdb and postgres, newest version first; None where there is none."""
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda p: int(p.parent.name), reverse=True)
    for folder in [*folders, *(Path(part) for part in os.environ.get("PATH", "").split(os.pathsep))]:
        if (folder / "initdb").exists() and (folder / "postgres").exists():
            return folder
    return None


def reason_for_none() -> str:
    """Return why no server can be had here, "" when one can."""
    if binaries() is None:
        return "no PostgreSQL server here: apt-get install postgresql"
    return "" if os.geteuid() != 0 or owner() else "PostgreSQL refuses to run as root, and there is no other user"


def owner() -> str | None:
    """Return the unprivileged user that the server runs as when we are root."""
    for name in ("postgres", "nobody"):
        try:
            pwd.getpwnam(name)
        except KeyError:
            continue
        return name
    return None


class PrivateServer:
    """One server in a temporary folder; `stop` leaves nothing behind, unless its folder is to be `kept`."""

    def __init__(self, kept: Path | None = None, more: Mapping[str, str] | None = None) -> None:
        found = binaries()
        assert found is not None
        self.kept = kept is not None
        self.folder = kept or Path(tempfile.mkdtemp(prefix="luqiao-pg-"))
        self.user = owner() if os.geteuid() == 0 else None
        if not self.data.exists():
            self.folder.mkdir(exist_ok=True, mode=0o700)
            if self.user:
                shutil.chown(self.folder, self.user)
            self._run([str(found / "initdb"), "-D", str(self.data), "-U", "luqiao", "-A", "trust", "-E", "UTF8"])
        said = OPTIONS | dict(more or {})
        options = [part for key, value in said.items() for part in ("-c", f"{key}={value}")]
        command = [str(found / "postgres"), "-D", str(self.data), "-k", str(self.folder), *options]
        self.log = (self.folder / "log").open("wb")
        self.process = subprocess.Popen(command, user=self.user, cwd=self.folder, stdout=self.log, stderr=self.log)
        self._wait()

    @property
    def data(self) -> Path:
        """The data folder."""
        return self.folder / "data"

    def _run(self, command: list[str]) -> None:
        extra = ["--no-sync", "--locale=C.UTF-8"]
        subprocess.run([*command, *extra], user=self.user, cwd=self.folder, check=True, capture_output=True)

    def _wait(self) -> None:
        end = time.monotonic() + PATIENCE
        while True:
            try:
                self.execute("select 1")
            except psycopg.OperationalError:
                if time.monotonic() > end or self.process.poll() is not None:
                    raise
                time.sleep(0.05)
            else:
                return

    def connected(self, database: str = "postgres") -> psycopg.Connection:
        """Open a connection to a database, by default that for maintenance; every statement is a transaction."""
        return psycopg.connect(host=str(self.folder), user="luqiao", dbname=database, autocommit=True)

    def execute(self, statement: str) -> None:
        """Run one statement on the maintenance database."""
        with self.connected() as connection:
            connection.execute(statement.encode())

    def url(self, database: str) -> str:
        """Return the SQLAlchemy URL of a database."""
        return f"postgresql+psycopg://luqiao@/{database}?host={self.folder}"

    def create(self, database: str, template: str = "template0") -> str:
        """Create a database as a copy of another; return its URL."""
        self.execute(f'create database "{database}" template "{template}" strategy file_copy')
        return self.url(database)

    def drop(self, database: str) -> None:
        """Drop a database and whoever is still connected."""
        self.execute(f'drop database if exists "{database}" with (force)')

    def stop(self) -> None:
        """Stop the server at once and remove its folder."""
        self.process.send_signal(signal.SIGINT if self.kept else signal.SIGQUIT)  # with all written down, or at once
        try:
            self.process.wait(timeout=60 if self.kept else 5)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.log.close()
        if not self.kept:
            shutil.rmtree(self.folder, ignore_errors=True)
