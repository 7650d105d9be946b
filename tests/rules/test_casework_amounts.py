"""Amounts of fines: causes at both ends, ages at the birthday, standards at their ends, and the lighter law."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.lawbook import lawbook, texts
from models.errors import InvalidInput
from models.values import Fen, PartyKind, yuan
from rules.casework.amounts import (
    Charge,
    arithmetic,
    charged,
    fine_at,
    fitting,
    hearings,
    legal_range,
    offset,
    outside,
    weigh,
)
from rules.casework.circumstances import CIRCUMSTANCES, EFFECTS, Weight, by_age, full_years, known, told
from rules.lawbook import parse
from rules.lawrows import Law

ON, ACTED = date(2026, 11, 20), date(2026, 10, 30)
LAW = lawbook().in_force(ON)
BASE = Fen(12_345_67)
PER_CENT = {
    "C01": (5, 10), "C02": (20, 50), "C03": (10, 20), "C04": (20, 50), "C05": (50, 100), "C06": (10, 20),
    "C07": (20, 50), "C08": (20, 50), "C09": (100, 200), "C10": (10, 20), "C11": (20, 50), "C12": (50, 100),
    "C13": (20, 50), "C14": (0, 50), "C15": (20, 50),
}  # fmt: skip
FIXED = {"C16": (0, 50_000_00), "C16s": (50_000_00, 500_000_00), "C20": (0, 1_000_00)}
NONE = ("C02s", "C17", "C18", "C19", "C21")
INSTRUMENT = '[[instrument]]\nkey = "B"\ntitle = "裁量基准"\nedition = 2026\nvalid_from = 2026-01-01\nmark = "copy"\n'


def band(key: str, more: str, cause: str = "C01") -> str:
    cited = 'instrument = "B"\narticle = "第三条"\nref = "3"\nvalid_from = 2026-01-01\nmark = "copy"\n'
    return f'[[band]]\nid = "{key}"\nname = "第{key}档"\ncause = "{cause}"\n{cited}{more}\n'


def with_bands(*bands: str) -> Law:
    return parse({**texts(), "+b.toml": INSTRUMENT + "".join(bands)}).in_force(ON)


def test_every_cause_has_both_ends_of_its_range() -> None:
    half_up = {
        code: tuple(int(Fraction(BASE * percent, 100) + Fraction(1, 2)) for percent in ends)
        for code, ends in PER_CENT.items()
    }
    found = {code: legal_range(cause, BASE) for code, cause in LAW.causes.items()}

    assert {code: (span.low, span.high) for code, span in found.items() if span} == half_up | FIXED
    assert sorted(code for code, span in found.items() if span is None) == sorted(NONE)


@pytest.mark.parametrize("code", [*PER_CENT, *FIXED])
def test_the_ends_are_within_and_a_fen_beyond_is_not(code: str) -> None:
    found = weigh(Charge(code, BASE), LAW)

    assert found.low is not None
    assert found.high is not None
    assert (outside(found, found.low), outside(found, found.high)) == ("", "")
    words = f"可以决定的{yuan(found.low)}元至{yuan(found.high)}元"
    assert outside(found, Fen(found.high + 1)) == f"罚款{yuan(found.high + 1)}元高于{words}"
    if found.low:
        assert outside(found, Fen(found.low - 1)) == f"罚款{yuan(found.low - 1)}元低于{words}"


def test_the_serious_case_is_a_row_of_its_own() -> None:
    assert (charged(LAW, "c02").id, charged(LAW, "C02", serious=True).id) == ("C02", "C02s")
    assert (charged(LAW, "C16", serious=True).id, charged(LAW, "C16s", serious=True).id) == ("C16s", "C16s")
    with pytest.raises(InvalidInput, match="案由C08没有情节严重的规定") as refusal:
        charged(LAW, "C08", serious=True)
    assert refusal.value.do_next == "有情节严重规定的案由：C02、C16。"
    with pytest.raises(InvalidInput, match=r"C01的罚款按进货总额的比例计算"):
        legal_range(LAW.causes["C01"], None)


def test_what_has_no_range_says_what_it_has() -> None:
    assert arithmetic(LAW.causes["C18"], None) == (
        "C18没有法定的罚款幅度：没收倒卖的烟草专卖品和违法所得，可以并处罚款（《烟草专卖法》(2015)第三十五条）"
    )
    assert arithmetic(LAW.causes["C20"], legal_range(LAW.causes["C20"], None)).startswith("0.00元至1000.00元（")


@pytest.mark.parametrize("key", ["fine", "gains", "goods"])
@pytest.mark.parametrize(("kind", "least"), [(PartyKind.PERSON, 10_000_00), (PartyKind.OTHER, 100_000_00)])
def test_each_sum_reaches_the_threshold_of_a_hearing_by_itself(key: str, kind: PartyKind, least: int) -> None:
    sums = {"fine": Fen(least - 1), "gains": Fen(least - 1), "goods": Fen(least - 1)}
    who = "公民" if kind is PartyKind.PERSON else "单位"
    name = {"fine": "罚款", "gains": "没收违法所得", "goods": "没收物品"}[key]

    assert hearings(LAW.causes["C01"], kind, LAW, **sums) == []
    assert hearings(LAW.causes["C01"], kind, LAW, **sums | {key: Fen(least)}) == [
        f"{name}{yuan(least)}元，达到对{who}的听证标准{yuan(least)}元"
    ]


def test_what_stops_a_business_is_always_heard() -> None:
    assert hearings(LAW.causes["C05"], PartyKind.PERSON, LAW, fine=Fen(1)) == [
        "C05可以责令停业或者取消资格、吊销许可证"
    ]


@pytest.mark.parametrize(
    ("born", "codes"),
    [
        (date(2012, 10, 30), ("under_14",)), (date(2012, 10, 29), ("minor",)), (date(2008, 10, 30), ("minor",)),
        (date(2008, 10, 29), ()), (None, ()),
    ],
)  # fmt: skip
def test_the_age_counts_from_the_day_after_the_birthday(born: date | None, codes: tuple[str, ...]) -> None:
    assert by_age(born, ACTED) == codes
    assert by_age(born, None) == ()


@pytest.mark.parametrize(("born", "on", "years"), [(29, 29, 13), (29, 30, 14), (30, 30, 13)])
def test_full_years(born: int, on: int, years: int) -> None:
    assert full_years(date(2012, 10, born), date(2026, 10, on)) == years


@pytest.mark.parametrize(
    ("weight", "low", "high"),
    [
        (Weight.NONE, None, None), (Weight.WAIVABLE, 0, 1000_00), (Weight.REDUCED, 0, 1000_00),
        (Weight.LIGHTER, 500_00, 1000_00), (Weight.HEAVIER, 500_00, 1000_00),
    ],
)  # fmt: skip
def test_each_circumstance_does_what_its_article_says(weight: Weight, low: int | None, high: int | None) -> None:
    for code, one in CIRCUMSTANCES.items():
        if one.weight is weight:
            found = weigh(Charge("C01", Fen(10_000_00), circumstances=(code, code)), LAW)
            effect = "可以从轻或者减轻行政处罚" if code == "impaired" else EFFECTS[weight]
            assert (found.low, found.high) == (low, high)
            assert found.notes[-1] == f"{one.name}：{effect}（{one.basis}）"
            assert len(found.notes) == 2  # named twice, said once


def test_the_circumstances_are_those_of_the_law() -> None:
    assert [f"{code} {one.weight} {one.basis.key} {one.name}" for code, one in CIRCUMSTANCES.items()] == [
        "under_14 none APL 30 行为时不满十四周岁",
        "minor reduced APL 30 行为时已满十四周岁不满十八周岁",
        "insane none APL 31 不能辨认或者不能控制自己行为",
        "impaired reduced APL 31 尚未完全丧失辨认或者控制自己行为的能力",
        "harm_removed reduced APL 32(1) 主动消除或者减轻违法行为危害后果",
        "coerced reduced APL 32(2) 受他人胁迫或者诱骗",
        "confessed reduced APL 32(3) 主动供述尚未掌握的违法行为",
        "merit reduced APL 32(4) 配合查处违法行为有立功表现",
        "harmless none APL 33(1) 轻微并及时改正，没有造成危害后果",
        "first waivable APL 33(1) 初次违法且危害后果轻微并及时改正",
        "no_fault none APL 33(2) 有证据足以证明没有主观过错",
        "cooperated lighter APL 5(2) 如实说明并配合调查",
        "emergency heavier APL 49 违反突发事件应对措施",
        "repeated heavier APL 5(2) 曾因同类行为受过处罚",
        "resisted heavier APL 5(2) 拒绝、阻碍检查或者毁灭证据",
    ]
    with pytest.raises(InvalidInput, match="没有情节“rich、poor”"):
        known(["minor", "rich", "poor"])
    assert list(told([])) == []


def test_nothing_may_be_fined_where_the_law_excludes_it() -> None:
    found = weigh(Charge("C01", Fen(10_000_00), circumstances=("minor", "no_fault")), LAW)

    assert (outside(found, Fen(0)), outside(found, Fen(1))) == ("", "不得给予罚款")


def test_after_a_court_fined_there_is_no_other_fine() -> None:
    found = weigh(Charge("C01", Fen(10_000_00), criminal_fine=Fen(2_000_00)), LAW)

    assert (found.low, found.high) == (None, None)
    assert found.notes[-1] == "法院已判处罚金2000.00元，不再给予罚款（《行政处罚法》(2021)第三十五条第二款）"
    assert [offset(Fen(100), Fen(fine)) for fine in (0, 99, 100, 101)] == [100, 1, 0, 0]


def test_one_act_is_fined_once_by_the_higher_cause() -> None:
    found = weigh(Charge("C01", Fen(10_000_00), also=("C08", "C19", "C01")), LAW)

    assert (found.cause.id, found.low, found.high) == ("C08", 2_000_00, 5_000_00)
    why = "同一行为违反C01、C08、C19，不得两次罚款，按罚款数额高的C08处罚（《行政处罚法》(2021)第二十九条）"
    assert found.notes[0] == why
    assert weigh(Charge("C16", Fen(1), also=("C19",)), LAW).cause.id == "C16"
    assert weigh(Charge("C14", Fen(0), also=("C19",)), LAW).cause.id == "C14"
    assert weigh(Charge("C19", Fen(0), also=("C14",)), LAW).cause.id == "C14"


@pytest.mark.parametrize(
    ("today", "of", "word"),
    [((5, 9), "now", "新的较轻，适用新的"), ((4, 10), "now", "新的较轻"), ((5, 11), "then", "适用行为时的"),
     ((6, 9), "now", "新的较轻"), ((4, 11), "then", "适用行为时的"),
     ((6, 10), "then", "适用行为时的"), ((5, 10), "then", "")],
)  # fmt: skip
def test_the_law_of_the_act_counts_unless_the_new_one_is_lighter(today: tuple[int, int], of: str, word: str) -> None:
    now = changed(*today)
    found = weigh(Charge("C01", Fen(10_000_00)), now, LAW)

    assert found.law is {"now": now, "then": LAW}[of]
    both = f"行为时（{LAW.on}）进货总额10000.00元×5%至10%=500.00元至1000.00元"
    assert found.notes[0].startswith(both) if word else "行为时" not in "".join(found.notes)
    assert word in found.notes[0]


def changed(low: int, high: int) -> Law:
    cause = replace(LAW.causes["C01"], low_percent=low, high_percent=high)
    return replace(LAW, on=date(2027, 1, 1), causes={**LAW.causes, "C01": cause})


def test_a_law_that_does_not_know_the_cause_is_said() -> None:
    before = replace(LAW, causes={})

    assert weigh(Charge("C01", Fen(1)), LAW, before).notes[0].startswith("法规库没有收录行为时关于C01的规定")
    assert weigh(Charge("C19"), changed(1, 2), LAW).law is LAW
    with pytest.raises(InvalidInput, match="没有案由"):
        weigh(Charge("C01", Fen(1)), before, LAW)


def test_the_standard_that_fits_narrows_the_range() -> None:
    law = with_bands(
        band("1", "below_yuan = 10000\nlow_percent = 5\nhigh_percent = 6"),
        band("2", "from_yuan = 10000\nbelow_yuan = 50000\nlow_percent = 6\nhigh_percent = 8"),
        band("3", "from_cartons = 100\nbelow_cartons = 200\nlow_percent = 8\nhigh_percent = 10"),
    )

    assert ends(law, 9_999_99) == (500_00, 600_00)
    assert ends(law, 10_000_00) == (600_00, 800_00)
    assert ends(law, 49_999_99) == (3_000_00, 4_000_00)
    assert ends(law, 50_000_00) == (2_500_00, 5_000_00)
    assert ends(law, 50_000_00, Decimal("99.9")) == (2_500_00, 5_000_00)
    assert ends(law, 50_000_00, Decimal(100)) == (4_000_00, 5_000_00)
    assert ends(law, 50_000_00, Decimal("199.9")) == (4_000_00, 5_000_00)
    assert ends(law, 50_000_00, Decimal(200)) == (2_500_00, 5_000_00)
    assert ends(law, 10_000_00, Decimal(150)) == (600_00, 1_000_00)


def ends(law: Law, base: int, cartons: Decimal | None = None) -> tuple[Fen | None, Fen | None]:
    found = weigh(Charge("C01", Fen(base), cartons), law)
    return found.low, found.high


def test_what_standard_was_taken_is_said() -> None:
    law = with_bands(
        band("1", "below_yuan = 10\nlow_percent = 5\nhigh_percent = 6"),
        band("2", "low_yuan = 0\nhigh_yuan = 7", "C16"),
        band("3", "from_cartons = 1\nlow_percent = 5\nhigh_percent = 6"),
    )  # fmt: skip

    both = weigh(Charge("C01", Fen(9_99), Decimal(1)), law).notes
    assert both == (
        "裁量基准“第1档”（《裁量基准》(2026)第三条）", "裁量基准“第3档”（《裁量基准》(2026)第三条）",
        "适用几项裁量基准，由人员判断适用哪一项",
    )  # fmt: skip
    assert weigh(Charge("C01", Fen(10_00)), law).notes == (
        "没有适合本案的裁量基准，按法定幅度（《行政处罚法》(2021)第五条、第三十四条）",
    )
    assert weigh(Charge("C08", Fen(10_00)), law).notes[0].startswith("没有登记C08的裁量基准")
    fixed = weigh(Charge("C16"), law)
    assert (fixed.low, fixed.high, len(fixed.notes)) == (0, 7_00, 1)
    assert [each.id for each in fitting(law.causes["C01"], law, None, None)] == []


@pytest.mark.parametrize(
    ("more", "cause"),
    [
        ("low_percent = 4\nhigh_percent = 6", "C01"), ("low_percent = 5\nhigh_percent = 11", "C01"),
        ("low_percent = 7\nhigh_percent = 6", "C01"), ("low_percent = 5", "C01"), ("high_percent = 6", "C01"),
        ("low_yuan = 0\nhigh_yuan = 1", "C01"), ("low_yuan = 0\nhigh_yuan = 50001", "C16"),
        ("low_percent = 1\nhigh_percent = 2", "C16"), ("low_percent = 1\nhigh_percent = 2", "C19"),
    ],
)  # fmt: skip
def test_a_standard_that_leaves_the_range_of_the_law_is_refused(more: str, cause: str) -> None:
    with pytest.raises(InvalidInput, match=f"应在{cause}的法定幅度以内"):
        with_bands(band("1", more, cause))


def test_a_standard_of_an_unknown_cause_is_refused() -> None:
    with pytest.raises(InvalidInput, match="cause所指的C99"):
        with_bands(band("1", "low_percent = 5\nhigh_percent = 6", "C99"))


@given(st.integers(0, 10**11), st.integers(0, 20_000))
def test_a_ratio_is_rounded_half_up_to_the_fen(base: int, hundredths: int) -> None:
    found = fine_at(Fen(base), Decimal(hundredths) / 100)

    assert found == int(Fraction(base * hundredths, 10_000) + Fraction(1, 2))


@pytest.mark.parametrize(("ratio", "fine"), [("50", 1), ("49.99", 0), ("149.99", 1), ("150", 2)])
def test_half_a_fen_is_a_whole_one(ratio: str, fine: int) -> None:
    assert fine_at(Fen(1), Decimal(ratio)) == fine
