"""Small questions: confirm, pick from a list, write a line; and the news that something did not work."""

from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass
from functools import wraps
from typing import Any, ClassVar, Concatenate, Generic, ParamSpec, TypeVar

from rich.cells import cell_len
from textual import events, on, work
from textual.app import ComposeResult
from textual.await_complete import AwaitComplete
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.dom import DOMNode
from textual.screen import ModalScreen
from textual.widgets import Input
from textual.worker import Worker
from typing_extensions import override

from models.errors import BureauError
from tui.language import N_, _, told
from tui.safety import UNSAFE as UNSEEN
from tui.safety import fit, one_line
from tui.widgets.columns import Column
from tui.widgets.key_bar import KeyBar
from tui.widgets.lines import TextLines
from tui.widgets.paper import Entry, Paper, note, pair, pieces_of
from tui.widgets.record_table import RecordTable
from tui.widgets.window import ListSource

T = TypeVar("T")
N = TypeVar("N", bound=DOMNode)
P = ParamSpec("P")
ASKING = "dialog"  # the group of workers that ask
LINE_LIMIT = 200
LEAST = 20  # cells: before the dialog is laid out its width is not known
MOST_ADVICE = 4  # lines
WHOLE = 100  # cells: the text of an option is never cut for the sake of what stands beside it
CONFIRMED, SUBJECT, WIDEST_LABEL = 14, 16, 24  # cells of labels: of what is confirmed, of what a trouble is about
FRAME = 5  # lines of a dialog besides its sheet: border, title, advice, keys


def asking(
    method: Callable[Concatenate[N, P], Coroutine[None, None, None]],
) -> Callable[Concatenate[N, P], Worker[None] | None]:
    """Make a worker of a method that asks something; a screen asks one question at a time.

    A key that is pressed twice before the dialog stands must not open it twice.
    """
    begin = work(group=ASKING)(method)

    @wraps(method)
    def begin_alone(self: N, /, *args: P.args, **more: P.kwargs) -> Worker[None] | None:
        at_it = any(w.node is self and w.group == ASKING and not w.is_finished for w in self.workers)
        return None if at_it else begin(self, *args, **more)

    return begin_alone


class Field(Input):
    """One line to write in: never longer than it may be, never blinking."""

    def __init__(self, value: str = "", *, hint: str = "", limit: int = LINE_LIMIT, id: str | None = None) -> None:  # noqa: A002
        super().__init__(value, placeholder=hint, max_length=limit, id=id, compact=True, select_on_focus=False)
        self.cursor_blink = False

    @override
    def _on_paste(self, event: events.Paste) -> None:
        """Take every line of it as one, or nothing where it is too long; what cannot be seen stays away."""
        event.stop()
        event.prevent_default()
        text, hidden = UNSEEN.subn("", " ".join(event.text.split()))
        room = (self.max_length or LINE_LIMIT) - len(self.value) + len(self.selected_text)
        if len(text) > room:
            self._say(_("粘贴的内容有 {n} 字，这里还能写 {room} 字，没有粘贴").format(n=len(text), room=room))
            return
        self.replace(text, *self.selection)
        if hidden:
            self._say(_("粘贴的内容里有 {n} 个看不见的字符，已去掉").format(n=hidden))

    @override
    def restricted(self) -> None:
        self._say(_("这里最多写 {n} 字").format(n=self.max_length))

    def _say(self, text: str) -> None:
        say = getattr(self.screen, "say", None)
        if say is not None:
            say(text, "warn")


class Dialog(ModalScreen[T | None], Generic[T], inherit_bindings=False):
    """A box over the screen: a title, a body, a line of advice, its keys."""

    ALLOW_SELECT: ClassVar[bool] = False
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "cancel", N_("取消"), id="dialog.cancel", priority=True),
        Binding("tab", "app.focus_next", N_("下一栏"), show=False, id="dialog.next_part"),
        Binding("shift+tab", "app.focus_previous", N_("上一栏"), show=False, id="dialog.previous_part"),
    ]

    answered = False  # closing: what is typed now is meant for what comes next

    def __init__(self, title: str) -> None:
        super().__init__()
        self._heading = title

    @override
    def dismiss(self, result: T | None = None) -> AwaitComplete:
        self.answered = True
        return super().dismiss(result)

    @override
    def compose(self) -> ComposeResult:
        with Vertical(classes="box"):
            yield TextLines([(" " + self._heading, "strong")], classes="heading")
            yield from self.inside()
            yield TextLines(id="message")
            yield KeyBar()

    def inside(self) -> ComposeResult:
        """Return the body."""
        return iter(())

    def say(self, text: str, tone: str = "") -> None:
        """Show advice, on as many lines as it takes."""
        line = self.query_one("#message", TextLines)
        room = max(self.query_one(".box").content_size.width - 1, LEAST)
        pieces = list(pieces_of(one_line(text), room))
        if len(pieces) > MOST_ADVICE:
            pieces = [*pieces[: MOST_ADVICE - 1], fit(" ".join(pieces[MOST_ADVICE - 1 :]), room)]
        line.styles.height = len(pieces)
        line.show(*([(" " + piece, tone)] for piece in pieces))

    def action_cancel(self) -> object:
        """Leave without an answer."""
        return self.dismiss(None)


class Telling(Dialog[T], Generic[T]):
    """A dialog that is as high as what it tells, as far as the screen allows; the rest is scrolled to."""

    def on_mount(self) -> None:
        """Take the height."""
        self._limit(self.app.size.height)

    def on_resize(self, event: events.Resize) -> None:
        """Take the height anew."""
        self._limit(event.size.height)

    def _limit(self, height: int) -> None:
        for sheet in self.query(Paper):
            sheet.styles.max_height = max(1, height * 94 // 100 - FRAME)


class Confirm(Telling[bool]):
    """Shows what will happen and asks; Enter does it, Esc does not."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter", "accept", N_("确定"), id="dialog.accept", priority=True)]

    def __init__(self, title: str, entries: Sequence[Entry]) -> None:
        super().__init__(title)
        self._entries = entries

    @override
    def inside(self) -> ComposeResult:
        yield Paper(self._entries, label=room_for_labels(self._entries, CONFIRMED))

    def action_accept(self) -> None:
        """Say yes."""
        self.dismiss(True)


class Trouble(Telling[None]):
    """Says what happened, what was kept and what to do next."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "accept", N_("知道了"), id="dialog.seen", priority=True),
        Binding("escape", "accept", N_("知道了"), id="dialog.seen_too", priority=True, show=False),
    ]

    def __init__(self, error: BureauError, others: Sequence[tuple[str, str]] = (), *, title: str = "") -> None:
        super().__init__(title or _("未能办理"))
        self._entries = [
            note(told(error.message), "bad"),
            *([note(told(error.kept))] if error.kept else []),
            *([note(told(error.do_next), "strong")] if error.do_next else []),
            *(pair(subject, told(message)) for subject, message in others),
        ]

    @override
    def inside(self) -> ComposeResult:
        yield Paper(self._entries, label=room_for_labels(self._entries, SUBJECT))

    def action_accept(self) -> None:
        """Go on."""
        self.dismiss(None)


class AskText(Dialog[str]):
    """Asks for one line."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter", "accept", N_("确定"), id="dialog.written", priority=True)]

    def __init__(self, title: str, *, value: str = "", hint: str = "", limit: int = LINE_LIMIT, least: int = 0) -> None:
        super().__init__(title)
        self._field = Field(value, hint=hint, limit=limit)
        self._needed = least

    @override
    def inside(self) -> ComposeResult:
        yield self._field

    def action_accept(self) -> None:
        """Take what is written, if it is enough."""
        text = self._field.value.strip()
        if len(text) < self._needed:
            self.say(_("至少写 {n} 个字").format(n=self._needed), "bad")
        else:
            self.dismiss(text)


@dataclass(frozen=True)
class Option(Generic[T]):
    """One thing to pick: its value, its text, what stands beside it, and words that find it too."""

    value: T
    text: str
    beside: str = ""
    words: str = ""
    chosen: bool = False
    more: str = ""  # what stands below the list while the cursor is on it
    fixed: bool = False  # of several: marked, and stays so


def finds(query: str, option: Option[Any]) -> bool:
    """Return whether every part of a query is in the text, its pinyin or its initials."""
    from rules.names import initials, pinyin

    folded = f"{option.text} {option.beside} {option.words}".casefold()
    spoken = f"{folded} {pinyin(option.text)} {initials(option.text)}".casefold()
    return all(part in spoken for part in query.casefold().split())


def is_whole(query: str, option: "Option[Any]") -> bool:
    """Tell whether a query is all of an option, as it is written or by its initials: it is meant before others."""
    from rules.names import initials

    folded = "".join(query.casefold().split())
    return bool(folded) and folded in (option.text.casefold(), initials(option.text).casefold())


class Pick(Dialog[T]):
    """Asks for one of a list; writing narrows it, by Chinese, pinyin or initials."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "accept", N_("选定"), id="pick.accept", priority=True),
        Binding("down", "step(1)", N_("下一项"), id="pick.down", priority=True, show=False),
        Binding("up", "step(-1)", N_("上一项"), id="pick.up", priority=True, show=False),
        Binding("pagedown", "turn(1)", N_("下一页"), id="pick.page_down", priority=True, show=False),
        Binding("pageup", "turn(-1)", N_("上一页"), id="pick.page_up", priority=True, show=False),
    ]

    def __init__(self, title: str, options: Sequence[Option[T]], *, hint: str = "", beside: int = 0) -> None:
        super().__init__(title)
        self._options = options
        self._hint = hint or _("输入汉字、拼音或首字母")
        self._beside = beside
        self._query = ""

    @override
    def inside(self) -> ComposeResult:
        columns: list[Column[Option[T]]] = [Column("", lambda o: o.text, 24, least=8, grows=True, most=WHOLE)]
        if any(o.beside for o in self._options):
            columns.append(Column("", lambda o: o.beside, self._beside or 16, least=6, tone=lambda _o: "quiet"))
        yield Field(hint=self._hint, limit=40)
        yield RecordTable(
            ListSource(self._options), columns, markable=False, led=True, header=False, on_moved=self._explain
        )
        if any(o.more for o in self._options):
            yield Paper(id="more")

    def on_mount(self) -> None:
        """Show all; stand on what is chosen now."""
        self.query_one(".box").styles.height = min(
            20, len(self._options) + (10 if any(o.more for o in self._options) else 6)
        )
        place = next((n for n, o in enumerate(self._options) if o.chosen), 0)
        self.table.put(ListSource(self._options), place=place)
        self.query_one(Field).focus()

    @property
    def table(self) -> RecordTable[Option[T]]:
        """The list."""
        return self.query_one(RecordTable)

    def _explain(self, table: RecordTable[Option[T]]) -> None:
        for sheet in self.query("#more").results(Paper):
            sheet.show([note(table.current.more if table.current else "")])

    @on(Input.Changed)
    def _changed(self, event: Input.Changed) -> None:
        event.stop()
        self._narrow(event.input.value)

    def _narrow(self, query: str) -> None:
        if query != self._query:
            self._query = query
            found = [o for o in self._options if not query or finds(query, o)]
            found.sort(key=lambda option: not is_whole(query, option))
            self.table.put(ListSource(found))
            self.say("" if found else _("没有符合的，请改写或者清空"), "warn")

    async def action_step(self, step: int) -> None:
        """Move in the list while writing goes on."""
        await self.table.action_move(step)

    async def action_turn(self, pages: int) -> None:
        """Turn pages while writing goes on."""
        await self.table.action_turn(pages)

    def action_accept(self) -> None:
        """Take what the cursor stands on; everything that was written before this key is in the field."""
        self._narrow(self.query_one(Field).value)
        if self.table.current is not None and self.is_current:
            self.dismiss(self.table.current.value)

    @on(RecordTable.Opened)
    def _opened(self, event: RecordTable.Opened) -> None:
        event.stop()
        self.dismiss(event.row.value)


class PickMany(Dialog[list[T]]):
    """Asks which of a list; Space marks, Enter takes what is marked."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "accept", N_("选定"), id="pick_many.accept", priority=True),
        Binding("space", "mark", N_("选/不选"), id="pick_many.mark", priority=True),
    ]

    def __init__(self, title: str, options: Sequence[Option[T]], *, say: Callable[[int], str] = str) -> None:
        super().__init__(title)
        self._options = options
        self._say = say

    @override
    def inside(self) -> ComposeResult:
        columns: list[Column[Option[T]]] = [
            Column("", lambda o: o.text, 24, least=8, grows=True, most=WHOLE),
            Column("", lambda o: o.beside, 30, least=6, rank=2, tone=lambda _o: "quiet"),
        ]
        yield RecordTable(ListSource(self._options, lambda o: o.text), columns, header=False, on_moved=self._count)

    def on_mount(self) -> None:
        """Show all, with what is chosen now marked."""
        self.query_one(".box").styles.height = min(20, len(self._options) + 5)
        table = self.query_one(RecordTable)
        table.focus()
        table.put(table.window.source)
        table.marks = {table.window.source.key(o): o for o in self._options if o.chosen or o.fixed}
        table.refresh()

    async def action_mark(self) -> None:
        """Mark or unmark and go on; what is fixed stays marked."""
        table: RecordTable[Option[T]] = self.query_one(RecordTable)
        await table.action_mark()
        self._count(table)

    def _count(self, table: RecordTable[Option[T]]) -> None:
        table.marks |= {table.window.source.key(o): o for o in self._options if o.fixed}
        self.say(self._say(len(table.marks)))

    def action_accept(self) -> None:
        """Take what is marked, in the order of the list."""
        marks = self.query_one(RecordTable).marks.values()
        self.dismiss([o.value for o in self._options if o in marks])


def room_for_labels(entries: Sequence[Entry], least: int) -> int:
    """Return the cells that labels take, so that none is cut that is of a usual length."""
    return min(max(least, *(cell_len(entry.label) for entry in entries), 0), WIDEST_LABEL)
