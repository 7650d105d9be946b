"""Fines and their payment: orders by how they stand, found by number, code and party; Enter opens the case's money."""

from collections.abc import Sequence
from typing import Any, ClassVar

from textual import on
from textual.binding import BindingType
from typing_extensions import override

from tui.language import N_, _
from tui.screens.by_office import ByOffice
from tui.screens.filtered import Choice, choosing
from tui.screens.payment_words import PURPOSES, STATE_TONES, STATES
from tui.screens.sources import Newest
from tui.view import key
from tui.widgets.columns import Column
from tui.widgets.lines import Span
from tui.widgets.record_table import RecordTable
from tui.widgets.window import Source
from tui.words import SUBJECTS, day, office, word, yuan

CHOICES = (Choice("state", "s", N_("情况"), STATES), Choice("purpose", "c", N_("款项"), PURPOSES))


class PaymentsView(ByOffice):
    """Lists orders to pay, the newest first; nobody books money here."""

    NAME = SUBJECTS["payments"]
    SEARCH = N_("缴款书、案件的编号，缴款码（12位以上），当事人或拼音首字母")
    CHOICES = CHOICES
    BINDINGS: ClassVar[list[BindingType]] = [
        *choosing("payments", CHOICES),
        key("m", "unpaid", N_("只看未缴清"), "payments.unpaid"),
        key("n", "notices", N_("可疑通知"), "payments.notices"),
    ]

    def __init__(self) -> None:
        super().__init__()
        from usecases.payments_list import OrderFilter

        self.wanted = OrderFilter()

    @override
    def columns(self) -> Sequence[Column[Any]]:
        return [
            Column(N_("缴款书"), lambda o: o.order_no, 11, rank=1),
            Column(N_("情况"), lambda o: word(STATES, o.state), 14, least=10, rank=1,
                   tone=lambda o: STATE_TONES.get(o.state, "")),
            Column(N_("当事人"), lambda o: o.party_name, 16, least=8, rank=1, grows=True),
            Column(N_("金额（元）"), lambda o: yuan(o.amount), 14, least=12, rank=1, right=True),
            Column(N_("缴款期限"), lambda o: day(o.due_on), 10, rank=1),
            Column(N_("案件编号"), lambda o: o.subject, 13, rank=1),
            Column(N_("本案尚欠（元）"), lambda o: yuan(o.owed), 14, rank=2, right=True),
            Column(N_("款项"), lambda o: word(PURPOSES, o.purpose), 8, rank=3),
            Column(N_("缴款码"), lambda o: o.pay_code, 20, rank=4),
            Column(N_("机构"), lambda o: office(o.office), 8, rank=5),
        ]  # fmt: skip

    @override
    def source(self) -> Source[Any]:
        from usecases import payments_list

        return Newest(self.office, self.wanted, page=payments_list.page, count=payments_list.count)

    @override
    def empty(self) -> str:
        return _("还没有缴款书：处罚决定书送达时自动开具。")

    @override
    def more_filters(self) -> Sequence[Span]:
        unpaid = (_("只看未缴清"), "strong" if self.wanted.unpaid else "quiet")
        return [("m ", "key"), unpaid, ("  ", ""), *super().more_filters()]

    def action_unpaid(self) -> None:
        """Show what is not settled, or everything."""
        self.narrow(unpaid=not self.wanted.unpaid)

    def action_notices(self) -> None:
        """Show the notices that were not booked."""
        from tui.screens.payment_notices import PaymentNoticesView

        self.app.push_screen(PaymentNoticesView())

    @on(RecordTable.Opened)
    def _opened(self, event: RecordTable.Opened) -> None:
        from tui.screens.payment import PaymentView

        self.app.push_screen(PaymentView(event.row.subject))
