"""A consistent copy of the bureau while everything runs, and a restore that is verified before it counts."""

import hashlib
import io
import json
import os
import shutil
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path

from sqlalchemy import URL
from sqlalchemy.engine import make_url

from models.errors import InvalidInput, OutsideUnavailable, Refused
from models.reasons import reason
from models.said import said
from usecases import audit
from wiring import migrate
from wiring.config import Settings
from wiring.database import open_database, reading

MANIFEST, STORE, SEAL, TEMPLATES, LAW = "manifest.json", "store/", "seal/", "templates/", "law/"
COPIES = {"sqlite": "database.sqlite", "postgresql": "database.pgdump"}
BLOCK = 1 << 20


@dataclass(frozen=True, slots=True)
class Backup:
    """One backup as it lies there."""

    file: str
    bytes: int
    sha256: str
    revision: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What stands in a backup beside the data, so that a restore can verify it."""

    made_at: str
    kind: str
    revision: str
    sha256: str  # of the database copy
    entries: int  # of the ledger
    files: dict[str, str] = field(default_factory=dict)  # SHA-256 of the keys of the seal and of the own templates


def make(settings: Settings, folder: Path, at: datetime) -> Backup:
    """Write one backup file into a folder; nothing half written stays.

    Raises InvalidInput (no folder can be there), OutsideUnavailable, Refused.
    """
    os.umask(0o077)
    kind = make_url(settings.database.url).get_backend_name()
    _prepared(folder)
    try:
        with scratch(folder) as room:
            copy = room / COPIES[kind]
            (copy_sqlite if kind == "sqlite" else dump_postgresql)(settings.database.url, copy)
            manifest = described(settings, kind, copy, at)
            packed = pack(settings, manifest, copy, room / "packed")
            final = folder / f"luqiao-{at:%Y%m%dT%H%M%SZ}.tar"
            packed.replace(final)
    except OSError as error:
        happened = said("写不了备份（{error}）。", error=reason(error))
        raise OutsideUnavailable(happened, kept="没有留下半份备份。", do_next="检查目录和磁盘空间。") from error
    return Backup(str(final), final.stat().st_size, digest(final), manifest.revision)


def _prepared(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        happened = said("建立不了目录 {folder}（{error}）。", folder=folder, error=reason(error))
        raise InvalidInput(happened, kept="没有备份。", do_next="换一个目录。") from error


@contextmanager
def scratch(folder: Path) -> Iterator[Path]:
    """Yield a room of our own on the same disk, removed whatever happens."""
    room = Path(tempfile.mkdtemp(prefix=".luqiao-", dir=folder))
    try:
        yield room
    finally:
        shutil.rmtree(room, ignore_errors=True)


def copy_sqlite(url: str, copy: Path) -> None:
    """Copy the live database in one step (in small steps it would begin anew with every write)."""
    from pysqlite3 import dbapi2

    database = make_url(url).database
    if not Path(str(database)).exists():
        raise OutsideUnavailable("数据库尚未建立。", kept="没有备份。", do_next="请运行 luqiao init。")
    source = dbapi2.connect(f"file:{database}?mode=ro", uri=True)
    target = dbapi2.connect(str(copy))
    try:
        source.backup(target, pages=-1)
        target.execute("pragma journal_mode=delete")  # one file, without a log beside it
    except dbapi2.Error as error:
        happened = said("数据库复制失败（{error}）。", error=error)
        raise OutsideUnavailable(happened, kept="没有留下半份备份。", do_next="运行 luqiao doctor。") from error
    finally:
        target.close()
        source.close()


def dump_postgresql(url: str, copy: Path) -> None:
    """Let pg_dump write a consistent copy."""
    run_tool(["pg_dump", "--format=custom", "--no-owner", "--no-privileges", f"--file={copy}"], make_url(url))


def run_tool(command: list[str], url: URL) -> None:
    """Run a PostgreSQL tool against a database; the password goes by the environment, never the command line."""
    settings = {
        "PGHOST": url.host or str(url.query.get("host", "")),
        "PGPORT": str(url.port or ""),
        "PGUSER": url.username or "",
        "PGPASSWORD": str(url.password or ""),
        "PGDATABASE": url.database or "",
    }
    environment = os.environ | {name: value for name, value in settings.items() if value}
    try:
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)  # noqa: S603
    except FileNotFoundError as error:
        happened = said("没有 {command}。", command=command[0])
        raise OutsideUnavailable(happened, do_next="安装 postgresql-client。") from error
    if done.returncode != 0:
        answer = done.stderr.strip().splitlines()[-1:] or ["没有说明"]
        raise OutsideUnavailable(
            said("{command} 失败：{answer}。", command=command[0], answer=answer[0]),
            kept="数据库未变。",
            do_next="检查数据库和权限。",
        )


def described(settings: Settings, kind: str, copy: Path, at: datetime) -> Manifest:
    """Verify a fresh copy and return what to write about it; a PostgreSQL dump is verified by its source."""
    url = f"sqlite:///{copy}" if kind == "sqlite" else settings.database.url
    revision, entries = verified(url)
    files = {name: digest(copy.parent / name) for name in taken(settings, copy.parent)}
    return Manifest(f"{at:%Y-%m-%dT%H:%M:%SZ}", kind, revision, digest(copy), entries, files)


def taken(settings: Settings, room: Path) -> list[str]:
    """Copy what is kept beside the database and the store into a room: the seal's keys, our own templates and law.

    Without the keys no file sealed so far could be verified; finished documents lie in the store like attachments.
    """
    names = []
    for start, folder in folders(settings).items():
        for file in sorted(folder.rglob("*")):
            if file.is_file() and not file.is_symlink():
                names.append(start + file.relative_to(folder).as_posix())
                (room / names[-1]).parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(file, room / names[-1])
    return names


def folders(settings: Settings) -> dict[str, Path]:
    """Return the folders whose files a backup holds beside the store, by the start of their names."""
    own = {TEMPLATES: settings.documents.templates, LAW: settings.law.folder}
    return {SEAL: settings.documents.seal_folder} | {start: Path(place) for start, place in own.items() if place}


def verified(url: str) -> tuple[str, int]:
    """Return revision and number of ledger entries of a sound database; raises Refused for any other."""
    engine = open_database(url)
    try:
        revision = migrate.current(engine)
        migrate.refuse_newer(revision)
        if revision is None:
            raise Refused("数据库里没有鹭桥的表。", do_next="检查 [database] url。")
        with reading(engine) as session:
            if engine.dialect.name == "sqlite":
                words = session.connection().exec_driver_sql("pragma integrity_check").scalar()
                if words != "ok":
                    raise Refused("数据库文件已损坏。", kept="未作任何更改。", do_next="使用更早的备份。")
            chain = audit.verify(session)
        if not chain.ok:
            raise Refused(
                said("台账从第 {first} 条起不可信。", first=chain.first_broken),
                kept="未作任何更改。",
                do_next="使用更早的备份。",
            )
    finally:
        engine.dispose()
    return revision, chain.entries


def pack(settings: Settings, manifest: Manifest, copy: Path, packed: Path) -> Path:
    """Put manifest, database copy, keys, templates and the store into one file; files of the store never change."""
    text = json.dumps(asdict(manifest)).encode()
    with tarfile.open(packed, "w") as tar:
        head = tarfile.TarInfo(MANIFEST)
        head.size = len(text)
        tar.addfile(head, io.BytesIO(text))
        tar.add(copy, copy.name)
        for name in manifest.files:
            tar.add(copy.parent / name, name)
        for file in sorted(settings.store.path.glob("[0-9a-f][0-9a-f]/" + "[0-9a-f]" * 64)):
            tar.add(file, STORE + file.name)
    with packed.open("rb") as done:
        os.fsync(done.fileno())
    return packed


def digest(file: Path) -> str:
    """Return the SHA-256 of a file in hex."""
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()
