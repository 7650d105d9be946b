"""The rhythm: never twice at a time, late rather than never, steady when the wall clock is set."""

import asyncio
import time
from datetime import UTC, datetime, timedelta

import pytest

from daemon.clockwork import Clockwork, Rhythm

EVERY = timedelta(milliseconds=20)


async def test_a_call_is_made_again_and_again_and_never_twice_at_a_time() -> None:
    rhythm, running, most, enough = Clockwork(), 0, 0, asyncio.Event()
    calls: list[float] = []

    async def call() -> None:
        nonlocal running, most
        running += 1
        most = max(most, running)
        await asyncio.sleep(0.05)  # longer than the interval
        running -= 1
        calls.append(time.monotonic())
        if len(calls) == 3:
            enough.set()

    rhythm.add("slow", call, EVERY, first_in=0.0)
    rhythm.start()
    await asyncio.wait_for(enough.wait(), 30)
    rhythm.close()

    assert most == 1


async def test_a_call_can_be_made_at_once() -> None:
    rhythm, called = Clockwork(), asyncio.Event()

    async def call() -> None:
        called.set()

    rhythm.add("rare", call, timedelta(days=1), first_in=86400.0)
    rhythm.start()
    rhythm.call_in("rare", 0.0)

    await asyncio.wait_for(called.wait(), 30)
    rhythm.close()


async def test_after_a_stop_nothing_is_called() -> None:
    rhythm, called = Clockwork(), asyncio.Event()

    async def call() -> None:
        called.set()

    rhythm.start()
    rhythm.stop()
    rhythm.add("late", call, EVERY, first_in=0.0)
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(called.wait(), 0.2)
    rhythm.close()


@pytest.mark.parametrize("step", [-3600.0, 3600.0, -86400.0 * 30], ids=["an hour back", "an hour on", "a month back"])
async def test_a_set_wall_clock_moves_the_next_call_with_it(monkeypatch: pytest.MonkeyPatch, step: float) -> None:
    rhythm = Clockwork()

    async def call() -> None:
        return None

    rhythm.add("job", call, timedelta(minutes=5), first_in=300.0)
    rhythm.start()
    before = rhythm._scheduler.get_job("job").next_run_time
    real = time.time
    monkeypatch.setattr(time, "time", lambda: real() + step)

    seen = rhythm.keep_rhythm()
    again = rhythm.keep_rhythm()

    after = rhythm._scheduler.get_job("job").next_run_time
    rhythm.close()
    assert seen == pytest.approx(step, abs=1.0)
    assert again == 0.0
    assert (after - before).total_seconds() == pytest.approx(step, abs=1.0)


def test_after_a_jump_there_is_one_call_and_no_flood() -> None:
    now = datetime(2027, 1, 1, tzinfo=UTC)

    following = Rhythm(EVERY).get_next_fire_time(now - timedelta(days=365), now)

    assert now < following <= now + EVERY * 1.2
