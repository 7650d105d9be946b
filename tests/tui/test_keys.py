"""Keys: input methods, jumps, help and palette that know every command, and leaving only after a question."""

from typing import Any

import pytest
from textual import events
from textual.binding import Binding
from textual.widget import Widget

from tests.tui.fakes import ListScreen, Numbers, console, screen_text
from tui.app import Console
from tui.places import JUMPS
from tui.screens import VIEWS
from tui.view import View
from tui.widgets import dialogs, form, paper, record_table
from tui.widgets.commands import active


def own_classes() -> list[type]:
    """Return every class of ours that binds keys."""
    found: list[type] = [Console, *(place.view for place in VIEWS.values())]
    waiting: list[type] = [View, dialogs.Dialog, record_table.RecordTable, paper.Paper, form.Chooser]
    while waiting:
        each = waiting.pop()
        found.append(each)
        below: list[type] = type.__subclasses__(each)
        waiting += [sub for sub in below if sub.__module__.startswith("tui.")]
    return list(dict.fromkeys(found))


def bindings() -> list[tuple[type, Binding]]:
    return [(cls, b) for cls in own_classes() for b in vars(cls).get("BINDINGS", []) if isinstance(b, Binding)]


def test_every_command_has_an_id_and_a_chinese_name() -> None:
    assert len(bindings()) > 80
    for cls, binding in bindings():
        assert binding.id, (cls, binding)
        assert any("\u4e00" <= char <= "\u9fff" for char in binding.description), (cls, binding)


def test_every_command_is_an_action_of_its_class() -> None:
    for cls, binding in bindings():
        name = binding.action.partition("(")[0]
        owner = Console if name.startswith("app.") else cls
        assert hasattr(owner, f"action_{name.removeprefix('app.')}"), (cls, binding)


def test_no_command_uses_a_key_that_terminals_or_input_methods_take() -> None:
    taken = {"ctrl+space", "shift+space", "ctrl+s", "f10", "f11", "ctrl+z", "ctrl+full_stop"}

    used = {key.strip() for _cls, binding in bindings() for key in binding.key.split(",")}

    assert used & taken == set()


def test_every_subject_can_be_jumped_to() -> None:
    assert set(JUMPS.values()) == set(VIEWS) - {"sign_in"}


async def opened(app: Console) -> ListScreen:
    screen = ListScreen(Numbers(range(50)))
    await app.push_screen(screen)
    return screen


@pytest.mark.parametrize(("char", "row"), [("ｊ", 1), ("Ｇ", 49), ("\u3000", 1)], ids=["j", "G", "space"])
async def test_full_width_keys_of_an_input_method_work(char: str, row: int) -> None:
    app = console()
    async with app.run_test() as pilot:
        screen = await opened(app)
        await pilot.pause()
        screen.table.focus()
        await app.on_event(events.Key(char, char))
        await pilot.pause(0.1)

        assert screen.table.current == (row, f"第{row}号")


async def test_chinese_text_in_a_list_asks_for_english_input() -> None:
    app = console()
    async with app.run_test() as pilot:
        await opened(app)
        await app.on_event(events.Key("受", "受"))
        await pilot.pause()

        assert "请切换到英文输入" in screen_text(app)


async def test_a_byte_that_is_no_utf8_is_a_notice() -> None:
    app = console()
    async with app.run_test() as pilot:
        await opened(app)
        await app.on_event(events.Key("\ufffd", "\ufffd"))
        await pilot.pause()

        assert "UTF-8" in screen_text(app)


async def test_the_palette_finds_by_full_pinyin_and_shows_the_key() -> None:
    app = console()
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(app)
        await pilot.press("colon")
        for char in "zuihou":
            await pilot.press(char)
        await pilot.pause()

        assert "最后一行" in screen_text(app)
        assert "End G" in screen_text(app)


async def test_help_lists_every_active_command_of_ours() -> None:
    app = console()
    async with app.run_test(size=(80, 60)) as pilot:
        await opened(app)
        await pilot.pause()
        names = {command.name for command in active(app)}
        ids = {b.binding.id for b in app.screen.active_bindings.values() if b.binding.id}
        assert {command.id for command in active(app)} == ids
        await pilot.press("question_mark")
        await pilot.pause()

        assert {option.text for option in app.screen._options} == names  # type: ignore[attr-defined]


@pytest.mark.parametrize("key", ["ctrl+q", "ctrl+c"])
async def test_leaving_asks_first(key: str) -> None:
    app = console()
    async with app.run_test() as pilot:
        await opened(app)
        await pilot.press(key)
        await pilot.pause()
        assert "退出鹭桥？" in screen_text(app)
        await pilot.press("escape")
        await pilot.pause()
        assert app.is_running
        await pilot.press(key, "enter")

    assert app.return_code == 0


async def test_undo_without_a_deed_and_repeat_without_a_deed_say_so() -> None:
    app = console()
    async with app.run_test() as pilot:
        await opened(app)
        await pilot.press("u")
        await pilot.pause()
        assert "没有可撤销的操作" in screen_text(app)
        await pilot.press("full_stop")
        await pilot.pause()
        assert "还没有可重复的操作" in screen_text(app)


async def test_a_field_takes_no_more_than_it_may() -> None:
    app = console()
    async with app.run_test() as pilot:
        app.push_screen(dialogs.AskText("说明", limit=20))
        await pilot.pause()
        app.screen.post_message(events.Paste("长" * 10_000))
        await pilot.pause()
        app.focused.post_message(events.Paste("长" * 10_000))  # type: ignore[union-attr]
        await pilot.pause()

        assert len(app.screen.query_one(dialogs.Field).value) <= 20


async def test_no_way_leads_out_of_the_console() -> None:
    app = console()
    async with app.run_test() as pilot:
        app.open_url("http://127.0.0.1/")
        assert app.deliver_text("/etc/hostname") is None
        assert app.deliver_binary("/etc/hostname") is None
        app.action_suspend_process()
        await pilot.pause()

        names = [command.name for command in app._more_commands()]
        assert not any("截" in name or "Screenshot" in name for name in names)
        assert not app.ENABLE_COMMAND_PALETTE


async def test_nothing_is_drawn_while_nothing_happens() -> None:
    app = console()
    async with app.run_test() as pilot:
        screen = await opened(app)
        await pilot.pause(0.3)
        drawn: list[Widget] = []
        original = app._display

        def watched(which: Any, what: Any) -> None:
            drawn.append(which)
            original(which, what)

        setattr(app, "_display", watched)  # noqa: B010
        for _ in range(4):
            await app._watch_data()
        screen.table.reload()
        await pilot.pause(0.3)

        assert drawn == []
