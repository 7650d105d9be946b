"""One pass: run every due job, or the named ones, one time."""

import asyncio
from collections.abc import Sequence
from datetime import timedelta
from functools import partial
from itertools import groupby

from daemon import owner
from daemon.health import note_faults
from daemon.jobs import Job, chosen, table
from daemon.leases import Leases
from daemon.runner import Runner
from daemon.shift import Shift
from models.errors import OutsideUnavailable
from usecases import jobs as runs
from usecases.jobs import Run
from wiring.office import Office


async def run_once(office: Office, names: Sequence[str] = ()) -> list[Run]:
    """Run the named jobs, or all that are due, kind after kind, the jobs of one kind side by side."""
    every_job = table(office.settings)
    wanted = chosen(every_job, list(names)) if names else await office.in_thread(due, office, every_job)
    shift = Shift.begin(office, owner.own_name())
    leases = Leases(shift, sorted({job.lease for job in wanted}))
    if not await leases.renew():
        raise OutsideUnavailable("数据库不可用。", kept="没有运行任何任务。", do_next="请运行 luqiao doctor。")
    await note_faults(office)
    runner, done = Runner(shift, leases), list[Run]()
    keeper = asyncio.create_task(keep(leases))
    try:
        for _, same in groupby(wanted, key=partial(turn, office)):
            done += await asyncio.gather(*(runner.run(job) for job in same))
    finally:
        keeper.cancel()
        await runner.remember_quiet()
        await leases.release()
    return done


def turn(office: Office, job: Job) -> tuple[str, bool]:
    """Return which jobs run side by side: one kind, and in it the channels before what waits for their answers.

    A record is published only once the applicant's channel has taken the decision.
    """
    return job.kind.name, job.system in office.outside.intake


async def keep(leases: Leases) -> None:
    """Renew the leases as long as the pass takes."""
    while True:
        await asyncio.sleep(leases.pause)
        await leases.renew()


def due(office: Office, every_job: Sequence[Job]) -> list[Job]:
    """Return the jobs whose time has come; one that failed or never ran is always due."""
    with office.reading() as session:
        last = {run.job: run.finished_at for run in runs.last_runs(session) if run.outcome == "ok"}
    now, slack = office.now(), timedelta(milliseconds=1)
    return [job for job in every_job if job.name not in last or last[job.name] + job.every <= now + slack]
