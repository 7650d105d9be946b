"""Discretion standards bind a fine, circumstances lighten or exclude it, and the lighter law of two days counts."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from content.lawbook import lawbook
from models.values import Fen, PartyKind
from rules.casework.amounts import Charge, heard_for, hearings_of, off_standard, weigh
from rules.casework.asked import Asked
from rules.casework.circumstances import code_of
from rules.casework.fining import deviating, lightened, mitigation, reckoned
from rules.casework.standing import Party
from rules.lawrows import Law
from tests.rules.test_casework_amounts import LAW, band, changed, with_bands
from tests.support.standing import DAY, HEARD_NOTICE, NOTICE, REPORTED, case, on, told, took

SAID: dict[str, Any] = {"kinds": ["fine"], "base": 10_000_00}
LIGHT = band("1", "below_yuan = 50000\nlow_percent = 6\nhigh_percent = 8")
BY_CARTONS = band("2", "from_cartons = 100\nlow_percent = 9\nhigh_percent = 10")
STANDARD = with_bands(LIGHT, BY_CARTONS)
LEFT = "超出裁量基准“第1档”的600.00元至800.00元（《裁量基准》(2026)第三条），须写明偏离的理由并经集体讨论"


def asked(fine: int, law: Law = STANDARD, cartons: Decimal | None = None, **said: Any) -> Asked:
    return replace(on(DAY, **SAID | {"fine": fine} | said), law=law, cartons=cartons)


@pytest.mark.parametrize(
    ("fine", "said", "why"),
    [
        (600_00, {}, ""), (800_00, {}, ""), (0, {}, ""),
        (599_99, {}, f"罚款599.99元{LEFT}"), (800_01, {}, f"罚款800.01元{LEFT}"),
        (599_99, {"deviation": "转移现场、多次违法"}, ""), (800_01, {"deviation": "多次违法"}, ""),
        (800_01, {"deviation": " "}, f"罚款800.01元{LEFT}"),
        (599_99, {"mitigation": "减轻处罚"}, ""), (599_99, {"mitigation": "从轻处罚"}, f"罚款599.99元{LEFT}"),
        (599_99, {"circumstances": ["merit"]}, ""), (599_99, {"circumstances": ["first"]}, ""),
        (599_99, {"circumstances": ["cooperated"]}, f"罚款599.99元{LEFT}"),
        (800_01, {"circumstances": ["merit"]}, f"罚款800.01元{LEFT}"),
        (800_01, {"mitigation": "减轻处罚"}, f"罚款800.01元{LEFT}"),
    ],
)  # fmt: skip
def test_a_fine_keeps_to_the_standard_or_says_why_not(fine: int, said: dict[str, Any], why: str) -> None:
    assert told("within_standard", case(), asked(fine, **said)) == why
    assert told("spot_standard", case(), asked(fine, **said)) == (why and "偏离裁量基准的，不能当场处罚")


def test_the_standard_is_that_of_the_goods_where_their_number_is_known() -> None:
    assert told("within_standard", case(), asked(1000_00, cartons=Decimal("99.9"))) != ""
    assert told("within_standard", case(), asked(1000_00, cartons=Decimal(100))) == ""
    both = told("within_standard", case(), asked(599_99, cartons=Decimal(100)))
    assert both.startswith("罚款599.99元超出裁量基准“第1档”、“第2档”的600.00元至1000.00元")


def test_nothing_binds_without_a_standard_a_fine_or_what_it_is_measured_by() -> None:
    assert told("within_standard", case(), asked(1, LAW)) == ""
    assert told("within_standard", case(), asked(599_99, base=None)) == ""
    assert told("within_standard", case(cause=""), asked(599_99)) == ""
    weighed = weigh(Charge("C01", Fen(50_000_00)), STANDARD)
    assert off_standard(weighed, Fen(1), Charge("C01", Fen(50_000_00))) == ""
    charge = Charge("C01", Fen(10_000_00))
    found = weigh(charge, STANDARD)
    assert (off_standard(found, Fen(1), charge) != "", off_standard(found, Fen(1), charge, lightened=True)) == (
        True,
        "",
    )


def test_what_leaves_the_standard_is_deliberated() -> None:
    off = took("case.noticed", kinds=["fine"], fine=1, hearing=False, deviation="多次违法")
    why = "偏离裁量基准，应当由负责人集体讨论决定"
    discussed = took("case.deliberated", agreed=True)

    assert told("deliberated_where_due", case(NOTICE), asked(599_99, deviation="首次")) == why
    assert told("deliberated_where_due", case(NOTICE), asked(600_00)) == ""
    assert told("deliberated_where_due", case(REPORTED, off), asked(600_00)).endswith("应当由负责人集体讨论决定")
    assert told("deliberated_where_due", case(REPORTED, off, discussed), asked(600_00)) == ""
    assert told("deliberated_where_due", case(off, NOTICE), asked(600_00)) == ""
    assert told("deliberated_where_due", case(HEARD_NOTICE), asked(600_00)).startswith("情节复杂或者重大，")


def test_a_circumstance_lightens_or_excludes_and_an_unknown_one_is_said() -> None:
    assert told("fine_in_range", case(), asked(499_99, circumstances=["merit"])) == ""
    assert told("fine_in_range", case(), asked(499_99, circumstances=["cooperated"])).startswith("罚款499.99元低于")
    excluded = told("fine_in_range", case(), asked(600_00, circumstances=["cooperated", "no_fault"]))
    assert excluded == (
        "不得给予罚款：有证据足以证明没有主观过错：不予行政处罚（《行政处罚法》(2021)第三十三条第二款）"
    )
    unknown = told("fine_in_range", case(), asked(600_00, circumstances=["rich"]))
    assert unknown == "没有情节“rich”，不能核对罚款的幅度"
    assert told("within_standard", case(), asked(1, circumstances=["rich"])) == ""
    assert not lightened(asked(1, circumstances=["rich"]))


def test_the_reason_is_what_is_stated_or_what_the_law_lightens() -> None:
    merit = "配合查处违法行为有立功表现：应当从轻或者减轻行政处罚（《行政处罚法》(2021)第三十二条第(四)项）"
    assert mitigation({"circumstances": ["cooperated", "merit"]}) == merit
    assert mitigation({"circumstances": ["merit"], "mitigation": " 立功 "}) == "立功"
    assert mitigation({"circumstances": ["cooperated"]}) == mitigation({}) == ""
    assert (deviating(asked(1)), deviating(asked(1, deviation="理由"))) == (False, True)


def test_a_minor_named_by_its_circumstance_needs_no_other_reason() -> None:
    young = case(party=Party(PartyKind.PERSON, "林小海", "1", date(2010, 1, 1)))
    assert told("lightened_for_minor", young, asked(600_00, circumstances=["minor"])) == ""
    assert told("lightened_for_minor", young, asked(600_00, circumstances=["merit"])) != ""


def test_the_arithmetic_of_a_fine_is_told_with_what_it_was_weighed_by() -> None:
    found = reckoned(case(), asked(700_00, circumstances=["merit"]))
    range_of = "进货总额10000.00元×5%至10%=500.00元至1000.00元（《烟草专卖法实施条例》(2023)第五十六条）"
    assert found["arithmetic"] == range_of
    assert found["weighing"] == [
        "裁量基准“第1档”（《裁量基准》(2026)第三条）",
        "配合查处违法行为有立功表现：应当从轻或者减轻行政处罚（《行政处罚法》(2021)第三十二条第(四)项）",
    ]
    assert reckoned(case(), asked(700_00, LAW)) == {"arithmetic": range_of, "weighing": []}
    assert reckoned(case(), asked(0)) == reckoned(case(cause=""), asked(1)) == {}


@pytest.mark.parametrize(
    ("today", "fine", "holds"),
    [
        ((5, 9), 900_00, True), ((5, 9), 900_01, False),  # lighter now: today's
        ((5, 11), 1000_00, True), ((5, 11), 1000_01, False),  # heavier now: that of the act
        ((4, 10), 400_00, True), ((4, 10), 399_99, False),
        ((6, 10), 500_00, True), ((6, 10), 499_99, False),
    ],
)  # fmt: skip
def test_a_step_is_judged_by_the_lighter_law_of_its_day_and_of_the_act(
    today: tuple[int, int], fine: int, *, holds: bool
) -> None:
    step = replace(asked(fine, changed(*today)), then=LAW)
    assert (told("fine_in_range", case(), step) == "") is holds


@pytest.mark.parametrize(
    ("before", "after", "of"),
    [((6, 8), (6, 7), "now"), ((6, 8), (6, 8), "then"), ((6, 8), (7, 8), "then"), ((6, 8), (5, 8), "now"),
     (None, (6, 8), "now"), ((6, 8), None, "then")],
)  # fmt: skip
def test_of_two_standards_the_lighter_one_counts(
    before: tuple[int, int] | None, after: tuple[int, int] | None, of: str
) -> None:
    then, now = (standard(ends, day) for ends, day in ((before, DAY), (after, date(2027, 1, 1))))
    found = weigh(Charge("C01", Fen(10_000_00)), now, then)

    assert found.law is {"now": now, "then": then}[of]
    if before == (6, 8) == after:
        assert "行为时" not in found.notes[0]
    elif before:
        assert "，裁量基准600.00元至800.00元；现在" in found.notes[0]


def test_the_range_of_the_law_goes_before_its_standards() -> None:
    lower = replace(LAW.causes["C01"], low_percent=4)
    now = standard((6, 8), date(2027, 1, 1))
    now = replace(now, causes={**now.causes, "C01": lower})
    assert weigh(Charge("C01", Fen(10_000_00)), now, standard((6, 7), DAY)).law is now


def standard(ends: tuple[int, int] | None, day: date) -> Law:
    bands = (band("1", f"low_percent = {ends[0]}\nhigh_percent = {ends[1]}"),) if ends else ()
    return replace(with_bands(*bands), on=day)


def test_where_one_law_has_no_fine_a_person_judges_which_is_lighter() -> None:
    none = replace(LAW.causes["C01"], low_percent=None, high_percent=None)
    without = replace(LAW, on=date(2027, 1, 1), causes={**LAW.causes, "C01": none})
    charge = Charge("C01", Fen(10_000_00))
    why = "的处罚种类不同，由人员判断哪一项较轻（《行政处罚法》(2021)第三十七条）"

    gone, come = weigh(charge, without, LAW), weigh(charge, LAW, without)
    assert (gone.law, come.law) == (LAW, without)
    assert gone.notes[0] == f"行为时（2026-11-20）与现在（2027-01-01）{why}"
    assert come.notes[0] == f"行为时（2027-01-01）与现在（2026-11-20）{why}"
    assert weigh(charge, without, without).notes == ()


@pytest.mark.parametrize(
    ("acted", "found", "harmful", "holds"),
    [
        (date(2021, 7, 14), date(2023, 7, 14), True, True),  # the law of its day had two years for everything
        (date(2021, 7, 14), date(2023, 7, 15), True, False),
        (date(2021, 7, 15), date(2026, 7, 15), True, True),
        (date(2021, 7, 15), date(2026, 7, 16), True, False),
        (date(2021, 7, 14), date(2023, 7, 14), False, True),
        (date(2021, 7, 15), date(2023, 7, 16), False, False),
    ],
)  # fmt: skip
def test_five_years_of_limitation_are_for_acts_since_the_law_has_them(
    acted: date, found: date, *, harmful: bool, holds: bool
) -> None:
    standing = replace(case(acted_on=acted, harmful=harmful), found_on=found)
    step = replace(on(DAY), then=lawbook().in_force(acted))
    assert (told("within_limitation", standing, step) == "") is holds


def test_a_shorter_limitation_of_either_day_counts() -> None:
    term = LAW.terms["E39"]
    three = replace(LAW, terms={**LAW.terms, "E39": replace(term, count=3)})
    late = replace(case(acted_on=date(2024, 1, 1)), found_on=date(2026, 1, 2))
    for law, then in ((LAW, three), (three, LAW)):
        assert told("within_limitation", late, replace(on(DAY), law=law, then=then)) != ""
    assert told("within_limitation", late, replace(on(DAY), law=three, then=three)) == ""


@pytest.mark.parametrize(
    ("cause", "base", "cartons", "serious"),
    [
        ("C02", 50_000_00, None, False), ("C02", 50_000_01, None, True), ("C02", 1, Decimal(5000), False),
        ("C02", 1, Decimal("5000.1"), True), ("C02", None, None, False), ("C01", 50_000_01, Decimal(9999), False),
    ],
)  # fmt: skip
def test_transport_of_more_than_the_law_says_is_its_serious_case(
    cause: str, base: int | None, cartons: Decimal | None, *, serious: bool
) -> None:
    article = "《烟草专卖法实施条例》(2023)第五十二条第(二)项"
    why = f"价值超过50000元或者数量超过100件，属于情节严重，应当按C02s处理（{article}）"
    found = told("not_serious", case(cause=cause), asked(1, LAW, cartons, base=base))
    assert found == (why if serious else "")


def test_a_circumstance_is_known_by_its_words_as_well() -> None:
    words = asked(499_99, circumstances=[" 配合查处违法行为有立功表现 "])
    assert told("fine_in_range", case(), words) == ""
    assert mitigation(words.said).startswith("配合查处违法行为有立功表现：")
    assert [code_of(word) for word in ("merit", "有证据足以证明没有主观过错", " rich ")] == [
        "merit",
        "no_fault",
        "rich",
    ]


CLOSING = ("C05", "C06", "C07", "C09", "C15", "C16s")


@pytest.mark.parametrize("code", sorted(LAW.causes))
def test_only_what_always_closes_is_heard_whatever_is_intended(code: str) -> None:
    found = hearings_of(LAW.causes[code], PartyKind.PERSON, LAW, fine=Fen(1))
    assert found == ([f"{code}应当责令停业、关闭或者取消资格、吊销许可证"] if code in CLOSING else [])
    assert not LAW.causes[code].closes or LAW.causes[code].heavy


@pytest.mark.parametrize("kind", ["closure", "shutdown", "revocation", "downgrading", "profession_ban", "other:整顿"])
def test_what_closes_or_takes_or_is_not_known_is_heard(kind: str) -> None:
    assert heard_for([kind, "fine"])
    assert heard_for([kind])


def test_what_closes_and_takes_nothing_is_not_heard_by_its_kind() -> None:
    assert not heard_for(["warning", "criticism", "other:通报批评", "fine", "confiscation", "withholding"])
    assert not heard_for([])
    assert hearings_of(LAW.causes["C16"], PartyKind.PERSON, LAW) == []


@pytest.mark.parametrize(("kind", "least"), [(PartyKind.PERSON, 10_000_00), (PartyKind.OTHER, 100_000_00)])
@pytest.mark.parametrize("key", ["fine", "gains", "goods"])
def test_an_intended_sum_is_heard_from_its_threshold_on(kind: PartyKind, least: int, key: str) -> None:
    cause = LAW.causes["C08"]
    assert hearings_of(cause, kind, LAW, **{key: Fen(least - 1)}) == []
    (found,) = hearings_of(cause, kind, LAW, **{key: Fen(least)})
    assert found.endswith(f"的听证标准{least // 100}.00元")
