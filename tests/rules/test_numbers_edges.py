"""What a check prints of each kind of number, part by part, and the edges of what is unusual."""

from datetime import date
from typing import Any

import pytest

from content.lawbook import lawbook
from models.values import PartyKind
from rules.identifiers.goods import barcode_check, check_barcode, check_carton
from rules.identifiers.licences import check_licence, is_plain_licence, licence_number
from rules.identifiers.organisations import (
    DEPARTMENTS,
    INNER_WEIGHTS,
    MARKET,
    REGISTERED,
    check_registration,
    check_uscc,
    inner_check,
    is_plain_uscc,
    is_uscc,
    registration_check,
    uscc_check,
)

TODAY = date(2026, 11, 21)
CODES = lawbook().in_force(TODAY).settings.carton
CARTON = "2090112345678907XMYC350203100001"


def printed(kind: str, normal: str, parts: dict[str, Any], *warnings: str) -> dict[str, Any]:
    """Return what is printed of a right number."""
    return {"kind": kind, "valid": True, "normal": normal, "parts": parts, "faults": [], "warnings": list(warnings)}


@pytest.mark.parametrize(
    ("number", "kind", "china"),
    [
        ("6901028075763", "EAN-13", True),
        (f"690000000000{barcode_check('690000000000')}", "EAN-13", True),
        (f"699999999999{barcode_check('699999999999')}", "EAN-13", True),
        (f"689999999999{barcode_check('689999999999')}", "EAN-13", False),
        (f"700000000000{barcode_check('700000000000')}", "EAN-13", False),
        ("012345678905", "UPC-A", False),
        (f"69500000000{barcode_check('69500000000')}", "UPC-A", False),
        ("12345670", "EAN-8", False),
    ],
)
def test_a_barcode_is_taken_apart(number: str, kind: str, china: bool) -> None:
    parts = {"type": kind, "prefix": number[0:3], "china": china, "body": number[:-1], "check": number[-1:]}

    assert check_barcode(number).as_json() == printed("BARCODE", number, parts)


def test_what_is_no_barcode_says_what_one_is() -> None:
    faults = ["应为13位（EAN-13）、12位（UPC-A）或8位（EAN-8）数字"]

    assert check_barcode("123").as_json() == {
        "kind": "BARCODE", "valid": False, "normal": "123", "parts": {}, "faults": faults, "warnings": [],
    }  # fmt: skip
    assert check_barcode("6901028075764").faults == ("校验码应为3，实为4",)


def test_a_carton_code_is_taken_apart() -> None:
    parts = {
        "line_1": "2090112345678907", "line_2": "XMYC350203100001", "coded_on": "2022-09-01",
        "case_serial": "123456789", "index": "07", "letters": "XMYC", "licence_no": "350203100001",
        "reading_sorter": {"industrial_serial": "1234567", "sorter_case": "89", "index": "07"},
    }  # fmt: skip

    assert check_carton(CARTON, TODAY, CODES).as_json() == printed("CARTON", CARTON, parts)


@pytest.mark.parametrize(
    ("code", "warnings"),
    [
        (CARTON.replace("8907X", "8901X"), ()),
        (CARTON.replace("8907X", "8950X"), ()),
        (CARTON.replace("8907X", "8900X"), ("条序号00不在01至50之间",)),
        (CARTON.replace("8907X", "8951X"), ("条序号51不在01至50之间",)),
        (f"61121{CARTON[5:]}", ()),
        (f"61122{CARTON[5:]}", ("编码日期2026-11-22在今天之后，也可能早十年",)),
        (CARTON.replace("XMYC", "ABCD"), ("字母ABCD不是本市的",)),
        (CARTON.replace("20901", "2O9OI"), ("已将易混的O/0、I/1改正",)),
        (CARTON.replace("20901", "2O901").replace("XMYC", "ABCD"), ("已将易混的O/0、I/1改正", "字母ABCD不是本市的")),
        (CARTON.replace("350203100001", "110101300001"), ("区划代码110101不是厦门的", "第7位3既不是1也不是2")),
    ],
    ids=str,
)
def test_a_carton_code_says_what_is_unusual(code: str, warnings: tuple[str, ...]) -> None:
    assert check_carton(code, TODAY, CODES).warnings == warnings


def test_the_year_of_a_carton_is_the_latest_with_its_digit() -> None:
    years = [str(check_carton(f"{n}{CARTON[1:]}", TODAY, CODES).parts["coded_on"])[:4] for n in range(10)]

    assert years == ["2020", "2021", "2022", "2023", "2024", "2025", "2026", "2017", "2018", "2019"]
    assert check_carton(f"21301{CARTON[5:]}", TODAY, CODES).faults == ("编码日期13月01日不存在",)
    assert check_carton("1", TODAY, CODES).as_json()["kind"] == "CARTON"
    assert check_carton("1", TODAY, CODES).normal == "1"


@pytest.mark.parametrize(("nature", "name"), [("1", "个体工商户"), ("2", "企业及其他")])
def test_a_licence_number_is_taken_apart(nature: str, name: str) -> None:
    parts = {
        "division": "350205", "division_name": "厦门市海沧区", "nature": nature, "nature_name": name, "serial": "00001",
    }  # fmt: skip
    number = f"350205{nature}00001"

    assert check_licence(number).as_json() == printed("LICENCE", number, parts)
    assert is_plain_licence(number)


@pytest.mark.parametrize("number", ["350205300001", "110101100001", "35020510000", "35020510000A"])
def test_a_licence_number_that_needs_a_word_is_not_plain(number: str) -> None:
    found = check_licence(number)

    assert not is_plain_licence(number)
    assert found.kind == "LICENCE"
    assert found.normal == number
    assert found.warnings or found.faults == ("应为12位数字",)


@pytest.mark.parametrize(
    ("kind", "nature"),
    [(PartyKind.SOLE_TRADER, "1"), (PartyKind.PERSON, "1"), (PartyKind.ENTERPRISE, "2"), (PartyKind.OTHER, "2")],
)
def test_a_licence_number_is_made_of_division_nature_and_serial(kind: PartyKind, nature: str) -> None:
    assert licence_number("350203", kind, 1) == f"350203{nature}00001"
    assert licence_number("350203", kind, 99999) == f"350203{nature}99999"
    for serial in (0, 100000):
        with pytest.raises(ValueError, match=str(serial)):
            licence_number("350203", kind, serial)


def uscc(body: str) -> str:
    """Return a code with both of its check characters."""
    whole = body[:16] + inner_check(body[8:16])
    return whole + uscc_check(whole)


@pytest.mark.parametrize(("code", "name"), [*DEPARTMENTS.items()])
def test_every_department_is_named_and_plain(code: str, name: str) -> None:
    number = uscc(f"{code}1350205MA31ABCD")

    assert check_uscc(number).parts["department_name"] == name
    assert check_uscc(number).warnings == ()
    assert is_plain_uscc(number)
    assert is_uscc(number)


def test_the_departments_and_kinds_are_those_of_the_standard() -> None:
    assert "".join(DEPARTMENTS) == "123456789ANY"
    assert MARKET == {"1": "企业", "2": "个体工商户", "3": "农民专业合作社", "9": "其他"}
    assert REGISTERED == {"0123": "内资", "45": "外资", "6789": "个体工商户"}
    assert INNER_WEIGHTS == (3, 7, 9, 10, 5, 8, 4, 2)


@pytest.mark.parametrize(("code", "name"), [*MARKET.items()])
def test_a_code_of_market_supervision_is_taken_apart(code: str, name: str) -> None:
    number = uscc(f"9{code}350205MA31ABCD")
    parts = {
        "department": "9", "department_name": "市场监督管理", "category": code, "category_name": name,
        "division": "350205", "division_name": "厦门市海沧区", "organisation_code": number[8:17], "check": number[17],
    }  # fmt: skip

    assert check_uscc(number).as_json() == printed("USCC", number, parts)


@pytest.mark.parametrize(
    ("number", "warnings"),
    [
        (uscc("B1350205MA31ABCD"), ("登记管理部门代码B不常见",)),
        (uscc("94350205MA31ABCD"), ("机构类别代码4不常见",)),
        (uscc("913502A5MA31ABCD"), ("登记机关区划3502A5含有字母",)),
        (uscc("91A50205MA31ABCD"), ("登记机关区划A50205含有字母",)),
        (uscc("9135020AMA31ABCD"), ("登记机关区划35020A含有字母",)),
        (uscc("91350205A131ABCD"), ()),
        (uscc("143502A5MA31ABCD"), ()),
        ("92350206MA2YFAKE0X", ("组织机构代码的校验码按GB 11714应为2，实为0",)),
    ],
)
def test_a_code_says_what_is_unusual(number: str, warnings: tuple[str, ...]) -> None:
    found = check_uscc(number)

    assert (found.valid, found.warnings) == (True, warnings)
    assert is_plain_uscc(number) is (warnings == ())
    assert check_uscc(uscc("14350205MA31ABCD")).parts["category_name"] is None


def test_a_faulty_code_says_what_is_wrong() -> None:
    assert check_uscc("1").faults == ("应为18位，实为1位",)
    assert check_uscc("9135O2SOMA31ABCDII").faults == ("含有代码不使用的字符：OSI",)
    assert check_uscc("91350203MA31ABCD0R").faults == ("校验码应为Q，实为R",)
    assert check_uscc("1").kind == check_uscc("9135O2SOMA31ABCDII").kind == "USCC"
    assert not is_uscc("91350203MA31ABCD0R")


@pytest.mark.parametrize(
    ("digit", "nature"),
    [("0", "内资"), ("3", "内资"), ("4", "外资"), ("5", "外资"), ("6", "个体工商户"), ("9", "个体工商户")],
)
def test_a_registration_number_is_taken_apart(digit: str, nature: str) -> None:
    body = f"350205{digit}0000123"
    check = registration_check(body)
    parts = {"organ": "350205", "organ_name": "厦门市海沧区", "sequence": body[6:], "nature": nature, "check": check}

    assert check_registration(body + check).as_json() == printed("REGISTRATION", body + check, parts)


def test_a_faulty_registration_number_says_what_is_wrong() -> None:
    assert check_registration("1").faults == ("应为15位数字",)
    assert check_registration("1").kind == "REGISTRATION"
    assert check_registration("350200100001236").faults == ("校验码应为5，实为6",)
    assert check_registration(f"99020010000123{registration_check('99020010000123')}").warnings == (
        "区划代码990200的省级代码不在国家标准内",
    )
