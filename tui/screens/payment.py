"""The money of one case: what is owed and why, what arrived, what comes next; collecting is done here."""

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, ClassVar

from textual import work
from textual.binding import BindingType
from textual.widget import Widget
from typing_extensions import override

from models.errors import BureauError
from rules.casework.steps import COLLECTING
from tui.language import N_, _
from tui.screens import payment_sheets as sheets
from tui.screens.casework_acts import CaseActs
from tui.view import key
from tui.widgets.dialogs import AskText, Trouble, asking
from tui.widgets.paper import Paper

if TYPE_CHECKING:
    from usecases.casework_list import Next

LABEL = 24  # the longest step fits
REASON_LIMIT = 400


class PaymentView(CaseActs):
    """Shows the money of a case; no key books any, only the treasury's notices do (APL 67)."""

    NAME = N_("案件缴款")
    RIGHTS: ClassVar[Mapping[str, str]] = {"refund": "payment.refund_asked"}
    BINDINGS: ClassVar[list[BindingType]] = [
        key("b", "refund", N_("申请退付"), "payment.refund"),
        key("o", "case", N_("打开案件"), "payment.case"),
    ]

    def __init__(self, number: str) -> None:
        super().__init__()
        self.number = number
        self.names: Mapping[str, str] = {}

    @override
    def where(self) -> Sequence[str]:
        return (self.number,)

    @override
    def body(self) -> Iterable[Widget]:
        yield Paper(label=LABEL)

    @override
    def ready(self) -> None:
        self.query_one(Paper).focus()

    @override
    @work(exclusive=True, group="load")
    async def action_load(self) -> None:
        from usecases import casework_book, officers

        try:
            self.book = await self.read(casework_book.read, self.number, at=self.office.now())
            self.names = await self.read(officers.names)
        except BureauError as error:
            await self.app.push_screen_wait(Trouble(error))
            self.dismiss()
        else:
            self.query_one(Paper).show(sheets.entries(self.book), keep_place=True)
            self.refresh_bindings()

    @override
    def may_take(self, one: "Next") -> bool:
        return one.deed in COLLECTING and super().may_take(one)

    def action_case(self) -> None:
        """Open the whole case."""
        from tui.screens.casework_book import CaseView

        self.app.push_screen(CaseView(self.number))

    @asking
    async def action_refund(self) -> None:
        """Ask the treasury to give back what came beyond what is due."""
        from usecases import payment_refunds

        words = await self.app.push_screen_wait(AskText(_("申请退付的理由"), limit=REASON_LIMIT, least=2))
        if words is not None and await self.do(payment_refunds.ask, self.number, words) is not None:
            self.say(_("已申请退付，等待财政办理"), "good")
            self.action_load()

    @override
    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action == "refund" and not (self.book and sheets.refundable(self.book.money)):
            return False
        return super().check_action(action, parameters)
