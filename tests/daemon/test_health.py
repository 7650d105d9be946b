"""How a way out rests: as long as failures in a row demand, or as long as the adapter stays away by itself."""

import asyncio
from typing import TYPE_CHECKING

from sqlalchemy import select

from daemon.health import ALARM_AFTER, Health
from models.errors import OutsideUnavailable
from models.tables.columns import table_of
from models.tables.outbox import AlarmRow
from ports.exchanges import RESTING

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
