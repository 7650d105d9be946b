"""A form to fill in: one line a field, faults beside the field that has them, kept open until all is right."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import ClassVar

from rich.cells import cell_len
from textual import events, on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget
from textual.widgets import Input
from typing_extensions import override

from tui.language import N_, _
from tui.safety import fit, one_line
from tui.widgets.dialogs import Confirm, Field, Option, Pick, PickMany
from tui.widgets.drafted import Drafted
from tui.widgets.lines import TextLines
from tui.widgets.paper import capital, note, pieces_of

Values = dict[str, str]
Faults = Sequence[tuple[str, str]]  # field, message
LABEL, WIDEST = 16, 24  # cells of a label: these, more where a label needs it, at most those
ADVICE = N_("带 * 的必填；上下键换栏")


@dataclass(frozen=True)
class Blank:
    """One field to fill in; with `options` (code → word) it is chosen, `many` of them where that is allowed."""

    name: str
    label: str  # a msgid
    limit: int = 200
    hint: str = ""
    value: str = ""
    needed: bool = False
    options: Mapping[str, str] = field(default_factory=dict)
    many: bool = False
    coded: bool = False  # whether a clerk knows the options by their codes


class Chooser(Widget, can_focus=True):
    """A field that is chosen and not written; Enter or Space opens the list."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter,space", "choose", N_("选择"), id="form.choose")]

    class Changed(Message):
        """Another value was chosen."""

        def __init__(self, chooser: "Chooser") -> None:
            super().__init__()
            self.chooser = chooser

    def __init__(self, blank: Blank) -> None:
        super().__init__(id=_id(blank.name))
        self.blank = blank
        self.value = blank.value

    @override
    def render_line(self, y: int) -> Strip:
        """Draw what is chosen."""
        from rich.segment import Segment

        codes = [code for code in self.value.split(",") if code]
        words = "、".join(self._named(code) for code in codes)
        return Strip(
            [Segment(fit(one_line(words or _("（按 Enter 选择）")), self.content_size.width), self.rich_style)]
        )

    def _named(self, code: str) -> str:
        name = _(self.blank.options.get(code, ""))
        return f"{code} {name}".strip() if self.blank.coded or not name else name

    @work(group="choose")
    async def action_choose(self) -> None:
        """Open the list."""
        now = self.value.split(",")
        beside = self.blank.options if self.blank.coded else ()
        options = [Option(c, _(w), c if c in beside else "", c, chosen=c in now) for c, w in self.blank.options.items()]
        title = _(self.blank.label)
        if self.blank.many:
            picked = await self.app.push_screen_wait(PickMany(title, options, say=_("已选 {} 项").format))
            chosen = None if picked is None else ",".join(picked)
        else:
            chosen = await self.app.push_screen_wait(Pick(title, options, beside=8))
        if chosen is not None:
            self.value = chosen
            self.refresh()
            self.post_message(self.Changed(self))


def _id(name: str) -> str:
    return "blank-" + name.replace(".", "-")


class Fields(VerticalScroll, inherit_bindings=False):
    """The fields of a form: turned by pages, for the arrows that a scrolled box would take lead to the next field."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("pagedown", "page_down", N_("下翻一页"), show=False, id="form.page_down"),
        Binding("pageup", "page_up", N_("上翻一页"), show=False, id="form.page_up"),
    ]


class Form(Drafted[Values]):
    """Shows blanks; F2 hands the values to `attempt`, whose faults are shown until there are none."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f2", "save", N_("登记"), id="form.save", priority=True),
        Binding("down", "app.focus_next", N_("下一栏"), show=False, id="form.down"),
        Binding("up", "app.focus_previous", N_("上一栏"), show=False, id="form.up"),
    ]

    def __init__(
        self,
        title: str,
        blanks: Sequence[Blank],
        attempt: Callable[[Values], Awaitable[Faults]],
        *,
        follow: Callable[[str, Values], Values] | None = None,
    ) -> None:
        super().__init__(title)
        self.draft = title
        self.blanks = {blank.name: blank for blank in blanks}
        self._attempt = attempt
        self._follow = follow
        self._faults: list[tuple[str, str]] = []  # that were found and not written over since
        self._judged: Values = {}  # in which they were found: news of these very values may come after them
        longest = max((cell_len(_(blank.label)) + 2 * blank.needed for blank in blanks), default=0)
        self._label = min(max(LABEL, longest), WIDEST)

    @override
    def inside(self) -> ComposeResult:
        with Fields(can_focus=False):
            for blank in self.blanks.values():
                with Horizontal(classes="blank"):
                    label = capital(_(blank.label)) + (" *" if blank.needed else "")
                    yield TextLines([(fit(label, self._label), "quiet")], classes="label")
                    hint = _(blank.hint)
                    yield (Chooser(blank) if blank.options else self.field(blank, hint))
                yield TextLines(id=_id(blank.name) + "-fault", classes="fault")

    def field(self, blank: Blank, hint: str) -> Field:
        """Return the line to write in for a blank."""
        return Field(blank.value, hint=hint, limit=blank.limit, id=_id(blank.name))

    @override
    def on_mount(self) -> None:
        """Begin with the first field; what was written before a lost connection comes with the base."""
        self.query(".fault").set(display=False)
        for label in self.query(".label") if self._label > LABEL else ():
            label.styles.width = self._label + 2
        self.query_one(".box").styles.max_height = len(self.blanks) + 8
        self.say(_(ADVICE), "quiet")
        self._widget(next(iter(self.blanks))).focus()

    def _widget(self, name: str) -> Field | Chooser:
        found = self.query_one("#" + _id(name))
        if not isinstance(found, (Field, Chooser)):
            raise TypeError(name)
        return found

    def values(self) -> Values:
        """Return what is filled in."""
        return {name: self._widget(name).value.strip() for name in self.blanks}

    @override
    def written(self) -> Values:
        return {name: value for name, value in self.values().items() if value != self.blanks[name].value}

    @override
    def take_back(self, entered: Values) -> None:
        for name, value in entered.items():
            if name in self.blanks and self._widget(name).value == self.blanks[name].value:
                self._widget(name).value = value
        self.refresh()

    @on(Chooser.Changed)
    def _chosen(self, event: Chooser.Changed) -> None:
        self.keep_later()
        changed = event.chooser.blank.name
        followed = {} if self._follow is None else self._follow(changed, self.values())
        for name, value in followed.items():
            self._widget(name).value = value
        self._mended(changed, *followed)

    @on(Input.Changed)
    def _rewritten(self, event: Input.Changed) -> None:
        self._mended(*(name for name in self.blanks if _id(name) == event.input.id))

    def _mended(self, *names: str) -> None:
        """Take away what was wrong in fields that are filled in otherwise now."""
        now = self.values() if self._faults else {}
        wrong = {name for name, _message in self._faults if now.get(name) != self._judged.get(name)}
        mended = {n for n in names if n in wrong and not (self.blanks[n].needed and not self._widget(n).value.strip())}
        if mended:
            self._faults = [fault for fault in self._faults if fault[0] not in mended]
            for name in mended:
                self.query_one(f"#{_id(name)}-fault").display = False
            self._say_faults()

    @on(Input.Submitted)
    def _next(self, event: Input.Submitted) -> None:
        event.stop()
        self.app.action_focus_next()

    @work(exclusive=True, group="save")
    async def action_save(self) -> None:
        """Hand the values over; close when nothing is wrong."""
        values = self.values()
        lacking = [(b.name, _("必填")) for b in self.blanks.values() if b.needed and not values[b.name]]
        faults = lacking or list(await self._attempt(values))
        if not faults:
            self.dismiss(values)
            return
        self._judged = values
        self._show(faults)

    def _show(self, faults: Faults) -> None:
        self._faults = list(faults)
        self.query(".fault").set(display=False)
        known = [(name, message) for name, message in faults if name in self.blanks]
        for name, message in known:
            self._tell_beside(self.query_one(f"#{_id(name)}-fault", TextLines), message)
        if known:
            self._widget(known[0][0]).focus()
            self.call_after_refresh(self._bring, known[0][0])
        self._say_faults()

    def _say_faults(self) -> None:
        """Say how much is still wrong, and what is wrong in no field that is shown."""
        if not self._faults:
            self.say(_(ADVICE), "quiet")
            return
        elsewhere = [f"{name} {message}".strip() for name, message in self._faults if name not in self.blanks]
        self.say(_("有 {n} 处需要改正").format(n=len(self._faults)) + "  " + "；".join(elsewhere), "bad")

    def _bring(self, name: str) -> None:
        """Bring a field with its fault into sight."""
        self.query_one(f"#{_id(name)}-fault").scroll_visible(animate=False)
        self._widget(name).scroll_visible(animate=False)

    def _tell_beside(self, line: TextLines, message: str) -> None:
        """Show a fault below its field, on as many lines as it takes."""
        width = self.query_one(Fields).size.width - self._label - 4
        pieces = list(pieces_of(one_line(message), max(width, LABEL)))
        line.styles.height = len(pieces)
        line.show(*([(" " * (self._label + 3) + piece, "bad")] for piece in pieces))
        line.display = True

    @override
    @work(group="leave")
    async def action_cancel(self) -> None:
        """Leave; ask first when something was written."""
        untouched = all(self.values()[b.name] == b.value for b in self.blanks.values())
        question = Confirm(_("放弃填写？"), [note(_("已填的内容不会保存。Enter 放弃，Esc 继续填写。"))])
        sure = True if untouched else await self.app.push_screen_wait(question)
        if sure:
            self.dismiss(None)

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """Keep the field in sight and say what belongs there."""
        event.widget.scroll_visible(animate=False)
        blank = next((b for b in self.blanks.values() if _id(b.name) == event.widget.id), None)
        if blank is not None and not self._faults:
            self.say(self.advice(blank), "quiet")

    def advice(self, blank: Blank) -> str:
        """Return what belongs into a field."""
        return _(blank.hint or ADVICE)
