"""Goods of a case: exact cartons of packs, values to the fen, totals, samples at the edges of their table."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.casework import Nature
from models.errors import InvalidInput
from models.values import Fen
from rules.goods import NATURES, Goods, by_brand, by_nature, samples, together, totals

ONE = Goods("测试牌（硬）", 16_465, carton_price=Fen(100_00), barcode="6901028075763", brand="测试牌")


def test_a_pack_is_a_tenth_of_a_carton() -> None:
    assert (ONE.cartons, ONE.sticks, ONE.value) == (Decimal("1646.5"), 329_300, 164_650_00)
    assert totals([ONE]).cases == Decimal("32.93")
    assert totals([Goods("大量", 100_000_000)]).cases == Decimal("200000.00")


@pytest.mark.parametrize(
    ("packs", "per_carton", "cartons", "value"),
    [
        (1, 10, "0.1", 1), (1, 20, "0.1", 1), (1, 5, "0.2", 2), (0, 10, "0", 0), (3, 20, "0.2", 2), (19, 20, "1.0", 10),
    ],
)  # fmt: skip
def test_other_packings_are_rounded_half_up(packs: int, per_carton: int, cartons: str, value: int) -> None:
    goods = Goods("测试牌", packs, per_carton, carton_price=Fen(10))
    assert (goods.cartons, goods.value) == (Decimal(cartons), value)


def test_what_has_no_price_has_no_value_and_is_counted() -> None:
    both = totals([ONE, Goods("无价", 10)])
    assert (Goods("无价", 10).value, both.kinds, both.unpriced, both.value) == (None, 2, 1, 164_650_00)
    assert (both.packs, both.cartons, both.sticks) == (16_475, Decimal("1647.5"), 329_500)


def test_totals_of_brands_and_natures() -> None:
    fake = Goods("测试牌（软）", 20, nature=Nature.COUNTERFEIT, brand="测试牌")
    other = Goods("另一牌", 5)
    assert [(brand, each.packs) for brand, each in by_brand([other, fake, ONE]).items()] == [
        ("测试牌", 16_485), ("另一牌", 5),
    ]  # fmt: skip
    assert {nature: each.packs for nature, each in by_nature([other, fake, ONE]).items()} == {
        Nature.COUNTERFEIT: 20, Nature.UNKNOWN: 16_470,
    }  # fmt: skip
    assert list(by_brand([Goods("乙", 5), Goods("丙", 6), Goods("甲", 5)])) == ["丙", "乙", "甲"]
    assert set(NATURES) == set(Nature)
    assert len(set(NATURES.values())) == len(Nature)


@pytest.mark.parametrize(
    ("base", "expected"),
    [
        ("0.5", (1, 1)), ("1", (1, 1)), ("2", (1, 2)), ("3", (1, 2)), ("100", (1, 2)), ("100.1", (2, 2)),
        ("500", (2, 2)), ("500.1", (2, 5)), ("2500", (2, 5)), ("2500.1", (5, 10)),
    ],
)  # fmt: skip
def test_how_many_are_sampled(base: str, expected: tuple[int, int]) -> None:
    assert samples(Decimal(base)) == expected


@pytest.mark.parametrize(
    "wrong",
    [
        Goods(" ", 1), Goods("牌", 0), Goods("牌", -1), Goods("牌", 100_000_001), Goods("牌", 1, 0),
        Goods("牌", 1, 10, 0), Goods("牌", 1, carton_price=Fen(-1)),
    ],
)  # fmt: skip
def test_goods_that_cannot_be_are_refused(wrong: Goods) -> None:
    with pytest.raises(InvalidInput):
        wrong.check()


def test_the_edges_of_what_can_be() -> None:
    Goods("牌", 1, 1, 1, carton_price=Fen(0)).check()
    Goods("牌", 100_000_000).check()


def test_equal_lines_are_added_up_and_others_stay() -> None:
    lines = [ONE, Goods("另一名", 5, carton_price=Fen(100_00), barcode="6901028075763"), Goods("测试牌（硬）", 7)]
    assert [(one.product, one.packs) for one in together(lines)] == [("测试牌（硬）", 16_470), ("测试牌（硬）", 7)]


@pytest.mark.parametrize(
    "other",
    [
        Goods("牌", 1, nature=Nature.GENUINE), Goods("牌", 1, 20), Goods("牌", 1, 10, 16), Goods("别的", 1),
        Goods("牌", 1, carton_price=Fen(1)), Goods("牌", 1, barcode="6901028075763"),
    ],
)  # fmt: skip
def test_what_differs_in_anything_that_counts_stays_apart(other: Goods) -> None:
    assert together([Goods("牌", 1), other]) == [Goods("牌", 1), other]
    assert totals([Goods("牌", 1), Goods("牌", 1, carton_price=Fen(1)), Goods("牌", 1)]).unpriced == 2


@given(st.lists(st.tuples(st.sampled_from("甲乙丙"), st.integers(1, 10_000)), max_size=40))
def test_nothing_is_lost_or_doubled_by_adding_up(lines: list[tuple[str, int]]) -> None:
    goods = [Goods(name, packs, carton_price=Fen(80_00)) for name, packs in lines]
    assert totals(together(goods)).packs == totals(goods).packs == sum(packs for _, packs in lines)
