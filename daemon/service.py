"""The service: start, keep the rhythm, tell systemd how it is, stop within ten seconds."""

import asyncio
import contextlib
import ctypes
import random
import signal
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial

from daemon import owner, pace
from daemon.clockwork import Clockwork
from daemon.health import note_faults
from daemon.jobs import Job, following, table
from daemon.leases import Leases
from daemon.notify import notify, watchdog_seconds
from daemon.runner import Runner
from daemon.shift import Shift
from models.errors import OutsideUnavailable
from usecases import jobs as runs
from usecases.jobs import Run
from wiring.logs import logger
from wiring.office import Office

TICK = 1.0  # seconds between two looks at clock, leases and watchdog
TOO_LATE = 60.0  # seconds: a call that is so much overdue means that the work does not progress
RETRY = timedelta(minutes=1)  # what runs rarely is tried again so soon when it did not end well
THREADS = 4  # each has its own connection and page cache
TRIM = 60.0  # seconds between two returns of unused memory to the system
FIRST_SPREAD = 1.0  # seconds over which the first runs are spread
log = logger("daemon")


def trim_memory() -> None:
    """Give memory that a busy hour needed back to the system (glibc keeps it otherwise)."""
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim is not None:
        trim(0)


@dataclass
class Service:
    """One daemon process from start to stop."""

    office: Office
    clockwork: Clockwork = field(default_factory=Clockwork)
    at_work: set[asyncio.Task[Run]] = field(default_factory=set)
    again: set[str] = field(default_factory=set)
    stop: asyncio.Event = field(default_factory=asyncio.Event)
    interrupted: bool = False  # by SIGINT

    def __post_init__(self) -> None:
        self.shift = Shift.begin(self.office, owner.own_name())
        self.jobs = table(self.office.settings)
        self.leases = Leases(self.shift, sorted({job.lease for job in self.jobs}))
        self.runner = Runner(self.shift, self.leases)

    async def run(self) -> None:
        """Work until SIGTERM or SIGINT; raises OutsideUnavailable where the database does not answer at the start."""
        loop = asyncio.get_running_loop()
        loop.set_default_executor(ThreadPoolExecutor(THREADS, "database"))
        loop.add_signal_handler(signal.SIGTERM, self.stop.set)
        loop.add_signal_handler(signal.SIGINT, self._interrupt)
        if not await self.leases.renew():
            raise OutsideUnavailable("数据库不可用，守护进程没有启动。", do_next="请运行 luqiao doctor。")
        await note_faults(self.office)
        last = await self.office.in_thread(self._last_runs)
        for job in self.jobs:
            self.clockwork.add(job.name, partial(self._fire, job), job.every, first_in=self._first_in(job, last))
        self.clockwork.start()
        pace.settle()
        notify("READY=1\nSTATUS=working")
        log.info("守护进程已启动", jobs=len(self.jobs), owner=self.shift.owner)
        try:
            await self._watch()
        finally:
            await self._end()

    def _interrupt(self) -> None:
        self.interrupted = True
        self.stop.set()

    def _last_runs(self) -> dict[str, datetime]:
        with self.office.reading() as session:
            return {run.job: run.finished_at for run in runs.last_runs(session) if run.outcome == "ok"}

    def _first_in(self, job: Job, last: dict[str, datetime]) -> float:
        """Return when a job is due first: what runs rarely keeps its rhythm over a restart."""
        due = timedelta(0) if job.name not in last else last[job.name] + job.every - self.office.now()
        return max(0.0, min(due, job.every).total_seconds()) + random.uniform(0, FIRST_SPREAD)

    async def _fire(self, job: Job) -> None:
        """Run a job, then at once those that its run gave work; nothing begins after the stop sign."""
        if self.shift.stopping:
            return
        task = asyncio.create_task(self.runner.run(job), name=job.name)
        self.at_work.add(task)
        await asyncio.wait([task])
        self.at_work.discard(task)
        nudged = {job.name} & self.again
        self.again -= nudged
        if task.cancelled():
            return
        if not task.result().quiet:
            nudged |= {follower.name for follower in following(job, self.jobs)}
        if task.result().outcome != "ok" and job.every > RETRY:
            self.clockwork.call_in(job.name, RETRY.total_seconds())
        for name in nudged:
            self._at_once(name)

    def _at_once(self, name: str) -> None:
        """Run a job now, or again as soon as its present run has ended."""
        if name in {task.get_name() for task in self.at_work}:
            self.again.add(name)
        else:
            self.clockwork.call_in(name, 0.0)

    async def _watch(self) -> None:
        """Renew the leases, follow the wall clock, and tell systemd that the work progresses."""
        loop = asyncio.get_running_loop()
        renew_at = ping_at = trim_at = loop.time()
        watchdog = watchdog_seconds()
        while not self.stop.is_set():
            self.clockwork.keep_rhythm()
            if loop.time() >= renew_at:
                renew_at = loop.time() + (self.leases.pause if await self.leases.renew() else TICK)
                await self.runner.remember_quiet()
            if loop.time() >= trim_at:
                trim_memory()
                trim_at = loop.time() + TRIM
            if watchdog is not None and loop.time() >= ping_at and self.clockwork.overdue() < TOO_LATE:
                notify(f"WATCHDOG=1\nSTATUS={self.runner.runs} runs")
                ping_at = loop.time() + watchdog / 3
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self.stop.wait(), TICK)

    async def _end(self) -> None:
        """Claim nothing new, let running work finish within its time, give back what is left."""
        notify("STOPPING=1")
        self.shift.stopping = True
        self.clockwork.stop()
        if self.at_work:
            within = self.office.settings.daemon.stop_within.total_seconds()
            _, late = await asyncio.wait(self.at_work, timeout=within)
            for task in late:
                log.warning("任务没有及时结束，已中断", job=task.get_name())
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)
        await self.runner.remember_quiet()
        await self.leases.release()
        self.clockwork.close()
        await self.office.outside.aclose()
        log.info("守护进程已停止")
