"""`luqiao statistics`: the figures of a period by channel, item, district or month; as text, JSON, CSV or XLSX."""

from argparse import Namespace
from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING

from cli.context import Context
from cli.listing import day
from cli.parser import Parser
from models.errors import InvalidInput
from models.said import said
from models.values import DISTRICTS, shanghai_date

if TYPE_CHECKING:
    from usecases.statistics import Figures, Line
    from wiring.office import Office

BY = {"channel": "渠道", "item": "事项", "district": "辖区", "month": "月份"}


def parser() -> Parser:
    """Return the parser of this command."""
    top = Parser("luqiao statistics", "期间内收到的申请：数量、准予率、按时率、节省的天数")
    top.add_argument("--from", dest="since", metavar="DATE", help="第一天，默认为今年一月一日")
    top.add_argument("--to", dest="through", metavar="DATE", help="最后一天，默认为今天")
    top.add_argument("--by", choices=tuple(BY), default="channel", help="按什么分类")
    top.add_argument("--export", metavar="FILE", help="另存为 .csv 或 .xlsx")
    return top


def run(argv: list[str], context: Context) -> int:
    """Run one call; exit status as contracts/commands.md."""
    args = parser().parse_args(argv)
    with context.office() as office:
        found = _figures(office, args)
        _print(found, args, context)
        return 0


def _figures(office: "Office", args: Namespace) -> "Figures":
    from usecases import statistics

    today = shanghai_date(office.now())
    since, through = day(args.since, "--from") or date(today.year, 1, 1), day(args.through, "--to") or today
    if through < since:
        raise InvalidInput("--to 早于 --from。", kept="什么都没有做。")
    with office.reading() as session:
        return statistics.figures(session, since, through, args.by)


def _print(found: "Figures", args: Namespace, context: Context) -> None:
    from usecases import statistics

    if args.export:
        from cli.files import save

        save(statistics.table(found), args.export)
    context.answer(statistics.as_json(found), lambda: "\n".join(_lines(found, context.told)))


def _lines(found: "Figures", told: Callable[[str], str]) -> list[str]:
    head = said(
        "{since} 至 {through} 收到的申请，按{what}", since=found.since, through=found.through, what=BY[found.by]
    )
    return [told(head), *(_text(line, found.by, told) for line in (*found.lines, found.total))]


def _text(line: "Line", by: str, told: Callable[[str], str]) -> str:
    t = line.tally
    name = "合计" if not line.key else DISTRICTS.get(line.key, line.key) if by == "district" else line.key
    words = (
        said("收件 {n}", n=t.received),
        said("办结 {n}", n=t.concluded),
        said("准予 {n}（{share}）", n=t.granted, share=_rate(t.granted_share)),
        said("按时 {share}", share=_rate(t.on_time_rate)),
        said("秒批 {share}", share=_rate(t.instant_share)),
        said("节省 {days} 天", days=f"{line.days_saved:,.1f}"),
    )
    return f"{told(name)}  {'  '.join(map(told, words))}"


def _rate(value: float | None) -> str:
    return "—" if value is None else f"{value:.1%}"
