"""Run one job once: only with its lease, every failure noted and none fatal."""

import asyncio
from collections.abc import Awaitable
from dataclasses import dataclass, field, replace

from daemon.health import LONGEST_PAUSE
from daemon.jobs import Job
from daemon.leases import Leases
from daemon.shift import Shift
from models.errors import BureauError, OutsideError
from usecases import jobs
from usecases.jobs import Run
from wiring.database import DATABASE
from wiring.logs import logger

SEVERAL = "drain_outbox"  # judges each of its answers itself
BROKEN_OFF = "守护进程停止时尚未完成，已中断"
log = logger("daemon.jobs")


@dataclass
class Runner:
    """Runs the jobs of one process and keeps their history."""

    shift: Shift
    leases: Leases
    quiet: dict[str, Run] = field(default_factory=dict)  # by job: runs that changed nothing, not yet kept
    runs: int = 0

    async def run(self, job: Job) -> Run:
        """Run a job now and return what became of it; "skipped" where another holds it or its system must rest.

        Whatever began leaves its record, also where it is broken off (CancelledError goes on to the caller).
        """
        self.runs += 1
        started = self.shift.office.now()
        begun = Run(job.name, self.shift.owner, started, started, "ok")
        if not self.leases.held(job.lease) or not self.shift.health.may(job.name):
            return replace(begun, outcome="skipped")
        if job.system and await self._is_off(job.system):
            return replace(begun, outcome="skipped")
        try:
            run = replace(await self._attempt(job, begun), finished_at=self.shift.office.now())
        except asyncio.CancelledError:
            broken = replace(begun, outcome="failed", error=BROKEN_OFF, finished_at=self.shift.office.now())
            await self._remember(broken)
            raise
        await self._remember(run)
        return run

    async def _is_off(self, system: str) -> bool:
        try:
            return await self.shift.health.is_off(system)
        except BureauError as error:  # the database is not to be had: the job will say so itself
            log.warning("无法查看系统状态", error=error.message)
            return False

    async def _attempt(self, job: Job, begun: Run) -> Run:
        fault = self.shift.office.outside.faults.get(job.system)
        if fault is not None:  # noted when we began; only a new start helps
            self.shift.health.pause(job.name, LONGEST_PAUSE)
            return replace(begun, outcome="failed", error=fault.message, outside=True)
        try:
            report = await job.kind.run(self.shift, job.system)
        except OutsideError as error:
            if job.system and error.code != DATABASE:
                await self._guarded(self.shift.health.went_wrong(job.name, job.system, error))
            return replace(begun, outcome="failed", error=error.message, outside=True)
        except BureauError as error:
            log.warning("任务没有完成", job=job.name, error=error.message)
            return replace(begun, outcome="failed", error=error.message)
        except Exception as error:
            log.exception("任务出错", job=job.name)
            return replace(begun, outcome="failed", error=f"程序内部错误（{type(error).__name__}），详见日志")
        if job.system and job.kind.name != SEVERAL:
            await self._guarded(self.shift.health.went_well(job.name, job.system))
        return replace(begun, read=report.read, written=report.written, sent=report.sent)

    async def _remember(self, run: Run) -> None:
        """Keep a run that changed or failed at once, a quiet one with the next renewal of the leases."""
        if run.quiet:
            self.quiet[run.job] = run
            return
        log.info("任务完成" if run.outcome == "ok" else "任务失败", job=run.job, written=run.written, sent=run.sent)
        self.quiet.pop(run.job, None)
        await self._guarded(self.shift.office.in_thread(self.shift.office.keep, jobs.note_runs, [run]))

    async def remember_quiet(self) -> None:
        """Keep the quiet runs that were put aside."""
        waiting, self.quiet = self.quiet, {}
        if waiting:
            keep = self.shift.office.in_thread(self.shift.office.keep, jobs.note_runs, list(waiting.values()))
            await self._guarded(keep)

    async def _guarded(self, noting: Awaitable[object]) -> None:
        """Wait for a note to be kept, to its end even where we are broken off; its failure is no failure of the job."""
        kept = asyncio.ensure_future(noting)
        try:
            await asyncio.shield(kept)
        except asyncio.CancelledError:
            await asyncio.wait([kept])
            raise
        except BureauError as error:
            log.warning("无法记录任务", error=error.message)
        except Exception:
            log.exception("无法记录任务")
