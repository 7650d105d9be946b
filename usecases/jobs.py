"""Jobs of the daemon: who holds which, what each run did, and what a dead holder left claimed."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, delete, func, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from models.tables.columns import table_of
from models.tables.jobs import JobRunRow, LeaseRow
from models.tables.outbox import BatchRow, OutboxRow
from usecases.deeds import housekeeping
from usecases.outbox_claims import Claimed

LEASES, RUNS = table_of(LeaseRow), table_of(JobRunRow)
CLAIMED = (table_of(OutboxRow), table_of(BatchRow))
KEPT = ("job", "owner", "started_at", "finished_at", "outcome", "read", "written", "sent", "error")
Dead = Callable[[str], bool]


@dataclass(frozen=True, slots=True)
class Run:
    """One finished run of one job; outcome is ok, failed or skipped."""

    job: str
    owner: str
    started_at: datetime
    finished_at: datetime
    outcome: str
    read: int = 0
    written: int = 0
    sent: int = 0
    error: str = ""
    outside: bool = False  # whether the failure lay outside; not kept

    @property
    def quiet(self) -> bool:
        """Whether it went well and changed nothing."""
        return self.outcome == "ok" and not (self.written or self.sent)


@housekeeping
def hold_leases(
    session: Session, names: Sequence[str], *, owner: str, until: datetime, dead: Dead, at: datetime
) -> dict[str, int]:
    """Renew our leases and take those that are free, ended or of a dead holder; return {name: epoch} of all ours.

    The epoch rises with every new holder. `dead` tells of a holder whether its process is surely gone.
    """
    c = LEASES.c
    held = select(LEASES).where(c.name.in_(names)).order_by(c.name).with_for_update()  # one order for all who ask
    known = {row.name: row for row in session.execute(held)}
    mine = (c.name.in_(names), c.owner == owner)
    renewed = update(LEASES).where(*mine).values(until=until).returning(c.name, c.epoch)
    ours: dict[str, int] = {row.name: row.epoch for row in session.execute(renewed)}
    for name in sorted(set(names).difference(ours)):
        row = known.get(name)
        epoch = _first(session, name, owner, until) if row is None else _next(session, row, owner, until, dead, at)
        if epoch is not None:
            ours[name] = epoch
    return ours


def _first(session: Session, name: str, owner: str, until: datetime) -> int | None:
    try:
        with session.begin_nested():
            session.execute(insert(LEASES).values(name=name, owner=owner, until=until, epoch=1))
    except IntegrityError:  # another instance was faster
        return None
    return 1


def _next(session: Session, row: Row[Any], owner: str, until: datetime, dead: Dead, at: datetime) -> int | None:
    if row.until > at and not dead(row.owner):
        return None
    epoch: int = row.epoch + 1
    c = LEASES.c
    same = (c.name == row.name, c.owner == row.owner, c.epoch == row.epoch)
    taken = session.execute(update(LEASES).where(*same).values(owner=owner, until=until, epoch=epoch))
    return epoch if taken.rowcount else None  # type: ignore[attr-defined]  # CursorResult


@housekeeping
def release_leases(session: Session, *, owner: str, at: datetime) -> None:
    """End every lease of a holder, so that another may begin at once."""
    session.execute(update(LEASES).where(LEASES.c.owner == owner).values(until=at))


def holders(session: Session, *, at: datetime) -> set[str]:
    """Return who holds a lease that has not ended."""
    return set(session.execute(select(LEASES.c.owner).where(LEASES.c.until > at)).scalars())


@housekeeping
def free_claims(session: Session, system: str, *, owner: str, at: datetime) -> None:
    """Let go what another sender had claimed; called by the new holder of the system's lease, so it is surely gone.

    The messages stay `sending`: their next sender asks first what became of them.
    """
    for table in CLAIMED:
        c = table.c
        theirs = (c.system == system, c.state == "sending", c.lease_owner != owner, c.lease_until >= at)
        session.execute(update(table).where(*theirs).values(lease_until=at - timedelta(seconds=1)))


@housekeeping
def note_runs(session: Session, runs: Sequence[Run]) -> None:
    """Keep finished runs; a quiet one only lengthens the quiet one before it."""
    newest = {run.job: (row_id, run) for row_id, run in _newest(session, {run.job for run in runs})}
    for run in runs:
        before = newest.get(run.job)
        if run.quiet and before is not None and before[1].quiet and before[1].owner == run.owner:
            values = {"finished_at": run.finished_at, "read": run.read}
            session.execute(update(RUNS).where(RUNS.c.id == before[0]).values(values))
        else:
            values = {name: getattr(run, name) for name in KEPT}
            row_id = session.execute(insert(RUNS).values(values).returning(RUNS.c.id)).scalar_one()
            newest[run.job] = (row_id, run)


def last_runs(session: Session) -> list[Run]:
    """Return the newest run of every job, by name."""
    return sorted((run for _, run in _newest(session)), key=lambda run: run.job)


def history(session: Session, job: str, *, limit: int = 100) -> list[Run]:
    """Return the runs of one job, newest first."""
    wanted = select(RUNS).where(RUNS.c.job == job).order_by(RUNS.c.id.desc()).limit(limit)
    return [_run(row) for row in session.execute(wanted)]


@housekeeping
def prune_runs(session: Session, *, before: datetime) -> int:
    """Remove the history of runs that ended before a moment; the newest of each job stays."""
    newest = select(func.max(RUNS.c.id)).group_by(RUNS.c.job)
    old = delete(RUNS).where(RUNS.c.finished_at < before, RUNS.c.id.not_in(newest))
    return int(session.execute(old).rowcount)  # type: ignore[attr-defined]


def _newest(session: Session, jobs: set[str] | None = None) -> list[tuple[int, Run]]:
    ids = select(func.max(RUNS.c.id)).group_by(RUNS.c.job)
    if jobs is not None:
        ids = ids.where(RUNS.c.job.in_(jobs))
    return [(row.id, _run(row)) for row in session.execute(select(RUNS).where(RUNS.c.id.in_(ids)))]


def _run(row: Row[Any]) -> Run:
    return Run(**{name: getattr(row, name) for name in KEPT})


@housekeeping
def give_back(session: Session, claimed: Sequence[Claimed]) -> None:
    """Return claimed messages that were not sent after all to the state in which they were found."""
    for one in claimed:
        table = CLAIMED[0] if one.batch_id is None else CLAIMED[1]
        before = "ambiguous" if one.ask_first else "ready" if one.batch_id is None else "waiting"
        values = {"state": before, "lease_owner": None, "lease_until": None, "tries": table.c.tries - 1}
        session.execute(update(table).where(table.c.id == one.id, table.c.state == "sending").values(values))
