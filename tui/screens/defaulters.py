"""Judgment defaulters: whom the list named, on which application, what was decided and what was told back."""

from collections.abc import Sequence
from typing import Any

from textual import on
from typing_extensions import override

from tui.language import N_, _
from tui.screens.by_office import ByOffice
from tui.screens.filtered import Choice, choosing
from tui.screens.naming import Naming
from tui.screens.sources import Newest
from tui.widgets.columns import Column
from tui.widgets.record_table import RecordTable
from tui.widgets.window import Source
from tui.words import FEEDBACK_MEASURES, MESSAGES, PHASES, QUERY_RESULTS, STATES, SUBJECTS, clock, day, district, word

CHOICES = (
    Choice("result", "s", N_("结果"), QUERY_RESULTS),
    Choice("phase", "d", N_("时点"), PHASES),
    Choice("state", "c", N_("申请状态"), STATES),
)
TONES = {"hit": "bad", "possible": "warn", "clear": "good"}


class DefaultersView(ByOffice, Naming):
    """Lists queries about defaulters that met somebody; Enter opens the application."""

    NAME = SUBJECTS["defaulters"]
    SEARCH = N_("申请编号、查询编号或当事人姓名的开头")
    CHOICES = CHOICES
    BINDINGS = [*choosing("defaulters", CHOICES)]  # noqa: RUF012

    def __init__(self) -> None:
        super().__init__()
        from usecases.defaulters_desk import QueryFilter

        self.wanted = QueryFilter()

    @override
    def columns(self) -> Sequence[Column[Any]]:
        return [
            Column(N_("结果"), lambda r: word(QUERY_RESULTS, r.result), 8, rank=1, tone=lambda r: TONES[r.result]),
            Column(N_("申请"), lambda r: r.number, 13, rank=1),
            Column(N_("当事人"), lambda r: r.party_name, 16, least=8, rank=1, grows=True),
            Column(N_("申请状态"), lambda r: word(STATES, r.state), 8, rank=1),
            Column(N_("措施"), lambda r: word(FEEDBACK_MEASURES, r.measure) if r.measure else "", 10, rank=1),
            Column(N_("反馈"), lambda r: word(MESSAGES, r.feedback) if r.feedback else "", 8, rank=2),
            Column(N_("查询时间"), lambda r: clock(r.at), 11, rank=2),
            Column(N_("时点"), lambda r: word(PHASES, r.phase), 6, rank=3),
            Column(N_("移出名单"), lambda r: day(r.removed_at) if r.removed_at else "", 10, rank=3),
            Column(N_("案号"), lambda r: "、".join(r.case_nos), 22, rank=4, grows=True),
            Column(N_("查询人"), lambda r: self.named(r.by), 8, rank=5),
            Column(N_("辖区"), lambda r: district(r.district), 6, rank=6),
            Column(N_("查询编号"), lambda r: r.log_no, 14, rank=7),
        ]

    @override
    def empty(self) -> str:
        return _("没有查到失信被执行人。未查到的查询按 s 选“未查到”。")

    @override
    def source(self) -> Source[Any]:
        from usecases import defaulters_desk as desk

        return Newest(self.office, self.wanted, page=desk.page, count=desk.count)

    @override
    def explain(self, row: Any, /) -> Sequence[tuple[str, str]]:
        return [(_("查询理由"), row.purpose), (_("名单截至"), row.as_of[:16].replace("T", " "))]

    @on(RecordTable.Opened)
    def _opened(self, event: RecordTable.Opened) -> None:
        from tui.screens.application import ApplicationView

        self.app.push_screen(ApplicationView(event.row.number))
