"""What is accepted, referred or turned away; how long each kind may take; when a report is rewarded."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from content.complaintbook import matters, rewards
from content.lawbook import built_in_calendar, lawbook
from models.complaints import HotlineKind, HotlineState
from models.errors import Refused
from models.values import Fen
from rules import complaints as rules
from rules.casework.steps import STEPS
from rules.complaints import Given, matters_of
from rules.terms.spans import forward

ON = date(2026, 11, 2)
LAW = lawbook().in_force(ON)
OURS, THEIRS = matters(ON)["fake"], matters(ON)["price"]
GIVEN = Given(HotlineKind.COMPLAINT, OURS, ON, date(2026, 10, 1), "请查处", "某店", "湖滨南路")


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({}, []),
        ({"matter": THEIRS}, ["elsewhere"]),
        ({"acted_on": date(2024, 11, 2)}, []),  # two years to the day
        ({"acted_on": date(2024, 11, 1)}, ["too_old"]),
        ({"acted_on": None}, []),
        ({"asks": ""}, ["no_request"]),
        ({"asks": "", "kind": HotlineKind.REPORT}, []),  # a report asks for nothing
        ({"against": ""}, []),
        ({"place": ""}, []),
        ({"against": "", "place": ""}, ["no_facts"]),
        ({"against": "", "place": "", "kind": HotlineKind.REPORT}, ["no_facts"]),
        ({"against": "", "place": "", "asks": "", "kind": HotlineKind.INQUIRY}, []),
        ({"against": "", "place": "", "asks": "", "kind": HotlineKind.SUGGESTION, "matter": THEIRS}, ["elsewhere"]),
        ({"acted_on": date(2020, 1, 1), "asks": "", "place": "", "against": "", "matter": THEIRS},
         ["elsewhere", "too_old", "no_request", "no_facts"]),
    ],
)  # fmt: skip
def test_every_condition_of_acceptance_is_looked_at(changes: dict[str, object], found: list[str]) -> None:
    assert rules.objections(replace(GIVEN, **changes), LAW.terms["K06"]) == found  # type: ignore[arg-type]


def test_the_last_day_of_february_is_two_years_from_the_leap_day() -> None:
    leap = replace(GIVEN, acted_on=date(2024, 2, 29))

    assert rules.objections(replace(leap, received_on=date(2026, 2, 28)), LAW.terms["K06"]) == []
    assert rules.objections(replace(leap, received_on=date(2026, 3, 1)), LAW.terms["K06"]) == ["too_old"]


@pytest.mark.parametrize(
    ("term", "last"),
    [
        ("K01", "2026-11-04"),
        ("K02", "2026-11-23"),
        ("K03", "2026-11-23"),
        ("K04", "2026-11-09"),
        ("K05", "2026-11-23"),
        ("K06", "2028-11-02"),
        ("K07", "2026-11-09"),
    ],
)
def test_the_terms_end_on_their_days(term: str, last: str) -> None:
    assert forward(LAW.terms[term], ON, built_in_calendar()).on.isoformat() == last
    assert LAW.terms[term].mark == "unverified"


def test_every_kind_has_its_term_and_its_words() -> None:
    assert set(rules.TO_ANSWER) == set(rules.KINDS) == set(HotlineKind)
    assert set(rules.STATES) == set(HotlineState)
    assert len({rules.TO_ACCEPT, rules.OLDEST, *rules.TO_ANSWER.values()} & set(LAW.terms)) == 6
    assert rules.words_of(["elsewhere", "no_request"]) == "不属于本机关职权、没有具体请求"


def test_what_is_not_ours_says_where_it_belongs() -> None:
    assert all(matter.ours != bool(matter.refer_to) for matter in matters(ON).values())
    assert THEIRS.refer_to == "市场监督管理部门（12315）"


def test_a_matter_counts_from_its_first_through_its_last_day() -> None:
    row = {"id": "x", "name": "甲", "ours": True, "valid_from": date(2026, 1, 1), "valid_to": date(2026, 1, 31)}

    found = [bool(matters_of([row], date(*day))) for day in ((2025, 12, 31), (2026, 1, 1), (2026, 1, 31), (2026, 2, 1))]

    assert found == [False, True, True, False]
    assert "e_cigarettes" not in matters(date(2022, 4, 30))


@pytest.mark.parametrize("state", HotlineState)
def test_a_step_follows_only_where_it_may(state: HotlineState) -> None:
    allowed = {HotlineState.RECEIVED, HotlineState.ACCEPTED, HotlineState.DISPATCHED}
    assert (state in rules.OPEN) == (state in allowed)
    if state in rules.OPEN:
        rules.require(state, rules.OPEN, "受理")
    else:
        with pytest.raises(Refused, match=f"处于“{rules.STATES[state]}”的来件不能受理"):
            rules.require(state, rules.OPEN, "受理")


REWARD = rules.RewardRule(Fen(5_000_000), 6)
TRUE = rules.Rewarded(HotlineKind.REPORT, ON)


@pytest.mark.parametrize(
    ("changes", "fen", "why"),
    [
        ({"kind": HotlineKind.COMPLAINT}, 1, "只有举报可以奖励（"),
        ({"false_on": ON}, 1, "已认定为恶意举报（"),
        ({"filed_on": None}, 1, "举报的案件还没有立案（"),
        ({"received_on": ON + timedelta(days=1)}, 1, "案件立案以后才收到的举报（"),
        ({"rewarded_on": ON}, 1, "已经奖励过（"),
        ({"reachable": False}, 1, "匿名举报还没有领奖码，奖励无从领取（"),
        ({}, 0, "奖励金额应大于零（"),
        ({}, 5_000_001, "超过奖励标准的上限（"),
    ],
)
def test_a_reward_without_its_conditions_is_refused(changes: dict[str, Any], fen: int, why: str) -> None:
    with pytest.raises(Refused) as refused:
        rules.check_reward(replace(TRUE, **changes), fen, REWARD)

    assert str(refused.value).startswith(why)


@pytest.mark.parametrize("fen", [1, 5_000_000])
def test_a_report_whose_case_was_filed_is_rewarded_up_to_the_limit(fen: int) -> None:
    rules.check_reward(TRUE, fen, REWARD)
    rules.check_reward(replace(TRUE, received_on=ON), fen, REWARD)

    with pytest.raises(Refused, match="没有有效的奖励标准"):
        rules.check_reward(TRUE, fen, None)


def test_the_limit_of_a_reward_is_that_of_its_day() -> None:
    rows: list[dict[str, object]] = [
        {"most_yuan": 100, "claim_months": 3, "valid_from": date(2021, 1, 1), "valid_to": date(2025, 12, 31)},
        {"most_yuan": 200, "claim_months": 6, "valid_from": date(2026, 1, 1)},
    ]

    found = [rules.reward_rule(rows, day) for day in (date(2020, 12, 31), date(2021, 1, 1), date(2025, 12, 31))]

    assert found == [None, rules.RewardRule(Fen(10_000), 3), rules.RewardRule(Fen(10_000), 3)]
    assert rules.reward_rule(rows, date(2026, 1, 1)) == rules.RewardRule(Fen(20_000), 6)
    assert rewards(ON) == REWARD


def test_a_reward_is_claimed_within_its_months() -> None:
    assert rules.last_claim(date(2026, 8, 31), REWARD) == date(2027, 2, 28)


def test_the_words_that_the_database_keeps_stay() -> None:
    assert (rules.TO_TELL, rules.REWARD_DUE) == ("K07", "reward_due")
    assert rules.STATES[HotlineState.WITHDRAWN] == "已撤回"
    assert {state.value for state in rules.WORKED_ON} == {"accepted", "dispatched", "answered"}
    assert {state.value for state in HotlineState if state not in rules.CLAIMING} == {"referred", "not_accepted"}
    assert [STEPS[step].name for step in STEPS if step in rules.RESULTS] == [
        "立案", "不予立案", "当场处罚", "撤销立案", "移送", "行政处罚决定", "不予行政处罚", "行政处理决定",
    ]  # fmt: skip


def test_an_answer_has_its_shortest_and_longest_and_a_rating_five_levels() -> None:
    assert (rules.LEAST_ANSWER, rules.LONGEST_ANSWER) == (4, 2000)
    assert (list(rules.LEVELS), rules.UNHAPPY) == ([1, 2, 3, 4, 5], 2)
    assert {code: rules.words_of([code]) for code in rules.OBJECTIONS} == {
        "elsewhere": "不属于本机关职权",
        "too_old": "行为发生超过受理期限",
        "no_request": "没有具体请求",
        "no_facts": "没有写明被反映人或者地点，无从核实",
    }
