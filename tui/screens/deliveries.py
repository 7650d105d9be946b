"""Deliveries: what is to be sent or handed over, what is on its way, what came back."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from textual import on
from textual.binding import BindingType
from typing_extensions import override

from models.values import DISTRICTS
from tui.language import N_, _
from tui.screens.by_office import ByOffice
from tui.screens.filtered import Choice, choosing
from tui.screens.sources import Newest
from tui.view import key
from tui.widgets.columns import Column
from tui.widgets.dialogs import Confirm, asking
from tui.widgets.paper import note, pair
from tui.widgets.record_table import RecordTable
from tui.widgets.window import Source
from tui.words import DELIVERIES, SUBJECTS, WAYS, clock, day, district, tone, word

SHOWN = {**DELIVERIES, "attention": N_("待人处理")}
CHOICES = (
    Choice("state", "s", N_("状态"), SHOWN),
    Choice("way", "w", N_("方式"), WAYS),
    Choice("district", "i", N_("辖区"), DISTRICTS),
)


class DeliveriesView(ByOffice):
    """Lists the deliveries of one office; Enter opens one, `f` sends the marked ones."""

    NAME = SUBJECTS["deliveries"]
    SEARCH = N_("申请、送达、许可证或邮件号，或收件人的开头")
    CHOICES = CHOICES
    QUIET: ClassVar[bool] = True
    RIGHTS: ClassVar[Mapping[str, str]] = {
        "send": "delivery.sent", "hand_over": "delivery.handed_over", "change": "delivery.changed",
        "repeat": "delivery.repeated",
    }  # fmt: skip
    BINDINGS: ClassVar[list[BindingType]] = [
        *choosing("deliveries", CHOICES),
        key("f", "send", N_("发出"), "deliveries.send"),
        key("a", "hand_over", N_("窗口送达"), "deliveries.hand_over"),
        key("e", "change", N_("改方式"), "deliveries.change"),
        key("n", "repeat", N_("另行送达"), "deliveries.repeat"),
    ]

    def __init__(self) -> None:
        super().__init__()
        from usecases.deliveries_desk import DeliveryFilter

        self.wanted = DeliveryFilter()

    @override
    def columns(self) -> Sequence[Column[Any]]:
        return [
            Column(N_("状态"), lambda d: word(DELIVERIES, d.state), 6, tone=lambda d: tone(d.state)),
            Column(N_("申请"), lambda d: d.subject, 13, rank=1),
            Column(N_("收件人"), lambda d: d.recipient, 26, least=8, rank=1, grows=True),
            Column(N_("方式"), lambda d: word(WAYS, d.way), 8, rank=1),
            Column(N_("送达期限"), lambda d: day(d.due_on), 10, rank=2),
            Column(N_("邮件号"), lambda d: d.mail_no, 13, rank=3),
            Column(N_("进展"), lambda d: d.newest, 30, least=12, rank=2, grows=True),
            Column(N_("安排"), lambda d: clock(d.planned_at), 11, rank=4),
            Column(N_("辖区"), lambda d: district(d.district), 6, rank=5),
            Column(N_("编号"), lambda d: d.number, 13, rank=5),
        ]

    @override
    def empty(self) -> str:
        return _("还没有要送达的文书：决定的文书制成后自动安排。")

    @override
    def source(self) -> Source[Any]:
        from usecases import deliveries_desk as desk

        return Newest(self.office, self.wanted, page=desk.page, count=desk.count)

    @on(RecordTable.Opened)
    def _opened(self, event: RecordTable.Opened) -> None:
        from tui.screens.delivery import DeliveryView

        self.app.push_screen(DeliveryView(event.row.number))

    @asking
    async def action_send(self) -> None:
        """Show what would be sent, then send all that is marked."""
        from usecases import deliveries

        rows = [row for row in self.table.chosen if row.state == "planned" and row.way != "window"]
        if not rows:
            self.say(_("没有可以发出的：窗口领取的在窗口送达，已发出的不再发"), "warn")
            return
        entries = [pair(row.subject, f"{word(WAYS, row.way)}  {row.recipient}") for row in rows[:20]]
        more = [note(_("……共 {n} 件").format(n=len(rows)))] if len(rows) > len(entries) else []
        told = note(_("邮寄的请先把文书装封。发出后不能撤销。Enter 发出；Esc 不发。"), "warn")
        if await self.app.push_screen_wait(Confirm(_("发出 {n} 件？").format(n=len(rows)), [*entries, *more, told])):
            self.carry_out(deliveries.send, [row.number for row in rows], _("已发出"), lasting=True)

    @asking
    async def action_hand_over(self) -> None:
        """Record a service at the window."""
        from tui.screens import delivery_acts

        if (row := self.table.current) is not None:
            await delivery_acts.hand_over(self, row.number)

    @asking
    async def action_change(self) -> None:
        """Change way or address of what is planned."""
        from tui.screens import delivery_acts

        if (row := self.table.current) is not None:
            await delivery_acts.change(self, row.number)

    @asking
    async def action_repeat(self) -> None:
        """Try again what came back."""
        from tui.screens import delivery_acts

        if (row := self.table.current) is not None:
            await delivery_acts.repeat(self, row.number)
