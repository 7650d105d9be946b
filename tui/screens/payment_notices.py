"""Notices of payment that were not booked: forged, or of an order that is not ours; what to do about each."""

from collections.abc import Sequence
from typing import Any

from textual import on
from typing_extensions import override

from models.errors import NotFound
from tui.language import N_, _, told
from tui.screens.filtered import FilteredList
from tui.screens.payment_words import ADVICE, KINDS
from tui.screens.sources import Newest
from tui.widgets.columns import Column
from tui.widgets.record_table import RecordTable
from tui.widgets.window import Source
from tui.words import clock, yuan


class PaymentNoticesView(FilteredList):
    """Lists them, the newest first; money is booked by a notice that the treasury signed, never by hand."""

    NAME = N_("可疑缴款通知")
    SEARCH = N_("通知或者缴款书编号的开头")

    def __init__(self) -> None:
        super().__init__()
        from usecases.payments_list import NoticeFilter

        self.wanted = NoticeFilter()

    @override
    def columns(self) -> Sequence[Column[Any]]:
        return [
            Column(N_("通知编号"), lambda n: n.notice_no, 16, rank=1),
            Column(N_("签名"), lambda n: _(KINDS[n.genuine]), 8, rank=1, tone=lambda n: "warn" if n.genuine else "bad"),
            Column(N_("缴款书"), lambda n: n.order_no, 11, rank=1),
            Column(N_("金额（元）"), lambda n: yuan(n.amount), 14, least=12, rank=1, right=True),
            Column(N_("收到时间"), lambda n: clock(n.received_at), 11, rank=1),
            Column(N_("答复财政"), lambda n: _("已答复") if n.told else _("待答复"), 8, rank=2),
            Column(N_("原因"), lambda n: told(n.fault), 30, least=16, rank=3, grows=True),
            Column(N_("票据号"), lambda n: n.bill_no, 20, rank=4),
        ]

    @override
    def explain(self, row: Any, /) -> Sequence[tuple[str, str]]:
        return [(_("怎么办"), _(ADVICE[row.genuine]))]

    @override
    def source(self) -> Source[Any]:
        from usecases import payments_list

        return Newest(self.office, self.wanted, page=payments_list.doubtful, count=payments_list.count_doubtful)

    @override
    def empty(self) -> str:
        return _("没有可疑的缴款通知。")

    @on(RecordTable.Opened)
    async def _opened(self, event: RecordTable.Opened) -> None:
        from tui.screens.payment import PaymentView
        from usecases import payments_list

        try:
            number = await self.read(payments_list.case_of, event.row.order_no)
        except NotFound as error:
            self.say(told(error.message), "warn")
        else:
            self.app.push_screen(PaymentView(number))
