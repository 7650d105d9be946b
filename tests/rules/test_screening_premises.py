"""A2 to A7, A9, A10 and B1: the premises, the site check and the bureau's own records."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from models.values import Outcome
from rules.screening import Desk, Finding, LayoutPlan, ListHit, Screening, SiteCheck, screen
from tests.rules.cases import ON, case_of, judged, law, outcome

DENY, REVIEW, PASS = Outcome.DENY, Outcome.REVIEW, Outcome.PASS
CHECKED = date(2026, 11, 20)
GOOD = SiteCheck(CHECKED, fixed=True, separate_from_home=True, safe=True, school_distance_m=200, nearest_shop_m=80)
PLAN = LayoutPlan("思明区规划2025", min_spacing_m=50, cell_quota=10, cell_count=9)
CLEAR = Desk(site=GOOD, layout=PLAN, investigations=(), other_licences=(), identity="match")


def at_desk(desk: Desk, **paths: Any) -> Screening:
    return screen(replace(case_of(**paths), desk=desk), ON, law())


def said(rule: str, desk: Desk, **paths: Any) -> Finding:
    return next(found for found in at_desk(desk, **paths).findings if found.rule == rule)


@pytest.mark.parametrize(
    ("distance", "wanted"), [(0, DENY), (50, DENY), (50.0, DENY), (50.1, PASS), (51, PASS), (None, REVIEW)]
)
def test_a2_the_school_buffer_includes_its_end(distance: float | None, wanted: Outcome) -> None:
    assert outcome("A2", premises__school_distance_m=distance) is wanted


def test_a2_every_district_has_the_same_buffer_until_the_law_office_says_otherwise() -> None:
    today = law()
    local = replace(today, settings=replace(today.settings, school_buffers={"350203": 100}))

    def answer(district: str | None) -> Outcome:
        case = case_of(premises__district=district, premises__school_distance_m=80)
        return next(found for found in screen(case, ON, local).findings if found.rule == "A2").outcome

    assert [answer(code) for code in ("350203", "350205", None)] == [DENY, REVIEW, REVIEW]
    assert outcome("A2", premises__district=None) is PASS
    assert outcome("A2", premises__district="350100") is PASS


def test_a2_what_was_measured_goes_before_what_was_stated() -> None:
    near = replace(GOOD, school_distance_m=30, method="(沿道路)")

    found = said("A2", replace(CLEAR, site=near))

    assert found.outcome is DENY
    assert "实地核查，截至2026-11-20，(沿道路)" in found.evidence


@pytest.mark.parametrize(("rule", "key"), [("A4", "holds_licence"), ("A7", "vending_machine")])
@pytest.mark.parametrize(("value", "wanted"), [(True, DENY), (False, PASS), (None, REVIEW)])
def test_a4_a7_one_licence_at_an_address_and_no_machines(
    rule: str, key: str, wanted: Outcome, *, value: bool | None
) -> None:
    assert outcome(rule, **{f"premises__{key}": value}) is wanted


def test_a2_a4_a7_unknown_premises_are_questions() -> None:
    found = {each.rule: each.outcome for each in judged(premises=None).findings}

    assert {found[rule] for rule in ("A2", "A4", "A7")} == {REVIEW}


@pytest.mark.parametrize(
    ("plan", "nearest", "wanted"),
    [
        (PLAN, 50, PASS),
        (PLAN, 49.9, DENY),
        (PLAN, None, REVIEW),
        (replace(PLAN, cell_count=10), 80, DENY),
        (replace(PLAN, cell_count=None), 80, REVIEW),
        (replace(PLAN, cell_count=None), 10, DENY),
        (replace(PLAN, min_spacing_m=None), None, PASS),
        (None, 80, REVIEW),
    ],
)
def test_a3_spacing_and_quota_of_the_plan(plan: LayoutPlan | None, nearest: float | None, wanted: Outcome) -> None:
    desk = replace(CLEAR, layout=plan, site=replace(GOOD, nearest_shop_m=nearest))

    assert said("A3", desk).outcome is wanted


@pytest.mark.parametrize(
    ("stated", "site", "wanted"),
    [
        ((True, True), None, PASS),
        ((True, False), None, REVIEW),
        ((False, True), None, REVIEW),
        ((None, True), None, REVIEW),
        ((True, True), replace(GOOD, separate_from_home=False), DENY),
        ((False, False), GOOD, PASS),
        ((True, True), replace(GOOD, fixed=None), PASS),
        ((True, True), replace(GOOD, fixed=None, separate_from_home=False), DENY),
        ((True, True), replace(GOOD, fixed=False, separate_from_home=None), DENY),
    ],
    ids=str,
)
def test_a5_fixed_and_apart_from_the_dwelling(
    stated: tuple[bool | None, bool | None], site: SiteCheck | None, wanted: Outcome
) -> None:
    paths = {"premises__fixed": stated[0], "premises__separate_from_home": stated[1]}

    assert said("A5", replace(CLEAR, site=site), **paths).outcome is wanted


@pytest.mark.parametrize(("safe", "wanted"), [(True, PASS), (False, DENY), (None, REVIEW)])
def test_a6_safety_is_seen_on_the_spot(wanted: Outcome, *, safe: bool | None) -> None:
    assert said("A6", replace(CLEAR, site=replace(GOOD, safe=safe))).outcome is wanted


def test_a6_without_a_site_check_is_a_question() -> None:
    assert said("A6", replace(CLEAR, site=None)).outcome is REVIEW


@pytest.mark.parametrize(("cases", "wanted"), [((), PASS), (("案1",), REVIEW), (None, REVIEW)])
def test_a9_an_open_investigation_is_a_question(cases: tuple[str, ...] | None, wanted: Outcome) -> None:
    assert said("A9", replace(CLEAR, investigations=cases)).outcome is wanted


@pytest.mark.parametrize("held", [(), ("350203100001",), None])
def test_a10_a_licence_elsewhere_is_never_a_reason(held: tuple[str, ...] | None) -> None:
    assert said("A10", replace(CLEAR, other_licences=held)).outcome is PASS


def test_b1_our_own_list_asks_for_a_person_and_is_silent_without_a_hit() -> None:
    hit = ListHit("重点监管", "多次被投诉", same_number=True)

    found = said("B1", replace(CLEAR, blacklist=(hit,)))

    assert (found.outcome, found.basis[-8:]) == (REVIEW, "[ALL 34]")
    assert "重点监管（多次被投诉，号码一致）" in found.evidence
    assert "B1" not in [each.rule for each in at_desk(CLEAR).findings]
    assert at_desk(replace(CLEAR, blacklist=(hit,)), item="renew").findings[-2].rule == "B1"


def test_inside_the_product_all_rules_are_looked_at_and_a_clear_case_passes() -> None:
    found = at_desk(CLEAR)

    assert [each.rule for each in found.findings] == [
        *(f"R{n}" for n in range(1, 7)),
        *(f"A{n}" for n in range(1, 11)),
    ]
    assert found.outcome is PASS
    assert [each.rule for each in at_desk(CLEAR, item="reissue").findings] == ["R6", "A8", "B2"]


@pytest.mark.parametrize(
    ("said_of_it", "outcome"),
    [("ok", "pass"), ("not_found", "review"), ("unavailable", "unavailable"), (None, "review")],
    ids=["known", "not known", "no answer", "nobody asked"],
)
def test_b2_only_a_licence_that_the_register_knows_passes(said_of_it: str | None, outcome: str) -> None:
    found = at_desk(replace(CLEAR, held_licence=said_of_it), item="renew").findings[-1]

    assert (found.rule, found.outcome) == ("B2", outcome)
    assert "B2" not in [each.rule for each in at_desk(CLEAR).findings]
