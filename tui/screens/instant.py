"""Instant approval: what the machine judged, the samples to look at afterwards, and the switch."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from textual import on, work
from textual.binding import BindingType
from typing_extensions import override

from tui.language import N_, _
from tui.office import Office
from tui.screens.filtered import Choice, FilteredList, choosing
from tui.view import key
from tui.widgets.columns import Column
from tui.widgets.dialogs import AskText, asking
from tui.widgets.lines import Span
from tui.widgets.record_table import RecordTable
from tui.widgets.window import Source
from tui.words import INSTANT, ITEMS, REVIEWS, STATES, clock, tone, word

CHOICES = (
    Choice("outcome", "o", N_("结果"), INSTANT),
    Choice("review", "s", N_("抽查"), REVIEWS),
    Choice("item", "i", N_("事项"), ITEMS),
)
REASON_LIMIT = 500
OUTCOME_TONES = {"granted": "good", "accepted": "good", "person": "warn", "undone": "quiet", "overtaken": "quiet"}
REVIEW_TONES = {"waiting": "warn", "objected": "bad", "confirmed": "good"}


@dataclass(frozen=True)
class InstantFilter:
    """What the list shows; None = everything."""

    outcome: str | None = None
    review: str | None = None
    item: str | None = None
    text: str = ""


class InstantSource:
    """The judgements as a source, newest first."""

    last = 0  # no id is smaller

    def __init__(self, office: Office, wanted: InstantFilter) -> None:
        from usecases import instant_desk

        self._office, self._desk = office, instant_desk
        self._wanted = instant_desk.InstantFilter(wanted.outcome, wanted.review, wanted.item, wanted.text)

    def page(self, *, after: int | None, before: int | None, limit: int) -> Sequence[Any]:
        """Return one page."""
        with self._office.reading() as session:
            return self._desk.page(session, self._wanted, after=after, before=before, limit=limit)

    def key(self, row: Any) -> int:
        """Return the id."""
        found: int = row.id
        return found

    def count(self, cap: int) -> int:
        """Return how many judgements there are, at most `cap`."""
        with self._office.reading() as session:
            return self._desk.count(session, self._wanted, cap=cap)


class InstantView(FilteredList):
    """Lists judgements; Enter opens the application, `c` confirms a sample, `x` objects, `S` is the switch."""

    NAME = N_("秒批")
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
            Column(N_("复查人"), lambda r: r.reviewed_by, 10, rank=4),
            Column(N_("理由"), lambda r: r.reason, 20, least=10, rank=4, grows=True),
        ]  # fmt: skip

    @override
    def source(self) -> Source[Any]:
        return InstantSource(self.office, self.wanted)

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
        return [("m ", "key"), drawn, ("  ", ""), ("S ", "key"), self._state()]

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
            self.action_load()

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
