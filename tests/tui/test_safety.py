"""No data becomes a control, a colour or a link."""

import asyncio
import json
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich import cells
from rich.cells import cell_len
from textual.widgets import Static

from tests.tui.fakes import ListScreen, Numbers, console, screen_text
from tui.safety import WIDTHS, VisibleOnly, fit, one_line, visible
from tui.widgets.dialogs import Confirm, Option, Pick
from tui.widgets.paper import note, pair, shown_bytes

DATA = Path(__file__).parents[1] / "data/hostile_texts.jsonl"
HOSTILE = [json.loads(line) for line in DATA.read_text(encoding="utf-8").splitlines()]
TEXTS = [entry["text"] for entry in HOSTILE]
CLICKABLE = "[@click=app.simulate_key('u')]某某公司[/]"


def is_control(char: str) -> bool:
    return unicodedata.category(char) in {"Cc", "Cs", "Co", "Zl", "Zp"} or char in "\u202e\u2066\u200f\u200b\ufeff"


@pytest.mark.parametrize("text", TEXTS, ids=[entry["id"] for entry in HOSTILE])
def test_hostile_text_has_no_control_left_on_one_line(text: str) -> None:
    shown = one_line(text)

    assert not any(is_control(char) for char in shown)
    assert len(shown) == len(text)


@given(st.text(), st.integers(1, 40))
def test_fitted_text_has_exactly_its_width_and_says_when_it_is_cut(text: str, width: int) -> None:
    line = one_line(text)

    shown = fit(line, width)

    assert cell_len(shown) == width
    assert cell_len(line) <= width or "…" in shown


@given(st.text())
def test_visible_text_keeps_line_breaks_and_nothing_else_below_the_blank(text: str) -> None:
    assert all(ord(char) >= 32 or char in "\t\n" for char in visible(text))


def test_the_last_gate_is_on_and_last_in_every_console() -> None:
    filters = console().get_line_filters()

    assert isinstance(filters[-1], VisibleOnly)


async def test_hostile_names_in_a_list_reach_the_terminal_as_visible_signs() -> None:
    names = [*TEXTS, CLICKABLE, "[/x", "[red]红"]
    app = console()
    async with app.run_test(size=(120, len(names) + 8)) as pilot:
        await app.push_screen(ListScreen(Numbers(range(len(names)), lambda n: names[n])))
        await pilot.pause()
        await app.workers.wait_for_complete()
        await pilot.pause()

        text = screen_text(app)

    assert not any(is_control(char) for char in text.replace("\n", ""))
    assert "[@click=app.simulate" in text


@pytest.mark.parametrize("make", [
    lambda title, texts: Confirm(title, [entry for text in texts for entry in (note(text), pair(text, text))]),
    lambda title, texts: Pick(title, [Option(n, text, text, text) for n, text in enumerate(texts)], hint=title),
], ids=["confirm", "pick"])  # fmt: skip
async def test_hostile_text_in_dialogs_is_shown_and_does_nothing(make) -> None:  # type: ignore[no-untyped-def]
    app = console()
    everything = [*TEXTS, CLICKABLE, "[/x"]
    async with app.run_test(size=(120, 60)) as pilot:
        for start in range(0, len(everything), 6):
            texts = everything[start : start + 6]
            await app.push_screen(make("".join(text[:16] for text in texts), texts))
            await pilot.pause(0)
            assert not any(is_control(char) for char in screen_text(app).replace("\n", ""))
            await app.screen.dismiss(None)

    assert app.office.done == []  # type: ignore[attr-defined]


async def test_without_the_gate_the_same_text_would_reach_the_terminal() -> None:
    app = console()
    app._filters = [f for f in app._filters if not isinstance(f, VisibleOnly)]
    async with app.run_test() as pilot:
        await app.screen.mount(Static("\u009b2J", markup=False))
        async with asyncio.timeout(60):
            while "\u009b" not in screen_text(app):
                await pilot.pause(0.01)


@given(st.binary(max_size=300))
def test_bytes_are_shown_as_text_or_as_a_dump_never_raw(raw: bytes) -> None:
    shown = shown_bytes(raw)

    assert all(ord(char) >= 32 or char in "\t\n" for char in shown)


def test_a_long_answer_says_how_much_is_shown() -> None:
    assert "共 70000 字节" in shown_bytes(b"a" * 70_000)


def test_widths_are_remembered_of_some_screens_full_only() -> None:
    for number in range(2 * WIDTHS):
        assert cell_len(f"许可证{number}") == 6 + len(str(number))

    assert cells.cached_cell_len.cache_info().currsize == WIDTHS
