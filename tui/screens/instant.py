"""Instant approval: what the machine judged, the samples to look at afterwards, and the switch."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from textual import on, work
from textual.binding import BindingType
from typing_extensions import override

from tui.language import N_, _
from tui.screens.by_office import ByOffice
from tui.screens.filtered import Choice, choosing
from tui.screens.naming import Naming
from tui.screens.sources import Newest
from tui.view import key
from tui.widgets.columns import Column
from tui.widgets.dialogs import AskText, asking
from tui.widgets.lines import Span
from tui.widgets.record_table import RecordTable
from tui.widgets.window import Source
from tui.words import INSTANT, ITEMS, REVIEWS, STATES, SUBJECTS, clock, tone, word

CHOICES = (
    Choice("outcome", "o", N_("结果"), INSTANT),
    Choice("review", "s", N_("抽查"), REVIEWS),
    Choice("item", "i", N_("事项"), ITEMS),
)
REASON_LIMIT = 500
OUTCOME_TONES = {"granted": "good", "accepted": "good", "person": "warn", "undone": "quiet", "overtaken": "quiet"}
REVIEW_TONES = {"waiting": "warn", "objected": "bad", "confirmed": "good"}


class InstantView(ByOffice, Naming):
    """Lists judgements; Enter opens the application, `c` confirms a sample, `x` objects, `S` is the switch."""

    NAME = SUBJECTS["instant"]
    SEARCH = N_("申请编号或当事人姓名的开头")
    CHOICES = CHOICES
    QUIET: ClassVar[bool] = True
    RIGHTS: ClassVar[Mapping[str, str]] = {
        "confirm": "instant.reviewed", "object": "instant.reviewed", "throw": "instant.stopped",
    }  # fmt: skip
    BINDINGS: ClassVar[list[BindingType]] = [
        *choosing("instant", CHOICES),
        key("c", "confirm", N_("复查无误"), "instant.confirm"),
        key("x", "object", N_("提出异议"), "instant.object"),
        key("m", "samples", N_("只看待复查"), "instant.samples"),
        key("S", "throw", N_("停止／恢复秒批"), "instant.throw"),
    ]

    def __init__(self) -> None:
        super().__init__()
        from usecases.instant_desk import InstantFilter

        self.wanted = InstantFilter()
        self.switch: Any = None

    @override
    def columns(self) -> Sequence[Column[Any]]:
        return [
            Column(N_("申请"), lambda r: r.number, 13),
            Column(N_("事项"), lambda r: word(ITEMS, r.item), 8, rank=1),
            Column(N_("结果"), lambda r: word(INSTANT, r.outcome), 12, rank=1,
                   tone=lambda r: OUTCOME_TONES.get(r.outcome, "")),
            Column(N_("抽查"), lambda r: word(REVIEWS, r.review) if r.review else "", 6, rank=1,
                   tone=lambda r: REVIEW_TONES.get(r.review, "")),
            Column(N_("判断"), lambda r: clock(r.judged_at), 11, rank=2),
            Column(N_("申请人"), lambda r: r.party_name, 12, least=8, rank=2, grows=True),
            Column(N_("现状态"), lambda r: word(STATES, r.state), 8, rank=3, tone=lambda r: tone(r.state)),
            Column(N_("许可证号"), lambda r: r.licence_no, 12, rank=4),
            Column(N_("复查人"), lambda r: self.named(r.reviewed_by), 10, rank=4),
            Column(N_("理由"), lambda r: r.reason, 20, least=10, rank=4, grows=True),
        ]  # fmt: skip

    @override
    def source(self) -> Source[Any]:
        from usecases import instant_desk as desk

        return Newest(self.office, self.wanted, page=desk.page, count=desk.count)

    @override
    def action_load(self) -> object:
        self._look()
        return super().action_load()

    @work(exclusive=True, group="switch")
    async def _look(self) -> None:
        from usecases import instant_queue

        self.switch = await self.read(instant_queue.switch)
        self.show_filters()

    @override
    def more_filters(self) -> Sequence[Span]:
        drawn = (_("只看待复查"), "strong" if self.wanted.review == "waiting" else "quiet")
        return [*super().more_filters(), ("  m ", "key"), drawn, ("  ", ""), ("S ", "key"), self._state()]

    def _state(self) -> Span:
        if not self.office.settings.instant.enabled:
            return (_("配置中没有打开"), "warn")
        if self.switch is not None and self.switch.stopped:
            return (_("已停止：{reason}").format(reason=self.switch.reason), "bad")
        return (_("运行中"), "good")

    def action_samples(self) -> None:
        """Show what waits for its review, or everything."""
        self.narrow(review=None if self.wanted.review == "waiting" else "waiting")

    @on(RecordTable.Opened)
    def _opened(self, event: RecordTable.Opened) -> None:
        from tui.screens.application import ApplicationView

        self.app.push_screen(ApplicationView(event.row.number, section=CHECKED))

    def _reviewable(self) -> Any:
        """Return the chosen decision where the machine made one that nobody looked at; says why there is none."""
        row = self.table.current
        if row is None or row.outcome not in ("granted", "accepted") or row.reviewed_at is not None:
            self.say(_("这一件不需要复查"), "warn")
            return None
        return row

    @asking
    async def action_confirm(self) -> None:
        """Confirm the chosen decision of the machine."""
        await self._review("confirmed", "")

    @asking
    async def action_object(self) -> None:
        """Object to the chosen decision, with the reason."""
        row = self._reviewable()
        if row is None:
            return
        title = _("{number}：哪一项不成立、依据什么（记入台账）").format(number=row.number)
        words = await self.app.push_screen_wait(AskText(title, limit=REASON_LIMIT, least=4))
        if words:
            await self._review("objected", words)

    async def _review(self, result: str, reason: str) -> None:
        from usecases import instant_desk

        row = self._reviewable()
        if row is not None and await self.done(instant_desk.review, row.number, result, reason):
            self.say(f"{row.number} {word(REVIEWS, result)}", "good")
            self.data_changed()

    @asking
    async def action_throw(self) -> None:
        """Stop every automatic decision, or let the machine decide again, with the reason."""
        from usecases import instant_queue

        stopped = (await self.read(instant_queue.switch)).stopped
        title = _("恢复秒批的理由（记入台账）") if stopped else _("停止一切秒批的理由（立即生效，记入台账）")
        words = await self.app.push_screen_wait(AskText(title, limit=REASON_LIMIT, least=2))
        if words and await self.done(instant_queue.resume if stopped else instant_queue.stop, words):
            self.say(_("秒批已恢复") if stopped else _("秒批已停止"), "good" if stopped else "warn")
            self.action_load()


CHECKED = 8  # the section of an application with the chain of reasons
