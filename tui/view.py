"""What every screen has: a title that says where I am, a status line, the keys that work here."""

import asyncio
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar, cast

from rich.cells import cell_len
from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.screen import Screen
from textual.widget import Widget
from textual.worker import NoActiveWorker, get_current_worker
from typing_extensions import override

from models.errors import BureauError
from models.values import Officer
from tui.language import N_, _, told
from tui.safety import fit, one_line
from tui.widgets.dialogs import Trouble
from tui.widgets.key_bar import KeyBar
from tui.widgets.lines import TextLines
from tui.widgets.paper import GAP, pieces_of
from tui.widgets.record_table import RecordTable

if TYPE_CHECKING:
    from tui.app import Console
    from tui.office import Office

T = TypeVar("T")
PLACE_STEP = 6  # cells
PLACE_EDGE = 14  # cells beside a message: its margin and the place in a list
LEAST_ROOM = 20
MOST_LINES = 6  # of a message
LOOKS = frozenset({"number.revealed", "complaint.reporter_seen", "cartons.read"})  # in the ledger, yet change nothing


def key(keys: str, action: str, text: str, name: str, *, show: bool = True) -> Binding:
    """Return a binding: `text` is a msgid, `name` its place in the key map; every one shows in help and palette."""
    return Binding(keys, action, text, show=show, id=name)


class View(Screen[None], inherit_bindings=False):
    """A full screen; subclasses give `NAME`, `body()` and what they do when data changed."""

    NAME: ClassVar[str] = ""
    RIGHTS: ClassVar[Mapping[str, str]] = {}  # action: the deed that an officer must be allowed to do
    CHOSEN: ClassVar[Sequence[str]] = ()  # actions on the row under the cursor: an empty list has none
    QUIET: ClassVar[bool] = False  # whether what it shows may change without a deed
    BINDINGS: ClassVar[list[BindingType]] = [
        key("tab", "app.focus_next", N_("下一栏"), "view.next_part", show=False),
        key("shift+tab", "app.focus_previous", N_("上一栏"), "view.previous_part", show=False),
        key("escape", "back", N_("返回"), "view.back"),
        key("f5,r", "load", N_("刷新"), "view.load", show=False),
    ]
    ALLOW_SELECT: ClassVar[bool] = False
    as_of: int | None = None  # the version of the data that is shown: None before they are read, -1 where unknown

    @property
    def console(self) -> "Console":
        """The application that shows this screen."""
        return cast("Console", self.app)

    @property
    def office(self) -> "Office":
        """The bureau."""
        return self.console.office

    @property
    def officer(self) -> Officer:
        """Who sits at the desk."""
        return self.console.officer

    @override
    def compose(self) -> ComposeResult:
        yield TextLines(id="title")
        yield from self.body()
        with Horizontal(id="status"):
            yield TextLines(id="message")
            yield TextLines(id="place")
        yield KeyBar()

    @override
    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Hide the keys of deeds that the officer has no right to; the gate refuses them all the same."""
        from rules import authority

        tables: list[Mapping[str, str]] = [vars(cls).get("RIGHTS", {}) for cls in type(self).__mro__]
        deeds = [table[action] for table in tables if action in table]
        if action in self.CHOSEN and any(table.empty for table in self.query(RecordTable)):
            return False
        return authority.may(deeds[0], self.officer) if deeds else True

    def body(self) -> Iterable[Widget]:
        """Return what stands between title and status line."""
        return ()

    def on_mount(self) -> None:
        """Show the title, make ready, load."""
        self.entitle()
        self.ready()
        self.note_version()
        self.action_load()

    def ready(self) -> None:
        """Set the parts up before the first load ; Textual calls every `on_mount`, this once."""

    def where(self) -> Sequence[str]:
        """Return what the title names below the subject."""
        return ()

    def entitle(self) -> None:
        """Say where I am, who I am, and what is wrong."""
        where = " › ".join([_("鹭桥"), _(self.NAME), *self.where()])
        people = f"{self.officer.name}" if self.officer.login else ""
        training = _("  培训库") if self.office.settings.bureau.training else ""
        alarms = _("  告警 {n}").format(n=self.console.alarms) if self.console.alarms else ""
        self.query_one("#title", TextLines).show(
            [(f" {where} ", "strong"), (f"  {people}", "quiet"), (training, "warn"), (alarms, "bad")]
        )

    def say(self, text: str, tone: str = "") -> None:
        """Show a message until the next one, on as many lines as it takes."""
        self.console.speaker = self
        room = max(self.app.size.width - PLACE_EDGE, LEAST_ROOM)
        pieces = list(pieces_of(one_line(text), room))
        if len(pieces) > MOST_LINES:
            pieces = [*pieces[: MOST_LINES - 1], fit(GAP.join(pieces[MOST_LINES - 1 :]), room)]
        line = self.query_one("#message", TextLines)
        line.styles.height = self.query_one("#status").styles.height = len(pieces)
        line.show(*([(" " + piece, tone)] for piece in pieces))

    def on_screen_resume(self) -> None:
        """Show what was done meanwhile; forget what was said here when another screen has spoken since."""
        if self.console.speaker not in (None, self):
            self.say("")
        if self.as_of is not None:
            self.catch_up()

    def note_version(self) -> bool:
        """Note that what is read from now on is as new as the console knows; return whether it was so already."""
        before, self.as_of = self.as_of, self.console.version
        return before == self.as_of

    def catch_up(self) -> None:
        """Show what was done while another screen lay over this one; nothing is read where nothing was done."""
        if not self.note_version():
            self.data_changed()

    def action_load(self) -> object:
        """Read everything anew."""

    def data_changed(self) -> None:
        """Something was done or came in; show it without moving what is under the cursor."""
        self.action_load()

    def arrive(self, wanted: Mapping[str, Any]) -> None:
        """Show what another screen sent the clerk here for."""

    def left(self) -> None:
        """Another subject is shown from now on."""

    def action_back(self) -> None:
        """Leave this screen; the first screen of a subject leads to the one that sent the clerk here, or home."""
        if len(self.app.screen_stack) > 1:
            self.dismiss()
        elif not self.console.send_back():
            self.console.action_visit("home")

    def show_place(self, table: RecordTable[Any]) -> None:
        """Say where the cursor of a list stands."""
        text = table.place()
        width = max(2, cell_len(text) // PLACE_STEP + 1) * PLACE_STEP
        place = self.query_one("#place", TextLines)
        if place.styles.width is None or place.styles.width.value != width:
            place.styles.width = width  # in steps, so that moving the cursor hardly ever lays the screen out anew
        place.show(fit(text, width - 1, right=True))

    # Reading and doing, in threads

    async def read(self, function: Callable[..., T], *args: object, **more: object) -> T:
        """Return what a reading use case gives; it runs in a thread with a short session of its own.

        A worker of this screen ends here when the screen was left meanwhile: nothing is there to show it on.
        """

        def inside() -> T:
            with self.office.reading() as session:
                return function(session, *args, **more)

        found = await asyncio.to_thread(inside)
        if self._pruning:
            self._end_worker()
        return found

    def _end_worker(self) -> None:
        """End the worker that runs this, where it is one of this screen."""
        try:
            mine = get_current_worker().node is self
        except NoActiveWorker:
            return
        if mine:
            raise asyncio.CancelledError

    async def do(self, deed: Callable[..., T], *args: object, **more: object) -> T | None:
        """Do one deed with grace time; trouble is shown, None comes back then."""
        grace = self.office.settings.console.undo_grace
        try:
            answer = await asyncio.to_thread(
                partial(self.office.perform, deed, *args, by=self.officer, grace=grace, **more)
            )
        except BureauError as error:
            await self.troubled(error)
            return None
        self._forget_words()
        self._forget_undo(deed)
        return answer

    async def done(self, deed: Callable[..., object], *args: object, **more: object) -> bool:
        """Do one deed that gives nothing back; trouble is shown; return whether it was done."""
        grace = self.office.settings.console.undo_grace
        try:
            await asyncio.to_thread(partial(self.office.perform, deed, *args, by=self.officer, grace=grace, **more))
        except BureauError as error:
            await self.troubled(error)
            return False
        self._forget_words()
        self._forget_undo(deed)
        return True

    def _forget_undo(self, deed: Callable[..., object]) -> None:
        """After a deed no older one is undone in its place; whoever did one that can be undone remembers it then."""
        if getattr(deed, "deed", "") not in LOOKS:
            self.console.remember([])

    def _forget_words(self) -> None:
        drafts = getattr(self.app, "drafts", None)
        if drafts is not None:
            drafts.done()

    async def troubled(self, error: BureauError, others: Sequence[tuple[str, str]] = ()) -> None:
        """Show why a deed was not done; what was written for it is there when it is tried again."""
        drafts = getattr(self.app, "drafts", None)
        if drafts is not None:
            await drafts.bring_back()
        await self.app.push_screen_wait(Trouble(error, others=others))

    async def attempt(self, deed: Callable[..., object], *args: object, **more: object) -> list[tuple[str, str]]:
        """Do what a form asks for; return what is wrong as (field, message), nothing when it is done."""
        try:
            grace = self.office.settings.console.undo_grace
            await asyncio.to_thread(partial(self.office.perform, deed, *args, by=self.officer, grace=grace, **more))
        except BureauError as error:
            faults = getattr(error, "faults", ())
            return [(f.field, f.message) for f in faults] or [("", f"{told(error.message)}{told(error.do_next)}")]
        self._forget_undo(deed)
        return []

    async def consents(self, _subjects: Sequence[str], /) -> bool:
        """Return whether a deed on subjects goes on; a screen may ask before."""
        return True

    def undone(self, _subject: str, /) -> None:
        """What was done here was taken back; a screen may show it again."""

    def finished(self, _deed: str, _subjects: Sequence[str], /) -> None:
        """Something was done here; a screen may go on to the next."""

    async def _each(
        self, deed: Callable[..., object], subjects: Sequence[str], more: Mapping[str, object]
    ) -> dict[str, BureauError]:
        """Do a deed on each subject; return what stood against some."""
        grace = self.office.settings.console.undo_grace
        try:
            if len(subjects) > 1:
                self.say(_("正在办理 {n} 件……").format(n=len(subjects)))
                each = partial(self.office.perform_each, deed, subjects, by=self.officer, grace=grace, **more)
                return await asyncio.to_thread(each)
            await asyncio.to_thread(
                partial(self.office.perform, deed, subjects[0], by=self.officer, grace=grace, **more)
            )
        except BureauError as error:
            return dict.fromkeys(subjects, error)
        return {}

    @work(group="deed")
    async def carry_out(
        self, deed: Callable[..., object], subjects: Sequence[str], done: str, *, lasting: bool = False, **more: object
    ) -> None:
        """Do the same deed on each subject; say what was done and what not; remember it for undo, unless it lasts."""
        if not await self.consents(subjects):
            return
        grace = self.office.settings.console.undo_grace
        failed = list((await self._each(deed, subjects, more)).items())
        finished = [subject for subject in subjects if subject not in dict(failed)]
        if finished:
            self.console.remember([] if lasting else finished)
            seconds = 0 if lasting else int(grace.total_seconds())
            what = finished[0] if len(finished) == 1 else _("{n} 件").format(n=len(finished))
            hint = _("（{seconds} 秒内可按 u 撤销）").format(seconds=seconds) if seconds else ""
            self.say(f"{done}：{what}{hint}", "good")
            self.finished(getattr(deed, "deed", ""), finished)
        if not failed:
            self._forget_words()
        if failed:
            await self.troubled(failed[0][1], others=[(s, e.message) for s, e in failed[1:]])
        self.data_changed()
