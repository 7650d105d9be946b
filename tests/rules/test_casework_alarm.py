"""The criminal threshold: reached at the exact fen and stick, not one below, and only where something is traded."""

from dataclasses import replace
from datetime import date

import pytest

from content.lawbook import built_in, lawbook
from models.errors import InvalidInput
from rules.casework.alarm import Sums, grave, reasons, text
from rules.lawbook import parse

LAW = lawbook().in_force(date(2026, 11, 2))


@pytest.mark.parametrize(
    ("below", "at", "words"),
    [
        (Sums(amount=49_999_99), Sums(amount=50_000_00), "非法经营数额50000.00元，达到50000元"),
        (Sums(gains=19_999_99), Sums(gains=20_000_00), "违法所得20000.00元，达到20000元"),
        (Sums(sticks=199_999), Sums(sticks=200_000), "卷烟200000支，达到200000支"),
        (
            Sums(amount=30_000_00, penalties=1),
            Sums(amount=30_000_00, penalties=2),
            "3年内因非法经营受过2次行政处罚，数额30000.00元，达到30000元",
        ),
        (
            Sums(amount=29_999_99, penalties=9),
            Sums(amount=30_000_00, penalties=2),
            "3年内因非法经营受过2次行政处罚，数额30000.00元，达到30000元",
        ),
        (Sums(fakes_sold=49_999_99), Sums(fakes_sold=50_000_00), "假冒伪劣卷烟销售金额50000.00元，达到50000元"),
        (Sums(fakes_unsold=149_999_99), Sums(fakes_unsold=150_000_00), "假冒伪劣卷烟货值金额150000.00元，达到150000元"),
        (
            Sums(fakes_sold=49_999_99, fakes_unsold=100_000_00),
            Sums(fakes_sold=49_999_99, fakes_unsold=100_000_01),
            "假冒伪劣卷烟货值金额150000.00元，达到150000元",
        ),
    ],
)
def test_each_threshold_is_reached_at_its_number(below: Sums, at: Sums, words: str) -> None:
    assert reasons("C08", below, LAW) == []
    assert reasons("C08", at, LAW) == [words]


def test_every_threshold_that_is_reached_is_named() -> None:
    found = text("C08", Sums(60_000_00, 30_000_00, 300_000, 2, 60_000_00, 900_000_00), LAW)
    assert found.count("；") == 4
    assert "特别严重" not in found
    assert "货值金额" not in found  # sold ones are enough


@pytest.mark.parametrize(
    ("below", "at"),
    [
        (Sums(amount=249_999_99), Sums(amount=250_000_00)),
        (Sums(gains=99_999_99), Sums(gains=100_000_00)),
        (Sums(sticks=999_999), Sums(sticks=1_000_000)),
    ],
)
def test_what_is_especially_serious(below: Sums, at: Sums) -> None:
    assert (grave(below, LAW), grave(at, LAW)) == (False, True)
    assert text("C07", at, LAW).endswith("；情节特别严重")
    assert "特别严重" not in text("C07", below, LAW)


@pytest.mark.parametrize("cause", ["C12", "C14", "C16", "C16s", "C20", "C15", "C19", ""])
def test_what_trades_nothing_has_no_alarm(cause: str) -> None:
    assert text(cause, Sums(amount=10**12, sticks=10**9), LAW) == ""
    assert reasons(cause, Sums(amount=10**12), LAW) == []


@pytest.mark.parametrize(
    "cause",
    [
        "C01",
        "C02",
        "C02s",
        "C03",
        "C04",
        "C05",
        "C06",
        "C07",
        "C08",
        "C09",
        "C10",
        "C11",
        "C13",
        "C17",
        "C18",
        "C21",
    ],
)
def test_what_trades_has_one(cause: str) -> None:
    assert text(cause, Sums(sticks=200_000), LAW) == "卷烟200000支，达到200000支"


def test_nothing_is_reached_by_nothing_and_earlier_penalties_count_for_three_years() -> None:
    assert (Sums(), LAW.least("trading_penalties_within")) == (Sums(0, 0, 0, 0, 0, 0), 3)


def test_that_a_party_is_licensed_is_said_unless_fakes_are_the_reason() -> None:
    reading = "当事人持有许可证，超范围、超地域经营的，一般不以非法经营罪论处，由人员判断"
    assert text("C01", Sums(sticks=200_000), LAW, licensed=True) == f"卷烟200000支，达到200000支；{reading}"
    assert text("C01", Sums(sticks=1_000_000), LAW, licensed=True).endswith(f"；情节特别严重；{reading}")
    assert reading not in text("C08", Sums(sticks=200_000, fakes_unsold=150_000_00), LAW, licensed=True)
    assert text("C01", Sums(), LAW, licensed=True) == ""


NEWER = """
[[threshold]]
id = "trading_sticks"
valid_from = 2010-03-26
valid_to = 2027-12-31

[[threshold]]
id = "trading_sticks"
name = "非法经营的卷烟"
count = 300000
unit = "stick"
instrument = "CRIM"
article = "第三条第一款第(二)项"
ref = "3(1)(2)"
valid_from = 2028-01-01
mark = "copy"
"""


def test_a_threshold_is_that_of_the_day() -> None:
    book = parse(built_in() | {"+own.toml": NEWER})
    sums = Sums(sticks=299_999)
    assert reasons("C08", sums, book.in_force(date(2027, 12, 31))) == ["卷烟299999支，达到200000支"]
    assert reasons("C08", sums, book.in_force(date(2028, 1, 1))) == []


def test_a_threshold_that_is_not_in_the_book_is_never_taken_as_not_reached() -> None:
    without = replace(LAW, thresholds={})
    with pytest.raises(InvalidInput, match="2026-11-02有效的界限“trading_amount”") as error:
        reasons("C08", Sums(), without)
    assert error.value.do_next == "请法制人员补充法规库。"


def test_a_threshold_has_a_unit_that_is_known() -> None:
    with pytest.raises(InvalidInput, match="trading_sticks的单位应为yuan、stick、case、penalty、year之一"):
        parse(built_in() | {"+own.toml": NEWER.replace('unit = "stick"', 'unit = "carton"')})


def test_every_threshold_is_kept_in_its_unit_with_its_article() -> None:
    assert (LAW.thresholds["fakes_sold"].name, LAW.thresholds["fakes_sold"].mark) == ("假冒伪劣卷烟的销售金额", "law")
    assert {key: one.id for key, one in LAW.thresholds.items()} == {key: key for key in LAW.thresholds}
    kept = {one.id: (one.least, one.unit) for one in LAW.thresholds.values()}
    assert kept["trading_amount"] == (50_000_00, "yuan")
    assert kept["serious_transport_cases"] == (100, "case")
    assert {one.basis.key.split()[0] for one in LAW.thresholds.values()} == {"CRIM", "TML_IR"}
