"""`luqiao doctor`: look at everything the bureau stands on, and say of each fault what to do next."""

import asyncio
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from urllib.parse import unquote, urlsplit

from cli import doctor_generations, doctor_profiles
from cli.context import Context
from cli.parser import Parser
from content.retentionbook import retention
from daemon.jobs import Job, table
from models.errors import BureauError
from models.said import said
from models.values import rfc3339, shanghai_date
from ports.exchanges import UNCONFIGURED
from usecases import arrivals, blacklist_overview, calendars, crossing_retention, issuing, jobs, systems
from usecases.jobs import Run
from wiring import secrets
from wiring.config import OutsideSystem, Settings
from wiring.office import Office, open_office
from wiring.vault import vault_of

OK, WARN, FAIL = "ok", "warn", "fail"
SIGNS = {OK: "✓", WARN: "!", FAIL: "✗"}
SQLITE_SOUND = ((3, 51, 3), (3, 50, 7), (3, 44, 6))  # older ones can corrupt a WAL database (sync 8)
LITTLE_DISK, NO_DISK, LARGE_WAL = 2 << 30, 200 << 20, 64 << 20  # bytes
REACH_SECONDS = 3.0
PORTS = {"https": 443, "postgresql+psycopg": 5432}
PATIENCE = timedelta(minutes=1)  # with rows that are kept and not entered yet
TERM_AHEAD = timedelta(days=40)  # about 20 working days, also over a spring festival


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at; `next` says what to do where it is not well."""

    name: str
    state: str
    detail: str
    next: str = ""


def run(argv: list[str], context: Context) -> int:
    """Check everything; exit status 1 when something failed."""
    Parser("luqiao doctor", "检查配置、数据库、密钥、日历、磁盘、外部系统和任务").parse_args(argv)
    checks = list(examined(context))
    good = all(check.state != FAIL for check in checks)
    if context.json:
        context.emit({"ok": good, "checks": checks})
        return 0 if good else 1
    for check in checks:
        detail, do_next = context.told(check.detail), context.told(check.next)
        context.say(f"{SIGNS[check.state]} {check.name}: {detail}" + (f" → {do_next}" if do_next else ""))
    return 0 if good else 1


def examined(context: Context) -> Iterator[Check]:
    """Yield every check; what stands on something broken is left out."""
    try:
        settings = context.settings()
    except BureauError as error:
        yield failed("configuration", error)
        return
    yield Check("configuration", OK, str(settings.file))
    yield from of_secrets(settings)
    yield from of_disk(settings)
    yield of_seal(settings)
    yield from asyncio.run(of_reach(settings))
    try:
        office = open_office(settings)
    except BureauError as error:
        yield failed("database", error)
        return
    try:
        for look in (
            of_database,
            of_calendar,
            of_offices,
            of_generations,
            of_systems,
            of_arrivals,
            of_jobs,
            of_lists,
            of_crossings,
        ):
            yield from guarded(look, office)
    finally:
        office.close()


def failed(name: str, error: BureauError) -> Check:
    """Return the check that an error stands for."""
    return Check(name, FAIL, error.message, error.do_next)


def guarded(look: Callable[[Office], Iterator[Check]], office: Office) -> Iterator[Check]:
    """Yield the checks of one look; an error becomes a failed check."""
    try:
        yield from look(office)
    except BureauError as error:
        yield failed(look.__name__.removeprefix("of_"), error)


def of_secrets(settings: Settings) -> Iterator[Check]:
    """Look whether every secret is there, without showing any; name the keyring where one is used."""
    references = [ref for system in settings.outside.values() for ref in system.secrets.values()]
    if any(ref.startswith("keyring:") for ref in references):
        backend = secrets.chosen_backend()
        why = secrets.backend_fault(backend)
        yield Check("keyring", FAIL if why else OK, why or f"{type(backend).__module__}.{type(backend).__name__}")
    for system in settings.outside.values():
        if system.enabled:
            try:
                found = secrets.secrets_of(settings, system)
                doctor_profiles.require(settings, system)
            except BureauError as error:
                yield failed(f"secrets.{system.name}", error)
            else:
                yield Check(f"secrets.{system.name}", OK, "、".join(sorted(found)))
    try:
        secrets.ledger_key(settings)
    except BureauError as error:
        yield Check("secrets.ledger", FAIL, error.message, "从密钥的备份恢复；新库请运行 luqiao init。")
    else:
        yield Check("secrets.ledger", OK, settings.ledger.key)
    try:
        newest = vault_of(settings).newest
    except BureauError as error:
        yield Check("secrets.vault", FAIL, error.message, "从密钥的备份恢复；新库请运行 luqiao init。")
    else:
        yield Check("secrets.vault", OK, f"{settings.vault.key} ({newest.hex()})")


def of_disk(settings: Settings) -> Iterator[Check]:
    """Look at the free space where database and attachments lie."""
    folder = next(place for place in (settings.store.path, *settings.store.path.parents) if place.exists())
    free = shutil.disk_usage(folder).free
    state = FAIL if free < NO_DISK else WARN if free < LITTLE_DISK else OK
    yield Check(
        "disk",
        state,
        said("{folder} 可用 {free} GiB", folder=folder, free=f"{free / (1 << 30):.1f}"),
        "" if state == OK else "清理磁盘空间。",
    )


def of_seal(settings: Settings) -> Check:
    """Look whether documents can be sealed: the keys of the test seal are there."""
    folder = settings.documents.seal_folder
    if (folder / "seal.key").is_file() and (folder / "root.crt").is_file():
        return Check("documents.seal", OK, settings.documents.seal)
    return Check("documents.seal", FAIL, said("{folder} 中没有印章密钥", folder=folder), "请运行 luqiao init。")


async def of_reach(settings: Settings) -> list[Check]:
    """Look whether every outside system can be reached, all at the same time."""
    return list(await asyncio.gather(*(reach(system) for system in settings.outside.values() if system.enabled)))


async def reach(system: OutsideSystem) -> Check:
    """Open and close one connection, or look for the file or folder; nothing is sent."""
    parts, name = urlsplit(system.base_url), f"reach.{system.name}"
    if parts.scheme in {"file", "sqlite"}:
        return _there(name, Path(unquote(parts.path.replace("//", "/"))))
    port = parts.port or PORTS.get(parts.scheme, 80)
    try:
        async with asyncio.timeout(REACH_SECONDS):
            _, writer = await asyncio.open_connection(parts.hostname, port)
    except (OSError, TimeoutError) as error:
        refused = isinstance(error, ConnectionRefusedError)
        why = "没有程序在那里" if refused else "没有回答" if isinstance(error, TimeoutError) else "网络不通"
        return Check(
            name, FAIL, said("{url} 连不上（{why}）", url=system.base_url, why=why), "检查地址和网络，或询问对方。"
        )
    writer.close()
    with suppress(OSError):
        await writer.wait_closed()
    return Check(name, OK, system.base_url)


def _there(name: str, place: Path) -> Check:
    if place.exists() and os.access(place, os.R_OK | os.W_OK):
        return Check(name, OK, str(place))
    return Check(name, FAIL, said("{place} 不在或不能读写", place=place), "检查地址和权限，或询问对方。")


def of_database(office: Office) -> Iterator[Check]:
    """Look at the version of the database and at the size of its write-ahead log."""
    with office.reading() as session:
        if office.engine.dialect.name != "sqlite":
            yield Check("database", OK, f"PostgreSQL {session.connection().dialect.server_version_info}")
            return
        version = office.engine.dialect.dbapi.sqlite_version_info  # type: ignore[union-attr]
    sound = version >= SQLITE_SOUND[0] or any(version[:2] == s[:2] and version >= s for s in SQLITE_SOUND)
    text = ".".join(str(part) for part in version)
    yield Check("database", OK if sound else FAIL, f"SQLite {text}", "" if sound else "更新 pysqlite3。")
    wal = Path(f"{office.engine.url.database}-wal")
    if wal.exists() and wal.stat().st_size > LARGE_WAL:
        size = f"{wal.stat().st_size >> 20} MiB"
        yield Check("database.wal", WARN, said("预写日志 {size}", size=size), "有程序长时间占着读事务；重启它。")


def of_calendar(office: Office) -> Iterator[Check]:
    """Look whether the terms that begin today run over announced days only."""
    today = shanghai_date(office.now())
    with office.reading() as session:
        calendar = calendars.current(session)
    until = today + TERM_AHEAD
    if until > calendar.last:
        yield Check("calendar", FAIL, said("日历只到 {day}", day=calendar.last), "更新鹭桥，或导入新的官方日历。")
    elif until.year in calendar.provisional_years:
        detail = said("{year} 年的放假安排尚未导入，期限按推算", year=until.year)
        yield Check("calendar", WARN, detail, "国务院办公厅公布后导入官方日历。")
    else:
        yield Check("calendar", OK, said("到 {day}；{year} 年已确认", day=calendar.last, year=until.year))


def of_offices(office: Office) -> Iterator[Check]:
    """Look whether every district that has officers can be named in a published record."""
    with office.reading() as session:
        names = issuing.unnamed(session, office.desk)
    if names and any(system.kind == "credit" and system.enabled for system in office.settings.outside.values()):
        detail = said("没有统一社会信用代码，公示记录以市局名义报送：{names}", names="、".join(names))
        yield Check("offices.uscc", WARN, detail, "在 content/offices.toml 填写 uscc。")


def of_generations(office: Office) -> Iterator[Check]:
    """Look whether every credit platform gets the columns that it takes, and what was changed for it."""
    for name, good, detail, do_next in doctor_generations.findings(office):
        yield Check(name, WARN if good is None else OK if good else FAIL, detail, do_next)


def of_systems(office: Office) -> Iterator[Check]:
    """Look at what the daemon last knew of every outside system."""
    with office.reading() as session:
        known = {state.name: state for state in systems.states(session)}
        alarms = systems.open_alarms(session)
    for name, system in office.settings.outside.items():
        state = known.get(name)
        if not system.enabled or state is None or state.state in {"ok", "unknown"}:
            continue
        level = FAIL if state.state in {"stopped", UNCONFIGURED} else WARN
        yield Check(
            f"system.{name}", level, state.last_error, "改正密钥或接口配置后恢复该系统。" if level == FAIL else ""
        )
    if alarms:
        yield Check(
            "alarms",
            WARN,
            said("{n} 条告警未处理：{text}", n=len(alarms), text=alarms[0].text[:80]),
            "在办公台的告警中处理。",
        )


def of_arrivals(office: Office) -> Iterator[Check]:
    """Look whether rows that are kept wait long to be entered."""
    with office.reading() as session:
        waiting = arrivals.waiting(session)
    for channel, count, since in waiting:
        if office.now() - since > PATIENCE:
            yield Check(
                f"arrivals.{channel}",
                WARN,
                said("{n} 件来件已收妥，自{since}起等待登记", n=count, since=rfc3339(since)),
                "检查守护进程是否在运行：systemctl status luqiao-daemon。",
            )


def of_jobs(office: Office) -> Iterator[Check]:
    """Look at the last run of every job."""
    with office.reading() as session:
        last = {run.job: run for run in jobs.last_runs(session)}
    for job in table(office.settings):
        yield of_job(office, job, last.get(job.name))


def of_lists(office: Office) -> Iterator[Check]:
    """Look whether every blacklist is as new as it must be, and whether its source answers."""
    with office.reading() as session:
        found = blacklist_overview.overview(session, shanghai_date(office.now()))
    for one in found:
        if one.stale or one.fault:
            left = said("名单“{name}”没有更新", name=one.worded.name)
            told = blacklist_overview.told_stale(one) if one.stale else left
            why = f"（{one.fault}）" if one.fault else ""
            yield Check(f"list.{one.worded.name}", WARN, told + why, "检查名单的来源，或导入新的文件。")


def of_crossings(office: Office) -> Iterator[Check]:
    """Count what is kept of what crossed, and look whether what was beyond its term the day before is gone."""
    yesterday = shanghai_date(office.now()) - timedelta(days=1)
    with office.reading() as session:
        found = list(crossing_retention.kept(session, retention(), office.desk, at=office.now()))
    for one in found:
        oldest = shanghai_date(one.oldest) if one.oldest is not None else yesterday
        text = said("{n} 次，最早 {since}，保管 {days} 天", n=one.count, since=oldest, days=one.term.days)
        if one.over and one.term.last_day(oldest) < yesterday:
            yield Check(f"crossings.{one.system}", WARN, text, "期满的没有清理；看任务 prune。")
        else:
            yield Check(f"crossings.{one.system}", OK, text)


def of_job(office: Office, job: Job, last: Run | None) -> Check:
    """Judge the last run of one job."""
    name = f"job.{job.name}"
    if last is None:
        return Check(name, WARN, said("{job}：还没有运行过", job=job.kind.what), "启动守护进程：luqiao daemon。")
    ran = {"job": job.kind.what, "at": rfc3339(last.finished_at), "outcome": last.outcome, "error": last.error}
    detail = said("{job}：{at} {outcome}", **ran)
    if last.outcome == "failed":
        return Check(name, WARN, said("{job}：{at} {outcome} {error}", **ran), "若一直如此，按上面的提示处理。")
    if office.now() - last.finished_at > job.late_after:
        return Check(
            name,
            WARN,
            said("{job}：{at} {outcome}，已超时", **ran),
            "检查守护进程是否在运行：systemctl status luqiao-daemon。",
        )
    return Check(name, OK, detail)
