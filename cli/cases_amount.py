"""`luqiao cases amount`: what the fine of a case may be, with its arithmetic, the hearing, and similar decisions."""

from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from cli.context import Context
from cli.listing import money
from models.errors import InvalidInput
from models.said import said, together
from models.values import yuan
from rules.casework.amounts import HEARING, NoBase, arithmetic
from rules.casework.circumstances import CIRCUMSTANCES
from rules.penalties import DECIDERS
from wiring.printable import one_line

if TYPE_CHECKING:
    from usecases.casework_amounts import Amount, Wish
    from wiring.office import Office

MOST_RATIO = 200  # per cent, the highest of any cause


def options(parser: ArgumentParser) -> None:
    """Add the options of this command to its parser."""
    parser.add_argument("--base", metavar="YUAN", help="计算基数（元），缺省照最近的告知或者决定，其次为物品的价值")
    parser.add_argument("--ratio", metavar="PERCENT", help="拟定的罚款比例，例如 7.5")
    parser.add_argument("--gains", metavar="YUAN", help="没收的违法所得（元）")
    parser.add_argument("--criminal-fine", metavar="YUAN", help="法院已判处的罚金（元）")
    parser.add_argument(
        "--circumstance", action="append", default=[], choices=tuple(CIRCUMSTANCES), help="情节，可多次"
    )
    parser.add_argument("--also", action="append", default=[], metavar="C08", help="同一行为违反的另一案由，可多次")


def show(office: "Office", args: Namespace, context: Context) -> int:
    """Print what may be decided; exit status 1 where something stands against the wished ratio."""
    from usecases.casework_amounts import of_case

    wish = _wish(args)
    with office.reading() as session, base_by_option():
        found = of_case(session, args.number, wish, at=office.now())
    context.answer_lines(_whole(found), lambda: _lines(found))
    return 1 if found.faults else 0


@contextmanager
def base_by_option() -> Iterator[None]:
    """Let who has to state a base do it by the option; raises InvalidInput."""
    try:
        yield
    except NoBase as error:
        raise InvalidInput(error.message, kept=error.kept, do_next="请加 --base 写明计算基数（元）。") from None


def _wish(args: Namespace) -> "Wish":
    from usecases.casework_amounts import Wish

    base = None if args.base is None else money(args.base, "--base")
    fined = None if args.criminal_fine is None else money(args.criminal_fine, "--criminal-fine")
    gains = None if args.gains is None else money(args.gains, "--gains")
    return Wish(base, _ratio(args.ratio), tuple(args.circumstance), tuple(args.also), gains, fined)


def _ratio(text: str | None) -> Decimal | None:
    """Return a ratio in per cent with two decimals at most; raises InvalidInput."""
    if text is None:
        return None
    ratio = Decimal(money(text, "--ratio")) / 100
    if ratio > MOST_RATIO:
        raise InvalidInput(said("罚款比例最高{most}%。", most=MOST_RATIO), kept="什么都没有做。")
    return ratio


def _sum(amount: int | None) -> str | None:
    return None if amount is None else yuan(amount)


def _whole(found: "Amount") -> dict[str, Any]:
    """Return the answer as an object: sums in yuan, ratios in per cent."""
    weighed = found.weighed
    return {
        "number": found.number,
        "cause": weighed.cause.id,
        "decider": weighed.cause.decider,
        "law_on": weighed.law.on,
        "base": _sum(found.base),
        "arithmetic": arithmetic(weighed.cause, weighed.legal),
        "bands": [{"id": band.id, "name": band.name, "article": str(band.basis)} for band in weighed.bands],
        "low": _sum(weighed.low),
        "high": _sum(weighed.high),
        "notes": list(weighed.notes),
        "hearing": list(found.hearings),
        "fine": _sum(found.fine),
        "faults": list(found.faults),
        "similar": [
            {"document_no": one.number, "decided_on": one.on, "party": one.party, "base": yuan(one.base),
             "fine": yuan(one.fine), "ratio": one.ratio, "lightened": one.lightened,
             "outlier": one.number in found.outliers}
            for one in found.similar
        ],
        "middle": found.middle,
    }  # fmt: skip


def _lines(found: "Amount") -> Iterator[str]:
    weighed = found.weighed
    yield f"{found.number}  {weighed.cause.id}  {weighed.cause.name}"
    yield arithmetic(weighed.cause, weighed.legal)
    yield from weighed.notes
    if weighed.low is not None and weighed.high is not None:
        yield said("可以决定的罚款：{low}元至{high}元", low=yuan(weighed.low), high=yuan(weighed.high))
    else:
        yield "不罚款"
    if found.fine is not None:
        yield said("拟定的罚款：{fine}元", fine=yuan(found.fine))
    yield said("由{decider}决定", decider=DECIDERS[weighed.cause.decider])
    if found.hearings:
        yield said("应当告知听证：{why}（{basis}）", why=together(found.hearings), basis=HEARING)
    else:
        yield "不必告知听证"
    yield from (said("须答复：{fault}", fault=fault) for fault in found.faults)
    yield from _earlier(found)


def _earlier(found: "Amount") -> Iterator[str]:
    if found.middle is None:
        yield "近三年没有类似案件"
        return
    yield said("近三年类似案件 {n} 件，比例居中的为{middle}%", n=len(found.similar), middle=found.middle)
    for one in found.similar:
        who = f"  {one_line(one.number)}  {one.on}  {one_line(one.party)}"
        far = "  *" if one.number in found.outliers else ""
        yield f"{who}  {yuan(one.base)}  {yuan(one.fine)}  {one.ratio}%{far}"
