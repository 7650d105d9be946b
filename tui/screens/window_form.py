"""The form at the window: only the fields that the item needs, filled by scan, kept as a draft while it is written."""

import asyncio
from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

from textual import events, on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.timer import Timer
from textual.widgets import Input
from typing_extensions import override

from models.errors import BureauError
from models.values import shanghai_date
from tui.language import N_, _, told
from tui.scanner import ScanDetector, understood
from tui.screens.application_sections import FILES
from tui.screens.window_begun import Begun
from tui.screens.window_fields import LABELS, SCANNED, blanks
from tui.widgets.dialogs import Field
from tui.widgets.form import Blank, Chooser, Form, Values
from tui.widgets.lines import TextLines
from tui.words import word

if TYPE_CHECKING:
    from tui.office import Office
    from tui.view import View
    from usecases.papers import Paper

SAVE_AFTER = 1.0  # seconds after the last change


def _named(kinds: Sequence[str]) -> str:
    return "、".join(word(FILES, kind) for kind in kinds)


class ScanField(Field):
    """A line that shows every key to the form first: a scanner types like a keyboard, only faster."""

    @override
    async def _on_key(self, event: events.Key) -> None:
        form = self.screen
        if isinstance(form, WindowForm) and form.saw(self, event):
            event.stop()
            event.prevent_default()
            return
        await super()._on_key(event)


class WindowForm(Form):
    """The form with papers, scans, prefilling and a draft; `attempt` is asked with the values, as in every form."""

    KEPT: ClassVar[bool] = False  # it has drafts of its own, with papers
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f2", "save", N_("收件"), id="window.save", priority=True),
        Binding("f3", "fill", N_("取已有资料"), id="window.fill", priority=True),
        Binding("f4", "add_paper", N_("加材料"), id="window.paper", priority=True),
        Binding("f6", "remove_paper", N_("去掉材料"), id="window.unpaper", priority=True),
    ]

    def __init__(self, title: str, begun: Begun, desk: "View", attempt: Callable[[Values], Any]) -> None:
        super().__init__(title, blanks(begun), attempt)
        self.begun, self._desk = begun, desk
        self._scan, self._before = ScanDetector(), ""
        self._sources, self._papers = dict(begun.sources), list(begun.papers)  # as it was begun
        self._on_file: Sequence[Paper] = ()  # what the library holds of the applicant
        self._owed: Sequence[str] = ()  # kinds of papers that are still asked for
        self._saving: Timer | None = None

    @property
    def office(self) -> "Office":
        """The bureau."""
        return self._desk.office

    @override
    def inside(self) -> ComposeResult:
        yield from super().inside()
        yield TextLines(id="papers")

    @override
    def field(self, blank: Blank, hint: str) -> Field:
        return ScanField(blank.value, hint=hint, limit=blank.limit, id="blank-" + blank.name)

    @override
    def on_mount(self) -> None:
        """Say which papers are there; Textual calls the form's own `on_mount` besides."""
        self.show_papers()
        self.look_up()

    def show_papers(self) -> None:
        """Say which papers are there, which the library holds, and which the item still asks for."""
        from content import servicebook
        from rules.completeness import missing_papers

        needed = servicebook.papers(self.begun.item, shanghai_date(self.office.now()))
        held, known = [one.kind for one in self.begun.papers], [one.kind for one in self._on_file]
        owed = self._owed = [kind for kind in missing_papers(self.begun.papers, needed) if kind not in known]
        still = _("还缺：{names}").format(names=_named(owed)) if owed else _("材料已齐")
        line = [(" " + _("材料 {n} 份 ").format(n=len(held)), "strong"), (_named(held) + "  ", "")]
        if known:
            line.append((_("已有材料：{names}").format(names=_named(known)) + "  ", "good"))
        self.query_one("#papers", TextLines).show([*line, (still, "warn" if owed else "good")])

    @work(exclusive=True, group="library")
    async def look_up(self) -> None:
        """Ask what the library holds of the applicant: nobody is asked for it again."""
        from usecases import window_intake

        begun, now = self.begun, self.office.now()
        self._on_file = await self._desk.read(window_intake.on_file, begun.item, self.values(), begun.papers, at=now)
        self.show_papers()

    # Scans

    def saw(self, into: Field, event: events.Key) -> bool:
        """Look at a key; return whether it ended a scan that was understood, and so is not the field's."""
        if self._scan.fresh:
            self._before = into.value
        line = self._scan.feed(event.key, event.character, event.time)
        meant = understood(line) if line else None
        if meant is None:
            return False
        into.value = self._before
        self._take(into, *meant)
        return True

    def _take(self, into: Field, kind: str, number: str) -> None:
        """Put a scanned number where it belongs: into the field that has the cursor, if it is one of its kind."""
        fitting = [name for name in SCANNED[kind] if name in self.blanks]
        here = (into.id or "").removeprefix("blank-")
        name = here if here in fitting else next(iter(fitting), "")
        if not name:
            self.say(_("该事项不需要扫描到的号码"), "warn")
            return
        self._widget(name).value = number
        self.say(_("已读入：{label}").format(label=_(LABELS[name])), "good")
        if name in ("id_no", "uscc", "licence_no"):
            self.action_fill()

    # What is known already

    @work(exclusive=True, group="fill")
    async def action_fill(self) -> None:
        """Fill what is empty from our register, earlier applications and shared data, each with its source."""
        from usecases import window_prefill

        wanted = {name: self.values().get(name, "") for name in ("id_no", "uscc", "licence_no")}
        try:
            known = await self._desk.read(window_prefill.fill, **wanted, at=self.office.now())
        except BureauError as error:
            self.say(told(error.message), "warn")
            return
        filled = [each for each in known.values() if each.field in self.blanks and self._may_fill(each.field)]
        for each in filled:
            self._widget(each.field).value = each.value
            self._widget(each.field).refresh()
        self._sources |= {each.field: each.source for each in known.values()}
        names = "、".join(dict.fromkeys(each.source.split("（")[0] for each in filled))
        text = _("已填 {n} 栏，来源：{names}").format(n=len(filled), names=names) if filled else _("没有可填的资料")
        self.say(text, "good" if filled else "quiet")
        self.look_up()
        self._changed()

    def _may_fill(self, name: str) -> bool:
        now = self._widget(name).value
        return not now or (name == "kind" and now == self.blanks[name].value)

    @override
    def advice(self, blank: Blank) -> str:
        source = self._sources.get(blank.name)
        return _("来源：{source}").format(source=source) if source else super().advice(blank)

    # Papers

    @work(group="papers")
    async def action_add_paper(self) -> None:
        """Take a file of the scanner's folder, or any other, as a paper."""
        from tui.screens.window_papers import choose

        try:
            added = await choose(self, self.office, self._owed)
        except BureauError as error:
            self.say(told(error.message) + told(error.do_next), "bad")
            return
        self.begun.papers += added
        self.say("；".join(_("已加材料：{name}").format(name=word(FILES, one.kind)) for one in added), "good")
        self.show_papers()
        self.look_up()
        self._changed()

    @work(group="papers")
    async def action_remove_paper(self) -> None:
        """Take a paper out again."""
        from tui.screens.window_papers import drop

        self.begun.papers = await drop(self, self.begun.papers)
        self.show_papers()
        self.look_up()
        self._changed()

    # The draft

    @on(Input.Changed)
    @on(Chooser.Changed)
    def _changed(self) -> None:
        """Save a moment after the last change; what is corrected at the window has its revision instead."""
        if self._saving is not None:
            self._saving.stop()
        self._saving = self.set_timer(SAVE_AFTER, self.save_draft)

    @work(exclusive=True, group="draft")
    async def save_draft(self) -> None:
        """Keep the form as it stands, and look at what is known of the number that was written."""
        await self._save()
        if self.is_mounted:
            self.look_up()

    async def _save(self) -> None:
        from usecases import window_drafts

        begun = self.begun
        if begun.corrects or not self.is_mounted or self._untouched():
            return
        save = partial(
            self.office.keep, window_drafts.save, self._desk.officer.login, begun.item, self.values(), begun.papers,
            draft=begun.draft, appointment=begun.appointment, at=self.office.now(),
        )  # fmt: skip
        try:
            begun.draft = await asyncio.to_thread(save)
        except BureauError as error:
            self.say(_("草稿没有保存：{why}").format(why=told(error.message)), "bad")

    def _untouched(self) -> bool:
        """Tell whether neither a field nor a paper differs from what the form began with."""
        same = all(value == self.blanks[name].value for name, value in self.values().items())
        return same and self.begun.papers == self._papers

    @override
    @work(group="leave")
    async def action_cancel(self) -> None:
        """Leave; what was written stays as a draft."""
        if self._saving is not None:
            self._saving.stop()
        await self._save()
        self.dismiss(None)
