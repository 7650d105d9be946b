"""Numbers of organisations: credit codes, organisation codes, registration numbers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.identifiers import (
    check_registration,
    check_uscc,
    is_uscc,
    uscc_check,
)
from rules.identifiers.organisations import ALPHABET, inner_check, registration_check
from tests.rules.numbers import VALID_USCCS


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


def test_a_strange_category_is_told_alone_where_the_division_is_in_figures() -> None:
    body = f"9A350203MA31ABCD{inner_check('MA31ABCD')}"

    assert check_uscc(body + uscc_check(body)).warnings == ("机构类别代码A不常见",)


def test_a_sum_of_nothing_counts_ten_in_the_check_of_a_registration_number() -> None:
    assert registration_check("0" * 14) == "5"  # by hand: 9, 7, 3, 6, 1, 2, 4, 8, 5, 10, 9, 7, 3, 6; 11 less 6
    assert registration_check("0" * 13 + "3") == "0"  # … 3; 3 and 3 doubled are 12, 1 of 11; 11 less 1 is a 0


@pytest.mark.parametrize("number", ["350200100001235", "350203600004562", "350206600123459"])
def test_a_registration_number_follows_mod_11_10(number: str) -> None:
    assert check_registration(number).valid
    assert registration_check(number[:14]) == number[14]
    assert not check_registration(number[:14] + str((int(number[14]) + 1) % 10)).valid


def test_a_registration_number_has_15_digits() -> None:
    assert check_registration("35020010000123").faults == ("应为15位数字",)
