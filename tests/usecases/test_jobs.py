"""Jobs: one holder at a time, also after a crash; a history that quiet runs do not fill."""

import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import Engine, insert, select

from models.tables.columns import table_of
from models.tables.outbox import OutboxRow
from tests.conftest import NOON
from usecases import jobs
from usecases.jobs import Run
from wiring.database import reading, unit_of_work

LEASE = timedelta(seconds=30)
RUN = Run("poll_intake:wechat", "a", NOON, NOON + timedelta(seconds=1), "ok", read=5)
OUTBOX = table_of(OutboxRow)


def hold(engine: Engine, owner: str, *, seconds: int = 0, gone: str = "") -> dict[str, int]:
    """Try to hold two jobs at so many seconds after noon."""
    now = NOON + timedelta(seconds=seconds)
    with unit_of_work(engine) as session:
        return jobs.hold_leases(
            session, ["drain", "poll"], owner=owner, until=now + LEASE, dead=lambda name: name == gone, at=now
        )


def test_only_one_holds_a_job_and_keeps_it_by_renewing(engine: Engine) -> None:
    first = hold(engine, "a")
    other = hold(engine, "b", seconds=20)
    renewed = hold(engine, "a", seconds=25)
    still = hold(engine, "b", seconds=50)

    assert first == renewed == {"drain": 1, "poll": 1}
    assert other == still == {}


def test_a_silent_holder_is_followed_by_another_and_does_not_get_its_lease_back(engine: Engine) -> None:
    hold(engine, "a")

    taken = hold(engine, "b", seconds=31)
    late = hold(engine, "a", seconds=32)

    assert taken == {"drain": 2, "poll": 2}
    assert late == {}


def test_a_holder_whose_process_is_gone_is_followed_at_once(engine: Engine) -> None:
    hold(engine, "a")

    assert hold(engine, "b", seconds=1, gone="a") == {"drain": 2, "poll": 2}


def test_two_who_follow_at_once_in_opposite_orders_get_all_or_nothing(engine: Engine) -> None:
    hold(engine, "a")
    both = threading.Barrier(2)

    def follow(owner: str, names: list[str]) -> dict[str, int]:
        looked: list[str] = []

        def dead(holder: str) -> bool:
            looked.append(holder)
            if len(looked) == len(names):  # the first is taken: the other one takes its own first meanwhile
                with suppress(threading.BrokenBarrierError):
                    both.wait(0.3)
            return holder == "a"

        with unit_of_work(engine) as session:
            return jobs.hold_leases(session, names, owner=owner, until=NOON + LEASE, dead=dead, at=NOON)

    with ThreadPoolExecutor(2) as instances:
        one = instances.submit(follow, "b", ["drain", "poll"])
        other = instances.submit(follow, "c", ["poll", "drain"])

    assert sorted([one.result(), other.result()], key=len) == [{}, {"drain": 2, "poll": 2}]


def test_a_released_lease_is_free_at_once(engine: Engine) -> None:
    hold(engine, "a")
    with unit_of_work(engine) as session:
        jobs.release_leases(session, owner="a", at=NOON)

    assert hold(engine, "b", seconds=0) == {"drain": 2, "poll": 2}


@pytest.mark.parametrize(("owner", "expected"), [("new", NOON - timedelta(seconds=1)), ("old", NOON + LEASE)])
def test_what_a_dead_sender_claimed_is_freed_and_what_we_claimed_is_not(
    engine: Engine, owner: str, expected: object
) -> None:
    message = {
        "system": "credit", "key": "k", "subject": "s", "kind": "xk", "op": "upsert", "version": 1, "payload": {},
        "state": "sending", "created_at": NOON, "next_try_at": NOON, "tries": 1, "lease_owner": "old",
        "lease_until": NOON + LEASE, "record_key": "", "hash": "", "receipt_no": "", "receiver_state": "",
        "code": "", "field": "", "message": "", "hint": "", "checks": 0,
    }  # fmt: skip
    with unit_of_work(engine) as session:
        session.execute(insert(OUTBOX).values(message))
        jobs.free_claims(session, "credit", owner=owner, at=NOON)
        jobs.free_claims(session, "joint", owner=owner, at=NOON)

    with reading(engine) as session:
        row = session.execute(select(OUTBOX.c.lease_until, OUTBOX.c.state)).one()
    assert tuple(row) == (expected, "sending")


def test_quiet_runs_are_one_line_of_history_and_all_others_have_their_own(engine: Engine) -> None:
    later = [replace(RUN, finished_at=NOON + timedelta(seconds=n)) for n in range(2, 6)]
    active = replace(RUN, finished_at=NOON + timedelta(seconds=7), written=3)
    failed = replace(RUN, finished_at=NOON + timedelta(seconds=8), outcome="failed", error="没有回答")

    for batch in ([RUN], later[:2], later[2:], [active], [failed, RUN]):
        with unit_of_work(engine) as session:
            jobs.note_runs(session, batch)

    with reading(engine) as session:
        kept = jobs.history(session, RUN.job)
        last = jobs.last_runs(session)
    assert kept == [RUN, failed, active, later[-1]]
    assert last == [RUN]


def test_pruning_keeps_the_newest_run_of_each_job(engine: Engine) -> None:
    old = replace(RUN, written=1, finished_at=NOON - timedelta(days=40))
    with unit_of_work(engine) as session:
        jobs.note_runs(session, [old, replace(old, job="prune"), replace(old, finished_at=NOON)])

        removed = jobs.prune_runs(session, before=NOON - timedelta(days=30))

        assert removed == 1
        assert [run.job for run in jobs.last_runs(session)] == ["poll_intake:wechat", "prune"]
