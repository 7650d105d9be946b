"""A penalty from its record to its repair at a receiver that speaks SOAP: the daemon does not know the difference."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from city.faults.catalogue import FAULTS
from models.tables.columns import table_of
from models.tables.outbox import OutboxRow
from models.tables.publications import DifferenceRow
from models.values import shanghai_date
from tests.support.agreement import hurry
from tests.support.bridge import PUSH, Bridge, bridge_over
from tests.support.penalties import INSPECTOR, KEY, NO, PAPER
from usecases import penalties
from usecases.penalty_forms import read_form
from wiring.training import training_config

PLACE = "http://127.0.0.1:1"
OPEN = ("ready", "sending", "delivered", "received", "held", "validated")
OUTBOX, DIFFERENCES = table_of(OutboxRow), table_of(DifferenceRow)
LEGACY = """
[outside.credit]
kind = "credit"
profile = "legacy/credit_soap"
base_url = "CITY/legacy_credit"
every = "1s"
[outside.credit.secrets]
app_key = "test:luqiao-legacy_credit"
app_code = "test:luqiao-legacy_credit-test-code"

"""
WAY = ",".join(FAULTS.keys() - {"bad_row", "slow_receipt", "slow_drip"})


def declared() -> str:
    """Return the training configuration with the legacy receiver in the place of the other."""
    text = training_config(PLACE).replace(PLACE, "CITY")
    start, end = text.index("[outside.credit]"), text.index("[outside.joint]")
    return text[:start] + LEGACY + text[end:]


@pytest.fixture
async def bridge(request: pytest.FixtureRequest, sqlite_url: str, tmp_path: Path) -> AsyncIterator[Bridge]:
    """A bureau whose credit platform is the legacy one."""
    faults, rate = request.param
    async with bridge_over(sqlite_url, tmp_path, faults, rate, applications=8, declared=declared()) as found:
        found.city.world.timing.drip_every = 0.0
        yield found


def paper(bridge: Bridge, **changes: str) -> dict[str, Any]:
    """Return a penalty that was decided yesterday, so that no clock of theirs is behind it."""
    today = shanghai_date(bridge.office.now()) - timedelta(days=1)
    days = {"decided_on": today.isoformat(), "valid_until": (today + timedelta(days=1000)).isoformat()}
    return PAPER | days | changes


async def settled(bridge: Bridge, *jobs: str) -> None:
    """Let the daemon work until the receiver has confirmed and published what it got."""
    for _ in range(40):
        hurry(bridge.office)
        await bridge.run(*PUSH, *jobs)
        rows = bridge.rows(OUTBOX, system="credit")
        if rows and not any(row.state in OPEN or row.receiver_state in OPEN for row in rows):
            return
        bridge.later(400)


def ours(bridge: Bridge) -> list[str]:
    return [row.state for row in bridge.rows(OUTBOX, system="credit", kind="cf")]


@pytest.mark.parametrize("bridge", [("", 0.0), (WAY, 0.3)], indirect=True, ids=["a good day", "every fault of the way"])
async def test_a_penalty_is_published_corrected_and_repaired_over_soap(bridge: Bridge) -> None:
    credit = bridge.city.town.legacy_credit
    bridge.office.perform(penalties.record, [read_form(paper(bridge))], by=INSPECTOR)
    await settled(bridge)
    assert (ours(bridge), list(credit.records.by_key)) == (["confirmed"], [KEY])

    bridge.office.perform(penalties.correct, NO, read_form(paper(bridge, fine="1600.00")), by=INSPECTOR)
    await settled(bridge)
    assert (ours(bridge), credit.records.by_key[KEY].newest) == (["confirmed"] * 2, 2)

    repair = credit.feedback.create(KEY, "repair")["id"]
    for _ in range(10):
        await settled(bridge, "take_feedback")
        if repair in credit.feedback.decisions:
            break
        bridge.later(400)
    await settled(bridge, "reconcile")

    assert credit.feedback.decisions[repair]["decision"] == "taken"
    assert credit.records.by_key[KEY].repair_known
    assert [one for one in bridge.city.journal.violations if one["system"] == "legacy_credit"] == []
    assert bridge.rows(DIFFERENCES, closed_at=None) == []
    struck = {
        name for (system, name), count in bridge.city.journal.faults.items() if system == "legacy_credit" and count
    }
    assert bool(struck) is bool(bridge.city.world.chance.enabled)
