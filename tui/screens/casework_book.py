"""One enforcement case as a book: left its chapters with what is done, right the page that is open."""

import asyncio
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

from textual import on, work
from textual.binding import BindingType
from textual.containers import Horizontal
from textual.widget import Widget
from typing_extensions import override

from models.errors import BureauError
from models.values import shanghai_date
from tui.language import N_, _
from tui.screens import casework_sheets as sheets
from tui.screens.casework_acts import CaseActs
from tui.screens.casework_words import STAGES
from tui.view import key
from tui.widgets.columns import Column
from tui.widgets.dialogs import Trouble, asking
from tui.widgets.paper import Entry, Paper
from tui.widgets.record_table import RecordTable
from tui.widgets.window import ListSource
from tui.words import tone, word

if TYPE_CHECKING:
    from tui.widgets.form import Faults, Values
    from usecases.casework_book import Book

WIDEST = 18  # cells of a label


@dataclass(frozen=True)
class Page:
    """One line of the contents: what it opens, its words, a sign and a tone."""

    id: str
    text: str
    beside: str = ""
    tone: str = ""


class CaseView(CaseActs):
    """Shows one case; the contents stay beside the page."""

    NAME = N_("案件")
    RIGHTS: ClassVar[Mapping[str, str]] = {
        "change": "case.facts_changed",
        "answer": "card.answered",
        "scene": "case.scene_brought",
    }
    BINDINGS: ClassVar[list[BindingType]] = [
        key("e", "change", N_("更改案情"), "case.change"),
        key("c", "answer", N_("答复红黄牌"), "case.answer", show=False),
        key("right,l", "read_on(1)", N_("下翻一页"), "case.down", show=False),
        key("left,h", "read_on(-1)", N_("上翻一页"), "case.up", show=False),
        key("d", "documents", N_("文书"), "case.documents"),
        key("m", "money", N_("缴款"), "case.money", show=False),
        key("s", "scene", N_("现场清点"), "case.scene", show=False),
        key("o", "complaints", N_("打开来件"), "case.complaints", show=False),
    ]

    def __init__(self, number: str, *, news: str = "") -> None:
        super().__init__()
        self.number = number
        self._said = news  # what has just been done to it
        self.names: Mapping[str, str] = {}
        self._deeds: Mapping[str, str] = {}
        self._open = ""
        self._public: Any = None  # what goes out to be published, or why nothing does; None before it was read

    @override
    def where(self) -> Sequence[str]:
        return (self.number,)

    @override
    def body(self) -> Iterable[Widget]:
        columns: list[Column[Page]] = [
            Column("", lambda p: p.text, 20, least=14, grows=True, tone=lambda p: p.tone),
            Column("", lambda p: p.beside, 6, least=5, right=True, tone=lambda p: p.tone or "quiet"),
        ]
        source = ListSource[Page](identity=_identity)
        with Horizontal(id="book"):
            yield RecordTable(source, columns, markable=False, header=False, id="contents", on_moved=self._turned)
            yield Paper(id="page", label=14, turned_by="→")

    @override
    def ready(self) -> None:
        self.query_one(RecordTable).focus()
        if self._said:
            self.say(self._said, "good")

    @override
    @work(exclusive=True, group="load")
    async def action_load(self) -> None:
        from usecases import casework_book, officers

        try:
            self.book = await self.read(casework_book.read, self.number, at=self.office.now(), reader=self.officer)
            self.names, self._public = await self.read(officers.names), None
        except BureauError as error:
            await self.app.push_screen_wait(Trouble(error))
            self.dismiss()
        else:
            self._bind(self.book)

    def _bind(self, book: "Book") -> None:
        table = self.query_one(RecordTable)
        source: Any = table.window.source
        source.replace(contents(book))
        table.reload()
        self.redraw_numbers()
        self.refresh_bindings()

    def _turned(self, table: RecordTable[Any]) -> None:
        self.show_place(table)
        self.redraw_numbers()

    @override
    def redraw_numbers(self) -> None:
        page = self.query_one(RecordTable).current
        if self.book is not None and page is not None:
            same, self._open = page.id == self._open, page.id
            self.query_one(Paper).show(self._page(page.id, self.book), keep_place=same, widest=WIDEST)

    def _page(self, name: str, book: "Book") -> Sequence[Entry]:
        kind, _colon, place = name.partition(":")
        if kind == "stage":
            return sheets.chapter(book.chapters[int(place)], self.names)
        if kind == "step":
            return sheets.step(book.detail.steps[int(place)], self.names)
        if kind == "public":
            return self._publicity()
        from tui.screens import casework_findings as findings
        from tui.screens import casework_news

        return {
            "facts": lambda: sheets.facts(book, self.mask, self.names),
            "goods": lambda: sheets.goods(book),
            "terms": lambda: [*sheets.terms(book), *findings.cards(book, self.names)],
            "next": lambda: sheets.coming(book, self.names),
            "amount": lambda: findings.amount(book),
            "money": lambda: findings.paid(book),
            "papers": lambda: findings.clashes(book),
            "news": lambda: casework_news.sheet(book, self.names, self._deed_names()),
        }[kind]()

    def _publicity(self) -> Sequence[Entry]:
        from tui.screens import casework_publicity

        if self._public is None:
            self._learn_publicity()
            return []
        return casework_publicity.sheet(self._public, self.mask, whole=self.number in self._whole)

    @work(exclusive=True, group="publicity")
    async def _learn_publicity(self) -> None:
        from usecases import casework_publicity

        at = self.office.now()
        try:
            self._public = await self.read(casework_publicity.preview, self.number, self.office.desk, at=at)
        except BureauError as error:
            self._public = error.message
        self.redraw_numbers()

    def _deed_names(self) -> Mapping[str, str]:
        from rules import authority

        if not self._deeds:
            self._deeds = {deed: right.name for deed, right in authority.RIGHTS.items()}
        return self._deeds

    def mask(self, text: str | None) -> str:
        """Return a number with its middle hidden, unless it was asked for whole."""
        return self.hidden(text, self.number)

    @override
    def holder(self) -> str:
        return self.number

    def action_read_on(self, pages: int) -> None:
        """Turn the pages of the sheet while the contents keep the cursor."""
        self.query_one(Paper).action_turn(pages)

    @asking
    async def action_answer(self) -> None:
        """Answer a card of the case with its reason."""
        from tui.screens import answering

        if await answering.one_answered(self, self.number):
            self.action_load()

    @asking
    async def action_change(self) -> None:
        """Complete or correct what is known of the case."""
        from tui.screens import casework_lead
        from tui.widgets.form import Form
        from usecases import casework

        known = await self.read(casework.known, self.number)
        fields = casework_lead.filled(casework_lead.blanks(shanghai_date(self.office.now())), known)
        form = Form(_("更改案情  {number}").format(number=self.number), fields, partial(self._change, known))
        if await self.app.push_screen_wait(form) is not None:
            self.console.remember([self.number])
            self.say(_("已更改案情（按 u 撤销）"), "good")
            self.action_load()

    async def _change(self, known: Any, values: "Values") -> "Faults":
        from tui.screens import casework_lead
        from usecases import casework

        facts, faults = casework_lead.read(values, known)
        if faults:
            return faults
        against = await self.attempt(casework.change, self.number, facts)
        return [each for _field, message in against for each in casework_lead.faults_of(message)]

    @asking
    async def action_scene(self) -> None:
        """Count at the scene of this case; what was sent from there is shown when it is left."""
        from tui.screens.scene_of_case import scene_of

        try:
            screen = await asyncio.to_thread(scene_of, self.office, self.number, self.officer)
        except BureauError as error:
            await self.troubled(error)
            return
        self.app.push_screen(screen, self._left_scene)

    def _left_scene(self, _none: None) -> None:
        self.action_load()

    @asking
    async def action_complaints(self) -> None:
        """Open the report that the case came from, or another that belongs to it."""
        from tui.screens.complaint_acts import open_of_case

        await open_of_case(self, self.number)

    def action_documents(self) -> None:
        """Show the documents, to read, export and print."""
        from tui.screens.documents import DocumentsView

        self.app.push_screen(DocumentsView(self.number))

    def action_money(self) -> None:
        """Show the money with what may be done to collect it."""
        from tui.screens.payment import PaymentView

        self.app.push_screen(PaymentView(self.number))

    @on(RecordTable.Opened)
    def _opened(self) -> None:
        self.query_one(Paper).focus()


def _identity(page: Page) -> Hashable:
    return page.id


def contents(book: "Book") -> list[Page]:
    """Return the contents: what is known first, then the stages with their steps."""
    able, new = sum(not one.missing for one in book.detail.next), len(book.since.news) if book.since else 0
    pages = [
        Page("facts", _("案情和当事人")),
        Page("next", _("接下来"), _("{n} 步").format(n=able), "warn" if book.detail.waiting else ""),
        Page("terms", _("期限"), str(len(book.terms)), tone(sheets.nearest(book))),
        Page("goods", _("涉案物品"), str(len(book.goods) or "")),
        Page("news", _("上次意见以来"), str(new or ""), "warn" if new else ""),
        Page("amount", _("处罚幅度"), "", "warn" if book.amount and book.amount.faults else ""),
        Page("money", _("缴款"), "", "warn" if book.money and book.money.sums["owed"] else ""),
        Page("papers", _("文书核对"), str(len(book.clashes) or ""), "bad" if book.clashes else ""),
        Page("public", _("公示预览")),
    ]
    place, last = 0, len(book.chapters) - 1
    for n, chapter in enumerate(book.chapters):
        sign = "▶" if n == last else "✓"
        pages.append(Page(f"stage:{n}", f"{sign} {word(STAGES, chapter.stage)}", "", "strong"))
        for one in chapter.steps:
            pages.append(Page(f"step:{place}", f"   {_(one.name)}", one.on.strftime("%m-%d")))
            place += 1
    return pages
