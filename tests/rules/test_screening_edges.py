"""The edges of the bars: last days, doubts, what was left out, and the words in which it is told."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from models.values import Outcome, PartyKind
from rules.judging import judge, regulated
from rules.lawrows import Condition
from rules.negative_list import compare, holds
from rules.screening import Desk, Finding, Party, Record, Relation, Screening, relation, screen
from rules.screening.case import Applicant
from tests.rules.cases import ID_NO, ON, OTHER_ID, OWN, USCC, case_of, finding, law, penalty, record

DENY, REVIEW, PASS, UNAVAILABLE = Outcome.DENY, Outcome.REVIEW, Outcome.PASS, Outcome.UNAVAILABLE
SOMEBODY = {"name": "王伟"}  # the applicant's name alone
OURS = Record("disqualification", date(2025, 1, 1), None, True, party=Party(id_no=ID_NO))


def told(rule: str, /, **paths: Any) -> tuple[Outcome, str]:
    found = finding(rule, **paths)
    return found.outcome, found.evidence


def of(found: Screening, rule: str) -> Finding:
    return next(each for each in found.findings if each.rule == rule)


@pytest.mark.parametrize(
    ("decided", "expected"),
    [("2023-11-21", REVIEW), ("2023-11-20", PASS)],
    ids=["the last day is still a question", "the day after is none"],
)
def test_r1_a_doubtful_bar_asks_through_its_last_day(decided: str, expected: Outcome) -> None:
    assert finding("R1", records=[record("disqualification", decided, in_force=None)]).outcome is expected


@pytest.mark.parametrize(
    ("records", "words"),
    [
        ([], "没有取消从事烟草专卖业务资格的决定。"),
        ([record("disqualification", "2020-01-01")], "取消从事烟草专卖业务资格的决定均已满3年。"),
        (
            [record("disqualification", "2026-12-01")],
            "没有取消从事烟草专卖业务资格的决定。另有1条晚于2026-11-21的记录未计入。",
        ),
        ([record("disqualification", None)], "有取消从事烟草专卖业务资格的决定，但未写明日期，请核对。"),
        (
            [record("disqualification", "2025-01-01", in_force=None)],
            "有2025-01-01取消从事烟草专卖业务资格的决定，但未写明是否有效，请核对。",
        ),
        (
            [record("disqualification", "2025-01-01")],
            "2025-01-01有取消从事烟草专卖业务资格的决定（当事人号码一致），3年限制至2028-01-01，2028-01-02起可以申请。",
        ),
    ],
)
def test_r1_says_what_it_found(records: list[dict[str, Any]], words: str) -> None:
    assert finding("R1", records=records).evidence == words


def test_r4_says_what_it_found() -> None:
    pair = [penalty("2026-01-01", "甲"), penalty("2026-06-01", "乙")]
    long_ago = [penalty("2020-01-01", "甲"), penalty("2020-06-01", "乙")]
    apart = [penalty("2024-01-01", "甲"), penalty("2026-06-01", "乙")]

    assert told("R4", records=[]) == (PASS, "没有无证经营的行政处罚。")
    assert told("R4", records=pair) == (
        DENY,
        "2026-01-01和2026-06-01因无证经营两次受罚，相隔不超过1年，3年限制至2029-06-01，2029-06-02起可以申请。",
    )
    assert told("R4", records=long_ago) == (PASS, "2020-01-01和2020-06-01两次受罚，已满3年。")
    assert told("R4", records=apart) == (PASS, "无证经营受罚2次，没有一年内的两次不同行为。")


@pytest.mark.parametrize(
    ("later", "expected"), [("2023-11-21", REVIEW), ("2023-11-20", PASS)], ids=["last day", "day after"]
)
def test_r4_a_doubtful_pair_asks_through_the_last_day_of_its_later_penalty(later: str, expected: Outcome) -> None:
    records = [penalty("2023-06-01", "甲", in_force=None), penalty(later, "乙", in_force=None)]

    assert finding("R4", records=records).outcome is expected


def test_r4_the_latest_pair_is_found_behind_one_act_punished_twice() -> None:
    records = [penalty("2026-06-01", "甲"), penalty("2026-05-01", "甲"), penalty("2025-07-01", "乙")]

    assert finding("R4", records=records).evidence.startswith("2025-07-01和2026-06-01因无证经营两次受罚")


def test_r1_a_bar_at_the_end_of_time_names_no_free_day() -> None:
    late = date(9997, 1, 1)
    found = finding("R1", late, records=[record("disqualification", "9996-12-31")])
    twice = finding("R4", late, records=[penalty("9996-12-31", "甲"), penalty("9996-12-30", "乙")])

    assert (found.barred_through, twice.barred_through) == (date.max, date.max)
    assert found.evidence.endswith("3年限制至9999-12-31。")
    assert twice.evidence.endswith("3年限制至9999-12-31。")


@pytest.mark.parametrize(
    ("down", "outcome", "words"),
    [(False, REVIEW, "没有查询处理记录。"), (True, UNAVAILABLE, "处理记录的来源没有答复。")],
)
def test_r1_r2_r3_r4_without_records_our_own_decisions_still_bar(down: bool, outcome: Outcome, words: str) -> None:
    unasked = replace(case_of(records=None), records_down=down)
    ours = replace(unasked, desk=Desk(decisions=(OURS,)))

    for rule in ("R1", "R2", "R3", "R4"):
        found = of(screen(unasked, ON, law()), rule)
        assert (found.outcome, found.evidence) == (outcome, words)
    assert of(screen(ours, ON, law()), "R1").outcome is DENY
    assert of(screen(ours, ON, law()), "R2").outcome is outcome
    doubtful = replace(ours, desk=Desk(decisions=(replace(OURS, on=None),)))
    assert (of(screen(doubtful, ON, law()), "R1").outcome, of(screen(ours, ON, law()), "R4").outcome) == (
        outcome,
        outcome,
    )
    fraud = replace(OURS, kind="annulment", cause="fraud")
    assert of(screen(replace(unasked, desk=Desk(decisions=(fraud,))), ON, law()), "R3").outcome is DENY


def test_r1_our_own_decisions_count_beside_the_records() -> None:
    assert of(screen(replace(case_of(), desk=Desk(decisions=(OURS,))), ON, law()), "R1").outcome is DENY


def test_r1_a_decision_of_ours_on_somebody_else_bars_nobody() -> None:
    other = replace(OURS, party=Party(id_no=OTHER_ID))
    unasked = replace(case_of(records=None), desk=Desk(decisions=(other,)))

    assert of(screen(unasked, ON, law()), "R1").outcome is REVIEW


@pytest.mark.parametrize(
    ("named", "how"),
    [
        (Party(uscc=USCC), Relation.OWN),
        (Party(id_no=ID_NO), Relation.OWN),
        (Party(id_no=OTHER_ID), Relation.OTHER),
        (Party("别人"), Relation.OTHER),
        (Party("林海生"), Relation.NAME),
        (Party(), Relation.UNKNOWN),
        (Party(uscc="91350200MA00000XYL"), Relation.OTHER),
    ],
    ids=lambda value: str(value)[:40],
)
def test_how_a_named_party_stands_to_a_sole_trader(named: Party, how: Relation) -> None:
    who = Applicant(PartyKind.SOLE_TRADER, Party("林海生", ID_NO, USCC))

    assert relation(who, named) is how


def test_a_party_without_anything_that_can_be_compared_is_unknown_not_other() -> None:
    nameless = Applicant(PartyKind.PERSON, Party(id_no=ID_NO))

    assert relation(nameless, Party("林海生")) is Relation.UNKNOWN
    assert relation(nameless, Party(uscc=USCC)) is Relation.UNKNOWN
    assert relation(Applicant(PartyKind.PERSON, Party("林海生")), Party(id_no=ID_NO)) is Relation.UNKNOWN


@pytest.mark.parametrize(
    ("party", "empty"), [(Party(), True), (Party("甲"), False), (Party(id_no="1"), False), (Party(uscc="1"), False)]
)
def test_a_party_is_empty_where_it_names_nobody(party: Party, empty: bool) -> None:
    assert party.empty is empty


def listed(outcome: Outcome) -> Finding:
    return Finding("N1", outcome, "", "")


@pytest.mark.parametrize("mine", list(Outcome))
@pytest.mark.parametrize("more", list(Outcome))
def test_the_whole_outcome_is_the_worst_of_rules_and_negative_list(mine: Outcome, more: Outcome) -> None:
    order = [PASS, REVIEW, UNAVAILABLE, DENY]

    found = regulated(Screening(mine, (Finding("R1", mine, "", ""),)), (listed(more),))

    assert found.outcome is max(mine, more, key=order.index)
    assert [each.rule for each in found.findings] == ["R1", "N1"]
    assert regulated(Screening(mine, ()), ()) == Screening(mine, ())


def test_a_case_is_judged_by_the_rules_and_by_the_negative_list_of_the_day() -> None:
    known = {"site.dangerous_goods": True, "site.as_of": "2026-11-20"}

    found = judge(case_of(), known, ON, law())

    assert [each.rule for each in found.findings][-1].startswith("N")
    assert found.findings[:-1] == screen(case_of(), ON, law()).findings
    assert "（实地核查，截至2026-11-20）" in found.findings[-1].evidence
    assert judge(case_of(item="renew"), {}, ON, law()) == screen(case_of(item="renew"), ON, law())


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("site", "实地核查，截至"),
        ("form", "申请表，截至"),
        ("business", "商事登记，截至"),
        ("register", "本局许可证登记簿，截至"),
    ],
)
def test_a_situation_says_where_its_fact_comes_from(source: str, words: str) -> None:
    one = replace(law().negative[0], when=(Condition(f"{source}.x", "is", True),))

    (found,) = compare([one], next(iter(one.items)), {f"{source}.x": True, f"{source}.as_of": "今天"})

    assert found.evidence == f"{one.text}（{words}今天）。"
    assert found.stated == f"{one.text}。"


@pytest.mark.parametrize(
    ("op", "wanted", "value", "met"),
    [
        ("in", ["a", "b"], "b", True),
        ("in", ["a", "b"], "c", False),
        ("at_least", 5, 5, True),
        ("at_least", 5, 4, False),
        ("at_most", 5, 5, True),
        ("at_most", 5, 6, False),
        ("at_most", 5, "4", False),
        ("at_least", 0, True, False),
    ],
)
def test_a_condition_holds_at_its_ends(op: str, wanted: Any, value: Any, met: bool) -> None:
    assert holds(Condition("x", op, wanted), {"x": value}) is met


def test_r4_a_company_is_known_by_its_code_and_the_name_alone_asks() -> None:
    records = [penalty("2026-01-01", "甲", party=SOMEBODY), penalty("2026-06-01", "乙", party=OWN)]

    assert finding("R4", records=records).outcome is REVIEW
    assert "仅姓名或者名称相同" in finding("R4", records=records).evidence
