"""R1 to R4: how long a bar lasts, what counts, what does not, and what nobody knows."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.values import Outcome
from rules.periods import add_years
from rules.screening import screen
from tests.rules.cases import ID_NO, ON, OTHER_ID, OWN, USCC, case_of, finding, law, outcome, penalty, record

DENY, REVIEW, PASS, UNAVAILABLE = Outcome.DENY, Outcome.REVIEW, Outcome.PASS, Outcome.UNAVAILABLE
KINDS = {
    "R1": {"kind": "disqualification", "cause": "other"},
    "R2": {"kind": "refusal", "cause": "false_material"},
    "R3": {"kind": "annulment", "cause": "fraud"},
}


def own(rule: str, decided: str | None, **more: Any) -> list[dict[str, Any]]:
    return [record("", decided) | KINDS[rule] | more]


@pytest.mark.parametrize(
    ("rule", "decided", "last"),
    [
        ("R1", "2023-11-21", "2026-11-21"),
        ("R1", "2024-02-29", "2027-02-28"),
        ("R2", "2023-02-28", "2024-02-28"),
        ("R2", "2024-02-29", "2025-02-28"),
        ("R3", "2024-02-29", "2027-02-28"),
    ],
)
def test_r1_r2_r3_a_bar_blocks_through_its_last_day_and_is_free_the_day_after(
    rule: str, decided: str, last: str
) -> None:
    through = date.fromisoformat(last)

    on_the_last_day = finding(rule, through, records=own(rule, decided))
    the_day_after = finding(rule, through + timedelta(days=1), records=own(rule, decided))

    assert (on_the_last_day.outcome, on_the_last_day.barred_through) == (DENY, through)
    assert (the_day_after.outcome, the_day_after.barred_through) == (PASS, None)
    assert f"{through + timedelta(days=1)}起可以申请" in on_the_last_day.evidence


@pytest.mark.parametrize(("rule", "article"), [("R1", "(三)"), ("R2", "(四)"), ("R3", "(五)"), ("R4", "(六)")])
def test_r1_r2_r3_r4_cite_the_article_of_the_day(rule: str, article: str) -> None:
    assert f"第37号)第二十五条第{article}项[LIC 25{article}]" in finding(rule).basis
    assert f"第51号)第二十六条第{article}项[LIC51 26{article}]" in finding(rule, date(2015, 1, 1)).basis


@pytest.mark.parametrize(
    ("rule", "change", "wanted"),
    [
        ("R1", {"in_force": False}, PASS),
        ("R1", {"in_force": None}, REVIEW),
        ("R1", {"on": None}, REVIEW),
        ("R1", {"kind": None}, REVIEW),
        ("R1", {"cause": None}, DENY),
        ("R1", {"by": "other"}, DENY),
        ("R2", {"kind": "non_acceptance", "cause": "concealment"}, DENY),
        ("R2", {"cause": "other"}, PASS),
        ("R2", {"cause": None}, REVIEW),
        ("R2", {"kind": "annulment"}, PASS),
        ("R3", {"cause": "bribery"}, DENY),
        ("R3", {"cause": "agency_fault"}, PASS),
        ("R3", {"cause": None}, REVIEW),
    ],
    ids=str,
)
def test_r1_r2_r3_count_what_is_in_force_for_the_right_cause(
    rule: str, change: dict[str, Any], wanted: Outcome
) -> None:
    assert outcome(rule, records=own(rule, "2026-05-01", **change)) is wanted


@pytest.mark.parametrize(
    ("party", "wanted"),
    [
        (OWN, DENY),
        ({"name": "别人", "id_no": ID_NO}, DENY),
        ({"id_no": "350203900307001"}, DENY),
        ({"id_no": " 35020319900307001４ "}, DENY),
        ({"uscc": USCC.lower()}, DENY),
        ({"id_no": OTHER_ID, "uscc": USCC}, DENY),
        ({"name": "王伟"}, REVIEW),
        ({"name": "王 偉"}, REVIEW),
        ({"name": "王伟", "id_no": OTHER_ID}, REVIEW),
        ({"name": "别人", "id_no": OTHER_ID}, PASS),
        ({"id_no": OTHER_ID}, PASS),
        ({"name": "别人"}, PASS),
        ({}, REVIEW),
        (None, REVIEW),
    ],
    ids=str,
)
def test_r1_a_record_counts_only_for_the_party_that_it_names(party: dict[str, str] | None, wanted: Outcome) -> None:
    assert outcome("R1", records=own("R1", "2026-05-01", party=party)) is wanted


@pytest.mark.parametrize("rule", ["R1", "R2", "R3", "R4"])
def test_r1_r2_r3_r4_nobody_asked_is_a_question_and_an_empty_list_is_an_answer(rule: str) -> None:
    assert outcome(rule, records=None) is REVIEW
    assert outcome(rule, records=[]) is PASS


@pytest.mark.parametrize("rule", ["R1", "R2", "R3", "R4"])
def test_r1_r2_r3_r4_a_silent_source_is_unavailable(rule: str) -> None:
    case = replace(case_of(records=None), records_down=True)

    found = {finding.rule: finding for finding in screen(case, ON, law()).findings}

    assert found[rule].outcome is UNAVAILABLE


def test_r1_a_record_dated_later_is_left_out_and_the_finding_says_so() -> None:
    found = finding("R1", records=own("R1", "2026-11-22"))

    assert found.outcome is PASS
    assert "另有1条晚于2026-11-21的记录未计入" in found.evidence
    assert "未计入" not in finding("R2", records=own("R1", "2026-11-22")).evidence
    assert outcome("R1", records=own("R1", "2026-11-21")) is DENY


def test_r1_the_longest_of_several_bars_counts() -> None:
    found = finding("R1", records=[*own("R1", "2024-01-01"), *own("R1", "2025-06-01"), *own("R1", "2020-01-01")])

    assert found.barred_through == date(2028, 6, 1)


def test_r1_a_certain_bar_is_not_softened_by_a_doubtful_one() -> None:
    doubtful = own("R1", "2026-01-01", party={"name": "王伟"})

    assert outcome("R1", records=[*doubtful, *own("R1", "2025-01-01")]) is DENY


def test_r1_an_expired_doubtful_record_is_no_question() -> None:
    assert outcome("R1", records=own("R1", "2020-01-01", party={"name": "王伟"})) is PASS


def test_r1_the_legal_department_may_free_the_last_day() -> None:
    case, today = case_of(records=own("R1", "2023-11-21")), law()
    free = replace(today, settings=replace(today.settings, bar_inclusive=False))

    assert screen(case, ON, free).findings[0].outcome is PASS
    assert screen(case, ON - timedelta(days=1), free).findings[0].barred_through == ON - timedelta(days=1)


@given(st.dates(date(2010, 1, 1), ON), st.sampled_from(["R1", "R2", "R3"]))
def test_r1_r2_r3_deny_exactly_until_the_same_day_some_years_later(decided: date, rule: str) -> None:
    years = law().rules[rule].years

    found = finding(rule, records=own(rule, decided.isoformat()))

    assert (found.outcome is DENY) is (add_years(decided, years) >= ON)


@pytest.mark.parametrize(
    ("penalties", "wanted"),
    [
        ([penalty("2025-12-01", "a"), penalty("2026-12-01", "b")], PASS),
        ([penalty("2025-11-01", "a"), penalty("2026-11-01", "b")], DENY),
        ([penalty("2025-10-31", "a"), penalty("2026-11-01", "b")], PASS),
        ([penalty("2024-02-29", "a"), penalty("2025-02-28", "b")], DENY),
        ([penalty("2024-02-29", "a"), penalty("2025-03-01", "b")], PASS),
        ([penalty("2026-11-01", "a")], PASS),
        ([penalty("2026-11-01", "a"), penalty("2026-11-01", "a")], PASS),
        ([penalty("2026-10-01", "a"), penalty("2026-11-01", "a")], PASS),
        ([penalty("2026-11-01", "a"), penalty("2026-11-01", "b")], DENY),
        ([penalty("2026-11-01"), penalty("2026-11-01")], PASS),
        ([penalty("2026-11-01"), penalty("2026-11-02")], DENY),
        ([penalty("2026-11-01", "a"), penalty("2026-11-02", None)], DENY),
        ([penalty("2025-11-01", "a", by="market_supervision"), penalty("2026-11-01", "b", by="other")], DENY),
        ([penalty("2026-10-01", "a"), penalty("2026-11-01", "b", in_force=False)], PASS),
        ([penalty("2026-10-01", "a"), penalty("2026-11-01", "b", in_force=None)], REVIEW),
        ([penalty("2026-10-01", "a"), penalty("2026-11-01", "b", party={"name": "王伟"})], REVIEW),
        ([penalty("2026-10-01", "a"), penalty("2026-11-01", "b", party={"id_no": OTHER_ID})], PASS),
        ([penalty("2026-10-01", "a"), penalty(None, "b")], REVIEW),
        ([penalty("2026-10-01", "a"), penalty(None, "a")], PASS),
        ([penalty(None, "a")], PASS),
        ([penalty("2026-10-01", "a"), record("penalty", "2026-11-01", cause="other", act="b")], PASS),
        ([penalty("2026-10-01", "a"), record("penalty", "2026-11-01", cause=None, act="b")], REVIEW),
        ([penalty("2022-10-01", "a"), penalty("2023-10-01", "b")], PASS),
        ([penalty("2022-11-21", "a"), penalty("2023-11-21", "b")], DENY),
        ([penalty("2022-11-20", "a"), penalty("2023-11-20", "b")], PASS),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_r4_two_acts_within_a_year_bar_for_three_years_from_the_later(
    penalties: list[dict[str, Any]], wanted: Outcome
) -> None:
    assert outcome("R4", records=penalties) is wanted
    assert outcome("R4", records=penalties[::-1]) is wanted


def test_r4_the_latest_pair_counts() -> None:
    days = ["2022-01-01", "2022-06-01", "2024-01-01", "2024-12-01", "2026-02-01"]

    found = finding("R4", records=[penalty(day, day) for day in days])

    assert found.barred_through == date(2027, 12, 1)
    assert "2024-01-01和2024-12-01" in found.evidence


def test_r4_three_decisions_for_one_act_hide_no_second_act() -> None:
    acts = [("2026-01-01", "b"), ("2026-03-01", "a"), ("2026-04-01", "a"), ("2026-05-01", "a")]

    assert finding("R4", records=[penalty(*act) for act in acts]).barred_through == date(2029, 5, 1)


def test_r4_a_later_penalty_is_left_out() -> None:
    found = finding("R4", records=[penalty("2026-11-01", "a"), penalty("2026-11-22", "b")])

    assert found.outcome is PASS
    assert "未计入" in found.evidence


@given(st.lists(st.tuples(st.dates(date(2020, 1, 1), ON), st.sampled_from("abc")), max_size=6))
def test_r4_denies_exactly_when_some_pair_of_acts_qualifies(acts: list[tuple[date, str]]) -> None:
    found = finding("R4", records=[penalty(day.isoformat(), act) for day, act in acts])

    later = [
        second
        for first, one in acts
        for second, other in acts
        if one != other and first <= second <= add_years(first, 1)
    ]
    barred = add_years(max(later), 3) if later else None
    assert (found.outcome is DENY) is (barred is not None and barred >= ON)
    assert found.barred_through == (barred if barred and barred >= ON else None)
