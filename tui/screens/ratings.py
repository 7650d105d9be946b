"""Ratings: what applicants think, which unhappy ones wait for a visit, and whether the reply arrived."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from textual import on
from textual.binding import BindingType
from typing_extensions import override

from models.values import DISTRICTS
from tui.language import N_, _
from tui.screens.by_office import ByOffice
from tui.screens.filtered import Choice, choosing
from tui.screens.naming import Naming
from tui.screens.sources import Newest
from tui.view import key
from tui.widgets.columns import Column
from tui.widgets.dialogs import asking
from tui.widgets.form import Blank, Faults, Form, Values
from tui.widgets.record_table import RecordTable
from tui.widgets.window import Source
from tui.words import CHANNELS, LEVELS, SUBJECTS, VISITS, VISITS_MADE, clock, day, district, word

CHOICES = (
    Choice("state", "s", N_("回访"), {code: name for code, name in VISITS.items() if code != "none"}),
    Choice("level", "d", N_("等级"), LEVELS),
    Choice("channel", "c", N_("渠道"), CHANNELS),
    Choice("district", "i", N_("辖区"), DISTRICTS),
)
TONES = {"to_visit": "bad", "replying": "warn", "stuck": "bad", "closed": "good", "none": ""}
LEAST, REPLY_LIMIT = 4, 500


class RatingsView(ByOffice, Naming):
    """Lists ratings, which nobody can change; Enter opens the application, `a` records the return visit."""

    NAME = SUBJECTS["ratings"]
    SEARCH = N_("申请编号、评价编号或当事人姓名的开头")
    CHOICES = CHOICES
    QUIET: ClassVar[bool] = True
    RIGHTS: ClassVar[Mapping[str, str]] = {"visit": "rating.visited"}
    BINDINGS: ClassVar[list[BindingType]] = [
        *choosing("ratings", CHOICES),
        key("a", "visit", N_("登记回访"), "ratings.visit"),
    ]

    def __init__(self) -> None:
        super().__init__()
        from usecases.ratings_desk import RatingFilter

        self.wanted = RatingFilter()

    @override
    def columns(self) -> Sequence[Column[Any]]:
        return [
            Column(N_("等级"), lambda r: word(LEVELS, str(r.level)), 10, tone=lambda r: "bad" if r.level < 3 else ""),
            Column(N_("申请"), lambda r: r.subject or r.application_ref, 13, rank=1),
            Column(N_("回访"), lambda r: word(VISITS, r.state), 10, rank=1, tone=lambda r: TONES[r.state]),
            Column(N_("回访期限"), lambda r: day(r.due_on), 10, rank=1),
            Column(N_("评价内容"), lambda r: r.text, 24, least=10, rank=1, grows=True),
            Column(N_("时间"), lambda r: clock(r.at), 11, rank=2),
            Column(N_("评价人"), lambda r: r.rater or _("匿名"), 16, rank=3),
            Column(N_("渠道"), lambda r: word(CHANNELS, r.channel), 8, rank=3),
            Column(N_("承办"), lambda r: self.named(r.officer), 10, rank=3),
            Column(N_("辖区"), lambda r: district(r.district), 6, rank=4),
            Column(N_("编号"), lambda r: r.rating_id, 12, rank=5),
        ]

    @override
    def empty(self) -> str:
        return _("还没有评价：申请人评价后自动接收。")

    @override
    def source(self) -> Source[Any]:
        from usecases import ratings_desk as desk

        return Newest(self.office, self.wanted, page=desk.page, count=desk.count)

    @override
    def explain(self, row: Any, /) -> Sequence[tuple[str, str]]:
        if not row.reply_key:
            return []
        return [(_("回访结果"), f"{word(VISITS_MADE, row.outcome)}  {row.visit_text}  {self.named(row.visited_by)}")]

    @on(RecordTable.Opened)
    def _opened(self, event: RecordTable.Opened) -> None:
        from tui.screens.application import ApplicationView

        if event.row.party_name is not None:
            self.app.push_screen(ApplicationView(event.row.subject))
        else:
            self.say(_("本局没有这件申请"), "warn")

    @asking
    async def action_visit(self) -> None:
        """Record the return visit of the chosen unhappy rating; the reply is sent with it."""
        from usecases import ratings

        row = self.table.current
        if row is None or row.state != "to_visit":
            self.say(_("这条评价不需要回访"), "warn")
            return

        async def keep(values: Values) -> Faults:
            if len(values["text"]) < LEAST:
                return [("text", _("至少写 {n} 个字").format(n=LEAST))]
            return await self.attempt(ratings.visit, row.rating_id, values["outcome"], values["text"])

        blanks = [
            Blank("outcome", N_("回访结果"), options=VISITS_MADE, value="solved", needed=True),
            Blank("text", N_("回访情况"), REPLY_LIMIT, hint=N_("4至500字，答复评价人，以您的名义"), needed=True),
        ]
        title = _("回访：{level} {subject}").format(level=word(LEVELS, str(row.level)), subject=row.subject)
        if await self.app.push_screen_wait(Form(title, blanks, keep)) is not None:
            self.say(_("已登记回访，答复随后送出"), "good")
            self.data_changed()
