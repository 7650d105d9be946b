"""Identifiers: their normal form, masked numbers, licence and mobile numbers, what a whole check says."""

import timeit
from collections.abc import Callable
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.values import PartyKind
from rules.identifiers import (
    Identifier,
    check_id,
    check_licence,
    check_mobile,
    check_uscc,
    id_check,
    is_plain_id,
    is_plain_licence,
    is_plain_mobile,
    is_plain_uscc,
    licence_number,
    masked,
    normal_number,
    uscc_check,
)
from rules.identifiers.organisations import ALPHABET, inner_check
from rules.identifiers.text import is_invisible
from tests.rules.numbers import TODAY, VALID_IDS, VALID_USCCS

CITIZENS = r"(3502(02|03|99)|110101|990000|8[12]0000)(18|19|20|21)[0-9]{9}"
PLAIN: list[tuple[Callable[[str], bool], Callable[[str], Identifier]]] = [  # and the check that has nothing to say
    (is_plain_licence, check_licence),
    (is_plain_mobile, check_mobile),
    (is_plain_uscc, check_uscc),
    (partial(is_plain_id, today=TODAY), partial(check_id, today=TODAY)),
]


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


@pytest.mark.parametrize("sign", "\ufe00\ufe0f\U000e0100\U000e01ef\u2028\u2029\u3164\uffa0\u00ad")
def test_a_sign_that_shows_nothing_is_no_part_of_a_number(sign: str) -> None:
    assert normal_number(f"厦{sign}12") == "厦12"
    assert is_invisible(sign)


def test_of_plain_signs_only_blanks_and_controls_are_taken_out() -> None:
    plain = "".join(map(chr, range(128)))

    assert normal_number(plain) == "".join(map(chr, range(33, 127))).upper()


@pytest.mark.parametrize("sign", "\ufdff\ufe10\U000e00f0\U000e01f0A一", ids=ascii)
def test_the_neighbours_of_what_shows_nothing_are_kept(sign: str) -> None:
    assert not is_invisible(sign)


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
        ("123456789", "1234***89"),
        ("12345678", "********"),
        ("", ""),
    ],
)
def test_a_masked_number_keeps_its_first_four_and_last_two(number: str, shown: str) -> None:
    assert masked(number) == shown


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
