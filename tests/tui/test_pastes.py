"""What is pasted is text and never a key; a field takes it whole or says why not."""

from collections.abc import Sequence

import pytest
from textual import events

from tests.tui.fakes import console, screen_text
from tui.pastes import BEGIN, END, MOST, PATIENCE, Pastes
from tui.widgets.dialogs import AskText, Field

HOSTILE = "甲\x1b[2Jyn\x1b[A\x07乙"


def parted(*chunks: str) -> list[tuple[str, bool]]:
    """Return what comes out of chunks, and of one look without a byte, neighbours of a kind together."""
    pastes, found = Pastes(), list[tuple[str, bool]]()
    for text, pasted in (part for chunk in [*chunks, ""] for part in pastes.parts(chunk)):
        if found and not pasted and not found[-1][1]:
            found[-1] = (found[-1][0] + text, False)
        else:
            found.append((text, pasted))
    return found


@pytest.mark.parametrize("cut", range(len(f"a{BEGIN}{HOSTILE}{END}b")))
def test_a_paste_is_one_piece_wherever_the_line_cuts_it(cut: int) -> None:
    sent = f"a{BEGIN}{HOSTILE}{END}b"

    found = parted(sent[:cut], sent[cut:])

    assert found == [("a", False), (HOSTILE, True), ("b", False)]


@pytest.mark.parametrize("chunks", [("\x1b",), ("\x1b[A",), ("ab\x1b",), ("\x1b[", "B"), (END,)])
def test_keys_come_through_as_they_are(chunks: Sequence[str]) -> None:
    assert parted(*chunks) == [("".join(chunks), False)]


def test_escape_alone_waits_for_nothing() -> None:
    assert list(Pastes().parts("\x1b")) == [("\x1b", False)]


def test_two_pastes_and_an_empty_one_are_three() -> None:
    assert parted(f"{BEGIN}甲{END}{BEGIN}{END}{BEGIN}乙{END}") == [("甲", True), ("", True), ("乙", True)]


def test_a_paste_whose_end_was_lost_is_over_after_a_while() -> None:
    pastes = Pastes()
    looks = [list(pastes.parts(text)) for text in (f"{BEGIN}甲", *[""] * PATIENCE, "y")]

    assert looks == [[], *[[]] * (PATIENCE - 1), [("甲", True)], [("y", False)]]


def test_a_paste_without_end_takes_no_more_memory_than_it_may() -> None:
    pastes = Pastes()
    found = [part for text in (BEGIN, "x" * MOST, "y" * MOST, END) for part in pastes.parts(text)]

    assert found == [("x" * MOST, True)]


@pytest.mark.parametrize(
    ("pasted", "kept", "told"),
    [
        ("厦门市\r\n  思明区\n", "厦门市 思明区", ""),
        ("张\u200b三\u202e\x07", "张三", "3 个看不见的字符"),
        ("长" * 21, "", "有 21 字，这里还能写 20 字"),
        ("长" * 20, "长" * 20, ""),
        (" \n", "", ""),
    ],
    ids=["lines become one", "what cannot be seen stays away", "too long", "just fits", "nothing"],
)
async def test_a_field_takes_a_paste_whole_or_says_why_not(pasted: str, kept: str, told: str) -> None:
    app = console()
    async with app.run_test() as pilot:
        app.push_screen(AskText("说明", limit=20))
        await pilot.pause()
        app.screen.query_one(Field).post_message(events.Paste(pasted))
        await pilot.pause()

        assert app.screen.query_one(Field).value == kept
        assert told in screen_text(app)
        assert bool(told) == ("字" in screen_text(app))


async def test_a_field_that_is_full_says_how_much_it_takes() -> None:
    app = console()
    async with app.run_test() as pilot:
        app.push_screen(AskText("说明", limit=3))
        await pilot.pause()
        await pilot.press("a", "b", "c", "d")
        await pilot.pause()

        assert app.screen.query_one(Field).value == "abc"
        assert "这里最多写 3 字" in screen_text(app)
