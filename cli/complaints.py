"""`luqiao complaints`: note, judge, dispatch and answer what comes to 12313, make cases of it, print the figures."""

from argparse import Namespace
from collections.abc import Callable
from dataclasses import asdict, fields
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any

from cli import complaints_lists as lists
from cli.cases import as_object, facts_of
from cli.context import Context, spoken
from cli.listing import given_day, in_yuan, money, print_pages
from cli.parser import Parser
from models.complaints import HotlineKind, HotlineState, HotlineWay
from models.errors import InvalidInput
from models.said import said
from models.values import DISTRICTS, shanghai_date
from rules.calendar import real_day
from wiring.printable import one_line

if TYPE_CHECKING:
    from models.complaints import Reporter
    from usecases.complaints import Intake
    from usecases.complaints_desk import ComplaintDetail
    from usecases.complaints_list import ComplaintLine
    from wiring.office import Office

FILE = "JSON 文件，- 为标准输入"
DEEDS = (  # command, what it does, its own arguments
    ("accept", "受理", ()),
    ("refer", "转有权机关", (("--to", "转往，默认按事项表"), ("--note", "说明"))),
    ("turn-away", "不予受理", (("reason", "理由的代码，show 列出成立的"), ("--note", "说明"))),
    ("dispatch", "派给机构或者人员", (("--handler", "承办人登录名"), ("--office", "机构的区划代码"))),
    ("answer", "答复", (("text", "答复的内容"),)),
    ("rate", "登记对答复的评价", (("level", "1至5"),)),
    ("correct", "更正已经送出的答复", (("text", "答复的内容"), ("reason", "理由"))),
    ("tell-result", "登记已经告知举报人的案件结果", (("text", "告知了什么"),)),
    ("withdraw", "登记来件人撤回", (("reason", "理由"),)),
    ("false", "认定为恶意举报", (("reason", "理由"),)),
    ("waive", "登记举报人书面同意公开身份", (("on", "同意的日期"), ("reason", "怎样同意"))),
    ("case", "转为案件", (("file", FILE),)),
    ("link", "并入已有的案件", (("case", "案件编号"),)),
    ("reward", "提议奖励举报人", (("yuan", "金额（元）"), ("reason", "理由"))),
    ("approve", "批准他人提议的奖励", ()),
    ("reject", "驳回奖励的提议，或者收回自己的", (("note", "理由"),)),
    ("code", "给举报人领奖码，只显示一次", ()),
    ("pay", "登记财政或者银行已经支付奖励", (("code", "领取人出示的领奖码"), ("voucher", "支付凭证号"))),
)


def parser() -> Parser:
    """Return the parser of this command."""
    top = Parser("luqiao complaints")
    commands = top.add_subparsers(dest="what", required=True)
    listed = commands.add_parser("list", help="列出来件，新的在前")
    listed.add_argument("--kind", choices=tuple(HotlineKind))
    listed.add_argument("--state", choices=tuple(HotlineState))
    listed.add_argument("--district", choices=tuple(DISTRICTS))
    listed.add_argument("--handler", metavar="LOGIN")
    listed.add_argument("--within", choices=("over", "3", "7", "30"), help="已超期限，或者几天内届满")
    listed.add_argument("--case", default="", metavar="C-…", help="转为或者并入这件案件的")
    listed.add_argument("--limit", type=int)
    commands.add_parser("show", help="一件来件：内容、期限、经过，不含来件人").add_argument("number")
    taken = commands.add_parser("receive", help="登记来件（JSON），来件人写在 reporter 里")
    taken.add_argument("file", help=FILE)
    imported = commands.add_parser("import", help="导入热线的清单（CSV、XLSX、JSONL），全有或全无")
    imported.add_argument("file")
    imported.add_argument("--source", required=True, help="热线名称，例如 12345")
    drawer = commands.add_parser("reporter", help="查看来件人，事由记入台账")
    drawer.add_argument("number")
    drawer.add_argument("--reason", required=True)
    for each in (taken, imported, drawer, *_deeds(commands)):
        each.add_argument("--as", dest="officer", required=True)
    figures = commands.add_parser("statistics", help="一段时间收到的：按种类、机构、事项、月份，按时率、满意率、奖励")
    opened = commands.add_parser("opened", help="一段时间里谁、何时、为什么查看过来件人")
    for each in (figures, opened):
        each.add_argument("--from", dest="since", metavar="DATE", required=True)
        each.add_argument("--to", dest="through", metavar="DATE", required=True)
    return top


def _deeds(commands: Any) -> list[Parser]:
    found = []
    for name, what, arguments in DEEDS:
        found.append(commands.add_parser(name, help=what))
        found[-1].add_argument("number")
        for argument, tells in arguments:
            found[-1].add_argument(argument, help=tells, **({"default": ""} if argument.startswith("--") else {}))
    return found


def run(argv: list[str], context: Context) -> int:
    """Run one call; exit status as contracts/commands.md."""
    args = parser().parse_args(argv)
    with context.office() as office:
        others = {"list": _list, "reporter": _reporter, "code": _code, "import": lists.import_list}
        others |= {"opened": lists.opened, "statistics": lists.statistics}
        if args.what in others:
            return others[args.what](office, args, context)
        return _show(office, args.number if args.what == "show" else _do(office, args), context)


def _list(office: "Office", args: Namespace, context: Context) -> int:
    from usecases import complaints_list as listed

    more = {"within": args.within, "text": args.case}
    wanted = listed.ComplaintFilter(args.kind, args.state, args.district, args.handler, **more)
    page = partial(listed.page, wanted=wanted, on=shanghai_date(office.now()))
    return print_pages(office, context, page, (_as_json, _as_text), limit=args.limit)


def _as_json(line: "ComplaintLine") -> dict[str, Any]:
    return {field.name: getattr(line, field.name) for field in fields(line) if field.name != "id"}


def _as_text(line: "ComplaintLine") -> str:
    from rules import complaints as rules

    words = (rules.KINDS[HotlineKind(line.kind)], rules.STATES[HotlineState(line.state)])
    return "  ".join((line.number, *words, str(line.due_on or "-"), line.handler or "-", line.gist))


def _do(office: "Office", args: Namespace) -> str:
    """Do what was asked for and return the number of the item."""
    from usecases import complaint_cases, complaints

    perform = partial(office.perform, by=office.officer(args.officer))
    if args.what == "receive":
        return perform(complaints.receive, *_noted(as_object(args.file)))
    known: dict[str, Any] = {
        "accept": lambda: perform(complaints.accept, args.number),
        "refer": lambda: perform(complaints.refer, args.number, args.to, note=args.note),
        "turn-away": lambda: perform(complaints.turn_away, args.number, args.reason, note=args.note),
        "dispatch": lambda: perform(complaints.dispatch, args.number, args.handler, office=args.office),
        "answer": lambda: perform(complaints.answer, args.number, args.text),
        "rate": lambda: perform(complaints.rate, args.number, _level(args.level)),
        "case": lambda: perform(complaint_cases.make, args.number, facts_of(as_object(args.file))),
        "link": lambda: perform(complaint_cases.link, args.number, args.case),
    }
    (known | _afterwards(perform, args))[args.what]()
    return str(args.number)


def _afterwards(perform: Callable[..., Any], args: Namespace) -> dict[str, Callable[[], Any]]:
    """Return what may be done once an item was looked into, by its command."""
    from usecases import complaint_answers, complaint_claims, complaint_rewards, complaint_standing

    number = args.number
    return {
        "correct": lambda: perform(complaint_answers.correct, number, args.text, args.reason),
        "tell-result": lambda: perform(complaint_answers.tell_result, number, args.text),
        "withdraw": lambda: perform(complaint_standing.withdraw, number, args.reason),
        "false": lambda: perform(complaint_standing.find_false, number, args.reason),
        "waive": lambda: perform(complaint_standing.waive_secrecy, number, given_day(args.on, "on"), args.reason),
        "reward": lambda: perform(complaint_rewards.propose, number, money(args.yuan, "yuan"), reason=args.reason),
        "approve": lambda: perform(complaint_rewards.approve, number),
        "reject": lambda: perform(complaint_rewards.reject, number, note=args.note),
        "pay": lambda: perform(complaint_claims.pay, number, args.code, args.voucher),
    }


def _level(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() else 0


def _noted(values: dict[str, Any]) -> "tuple[Intake, Reporter | None]":
    """Return what was noted, and who turned to the bureau; raises InvalidInput for an unknown key."""
    from models.complaints import Reporter
    from usecases.complaints import Intake

    who = values.pop("reporter", None)
    if who is not None and not isinstance(who, dict):
        raise InvalidInput("reporter 应为一个 JSON 对象。", kept="没有登记。")
    _only(values, Intake)
    read = {name: _value(name, value) for name, value in values.items()}
    missing = [name for name in ("kind", "matter", "gist") if not read.get(name)]
    if missing:
        raise InvalidInput(said("缺少项目：{names}。", names="、".join(missing)), kept="没有登记。")
    if who is None:
        return Intake(**read), None
    _only(who, Reporter)
    words = who.pop("words", [])
    named = {name: str(value) for name, value in who.items()}
    return Intake(**read), Reporter(**named, words=tuple(map(str, words if isinstance(words, list) else [words])))


def _only(values: dict[str, Any], kind: type[Any]) -> None:
    names = {field.name for field in fields(kind)}
    unknown = sorted(set(values) - names)
    if unknown:
        raise InvalidInput(
            said("没有这样的项目：{names}。", names="、".join(unknown)),
            kept="没有登记。",
            do_next=said("可以写的项目：{names}。", names="、".join(sorted(names))),
        )


def _value(name: str, value: Any) -> Any:
    kinds: dict[str, Any] = {"kind": HotlineKind, "way": HotlineWay, "acted_on": _day, "received_on": _day}
    try:
        return kinds.get(name, str)(value)
    except ValueError as error:
        raise InvalidInput(said("“{name}”的值“{value}”无法识别。", name=name, value=str(value)[:40])) from error


def _day(value: Any) -> date | None:
    found = None if value is None else real_day(str(value))
    if value is not None and found is None:
        raise ValueError(value)
    return found


def _reporter(office: "Office", args: Namespace, context: Context) -> int:
    from usecases import complaint_reporters

    by = office.officer(args.officer)
    found = office.perform(complaint_reporters.open_drawer, args.number, args.reason, by=by)
    context.answer(asdict(found), lambda: one_line("  ".join(map(str, (found.name, found.phone, found.told)))))
    return 0


def _code(office: "Office", args: Namespace, context: Context) -> int:
    """Print a new code of a report, which nobody can see again."""
    from usecases import complaint_claims

    found = office.perform(complaint_claims.give_code, args.number, by=office.officer(args.officer))
    context.answer({"number": args.number, "code": found}, lambda: found)
    return 0


def _show(office: "Office", number: str, context: Context) -> int:
    from usecases import complaints_desk as desk

    with office.reading() as session:
        found = desk.detail(session, number)
    context.answer(_whole(found), lambda: _text(found))
    return 0


def _whole(found: "ComplaintDetail") -> dict[str, Any]:
    row = found.complaint.row
    shown = {name: row[name] for name in row if name not in ("id", "digest", "claim", "reward")}
    shown |= {"coded": row["claim"] != "", "reward": in_yuan(row["reward"]), "against_accepting": list(found.against)}
    shown["terms"] = [
        {"term": t["term"], "from": t["from_on"], "until": t["due_on"], "done": t["done_at"]} for t in found.terms
    ]
    shown["history"] = [asdict(step) for step in found.steps]
    waiting = found.reward
    shown["waiting"] = waiting and {"yuan": in_yuan(waiting["fen"]), "reason": waiting["reason"], "by": waiting["by"]}
    return shown


def _text(found: "ComplaintDetail") -> str:
    from rules import complaints as rules

    row = found.complaint.row
    words = (rules.KINDS[found.complaint.kind], rules.STATES[found.complaint.state], row["case_number"])
    lines = ["  ".join((row["number"], *words)).rstrip(), f"  {row['gist']}"]
    lines += [_term(term) for term in found.terms]
    lines += [
        said("  不符合受理条件：{why}（{code}）", why=rules.OBJECTIONS[code], code=code) for code in found.against
    ]
    lines += [f"  {shanghai_date(step.at)}  {step.deed}  {step.by}  {step.note}".rstrip() for step in found.steps]
    return "\n".join(one_line(spoken(line)) for line in lines)


def _term(term: dict[str, Any]) -> str:
    known = {"term": term["term"], "due_on": term["due_on"]}
    if term["done_at"]:
        return said("  期限 {term}：{due_on}届满，已办结", **known)
    return said("  期限 {term}：{due_on}届满", **known)
