"""`luqiao instant`: what was decided at once, the review of samples, and the one switch."""

from argparse import Namespace
from functools import partial
from typing import TYPE_CHECKING

from cli.context import Context
from cli.listing import print_pages
from cli.parser import Parser
from models.said import said
from models.values import Item
from wiring.printable import one_line

if TYPE_CHECKING:
    from usecases.instant_desk import InstantLine
    from wiring.office import Office

OUTCOMES = {
    "waiting": "待判断", "granted": "当场准予", "accepted": "当场受理", "person": "转人工", "overtaken": "已由人员办理",
    "undone": "已撤回",
}  # fmt: skip
REVIEWS = {"waiting": "待复查", "confirmed": "无误", "objected": "有异议"}


def parser() -> Parser:
    """Return the parser of this command."""
    top = Parser("luqiao instant")
    commands = top.add_subparsers(dest="what", required=True)
    listed = commands.add_parser("list", help="列出秒批判断，新的在前")
    listed.add_argument("--outcome", choices=tuple(OUTCOMES))
    listed.add_argument("--review", choices=tuple(REVIEWS), help="waiting = 抽中待复查")
    listed.add_argument("--item", choices=tuple(item.value for item in Item))
    listed.add_argument("--limit", type=int)
    shown = commands.add_parser("show", help="一件申请的全部判断理由")
    shown.add_argument("number")
    reviewed = commands.add_parser("review", help="复查一项秒批决定")
    reviewed.add_argument("number")
    chosen = reviewed.add_mutually_exclusive_group(required=True)
    chosen.add_argument("--confirm", dest="result", action="store_const", const="confirmed", help="无误")
    chosen.add_argument("--object", dest="result", action="store_const", const="objected", help="有异议")
    reviewed.add_argument("--reason", default="", help="异议的理由")
    reviewed.add_argument("--as", dest="officer", required=True)
    for name, help_ in (("stop", "停止一切秒批"), ("resume", "恢复秒批")):
        thrown = commands.add_parser(name, help=help_)
        thrown.add_argument("--reason", required=True)
        thrown.add_argument("--as", dest="officer", required=True)
    commands.add_parser("status", help="秒批是否打开")
    return top


def run(argv: list[str], context: Context) -> int:
    """Run one call; exit status as contracts/commands.md."""
    args = parser().parse_args(argv)
    ways = {"list": _list, "show": _show, "review": _review, "stop": _throw, "resume": _throw, "status": _status}
    with context.office() as office:
        return ways[args.what](office, args, context)


def _list(office: "Office", args: Namespace, context: Context) -> int:
    from usecases import instant_desk

    wanted = instant_desk.InstantFilter(args.outcome, args.review, args.item)
    page = partial(instant_desk.page, wanted=wanted)
    return print_pages(office, context, page, (as_json, _text), limit=args.limit)


def as_json(line: "InstantLine") -> dict[str, object]:
    """Return a judgement as JSON prints it."""
    return {
        "id": line.number, "item": line.item, "revision": line.revision, "outcome": line.outcome,
        "judged_at": line.judged_at, "state": line.state, "licence_no": line.licence_no or None,
        "sampled": line.sampled, "review": line.review or None, "reviewed_by": line.reviewed_by or None,
        "reviewed_at": line.reviewed_at, "reason": line.reason or None,
    }  # fmt: skip


def _text(line: "InstantLine") -> str:
    review = REVIEWS.get(line.review, "")
    return f"{line.number}  {line.item}  {OUTCOMES[line.outcome]}  {line.party_name}  {review}  {line.reason}".rstrip()


def _show(office: "Office", args: Namespace, context: Context) -> int:
    from models.errors import NotFound
    from usecases import instant_desk

    with office.reading() as session:
        found = instant_desk.newest(session, args.number)
    if found is None:
        raise NotFound(said("{number}没有秒批判断。", number=args.number), do_next="请用 instant list 查看。")
    names = ("number", "item", "revision", "outcome", "judged_at", "rules_digest", "sampled", "result", "reason")
    answer = {name: found[name] for name in names} | {"chain": found["chain"] or []}
    context.answer(answer, lambda: [one_line(_link(step)) for step in found["chain"] or []])
    return 0


def _link(step: dict[str, str]) -> str:
    mark = {"yes": "是", "no": "否", "unknown": "不明"}[step["answer"]]
    return said("{mark}  {asked}：{said}（{source} {as_of}；{basis}）", mark=mark, **step)


def _review(office: "Office", args: Namespace, context: Context) -> int:
    from usecases import instant_desk

    by = office.officer(args.officer)
    office.perform(instant_desk.review, args.number, args.result, args.reason, by=by)
    answer = {"id": args.number, "result": args.result, "reason": args.reason or None, "by": by.login}
    context.answer(answer, lambda: f"{args.number}  {REVIEWS[args.result]}")
    return 0


def _throw(office: "Office", args: Namespace, context: Context) -> int:
    from usecases import instant_queue

    deed = instant_queue.stop if args.what == "stop" else instant_queue.resume
    office.perform(deed, args.reason, by=office.officer(args.officer))
    return _status(office, args, context)


def _status(office: "Office", _args: Namespace, context: Context) -> int:
    """Print whether the machine decides: configured, and not stopped."""
    from usecases import instant_queue, tallies

    with office.reading() as session:
        switch, counts = instant_queue.switch(session), tallies.instant(session)
    answer = {
        "enabled": office.desk.instant, "stopped": switch.stopped, "at": switch.at, "by": switch.by or None,
        "reason": switch.reason or None, **counts,
    }  # fmt: skip
    on = "配置中没有打开" if not office.desk.instant else "已停止" if switch.stopped else "运行中"
    context.answer(answer, said("秒批{on}  {reason}", on=on, reason=switch.reason).rstrip)
    return 0
