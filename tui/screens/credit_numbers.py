"""The numbers of publication by month and office: on time, late and why, missing, rejected; each opens its records."""

from collections.abc import Hashable, Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import Any, ClassVar

from textual.binding import BindingType
from textual.widget import Widget
from typing_extensions import override

from models.errors import InvalidInput
from models.values import shanghai_date
from tui.language import N_, _
from tui.screens.paired import Paired
from tui.screens.statistics import PERIODS, number, period, rate, whole, write_table
from tui.view import key
from tui.widgets.columns import Column
from tui.widgets.dialogs import AskText, Option, Pick, asking
from tui.widgets.lines import TextLines
from tui.widgets.paper import Entry, heading, note, pair
from tui.words import CREDIT_CAUSES, CREDIT_STAGES, day, office, word

SHOWN = 200  # records that the sheet lists


class CreditNumbersView(Paired):
    """Lists month and office; the sheet says why, and names the records behind each number."""

    NAME = N_("公示考核数字")
    EMPTY = N_("这段时间没有应公示的决定。")
    BINDINGS: ClassVar[list[BindingType]] = [
        key("t", "period", N_("期间"), "credit.period"),
        key("x", "export", N_("导出"), "credit.export"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self.period = "year"
        self._lines: Sequence[Any] = ()

    @override
    def above(self) -> Iterable[Widget]:
        return (TextLines(id="hint"),)

    @override
    def columns(self) -> Sequence[Column[Any]]:
        return [
            Column(N_("月份"), lambda n: n.month or _("合计"), 8),
            Column(N_("机构"), lambda n: office(n.office) if n.office else "", 12, least=6, rank=1, grows=True),
            Column(N_("应公示"), lambda n: f"{n.to_publish:,}", 7, rank=1, right=True),
            Column(N_("按时"), lambda n: f"{n.on_time:,}", 7, rank=1, right=True),
            Column(N_("迟报"), lambda n: f"{n.late:,}", 6, rank=1, right=True, tone=lambda n: "warn" if n.late else ""),
            Column(N_("漏报"), lambda n: f"{n.missing:,}", 6, rank=1, right=True, tone=missing_tone),
            Column(N_("未到期"), lambda n: f"{n.pending:,}", 6, rank=1, right=True),
            Column(N_("按时率"), lambda n: rate(n.on_time_rate), 7, rank=1, right=True),
            Column(N_("首次拒收"), lambda n: f"{n.rejected_first:,}", 8, rank=2, right=True),
            Column(N_("拒收率"), lambda n: rate(n.rejection_rate), 7, rank=2, right=True),
            Column(N_("平均天数"), lambda n: number(n.mean_days), 8, rank=2, right=True),
            Column(N_("更正"), lambda n: f"{n.corrections:,}", 5, rank=3, right=True),
            Column(N_("撤回"), lambda n: f"{n.withdrawals:,}", 5, rank=3, right=True),
            Column(N_("修复"), lambda n: f"{n.repairs:,}", 5, rank=3, right=True),
            Column(N_("异议"), lambda n: f"{n.disputes:,}", 5, rank=4, right=True),
            Column(N_("不公示"), lambda n: f"{n.excluded:,}", 6, rank=4, right=True),
        ]

    @override
    def identity(self, row: Any) -> Hashable:
        return (self.period, row.month, row.office)

    @override
    def rows(self, session: Any, /) -> Sequence[Any]:
        from usecases import credit_numbers, offices

        since, through = self._days()
        sees = offices.sees(session, self.officer)
        self._lines = credit_numbers.numbers(session, since, through, at=self.office.now(), office=sees)
        return self._lines

    @override
    def ready(self) -> None:
        super().ready()
        self._say_what()

    def _say_what(self) -> None:
        since, through = self._days()
        text = _(" 应公示日在 {since} 至 {through} 的决定，按月份和机构").format(since=since, through=through)
        if through == shanghai_date(self.office.now()):
            text += _("；未到期的也列出")
        self.query_one("#hint", TextLines).show([(text, "strong")])

    @override
    def sheet(self, session: Any, row: Any, /) -> Sequence[Entry]:
        causes = [pair(word(CREDIT_CAUSES, why), f"{count:,}") for why, count in row.causes.most_common()]
        return [
            heading(_("迟报和漏报的原因")),
            *(causes or [note(_("没有迟报和漏报。"))]),
            *[entry for what, title in BEHIND.items() for entry in self._behind(session, row, what, _(title))],
        ]

    def _behind(self, session: Any, row: Any, what: str, title: str) -> list[Entry]:
        from usecases import credit_numbers

        if not getattr(row, what):
            return []
        since, through = self._days()
        records = credit_numbers.records(
            session, since, through, at=self.office.now(), office=row.office or None, what=what
        )
        mine = [r for r in records if row.month in ("", r.due_on.strftime("%Y-%m"))]
        shown = [pair(day(r.due_on), f"{r.document_no}  {r.party}  {word(CREDIT_STAGES, r.stage)}  "
                      f"{word(CREDIT_CAUSES, r.cause) if r.cause else ''}") for r in mine[:SHOWN]]  # fmt: skip
        more = [note(_("……共 {n} 件").format(n=len(mine)))] if len(mine) > SHOWN else []
        return [heading(f"{title}（{len(mine):,}）"), *shown, *more]

    def _days(self) -> tuple[date, date]:
        since, through = period(self.period, shanghai_date(self.office.now()))
        return since, through

    @asking
    async def action_period(self) -> None:
        """Ask for the span."""
        options = [Option(code, _(name), chosen=code == self.period) for code, name in PERIODS.items()]
        picked = await self.app.push_screen_wait(Pick(_("期间"), options))
        if picked is not None:
            self.period = picked
            self._say_what()
            self.action_load()

    @asking
    async def action_export(self) -> None:
        """Write the numbers into a file of the officer's folder, CSV or XLSX by its ending."""
        from usecases import credit_numbers

        since, through = self._days()
        title = _("导出为（.csv 或 .xlsx）")
        name = await self.app.push_screen_wait(AskText(title, value=f"publication-{since}-{through}.xlsx", least=5))
        if name:
            try:
                rows = write_table(credit_numbers.table(self._lines), Path(name))
            except (InvalidInput, OSError) as error:
                self.say(getattr(error, "message", "") or _("不能写入文件 {name}").format(name=name), "bad")
            else:
                self.say(_("已导出 {n} 行：{name}").format(n=rows, name=whole(name)), "good")


BEHIND = {
    "pending": N_("未到期"), "missing": N_("漏报"), "late": N_("迟报"), "rejected_first": N_("首次被拒收"),
    "corrections": N_("更正"), "withdrawals": N_("撤回"),
}  # fmt: skip


def missing_tone(numbers: Any) -> str:
    """Return the colour of what is missing."""
    return "bad" if numbers.missing else ""
