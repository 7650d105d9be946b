"""Numbers of goods: barcodes and the codes on cartons."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.lawbook import lawbook
from rules.identifiers import (
    Identifier,
    barcode_check,
    check_barcode,
    check_carton,
)
from tests.rules.numbers import TODAY

CODES = lawbook().in_force(TODAY).settings.carton


@pytest.mark.parametrize(
    ("number", "kind"),
    [
        ("6901028075763", "EAN-13"),
        ("6901028999908", "EAN-13"),
        ("6901028999915", "EAN-13"),
        ("96385074", "EAN-8"),
        ("036000291452", "UPC-A"),
    ],
)
def test_a_right_barcode_is_valid(number: str, kind: str) -> None:
    found = check_barcode(number)

    assert found.valid
    assert found.parts["type"] == kind
    assert found.parts["china"] is (number.startswith("690") and kind == "EAN-13")


@pytest.mark.parametrize(
    ("number", "fault"),
    [
        ("6901028075764", "校验码应为3，实为4"),
        ("690102807576", "校验码应为"),
        ("69010280757631", "应为13位"),
        ("69010280757X3", "应为13位"),
    ],
)
def test_a_wrong_barcode_says_why(number: str, fault: str) -> None:
    assert check_barcode(number).faults[0].startswith(fault)


@given(st.text(alphabet="0123456789", min_size=12, max_size=12))
def test_the_check_digit_completes_the_weighted_sum(body: str) -> None:
    number = body + barcode_check(body)

    assert sum(int(digit) * (3 if n % 2 else 1) for n, digit in enumerate(number)) % 10 == 0


def carton(text: str, today: date = TODAY) -> Identifier:
    return check_carton(text, today, CODES)


@pytest.mark.parametrize("between", ["", " ", "\n", "\r\n"], ids=["nothing", "blank", "line feed", "carriage return"])
def test_a_carton_code_is_read_whatever_stands_between_its_lines(between: str) -> None:
    found = carton(f"2090112345678907{between}XMYC350203100001")

    assert found.valid
    assert found.normal == "2090112345678907XMYC350203100001"
    assert found.parts["coded_on"] == "2022-09-01"
    assert found.parts["case_serial"] == "123456789"
    assert found.parts["index"] == "07"
    assert found.parts["letters"] == "XMYC"
    assert found.parts["licence_no"] == "350203100001"
    assert found.parts["reading_sorter"] == {"industrial_serial": "1234567", "sorter_case": "89", "index": "07"}
    assert found.warnings == ()


@pytest.mark.parametrize(
    ("line", "coded_on"),
    [("2090112345678907", "2022-09-01"), ("6010112345678907", "2026-01-01"), ("7010112345678907", "2017-01-01")],
    ids=["four years ago", "this year", "last digit of next year"],
)
def test_the_year_is_the_latest_one_with_that_last_digit(line: str, coded_on: str) -> None:
    assert carton(f"{line}XMYC350203100001").parts["coded_on"] == coded_on


@pytest.mark.parametrize(
    ("code", "warning"),
    [
        ("2090112345678951XMYC350203100001", "条序号51不在01至50之间"),
        ("2090112345678900XMYC350203100001", "条序号00不在01至50之间"),
        ("2090112345678907YCYC350203100001", "字母YCYC不是本市的"),
        ("2090112345678907XMYC350203300001", "第7位3既不是1也不是2"),
        ("6123112345678907XMYC350203100001", "编码日期2026-12-31在今天之后，也可能早十年"),
        ("2O9O112345678907XMYC3502O3100001", "已将易混的O/0、I/1改正"),
    ],
)
def test_an_unusual_carton_code_is_valid_with_a_warning(code: str, warning: str) -> None:
    found = carton(code)

    assert found.valid
    assert warning in found.warnings


@pytest.mark.parametrize(
    ("code", "fault"),
    [
        ("2130112345678907XMYC350203100001", "编码日期13月01日不存在"),
        ("2022912345678907XMYC350203100001", "编码日期02月29日不存在"),
        ("209011234567890XMYC350203100001", "应为两行各16位"),
        ("20901123456789071MYC350203100A01", "应为两行各16位"),
        ("", "应为两行各16位"),
    ],
)
def test_an_impossible_carton_code_is_a_fault(code: str, fault: str) -> None:
    assert carton(code).faults[0].startswith(fault)
