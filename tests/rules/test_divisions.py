"""Divisions: every province of the standard, and Xiamen's codes in the first and last year of each name."""

from datetime import date

import pytest

from rules.identifiers.divisions import XIAMEN, division_name, division_warning
from rules.identifiers.persons import birth_of, check_id, check_mobile, id_check, is_plain_id

ERAS = {  # GB/T 2260 in its editions: code, names with their first and last year
    "350200": [("厦门市", 0, 9999)],
    "350201": [("厦门市市辖区", 0, 9999)],
    "350202": [("厦门市鼓浪屿区", 0, 2003)],
    "350203": [("厦门市思明区", 1983, 9999)],
    "350204": [("厦门市开元区", 0, 2003)],
    "350205": [("厦门市杏林区", 0, 2002), ("厦门市海沧区", 2003, 9999)],
    "350206": [("厦门市湖里区", 1987, 9999)],
    "350211": [("厦门市郊区", 0, 1986), ("厦门市集美区", 1987, 9999)],
    "350212": [("厦门市同安区", 1996, 9999)],
    "350213": [("厦门市翔安区", 2003, 9999)],
    "350221": [("厦门市同安县", 0, 1996)],
}
STANDARD = (
    "11北京 12天津 13河北 14山西 15内蒙古 21辽宁 22吉林 23黑龙江 31上海 32江苏 33浙江 34安徽 35福建 36江西 37山东 "
    "41河南 42湖北 43湖南 44广东 45广西 46海南 50重庆 51四川 52贵州 53云南 54西藏 61陕西 62甘肃 63青海 64宁夏 65新疆 "
    "71台湾 81香港 82澳门 83台湾"
)
TODAY = date(2026, 11, 21)


@pytest.mark.parametrize("each", STANDARD.split())
def test_a_province_has_its_name_and_needs_no_warning(each: str) -> None:
    code = f"{each[:2]}0101"

    assert division_name(code, 1990) == each[2:]
    assert division_warning(code, 1990) is None


@pytest.mark.parametrize(
    "code", ["10", "16", "20", "24", "30", "38", "40", "47", "49", "55", "60", "66", "70", "80", "84", "00"]
)
def test_what_is_no_province_is_a_warning(code: str) -> None:
    assert division_name(f"{code}0101", 1990) is None
    assert division_warning(f"{code}0101", 1990) == f"区划代码{code}0101的省级代码不在国家标准内"


def test_the_codes_of_xiamen_are_those_of_the_standard_in_its_editions() -> None:
    assert {code: [(era.name, era.first, era.last) for era in eras] for code, eras in XIAMEN.items()} == ERAS


@pytest.mark.parametrize(
    ("code", "year", "name"),
    [
        ("350200", 1950, "厦门市"),
        ("350201", 1990, "厦门市市辖区"),
        ("350202", 2003, "厦门市鼓浪屿区"),
        ("350203", 1983, "厦门市思明区"),
        ("350203", 1982, "厦门市思明区"),
        ("350204", 2003, "厦门市开元区"),
        ("350205", 2002, "厦门市杏林区"),
        ("350205", 2003, "厦门市海沧区"),
        ("350206", 1990, "厦门市湖里区"),
        ("350211", 1986, "厦门市郊区"),
        ("350211", 1987, "厦门市集美区"),
        ("350212", 1999, "厦门市同安区"),
        ("350213", 2010, "厦门市翔安区"),
        ("350221", 1996, "厦门市同安县"),
        ("350221", 2020, "厦门市同安县"),
    ],
)
def test_a_code_of_xiamen_has_the_name_of_its_year(code: str, year: int, name: str) -> None:
    assert division_name(code, year) == name


@pytest.mark.parametrize(("code", "last"), [("350202", 2003), ("350204", 2003), ("350221", 1996)])
def test_an_abolished_code_is_a_warning_from_the_year_after_its_last(code: str, last: int) -> None:
    assert division_warning(code, last) is None
    assert (
        division_warning(code, last + 1) == f"区划代码{code}（{division_name(code, last)}）已于{last}年撤销，早于该日期"
    )


@pytest.mark.parametrize("code", sorted(set(XIAMEN) - {"350202", "350204", "350221"}))
def test_a_code_in_use_is_no_warning_in_any_year(code: str) -> None:
    assert [division_warning(code, year) for year in (0, 1950, 9999)] == [None, None, None]


def test_a_code_that_xiamen_never_had_is_a_warning() -> None:
    assert division_warning("350299", 1990) == "厦门没有区划代码350299"
    assert division_warning("350399", 1990) is None
    assert division_name("350399", 1990) == "福建"


def whole(body: str) -> str:
    """Return a number with its check character."""
    return body + id_check(body)


@pytest.mark.parametrize(
    ("born", "plain"), [("18991231", False), ("19000101", True), ("20261121", True), ("20261122", False)]
)
def test_a_plain_number_is_born_between_1900_and_today(born: str, plain: bool) -> None:
    assert is_plain_id(whole(f"350203{born}001"), TODAY) is plain


def test_a_number_that_needs_a_word_is_not_plain() -> None:
    assert not is_plain_id(whole("35029919900101001"), TODAY)
    assert not is_plain_id(whole("81000019900101001"), TODAY)
    assert not is_plain_id(whole("35020319900101001")[:-1], TODAY)


@pytest.mark.parametrize(
    ("number", "today", "faults"),
    [
        (whole("35020320261121001"), TODAY, ()),
        (whole("35020320261122001"), TODAY, ("出生日期2026-11-22在今天之后",)),
        (whole("35020320261122001"), None, ()),
        (whole("35020319900230001"), TODAY, ("出生日期19900230不存在",)),
        ("1234", TODAY, ("应为18位（17位数字加1位数字或X）或15位旧号",)),
    ],
)
def test_a_number_has_the_faults_that_it_has(number: str, today: date | None, faults: tuple[str, ...]) -> None:
    assert check_id(number, today).faults == faults


def test_a_number_of_15_digits_says_that_it_was_converted() -> None:
    found = check_id("350203900307001")

    assert found.normal == "350203199003070014"
    assert found.warnings == ("15位旧号，已换算为18位",)
    assert found.valid
    assert birth_of("350203900307001") is None


@pytest.mark.parametrize(
    ("number", "kind", "sex"),
    [
        ("350203199003070014", "citizen", "male"),
        ("350206198512310025", "citizen", "female"),
        ("810000199001010027", "hk_residence", "female"),
        ("820000199001010010", "macao_residence", "male"),
        ("830000198502281246", "taiwan_residence", "female"),
        ("935840199001010015", "foreign_permanent", "male"),
    ],
)
def test_a_card_is_known_by_its_first_digits(number: str, kind: str, sex: str) -> None:
    found = check_id(number, TODAY)

    assert (found.valid, found.parts["type"], found.parts["sex"]) == (True, kind, sex)
    assert (found.parts["sequence"], found.parts["check"]) == (number[14:17], number[17])
    assert found.parts["birth_on"] == f"{number[6:10]}-{number[10:12]}-{number[12:14]}"
    assert found.warnings == ()


def test_a_foreign_card_says_province_and_country() -> None:
    parts = check_id("935840199001010015").parts

    assert (parts["province"], parts["country"]) == ("35", "840")
    assert check_id("USA123456789012").parts == {"type": "foreign_permanent_old", "country": "USA"}
    assert check_id("USA123456789012").warnings == ("旧版外国人永久居留证号码，只能核对格式",)


def test_who_was_born_before_1900_is_remarked() -> None:
    assert check_id(whole("35020318991231001")).warnings == ("出生日期1899-12-31过早",)
    assert check_id(whole("35020319000101001")).warnings == ()


@pytest.mark.parametrize(
    ("text", "valid"),
    [
        ("13000000000", True), ("19900000000", True), ("12900000000", False), ("+8613900000001", True),
        ("139-0000-0001", True), ("1390000000", False), ("139000000011", False),
    ],
)  # fmt: skip
def test_a_mobile_number_begins_with_13_to_19_and_has_11_digits(text: str, valid: bool) -> None:
    assert check_mobile(text).valid is valid
