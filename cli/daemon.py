"""`luqiao daemon`: run the sync daemon, or one pass of its jobs."""

import asyncio
import time
from collections.abc import Iterator
from importlib import import_module
from typing import TYPE_CHECKING

from cli.context import Context
from cli.parser import Parser
from cli.starting import NEVER_ASKED, only_when_called, only_when_used, without, without_docstrings
from models.said import said

if TYPE_CHECKING:
    from usecases.jobs import Run
    from wiring.office import Office

OUTSIDE, OURS, INTERRUPTED = 3, 1, 130
NEEDED = ("wiring.logs", "wiring.connect", "wiring.office")
PERHAPS = (*NEVER_ASKED, "tzlocal.windows_tz")  # imported for what nobody here asks of them
COLOURS = ("rich", "click")  # httpx and structlog take them for their colours only; without: 6 MB less


def run(argv: list[str], context: Context) -> int:
    """Work until SIGTERM (0) or SIGINT (130); with --once run the due or the named jobs one time."""
    parser = Parser("luqiao daemon", "同步守护进程")
    parser.add_argument("--once", action="store_true", help="每个到期的任务运行一次后退出")
    parser.add_argument("--job", action="append", default=[], metavar="NAME", help="只运行这个任务（与 --once 同用）")
    options = parser.parse_args(argv)
    if options.job and not options.once:
        parser.error("--job 要与 --once 同用")
    if context.program and not options.once:
        without_docstrings()
    settings = context.settings()
    load(settings.database.url)
    from wiring import logs
    from wiring.connect import connect
    from wiring.office import open_office

    logs.start(settings.logs.level)
    office = open_office(settings)
    try:
        office.require_key()
        office.require_vault()
        connect(office)
        return asyncio.run(once(office, options.job, context) if options.once else serve(office))
    finally:
        office.close()


def load(database: str) -> None:
    """Import what the daemon needs, and nothing that it can do without (docs/decisions/0014)."""
    only_when_used(*PERHAPS)
    only_when_called("difflib")
    with without(*COLOURS):
        from wiring.lean import without_orm

        without_orm(database)
        for name in NEEDED:
            import_module(name)


async def serve(office: "Office") -> int:
    """Work until told to stop; return the exit status."""
    from daemon.service import Service

    service = Service(office)
    await service.run()
    return INTERRUPTED if service.interrupted else 0


async def once(office: "Office", names: list[str], context: Context) -> int:
    """Run one pass and print what each job did."""
    from daemon.once import run_once

    began = time.time()
    try:
        done = await run_once(office, names)
    finally:
        await office.outside.aclose()
    for fault in office.outside.faults.values():
        context.note(fault.do_next)
    for text in rehearsed(office, {one.job.partition(":")[2] for one in done}, began):
        context.note(text)
    if context.json:
        context.emit({"jobs": [line(one) for one in done]})
    else:
        for one in done:
            error = context.told(one.error)
            context.say(f"{one.outcome:<8}{one.job:<32}{one.read:>6}{one.written:>6}{one.sent:>6}  {error}".rstrip())
    return max((status(one) for one in done), default=0)


def rehearsed(office: "Office", systems: set[str], began: float) -> Iterator[str]:
    """Yield, for each system of a dry run, how many requests were written instead of sent, and where."""
    from wiring.connect import rehearsals

    for system in office.settings.outside.values():
        if system.enabled and system.dry_run and system.name in systems:
            folder = rehearsals(office.settings) / system.name
            files = [file for file in folder.glob("*.txt") if not file.name.endswith(".fields.txt")]
            new = sum(file.stat().st_mtime >= began for file in files)
            yield said(
                "试运行的 {system} 什么都没有发出：这次写了 {n} 份请求，在 {folder}（共 {all} 份）。",
                system=system.name,
                n=new,
                folder=folder,
                all=len(files),
            )


def line(one: "Run") -> dict[str, object]:
    """Return one run as the contract prints it."""
    counts = {"read": one.read, "written": one.written, "sent": one.sent}
    return {"job": one.job, "outcome": one.outcome, **counts, "error": one.error or None}


def status(one: "Run") -> int:
    """Return the exit status that a run alone would have."""
    return 0 if one.outcome != "failed" else OUTSIDE if one.outside else OURS
