"""What a decision states of each rule that denies: the fact alone, without a word that is meant for the desk."""

from dataclasses import replace
from typing import Any

import pytest

from models.values import Outcome
from rules.screening import Desk, LayoutPlan, SiteCheck, screen
from tests.rules.cases import FIRM, ON, OWN, case_of, law, penalty, record

FOR_THE_DESK = ("请核对", "（填报）", "号码一致", "数据截至", "没有", "ALL ", "LIC ", "未计入")
TWICE = [penalty("2025-03-01", "甲"), penalty("2025-09-01", "乙")]
LATER = record("disqualification", "2027-01-01")
PLAN, SEEN = LayoutPlan("中山路规划", 50, 3, 1), SiteCheck(ON, True, True, True, 120.0, 80.0, "激光测距仪")
CASES: list[tuple[str, dict[str, Any], Desk | None, str]] = [
    ("R1", {"records": [record("disqualification", "2025-02-03"), LATER]}, None,
     "申请人有2025年2月3日取消从事烟草专卖业务资格的决定，3年内不得申请，至2028年2月3日止。"),
    ("R2", {"records": [record("refusal", "2026-02-03", cause="concealment")]}, None,
     "申请人有2026年2月3日因隐瞒情况或者虚假材料不予受理、不予许可的决定，1年内不得申请，至2027年2月3日止。"),
    ("R3", {"records": [record("annulment", "2025-02-03", cause="fraud")]}, None,
     "申请人有2025年2月3日因欺骗、贿赂取得许可证被撤销的决定，3年内不得申请，至2028年2月3日止。"),
    ("R4", {"records": TWICE}, None,
     "申请人因无证经营于2025年3月1日、2025年9月1日两次受到行政处罚，相隔不超过1年，3年内不得申请，至2028年9月1日止。"),
    ("R5", {"applicant": FIRM | {"investor_origin": "hk"}}, None, "申请人为香港投资，经营场所不是宾馆、酒店。"),
    ("R6", {"defaulter": {"status": "hit", "party": OWN, "as_of": "2026-11-20"}}, None,
     "申请人在失信被执行人名单上（名单截至2026-11-20）。"),
    ("A1", {"applicant__birth_on": "2012-01-02"}, None, "申请人出生于2012年1月2日，未满16周岁。"),
    ("A2", {"premises__school_distance_m": 30}, None,
     "申请人填报的经营场所距最近的中小学校、幼儿园30米，未超过规定的50米。"),
    ("A2", {}, Desk(site=replace(SEEN, school_distance_m=20.5)),
     "经2026年11月21日实地核查，经营场所距最近的中小学校、幼儿园20.5米，未超过规定的50米。"),
    ("A3", {}, Desk(site=replace(SEEN, nearest_shop_m=12), layout=PLAN),
     "经营场所与最近的烟草制品零售点相距12米，小于中山路规划规定的50米。"),
    ("A3", {}, Desk(site=SEEN, layout=replace(PLAN, cell_count=3)),
     "经营场所所在的中山路规划的单元格已有3个零售点，达到规定的上限3个。"),
    ("A4", {"premises__holds_licence": True}, None, "该经营场所已有有效的零售许可证。"),
    ("A5", {}, Desk(site=replace(SEEN, fixed=False)), "经2026年11月21日实地核查，经营场所不固定。"),
    ("A5", {}, Desk(site=replace(SEEN, separate_from_home=False)),
     "经2026年11月21日实地核查，经营场所未与住所相独立。"),
    ("A6", {}, Desk(site=replace(SEEN, safe=False)), "经2026年11月21日实地核查，经营场所基于安全因素不适宜经营卷烟。"),
    ("A7", {"premises__vending_machine": True}, None, "申请人拟利用自动售货机销售烟草制品。"),
    ("A8", {"business": {"status": "revoked"}}, None, "申请人的营业执照已被吊销。"),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "changes", "desk", "stated"), CASES)
def test_what_denies_is_stated_as_a_decision_states_it(
    rule: str, changes: dict[str, Any], desk: Desk | None, stated: str
) -> None:
    case = replace(case_of(**changes), desk=desk)
    found = next(each for each in screen(case, ON, law()).findings if each.rule == rule)

    said = found.stated or found.evidence
    assert (found.outcome, said) == (Outcome.DENY, stated)
    assert not [words for words in FOR_THE_DESK if words in said]


def test_every_rule_that_can_deny_has_its_words() -> None:
    assert {rule for rule, *_rest in CASES} == {f"R{n}" for n in range(1, 7)} | {f"A{n}" for n in range(1, 9)}


def test_what_does_not_deny_states_nothing() -> None:
    found = screen(replace(case_of(), desk=Desk()), ON, law()).findings

    assert {each.rule for each in found if each.stated} == set()
    assert Outcome.REVIEW in {each.outcome for each in found}
