"""The console: one window with a screen for each subject, keys first, and nothing of it in the terminal afterwards."""

import asyncio
import os
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any, ClassVar

from textual import work
from textual.binding import Binding, BindingType
from textual.screen import Screen
from typing_extensions import override

from models.errors import BureauError, InvalidInput
from models.values import Officer
from tui import halting
from tui.drafts import Drafts
from tui.language import N_, _, set_language
from tui.office import Office
from tui.places import JUMPS, NOBODY, Places
from tui.screens import VIEWS
from tui.terminal import stop_on_signals
from tui.themes import NAMES, suitable
from tui.view import View, key
from tui.widgets.commands import Command, CommandList, active
from tui.widgets.dialogs import Confirm, Dialog, Trouble
from tui.widgets.paper import note
from tui.words import SUBJECTS

POLL_SECONDS = 0.5
READERS = 3  # threads that read and do; each keeps one connection
QUIET_TICKS = 6  # what changes without a deed (health, runs) is looked at every so many polls


class Console(Places, inherit_bindings=False):
    """Holds the office and the officer, and whatever belongs to no single screen."""

    CSS_PATH = Path(__file__).with_name("console.tcss")
    TITLE = "Luqiao"
    BINDINGS: ClassVar[list[BindingType]] = [
        key("question_mark,f1", "help", N_("帮助"), "app.help"),
        key("colon,ctrl+p", "palette", N_("全部命令"), "app.palette", show=False),
        key("g", "jump", N_("跳转"), "app.jump"),
        key("u", "undo", N_("撤销"), "app.undo"),
        key("full_stop", "repeat", N_("重复上一操作"), "app.repeat", show=False),
        key("left_square_bracket", "visited(-1)", N_("后退到上一屏"), "app.previous", show=False),
        key("right_square_bracket", "visited(1)", N_("前进到下一屏"), "app.next", show=False),
        key("L", "sign_out", N_("换人登录"), "app.sign_out", show=False),
        Binding("ctrl+q,ctrl+c", "leave", N_("退出"), show=False, priority=True, id="app.leave"),
    ]

    def __init__(self, office: Office, *, officer: Officer = NOBODY, welcome: str = "", theme: str = "dark") -> None:
        super().__init__(officer, theme)
        self.office, self.welcome = office, welcome
        self.alarms = 0
        self.halted: halting.Halting = halting.nothing
        self.undoable: list[str] = []
        self.again: tuple[str, Any] | None = None
        self.speaker: View | None = None  # which screen spoke last
        self.drafts = Drafts(self)
        self.version = -1  # of the data, as it was last asked for
        self._ticks = 0

    @override
    def get_default_screen(self) -> Screen[Any]:
        return View()

    async def on_mount(self) -> None:
        """Sign in, watch for what others do, and end in good order when told to."""
        if not self.is_headless:
            stop_on_signals(lambda number: self.exit(return_code=128 + number))
        asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(READERS, "reader"))
        self.set_interval(POLL_SECONDS, self._watch_data)
        self.action_visit("home" if self.officer.login else "sign_in")

    def sign_in(self, officer: Officer) -> None:
        """Go on as this officer."""
        self.officer = officer
        self.action_visit("home")

    @work(group="dialog")
    async def action_sign_out(self) -> None:
        """Let another officer sit down: nothing that the last one saw or could take back stays."""
        if isinstance(self.screen, Dialog) or not self.officer.login:
            return
        entries = [note(_("已办的事项都已保存。")), note(_("按 Enter 换人登录，按 Esc 留下。"))]
        if await self.push_screen_wait(Confirm(_("换人登录？"), entries)):
            await self._stand_up()

    async def _stand_up(self) -> None:
        self.officer, self.undoable, self.again = NOBODY, [], None
        self.welcome = ""
        self.forget_places()
        self.action_visit("sign_in")
        await self._forget_screens()

    @work(group="session", exclusive=True)
    async def _end_session(self) -> None:
        """Let an officer see and do nothing more who was taken off the desk meanwhile."""
        from usecases import officers

        def serves() -> bool:
            with self.office.reading() as session:
                return officers.serves(session, self.officer)

        try:
            stays = not self.officer.login or await asyncio.to_thread(serves)
        except BureauError:  # the database said nothing: look again with the next version
            self.version = -1
            return
        if not stays:
            name = self.officer.name
            while isinstance(self.screen, Dialog):
                await self.screen.dismiss(None)
            await self._stand_up()
            self.tell(_("{name}已停用，请换人登录").format(name=name), "bad")

    async def _forget_screens(self) -> None:
        for name in [name for name in self._screen_stacks if name in VIEWS and name != "sign_in"]:
            screens = self.MODES[name]
            await self.remove_mode(name)
            self.add_mode(name, screens)

    # Live

    async def _watch_data(self) -> None:
        """Ask for the version of the data; when it rose, tell the screen that is seen."""
        self._watch_beside()
        try:
            version = await asyncio.to_thread(self.office.changed)
        except BureauError as error:
            self.tell(error.message, "bad")
            return
        await self._type_on()
        rose, self.version = version != self.version, version
        self._ticks += 1
        screen = next((s for s in reversed(self.screen_stack) if isinstance(s, View)), None)
        if screen is None or not (screen.is_mounted and self.is_running):
            return
        if rose:
            self._end_session()  # at the first look too: what was done since the start is in no later version
        if screen.as_of in (None, -1):
            screen.note_version()
        elif screen.QUIET and self._ticks % QUIET_TICKS == 0:
            screen.note_version()
            screen.data_changed()
        else:
            screen.catch_up()

    def _watch_beside(self) -> None:
        """Ask what stopped, once the screen is free to say so."""
        top = next(reversed(self.screen_stack), None)  # none while the screens of an officer are put away
        if isinstance(top, View) and (found := self.halted()):
            self._say_halted(found)

    @work(group="dialog")
    async def _say_halted(self, found: halting.Halted) -> None:
        await halting.tell(self, found)

    # Commands

    @work(group="dialog")
    async def action_help(self) -> None:
        """List the keys that work here; Enter runs one."""
        await self._run_one(CommandList(_("这里能用的键"), active(self)))

    @work(group="dialog")
    async def action_palette(self) -> None:
        """List every command."""
        await self._run_one(CommandList(_("全部命令"), [*active(self), *self._more_commands()]))

    async def _run_one(self, dialog: CommandList) -> None:
        if isinstance(self.screen, Dialog):
            return
        command = await self.push_screen_wait(dialog)
        if command is not None:
            await self.run_action(command.action, command.node)

    def _more_commands(self) -> Iterable[Command]:
        for letter, name in JUMPS.items():
            if name in VIEWS and self.officer.login:
                yield Command(_(SUBJECTS[name]), f"g {letter}", f"app.visit('{name}')", self, f"app.visit.{name}")
        for name, text in NAMES.items():
            yield Command(_("主题：{name}").format(name=_(text)), "", f"app.dress('{name}')", self, f"app.theme.{name}")
        for lang, text in (("zh", "中文"), ("en", "English")):
            yield Command(_("语言：{name}").format(name=text), "", f"app.speak('{lang}')", self, f"app.language.{lang}")

    def action_dress(self, theme: str) -> None:
        """Change the theme."""
        self.theme = theme

    def action_speak(self, lang: str) -> None:
        """Change the language: the console starts anew in it."""
        self.exit(lang)

    def remember(self, subjects: Sequence[str]) -> None:
        """Keep what can be undone."""
        self.undoable = list(subjects)

    @work(group="deed")
    async def action_undo(self) -> None:
        """Take back the last deed while nothing has left the house."""
        subjects, self.undoable = self.undoable, []
        if not subjects:
            self.tell(_("没有可撤销的操作"))
        if len(subjects) > 1:
            await self._undo_each(subjects)
        for subject in subjects if len(subjects) == 1 else ():
            try:
                await asyncio.to_thread(partial(self.office.undo, subject, by=self.officer))
                self.tell(_("已撤销：{subject}").format(subject=subject), "good")
                if isinstance(self.screen, View):
                    self.screen.undone(subject)
            except BureauError as error:
                await self.push_screen_wait(Trouble(error))
        if subjects and isinstance(self.screen, View):
            self.screen.data_changed()

    async def _undo_each(self, subjects: Sequence[str]) -> None:
        from usecases import undo

        each = partial(self.office.perform_each, undo.undo_last, subjects, by=self.officer)
        against = list((await asyncio.to_thread(each)).items())
        self.tell(_("已撤销：{subject}").format(subject=_("{n} 件").format(n=len(subjects) - len(against))), "good")
        if against:
            others = [(subject, error.message) for subject, error in against[1:]]
            await self.push_screen_wait(Trouble(against[0][1], others=others))

    async def action_repeat(self) -> None:
        """Do the last command again, on what is chosen now."""
        if self.again is None:
            self.tell(_("还没有可重复的操作"))
        else:
            await self.run_action(self.again[0], self.screen)

    @work(group="dialog")
    async def action_leave(self) -> None:
        """Ask, then end."""
        if isinstance(self.screen, Confirm):
            return
        entries = [note(_("已办的事项都已保存。")), note(_("按 Enter 退出，按 Esc 留下。"))]
        if await self.push_screen_wait(Confirm(_("退出鹭桥？"), entries)):
            self.exit()


def run(
    office: Office,
    *,
    lang: str = "zh",
    mouse: bool = True,
    theme: str = "",
    officer: Officer | None = None,
    welcome: str | None = None,
    halted: halting.Halting = halting.nothing,
) -> int:
    """Show the console until the clerk leaves; return the exit status.

    `officer` is signed in already; `welcome` says what to try. The theme is taken where the terminal can show it.
    `halted` is asked now and then what stopped beside the console.
    Raises InvalidInput on a dumb terminal.
    """
    if os.environ.get("TERM", "dumb") == "dumb":
        raise InvalidInput(_("这个终端不能定位光标。"), do_next=_("请在普通终端窗口中运行，或使用 luqiao 的其他命令。"))
    wanted = suitable(os.environ, theme)
    who = officer or NOBODY
    while True:
        set_language(lang)
        console = Console(office, officer=who, welcome=welcome or "", theme=wanted)
        console.halted = halted
        next_lang = console.run(mouse=mouse)
        if next_lang is None or console.return_code:
            return console.return_code or 0
        lang, who, wanted, welcome = next_lang, console.officer, console.theme, None
