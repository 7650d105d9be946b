"""A case and a city with faults: each turn arrives once and in order, and what was rejected is put right."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from models.errors import Refused
from models.tables.columns import table_of
from models.tables.outbox import OutboxRow
from tests.stories.casework import SHOP, TEAM
from tests.stories.town import OF_SHOP, TownStory, facts_of
from tests.support.bridge import Bridge, bridge_over
from tests.support.casework import INSPECTOR, START
from usecases import casework, penalties
from usecases.penalty_forms import read_form

OUTBOX = table_of(OutboxRow)
BROKEN = "html_page,empty_body,wrong_content_type,truncated,length_lie,cut,unavailable"
WHOLE = ["filed", "investigated", "decided", "executed", "closed"]
DECISION: dict[str, Any] = {
    "kinds": ["fine"],
    "base": 300_000,
    "fine": 15_000,
    "facts": "从外地进货（电话13900000001）",
    "content": "罚款150元",
}
COLUMNS = OF_SHOP | {
    "CF_WFXW": "未在当地烟草专卖批发企业进货",
    "CF_SY": "从外地进货（电话1390*****01）",
    "CF_YJ": "违反实施条例第二十三条第二款；依据《烟草专卖法实施条例》(2023)第五十六条",
    "CF_CFLB": "罚款",
    "CF_NR": "罚款150元",
    "CF_NR_FK": "0.015000",
}
RIGHT = SHOP | {"name": "思明区鹭桥便利店"}


@pytest.fixture
async def bridge(request: pytest.FixtureRequest, sqlite_url: str, tmp_path: Path) -> AsyncIterator[Bridge]:
    """A bureau and a city with the faults that a test names."""
    faults, rate = getattr(request, "param", ("", 0.0))
    async with bridge_over(sqlite_url, tmp_path, faults, rate, applications=1, begins=START) as found:
        yield found


def quiet(bridge: Bridge) -> None:
    """Let the city have no faults any more."""
    bridge.city.world.chance.switch(frozenset(), 0.0)


def filed(bridge: Bridge, folder: Path) -> TownStory:
    story = TownStory(bridge, facts_of("C01", "从外地购进卷烟"), folder)
    story.agreed("case.filed", officers=TEAM, reason="有证据证明违法")
    return story


def decided(bridge: Bridge, folder: Path) -> TownStory:
    """Lead a case to the service of its decision."""
    story = TownStory(bridge, facts_of("C01", "从外地购进卷烟"), folder)
    story.seen()
    story.reviewed("未在当地烟草专卖批发企业进货")
    story.noticed(DECISION)
    story.did("case.defence_waived", words="没有意见")
    story.decided(DECISION)
    return story


def sent(bridge: Bridge, system: str, state: str) -> list[Any]:
    return bridge.rows(OUTBOX, system=system, state=state)


@pytest.mark.parametrize(
    "bridge", [("lost_answer,duplicate_answer", 0.4), (BROKEN, 0.3)], indirect=True, ids=["lost answers", "broken ones"]
)
async def test_every_turn_of_a_case_arrives_once_however_answers_are_lost(bridge: Bridge, tmp_path: Path) -> None:
    story = decided(bridge, tmp_path)
    await story.told()
    await story.paid_in_town()
    story.put_away()
    await story.told()
    assert bridge.struck(*bridge.city.world.settings.faults) >= 3
    assert (story.registered(), story.published()) == (WHOLE, {story.key: "published"})
    assert story.holds(COLUMNS)
    versions = [one["version"] for one in story.register()]
    assert versions == sorted(set(versions))

    today = story.clock.today.isoformat()
    judgement = {"document": "（2026）闽0203行初12号", "issuer": "厦门市思明区人民法院", "dated": today}
    story.agreed("case.annulled", **judgement, reason="主要证据不足，判决撤销")
    await story.told()
    assert (story.registered(), story.published()) == ([*WHOLE, "closed"], {story.key: "withdrawn"})
    assert "fine" not in story.register()[-1]
    story.agrees()


@pytest.mark.parametrize("bridge", [("slow_receipt", 1.0)], indirect=True)
async def test_a_party_that_the_register_rejects_is_put_right_and_stands(bridge: Bridge, tmp_path: Path) -> None:
    stories = [filed(bridge, tmp_path) for _ in range(12)]  # the city turns the twelfth number down
    await stories[0].told()
    rejected = {row.subject for row in sent(bridge, "case_system", "rejected")}
    story = next(one for one in stories if f"case|{one.row['filing_no']}" in rejected)
    assert {row.code for row in sent(bridge, "case_system", "rejected")} == {"subject_mismatch"}
    quiet(bridge)

    right = replace(facts_of("C01", "从外地购进卷烟"), party=RIGHT)
    bridge.office.perform(casework.change, story.number, right, by=INSPECTOR)
    await story.told()
    assert [one["party"]["name"] for one in story.register()] == [SHOP["name"], RIGHT["name"]]
    assert story.registered() == ["filed", "filed"]
    assert f"case|{story.row['filing_no']}" not in {row.subject for row in sent(bridge, "case_system", "rejected")}
    assert bridge.city.journal.snapshot()["violations"] == []


@pytest.mark.parametrize("bridge", [("bad_row", 1.0)], indirect=True)
async def test_a_record_that_the_platform_rejects_is_put_right_by_a_correction(bridge: Bridge, tmp_path: Path) -> None:
    story = decided(bridge, tmp_path)
    await story.told()
    (row,) = sent(bridge, "credit", "rejected")
    assert (row.code, row.field, story.published()) == ("value_invalid", "CF_NR", {})
    quiet(bridge)

    decision = story.row["decision_no"]
    form = {
        "document_no": decision,
        "party": {"kind": "sole_trader", "name": RIGHT["name"], "uscc": SHOP["number"],
                  "legal_rep": {"name": SHOP["legal_rep"], "id_no": SHOP["legal_rep_no"]}},
        "cause": "C01", "facts": DECISION["facts"], "kinds": ["fine"], "content": "罚款一百五十元", "base": "3000.00",
        "fine": "150.00", "decided_on": story.row["decided_on"].isoformat(), "valid_until": "2099-12-31",
    }  # fmt: skip
    bridge.office.perform(penalties.correct, decision, read_form(form), by=INSPECTOR)
    await story.told()
    assert story.published() == {story.key: "published"}
    assert story.holds(COLUMNS | {"CF_XDR_MC": RIGHT["name"], "CF_NR": "罚款一百五十元"})
    assert (story.registered(), story.register()[-1]["party"]["name"]) == ([*WHOLE[:3], "decided"], RIGHT["name"])
    await story.paid_in_town()
    story.put_away()
    await story.told()
    assert story.registered() == [*WHOLE[:3], "decided", *WHOLE[3:]]
    story.agrees()


async def test_a_number_of_somebody_else_is_replaced_where_it_was_published(bridge: Bridge, tmp_path: Path) -> None:
    party = {"kind": "person", "name": "陈建国", "number": "350206198512310025"}
    story = TownStory(bridge, facts_of("C01", "从外地购进卷烟", party=party), tmp_path)
    story.seen()
    story.reviewed("未在当地烟草专卖批发企业进货")
    story.noticed(DECISION)
    story.did("case.defence_waived", words="没有意见")
    story.decided(DECISION)
    await story.told()
    wrong = {"CF_XDR_MC": "陈建国", "CF_XDR_LB": "自然人", "CF_XDR_ZJLX": "身份证", "CF_XDR_ZJHM": party["number"]}
    words = {name: value for name, value in COLUMNS.items() if name not in OF_SHOP}
    assert story.holds(words | wrong)

    decision, number = story.row["decision_no"], "350203199003070014"
    form = {
        "document_no": decision, "party": {"kind": "person", "name": "陈建国", "id_no": number},
        "cause": "C01", "facts": DECISION["facts"], "kinds": ["fine"], "content": "罚款150元", "base": "3000.00",
        "fine": "150.00", "decided_on": story.row["decided_on"].isoformat(), "valid_until": "2099-12-31",
    }  # fmt: skip
    bridge.office.perform(penalties.correct, decision, read_form(form), by=INSPECTOR)
    await story.told()
    assert (story.published(), story.row["party_no"]) == ({story.key: "published"}, number)
    assert story.holds(words | wrong | {"CF_XDR_ZJHM": number})
    assert [one["party"]["id_no"] for one in story.register()][-2:] == [party["number"], number]
    with pytest.raises(Refused, match="以案件的处罚决定为准"):
        bridge.office.perform(penalties.correct, decision, read_form(form | {"fine": "160.00"}), by=INSPECTOR)
    story.agrees()
