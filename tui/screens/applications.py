"""The application queue: every application, by any filter, found by name, number and pinyin initials."""

from collections.abc import Sequence
from typing import Any, ClassVar

from textual import on, work
from textual.binding import BindingType
from typing_extensions import override

from models.values import shanghai_date
from tui.language import N_, _
from tui.screens.by_office import ByOffice
from tui.screens.deciding import Deciding
from tui.screens.filtered import Choice, choosing
from tui.screens.naming import Naming
from tui.screens.saving_views import SavingViews
from tui.screens.sources import Keyset
from tui.view import key
from tui.widgets.columns import Column
from tui.widgets.dialogs import Confirm
from tui.widgets.lines import Span
from tui.widgets.paper import note, pair
from tui.widgets.record_table import RecordTable
from tui.widgets.window import Source
from tui.words import (
    ATTENTION,
    CARDS,
    CHANNELS,
    ITEMS,
    OUTCOMES,
    STATES,
    SUBJECTS,
    clock,
    day,
    district,
    office,
    tone,
    word,
)

CHOICES = (
    Choice("state", "s", N_("状态"), STATES),
    Choice("channel", "c", N_("渠道"), CHANNELS),
    Choice("item", "i", N_("事项"), ITEMS),
    Choice("card", "d", N_("红黄牌"), CARDS),
    Choice("outcome", "f", N_("筛查"), OUTCOMES),
)


def due(line: Any) -> str:
    """Return the last day, with a sign where the calendar may still change."""
    return day(line.due_on) + (_("暂") if line.due_provisional else "")


class ApplicationsView(Deciding, SavingViews, ByOffice, Naming):
    """Lists applications; Enter opens one, the keys of the decisions work on what is marked."""

    NAME = SUBJECTS["applications"]
    VIEWS = "applications"
    CHOICES = CHOICES
    BINDINGS: ClassVar[list[BindingType]] = [
        *choosing("applications", CHOICES),
        key("h", "attention", N_("只看需核对"), "applications.attention", show=False),
        key("m", "mine", N_("只看我的"), "applications.mine", show=False),
        key("o", "order", N_("换顺序"), "applications.order", show=False),
    ]

    def __init__(self) -> None:
        super().__init__()
        from usecases.application_list import ApplicationFilter

        self.wanted = ApplicationFilter()

    @override
    def columns(self) -> Sequence[Column[Any]]:
        return [
            Column(N_("编号"), lambda a: a.number, 13, rank=1),
            Column(N_("申请人"), lambda a: a.party_name, 26, least=8, rank=1, grows=True),
            Column(N_("事项"), lambda a: word(ITEMS, a.item), 8, rank=2),
            Column(N_("状态"), lambda a: word(STATES, a.state), 8, rank=1, tone=lambda a: tone(a.state)),
            Column(N_("筛查"), lambda a: word(OUTCOMES, a.screening), 10, rank=1, tone=lambda a: tone(a.screening)),
            Column(N_("期限"), due, 12, rank=2),
            Column(N_("牌"), lambda a: "" if a.card == "none" else word(CARDS, a.card), 4, rank=1,
                   tone=lambda a: tone(a.card)),
            Column(N_("店铺名称"), lambda a: a.shop_name, 24, least=16, rank=3, grows=True),
            Column(N_("渠道"), lambda a: word(CHANNELS, a.channel), 8, rank=4),
            Column(N_("辖区"), lambda a: district(a.district), 6, rank=5),
            Column(N_("收件时间"), lambda a: clock(a.received_at), 11, rank=6),
            Column(N_("承办"), lambda a: self.named(a.assigned_to), 10, rank=7),
            Column(N_("许可证号"), lambda a: a.licence_no, 12, rank=8),
            Column(N_("渠道编号"), lambda a: a.channel_ref, 20, rank=9),
        ]  # fmt: skip

    @override
    def empty(self) -> str:
        return _("还没有申请：守护进程自动接收各渠道的来件；窗口收件按 g n。")

    @override
    def source(self) -> Source[Any]:
        from usecases import application_list as lists

        return Keyset(self.office, self.wanted, page=lists.page, last_page=lists.last_page, count=lists.count)

    @override
    def more_filters(self) -> Sequence[Span]:
        order = _("新件在前") if self.wanted.order == "newest" else _("旧件在前")
        mine = (_("只看我的"), "strong") if self.wanted.assigned_to else (_("我的"), "quiet")
        if self.wanted.assigned_to not in (None, self.officer.login):
            mine = (_("代理 {name}").format(name=self.named(self.wanted.assigned_to)), "strong")
        check = (_("只看需核对"), "strong") if self.wanted.attention else (_("需核对"), "quiet")
        return [("h ", "key"), check, ("  m ", "key"), mine, ("  o ", "key"), (order, "quiet"),
                ("  w ", "key"), (_("视图"), "quiet"), ("  p ", "key"), (_("机构"), "quiet")]  # fmt: skip

    @override
    def explain(self, row: Any, /) -> Sequence[tuple[str, str]]:
        told = [(_("注意"), word(ATTENTION, row.attention))] if row.attention else []
        told += [(_("移交给"), office(row.offered_to))] if row.offered_to else []
        return told + ([(_("承办机构"), office(row.taken_over))] if row.taken_over else [])

    @override
    def chosen(self) -> Sequence[Any]:
        return self.table.chosen

    @override
    async def consents(self, subjects: Sequence[str], /) -> bool:
        return await self._meant(subjects) and await super().consents(subjects)

    async def _meant(self, subjects: Sequence[str]) -> bool:
        """Ask where another clerk's deed has put a row under the cursor that this clerk did not choose."""
        left, now = self.table.slipped, self.table.current
        if left is None or now is None or list(subjects) != [now.number]:
            return True
        entries = [
            pair(_("已离开"), f"{left.number}  {left.party_name}"),
            pair(_("现在选中"), f"{now.number}  {now.party_name}", "warn"),
            note(_("按 Enter 仍然办理，按 Esc 不办理。")),
        ]
        self.table.slipped = None
        return await self.app.push_screen_wait(Confirm(_("光标所在的申请刚才离开了此列"), entries)) is True

    @override
    def finished(self, _deed: str, subjects: Sequence[str], /) -> None:
        self.table.let_go([row for row in self.table.window.rows if row.number in subjects])

    @override
    def on_screen_resume(self) -> None:
        """What left the list while another screen lay over it is no surprise; Textual calls the base's as well."""
        if self.as_of not in (None, self.console.version) and self.table.current is not None:
            self.table.let_go([self.table.current])

    def action_attention(self) -> None:
        """Show only what a person must look at, or everything."""
        self.narrow(attention=not self.wanted.attention)

    @work(group="mine", exclusive=True)
    async def action_mine(self) -> None:
        """Show what is mine, then of everybody whom I stand in for, then all."""
        from usecases import absences

        today = shanghai_date(self.office.now())
        round_ = [None, self.officer.login, *await self.read(absences.stood_in_for, self.officer.login, today)]
        place = round_.index(self.wanted.assigned_to) if self.wanted.assigned_to in round_ else -1
        self.narrow(assigned_to=round_[(place + 1) % len(round_)])

    def action_order(self) -> None:
        """Turn the list round."""
        self.narrow(order="oldest" if self.wanted.order == "newest" else "newest")

    async def _following(self, number: str) -> str | None:
        """Return the application behind one that was decided, and stand on it."""
        await self.table.action_move(1)
        row = self.table.current
        return None if row is None or row.number == number else str(row.number)

    @on(RecordTable.Opened)
    def _opened(self, event: RecordTable.Opened) -> None:
        from tui.screens.application import ApplicationView

        self.app.push_screen(ApplicationView(event.row.number, following=self._following))
