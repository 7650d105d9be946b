"""One application: what matters at a glance, every section that explains it, and the decisions."""

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, ClassVar

from rich.cells import cell_len
from textual import on, work
from textual.binding import BindingType
from textual.containers import Horizontal
from textual.widget import Widget
from typing_extensions import override

from models.errors import BureauError
from tui.language import N_, _
from tui.screens.application_sections import SECTIONS
from tui.screens.claiming import Claiming
from tui.screens.deciding import NOTE_LIMIT, Deciding, Subject
from tui.screens.revealing import Revealing
from tui.screens.transferring import Transferring
from tui.view import key
from tui.widgets.dialogs import AskText, Option, PickMany, Trouble, asking
from tui.widgets.lines import Span, TextLines
from tui.widgets.paper import Paper
from tui.words import ATTENTION, word

if TYPE_CHECKING:
    from usecases.application_detail import ApplicationDetail

WIDE = 110
DECISIONS = frozenset({"application.granted", "application.refusal_proposed", "application.correction_asked"})
Following = Callable[[str], Awaitable[str | None]]
FIRST_WHEN_WIDE = 2  # the screening, beside the summary


@dataclass(frozen=True)
class Decided:
    """An application as the decisions see it (deciding.Subject)."""

    number: str
    state: str
    item: str
    party_name: str
    shop_name: str
    screening: str
    licence_no: str


class ApplicationView(Deciding, Claiming, Transferring, Revealing):
    """Shows one application; on a wide screen the summary stays beside the chosen section."""

    NAME = N_("办件")
    RIGHTS: ClassVar[Mapping[str, str]] = {"check_off": "application.checked", "use_paper": "paper.used"}
    BINDINGS: ClassVar[list[BindingType]] = [
        *(key(str(n % 10), f"section({n - 1})", name, f"application.section{n}", show=False)
          for n, (name, _make) in enumerate(SECTIONS, 1)),
        key("right,l", "turn(1)", N_("下一部分"), "application.next", show=False),
        key("left,h", "turn(-1)", N_("上一部分"), "application.previous", show=False),
        key("E", "examination", N_("核查、送审、听证"), "application.examination", show=False),
        key("H", "check_off", N_("已核对"), "application.check_off"),
        key("m", "use_paper", N_("用已有材料"), "application.use_paper"),
        key("d", "documents", N_("文书"), "application.documents"),
        key("v", "dossier", N_("案卷"), "application.dossier", show=False),
        key("W", "why", N_("理由"), "application.why", show=False),
        key("p", "messages", N_("往来字节"), "application.messages", show=False),
    ]  # fmt: skip

    def __init__(
        self, number: str, *, section: int | None = None, following: Following | None = None, news: str = ""
    ) -> None:
        super().__init__()
        self.news = news  # what has just been done to it
        self.following = following
        self.number = number
        self.wanted = section
        self.section = 0
        self._detail: ApplicationDetail | None = None
        self._decided = ""  # the application before this one, where a decision led on

    @override
    def body(self) -> Iterable[Widget]:
        yield TextLines(id="tabs")
        with Horizontal():
            yield Paper(id="beside")
            yield Paper(id="sheet")

    @override
    def ready(self) -> None:
        self.section = self._first_section()
        self.query_one("#beside").display = self.app.size.width >= WIDE
        self.query_one("#sheet").focus()
        if self.news:
            self.say(self.news, "good")
        self.claim()

    @override
    def finished(self, deed: str, _subjects: Sequence[str], /) -> None:
        if deed in DECISIONS and self.following is not None and self.office.settings.console.next_case:
            self._go_on(self.following)

    @override
    def undone(self, subject: str, /) -> None:
        if subject == self._decided != self.number:
            self._turn_to(subject)

    @work(group="next")
    async def _go_on(self, following: Following) -> None:
        """Open the next application of the list."""
        decided, number = self.number, await following(self.number)
        if number is not None:
            self._decided = decided
            await self._show_other(number)

    @work(group="next")
    async def _turn_to(self, number: str) -> None:
        """Open the application again whose decision was taken back: the next key is meant for it."""
        await self._show_other(number)

    async def _show_other(self, number: str) -> None:
        await self.release()
        self.number, self.section = number, self._first_section()
        self.entitle()
        self.action_load()
        self._take()

    def _first_section(self) -> int:
        """Return what a case is opened at: what was asked for, or what is not beside it already."""
        if self.wanted is not None:
            return self.wanted
        return FIRST_WHEN_WIDE if self.app.size.width >= WIDE else 0

    @override
    def where(self) -> Sequence[str]:
        return (self.number,)

    def on_resize(self) -> None:
        """Show the summary beside where there is room."""
        self.query_one("#beside").display = self.size.width >= WIDE
        self.show(keep_place=True)

    @override
    @work(exclusive=True, group="load")
    async def action_load(self) -> None:
        from usecases import application_detail

        try:
            self._detail = await self.read(application_detail.detail, self.number, at=self.office.now())
        except BureauError as error:
            await self.app.push_screen_wait(Trouble(error))
            self.dismiss()
        else:
            self.show(keep_place=True)
            self.refresh_bindings()

    def show(self, *, keep_place: bool = False) -> None:
        """Draw the tabs and the chosen section."""
        if self._detail is None:
            return
        lines = tabs(self.section, self.size.width)
        self.query_one("#tabs").styles.height = len(lines)
        self.query_one("#tabs", TextLines).show(*lines)
        self.query_one("#beside", Paper).show(SECTIONS[0][1](self._detail, self.mask), keep_place=keep_place)
        entries = SECTIONS[self.section][1](self._detail, self.mask)
        self.query_one("#sheet", Paper).show(entries, keep_place=keep_place)

    def mask(self, text: str | None) -> str:
        """Return a number with its middle hidden, unless the clerk asked for it whole."""
        return self.hidden(text, self.number)

    @override
    def holder(self) -> str:
        return self.number

    @override
    def redraw_numbers(self) -> None:
        self.show(keep_place=True)

    @override
    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action == "check_off" and not self._to_check:
            return False
        if action == "use_paper" and not (self._detail and self._detail.offered):
            return False
        return super().check_action(action, parameters)

    @property
    def _to_check(self) -> str:
        """Why a person must look at it; a proposal and a hand-over have their own keys."""
        attention = self._detail.row["attention"] if self._detail else ""
        return "" if attention in ("proposal", "transfer") else attention

    @asking
    async def action_check_off(self) -> None:
        """Say what was found when the versions were looked at; the mark goes."""
        from usecases import applications

        title = _("核对“{what}”的结果（记入历史）").format(what=word(ATTENTION, self._to_check))
        words = await self.app.push_screen_wait(AskText(title, limit=NOTE_LIMIT, least=2))
        if words is not None:
            self.carry_out(applications.check_off, [self.number], _("已核对"), note=words)

    @asking
    async def action_use_paper(self) -> None:
        """Take papers that were received before instead of asking for them again."""
        from tui.screens.application_checked import NAMES, paper_words
        from usecases import papers

        offered = self._detail.offered if self._detail else ()
        options = [
            Option(one.code, word(NAMES, f"attachment.{one.kind}"), paper_words(one), chosen=True) for one in offered
        ]
        title = _("使用已有材料（国务院关于在线政务服务的若干规定第七条）")
        picked = await self.app.push_screen_wait(PickMany(title, options, say=_("将使用 {} 份").format))
        for code in picked or ():
            if await self.done(papers.use, self.number, code):
                self.say(_("已使用 {code}").format(code=code), "good")
        self.action_load()

    @asking
    async def action_examination(self) -> None:
        """Offer visits, opinions and the hearing."""
        from tui.screens.examining import open_acts

        await open_acts(self, self.number)

    @override
    def chosen(self) -> Sequence[Subject]:
        if self._detail is None:
            return []
        return [Decided(**{f.name: self._detail.row[f.name] for f in fields(Decided)})]

    def action_section(self, number: int) -> None:
        """Show a section."""
        self.section = number
        self.show()

    def action_turn(self, step: int) -> None:
        """Show the next or previous section."""
        self.action_section((self.section + step) % len(SECTIONS))

    def action_documents(self) -> None:
        """Show the documents, to read, export and print."""
        from tui.screens.documents import DocumentsView

        self.app.push_screen(DocumentsView(self.number))

    def action_dossier(self) -> None:
        """Show the dossier: catalogue, pages, gaps, lock."""
        from tui.screens.dossier import DossierView

        self.app.push_screen(DossierView(self.number))

    def action_why(self) -> None:
        """Show every rule with its article and days, the judgement computed again, and what today's law says."""
        from tui.screens.why import WhyView

        self.app.push_screen(WhyView(self.number))

    def action_messages(self) -> None:
        """Show what crossed about this application."""
        from tui.screens.message import MessagesOfView

        self.app.push_screen(MessagesOfView(self.number))

    @on(Paper.Scrolled)
    def _scrolled(self, event: Paper.Scrolled) -> None:
        event.stop()


def tabs(chosen: int, width: int) -> list[list[Span]]:
    """Return the sections with their keys, on as many lines as no section is cut."""
    gap = "  " if width >= WIDE else " "
    lines: list[list[Span]] = [[(" ", "")]]
    left = width - 1
    for n, (name, _make) in enumerate(SECTIONS):
        shown = f"[{_(name)}]" if n == chosen else _(name)
        spans = [(f"{(n + 1) % 10} ", "key"), (shown, "strong" if n == chosen else "quiet"), (gap, "")]
        needed = sum(cell_len(text) for text, _tone in spans[:2])
        if needed > left:
            lines.append([(" ", "")])
            left = width - 1
        lines[-1] += spans
        left -= needed + len(gap)
    return lines
