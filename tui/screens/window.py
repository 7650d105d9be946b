"""The window: drafts, who has arrived, what was sent back; `n` begins with the item, the form follows."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from textual import on, work
from textual.binding import BindingType
from typing_extensions import override

from models.values import Item
from tui.language import N_, _
from tui.screens.filtered import FilteredList
from tui.screens.window_begun import Begun, for_appointment, resumed
from tui.screens.window_entering import fill_in, show_entered
from tui.view import key
from tui.widgets.columns import Column
from tui.widgets.dialogs import AskText, Confirm, Option, Pick, asking
from tui.widgets.paper import note
from tui.widgets.record_table import RecordTable
from tui.widgets.window import ListSource, Source
from tui.words import ITEMS, SUBJECTS, clock, word

KINDS = {"draft": N_("草稿"), "arrived": N_("已到场"), "correcting": N_("待补正")}
TONES = {"draft": "warn", "arrived": "good", "correcting": "warn"}


@dataclass(frozen=True)
class WindowFilter:
    """What the list shows."""

    text: str = ""


class WindowView(FilteredList):
    """Lists what waits at the counter; Enter goes on with it."""

    NAME = SUBJECTS["window"]
    SEARCH = N_("姓名、店铺名称或编号")
    QUIET: ClassVar[bool] = True
    RIGHTS: ClassVar[dict[str, str]] = {
        "begin": "application.entered", "drop": "application.entered", "take_back": "application.taken_back",
        "correct": "application.supplemented",
    }  # fmt: skip
    CHOSEN: ClassVar[tuple[str, ...]] = ("drop",)
    BINDINGS: ClassVar[list[BindingType]] = [
        key("n", "begin", N_("收件"), "window.begin"),
        key("s", "correct", N_("补正"), "window.correct"),
        key("x", "drop", N_("删除草稿"), "window.drop"),
        key("W", "take_back", N_("申请人撤回"), "window.take_back", show=False),
    ]

    def __init__(self) -> None:
        super().__init__()
        self.wanted = WindowFilter()
        self._lines: ListSource[Any] = ListSource[Any](identity=lambda line: f"{line.kind} {line.number}")

    @override
    def columns(self) -> Sequence[Column[Any]]:
        return [
            Column(N_("种类"), lambda w: word(KINDS, w.kind), 6, tone=lambda w: TONES[w.kind]),
            Column(N_("事项"), lambda w: word(ITEMS, w.item), 8),
            Column(N_("姓名"), lambda w: w.who, 14, least=8, rank=1, grows=True),
            Column(N_("店铺名称"), lambda w: w.shop, 20, least=10, rank=2, grows=True),
            Column(N_("编号"), lambda w: "" if w.kind == "draft" else w.number, 13, rank=1),
            Column(N_("时间"), lambda w: clock(w.at), 11, rank=1),
            Column(N_("说明"), lambda w: w.note, 24, least=10, rank=3, grows=True),
        ]

    @override
    def empty(self) -> str:
        return _("没有等待的件；按 n 收一件。")

    @override
    def source(self) -> Source[Any]:
        return self._lines

    @override
    @work(exclusive=True, group="load")
    async def action_load(self) -> None:
        from usecases import window_desk

        found = await self.read(window_desk.waiting, self.officer.login, at=self.office.now())
        text = self.wanted.text
        self._lines.replace([line for line in found if text in f"{line.who} {line.shop} {line.number} {line.note}"])
        if self.table.loaded:
            self.table.reload()
        else:
            self.table.start(self._lines)
        self.show_filters()
        drafts = sum(line.kind == "draft" for line in found)
        self.say(_("有 {n} 份草稿，Enter 继续填写").format(n=drafts) if drafts else "", "warn")

    @override
    def data_changed(self) -> None:
        self.action_load()

    @asking
    async def action_begin(self) -> None:
        """Ask for the item, then for what that item needs."""
        options = [Option(code, _(name)) for code, name in ITEMS.items()]
        picked = await self.app.push_screen_wait(Pick(_("办理什么事项"), options))
        if picked is not None:
            await self.fill_in(Begun(Item(picked)))

    async def fill_in(self, begun: Begun) -> None:
        """Show the form; say what it came to, and open the application."""
        entered = await fill_in(self, begun)
        self.action_load()
        if entered is None:
            return
        if begun.corrects:
            self.say(_("{number} 已收到补正材料（第 {n} 版）").format(number=begun.corrects, n=entered), "good")
            return
        show_entered(self, entered)

    @on(RecordTable.Opened)
    def _opened(self, event: RecordTable.Opened) -> None:
        self._go_on(event.row)

    @asking
    async def _go_on(self, line: Any) -> None:
        if line.kind == "correcting":
            await self._correct(line.number)
        else:
            await self.fill_in(await self._begun(line))

    async def _begun(self, line: Any) -> Begun:
        """Return the form as the draft or the appointment left it."""
        from usecases import appointments, window_drafts

        if line.kind == "draft":
            drafts = await self.read(window_drafts.of_officer, self.officer.login)
            kept = next((one for one in drafts if str(one.id) == line.number), None)
            return resumed(kept) if kept is not None else Begun(Item(line.item))
        return await for_appointment(self, await self.read(appointments.read, line.number))

    @asking
    async def action_correct(self) -> None:
        """Take what an applicant brings later for an application of the window."""
        line = self.table.current
        if line is not None and line.kind == "correcting":
            await self._correct(line.number)
            return
        number = await self.app.push_screen_wait(AskText(_("补正哪一件申请（编号）"), limit=20, least=1))
        if number:
            await self._correct(number)

    async def _correct(self, number: str) -> None:
        from models.errors import BureauError
        from rules.window import values_of
        from tui.widgets.dialogs import Trouble
        from usecases import cases

        try:
            case = await self.read(cases.read, number)
        except BureauError as error:
            await self.app.push_screen_wait(Trouble(error))
            return
        papers = list(case.form.attachments)
        await self.fill_in(Begun(case.form.item, values_of(case.form), papers, corrects=number))

    @asking
    async def action_drop(self) -> None:
        """Throw a draft away, after a question."""
        from functools import partial

        from usecases import window_drafts

        line = self.table.current
        if line is None or line.kind != "draft":
            self.say(_("请选择一份草稿"), "warn")
            return
        entries = [
            note(f"{word(ITEMS, line.item)}  {line.who}  {line.shop}"),
            note(_("Enter 删除，Esc 保留。"), "warn"),
        ]
        if await self.app.push_screen_wait(Confirm(_("删除草稿？"), entries)):
            await self._quietly(partial(self.office.keep, window_drafts.drop, self.officer.login, int(line.number)))
            self.action_load()

    async def _quietly(self, function: Any) -> None:
        import asyncio

        await asyncio.to_thread(function)

    @asking
    async def action_take_back(self) -> None:
        """Note that an applicant takes an application of the window back."""
        from usecases import window_intake

        number = await self.app.push_screen_wait(AskText(_("撤回哪一件申请（编号）"), limit=20, least=1))
        if number and await self.do(window_intake.take_back, number) is not None:
            self.say(_("{number} 已由申请人撤回").format(number=number), "good")
            self.action_load()
