"""The brand catalogue: what a product may be, what a scanned barcode counts, what stands twice."""

from dataclasses import replace
from typing import Any

import pytest

from models.casework import Nature
from models.values import Fen
from rules.brands import Brand, Catalogue, twice, unlike
from rules.goods import Goods
from rules.identifiers import barcode_check

PACK, CARTON, CASE = "6901028075763", "6901028999908", "6901028999915"
CASES = "1690102807576" + barcode_check("1690102807576")  # with the pack's number inside
ONE = Brand(PACK, "中华（硬）", CARTON, CASE, "中华", "硬盒", 10, 20, Fen(45_000), "上海烟草集团")


def test_pack_carton_and_case_of_one_product_are_one_line() -> None:
    catalogue = Catalogue([ONE])

    found = [catalogue.scanned(code) for code in (PACK, CARTON, CASE)]

    goods = Goods("中华（硬）", 1, 10, 20, Nature.UNKNOWN, Fen(45_000), PACK, "中华")
    assert found == [(goods, "pack"), (replace(goods, packs=10), "carton"), (replace(goods, packs=500), "case")]
    assert catalogue.knows(CASE)
    assert not catalogue.knows("96385074")


def test_a_price_of_the_catalogue_rests_on_it_and_no_price_rests_on_nothing() -> None:
    catalogue = Catalogue([ONE, Brand("96385074", "玉溪")], "catalogue:2026-11-02")

    assert catalogue.scanned(PACK)[0].price_basis == "catalogue:2026-11-02"
    assert catalogue.scanned("96385074")[0].price_basis == ""


def test_packing_of_its_own_counts_its_own_packs() -> None:
    slim = Brand(PACK, "细支", CARTON, CASE, packs_per_carton=5, sticks_per_pack=16)

    assert [Catalogue([slim]).scanned(code)[0].packs for code in (PACK, CARTON, CASE)] == [1, 5, 625]


@pytest.mark.parametrize(("many", "packs"), [(0, 500), (25, 250)])
def test_a_case_code_names_the_product_whose_number_is_inside(many: int, packs: int) -> None:
    catalogue = Catalogue([replace(ONE, case_barcode="", cartons_per_case=many)])

    found, unit = catalogue.scanned(CASES)

    assert (found.product, found.packs, found.barcode, unit) == ("中华（硬）", packs, PACK, "case")
    assert catalogue.knows(CASES)


def test_a_short_barcode_inside_a_case_code_is_found_and_a_case_inside_a_case_is_not() -> None:
    body = "100000" + "9638507"
    assert Catalogue([Brand("96385074", "玉溪")]).scanned(body + barcode_check(body))[0].product == "玉溪"
    inside = "1" + CASE[:-1]
    assert not Catalogue([ONE]).knows(inside + barcode_check(inside))


def test_an_unknown_case_code_is_captured_as_a_case_whatever_the_unit() -> None:
    found, unit = Catalogue().scanned(CASES, "pack")

    assert (found, unit) == (Goods(f"未知条码{CASES}", 500, barcode=CASES), "case")


@pytest.mark.parametrize(("unit", "packs"), [("pack", 1), ("carton", 10), ("case", 500)])
def test_an_unknown_barcode_is_captured_as_it_is(unit: str, packs: int) -> None:
    found, said = Catalogue().scanned("96385074", unit)

    assert (found, said) == (Goods("未知条码96385074", packs, barcode="96385074"), unit)


def test_a_product_without_carton_and_case_codes_is_right() -> None:
    assert ONE.faults() == []
    assert Brand(PACK, "中华").faults() == []
    assert replace(ONE, packs_per_carton=1, sticks_per_pack=1, carton_price=Fen(1)).faults() == []
    assert replace(ONE, packs_per_carton=100, sticks_per_pack=200, carton_price=Fen(10_000_000)).faults() == []
    assert replace(ONE, case_barcode=CASES, cartons_per_case=1000).faults() == []
    assert replace(ONE, product="烟" * 100, brand="烟" * 60, specification="烟" * 60).faults() == []


@pytest.mark.parametrize(
    ("changed", "column", "words"),
    [
        ({"product": ""}, "product", "缺少品名"),
        ({"product": "烟" * 101}, "product", "最长100字"),
        ({"brand": "烟" * 61}, "brand", "最长60字"),
        ({"specification": "烟" * 61}, "specification", "最长60字"),
        ({"manufacturer": "烟" * 101}, "manufacturer", "最长100字"),
        ({"pack_barcode": ""}, "pack_barcode", "应为13位（EAN-13）、12位（UPC-A）或8位（EAN-8）数字"),
        ({"carton_barcode": PACK[:-1] + "4"}, "carton_barcode", "校验码应为3，实为4"),
        ({"case_barcode": "1"}, "case_barcode", "应为13位（EAN-13）、12位（UPC-A）或8位（EAN-8）数字"),
        ({"carton_barcode": PACK}, "carton_barcode", "盒、条、件的条码不能相同"),
        ({"packs_per_carton": 0}, "packs_per_carton", "每条盒数应在1至100之间"),
        ({"packs_per_carton": 101}, "packs_per_carton", "每条盒数应在1至100之间"),
        ({"sticks_per_pack": 0}, "sticks_per_pack", "每盒支数应在1至200之间"),
        ({"sticks_per_pack": 201}, "sticks_per_pack", "每盒支数应在1至200之间"),
        ({"case_barcode": CASES[:-1] + "1"}, "case_barcode", f"校验码应为{CASES[-1]}，实为1"),
        ({"carton_barcode": CASES}, "carton_barcode", "应为13位（EAN-13）、12位（UPC-A）或8位（EAN-8）数字"),
        ({"cartons_per_case": -1}, "cartons_per_case", "每件条数应在0至1000之间，0为一万支"),
        ({"cartons_per_case": 1001}, "cartons_per_case", "每件条数应在0至1000之间，0为一万支"),
        ({"carton_price": 0}, "carton_price", "每条单价应大于零，且不超过十万元"),
        ({"carton_price": 10_000_001}, "carton_price", "每条单价应大于零，且不超过十万元"),
    ],
)
def test_what_cannot_be_is_named_by_its_column(changed: dict[str, Any], column: str, words: str) -> None:
    assert replace(ONE, **changed).faults() == [(column, words)]


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({}, 0),
        ({"product": "中华"}, 1),
        ({"packs_per_carton": 5}, 1),
        ({"sticks_per_pack": 16}, 1),
        ({"carton_price": Fen(45_001)}, 1),
        ({"carton_price": Fen(45_001), "price_basis": "catalogue:2026-11-01"}, 1),
        ({"carton_price": Fen(45_001), "price_basis": "deal:进货单"}, 0),
        ({"carton_price": None}, 0),
        ({"product": "中华", "packs_per_carton": 5, "carton_price": Fen(1)}, 3),
        ({"barcode": "96385074", "product": "玉溪"}, 0),
        ({"barcode": ""}, 0),
    ],
)
def test_goods_that_are_not_as_the_catalogue_has_them_now_are_told(changed: dict[str, Any], told: int) -> None:
    goods = replace(Catalogue([ONE]).scanned(PACK)[0], **changed)

    assert len(unlike([goods], Catalogue([ONE]))) == told


def test_each_difference_is_told_with_what_was_and_what_is() -> None:
    pack = Goods("中华", 1, 5, 16, Nature.UNKNOWN, Fen(44_000), PACK)
    unknown = [Goods(f"未知条码{code}", 10, 10, 20, Nature.UNKNOWN, None, code) for code in (CARTON, CASE)]

    assert unlike([pack, *unknown], Catalogue([ONE])) == [
        f"条码{PACK}现场记为“中华”，目录现为“中华（硬）”（盒条码）；请核对品名和数量",
        f"条码{PACK}现场按每条5盒、每盒16支登记，目录现为每条10盒、每盒20支",
        f"条码{PACK}现场按目录单价440.00元登记，目录现为450.00元",
        f"条码{CARTON}现场记为“未知条码{CARTON}”，目录现为“中华（硬）”（条条码）；请核对品名和数量",
        f"条码{CASE}现场记为“未知条码{CASE}”，目录现为“中华（硬）”（件条码）；请核对品名和数量",
    ]


def test_a_product_is_packed_as_usual_unless_it_says_otherwise() -> None:
    plain = Brand(PACK, "中华", CARTON)

    assert (plain.packs_per_carton, plain.sticks_per_pack) == (10, 20)
    assert [column for column, _ in replace(plain, case_barcode=CARTON).faults()] == ["carton_barcode"]


def test_a_catalogue_without_a_price_says_nothing_of_prices() -> None:
    goods, _unit = Catalogue([ONE]).scanned(CARTON)

    assert unlike([goods], Catalogue([replace(ONE, carton_price=None)])) == []
    assert unlike([replace(goods, carton_price=Fen(0))], Catalogue([ONE])) == [
        f"条码{PACK}现场按目录单价0.00元登记，目录现为450.00元"
    ]


def test_a_barcode_in_two_lines_is_found() -> None:
    other = Brand("96385074", "玉溪", CARTON)

    assert twice([(2, ONE), (3, other), (4, replace(other, carton_barcode=""))]) == [
        (3, CARTON, 2),
        (4, "96385074", 3),
    ]
