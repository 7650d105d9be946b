"""Contract section 11, what we send: however an answer is lost or broken, everything arrives once and is confirmed."""

import asyncio
from collections import Counter
from datetime import timedelta
from typing import Any

import pytest

from city.faults import chance
from daemon.jobs import table as jobs_of
from daemon.leases import Leases
from daemon.runner import Runner
from daemon.shift import Shift
from models.tables.applications import ApplicationRow
from models.tables.columns import table_of
from models.tables.outbox import BatchRow, CrossingRow, OutboxRow
from tests.faults.conftest import with_faults
from tests.support.bridge import DESK, POLL, PUSH, Bridge
from tests.support.journeys import release_rejected
from usecases import applications, receipts, screening

APPLICATIONS, OUTBOX = table_of(ApplicationRow), table_of(OutboxRow)
BATCHES, CROSSINGS = table_of(BatchRow), table_of(CrossingRow)
BROKEN = "html_page,empty_body,wrong_content_type,truncated,length_lie,cut"


async def decided(bridge: Bridge) -> None:
    """Let everything come in without faults, and let the clerk decide all of it."""
    faults, rate = bridge.city.world.chance.enabled, bridge.city.world.chance.rate
    bridge.city.world.chance.switch(frozenset(), 0.0)
    await bridge.run("poll_intake", "screen_applications")
    clerk = bridge.clerk()
    assert clerk.work()
    clerk.record_penalty(clerk.sole_trader(), 1)
    bridge.city.world.chance.switch(faults, rate)


@with_faults("lost_answer", "duplicate_answer", BROKEN, "rate_limit", "unavailable", rate=0.3, applications=24)
async def test_everything_that_was_decided_arrives_once_and_is_confirmed(bridge: Bridge) -> None:
    await decided(bridge)

    left = await bridge.settle(*PUSH, *POLL, "screen_applications", seconds=400)

    assert left == []
    assert bridge.differences() == []
    assert {row.state for row in bridge.rows(OUTBOX)} <= {"confirmed", "cancelled"}
    assert bridge.struck(*bridge.city.world.settings.faults) >= 3


@with_faults("lost_answer", rate=0.5, applications=24)
async def test_a_repeat_has_the_same_bytes_and_the_same_key(bridge: Bridge) -> None:
    await decided(bridge)

    await bridge.settle(*PUSH, *POLL, "screen_applications", seconds=400)

    tries = Counter((row.system, row.subject) for row in bridge.rows(CROSSINGS) if row.operation in ("event", "batch"))
    repeated = [which for which, count in tries.items() if count > 1]
    assert repeated
    for system, subject in repeated:
        crossed = bridge.rows(CROSSINGS, system=system, subject=subject)
        sent = [row for row in crossed if row.operation in ("event", "batch")]
        assert len({bytes(row.request) for row in sent}) == 1
        assert len({dict(map(tuple, row.headers)).get("Idempotency-Key") for row in sent}) == 1
    assert len(bridge.rows(BATCHES)) == len(bridge.city.town.credit.by_batch)


@with_faults("bad_row", rate=0.5)
async def test_a_bad_row_waits_for_a_person_with_the_receivers_words_and_the_good_ones_count(bridge: Bridge) -> None:
    await decided(bridge)
    await bridge.work(*PUSH, rounds=6)
    rejected = bridge.rows(OUTBOX, system="credit", state="rejected")
    confirmed = bridge.rows(OUTBOX, system="credit", state="confirmed")
    bridge.city.world.chance.switch(frozenset(), 0.0)

    release_rejected(bridge.office)
    left = await bridge.settle()

    assert rejected
    assert confirmed
    assert all(row.code and row.message and row.hint for row in rejected)
    assert left == []
    assert {row.state for row in bridge.rows(OUTBOX, system="credit")} == {"confirmed"}
    assert bridge.differences() == []


@with_faults("redirect", rate=0.5, applications=24)
@pytest.mark.parametrize("job", ["drain_outbox", "follow_receipts", "screen_applications", "fetch_attachments"])
async def test_a_redirect_elsewhere_is_refused_by_every_job_with_an_alarm(bridge: Bridge, job: str) -> None:
    await decided(bridge)
    bridge.city.world.chance.switch(frozenset(), 0.0)
    if job != "drain_outbox":
        await bridge.run("drain_outbox")
    for number in [row.number for row in bridge.rows(APPLICATIONS, state="accepted")][:8]:
        bridge.office.perform(screening.ask_again, number, by=bridge.officer("clerk"))
    bridge.city.world.chance.switch(frozenset({"redirect"}), 0.5)

    await bridge.work(job, rounds=4)

    assert "redirect_refused" in {code for _, code in bridge.alarms()}
    assert all(row.url.startswith(bridge.city.base_url) for row in bridge.rows(CROSSINGS))
    bridge.city.world.chance.switch(frozenset(), 0.0)
    await bridge.settle()
    assert "redirect_refused" in {code for _, code in bridge.alarms()}
    assert bridge.differences() == []


@with_faults("clock_skew", rate=0.05)
async def test_clocks_that_are_off_are_learnt_by_every_system_without_a_violation(bridge: Bridge) -> None:
    for _ in range(3):
        await bridge.run(*DESK)
        bridge.clerk().work()
        await bridge.run(*PUSH)
        bridge.later(30)

    assert await bridge.settle() == []
    assert bridge.differences() == []
    assert max(abs(client.offset) for client in bridge.clients()) > timedelta(minutes=5)


@with_faults("newer_revision", rate=1.0, applications=30)
async def test_who_decided_on_an_overtaken_revision_sees_the_newer_one_and_decides_anew(bridge: Bridge) -> None:
    await bridge.run("poll_intake", "screen_applications")
    clerk = bridge.clerk()
    clerk.work()
    first = {row.number: row.state for row in bridge.rows(APPLICATIONS, state="granted")}
    await bridge.run("drain_outbox:credit")  # before the channels are asked: nothing may leave
    await bridge.run("drain_outbox")
    reopened = {row.number: (row.state, row.attention) for row in bridge.rows(APPLICATIONS)}
    published = bridge.state()["credit"]["records"]

    await bridge.run("poll_intake", "screen_applications")
    clerk.work()
    left = await bridge.settle()

    assert first
    assert {reopened[number] for number in first} == {("received", "stale")}
    assert published == {}
    assert left == []
    assert {row.revision for row in bridge.rows(APPLICATIONS)} == {2}
    assert len(bridge.state()["credit"]["records"]) == len(bridge.rows(APPLICATIONS, state="granted")) > 0
    assert bridge.differences() == []


@with_faults("slow_receipt", rate=1.0, applications=30)
async def test_a_receipt_that_stays_out_is_asked_for_and_told_on_the_third_working_day(bridge: Bridge) -> None:
    timing = bridge.city.world.timing
    timing.credit_slow = timing.case_slow = timing.credit_held_for = 12 * 86400.0
    await decided(bridge)
    await bridge.work(*PUSH, rounds=3)
    early = bridge.alarms()

    for _ in range(8):
        bridge.later(86400)
        await bridge.run("follow_receipts")

    told = {system for system, code in bridge.alarms() if code == "receipt_overdue"}
    assert not {code for _, code in early} & {"receipt_overdue"}
    assert told
    assert {row.state for row in bridge.rows(OUTBOX, system="credit")} >= {"delivered"}
    for _ in range(10):
        bridge.later(86400)
        await bridge.run(*PUSH)
    assert not [alarm for alarm in bridge.alarms() if alarm[1] == "receipt_overdue"]
    assert not bridge.rows(OUTBOX, system="credit", state="delivered")


async def test_ten_failures_in_a_row_raise_an_alarm_that_ends_with_the_trouble(
    bridge: Bridge, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(chance, "IN_A_ROW", 1000)
    bridge.city.world.chance.switch(frozenset({"unavailable"}), 1.0)
    shift = Shift.begin(bridge.office, "test:1:1")
    job = next(job for job in jobs_of(bridge.office.settings) if job.name == "poll_intake:kiosk")
    leases = Leases(shift, [job.lease])
    await leases.renew()
    runner, seen = Runner(shift, leases), list[bool]()
    for _ in range(10):
        shift.health.paused_until.clear()
        await runner.run(job)
        seen.append(("kiosk", "failing") in bridge.alarms())
        bridge.later(400)

    bridge.city.world.chance.switch(frozenset(), 0.0)
    shift.health.paused_until.clear()
    last = await runner.run(job)

    assert seen == [False] * 9 + [True]
    assert last.outcome == "ok"
    assert bridge.alarms() == set()


async def test_a_drip_ends_after_its_time_while_the_other_channels_go_on(bridge: Bridge) -> None:
    world, slow = bridge.city.world, bridge.system("website")
    world.timing.drip_every = 0.05
    slow.carrier._timeout = 3.0  # type: ignore[attr-defined]

    def drips(call: Any, **_: Any) -> str | None:
        return "slow_drip" if call.system == "website" else None

    whole, world.chance.enabled = world.chance.request_fault, frozenset({"slow_drip"})
    world.chance.request_fault = drips  # type: ignore[method-assign]
    runs = {run.job.partition(":")[2]: run for run in await asyncio.wait_for(bridge.run(*POLL), 60)}
    world.chance.request_fault, world.chance.enabled = whole, frozenset()  # type: ignore[method-assign]
    bridge.later(120)
    after = await bridge.settle(*POLL, rounds=3)

    dripped = runs.pop("website")
    assert dripped.outcome == "failed"
    assert {run.outcome for run in runs.values()} == {"ok"}
    assert all(run.finished_at < dripped.finished_at for run in runs.values())
    assert not [what for what in after if what.startswith("lost")]


async def test_within_the_grace_time_nothing_leaves_and_an_undone_deed_leaves_never(bridge: Bridge) -> None:
    await bridge.run("poll_intake", "screen_applications")
    by, grace = bridge.officer("clerk"), timedelta(seconds=30)
    numbers = [row.number for row in bridge.rows(APPLICATIONS, screening="pass", state="received")][:6]
    for number in numbers:
        bridge.office.perform(applications.grant, number, by=by, grace=grace)
    await bridge.run("drain_outbox")
    early = bridge.city.journal.write_backs[:]

    for number in numbers[:2]:
        bridge.office.undo(number, by=by)
        bridge.office.undo(number, by=by) if bridge.rows(APPLICATIONS, number=number, state="accepted") else None
    bridge.later(31)
    left = await bridge.settle()

    told = {entry["application"] for entry in bridge.city.journal.write_backs}
    refs = {row.number: row.channel_ref for row in bridge.rows(APPLICATIONS)}
    assert len(numbers) == 6
    assert early == []
    assert left == []
    assert told == {refs[number] for number in numbers[2:]}
    assert len(bridge.state()["credit"]["records"]) == 4
    assert bridge.differences() == []


def test_the_wait_after_a_thousand_tries_is_still_a_number() -> None:
    assert receipts.wait(5000) == timedelta(hours=1)
