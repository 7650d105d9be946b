"""Reminders of renewals: each distance on its day, none twice across a crash, a clock that jumps or two daemons."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import func, select, update

from content.lawbook import built_in_calendar, lawbook
from models.tables.columns import table_of
from models.tables.licences import LicenceRow
from models.tables.outbox import OutboxRow
from models.tables.register import RenewalReminderRow
from models.values import SYSTEM_OFFICER, Item
from ports.exchanges import Verdict
from tests.support.licences import arrived, connected, new_licence
from tests.support.receiver import answer, claim
from tests.support.register import csv_of, holder, take_in
from tests.support.rows import form, staffed
from usecases import reminders
from wiring.database import unit_of_work

if TYPE_CHECKING:
    from wiring.office import Office

LICENCES, OUTBOX, REMINDERS = table_of(LicenceRow), table_of(OutboxRow), table_of(RenewalReminderRow)
NUMBER = "350203100000"


@pytest.fixture
def bureau(office: "Office") -> "Office":
    office.desk = replace(office.desk, systems=(("sms", "sms"),))
    take_in(staffed(office), csv_of(holder(0, 有效期自="2022-03-02", 有效期至="2027-03-01")))
    return office


def remind(office: "Office", day: date) -> int:
    """Remind as the daemon does on a day; return how many were reminded."""
    office.clock = lambda: datetime(day.year, day.month, day.day, 1, 0, tzinfo=UTC)
    with office.reading() as session:
        bands = reminders.today(session, office.desk, office.now())
    return sum(office.perform(reminders.remind, band, by=SYSTEM_OFFICER).count for band in bands)


def sent(office: "Office") -> list[int]:
    """Return the distances that were reminded of, each with its message."""
    with office.reading() as session:
        rows = session.execute(select(REMINDERS.c.distance, REMINDERS.c.message_key).order_by(REMINDERS.c.id)).all()
        messages = session.execute(select(func.count()).select_from(OUTBOX)).scalar_one()
    assert len({key for _, key in rows}) == messages == len(rows)
    return [distance for distance, _ in rows]


def test_each_distance_is_reminded_on_its_day_and_once(bureau: "Office") -> None:
    days = [date(2026, 11, 30), date(2026, 12, 1), date(2026, 12, 2), date(2026, 12, 30), date(2026, 12, 31),
            date(2027, 1, 29), date(2027, 1, 30), date(2027, 3, 1), date(2027, 3, 2)]  # fmt: skip

    assert [remind(bureau, day) for day in days] == [0, 1, 0, 0, 1, 0, 1, 0, 0]
    assert sent(bureau) == [90, 60, 30]
    with bureau.reading() as session:
        payload = session.execute(select(OUTBOX.c.payload).order_by(OUTBOX.c.id)).scalars().first()
    assert payload is not None
    assert payload["mobile"] == "13900000000"
    assert "2027-03-01" in payload["text"]
    assert len(payload["text"]) <= 300
    assert 8 <= len(payload["client_id"]) <= 32


def test_what_was_missed_is_not_made_up_for_and_a_clock_that_jumps_back_repeats_nothing(bureau: "Office") -> None:
    assert [remind(bureau, day) for day in (date(2027, 1, 10), date(2026, 12, 5), date(2027, 1, 10))] == [1, 0, 0]
    assert sent(bureau) == [60]


def test_a_crash_before_the_commit_keeps_neither_reminder_nor_message(bureau: "Office") -> None:
    class Crash(Exception): ...

    def crashing(*args: object, **more: object) -> None:
        reminders.remind(*args, **more)  # type: ignore[arg-type]
        raise Crash

    crashing.deed = "renewals.reminded"  # type: ignore[attr-defined]
    bureau.clock = lambda: datetime(2026, 12, 5, 1, 0, tzinfo=UTC)
    with bureau.reading() as session:
        (band,) = [b for b in reminders.today(session, bureau.desk, bureau.now()) if b.distance == 90]

    with pytest.raises(Crash):
        bureau.perform(crashing, band, by=SYSTEM_OFFICER)

    assert sent(bureau) == []
    assert remind(bureau, date(2026, 12, 5)) == 1
    assert sent(bureau) == [90]


def test_nobody_is_reminded_who_renews_or_rests_and_a_renewed_licence_begins_anew(bureau: "Office") -> None:
    arrived(bureau, "R1", replace(form(Item.RENEW), licence_no=NUMBER))
    assert remind(bureau, date(2026, 12, 5)) == 0

    take_in(bureau, csv_of(holder(6, 有效期自="2022-03-02", 有效期至="2027-03-01", 状态="停业", 停业自="2026-10-01")))
    assert remind(bureau, date(2026, 12, 5)) == 0
    with unit_of_work(bureau.engine) as session:
        mine = LICENCES.c.licence_no == "350203100006"
        session.execute(update(LICENCES).where(mine).values(status="active"))
    assert remind(bureau, date(2026, 12, 5)) == 1
    with unit_of_work(bureau.engine) as session:
        session.execute(update(LICENCES).where(mine).values(valid_to=date(2032, 2, 29)))
    assert remind(bureau, date(2031, 12, 2)) == 1
    assert sent(bureau) == [90, 90]


def test_who_has_no_mobile_number_gets_a_letter(bureau: "Office") -> None:
    take_in(bureau, csv_of(holder(6, 有效期自="2022-03-02", 有效期至="2027-03-01", 电话="0592-2223334")))
    remind(bureau, date(2026, 12, 5))

    with bureau.reading() as session:
        (letter,) = reminders.letters(session, since=datetime(2026, 12, 1, tzinfo=UTC)).rows
        ways = session.execute(select(REMINDERS.c.way).order_by(REMINDERS.c.licence_no)).scalars().all()
    assert ways == ["sms", "letter"]
    assert letter[:4] == ("林海生", "厦门市鹭岛6号食杂店", "福建省厦门市思明区湖滨南路6号", "350203100006")


def test_a_holder_who_was_granted_something_by_the_channel_is_reminded_there(office: "Office") -> None:
    base = form(Item.NEW)
    known = replace(base, applicant=replace(base.applicant, openid="oX-0000008"))
    licence_no = new_licence(connected(office), applicant=known.applicant)
    stranger = replace(
        form(Item.REISSUE, licence_no=licence_no), applicant=replace(base.applicant, openid="oX-0000009")
    )
    arrived(office, "WX7", stranger)  # nobody knows yet whether the holder wrote this
    office.desk = replace(office.desk, systems=(("sms", "sms"),), telling=("wechat",))
    with office.reading() as session:
        end = session.execute(select(LICENCES.c.valid_to)).scalar_one()

    assert remind(office, end - timedelta(days=60)) == 1

    with office.reading() as session:
        (notice,) = session.execute(select(OUTBOX).where(OUTBOX.c.system == "wechat", OUTBOX.c.kind == "progress"))
        assert session.execute(select(REMINDERS.c.way)).scalars().all() == ["wechat"]
    assert (notice.payload["to"], notice.payload["state"], notice.payload["number"]) == (
        "oX-0000008", "即将到期", licence_no,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("mobile", "ways", "next_way"),
    [
        ("13900000001", ("wechat", "sms", "letter"), "sms"),
        ("", ("wechat", "sms", "letter"), "letter"),
        ("13900000001", ("wechat", "letter"), "letter"),
        ("", ("wechat", "sms"), "wechat"),
    ],
    ids=["a short message", "no number: a letter", "no short messages here: a letter", "no way left: a person looks"],
)
def test_whom_the_channel_cannot_reach_is_reminded_by_the_next_way(
    office: "Office", mobile: str, ways: tuple[str, ...], next_way: str
) -> None:
    base = form(Item.NEW)
    known = replace(base, applicant=replace(base.applicant, openid="oX-0000008", mobile=mobile))
    new_licence(connected(office), applicant=known.applicant)
    office.desk = replace(office.desk, systems=(("sms", "sms"),), telling=("wechat",), reminder_ways=ways)
    with office.reading() as session:
        end = session.execute(select(LICENCES.c.valid_to)).scalar_one()
    remind(office, end - timedelta(days=60))
    (notice,) = [one for one in claim(office) if one.message and one.message.kind == "progress"]

    answer(office, notice, Verdict.NOT_FOUND, code="43004")

    with office.reading() as session:
        assert session.execute(select(REMINDERS.c.way)).scalars().all() == [next_way]
        letters = reminders.letters(session, since=office.now()).rows
        state = session.execute(select(OUTBOX.c.state).where(OUTBOX.c.id == notice.id)).scalar_one()
    assert [row[0] for row in letters] == (["林海生"] if next_way == "letter" else [])
    assert state == ("rejected" if next_way == "wechat" else "cancelled")


def test_working_days_reach_farther_than_calendar_days() -> None:
    today = date(2026, 11, 23)
    law = lawbook().in_force(today)
    in_working_days = replace(law, settings=replace(law.settings, renewal_lead_unit="wd"))

    (plain,) = reminders.bands(today, (30,), law, built_in_calendar())
    (working,) = reminders.bands(today, (30,), in_working_days, built_in_calendar())

    assert (plain.first, plain.last) == (today, date(2026, 12, 23))
    assert working.last > date(2027, 1, 3)
