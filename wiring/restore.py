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
from models.reasons import reason
from models.said import said
from usecases import jobs, systems
from wiring import migrate
from wiring.backup import (
    COPIES,
    LAW,
    MANIFEST,
    SEAL,
    STORE,
    TEMPLATES,
    Backup,
    Manifest,
    digest,
    folders,
    run_tool,
    scratch,
    verified,
)  # fmt: skip
from wiring.config import Settings
from wiring.database import open_database, reading, unit_of_work
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
                said("备份来自 {kind}，配置的是 {own}。", kind=manifest.kind, own=kind),
                kept="未作任何更改。",
                do_next="改用对应的数据库。",
            )
        copy = room / COPIES[kind]
        if digest(copy) != manifest.sha256:
            raise Refused("备份中的数据库与登记的摘要不符。", kept="未作任何更改。", do_next="使用另一份备份。")
        check_beside(settings, manifest, room)
        if kind == "sqlite":
            verified(f"sqlite:///{copy}")
        put_attachments(settings, room)
        put_beside(settings, manifest, room, at)
        aside = put_sqlite(settings, copy, at) if kind == "sqlite" else put_postgresql(settings, copy)
    revision, entries = verified(settings.database.url)
    ask_for_repairs(settings, at)
    return Restored(Backup(str(file), file.stat().st_size, digest(file), revision), entries, aside)


def ask_for_repairs(settings: Settings, at: datetime) -> None:
    """Let the daemon ask every credit platform first which records are repaired: the backup may not know."""
    text = "数据库由备份恢复：先向平台核对哪些记录已经修复，核对完之前不向它推送。"
    engine = open_database(settings.database.url)
    try:
        with unit_of_work(engine) as session:
            for system in settings.outside.values():
                if system.kind == "credit" and system.enabled:
                    systems.raise_alarm(session, system.name, systems.RESTORED, "", text, at=at)
    finally:
        engine.dispose()


def unpack(file: Path, room: Path) -> Manifest:
    """Unpack a backup into a room of our own; raises InvalidInput for anything that is none."""
    _readable(file)
    try:
        with tarfile.open(file, "r:") as tar:
            names, starts = {MANIFEST, *COPIES.values()}, (STORE, SEAL, TEMPLATES, LAW)
            wanted = [m for m in tar.getmembers() if m.isfile() and (m.name in names or m.name.startswith(starts))]
            tar.extractall(room, members=wanted, filter="data")
        return Manifest(**json.loads((room / MANIFEST).read_text(encoding="utf-8")))
    except (tarfile.TarError, OSError, ValueError, TypeError) as error:
        raise InvalidInput(
            said("{file} 不是鹭桥的备份。", file=file), kept="未作任何更改。", do_next="检查文件。"
        ) from error


def _readable(file: Path) -> None:
    try:
        file.open("rb").close()
    except OSError as error:
        happened = said("打不开“{file}”：{why}。", file=file, why=reason(error))
        raise InvalidInput(happened, kept="未作任何更改。", do_next="检查路径和权限。") from error


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
            raise Refused(
                said("备份中的附件 {name} 已损坏。", name=kept.name), kept="数据库未变。", do_next="使用另一份备份。"
            )
        store.put(kept.read_bytes())


def check_beside(settings: Settings, manifest: Manifest, room: Path) -> None:
    """Refuse a backup in which a key or template is missing, changed, not in the manifest, or has no place here."""
    found = {
        file.relative_to(room).as_posix(): digest(file)
        for start in (SEAL, TEMPLATES, LAW)
        for file in (room / start).rglob("*")
        if file.is_file()
    }
    if found != manifest.files:
        wrong = min(name for name, _ in found.items() ^ manifest.files.items())
        raise Refused(
            said("备份中的 {wrong} 与登记的摘要不符。", wrong=wrong), kept="未作任何更改。", do_next="使用另一份备份。"
        )
    if not settings.documents.templates and any(name.startswith(TEMPLATES) for name in manifest.files):
        happened = "备份里有自备的文书模板，配置里没有放它们的目录。"
        raise Refused(happened, kept="未作任何更改。", do_next="先在配置中写上 [documents] templates。")
    if not settings.law.folder and any(name.startswith(LAW) for name in manifest.files):
        happened = "备份里有本局自己的法规行，配置里没有放它们的目录。"
        raise Refused(happened, kept="未作任何更改。", do_next="先在配置中写上 [law] folder。")


def put_beside(settings: Settings, manifest: Manifest, room: Path, at: datetime) -> None:
    """Put keys, templates and law in their place, for their owner only; other ones that lie there are kept aside."""
    for start, folder in folders(settings).items():
        for name in (name for name in manifest.files if name.startswith(start)):
            put_file(room / name, folder / name.removeprefix(start), manifest.files[name], at)


def put_file(fresh: Path, place: Path, sha256: str, at: datetime) -> None:
    """Put one file in its place, whole or not at all."""
    if place.is_file() and digest(place) == sha256:
        place.chmod(0o600)
        return
    place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    if place.exists():
        place.rename(place.with_name(f"{place.name}.before-{at:%Y%m%dT%H%M%SZ}"))
    beside = place.with_name(f".{place.name}.new")
    with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(fresh.read_bytes())
        file.flush()
        os.fsync(file.fileno())
    beside.replace(place)


def put_sqlite(settings: Settings, copy: Path, at: datetime) -> str | None:
    """Move the old database aside and the verified copy into its place."""
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
