"""The daily jobs of the register: a second run of the same day writes nothing."""

from dataclasses import replace
from typing import TYPE_CHECKING

from sqlalchemy import select

from daemon.jobs import remind_renewals, watch_licences
from daemon.shift import Shift
from models.tables.columns import table_of
from models.tables.licences import LicenceRow
from models.tables.outbox import OutboxRow
from tests.support.register import csv_of, holder, take_in
from tests.support.rows import staffed

if TYPE_CHECKING:
    from wiring.office import Office

LICENCES, OUTBOX = table_of(LicenceRow), table_of(OutboxRow)


async def test_the_register_is_watched_and_holders_are_reminded_once(office: "Office") -> None:
    office.desk = replace(office.desk, systems=(("sms", "sms"),))
    rows = [
        holder(0, 状态="停业", 停业自="2025-11-20"),
        holder(1, 最近订货日期="2026-01-05", 订货数据截至="2026-11-20"),
        holder(2, 有效期至="2026-12-20"),
        holder(3),
    ]
    take_in(staffed(office), csv_of(*rows))
    shift = Shift.begin(office, "test")

    watched = [(await watch_licences.run(shift, "")).written for _ in range(2)]
    reminded = [(await remind_renewals.run(shift, "")).written for _ in range(2)]

    assert (watched, reminded) == ([2, 0], [1, 0])
    with office.reading() as session:
        (message,) = session.execute(select(OUTBOX.c.payload)).scalars().all()
        statuses = session.execute(select(LICENCES.c.status).order_by(LICENCES.c.licence_no)).scalars().all()
    assert message["project_no"] == "350206100002"
    assert statuses == ["suspended", "active", "active", "active"]
