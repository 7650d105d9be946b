"""The service: says when it is ready, pings only while it works, stops cleanly and gives its jobs back."""

import asyncio
import os
import signal
import socket
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from typing_extensions import override

from cli.daemon import serve
from daemon import owner
from daemon import service as service_module
from daemon.health import Health
from daemon.jobs import KINDS, Job, Kind, chosen, following, table
from daemon.leases import Leases
from daemon.notify import notify, watchdog_seconds
from daemon.once import run_once
from daemon.report import JobReport
from daemon.runner import BROKEN_OFF, Runner
from daemon.service import Service
from daemon.shift import Shift
from models.errors import InvalidInput, OutsideUnavailable
from tests.support.outside import InMemoryChannel
from tests.support.rows import row
from usecases import jobs as runs
from wiring.config import OutsideSystem
from wiring.outside import Outside

if TYPE_CHECKING:
    from wiring.office import Office


@pytest.fixture
def systemd(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[socket.socket]:
    """What systemd would hear."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listener:
        listener.bind(str(tmp_path / "notify"))
        listener.settimeout(20)
        monkeypatch.setenv("NOTIFY_SOCKET", str(tmp_path / "notify"))
        yield listener


@pytest.fixture
def at_work(office: "Office") -> "Office":
    """An office with one channel that brings one application."""
    system = OutsideSystem("kiosk", "intake", "x", "http://127.0.0.1:1", timedelta(milliseconds=50))
    office.settings = replace(office.settings, outside={"kiosk": system})
    channel = InMemoryChannel(pages=[[row("K1", 1, "kiosk")]])
    office.outside = Outside({"kiosk": channel})
    return office


def heard(listener: socket.socket) -> str:
    return listener.recv(4096).decode()


def heard_or_silence(listener: socket.socket) -> str:
    try:
        return heard(listener)
    except TimeoutError:
        return "silence"


async def test_it_works_from_ready_to_stopping_and_gives_its_leases_back(
    at_work: "Office", systemd: socket.socket
) -> None:
    service = Service(at_work)
    running = asyncio.create_task(service.run())
    ready = await asyncio.to_thread(heard, systemd)
    await asyncio.wait_for(until_written(at_work, "screen_applications"), 20)

    service.stop.set()
    await asyncio.wait_for(running, 20)

    assert ready.startswith("READY=1")
    assert "STOPPING=1" in await asyncio.to_thread(heard, systemd)
    with at_work.reading() as session:
        assert runs.holders(session, at=at_work.now()) == set()
        done = {run.job: run for run in runs.last_runs(session)}
    assert done["screen_applications"].outcome == "ok"


async def until_written(office: "Office", job: str) -> None:
    """Wait until a run of a job changed something; only the database tells."""

    def written() -> bool:
        with office.reading() as session:
            return any(run.written for run in runs.history(session, job))

    while not written():  # noqa: ASYNC110
        await asyncio.sleep(0.05)


@pytest.mark.parametrize(("number", "status"), [(signal.SIGTERM, 0), (signal.SIGINT, 130)], ids=["term", "int"])
async def test_the_command_says_whether_it_was_stopped_or_interrupted(
    office: "Office", monkeypatch: pytest.MonkeyPatch, number: signal.Signals, status: int
) -> None:
    begun = asyncio.Event()
    slow_table(office, monkeypatch, begun, [])
    running = asyncio.create_task(serve(office))
    await asyncio.wait_for(begun.wait(), 20)

    os.kill(os.getpid(), number)

    assert await asyncio.wait_for(running, 10) == status


async def test_the_watchdog_is_fed_while_work_progresses_and_not_when_calls_are_overdue(
    at_work: "Office", systemd: socket.socket, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WATCHDOG_USEC", "300000")
    monkeypatch.setattr(service_module, "TICK", 0.05)
    service = Service(at_work)
    running = asyncio.create_task(service.run())
    await asyncio.to_thread(heard, systemd)
    fed = await asyncio.to_thread(heard, systemd)

    monkeypatch.setattr(service.clockwork, "overdue", lambda: 61.0)
    systemd.settimeout(1.0)
    fed_later = [await asyncio.to_thread(heard_or_silence, systemd) for _ in range(3)]
    service.stop.set()
    await asyncio.wait_for(running, 20)

    assert fed.startswith("WATCHDOG=1")
    assert fed_later[-1] == "silence"


def slow_table(office: "Office", monkeypatch: pytest.MonkeyPatch, begun: asyncio.Event, kept: list[str]) -> None:
    """Let the only job be one that is stuck and ignores the stop sign."""

    async def stuck(_shift: Shift, _system: str) -> JobReport:
        begun.set()
        try:
            await asyncio.sleep(3600)
        finally:
            kept.append("given up")
        return JobReport()

    kind = Kind("prune", "慢", stuck, frozenset(), timedelta(minutes=5))
    monkeypatch.setattr(service_module, "table", lambda _settings: [Job(kind, "", timedelta(days=1))])
    daemon = replace(office.settings.daemon, stop_within=timedelta(milliseconds=200))
    office.settings = replace(office.settings, daemon=daemon)


async def test_a_stuck_job_is_broken_off_after_its_time(office: "Office", monkeypatch: pytest.MonkeyPatch) -> None:
    begun, kept = asyncio.Event(), list[str]()
    slow_table(office, monkeypatch, begun, kept)
    service = Service(office)
    running = asyncio.create_task(service.run())
    await asyncio.wait_for(begun.wait(), 20)

    service.stop.set()
    await asyncio.wait_for(running, 10)

    assert kept == ["given up"]
    with office.reading() as session:
        (left,) = runs.history(session, "prune")
    assert (left.outcome, left.error) == ("failed", BROKEN_OFF)


async def test_a_job_whose_turn_comes_after_the_stop_sign_does_not_begin(at_work: "Office") -> None:
    service = Service(at_work)
    await service.leases.renew()
    service.shift.stopping = True

    await service._fire(service.jobs[0])

    assert service.runner.runs == 0


@pytest.mark.parametrize("broken_off", [False, True], ids=["in peace", "broken off"])
async def test_what_ran_leaves_its_record_however_slowly_it_is_written(at_work: "Office", broken_off: bool) -> None:
    runner, writing, go_on = await runner_of(at_work), asyncio.Event(), threading.Event()
    loop, keep = asyncio.get_running_loop(), at_work.keep

    def slowly(function: Callable[..., object], *args: object, **more: object) -> object:
        if function is runs.note_runs:
            loop.call_soon_threadsafe(writing.set)
            go_on.wait(20)
        return keep(function, *args, **more)

    at_work.keep = slowly  # type: ignore[method-assign, assignment]
    running = asyncio.create_task(runner.run(poll_of(at_work)))
    await asyncio.wait_for(writing.wait(), 20)

    if broken_off:
        running.cancel()
    loop.call_soon(go_on.set)
    await asyncio.wait([running], timeout=20)

    assert running.cancelled() == broken_off
    with at_work.reading() as session:
        assert [(run.outcome, run.written) for run in runs.history(session, "poll_intake:kiosk")] == [("ok", 1)]


async def test_a_bug_in_the_book_of_the_systems_does_not_cost_the_record_of_the_run(at_work: "Office") -> None:
    runner = await runner_of(at_work)
    runner.shift.health = Forgetful(at_work)

    await runner.run(poll_of(at_work))

    with at_work.reading() as session:
        assert [(run.outcome, run.written) for run in runs.history(session, "poll_intake:kiosk")] == [("ok", 1)]


class Forgetful(Health):
    """A book of the systems with a bug."""

    @override
    async def went_well(self, way: str, system: str) -> None:
        raise RuntimeError(way, system)


def poll_of(office: "Office") -> Job:
    return next(job for job in table(office.settings) if job.name == "poll_intake:kiosk")


async def runner_of(office: "Office") -> Runner:
    shift = Shift.begin(office, owner.own_name())
    runner = Runner(shift, Leases(shift, ["poll_intake:kiosk"]))
    await runner.leases.renew()
    return runner


async def test_without_a_database_it_does_not_start(at_work: "Office") -> None:
    if at_work.engine.dialect.name != "sqlite":
        pytest.skip("the same code for both")
    with at_work.engine.begin() as connection:
        connection.exec_driver_sql("drop table leases")

    with pytest.raises(OutsideUnavailable, match="没有启动"):
        await Service(at_work).run()


async def test_one_pass_runs_what_is_due_in_order_and_then_only_what_is_due_again(at_work: "Office") -> None:
    first = await run_once(at_work)
    second = await run_once(at_work)

    assert [run.outcome for run in first] == ["ok"] * len(first)
    assert [run.job for run in first] == [job.name for job in table(at_work.settings)]
    assert next(run for run in first if run.job == "screen_applications").written == 1
    assert second == []  # the clock of the tests stands still


async def test_one_pass_of_a_named_job_runs_it_in_any_case(at_work: "Office") -> None:
    await run_once(at_work)

    done = await run_once(at_work, ["poll_intake:kiosk", "prune"])

    assert [run.job for run in done] == ["poll_intake:kiosk", "prune"]


async def test_a_job_that_another_daemon_holds_is_skipped(at_work: "Office") -> None:
    until = at_work.now() + timedelta(seconds=30)
    at_work.keep(runs.hold_leases, ["prune"], owner="x:1:1", until=until, dead=lambda _: False, at=at_work.now())

    (done,) = await run_once(at_work, ["prune"])

    assert done.outcome == "skipped"


def test_an_unknown_job_is_named_together_with_the_known_ones(at_work: "Office") -> None:
    with pytest.raises(InvalidInput, match="poll") as refusal:
        chosen(table(at_work.settings), ["poll"])

    assert "poll_intake" in refusal.value.do_next


def test_every_kind_of_job_says_what_it_does_and_what_follows_exists() -> None:
    names = {kind.name for kind in KINDS}

    assert all(kind.what and kind.grace for kind in KINDS)
    assert {name for kind in KINDS for name in kind.then} <= names


def test_news_of_a_channel_start_its_attachments_and_the_screening(at_work: "Office") -> None:
    jobs = table(at_work.settings)
    poll = next(job for job in jobs if job.name == "poll_intake:kiosk")

    assert {job.name for job in following(poll, jobs)} == {"screen_applications", "fetch_attachments:kiosk"}


def test_without_systemd_nobody_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NOTIFY_SOCKET", raising=False)
    monkeypatch.delenv("WATCHDOG_USEC", raising=False)

    notify("READY=1")

    assert watchdog_seconds() is None


async def test_what_runs_once_a_day_is_tried_again_soon_when_it_failed(
    office: "Office", monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, twice = 0, asyncio.Event()

    async def unlucky(_shift: Shift, _system: str) -> JobReport:
        nonlocal begun
        begun += 1
        if begun == 2:
            twice.set()
        raise OutsideUnavailable("没有回答。")

    kind = Kind("reconcile", "核对", unlucky, frozenset(), timedelta(minutes=5))
    monkeypatch.setattr(service_module, "table", lambda _settings: [Job(kind, "", timedelta(days=1))])
    monkeypatch.setattr(service_module, "RETRY", timedelta(milliseconds=50))
    service = Service(office)
    running = asyncio.create_task(service.run())

    await asyncio.wait_for(twice.wait(), 20)
    service.stop.set()
    await asyncio.wait_for(running, 20)

    with office.reading() as session:
        assert {run.outcome for run in runs.history(session, "reconcile")} == {"failed"}
