"""Sending: ten at once at most, a slow row delays no other, a lost answer is asked about, trouble ends the claiming."""

import asyncio
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import func, insert, select, update
from typing_extensions import override

from daemon.jobs import drain_outbox
from daemon.shift import Shift
from models.errors import OutsideRejected, OutsideUnavailable
from models.tables.columns import table_of
from models.tables.ledger import LedgerRow
from models.tables.outbox import OutboxRow, SystemRow
from ports.exchanges import Answer, Verdict
from ports.platforms import Outgoing, Piece, Prepared, SendAnswer
from tests.support.outside import OK, InMemoryChannel, InMemoryPlatform
from wiring.outside import Outside

if TYPE_CHECKING:
    from wiring.office import Office

OUTBOX = table_of(OutboxRow)
EVENT = {"event_id": "E-00000001", "ref": "K1", "revision": 1, "type": "accept", "at": "2026-11-21T12:00:00+08:00"}


def shift_with(office: "Office", platform: InMemoryPlatform, count: int, system: str = "joint") -> Shift:
    """Put messages of different subjects into the outbox of a system."""
    office.outside = Outside(platforms={platform.name: platform})
    with office.engine.begin() as connection:
        for number in range(count):
            connection.execute(insert(OUTBOX).values(message(office, system, f"k{number:02}")))
    return Shift.begin(office, "test")


def message(office: "Office", system: str, key: str, **more: Any) -> dict[str, Any]:
    texts = dict.fromkeys(
        ("record_key", "hash", "receipt_no", "receiver_state", "code", "field", "message", "hint"), ""
    )
    fixed = {"kind": "feedback", "op": "create", "version": 1, "payload": {}, "tries": 0, "checks": 0}
    moments = {"created_at": office.now(), "next_try_at": office.now()}
    return {"system": system, "key": key, "subject": key, "state": "ready", **texts, **fixed, **moments, **more}


def states(office: "Office") -> dict[str, str]:
    with office.reading() as session:
        return {row.key: row.state for row in session.execute(select(OUTBOX.c.key, OUTBOX.c.state))}


async def test_everything_due_is_sent_at_most_ten_at_once(office: "Office") -> None:
    platform = InMemoryPlatform()

    report = await drain_outbox.run(shift_with(office, platform, 55), "joint")

    assert sorted(platform.sent) == [f"k{n:02}" for n in range(55)]
    assert report.sent == 55
    assert platform.most_at_once <= drain_outbox.AT_ONCE
    assert set(states(office).values()) == {"confirmed"}


async def test_one_slow_message_delays_no_other(office: "Office") -> None:
    platform = InMemoryPlatform(slow={"k00": asyncio.Event()})
    platform.after = 29, platform.slow["k00"]

    await asyncio.wait_for(drain_outbox.run(shift_with(office, platform, 30), "joint"), 60)

    assert platform.sent[-1] == "k00"
    assert set(states(office).values()) == {"confirmed"}


async def test_an_answer_that_was_lost_is_asked_about_before_anything_is_sent_again(office: "Office") -> None:
    platform = InMemoryPlatform(answers=[Answer(Verdict.UNKNOWN, None)])
    shift = shift_with(office, platform, 1)
    await drain_outbox.run(shift, "joint")
    after_loss = states(office)
    due(office)
    platform.known = SendAnswer(OK)

    await drain_outbox.run(shift, "joint")

    assert after_loss == {"k00": "ambiguous"}
    assert platform.asked == ["k00"]
    assert platform.sent == ["k00"]
    assert states(office) == {"k00": "confirmed"}


def due(office: "Office") -> None:
    """Let every waiting message be due now."""
    with office.engine.begin() as connection:
        connection.execute(update(OUTBOX).values(next_try_at=office.now()))


async def test_a_question_that_is_refused_leaves_the_message_ambiguous(office: "Office") -> None:
    platform = InMemoryPlatform(answers=[Answer(Verdict.UNKNOWN, None)])
    shift = shift_with(office, platform, 1)
    await drain_outbox.run(shift, "joint")
    due(office)
    platform.known = OutsideRejected("密钥不对。")

    await drain_outbox.run(shift, "joint")

    with office.reading() as session:
        assert session.execute(select(table_of(SystemRow).c.state)).scalar_one() == "stopped"
    assert states(office) == {"k00": "ambiguous"}
    assert platform.sent == ["k00"]


async def test_what_never_arrived_is_sent_again(office: "Office") -> None:
    platform = InMemoryPlatform(answers=[Answer(Verdict.UNKNOWN, None)])
    shift = shift_with(office, platform, 1)
    await drain_outbox.run(shift, "joint")
    due(office)

    await drain_outbox.run(shift, "joint")

    assert platform.asked == ["k00"]
    assert platform.sent == ["k00", "k00"]
    assert states(office) == {"k00": "confirmed"}


async def test_a_system_that_wants_a_pause_gets_it_and_the_rest_goes_back_unsent(office: "Office") -> None:
    too_fast = Answer(Verdict.THROTTLED, None, retry_after=60.0)
    platform = InMemoryPlatform(answers=[too_fast] * 10)
    shift = shift_with(office, platform, 40)

    await drain_outbox.run(shift, "joint")

    assert not shift.health.may("drain_outbox:joint")
    assert len(platform.sent) <= 2 * drain_outbox.AT_ONCE
    assert set(states(office).values()) <= {"ready", "confirmed"}
    with office.reading() as session:
        untried = session.execute(select(OUTBOX.c.tries).where(OUTBOX.c.key == "k39")).scalar_one()
    assert untried == 0


async def test_a_pause_for_one_message_alone_holds_up_no_other(office: "Office") -> None:
    used_up = Answer(Verdict.THROTTLED, None, retry_after=3600.0, alone=True)
    platform = InMemoryPlatform(answers=[used_up])
    shift = shift_with(office, platform, 30)

    await drain_outbox.run(shift, "joint")

    assert sorted(states(office).values()) == ["confirmed"] * 29 + ["ready"]
    assert shift.health.may("drain_outbox:joint")


async def test_a_dead_system_is_not_asked_for_every_message(office: "Office") -> None:
    platform = InMemoryPlatform(answers=[OutsideUnavailable("没有回答。") for _ in range(200)])

    await drain_outbox.run(shift_with(office, platform, 100), "joint")

    assert len(platform.sent) <= 3 * drain_outbox.AT_ONCE


async def test_a_refused_key_stops_the_system(office: "Office") -> None:
    platform = InMemoryPlatform(answers=[OutsideRejected("密钥不对。")])

    await drain_outbox.run(shift_with(office, platform, 1), "joint")

    with office.reading() as session:
        assert session.execute(select(table_of(SystemRow).c.state)).scalar_one() == "stopped"
    assert states(office) == {"k00": "ready"}


async def test_a_fault_of_our_own_loses_no_message(office: "Office") -> None:
    platform = InMemoryPlatform(answers=[ZeroDivisionError("ours")])

    await drain_outbox.run(shift_with(office, platform, 1), "joint")

    assert states(office) == {"k00": "ambiguous"}


async def test_after_the_stop_sign_nothing_new_is_sent(office: "Office") -> None:
    platform = InMemoryPlatform()
    shift = shift_with(office, platform, 5)
    shift.stopping = True

    await drain_outbox.run(shift, "joint")

    assert platform.sent == []
    assert set(states(office).values()) == {"ready"}


async def test_an_event_goes_back_to_its_channel(office: "Office") -> None:
    channel = InMemoryChannel()
    office.outside = Outside({channel.name: channel})
    with office.engine.begin() as connection:
        payload = EVENT | {"officer": "周雅"}
        connection.execute(insert(OUTBOX).values(message(office, "kiosk", "E-00000001", kind="event", payload=payload)))

    await drain_outbox.run(Shift.begin(office, "test"), "kiosk")

    assert channel.events == ["E-00000001|accept"]
    assert states(office) == {"E-00000001": "confirmed"}


async def test_a_message_within_its_grace_time_stays(office: "Office") -> None:
    platform = InMemoryPlatform()
    shift = shift_with(office, platform, 1)
    with office.engine.begin() as connection:
        connection.execute(update(OUTBOX).values(next_try_at=office.now() + timedelta(seconds=30)))

    await drain_outbox.run(shift, "joint")

    assert platform.sent == []


async def test_answers_that_come_together_are_noted_together(office: "Office") -> None:
    platform = InMemoryPlatform()

    await drain_outbox.run(shift_with(office, platform, 60), "joint")

    with office.reading() as session:
        entries = session.execute(select(func.count()).select_from(table_of(LedgerRow))).scalar_one()
    assert set(states(office).values()) == {"confirmed"}
    assert 2 <= entries <= 10


async def test_an_answer_is_noted_soon_although_others_are_still_on_the_way(office: "Office") -> None:
    gate = asyncio.Event()
    platform = InMemoryPlatform(slow={"k00": gate})
    shift = shift_with(office, platform, 3)
    noted, whole = asyncio.Event(), shift.health.went_well

    async def well(way: str, system: str) -> None:
        await whole(way, system)
        noted.set()

    shift.health.went_well = well  # type: ignore[method-assign]
    run = asyncio.create_task(drain_outbox.run(shift, "joint"))
    await asyncio.wait_for(noted.wait(), 60)
    early = states(office)
    gate.set()
    await run

    assert early == {"k00": "sending", "k01": "confirmed", "k02": "confirmed"}
    assert set(states(office).values()) == {"confirmed"}


async def test_a_desk_that_fails_lets_nothing_more_go(office: "Office", monkeypatch: pytest.MonkeyPatch) -> None:
    async def locked(self: drain_outbox.Drain, answered: object) -> None:
        raise OutsideUnavailable("数据库正被另一程序占用。")

    monkeypatch.setattr(drain_outbox.Drain, "_note", locked)
    platform = InMemoryPlatform()

    with pytest.raises(OutsideUnavailable):
        await drain_outbox.run(shift_with(office, platform, 99), "joint")
    sent = len(platform.sent)
    await asyncio.sleep(0)
    await asyncio.sleep(0)

    assert len(platform.sent) == sent < 99
    assert set(states(office).values()) <= {"sending", "ready"}


async def test_what_was_claimed_too_long_ago_goes_back_and_is_sent_once(
    office: "Office", monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(drain_outbox, "FRESH_SECONDS", 0.3)
    monkeypatch.setattr(drain_outbox, "LOOK_AGAIN", 0.05)
    whole, gate, back = drain_outbox.Drain._give_back, asyncio.Event(), asyncio.Event()

    async def seen(self: drain_outbox.Drain) -> None:
        await whole(self)
        back.set()

    monkeypatch.setattr(drain_outbox.Drain, "_give_back", seen)
    platform = InMemoryPlatform(slow={f"k{n:02}": gate for n in range(10)})
    run = asyncio.create_task(drain_outbox.run(shift_with(office, platform, 14), "joint"))
    async with asyncio.timeout(60):
        await back.wait()
        gate.set()
        await run

    with office.reading() as session:
        tries = set(session.execute(select(OUTBOX.c.tries)).scalars())
    assert sorted(platform.sent) == [f"k{n:02}" for n in range(14)]
    assert set(states(office).values()) == {"confirmed"}
    assert tries == {1}


@dataclass
class WritingPlatform(InMemoryPlatform):
    """A receiver whose messages can be written ahead; `written` says which were, in order."""

    form: str = "one"
    written: list[str] = field(default_factory=list)
    bodies: list[bytes] = field(default_factory=list)

    def write(self, message: Outgoing) -> Piece:
        """Write one message."""
        self.written.append(message.key)
        return Piece(f"{self.form}:{message.key}".encode(), message.key, "h")

    @override
    def prepare(self, messages: Any, *, batch_no: str, at: Any) -> Prepared:
        """Write one message, unless it is written."""
        (one,) = messages
        piece = one.piece or self.write(one)
        return Prepared("send", piece.body, one.key, batch_no, (one.key,), (one.key,), ("h",))

    @override
    async def send(self, prepared: Prepared) -> SendAnswer:
        """Take a request and remember its bytes."""
        self.bodies.append(prepared.request)
        return await super().send(prepared)


async def test_what_waits_within_its_grace_time_is_written_once_and_sent_as_it_was_written(office: "Office") -> None:
    platform = WritingPlatform()
    shift = shift_with(office, platform, 3)
    with office.engine.begin() as connection:
        connection.execute(update(OUTBOX).values(next_try_at=office.now() + timedelta(seconds=30)))
    await drain_outbox.run(shift, "joint")
    ahead, early = platform.written[:], platform.sent[:]
    due(office)

    await drain_outbox.run(shift, "joint")

    assert (ahead, early) == (["k00", "k01", "k02"], [])
    assert platform.written == ahead
    assert sorted(platform.bodies) == [b"one:k00", b"one:k01", b"one:k02"]
    assert set(states(office).values()) == {"confirmed"}


async def test_a_profile_that_changed_after_the_writing_writes_the_message_again(office: "Office") -> None:
    platform = WritingPlatform()
    shift = shift_with(office, platform, 1)
    with office.engine.begin() as connection:
        connection.execute(update(OUTBOX).values(next_try_at=office.now() + timedelta(seconds=30)))
    await drain_outbox.run(shift, "joint")
    platform.form = "two"
    due(office)

    await drain_outbox.run(shift, "joint")

    assert platform.bodies == [b"two:k00"]
