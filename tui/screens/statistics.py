"""Statistics: the figures of a period by channel, item, district or month, as a table with bars and as plots."""

from collections.abc import Hashable, Sequence
from datetime import date
from typing import Any, ClassVar

from textual.binding import BindingType
from typing_extensions import override

from tui.language import N_, _
from tui.screens.periodic import Periodic
from tui.view import key
from tui.widgets.bars import bar
from tui.widgets.bars import columns as plotted
from tui.widgets.columns import Column
from tui.widgets.paper import Entry, heading, note, pair
from tui.words import CHANNELS, ITEMS, SUBJECTS, district, word, yuan

BY = {"channel": N_("渠道"), "item": N_("事项"), "district": N_("辖区"), "month": N_("月份")}
BAR, SHORT = 24, 12
DAYS_SHOWN = 30  # the plot of days to the decision ends here, with the rest in its last column


class StatisticsView(Periodic):
    """Lists the figures; the sheet explains the chosen line and plots the whole period."""

    NAME = SUBJECTS["statistics"]
    EMPTY = N_("这段时间没有收到申请。")
    BINDINGS: ClassVar[list[BindingType]] = [
        *(key(letter, f"by('{code}')", name, f"statistics.{code}")
          for letter, (code, name) in zip("cidm", BY.items(), strict=True)),
        key("t", "period", N_("期间"), "statistics.period"),
        key("x", "export", N_("导出"), "statistics.export"),
    ]  # fmt: skip

    def __init__(self) -> None:
        super().__init__()
        self.by = "channel"
        self._found: Any = None
        self._months: Sequence[Any] = ()

    @override
    def columns(self) -> Sequence[Column[Any]]:
        return [
            Column(N_("分类"), self._called, 10, rank=1),
            Column(N_("收件"), lambda x: f"{x.tally.received:,}", 9, rank=1, right=True),
            Column(N_("比较"), self._bar, SHORT, rank=2),
            Column(N_("准予率"), lambda x: rate(x.tally.granted_share), 7, rank=1, right=True),
            Column(N_("按时率"), lambda x: rate(x.tally.on_time_rate), 7, rank=1, right=True, tone=late),
            Column(N_("平均天数"), lambda x: number(x.tally.mean_days), 8, rank=1, right=True),
            Column(N_("在办"), lambda x: f"{x.tally.open:,}", 7, rank=2, right=True),
            Column(N_("秒批率"), lambda x: rate(x.tally.instant_share), 7, rank=3, right=True),
            Column(N_("黄牌"), lambda x: f"{x.yellow:,}", 5, rank=2, right=True),
            Column(N_("红牌"), lambda x: f"{x.red:,}", 5, rank=2, right=True),
            Column(N_("准予"), lambda x: f"{x.tally.granted:,}", 9, rank=4, right=True),
            Column(N_("不予许可"), lambda x: f"{x.tally.refused:,}", 8, rank=4, right=True),
            Column(N_("节省天数"), lambda x: f"{x.days_saved:,.1f}", 11, rank=4, right=True),
            Column(N_("节省（元）"), lambda x: yuan(x.fen_saved), 14, rank=5, right=True),
            Column(N_("评价"), lambda x: number(x.mean_rating), 5, rank=5, right=True),
        ]

    @override
    def identity(self, row: Any) -> Hashable:
        return (self.by, self.period, row.key)

    @override
    def rows(self, session: Any, /) -> Sequence[Any]:
        from usecases import statistics

        since, through = self.days()
        found = self._found = statistics.figures(session, since, through, self.by)
        by_month = found if self.by == "month" else statistics.figures(session, since, through, "month")
        self._months = by_month.lines
        return [*found.lines, found.total] if found.lines else []

    @override
    def told(self, since: date, through: date, /) -> str:
        name = _(BY[self.by])
        return _(" {since} 至 {through} 收到的申请，按{by}").format(since=since, through=through, by=name)

    @override
    def file_name(self, since: date, through: date, /) -> str:
        return f"statistics-{self.by}-{since}-{through}.csv"

    @override
    def table_shown(self) -> Any:
        from usecases import statistics

        return None if self._found is None else statistics.table(self._found)

    @override
    def sheet(self, _session: Any, row: Any, /) -> Sequence[Entry]:
        t = row.tally
        states = ((_("准予许可"), t.granted), (_("不予许可"), t.refused), (_("不予受理"), t.not_accepted),
                  (_("已撤回"), t.withdrawn), (_("在办"), t.open))  # fmt: skip
        most = max(count for _name, count in states)
        return [
            heading(_("{name}：收件 {n} 件，办结 {done} 件").format(
                name=self._called(row), n=f"{t.received:,}", done=f"{t.concluded:,}")),
            *(pair(name, f"{bar(count, most, BAR):<{BAR}} {count:,}") for name, count in states),
            pair(_("从收件到决定"), days_text(t)),
            pair(_("天数分布"), spread_text(t)),
            pair(_("少跑一趟"), _("{n} 件，节省 {days} 天、{yuan} 元").format(
                n=f"{row.visits:,}", days=f"{row.days_saved:,.1f}", yuan=yuan(row.fen_saved))),
            heading(_("各月收件（{first} 至 {last}）").format(first=self._months[0].key, last=self._months[-1].key)),
            note(plotted([line.tally.received for line in self._months])),
        ]  # fmt: skip

    def _called(self, line: Any) -> str:
        if not line.key:
            return _("合计")
        if self.by == "district":
            return district(line.key)
        return word({"channel": CHANNELS, "item": ITEMS}.get(self.by, {}), line.key)

    def _bar(self, line: Any) -> str:
        lines = self._found.lines if self._found else ()
        most = max((each.tally.received for each in lines), default=0)
        return bar(line.tally.received, most, SHORT) if line.key else ""

    def action_by(self, code: str) -> None:
        """Classify by something else."""
        self.by = code
        self.again()


def rate(value: float | None) -> str:
    """Return a share in percent."""
    return "—" if value is None else f"{value:.1%}"


def number(value: float | None) -> str:
    """Return a mean."""
    return "—" if value is None else f"{value:.1f}"


def late(line: Any) -> str:
    """Return the tone of a rate of decisions in time."""
    value = line.tally.on_time_rate
    return "" if value is None else "good" if value == 1 else "warn"


def days_text(tally: Any) -> str:
    """Return mean, median and the nine tenths."""
    if tally.mean_days is None:
        return "—"
    words = _("平均 {mean} 天，半数在 {half} 天内，九成在 {most} 天内")
    return words.format(mean=number(tally.mean_days), half=tally.percentile(0.5), most=tally.percentile(0.9))


def spread(tally: Any) -> list[int]:
    """Return how many took 0, 1, 2 … days, everything longer in the last place."""
    found = [0] * (DAYS_SHOWN + 1)
    for days, count in tally.days.items():
        found[min(max(days, 0), DAYS_SHOWN)] += count
    return found


def spread_text(tally: Any) -> str:
    """Return the plot of days to the decision with its ends."""
    if tally.mean_days is None:
        return "—"
    plot = plotted(spread(tally))
    return _("0 天 {plot} {last} 天以上").format(plot=f"{plot:<{DAYS_SHOWN + 1}}", last=DAYS_SHOWN)
