"""The edges of what concerns the premises: each answer with its words."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from models.values import Outcome
from rules.screening import Desk, LayoutPlan, SiteCheck
from rules.screening.premises import layout
from tests.rules.cases import Said, case_of, law, on_the_desk, said

DENY, REVIEW, PASS = Outcome.DENY, Outcome.REVIEW, Outcome.PASS
DAY = date(2026, 11, 20)
PLAN = LayoutPlan("规划", min_spacing_m=50, cell_quota=5, cell_count=3)
SITE = SiteCheck(DAY, nearest_shop_m=50)


@pytest.mark.parametrize(
    ("plan", "nearest", "expected"),
    [
        ({}, 50, (PASS, "符合规划的间距和数量要求。", "")),
        (
            {},
            49,
            (
                DENY,
                "与最近零售点相距49米，小于规划规定的50米。",
                "经营场所与最近的烟草制品零售点相距49米，小于规划规定的50米。",
            ),
        ),
        (
            {"cell_count": 5},
            50,
            (
                DENY,
                "规划的单元格已有5个零售点，上限5个。",
                "经营场所所在的规划的单元格已有5个零售点，达到规定的上限5个。",
            ),
        ),
        ({"cell_count": 4}, 50, (PASS, "符合规划的间距和数量要求。", "")),
        ({"ahead": 1}, 50, (PASS, "符合规划的间距和数量要求。", "")),
        (
            {"ahead": 2},
            50,
            (REVIEW, "规划的单元格余2个名额，先受理的申请有2件，按受理先后决定（ALL 57）。", ""),
        ),
        ({"placed": False}, 49, (REVIEW, "不能确定该场所在规划中的单元格，请在实地核查中写明。", "")),
        ({}, None, (REVIEW, "间距没有测量或者单元格数量不明（规划）。", "")),
        ({"cell_count": None}, 50, (REVIEW, "间距没有测量或者单元格数量不明（规划）。", "")),
        ({"min_spacing_m": None}, None, (PASS, "符合规划的间距和数量要求。", "")),
        ({"cell_quota": None, "cell_count": None}, 50, (PASS, "符合规划的间距和数量要求。", "")),
        ({"cell_quota": None, "cell_count": 9}, 50, (PASS, "符合规划的间距和数量要求。", "")),
    ],
)
def test_a3_spacing_and_quota_at_their_ends(plan: dict[str, Any], nearest: float | None, expected: Said) -> None:
    site = replace(SITE, nearest_shop_m=nearest)

    assert on_the_desk("A3", layout=replace(PLAN, **plan), site=site) == expected


def test_a3_without_a_plan_or_a_site_check_asks() -> None:
    assert on_the_desk("A3") == (REVIEW, "没有该区域的合理布局规划数据，请核对。", "")
    assert on_the_desk("A3", layout=PLAN)[0] is REVIEW
    assert LayoutPlan("规划").ahead == 0
    assert LayoutPlan("规划").placed


@pytest.mark.parametrize(
    ("fixed", "separate", "expected"),
    [
        (True, True, (PASS, "实地核查，截至2026-11-20：场所固定，与住所相独立。", "")),
        (
            False,
            True,
            (DENY, "实地核查，截至2026-11-20：场所不固定。", "经2026年11月20日实地核查，经营场所不固定。"),
        ),
        (
            True,
            False,
            (
                DENY,
                "实地核查，截至2026-11-20：未与住所相独立。",
                "经2026年11月20日实地核查，经营场所未与住所相独立。",
            ),
        ),
        (
            None,
            False,
            (
                DENY,
                "实地核查，截至2026-11-20：未与住所相独立。",
                "经2026年11月20日实地核查，经营场所未与住所相独立。",
            ),
        ),
        (True, None, (PASS, "填报：场所固定，与住所相独立。", "")),
        (None, True, (PASS, "填报：场所固定，与住所相独立。", "")),
    ],
)
def test_a5_what_two_officers_saw_goes_before_what_was_stated(
    fixed: bool | None, separate: bool | None, expected: Said
) -> None:
    assert on_the_desk("A5", site=SiteCheck(DAY, fixed, separate)) == expected


@pytest.mark.parametrize(
    ("fixed", "separate", "words"),
    [
        (None, True, "不知道场所是否固定、是否与住所相独立，须现场核查。"),
        (True, None, "不知道场所是否固定、是否与住所相独立，须现场核查。"),
        (True, False, "填报：未与住所相独立，须现场核查。"),
        (False, True, "填报：场所不固定，须现场核查。"),
    ],
)
def test_a5_what_was_stated_only_asks(fixed: bool | None, separate: bool | None, words: str) -> None:
    case = case_of(premises__fixed=fixed, premises__separate_from_home=separate)

    assert said("A5", replace(case, desk=Desk())) == (REVIEW, words, "")


@pytest.mark.parametrize(
    ("safe", "expected"),
    [
        (None, (REVIEW, "场所安全须现场核查。", "")),
        (True, (PASS, "实地核查，截至2026-11-20：没有不适宜经营的安全因素。", "")),
        (
            False,
            (
                DENY,
                "实地核查，截至2026-11-20：基于安全因素不适宜经营卷烟。",
                "经2026年11月20日实地核查，经营场所基于安全因素不适宜经营卷烟。",
            ),
        ),
    ],
)
def test_a6_safety_is_what_two_officers_saw(safe: bool | None, expected: Said) -> None:
    assert on_the_desk("A6", site=SiteCheck(DAY, safe=safe)) == expected


@pytest.mark.parametrize(
    ("held", "expected"),
    [
        (None, (REVIEW, "不知道该经营场所是否已有许可证。", "")),
        (True, (DENY, "该经营场所已有有效的零售许可证。", "")),
        (False, (PASS, "该经营场所没有有效的零售许可证。", "")),
    ],
)
def test_a4_one_address_one_licence(held: bool | None, expected: Said) -> None:
    assert said("A4", case_of(premises__holds_licence=held)) == expected


def test_a2_names_the_source_the_day_and_the_method() -> None:
    measured = SiteCheck(DAY, school_distance_m=50, method="步行路线")

    assert on_the_desk("A2", site=measured) == (
        DENY,
        "与中小学校、幼儿园的距离50米（实地核查，截至2026-11-20，步行路线），不超过50米。",
        "经2026年11月20日实地核查，经营场所距最近的中小学校、幼儿园50米，未超过规定的50米。",
    )
    assert said("A2", case_of(premises__school_distance_m=50)) == (
        DENY,
        "与中小学校、幼儿园的距离50米（填报），不超过50米。",
        "申请人填报的经营场所距最近的中小学校、幼儿园50米，未超过规定的50米。",
    )
    own = on_the_desk("A2", site=measured, layout=replace(PLAN, school_buffer_m=49))
    assert own == (PASS, "与中小学校、幼儿园的距离50米（实地核查，截至2026-11-20，步行路线），超过49米。", "")


def test_a3_asks_where_nobody_looked_at_a_plan() -> None:
    found = layout(case_of(), law())

    assert (found.outcome, found.evidence) == (REVIEW, "没有该区域的合理布局规划数据，请核对。")
