"""A platform that is dead for three days: the others go on, a person is told, afterwards everything arrives once."""

from typing import Any

from daemon.jobs import table as jobs_of
from daemon.leases import Leases
from daemon.runner import Runner
from daemon.shift import Shift
from models.tables.columns import table_of
from models.tables.outbox import OutboxRow
from tests.faults.conftest import with_faults
from tests.support.bridge import DESK, PUSH, Bridge
from tests.support.journeys import release_rejected

OUTBOX = table_of(OutboxRow)
EVERY, DAYS = 6 * 3600.0, 3


def dead(bridge: Bridge, system: str) -> Any:
    """Let one system answer nothing but 503; return what lets it live again."""
    chance, whole = bridge.city.world.chance, bridge.city.world.chance.request_fault

    def struck(call: Any, **kinds: Any) -> str | None:
        return "unavailable" if call.system == system else whole(call, **kinds)

    chance.request_fault = struck  # type: ignore[method-assign]

    def live() -> None:
        chance.request_fault = whole  # type: ignore[method-assign]

    return live


async def days(bridge: Bridge) -> None:
    """Let the clerk work in the morning of the first day, and one daemon for three days."""
    shift = Shift.begin(bridge.office, "test:1:1")
    jobs = [job for job in jobs_of(bridge.office.settings) if job.kind.name in (*DESK, *PUSH)]
    leases = Leases(shift, sorted({job.lease for job in jobs}))
    runner, clerk = Runner(shift, leases), bridge.clerk()
    for turn in range(int(DAYS * 86400 / EVERY)):
        await leases.renew()
        shift.health.paused_until.clear()
        for job in jobs:
            if turn < 2 or job.kind.name in PUSH:
                await runner.run(job)
        if turn == 0:
            clerk.work()
        bridge.later(EVERY)
    await leases.release()


@with_faults("rate_limit", rate=0.02, applications=10)
async def test_a_platform_that_is_dead_for_three_days_is_caught_up_and_never_touches_the_others(
    bridge: Bridge,
) -> None:
    live = dead(bridge, "credit")

    await days(bridge)
    others = {row.state for row in bridge.rows(OUTBOX) if row.system not in {"credit", "post"}}
    waiting = [row for row in bridge.rows(OUTBOX, system="credit") if row.state != "blocked"]
    asked = bridge.city.journal.requests["credit"]
    alarms = bridge.alarms()
    live()
    left = await bridge.settle()
    release_rejected(bridge.office)
    left = left and await bridge.settle()

    assert others <= {"confirmed", "cancelled", "delivered"}
    assert waiting
    assert {row.state for row in waiting} <= {"ready", "sending", "ambiguous"}
    assert ("credit", "failing") in alarms
    assert asked < 100
    assert bridge.city.town.credit.records.by_key
    assert left == []
    assert {row.state for row in bridge.rows(OUTBOX, system="credit")} == {"confirmed"}
    assert bridge.differences() == []
