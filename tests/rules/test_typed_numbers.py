"""Numbers as hands type them: mended only where a look-alike was typed and every check agrees then."""

import pytest

from rules.identifiers.typed import is_whole, mended

PERSON, WITH_X = "350203199003070014", "35020319900307025X"
SHOP, REGISTERED = "92350206MA2YFAKE0X", "350203100000016"


@pytest.mark.parametrize("typed", list("OoОοΟ〇"))
def test_what_looks_like_a_nought(typed: str) -> None:
    assert mended(PERSON.replace("0", typed, 1)) == PERSON
    assert mended(REGISTERED.replace("0", typed)) == REGISTERED


@pytest.mark.parametrize("typed", list("Ii|!！lL"))
def test_what_looks_like_a_one(typed: str) -> None:
    assert mended(PERSON.replace("1", typed)) == PERSON


@pytest.mark.parametrize("typed", list("xХχΧ×✕✗"))
def test_what_looks_like_an_x(typed: str) -> None:
    assert mended(WITH_X.replace("X", typed)) == (WITH_X if typed != "x" else "")  # a small x is the sign itself
    assert mended(SHOP.replace("X", typed)) == (SHOP if typed != "x" else "")


@pytest.mark.parametrize(("figure", "letter"), [("1", "L"), ("5", "S"), ("2", "Z"), ("0", "Q")])
def test_letters_among_figures_are_figures(figure: str, letter: str) -> None:
    assert mended(PERSON.replace(figure, letter, 1)) == PERSON
    assert mended(REGISTERED.replace(figure, letter, 1)) == REGISTERED


def test_an_eight_typed_as_b_and_both_kinds_of_slips_together() -> None:
    other = "350203198003070018"
    whole = next(f"{other[:17]}{last}" for last in "0123456789X" if is_whole(f"{other[:17]}{last}"))
    assert mended(whole.replace("8", "B", 1)) == whole
    assert mended(PERSON.replace("5", "S", 1).replace("1", "I", 1)) == PERSON


def test_the_letters_of_a_credit_code_stay_letters() -> None:
    assert mended(SHOP.replace("0", "O")) == SHOP
    assert mended("11350200MB1A2B3CXA".replace("0", "O")) == "11350200MB1A2B3CXA"  # its B is no eight
    assert mended(SHOP) == ""


@pytest.mark.parametrize("right", [PERSON, WITH_X, SHOP, REGISTERED, "350203900307001"])
def test_what_is_right_is_left_alone(right: str) -> None:
    assert (is_whole(right), mended(right)) == (True, "")


@pytest.mark.parametrize(
    "wrong", ["", "O", PERSON + "0", "O" + PERSON, PERSON[:-1] + "5", REGISTERED[:-1] + "8", "35O20319900307OO15"]
)
def test_what_is_right_in_no_reading_is_not_mended(wrong: str) -> None:
    assert (is_whole(wrong), mended(wrong)) == (False, "")


def test_fifteen_signs_are_figures_only() -> None:
    assert not is_whole("35020310000001X")
    assert not is_whole(SHOP[:15])
