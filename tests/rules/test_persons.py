"""Identity numbers of persons: taken apart, every fault named, a strange division only warned of."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.identifiers import (
    birth_of,
    check_id,
    division_name,
    id_check,
    normal_id,
)
from tests.rules.numbers import TODAY, VALID_IDS


@pytest.mark.parametrize(("number", "kind"), VALID_IDS.items(), ids=str)
def test_a_right_id_number_is_valid_and_says_what_card_it_is(number: str, kind: str) -> None:
    found = check_id(number, TODAY)

    assert found.valid
    assert found.normal == number
    assert found.parts["type"] == kind
    assert found.warnings == ()


def test_an_id_number_is_taken_apart() -> None:
    assert check_id("350203199003070014").parts == {
        "type": "citizen",
        "division": "350203",
        "division_name": "厦门市思明区",
        "birth_on": "1990-03-07",
        "sequence": "001",
        "sex": "male",
        "check": "4",
    }


@pytest.mark.parametrize(
    ("number", "faults"),
    [
        ("350203199002290019", ("出生日期19900229不存在", "校验码应为5，实为9")),
        ("350203199002290015", ("出生日期19900229不存在",)),
        ("350203199003070015", ("校验码应为4，实为5",)),
        ("35020319900307001", ("应为18位（17位数字加1位数字或X）或15位旧号",)),
        ("3502031990030700A4", ("应为18位（17位数字加1位数字或X）或15位旧号",)),
        ("", ("应为18位（17位数字加1位数字或X）或15位旧号",)),
        ("350203000001010010", ("出生日期00000101不存在", f"校验码应为{id_check('35020300000101001')}，实为0")),
    ],
)
def test_a_wrong_id_number_names_every_fault(number: str, faults: tuple[str, ...]) -> None:
    assert check_id(number).faults == faults
    assert (check_id(number).kind, check_id(number).normal) == ("ID", number)


def test_an_old_number_of_15_digits_becomes_the_18_digit_one_and_says_so() -> None:
    found = check_id("350203900307001")

    assert found.normal == "350203199003070014" == normal_id("350203900307001")
    assert found.valid
    assert found.warnings == ("15位旧号，已换算为18位",)
    assert check_id("180203900307001").warnings == ("15位旧号，已换算为18位", "区划代码180203的省级代码不在国家标准内")


def test_a_birth_in_the_future_is_a_fault_only_for_who_knows_the_day() -> None:
    body = "35020320270101001"
    number = body + id_check(body)

    assert check_id(number).valid
    assert check_id(number, TODAY).faults == ("出生日期2027-01-01在今天之后",)


def test_the_former_number_of_foreigners_is_only_checked_for_its_form() -> None:
    found = check_id("usa110080010112")

    assert found.valid
    assert found.normal == "USA110080010112"
    assert found.warnings == ("旧版外国人永久居留证号码，只能核对格式",)


@pytest.mark.parametrize(
    ("code", "year", "name"),
    [
        ("350205", 1990, "厦门市杏林区"),
        ("350205", 2010, "厦门市海沧区"),
        ("350211", 1980, "厦门市郊区"),
        ("350211", 1990, "厦门市集美区"),
        ("350203", 1970, "厦门市思明区"),
        ("350202", 1990, "厦门市鼓浪屿区"),
        ("110101", 1990, "北京"),
        ("990000", 1990, None),
    ],
)
def test_a_division_has_the_name_of_its_time(code: str, year: int, name: str | None) -> None:
    assert division_name(code, year) == name


@pytest.mark.parametrize(
    ("division", "year", "warned"),
    [
        ("350202", "1990", False),
        ("350202", "2010", True),
        ("350299", "1990", True),
        ("990000", "1990", True),
        ("180000", "1990", True),
    ],
    ids=["abolished later", "abolished before birth", "never in Xiamen", "no province 99", "no province 18"],
)
def test_a_strange_division_is_a_warning_and_never_a_fault(division: str, year: str, *, warned: bool) -> None:
    body = f"{division}{year}0101001"
    found = check_id(body + id_check(body))

    assert found.valid
    assert bool([text for text in found.warnings if "区划" in text]) is warned


@pytest.mark.parametrize(("province", "warnings"), [("35", ()), ("99", ("区划代码990000的省级代码不在国家标准内",))])
def test_a_card_of_permanent_residence_names_its_province_in_the_second_and_third_place(
    province: str, warnings: tuple[str, ...]
) -> None:
    body = f"9{province}84019900101001"

    assert check_id(body + id_check(body)).warnings == warnings


@given(st.dates(date(1900, 1, 1), TODAY), st.integers(0, 999))
def test_every_made_number_is_valid_and_a_changed_digit_never_is(born: date, sequence: int) -> None:
    body = f"350203{born:%Y%m%d}{sequence:03d}"
    number = body + id_check(body)

    assert check_id(number, TODAY).valid
    assert birth_of(number) == born
    changed = str((int(number[15]) + 1) % 10)
    assert not check_id(number[:15] + changed + number[16:]).valid


@pytest.mark.parametrize("number", ["350203199002290015", "350203199003070015", "E12345678", ""])
def test_no_birth_is_read_from_a_number_that_is_not_right(number: str) -> None:
    assert birth_of(number) is None
