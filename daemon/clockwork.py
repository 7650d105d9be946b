"""The rhythm of the jobs (APScheduler 3 behind three methods), steady when somebody sets the wall clock."""

import logging
import random
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.base import BaseTrigger
from typing_extensions import override

from wiring.logs import logger

STEP = 2.0  # seconds: the wall clock moved by itself, not by drift
SPREAD = 0.1  # of the interval: jitter, so that jobs do not run in step
log = logger("daemon.clock")


class Rhythm(BaseTrigger):  # type: ignore[misc]  # APScheduler has no types
    """The next call comes one interval after this one, whatever the clock did meanwhile: no flood after a jump."""

    def __init__(self, every: timedelta) -> None:
        self.every = every

    @override
    def get_next_fire_time(self, previous_fire_time: datetime | None, now: datetime) -> datetime:
        """Return one interval from now, give or take the jitter."""
        return now + self.every * random.uniform(1 - SPREAD, 1 + SPREAD)


class Clockwork:
    """Calls functions again and again, each never twice at a time; a late call is made late, not dropped."""

    def __init__(self) -> None:
        logging.getLogger("apscheduler").setLevel(logging.ERROR)  # a call left out because one still runs is no news
        defaults = {"misfire_grace_time": None, "coalesce": True, "max_instances": 1}
        self._scheduler = AsyncIOScheduler(timezone=UTC, job_defaults=defaults)
        self._offset = time.time() - time.monotonic()

    def add(self, name: str, call: Callable[[], Awaitable[object]], every: timedelta, *, first_in: float) -> None:
        """Call a function every so often, for the first time in so many seconds."""
        first = datetime.now(UTC) + timedelta(seconds=first_in)
        self._scheduler.add_job(call, Rhythm(every), id=name, next_run_time=first)

    def call_in(self, name: str, seconds: float) -> None:
        """Make the next call in so many seconds; the rhythm goes on from there."""
        self._scheduler.modify_job(name, next_run_time=datetime.now(UTC) + timedelta(seconds=seconds))

    def start(self) -> None:
        """Begin."""
        self._scheduler.start()

    def stop(self) -> None:
        """Call nothing any more; what runs goes on."""
        self._scheduler.pause()

    def close(self) -> None:
        """End; nothing may run any more."""
        self._scheduler.shutdown(wait=False)

    def overdue(self) -> float:
        """Return by how many seconds the most delayed call is late."""
        now = datetime.now(UTC)
        due = [job.next_run_time for job in self._scheduler.get_jobs() if job.next_run_time is not None]
        return max(((now - moment).total_seconds() for moment in due), default=0.0)

    def keep_rhythm(self) -> float:
        """Move every next call with the wall clock when that was set; return by how many seconds it was."""
        step = time.time() - time.monotonic() - self._offset
        if abs(step) < STEP:
            return 0.0
        self._offset += step
        log.warning("系统时钟被调整", seconds=round(step, 1))
        for job in self._scheduler.get_jobs():
            if job.next_run_time is not None:
                job.modify(next_run_time=job.next_run_time + timedelta(seconds=step))
        return step
