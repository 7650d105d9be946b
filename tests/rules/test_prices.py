"""Prices and what they rest on: what the law accepts, what a price sheet shows, what it waits for."""

import pytest

from models.errors import InvalidInput
from models.values import Fen
from rules.goods import Goods, totals
from rules.prices import (
    LONGEST,
    NAMED_BY,
    NAMES,
    Priced,
    bases_in_words,
    basis_of,
    check,
    faults,
    in_words,
    sheet,
    unfounded,
)

DEAL = "deal:进货单第5号"


@pytest.mark.parametrize("kind", NAMES)
def test_every_basis_that_the_law_accepts_is_kept_and_said_with_what_names_it(kind: str) -> None:
    basis = basis_of(kind, " 第5号 ")

    assert basis == f"{kind}:第5号"
    assert faults(1, basis) == []
    assert in_words(basis) == f"{NAMES[kind]}（第5号）"
    assert kind in NAMED_BY


@pytest.mark.parametrize(
    ("price", "basis", "wrong"),
    [
        (1, "", []),
        (None, "", []),
        (0, DEAL, []),
        (None, DEAL, ["有核价依据而没有单价"]),
        (1, "guess:我", ["核价依据不是法律认可的一种"]),
        (None, "guess:我", ["有核价依据而没有单价", "核价依据不是法律认可的一种"]),
        (1, "deal", ["核价依据应写明进货凭证、账册或者笔录"]),
        (1, "retail: ", ["核价依据应写明证明的文号或者日期"]),
        (1, "deal:" + "号" * (LONGEST - 5), []),
        (1, "deal:" + "号" * (LONGEST - 4), ["核价依据最长100字"]),
    ],
)
def test_a_basis_that_cannot_be_is_named(price: int | None, basis: str, wrong: list[str]) -> None:
    assert faults(price, basis) == wrong


def test_goods_are_checked_with_the_basis_of_their_price() -> None:
    check(Goods("中华", 1, carton_price=Fen(1), price_basis=DEAL))
    with pytest.raises(InvalidInput, match="中华：有核价依据而没有单价。") as error:
        check(Goods("中华", 1, price_basis=DEAL))
    assert error.value.kept == "物品未登记。"
    with pytest.raises(InvalidInput, match="没有写明品名"):
        check(Goods("", 1))


def test_what_is_no_basis_is_not_said() -> None:
    assert (in_words(""), in_words("guess:我")) == ("", "")


def test_the_sheet_goes_brand_by_brand_as_each_was_met_first() -> None:
    one, two, other = Goods("硬", 10, brand="中华"), Goods("软", 5, brand="中华"), Goods("散烟", 1)

    assert sheet([one, other, two]) == [
        Priced("中华", (one, two), totals([one, two])), Priced("散烟", (other,), totals([other])),
    ]  # fmt: skip


def test_the_sheet_waits_for_every_price_and_its_basis() -> None:
    bare, dear = Goods("硬", 10), Goods("软", 10, carton_price=Fen(1))
    right = Goods("细支", 10, carton_price=Fen(0), price_basis=DEAL)

    assert unfounded([bare, right, dear, bare]) == ["硬没有单价", "软的单价未写明依据"]


def test_every_basis_is_said_once() -> None:
    goods = [Goods("硬", 1, carton_price=Fen(1), price_basis=basis) for basis in (DEAL, "", "retail:甲", DEAL)]

    assert bases_in_words(goods) == "实际交易价格（进货单第5号）；省级烟草专卖部门出具的零售价格（甲）"
    assert bases_in_words([]) == ""
