"""The criminal alarm counts what was sold and gained, and the penalties of the three years before the act."""

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from models.errors import Refused
from models.values import Fen
from rules.goods import Goods
from tests.support.casework import CHIEF, FACTS, INSPECTOR, LAWYER, START, Clock, at_work, confirmed, did, row_of
from tests.support.one_kind import database_url
from tests.usecases.test_casework_amounts import penalty
from usecases import casework, casework_goods

if TYPE_CHECKING:
    from wiring.office import Office

__all__ = ["database_url"]
PARTY = FACTS.party["number"]
SCENE: dict[str, Any] = {
    "officers": ["inspector", "inspector2"], "certificates_shown": True, "found": "现场有卷烟", "place": "思明区",
    "started_at": "2026-11-02T09:00+08:00", "ended_at": "2026-11-02T10:00+08:00",
}  # fmt: skip
REPORT: dict[str, Any] = {"facts": "从外地进货", "nature": "违法", "proposal": "罚款"}


@pytest.fixture
def bureau(office: "Office") -> "Office":
    return at_work(office, Clock(START))


def inquired(office: "Office") -> str:
    """Lead a case to the end of its inquiry, with goods of 20,000 yuan; return its number."""
    number = office.perform(casework.register, FACTS, by=INSPECTOR)
    confirmed(office, number, "case.filed", officers=["inspector", "inspector2"], reason="有证据")
    did(office, number, "case.scene_recorded", **SCENE)
    goods = [Goods("测试牌", 1_000, carton_price=Fen(200_00))]
    office.perform(casework_goods.list_goods, number, goods, by=INSPECTOR)
    return number


@pytest.mark.parametrize(
    ("said", "alarm"),
    [
        ({"sold": 29_999_99}, ""), ({"sold": 30_000_00}, "非法经营数额50000.00元，达到50000元"),
        ({"gains": 19_999_99}, ""), ({"gains": 20_000_00}, "违法所得20000.00元，达到20000元"),
        ({"fakes_sold": 49_999_99}, ""), ({"fakes_sold": 50_000_00}, "假冒伪劣卷烟销售金额50000.00元，达到50000元"),
    ],
)  # fmt: skip
def test_what_the_report_says_was_sold_and_gained_counts(bureau: "Office", said: dict[str, Any], alarm: str) -> None:
    number = inquired(bureau)
    did(bureau, number, "case.reported", **REPORT, **said)
    assert row_of(bureau, number)["alarm"] == alarm


def test_a_report_that_looks_like_a_crime_waits_for_a_person_before_the_notice(bureau: "Office") -> None:
    number = inquired(bureau)
    did(bureau, number, "case.reported", **REPORT, sold=30_000_00)
    assert (row_of(bureau, number)["due_term"], row_of(bureau, number)["due_on"]) == ("E16", date(2026, 11, 5))
    did(bureau, number, "case.review_passed", by=LAWYER, opinion="同意")
    notice: dict[str, Any] = {
        "kinds": ["fine"],
        "base": 3_000_000,
        "fine": 150_000,
        "facts": "从外地进货",
        "content": "罚款",
    }
    with pytest.raises(Refused, match="还没有决定是否移送"):
        did(bureau, number, "case.noticed", **notice)
    did(bureau, number, "case.alarm_answered", by=CHIEF, transfer=False, reason="没有达到追诉标准")
    did(bureau, number, "case.noticed", **notice)


def test_a_report_that_was_returned_is_forgotten_with_its_sums(bureau: "Office") -> None:
    number = inquired(bureau)
    did(bureau, number, "case.reported", **REPORT, sold=30_000_00)
    did(bureau, number, "case.review_returned", by=LAWYER, opinion="售出的金额没有依据")
    did(bureau, number, "case.alarm_answered", by=CHIEF, transfer=False, reason="没有依据")
    did(bureau, number, "case.reported", **REPORT)
    assert row_of(bureau, number)["alarm"] == ""


@pytest.mark.parametrize(
    ("first", "second", "alarmed"),
    [
        (date(2023, 10, 30), date(2026, 10, 30), True), (date(2023, 10, 29), date(2026, 10, 30), False),
        (date(2023, 10, 30), date(2026, 10, 31), False),
    ],
)  # fmt: skip
def test_two_penalties_within_three_years_before_the_act_lower_the_threshold(
    bureau: "Office", first: date, second: date, *, alarmed: bool
) -> None:
    number = bureau.perform(casework.register, replace(FACTS, acted_on=date(2026, 10, 30)), by=INSPECTOR)
    penalty(bureau, "N1", 5, first, party_no=PARTY)
    penalty(bureau, "N2", 5, second, party_no=PARTY)
    goods = [Goods("测试牌", 1_500, carton_price=Fen(200_00))]
    bureau.perform(casework_goods.list_goods, number, goods, by=INSPECTOR)
    assert ("受过2次行政处罚" in row_of(bureau, number)["alarm"]) is alarmed


def test_what_a_licensed_party_trades_is_for_a_person_to_judge(bureau: "Office") -> None:
    number = bureau.perform(casework.register, replace(FACTS, licence_no="350203100001"), by=INSPECTOR)
    bureau.perform(casework_goods.list_goods, number, [Goods("测试牌", 10_000)], by=INSPECTOR)
    assert row_of(bureau, number)["alarm"].startswith("卷烟200000支，达到200000支；当事人持有许可证")
