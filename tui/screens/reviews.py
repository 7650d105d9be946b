"""The opinions that wait for me: what my unit was asked, by when, and the key that answers."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from textual.binding import BindingType
from typing_extensions import override

from tui.language import N_, _
from tui.screens.paired import Paired
from tui.view import key
from tui.widgets.columns import Column
from tui.widgets.dialogs import asking
from tui.widgets.paper import Entry, note, pair
from tui.words import CARDS, ITEMS, SUBJECTS, day, district, moment, tone, word


class ReviewsView(Paired):
    """Lists what my unit owes, the most urgent first; Enter opens the case, `a` answers."""

    NAME = SUBJECTS["reviews"]
    EMPTY = N_("没有等待您出具的意见。")
    RIGHTS: ClassVar[Mapping[str, str]] = {"answer": "application.reviewed_by_unit"}
    CHOSEN: ClassVar[Sequence[str]] = ("answer",)
    BINDINGS: ClassVar[list[BindingType]] = [key("a", "answer", N_("出具意见"), "reviews.answer")]

    @override
    def columns(self) -> Sequence[Column[Any]]:
        return [
            Column(N_("牌"), lambda r: "" if r.card == "none" else word(CARDS, r.card), 4, tone=lambda r: tone(r.card)),
            Column(N_("申请"), lambda r: r.number, 13),
            Column(N_("应办日"), lambda r: day(r.due_on), 10, rank=1, tone=lambda r: tone(r.card)),
            Column(N_("单位"), lambda r: r.unit_name, 6, rank=1),
            Column(N_("事项"), lambda r: word(ITEMS, r.item), 8, rank=3),
            Column(N_("当事人"), lambda r: r.party_name, 14, least=8, rank=2, grows=True),
        ]

    @override
    def rows(self, session: Any, /) -> Sequence[Any]:
        from usecases import reviews

        return reviews.awaiting(session, self.officer, at=self.office.now())

    @override
    def sheet(self, session: Any, row: Any, /) -> Sequence[Entry]:
        from usecases import officers

        names = officers.names(session)
        due = day(row.due_on) + (_("（暂定日历）") if row.provisional else "")
        return [
            pair(_("申请"), f"{row.number}  {row.party_name}"),
            pair(_("辖区"), district(row.district)),
            pair(_("单位"), row.unit_name),
            pair(_("送审"), f"{names.get(row.asked_by, row.asked_by)}  {moment(row.asked_at)}"),
            pair(_("应办日"), due, tone(row.card)),
            note(row.question),
        ]

    @override
    def opened(self, row: Any, /) -> None:
        from tui.screens.application import ApplicationView

        self.app.push_screen(ApplicationView(row.number))

    @asking
    async def action_answer(self) -> None:
        """Give the opinion of the unit that was asked."""
        from tui.screens.examining import give_opinion

        row = self.table.current
        if row is not None:
            await give_opinion(self, row.number, row.unit)
