"""Put a backup in the place of the bureau's database: verified first, the old database kept aside."""

import json
import os
import tarfile
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError

from models.errors import InvalidInput, OutsideUnavailable, Refused
from usecases import jobs
from wiring import migrate
from wiring.backup import COPIES, MANIFEST, STORE, Backup, Manifest, digest, run_tool, scratch, verified
from wiring.config import Settings
from wiring.database import open_database, reading
from wiring.store import Store


@dataclass(frozen=True, slots=True)
class Restored:
    """What was put back, and where the database from before lies."""

    backup: Backup
    entries: int
    aside: str | None


def restore(settings: Settings, file: Path, at: datetime) -> Restored:
    """Restore one backup file; raises InvalidInput, Refused. The database changes last, in one step."""
    os.umask(0o077)
    kind = make_url(settings.database.url).get_backend_name()
    refuse_while_at_work(settings, at)
    with scratch(settings.folder) as room:
        manifest = unpack(file, room)
        if manifest.kind != kind:
            raise Refused(
                f"备份来自 {manifest.kind}，配置的是 {kind}。", kept="未作任何更改。", do_next="改用对应的数据库。"
            )
        copy = room / COPIES[kind]
        if digest(copy) != manifest.sha256:
            raise Refused("备份中的数据库与登记的摘要不符。", kept="未作任何更改。", do_next="使用另一份备份。")
        put_attachments(settings, room)
        aside = put_sqlite(settings, copy, at) if kind == "sqlite" else put_postgresql(settings, copy)
    revision, entries = verified(settings.database.url)
    return Restored(Backup(str(file), file.stat().st_size, digest(file), revision), entries, aside)


def unpack(file: Path, room: Path) -> Manifest:
    """Unpack a backup into a room of our own; raises InvalidInput for anything that is none."""
    try:
        with tarfile.open(file, "r:") as tar:
            names = {MANIFEST, *COPIES.values()}
            wanted = [m for m in tar.getmembers() if m.isfile() and (m.name in names or m.name.startswith(STORE))]
            tar.extractall(room, members=wanted, filter="data")
        return Manifest(**json.loads((room / MANIFEST).read_text(encoding="utf-8")))
    except (tarfile.TarError, OSError, ValueError, TypeError) as error:
        raise InvalidInput(f"{file} 不是鹭桥的备份。", kept="未作任何更改。", do_next="检查文件。") from error


def refuse_while_at_work(settings: Settings, at: datetime) -> None:
    """Refuse to replace a database while a daemon works on it; where there is no file, none is made by looking."""
    url = make_url(settings.database.url)
    if url.get_backend_name() == "sqlite" and not Path(str(url.database)).exists():
        return
    engine = open_database(settings.database.url)
    try:
        if migrate.current(engine) is None:
            return
        with reading(engine) as session:
            held = jobs.holders(session, at=at)
    except (OutsideUnavailable, DBAPIError):
        return  # what cannot be read is the reason for restoring
    finally:
        engine.dispose()
    if held:
        raise Refused("守护进程正在工作。", kept="未作任何更改。", do_next="先停止它：systemctl stop luqiao-daemon。")


def put_attachments(settings: Settings, room: Path) -> None:
    """Add the attachments to the store, each under its digest; what is there already stays."""
    store = Store(settings.store.path)
    for kept in sorted(room.glob(STORE + "*")):
        if digest(kept) != kept.name:
            raise Refused(f"备份中的附件 {kept.name} 已损坏。", kept="数据库未变。", do_next="使用另一份备份。")
        store.put(kept.read_bytes())


def put_sqlite(settings: Settings, copy: Path, at: datetime) -> str | None:
    """Move the old database aside and the verified copy into its place."""
    verified(f"sqlite:///{copy}")
    place = Path(str(make_url(settings.database.url).database))
    aside = place.with_name(f"{place.name}.before-{at:%Y%m%dT%H%M%SZ}")
    existed = place.exists()
    for ending in ("-wal", "-shm", ""):
        old = place.with_name(place.name + ending)
        if old.exists():
            old.rename(aside.with_name(aside.name + ending))
    copy.replace(place)
    return str(aside) if existed else None


def put_postgresql(settings: Settings, copy: Path) -> str | None:
    """Let pg_restore replace every table in one transaction; nothing is kept aside."""
    url = make_url(settings.database.url)
    command = ["pg_restore", "--clean", "--if-exists", "--no-owner", "--single-transaction", "--exit-on-error"]
    run_tool([*command, f"--dbname={url.database}", str(copy)], url)
    return None
