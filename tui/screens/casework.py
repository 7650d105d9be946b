"""Enforcement cases: list by stage and term, found by number, party and initials; Enter opens one as a book."""

import asyncio
from collections.abc import Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

from textual import on
from textual.binding import BindingType
from typing_extensions import override

from models.errors import BureauError
from models.values import shanghai_date
from tui.language import N_, _, told
from tui.screens.by_office import ByOffice
from tui.screens.casework_words import CARD_KINDS, STAGE_TONES, STAGES, WITHIN
from tui.screens.filtered import Choice, choosing
from tui.screens.forward import Forward
from tui.screens.naming import Naming
from tui.screens.sources import Keyset
from tui.view import key
from tui.widgets.columns import Column
from tui.widgets.dialogs import Option, Pick, asking
from tui.widgets.lines import Span
from tui.widgets.record_table import RecordTable
from tui.widgets.window import Source
from tui.words import CARDS, SUBJECTS, TERMS, day, office, tone, word

if TYPE_CHECKING:
    from tui.widgets.form import Faults, Values

CHOICES = (
    Choice("stage", "s", N_("阶段"), {"open": N_("未结束的")} | STAGES),
    Choice("within", "e", N_("期限"), WITHIN),
    Choice("card", "c", N_("牌"), CARD_KINDS),
)


class CaseworkView(ByOffice, Naming):
    """Lists cases, the newest or the nearest term first; the officer's own office at first."""

    NAME = SUBJECTS["casework"]
    SEARCH = N_("案件编号、文号、号码、当事人或拼音首字母")
    CHOICES = CHOICES
    RIGHTS: ClassVar[Mapping[str, str]] = {"register": "case.lead_registered"}
    BINDINGS: ClassVar[list[BindingType]] = [
        *choosing("casework", CHOICES),
        key("a", "register", N_("登记线索"), "casework.register"),
        key("d", "handler", N_("承办人"), "casework.handler", show=False),
        key("m", "mine", N_("只看我的"), "casework.mine"),
        key("o", "order", N_("换顺序"), "casework.order"),
        key("t", "overview", N_("总览"), "casework.overview"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._entered = ""  # the number of the newest lead
        from usecases.casework_desk import CaseFilter

        self.wanted = CaseFilter()

    @override
    def columns(self) -> Sequence[Column[Any]]:
        return [
            Column(N_("案件编号"), lambda c: c.number, 13, rank=1),
            Column(N_("阶段"), lambda c: word(STAGES, c.stage), 12, least=8, rank=1,
                   tone=lambda c: STAGE_TONES.get(c.stage, "")),
            Column(N_("当事人"), lambda c: c.party_name, 16, least=8, rank=1, grows=True),
            Column(N_("案由"), lambda c: c.cause, 4, rank=1),
            Column(N_("期限"), lambda c: day(c.due_on), 10, rank=1),
            Column(N_("牌"), lambda c: "" if c.card == "none" else word(CARDS, c.card), 4, rank=1,
                   tone=lambda c: tone(c.card)),
            Column(N_("须办"), lambda c: _("待批准") if c.waiting else word(TERMS, c.due_term), 14, least=10, rank=3,
                   tone=lambda c: "warn" if c.waiting else ""),
            Column(N_("承办人"), lambda c: self.named(c.handler), 8, rank=3),
            Column(N_("案发地点"), lambda c: c.place, 24, least=14, rank=4, grows=True),
            Column(N_("立案日期"), lambda c: day(c.filed_on), 10, rank=5),
            Column(N_("立案文号"), lambda c: c.filing_no, 22, least=18, rank=6),
            Column(N_("机构"), lambda c: office(c.office), 8, rank=7),
            Column(N_("发现日期"), lambda c: day(c.found_on), 10, rank=8),
        ]  # fmt: skip

    @override
    def source(self) -> Source[Any]:
        from usecases import casework_desk as desk

        at, wanted = self.office.now(), self.wanted
        if wanted.text:
            return Forward(self.office, lambda _s, _after, _limit: [], found=lambda s: desk.search(s, wanted, at=at))
        page, last = partial(desk.page, at=at), partial(desk.last_page, at=at)
        return Keyset(self.office, wanted, page=page, last_page=last, count=partial(desk.count, at=at))

    @override
    def empty(self) -> str:
        nothing = _("还没有案件。")
        return nothing + _("按 a 登记线索。") if self.check_action("register", ()) else nothing

    @override
    def more_filters(self) -> Sequence[Span]:
        handler = (self.named(self.wanted.handler), "strong") if self.wanted.handler else (_("承办人"), "quiet")
        order = _("新案在前") if self.wanted.order == "newest" else _("期限近的在前")
        return [("d ", "key"), handler, ("  o ", "key"), (order, "quiet"), ("  ", ""), *super().more_filters()]

    def action_mine(self) -> None:
        """Show what I handle, or everybody's."""
        self.narrow(handler=None if self.wanted.handler == self.officer.login else self.officer.login)

    def action_order(self) -> None:
        """Show the newest first, or what ends next."""
        self.narrow(order="due" if self.wanted.order == "newest" else "newest")

    def action_overview(self) -> None:
        """Show all open cases by stage, handler and office."""
        self.console.visit("casework_overview")

    @asking
    async def action_handler(self) -> None:
        """Ask whose cases to show."""
        from usecases import officers

        people = await self.read(officers.active)
        options = [Option("", _("全部"), chosen=not self.wanted.handler)]
        options += [Option(o.login, o.name, o.login, chosen=o.login == self.wanted.handler) for o in people]
        picked = await self.app.push_screen_wait(Pick(_("看谁承办的案件"), options))
        if picked is not None:
            self.narrow(handler=picked or None)

    @asking
    async def action_register(self) -> None:
        """Enter a lead and open it."""
        from tui.screens import casework_lead
        from tui.screens.casework_book import CaseView
        from tui.widgets.form import Form

        form = Form(_("登记案件线索"), casework_lead.blanks(shanghai_date(self.office.now())), self._register)
        if await self.app.push_screen_wait(form) is not None:
            self.console.remember([self._entered])
            self.action_load()
            self.app.push_screen(CaseView(self._entered, news=_("已登记线索（按 u 撤销）")))

    async def _register(self, values: "Values") -> "Faults":
        from tui.screens import casework_lead
        from usecases import casework

        facts, faults = casework_lead.read(values)
        if faults:
            return faults
        grace = self.office.settings.console.undo_grace
        try:
            enter = partial(self.office.perform, casework.register, facts, by=self.officer, grace=grace)
            self._entered = await asyncio.to_thread(enter)
        except BureauError as error:
            return casework_lead.faults_of(told(error.message))
        return []

    @on(RecordTable.Opened)
    def _opened(self, event: RecordTable.Opened) -> None:
        from tui.screens.casework_book import CaseView

        self.app.push_screen(CaseView(event.row.number))
