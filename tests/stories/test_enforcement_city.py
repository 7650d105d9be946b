"""A case and the city: what was decided is published and closed there, and withdrawn when a court annulled it."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from models.casework import CaseSource
from models.tables.columns import table_of
from models.tables.outbox import OutboxRow
from models.values import shanghai_date
from rules.penalties import canonical_number
from tests.stories.casework import SHOP, Story
from tests.stories.test_publication import held, settled
from tests.support.bridge import Bridge, bridge_over
from tests.support.casework import Clock
from usecases.casework import Facts

OUTBOX = table_of(OutboxRow)


@pytest.fixture
async def bridge(sqlite_url: str, tmp_path: Path) -> AsyncIterator[Bridge]:
    """A bureau and a city without faults."""
    async with bridge_over(sqlite_url, tmp_path, applications=1) as found:
        yield found


class CityClock(Clock):
    """The city's day; it does not move but with the city."""


def begun(bridge: Bridge) -> Story:
    today = shanghai_date(bridge.office.now())
    facts = Facts(
        CaseSource.PATROL, today, "从外地购进卷烟", "厦门市思明区湖滨南路1号", "350203", "C01",
        today - timedelta(days=2), party=SHOP,
    )  # fmt: skip
    return Story(bridge.office, CityClock(today), facts)


def register(bridge: Bridge, number: str) -> list[dict[str, Any]]:
    """Return every version of a case that the national register took."""
    return [receipt.content for receipt in bridge.city.town.case_system.cases[number]]


async def test_a_case_reaches_every_office_and_leaves_the_platform_when_it_is_annulled(bridge: Bridge) -> None:
    story, today = begun(bridge), shanghai_date(bridge.office.now())
    story.seen()
    story.reviewed("未在当地烟草专卖批发企业进货")
    said = {
        "kinds": ["fine"],
        "base": 300_000,
        "fine": 15_000,
        "facts": "从外地进货（电话13900000001）",
        "content": "罚款150元",
    }
    story.noticed(said)
    story.did("case.defence_waived", words="没有意见")
    story.decided(said)
    story.paid()
    story.put_away()
    row = story.row
    key = f"cf|{canonical_number(row['decision_no'])}|11350200MB1A2B3CXA"
    await settled(bridge)
    assert (held(bridge, key)["state"], held(bridge, key)["version"]) == ("published", 1)
    versions = register(bridge, row["filing_no"])
    assert [version["stage"] for version in versions] == ["filed", "investigated", "decided", "executed", "closed"]
    assert (versions[-1]["fine"], versions[-1]["party"]["uscc"]) == ("150.00", SHOP["number"])
    assert "13900000001" not in str(bridge.city.town.credit.records.by_key[key])

    judgement = {"document": "（2026）闽0203行初12号", "issuer": "厦门市思明区人民法院", "dated": today.isoformat()}
    story.agreed("case.annulled", **judgement, reason="主要证据不足，判决撤销")
    await settled(bridge)
    assert held(bridge, key)["state"] == "withdrawn"
    assert "fine" not in register(bridge, row["filing_no"])[-1]
    about = [each for each in bridge.rows(OUTBOX) if each.kind in ("cf", "case")]
    assert {each.state for each in about} == {"confirmed"}
    assert bridge.city.journal.snapshot()["violations"] == []
