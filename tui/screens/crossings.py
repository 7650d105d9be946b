"""What crossed: every call of every system, found by what it was about or by a word inside, with its exact bytes."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, replace
from datetime import timedelta
from typing import Any, ClassVar

from textual import on, work
from textual.binding import BindingType
from textual.widget import Widget
from typing_extensions import override

from models.errors import BureauError
from tui.language import N_, _
from tui.screens.filtered import Choice, FilteredList, choosing
from tui.screens.message import call, rule_of
from tui.screens.sources import Newest
from tui.view import View, key
from tui.widgets.columns import Column
from tui.widgets.dialogs import AskText, asking
from tui.widgets.paper import Paper, note, pair
from tui.widgets.record_table import RecordTable
from tui.widgets.window import ListSource, Source
from tui.words import OPERATIONS, SYSTEMS, VERDICT_TONES, VERDICTS, clock, word

CHOICES = (
    Choice("system", "i", N_("系统"), SYSTEMS),
    Choice("operation", "p", N_("操作"), OPERATIONS),
    Choice("verdict", "s", N_("判定"), VERDICTS),
)
SPAN = timedelta(days=30)  # a word is looked for in what crossed so lately


class CrossingsView(FilteredList):
    """Lists calls; Enter shows one with its bytes."""

    NAME = N_("往来原文")
    SEARCH = N_("消息、申请、批次的编号，或者对方的记录编号（完整）")
    CHOICES = CHOICES
    QUIET: ClassVar[bool] = True
    BINDINGS: ClassVar[list[BindingType]] = [
        key("f", "find_word", N_("查内容"), "crossings.find_word"), *choosing("crossings", CHOICES),
    ]  # fmt: skip

    def __init__(self) -> None:
        super().__init__()
        from usecases.crossing_search import CrossingFilter

        self.wanted = CrossingFilter()

    @override
    def columns(self) -> Sequence[Column[Any]]:
        return [
            Column(N_("时间"), lambda c: clock(c.at), 11),
            Column(N_("系统"), lambda c: word(SYSTEMS, c.system), 8),
            Column(N_("操作"), lambda c: word(OPERATIONS, c.operation), 12, rank=1),
            Column(N_("判定"), lambda c: word(VERDICTS, c.verdict), 10, rank=1, tone=_tone),
            Column(N_("状态码"), lambda c: str(c.status or "—"), 6, rank=1),
            Column(N_("关于"), lambda c: c.subject, 24, least=16, rank=1, grows=True),
            Column(N_("匹配的规则"), lambda c: rule_of({"rule": c.rule}), 18, least=10, rank=3, grows=True),
            Column(N_("用时"), lambda c: f"{c.seconds * 1000:.0f} ms", 8, rank=4, right=True),
        ]

    @override
    def empty(self) -> str:
        return _("还没有往来：守护进程向外送出或查询之后，这里有每一次的原文。")

    @override
    def source(self) -> Source[Any]:
        from usecases import crossing_search

        return Newest(self.office, self.wanted, page=crossing_search.page, count=crossing_search.count)

    @asking
    async def action_find_word(self) -> None:
        """Ask for a word and show the calls of the last days whose bytes hold it."""
        words = await self.app.push_screen_wait(AskText(_("查内容：近 30 天往来中的字词"), limit=60, least=2))
        if words:
            self._scan(words)

    @work(exclusive=True, group="scan")
    async def _scan(self, words: str) -> None:
        from usecases import crossing_search

        wanted = replace(self.wanted, since=self.office.now() - SPAN)
        try:
            found = await self.read(crossing_search.containing, words, wanted)
        except BureauError as error:
            self.say(error.message, "bad")
            return
        self.table.start(ListSource(list(found.lines)))
        told = _("打开了 {n} 次，找到 {m} 次；F5 回到全部").format(n=found.opened, m=len(found.lines))
        self.say(told, "good" if found.complete and not found.unreadable else "warn")

    @on(RecordTable.Opened)
    def _opened(self, event: RecordTable.Opened) -> None:
        self.app.push_screen(CallView(event.row.id))


def _tone(line: Any) -> str:
    return VERDICT_TONES.get(line.verdict, "")


class CallView(View):
    """Shows one call: address, rule, headers and bytes both ways."""

    NAME = N_("一次往来")

    def __init__(self, crossing_id: int) -> None:
        super().__init__()
        self.crossing_id = crossing_id

    @override
    def body(self) -> Iterable[Widget]:
        yield Paper([note(_("正在打开……"), "quiet")], id="page")

    @override
    def ready(self) -> None:
        self.query_one("#page").focus()

    @override
    def where(self) -> Sequence[str]:
        return (str(self.crossing_id),)

    @override
    @work(exclusive=True, group="load")
    async def action_load(self) -> None:
        from usecases import crossings

        try:
            found = await self.read(crossings.crossing, self.crossing_id)
        except BureauError as error:
            entries = [note(f"{error.message}{error.do_next}", "bad")]
        else:
            entries = [pair(_("关于"), found.line.subject), *call(_row(found))]
        self.query_one("#page", Paper).show(entries, keep_place=True)


def _row(found: Any) -> Mapping[str, Any]:
    """Return a call in the form of a message's calls."""
    more = {"headers": found.headers, "answer_headers": found.answer_headers}
    return asdict(found.line) | more | {"request": found.request, "answer": found.answer}
