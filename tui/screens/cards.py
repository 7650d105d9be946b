"""Cards: what was handed out, to whom, and the answers; the supervisor sees all, everybody answers their own."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from textual import on, work
from textual.binding import BindingType
from typing_extensions import override

from models.values import DISTRICTS
from tui.language import N_, _
from tui.screens import answering
from tui.screens.by_office import ByOffice
from tui.screens.filtered import Choice, choosing
from tui.screens.naming import Naming
from tui.screens.sources import Newest
from tui.view import key
from tui.widgets.columns import Column
from tui.widgets.lines import Span
from tui.widgets.record_table import RecordTable
from tui.widgets.window import Source
from tui.words import CARD_STATES, CARDS, SUBJECTS, TERMS, clock, day, district, tone, word

KINDS = {kind: name for kind, name in CARDS.items() if kind != "none"}
CHOICES = (
    Choice("kind", "c", N_("牌"), KINDS),
    Choice("state", "s", N_("状态"), CARD_STATES),
    Choice("district", "i", N_("辖区"), DISTRICTS),
)
STATE_TONES = {"open": "bad", "answered": "good", "lifted": "quiet"}


class CardsView(ByOffice, Naming):
    """Lists the cards of one office; Enter opens the case, `a` answers."""

    NAME = SUBJECTS["cards"]
    SEARCH = N_("申请编号或当事人姓名的开头")
    CHOICES = CHOICES
    QUIET: ClassVar[bool] = True
    RIGHTS: ClassVar[Mapping[str, str]] = {"answer": "card.answered"}
    BINDINGS: ClassVar[list[BindingType]] = [
        *choosing("cards", CHOICES),
        key("a", "answer", N_("答复"), "cards.answer"),
        key("m", "mine", N_("只看我的"), "cards.mine"),
    ]

    def __init__(self) -> None:
        super().__init__()
        from usecases.cards_desk import CardFilter

        self.wanted = CardFilter()

    @override
    def columns(self) -> Sequence[Column[Any]]:
        return [
            Column(N_("牌"), lambda c: word(CARDS, c.kind), 4, tone=lambda c: tone(c.kind)),
            Column(N_("申请"), lambda c: c.subject, 13, rank=1),
            Column(N_("应办日"), lambda c: day(c.due_on), 10, rank=1),
            Column(N_("状态"), lambda c: word(CARD_STATES, c.state), 6, rank=1, tone=lambda c: STATE_TONES[c.state]),
            Column(N_("承办"), lambda c: self.named(c.handler) or _("未分派"), 10, rank=1),
            Column(N_("期限种类"), lambda c: f"{word(TERMS, c.term)} {c.term}", 14, rank=3),
            Column(N_("发出"), lambda c: clock(c.given_at), 11, rank=2),
            Column(N_("当事人"), lambda c: c.party_name or "", 16, least=8, rank=2, grows=True),
            Column(N_("辖区"), lambda c: district(c.district), 6, rank=4),
            Column(N_("答复或解除"), lambda c: c.reason or c.lifted_why, 30, least=12, rank=3, grows=True),
        ]

    @override
    def source(self) -> Source[Any]:
        from usecases import cards_desk as desk

        return Newest(self.office, self.wanted, page=desk.page, count=desk.count)

    @override
    def more_filters(self) -> Sequence[Span]:
        shown = (_("只看我的"), "strong") if self.wanted.officer else (_("我的"), "quiet")
        return [("m ", "key"), shown, ("  ", ""), *super().more_filters()]

    @override
    def explain(self, row: Any, /) -> Sequence[tuple[str, str]]:
        told = "、".join(self.named(login) for login, _part in row.told)
        return [(_("已告知"), told)] if told else []

    @override
    def empty(self) -> str:
        return _("没有发过红黄牌。")

    @override
    def within(self, wanted: Any) -> Any:
        """Return a filter within the office; what I have to answer for is mine, wherever the case is by now."""
        return wanted if wanted.officer == self.officer.login else super().within(wanted)

    def action_mine(self) -> None:
        """Show what I have to answer for, of whatever office, or everybody's."""
        mine = not self.wanted.officer
        self.narrow(officer=self.officer.login if mine else None, office=None if mine else self._sees)

    @on(RecordTable.Opened)
    def _opened(self, event: RecordTable.Opened) -> None:
        from tui.screens.application import ApplicationView

        if event.row.subject.startswith("C-"):
            from tui.screens.casework_book import CaseView

            self.app.push_screen(CaseView(event.row.subject))
        elif event.row.subject.startswith("H-"):
            from tui.screens.complaint import ComplaintView

            self.app.push_screen(ComplaintView(event.row.subject))
        elif event.row.case_state is not None:
            self.app.push_screen(ApplicationView(event.row.subject))
        else:
            self.say(_("这张牌不属于申请：{what}").format(what=word(TERMS, event.row.term)), "warn")

    @work(group="dialog")
    async def action_answer(self) -> None:
        """Answer the chosen card with its reason."""
        row = self.table.current
        if row is None or row.state != "open":
            self.say(_("这张牌不需要答复"), "warn")
        elif await answering.answered(self, row):
            self.data_changed()
