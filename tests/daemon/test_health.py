"""How a way out rests: as long as failures in a row demand, or as long as the adapter stays away by itself."""

import asyncio
from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import select

from daemon.health import ALARM_AFTER, LOOK_AGAIN, Health
from daemon.jobs import Job, Kind
from daemon.leases import Leases
from daemon.report import JobReport
from daemon.runner import Runner
from daemon.shift import Shift
from models.errors import OutsideUnavailable
from models.tables.columns import table_of
from models.tables.outbox import AlarmRow
from ports.exchanges import RESTING
from tests.support.rows import OFFICERS
from usecases import systems

if TYPE_CHECKING:
    from wiring.office import Office

WAY, SYSTEM = "fetch_attachments:wechat", "wechat"


def alarms(office: "Office") -> list[str]:
    with office.reading() as session:
        return list(session.execute(select(table_of(AlarmRow).c.code)).scalars())


async def test_a_way_whose_adapter_stays_away_waits_as_long_as_that_and_did_not_fail(office: "Office") -> None:
    health = Health(office)

    for _ in range(ALARM_AFTER + 1):
        await health.went_wrong(WAY, SYSTEM, OutsideUnavailable("休息", retry_after=0.0, code=RESTING))

    assert health.may(WAY)
    assert health.failures == {}
    assert alarms(office) == []


async def test_failures_in_a_row_let_a_way_rest_and_are_told_in_the_end(office: "Office") -> None:
    health = Health(office)

    for _ in range(ALARM_AFTER):
        await health.went_wrong(WAY, SYSTEM, OutsideUnavailable("没有回答"))

    assert not health.may(WAY)
    assert alarms(office) == ["failing"]


async def test_what_goes_well_beside_a_failure_does_not_break_its_record_off(office: "Office") -> None:
    health = Health(office)

    wrong = asyncio.ensure_future(health.went_wrong(WAY, SYSTEM, OutsideUnavailable("没有回答")))
    await asyncio.sleep(0)  # it is counted, and waits for its thread
    assert health.failures == {WAY: 1}
    await health.went_well(WAY, SYSTEM)
    await wrong

    assert health.failures == {}
    assert health.may(WAY)


async def test_a_system_that_a_person_switched_off_is_left_alone_and_no_other(office: "Office") -> None:
    office.perform(systems.switch_off, SYSTEM, "对方要求暂停", by=OFFICERS["sysadmin"])
    shift = Shift.begin(office, "daemon-1")
    ran: list[str] = []

    async def run(_shift: Shift, system: str) -> JobReport:
        ran.append(system)
        return JobReport(read=1)

    kind, second = (
        Kind("poll_intake", "接收申请", run, frozenset({"intake"}), timedelta(minutes=5)),
        timedelta(seconds=1),
    )
    both = [Job(kind, system, second) for system in (SYSTEM, "kiosk")]
    leases = Leases(shift, [job.lease for job in both])
    await leases.renew()
    outcomes = [(await Runner(shift, leases).run(job)).outcome for job in both]
    office.perform(systems.resume, SYSTEM, by=OFFICERS["sysadmin"])
    shift.health.off_at -= LOOK_AGAIN
    again = await Runner(shift, leases).run(both[0])

    assert (outcomes, again.outcome, ran) == (["skipped", "ok"], "ok", ["kiosk", SYSTEM])
