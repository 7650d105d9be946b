"""`luqiao reconcile`: compare what we sent with what they hold; exit status 1 when anything differs."""

import asyncio
from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from cli.context import Context
from cli.parser import Parser
from models.errors import InvalidInput, NotFound
from models.said import said

if TYPE_CHECKING:
    from usecases.reconcile import Difference
    from wiring.office import Office


def run(argv: list[str], context: Context) -> int:
    """Compare every credit platform (or the named one), every day (or the named one)."""
    parser = Parser("luqiao reconcile", "与信用平台核对已推送的记录")
    parser.add_argument("--system", default="")
    parser.add_argument("--date", default="")
    args = parser.parse_args(argv)
    from wiring.connect import connect

    with context.office() as office:
        connect(office)
        total = asyncio.run(compare_all(office, args.system, args.date))
    shown = {"missing": [*total.missing], "extra": [*total.extra], "different": [*total.different], "same": total.same}
    text = said(
        "一致 {same} 条；对方缺少 {count} 条；对方多出 {count2} 条；",
        same=total.same,
        count=len(total.missing),
        count2=len(total.extra),
    )
    other = said("内容不同 {count} 条。", count=len(total.different))
    context.answer(shown, lambda: context.told(text) + context.told(other))
    return 0 if total.clean else 1


async def compare_all(office: "Office", named: str = "", day: str = "") -> "Difference":
    """Return the sum of all comparisons (of one system, one day); each is kept like the daemon's own."""
    from daemon.jobs.reconcile import compare, days
    from usecases.reconcile import Difference

    same, missing, extra, different = 0, list[str](), list[str](), list[str]()
    try:
        for system in _systems(office, named):
            wanted = await office.in_thread(days, office, system)
            for kind, on in _chosen(wanted, day):
                found = await compare(office, system, kind, on)
                same += found.same
                missing += found.missing
                extra += found.extra
                different += found.different
    finally:
        await office.outside.aclose()
    return Difference(same, tuple(missing), tuple(extra), tuple(different))


def _systems(office: "Office", named: str) -> list[str]:
    systems, faults = list(office.outside.credit), office.outside.faults
    for name, fault in faults.items():
        if named == name or (not named and office.settings.outside[name].kind == "credit"):
            raise fault
    if named and named not in systems:
        raise NotFound(
            said("没有名为 {named} 的信用平台。", named=named),
            do_next=said("可选：{systems}。", systems="、".join(systems) or "无"),
        )
    return [named] if named else systems


def _chosen(days: Sequence[tuple[str, date]], day: str) -> Sequence[tuple[str, date]]:
    """Return the pairs to compare: all, or both kinds of the named day."""
    if not day:
        return days
    try:
        on = date.fromisoformat(day)
    except ValueError:
        raise InvalidInput(said("“{day}”不是日期。", day=day), do_next="写作 --date 2026-11-21。") from None
    return [("xk", on), ("cf", on)]
