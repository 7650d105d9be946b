"""Every guard is needed: taken out at its seam, the check of a fault test fails (see README.md beside this file)."""

import secrets
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import delete
from sqlmodel import Session

from adapters.intake import bookmarks
from daemon.book import Book
from daemon.jobs import drain_outbox, poll_intake
from models.errors import OutsideUnavailable
from models.tables.applications import ApplicationRow
from models.tables.arrivals import ArrivalRow
from models.tables.columns import table_of
from models.tables.outbox import CrossingRow
from ports.exchanges import Answer, Verdict
from ports.intake import Row
from ports.platforms import Prepared, SendAnswer
from tests.faults.conftest import with_faults
from tests.faults.test_intake import late
from tests.faults.test_push import decided
from tests.support.bridge import POLL, PUSH, Bridge
from usecases import channels, outbox, write_back
from usecases.outbox_answers import Answered
from wiring.database import unit_of_work

APPLICATIONS, CROSSINGS = table_of(ApplicationRow), table_of(CrossingRow)
Patch = pytest.MonkeyPatch


@with_faults("lost_answer", rate=0.5, applications=24)
async def test_without_the_fixed_event_id_a_repeat_is_a_second_event(bridge: Bridge, monkeypatch: Patch) -> None:
    whole = write_back.event_of

    def forgetful(payload: dict[str, Any]) -> Any:
        return replace(whole(payload), event_id=f"E-{secrets.token_hex(8)}")

    monkeypatch.setattr(write_back, "event_of", forgetful)
    monkeypatch.setattr(write_back.WriteBack, "prepare", _prepared_anew)
    await decided(bridge)
    await bridge.work(*PUSH, rounds=6)

    assert any("violation" in what or "event" in what for what in bridge.differences())


def _prepared_anew(self: write_back.WriteBack, messages: Sequence[Any], *, batch_no: str, at: Any) -> Any:
    """Prepare as before, but with an id of its own for every try, and bytes that hold it."""
    (message,) = messages
    event = write_back.event_of(message.payload)
    request = self._channel.event_request(event)
    self._events[message.key] = event
    prepared = Prepared("event", request, event.event_id, "", (message.key,), (event.event_id,), ("",))
    original = self._channel.report

    async def report(_event: Any, _request: bytes) -> Any:
        anew = write_back.event_of(message.payload)
        return await original(anew, self._channel.event_request(anew))

    self._channel.report = report  # type: ignore[assignment, method-assign]
    return prepared


@with_faults("lost_answer", rate=0.6, applications=24)
async def test_without_the_idempotency_key_a_repeated_batch_is_refused(bridge: Bridge, monkeypatch: Patch) -> None:
    credit = bridge.office.outside.platforms["credit"]
    whole = credit.send

    async def keyless(prepared: Any) -> SendAnswer:
        return await whole(replace(prepared, idempotency_key=f"K-{secrets.token_hex(8)}"))

    async def asks_nothing(_: Any) -> None:
        return None

    monkeypatch.setattr(credit, "send", keyless)
    monkeypatch.setattr(credit, "inquire", asks_nothing)
    await decided(bridge)
    await _until_lost(bridge)

    assert any("batch_no_used" in what for what in bridge.differences())


async def _until_lost(bridge: Bridge) -> None:
    for _ in range(12):
        await bridge.work("drain_outbox:credit", *PUSH[:1], rounds=1, seconds=400)
        bridge.clerk().work()


async def test_whoever_acknowledges_before_the_commit_loses_a_row_when_it_dies(
    bridge: Bridge, monkeypatch: Patch
) -> None:
    whole = poll_intake.Walk._receive

    async def hasty(self: poll_intake.Walk, rows: list[Row], position: str) -> int:
        await self.channel.acknowledge([(row.ref, row.revision) for row in rows])
        raise OutsideUnavailable("died here")

    async def patient(self: poll_intake.Walk, rows: list[Row], position: str) -> int:
        await whole(self, rows, position)
        raise OutsideUnavailable("died here")

    monkeypatch.setattr(poll_intake.Walk, "_receive", patient)
    await bridge.run("poll_intake:kiosk")
    monkeypatch.setattr(poll_intake.Walk, "_receive", hasty)
    await bridge.run("poll_intake:ixiamen")
    monkeypatch.setattr(poll_intake.Walk, "_receive", whole)
    await bridge.work(*POLL, rounds=2)

    lost = {what.split()[1] for what in bridge.differences() if what.startswith("lost")}
    assert lost == {"ixiamen"}


async def test_whoever_moves_the_bookmark_before_what_came_is_kept_loses_it(bridge: Bridge, monkeypatch: Patch) -> None:
    whole = Book.keep

    async def hasty(self: Book, rows: Sequence[Row], bookmark: str | None) -> None:
        if self.channel.name == "wechat":
            with unit_of_work(self.shift.office.engine) as session:
                channels.count(session, "wechat", bookmark)
        else:
            await whole(self, rows, bookmark)
        raise OutsideUnavailable("died here")

    async def dead(_: Book) -> Any:
        raise OutsideUnavailable("died here")

    monkeypatch.setattr(poll_intake, "MANY", 0)
    with monkeypatch.context() as patch:
        patch.setattr(Book, "keep", hasty)
        patch.setattr(Book, "enter", dead)
        await bridge.run("poll_intake:wechat", "poll_intake:kiosk")
    await bridge.work(*POLL, rounds=2)

    lost = {what.split()[1] for what in bridge.differences() if what.startswith("lost")}
    assert lost == {"wechat"}


async def test_whoever_empties_the_book_before_the_commit_loses_what_was_in_it(
    bridge: Bridge, monkeypatch: Patch
) -> None:
    async def hasty(self: Book) -> Any:
        with unit_of_work(self.shift.office.engine) as session:
            session.execute(delete(table_of(ArrivalRow)).where(table_of(ArrivalRow).c.channel == "wechat"))
        raise OutsideUnavailable("died here")

    monkeypatch.setattr(poll_intake, "MANY", 0)
    with monkeypatch.context() as patch:
        patch.setattr(Book, "enter", hasty)
        await bridge.run("poll_intake:wechat", "poll_intake:kiosk")
    await bridge.work(*POLL, rounds=2)

    lost = {what.split()[1] for what in bridge.differences() if what.startswith("lost")}
    assert lost == {"wechat"}


async def test_whoever_marks_before_sending_loses_what_never_left(bridge: Bridge, monkeypatch: Patch) -> None:
    async def marked(self: drain_outbox.Drain, one: Any) -> Answered:
        return Answered(one, SendAnswer(Answer(Verdict.OK, None)), confirms=False)  # and died

    await decided(bridge)
    monkeypatch.setattr(drain_outbox.Drain, "_send", marked)
    await bridge.run("drain_outbox:wechat")
    monkeypatch.undo()
    await bridge.settle(*PUSH)

    assert any(what.startswith("event") and "not there" in what for what in bridge.differences())


@with_faults("lost_answer", rate=0.6, applications=24)
async def test_without_asking_first_nobody_asks(bridge: Bridge, monkeypatch: Patch) -> None:
    whole = drain_outbox.Drain._send

    async def bold(self: drain_outbox.Drain, one: Any) -> Answered:
        return await whole(self, replace(one, ask_first=False))

    monkeypatch.setattr(drain_outbox.Drain, "_send", bold)
    await decided(bridge)
    await bridge.settle(*PUSH, *POLL, "screen_applications", seconds=400)

    sent = [row.subject for row in bridge.rows(CROSSINGS, system="credit") if row.subject.startswith("LQ")]
    assert len(sent) > len(set(sent))
    assert {row.method for row in bridge.rows(CROSSINGS, system="credit") if row.subject in sent} == {"POST"}
    assert bridge.differences() == []  # the key still holds: two guards, each enough alone


async def test_without_the_overlap_a_late_row_is_lost(bridge: Bridge, monkeypatch: Patch) -> None:
    whole = bookmarks.begin_of

    def greedy(position: Any, declared: Any, now: Any, back_days: int) -> Any:
        return position.newest or whole(position, declared, now, back_days)

    monkeypatch.setattr(bookmarks, "begin_of", greedy)
    await bridge.run(*POLL)
    refs = {late(bridge, channel, seconds=600) for channel in ("wechat", "website", "kiosk")}
    await bridge.run(*POLL)

    assert not refs & {row.channel_ref for row in bridge.rows(APPLICATIONS)}
    assert any(what.startswith("lost") for what in bridge.differences())


@with_faults("newer_revision", rate=1.0, applications=30)
async def test_without_waiting_for_the_write_back_an_overtaken_grant_is_published(
    bridge: Bridge, monkeypatch: Patch
) -> None:
    whole = outbox.enqueue

    def eager(session: Session, messages: Sequence[outbox.NewMessage], **more: Any) -> None:
        whole(session, [replace(message, after="") for message in messages], **more)

    monkeypatch.setattr(outbox, "enqueue", eager)
    await bridge.run("poll_intake", "screen_applications")
    bridge.clerk().work()
    await bridge.run("drain_outbox:credit")  # the channels do not answer for a while
    await bridge.run("drain_outbox")

    assert bridge.state()["credit"]["records"]
    assert {row.attention for row in bridge.rows(APPLICATIONS, state="granted")} >= {"stale"}
