"""The numbers of publication by month and office: on time, late and why, missing, rejected; each opens its records."""

from collections.abc import Hashable, Sequence
from datetime import date
from typing import Any, ClassVar

from textual.binding import BindingType
from typing_extensions import override

from models.values import shanghai_date
from tui.language import N_, _
from tui.screens.periodic import Periodic
from tui.screens.statistics import number, rate
from tui.view import key
from tui.widgets.columns import Column
from tui.widgets.paper import Entry, heading, note, pair
from tui.words import CREDIT_CAUSES, CREDIT_STAGES, day, office, word

SHOWN = 200  # records that the sheet lists


class CreditNumbersView(Periodic):
    """Lists month and office; the sheet says why, and names the records behind each number."""

    NAME = N_("公示考核数字")
    EMPTY = N_("这段时间没有应公示的决定。")
    BINDINGS: ClassVar[list[BindingType]] = [
        key("t", "period", N_("期间"), "credit.period"),
        key("x", "export", N_("导出"), "credit.export"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._lines: Sequence[Any] = ()

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

        since, through = self.days()
        sees = offices.sees(session, self.officer)
        self._lines = credit_numbers.numbers(session, since, through, at=self.office.now(), office=sees)
        return self._lines

    @override
    def told(self, since: date, through: date, /) -> str:
        text = _(" 应公示日在 {since} 至 {through} 的决定，按月份和机构").format(since=since, through=through)
        return text + (_("；未到期的也列出") if through == shanghai_date(self.office.now()) else "")

    @override
    def file_name(self, since: date, through: date, /) -> str:
        return f"publication-{since}-{through}.xlsx"

    @override
    def table_shown(self) -> Any:
        from usecases import credit_numbers

        return credit_numbers.table(self._lines)

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
        since, through = self.days()
        records = credit_numbers.records(
            session, since, through, at=self.office.now(), office=row.office or None, what=what
        )
        mine = [r for r in records if row.month in ("", r.due_on.strftime("%Y-%m"))]
        shown = [pair(day(r.due_on), f"{r.document_no}  {r.party}  {word(CREDIT_STAGES, r.stage)}  "
                      f"{word(CREDIT_CAUSES, r.cause) if r.cause else ''}") for r in mine[:SHOWN]]  # fmt: skip
        more = [note(_("……共 {n} 件").format(n=len(mine)))] if len(mine) > SHOWN else []
        return [heading(f"{title}（{len(mine):,}）"), *shown, *more]


BEHIND = {
    "pending": N_("未到期"), "missing": N_("漏报"), "late": N_("迟报"), "rejected_first": N_("首次被拒收"),
    "corrections": N_("更正"), "withdrawals": N_("撤回"),
}  # fmt: skip


def missing_tone(numbers: Any) -> str:
    """Return the colour of what is missing."""
    return "bad" if numbers.missing else ""
