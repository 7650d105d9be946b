"""A penalty from its record to its repair, and a record that nobody knows: what the city holds at the end."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete, update

from models.tables.columns import table_of
from models.tables.outbox import OutboxRow
from models.tables.penalties import PenaltyRow
from models.tables.publications import DifferenceRow, RecordHoldRow
from models.values import shanghai_date
from tests.support.agreement import hurry
from tests.support.bridge import PUSH, Bridge, bridge_over
from tests.support.licences import new_licence
from tests.support.penalties import APPROVER, APPROVER2, INSPECTOR, KEY, NO, PAPER, settle
from usecases import credit_extras, licence_corrections, outbox_desk, penalties
from usecases.penalty_forms import read_form
from usecases.withdrawals import Authority
from wiring.restore import ask_for_repairs

OPEN = ("ready", "sending", "delivered", "received", "held", "validated")
OUTBOX, PENALTIES, DIFFERENCES = table_of(OutboxRow), table_of(PenaltyRow), table_of(DifferenceRow)
HOLDS = table_of(RecordHoldRow)


@pytest.fixture
async def bridge(sqlite_url: str, tmp_path: Path) -> AsyncIterator[Bridge]:
    """A bureau and a city without faults."""
    async with bridge_over(sqlite_url, tmp_path, applications=8) as found:
        yield found


def paper(bridge: Bridge, **changes: str) -> dict[str, Any]:
    """Return a penalty that was decided today."""
    today = shanghai_date(bridge.office.now())
    days = {"decided_on": today.isoformat(), "valid_until": (today + timedelta(days=1000)).isoformat()}
    return PAPER | days | changes


def held(bridge: Bridge, key: str) -> dict[str, Any]:
    """Return what the city holds of a record: its newest version, state, and content hash."""
    credit = bridge.city.town.credit
    return credit.shown(credit.records.by_key[key], bridge.city.world.now())


def ours(bridge: Bridge) -> list[Any]:
    return bridge.rows(OUTBOX, system="credit", kind="cf")


async def settled(bridge: Bridge, *jobs: str) -> None:
    """Let the daemon work until the city has confirmed and published what it got."""
    for _round in range(8):
        hurry(bridge.office)
        await bridge.run(*PUSH, *jobs)
        open_ones = [
            row for row in bridge.rows(OUTBOX, system="credit") if row.state in OPEN or row.receiver_state in OPEN
        ]
        if not open_ones:
            return
        bridge.later(2000)


def asked(bridge: Bridge, kind: str) -> str:
    """Let the city ask something of the record; return the number of its feedback."""
    return str(bridge.city.town.credit.feedback.create(KEY, kind)["id"])


async def test_a_penalty_is_published_disputed_corrected_and_repaired_and_stays_repaired(bridge: Bridge) -> None:
    bridge.office.perform(penalties.record, [read_form(paper(bridge))], by=INSPECTOR)
    await settled(bridge)
    (first,) = ours(bridge)
    assert (first.state, first.receiver_state, held(bridge, KEY)["state"]) == ("confirmed", "published", "published")
    assert first.confirmed_at <= first.published_at

    dispute = asked(bridge, "dispute")
    await settled(bridge, "take_feedback")
    bridge.office.perform(penalties.correct, NO, read_form(paper(bridge, fine="1600.00")), by=INSPECTOR)
    await settled(bridge)
    assert (ours(bridge)[1].state, held(bridge, KEY)["version"]) == ("blocked", 1)

    settle(bridge.office, dispute, "correction")
    await settled(bridge, "take_feedback")
    assert (ours(bridge)[1].state, held(bridge, KEY)["version"]) == ("confirmed", 2)

    asked(bridge, "repair")
    await settled(bridge, "take_feedback")
    with pytest.raises(Exception, match="修复"):
        bridge.office.perform(outbox_desk.replay, f"{KEY}|v2", by=APPROVER)
    await settled(bridge, "take_feedback", "reconcile")

    assert (held(bridge, KEY)["state"], held(bridge, KEY)["version"]) == ("repaired", 2)
    assert bridge.rows(DIFFERENCES) == []
    assert bridge.city.journal.snapshot()["violations"] == []


async def test_what_the_city_holds_and_we_do_not_know_is_taken_back_by_two_officers(bridge: Bridge) -> None:
    bridge.office.perform(penalties.record, [read_form(paper(bridge))], by=INSPECTOR)
    await settled(bridge)
    with bridge.office.engine.begin() as connection:  # as a database that was put back from an old copy
        for table in (OUTBOX, PENALTIES):
            connection.execute(delete(table))
    await bridge.run("reconcile")
    (found,) = bridge.rows(DIFFERENCES)

    order = Authority("厦烟函〔2026〕9号", shanghai_date(bridge.office.now()), "厦门市烟草专卖局")
    for officer in (APPROVER, APPROVER2):
        bridge.office.perform(credit_extras.withdraw, found.id, "我局没有这份决定", order, by=officer)
    await settled(bridge)
    await bridge.run("reconcile")

    assert (found.difference, found.record_key, found.their_version) == ("extra", KEY, 1)
    assert (held(bridge, KEY)["state"], held(bridge, KEY)["version"]) == ("withdrawn", 2)
    assert [row.closed_why for row in bridge.rows(DIFFERENCES)] == ["两边已一致"]


async def test_a_backup_from_before_a_repair_sends_nothing_before_it_was_asked_about(bridge: Bridge) -> None:
    bridge.office.perform(penalties.record, [read_form(paper(bridge))], by=INSPECTOR)
    await settled(bridge)
    asked(bridge, "repair")
    await settled(bridge, "take_feedback")
    with bridge.office.engine.begin() as connection:  # as the backup has it: sent, not confirmed, never repaired
        connection.execute(delete(HOLDS))
        connection.execute(update(OUTBOX).values(state="ready", batch_id=None, receipt_no="", receiver_state=""))
        connection.execute(update(PENALTIES).values(state="recorded"))
    ask_for_repairs(bridge.office.settings, bridge.office.now())

    await settled(bridge)

    assert [row.state for row in ours(bridge)] == ["dead"]
    assert [row.state for row in bridge.rows(PENALTIES)] == ["repaired"]
    assert ("credit", "restored") not in bridge.alarms()
    assert bridge.city.journal.snapshot()["violations"] == []


async def test_a_licence_is_corrected_then_withdrawn_and_sent_anew_under_its_right_number(bridge: Bridge) -> None:
    office = bridge.office
    new_licence(office)
    with office.engine.begin() as connection:  # nobody applied in this city: only the record leaves
        connection.execute(update(OUTBOX).where(OUTBOX.c.kind != "xk").values(state="cancelled"))
        connection.execute(update(OUTBOX).where(OUTBOX.c.kind == "xk").values(state="ready", waits_for=None))
    await settled(bridge)
    (first,) = licences(bridge)
    number, key = first.payload["document_no"], first.record_key
    assert (first.state, held(bridge, key)["state"]) == ("confirmed", "published")

    correct(bridge, number, {"remark": "经营者姓名更正"})
    await settled(bridge)
    assert (held(bridge, key)["version"], held(bridge, key)["state"]) == (2, "published")

    right = number.replace("第1号", "第901号")
    correct(bridge, number, {"document_no": right})
    hurry(office)
    await bridge.run("drain_outbox")
    assert [row.state for row in licences(bridge)] == ["confirmed", "confirmed", "delivered", "blocked"]
    await settled(bridge)
    await bridge.run("reconcile")

    renamed = key.replace("第1号", "第901号")
    assert (held(bridge, key)["state"], held(bridge, key)["version"]) == ("withdrawn", 3)
    assert (held(bridge, renamed)["state"], held(bridge, renamed)["version"]) == ("published", 1)
    assert bridge.rows(DIFFERENCES) == []
    assert bridge.city.journal.snapshot()["violations"] == []


def licences(bridge: Bridge) -> list[Any]:
    return bridge.rows(OUTBOX, system="credit", kind="xk")


def correct(bridge: Bridge, number: str, changes: dict[str, str]) -> None:
    """Let two officers correct a licence record."""
    order = Authority("厦烟更〔2026〕3号", shanghai_date(bridge.office.now()), "厦门市烟草专卖局")
    deeds = licence_corrections
    bridge.office.perform(deeds.propose, number, changes, "登记有误，予以更正", order, by=INSPECTOR)
    bridge.office.perform(deeds.confirm, number, by=APPROVER)
