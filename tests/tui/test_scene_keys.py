"""Keys at the scene by their times alone: scanners lose and double nothing, people are never taken for one."""

import random

import pytest

from rules.identifiers import barcode_check
from tui.scene_keys import HOLD, SceneKeys
from tui.widgets.digits import DIGITS, large

CODE = "6901028075763"


def barcode(number: int) -> str:
    body = f"690102{number:06d}"
    return body + barcode_check(body)


def fed(
    keys: SceneKeys, text: str, at: float, gap: float, *, enter: bool = True
) -> tuple[list[tuple[str, str]], float]:
    """Feed a text key by key, `gap` seconds apart; return what it meant, and when the last key came."""
    found = []
    for char in text:
        at += gap
        found += keys.feed(char, char, at)
    if enter:
        at += gap
        found += keys.feed("enter", None, at)
    return found, at


@pytest.mark.parametrize("gap", [0.002, 0.0, 0.02], ids=["2 ms a key", "all in one packet", "a slow scanner"])
def test_of_500_scans_none_is_lost_and_none_doubled(gap: float) -> None:
    keys, at, seen, wanted = SceneKeys(), 0.0, [], [barcode(number % 40) for number in range(500)]

    for code in wanted:
        found, at = fed(keys, code, at + gap, gap)
        seen += found

    assert seen == [("scan", code) for code in wanted]


def test_a_person_is_never_a_scanner() -> None:
    dice = random.Random(7)
    for _ in range(15):
        keys, at, seen = SceneKeys(), 0.0, []
        for char in CODE:
            at += dice.uniform(0.06, 0.14)
            seen += keys.feed(char, char, at)
        assert [*seen, *keys.feed("enter", None, at + 0.1)] == [("typed", CODE)]


def test_one_slow_key_does_not_tear_a_scan() -> None:
    keys = SceneKeys()
    _, at = fed(keys, CODE[:6], 0.0, 0.002, enter=False)

    assert fed(keys, CODE[6:], at + 0.3, 0.002)[0] == [("scan", CODE)]


def test_a_short_torn_line_is_told_as_typed_and_never_completed_by_the_next_scan() -> None:
    keys = SceneKeys()

    torn, at = fed(keys, CODE[:4], 0.0, 0.002)
    whole, _ = fed(keys, CODE, at, 0.002)

    assert (torn, whole) == ([("typed", CODE[:4])], [("scan", CODE)])


def test_what_a_person_left_unfinished_does_not_spoil_a_scan() -> None:
    keys = SceneKeys()
    _, at = fed(keys, "69", 0.0, 0.1, enter=False)

    assert fed(keys, CODE, at + 1.0, 0.002)[0] == [("scan", CODE)]
    assert keys.written == ""


def test_a_letter_alone_is_a_command_once_no_scan_can_follow() -> None:
    keys = SceneKeys()

    assert keys.feed("j", "j", 1.0) == []
    assert keys.flush(1.0 + HOLD - 0.001) == []
    assert keys.flush(1.0 + HOLD) == [("command", "j")]
    assert keys.flush(2.0) == []


def test_a_letter_before_the_next_key_of_a_person_is_a_command() -> None:
    keys = SceneKeys()
    keys.feed("u", "u", 1.0)

    assert keys.feed("u", "u", 1.0 + HOLD) == [("command", "u")]
    assert keys.flush(3.0) == [("command", "u")]


def test_a_letter_in_front_of_a_scan_is_part_of_the_scan() -> None:
    keys = SceneKeys()

    assert fed(keys, f"z{CODE}", 0.0, 0.002)[0] == [("scan", f"z{CODE}")]
    assert fed(keys, f"]E0{CODE}", 1.0, 0.002)[0] == [("scan", f"]E0{CODE}")]
    assert keys.flush(9.0) == []


@pytest.mark.parametrize("text", ["u", "25x"])
def test_a_scan_right_behind_a_command_is_whole(text: str) -> None:
    keys = SceneKeys()
    _, at = fed(keys, text, 0.0, 0.1, enter=False)

    assert fed(keys, CODE, at + 0.2, 0.002)[0][-1] == ("scan", CODE)


@pytest.mark.parametrize("text", ["25x", "2.5x", "3p"])
def test_a_number_with_its_unit_is_an_amount(text: str) -> None:
    keys = SceneKeys()

    assert fed(keys, text, 0.0, 0.1, enter=False)[0] == [("amount", text)]
    assert keys.written == ""


def test_the_keys_of_a_scan_are_told_from_those_that_a_person_wants_to_see() -> None:
    keys = SceneKeys()
    keys.feed("6", "6", 1.0)
    first = keys.hurried
    keys.feed("9", "9", 1.0 + HOLD)
    typed = keys.hurried
    keys.feed("0", "0", 1.049 + HOLD)

    assert (first, typed, keys.hurried) == (True, False, True)


def test_what_is_typed_can_be_mended_and_given_up() -> None:
    keys = SceneKeys()
    fed(keys, "12", 0.0, 0.1, enter=False)

    assert keys.feed("backspace", "\x08", 1.0) == []
    assert keys.written == "1"
    assert keys.feed("escape", "\x1b", 1.1) == []
    assert fed(keys, "", 2.0, 0.1)[0] == []


def test_every_digit_is_three_lines_high_and_of_one_width() -> None:
    assert {len(lines) for lines in DIGITS.values()} == {3}
    assert {len(line) for char, lines in DIGITS.items() if char != "." for line in lines} == {3}
    assert large("1.5条") == ["▀█    █▀▀", " █    ▀▀█", "▀▀▀ ▄ ▀▀▀"]
