"""Identifiers: every published vector, every kind of fault, and forms that people really write."""

import timeit
from collections.abc import Callable
from datetime import date
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.lawbook import lawbook
from models.values import PartyKind
from rules.identifiers import (
    Identifier,
    barcode_check,
    birth_of,
    check_barcode,
    check_carton,
    check_id,
    check_licence,
    check_mobile,
    check_registration,
    check_uscc,
    division_name,
    id_check,
    is_plain_id,
    is_plain_licence,
    is_plain_mobile,
    is_plain_uscc,
    is_uscc,
    licence_number,
    masked,
    normal_id,
    normal_number,
    uscc_check,
)
from rules.identifiers.organisations import ALPHABET, inner_check, registration_check

TODAY = date(2026, 11, 21)
CODES = lawbook().in_force(TODAY).settings.carton
VALID_IDS = {
    "350203199003070014": "citizen",
    "350206198512310025": "citizen",
    "35020519880808004X": "citizen",
    "810000199001010027": "hk_residence",
    "820000199001010010": "macao_residence",
    "830000198502281246": "taiwan_residence",
    "935840199001010015": "foreign_permanent",
}
CITIZENS = r"(3502(02|03|99)|110101|990000|8[12]0000)(18|19|20|21)[0-9]{9}"
PLAIN: list[tuple[Callable[[str], bool], Callable[[str], Identifier]]] = [  # and the check that has nothing to say
    (is_plain_licence, check_licence),
    (is_plain_mobile, check_mobile),
    (is_plain_uscc, check_uscc),
    (partial(is_plain_id, today=TODAY), partial(check_id, today=TODAY)),
]
VALID_USCCS = ["91110000600037341L", "91350200MA00000XYL", "91350203MA31ABCD0Q", "92350206MA2YFAKE0X"]


@pytest.mark.parametrize(
    ("written", "normal"),
    [
        ("35020519880808004x", "35020519880808004X"),
        ("３５０２０５１９８８０８０８００４Ｘ", "35020519880808004X"),
        ("3502 0519 8808 0800 4X", "35020519880808004X"),
        ("\u200b350205\ufeff19880808\u00a0004X\n", "35020519880808004X"),
        ("350205\u30001988\u2060 0808\t004X\x00", "35020519880808004X"),
        ("92350206ma2yfake0x", "92350206MA2YFAKE0X"),
        ("厦 烟 12", "厦烟12"),
        ("", ""),
        (" \u200b", ""),
    ],
)
def test_the_normal_form_has_no_blanks_no_invisible_characters_and_upper_case(written: str, normal: str) -> None:
    assert normal_number(written) == normal


@given(st.text())
def test_the_normal_form_of_a_normal_form_is_itself(text: str) -> None:
    normal = normal_number(text)

    assert normal_number(normal) == normal


@given(st.text(alphabet=st.characters(max_codepoint=127)))
def test_the_short_way_for_ascii_gives_the_same_as_the_long_one(text: str) -> None:
    assert normal_number(text + "一") == normal_number(text) + "一"


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        ("350203199003070034", "3502************34"),
        ("92350206MA2YFAKE0X", "9235************0X"),
        ("13800138000", "1380*****00"),
        ("12345678", "********"),
        ("", ""),
    ],
)
def test_a_masked_number_keeps_its_first_four_and_last_two(number: str, shown: str) -> None:
    assert masked(number) == shown


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


def test_an_old_number_of_15_digits_becomes_the_18_digit_one_and_says_so() -> None:
    found = check_id("350203900307001")

    assert found.normal == "350203199003070014" == normal_id("350203900307001")
    assert found.valid
    assert found.warnings == ("15位旧号，已换算为18位",)


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


@pytest.mark.parametrize("number", VALID_USCCS)
def test_a_right_uscc_is_valid(number: str) -> None:
    assert check_uscc(number.lower()).valid
    assert is_uscc(number)


@pytest.mark.parametrize(
    ("number", "fault"),
    [
        ("91350213MA8TEST100", "含有代码不使用的字符：S"),
        ("00000000000000000X", "校验码应为0，实为X"),
        ("91350203MA31ABCD0R", "校验码应为Q，实为R"),
        ("91350203MA31ABCD0", "应为18位，实为17位"),
    ],
)
def test_a_wrong_uscc_says_why(number: str, fault: str) -> None:
    found = check_uscc(number)

    assert not found.valid
    assert found.faults == (fault,)
    assert not is_uscc(number)


@pytest.mark.parametrize(
    ("number", "warned"), [(VALID_USCCS[0], 0), (VALID_USCCS[1], 1), (VALID_USCCS[2], 0), (VALID_USCCS[3], 1)]
)
def test_an_inner_check_digit_that_does_not_fit_is_a_warning(number: str, warned: int) -> None:
    found = check_uscc(number)

    assert found.valid
    assert len([text for text in found.warnings if "GB 11714" in text]) == warned


@pytest.mark.parametrize(
    ("code", "check"), [("MA31ABCD", "0"), ("60003734", "1"), ("MA00000X", "7"), ("MA2YFAKE", "2")]
)
def test_the_inner_check_digit_follows_gb_11714(code: str, check: str) -> None:
    assert inner_check(code) == check


@given(st.text(alphabet=ALPHABET, min_size=17, max_size=17), st.data())
def test_a_uscc_with_one_changed_character_is_never_valid(body: str, data: st.DataObject) -> None:
    number = body + uscc_check(body)
    place = data.draw(st.integers(0, 16))
    other = data.draw(st.sampled_from([char for char in ALPHABET if char != number[place]]))

    assert check_uscc(number).valid
    assert not check_uscc(number[:place] + other + number[place + 1 :]).valid


@pytest.mark.parametrize("number", ["350200100001235", "350203600004562", "350206600123459"])
def test_a_registration_number_follows_mod_11_10(number: str) -> None:
    assert check_registration(number).valid
    assert registration_check(number[:14]) == number[14]
    assert not check_registration(number[:14] + str((int(number[14]) + 1) % 10)).valid


def test_a_registration_number_has_15_digits() -> None:
    assert check_registration("35020010000123").faults == ("应为15位数字",)


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


@pytest.mark.parametrize(
    ("number", "warnings"),
    [
        ("350203100001", ()),
        ("350203200001", ()),
        ("350203300001", ("第7位3既不是1也不是2",)),
        ("110101100001", ("区划代码110101不是厦门的",)),
    ],
)
def test_an_unusual_licence_number_is_valid_with_a_warning(number: str, warnings: tuple[str, ...]) -> None:
    found = check_licence(number)

    assert found.valid
    assert found.warnings == warnings


@pytest.mark.parametrize("number", ["35020310000", "3502031000011", "35020310000A", ""])
def test_a_licence_number_has_12_digits(number: str) -> None:
    assert check_licence(number).faults == ("应为12位数字",)


@pytest.mark.parametrize(
    ("kind", "number"), [(PartyKind.SOLE_TRADER, "350203100042"), (PartyKind.ENTERPRISE, "350203200042")]
)
def test_a_licence_gets_its_number_from_division_holder_and_serial(kind: PartyKind, number: str) -> None:
    assert licence_number("350203", kind, 42) == number


def test_a_sixth_digit_of_the_serial_is_never_made() -> None:
    with pytest.raises(ValueError, match="100000"):
        licence_number("350203", PartyKind.OTHER, 100000)


@given(
    st.one_of(
        st.from_regex(r"(19|18|29)[0-9]{10}", fullmatch=True),
        st.sampled_from([*VALID_IDS, *VALID_USCCS, "350203100001", "350299100001", "350203300001", "13906000000"]),
        st.builds(lambda b: b + id_check(b), st.from_regex(CITIZENS, fullmatch=True)),
        st.builds(lambda b: b + uscc_check(b), st.text(ALPHABET, min_size=17, max_size=17)),
        st.builds(
            lambda a, c: a + c + inner_check(c) + uscc_check(a + c + inner_check(c)),
            st.from_regex(r"[9175Y][1239A][0-9A]{6}", fullmatch=True),
            st.text(ALPHABET, min_size=8, max_size=8),
        ),
        st.text(max_size=20),
    )
)
def test_of_a_plain_number_the_whole_check_has_nothing_to_say(number: str) -> None:
    for plain, check in PLAIN:
        found = check(number)
        silent = found.normal == number and found.valid and not found.warnings
        assert plain(number) == (silent and found.parts.get("type", "citizen") == "citizen")


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


@pytest.mark.parametrize(
    ("number", "valid"),
    [("13800138000", True), ("+86 138-0013-8000", True), ("12800138000", False), ("05921234567", False)],
)
def test_a_mobile_number_begins_with_13_to_19(number: str, *, valid: bool) -> None:
    assert check_mobile(number).valid is valid


def test_the_json_of_a_check_has_the_agreed_keys() -> None:
    assert list(check_uscc("x").as_json()) == ["kind", "valid", "normal", "parts", "faults", "warnings"]


def test_check_digits_take_a_few_microseconds() -> None:
    seconds = min(timeit.repeat(lambda: id_check("35020319900307001"), number=2000, repeat=5)) / 2000

    assert seconds < 20e-6
