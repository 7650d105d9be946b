"""`luqiao cases`: enter leads, list and show enforcement cases, take, propose and confirm their steps."""

import json
from argparse import Namespace
from collections.abc import Iterator, Mapping
from dataclasses import fields, replace
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any

from cli import cases_amount, cases_check, cases_publicity
from cli.context import Context
from cli.files import read_file
from cli.goods_lines import goods_as_json, goods_lines, totals_as_json
from cli.listing import day, in_yuan, print_pages
from cli.parser import Parser
from models.casework import CaseSource, CaseStage
from models.errors import InvalidInput
from models.said import said, together
from wiring.printable import one_line

if TYPE_CHECKING:
    from rules.casework.clashes import Clash
    from usecases.casework import Facts
    from usecases.casework_list import CaseDetail, CaseLine, StepLine
    from usecases.casework_steps import Done
    from wiring.office import Office

MOST_BYTES = 4 * 1024 * 1024
PRIVATE = frozenset({"number", "phone", "born_on", "legal_rep_no", "party_no"})  # of a party, of a case that is split
STAGES = tuple(each.value for each in CaseStage)


def parser() -> Parser:
    """Return the parser of this command."""
    top = Parser("luqiao cases")
    commands = top.add_subparsers(dest="what", required=True)
    listed = commands.add_parser("list", help="列出案件，新的在前")
    listed.add_argument("--stage", choices=STAGES, default="")
    listed.add_argument("--handler", default="")
    listed.add_argument("--due-by", metavar="DATE", help="期限在这一天以前届满的")
    listed.add_argument("--limit", type=int)
    shown = commands.add_parser("show", help="一件案件：案情、步骤、期限、接下来可以办什么")
    registered = commands.add_parser("register", help="登记线索（JSON）")
    changed = commands.add_parser("change", help="补充或者更改案情（JSON）")
    took = commands.add_parser("take", help="办理一人可以办理的步骤（JSON）")
    proposed = commands.add_parser("propose", help="提请批准一个步骤（JSON）")
    confirmed = commands.add_parser("confirm", help="批准他人提请的步骤")
    rejected = commands.add_parser("reject", help="驳回提请，或者收回自己的提请")
    amount = commands.add_parser("amount", help="罚款的幅度、裁量、听证和类似案件")
    amount.add_argument("number")
    cases_amount.options(amount)
    public = commands.add_parser("publicity", help="公示的内容：每一项、遮去了什么、为什么")
    checked = commands.add_parser("check", help="把案件的文书互相核对，指出矛盾之处")
    for each in (shown, changed, took, proposed, confirmed, rejected, public, checked):
        each.add_argument("number")
    for each in (took, proposed):
        each.add_argument("step", help="例如 case.filed；show 列出可以办理的")
    for each in (registered, changed, took, proposed):
        each.add_argument("file", help="JSON 文件，- 为标准输入")
    for each in (registered, changed, took, proposed, confirmed, rejected):
        each.add_argument("--as", dest="officer", required=True)
    for each in (shown, public):
        each.add_argument("--full", action="store_true", help="显示完整号码")
    confirmed.add_argument("--shown", default="", metavar="DIGEST", help="预览过的公示内容的摘要；不同的，不予批准")
    rejected.add_argument("--note", required=True)
    return top


def run(argv: list[str], context: Context) -> int:
    """Run one call; exit status as contracts/commands.md."""
    args = parser().parse_args(argv)
    with context.office() as office:
        if args.what == "list":
            return _list(office, args, context)
        if args.what == "amount":
            return cases_amount.show(office, args, context)
        if args.what == "check":
            return cases_check.show(office, args, context)
        if args.what == "publicity":
            return cases_publicity.show(office, args, context)
        number, doubts = (args.number, ()) if args.what == "show" else _do(office, args)
        return _show(office, number, args, context, doubts)


def _list(office: "Office", args: Namespace, context: Context) -> int:
    from usecases.casework_list import Wanted, page

    wanted = Wanted(args.stage, "", args.handler, day(args.due_by, "--due-by"))

    def pages(session: Any, **more: Any) -> "list[CaseLine]":
        return page(session, wanted, **more)

    return print_pages(office, context, pages, (_as_json, _as_text), limit=args.limit)


def _as_json(line: "CaseLine") -> dict[str, Any]:
    return {field.name: getattr(line, field.name) for field in fields(line) if field.name != "id"}


def _as_text(line: "CaseLine") -> str:
    from rules.casework.steps import STAGE_NAMES

    due = f"{line.due_term} {line.due_on}" if line.due_on else "-"
    stage = STAGE_NAMES[CaseStage(line.stage)]
    return "  ".join((line.number, stage, line.cause or "-", line.party_name or "-", line.handler, due))


def _do(office: "Office", args: Namespace) -> tuple[str, "tuple[Clash, ...]"]:
    """Do what was asked for; return the number of the case, and where its new papers disagree with others."""
    from usecases import casework, casework_steps

    by = office.officer(args.officer)
    perform = partial(office.perform, by=by)
    if args.what == "register":
        return perform(casework.register, facts_of(as_object(args.file))), ()
    if args.what == "change":
        with office.reading() as session:
            known = casework.known(session, args.number)
        return perform(casework.change, args.number, facts_of(as_object(args.file), known)), ()
    if args.what == "reject":
        return perform(casework_steps.reject, args.number, note=args.note), ()
    if args.what == "confirm":
        done: Done = perform(casework_steps.confirm, args.number, shown=args.shown)
    elif args.what == "propose":
        done = perform(casework_steps.propose, args.number, args.step, as_object(args.file))
    else:
        done = perform(_step(args.step), args.number, as_object(args.file))
    return done.number, done.doubts


def _step(name: str) -> Any:
    from usecases.casework_steps import TAKE

    found = TAKE.get(name)
    if found is None:
        raise InvalidInput(
            said("“{name}”不是一人可以办理的步骤。", name=name),
            kept="案件未变更。",
            do_next="用 luqiao cases show 查看可以办理的步骤；须两人的，用 propose。",
        )
    return found


def as_object(name: str) -> dict[str, Any]:
    """Return the JSON object of a file; raises InvalidInput."""
    content = read_file(name, MOST_BYTES)
    try:
        found = json.loads(content.decode("utf-8-sig"))
    except (UnicodeDecodeError, ValueError) as error:
        raise InvalidInput(said("读不懂的 JSON：{why}。", why=error), kept="什么都没有登记。") from error
    if not isinstance(found, dict) or len(content) > MOST_BYTES:
        raise InvalidInput("应为一个 JSON 对象。", kept="什么都没有登记。")
    return found


def facts_of(values: dict[str, Any], known: "Facts | None" = None) -> "Facts":
    """Return the facts of a case; what is not said stays as it is known."""
    from usecases.casework import Facts

    names = {field.name for field in fields(Facts)}
    unknown = sorted(set(values) - names)
    if unknown:
        raise InvalidInput(
            said("没有这样的项目：{names}。", names="、".join(unknown)),
            kept="什么都没有登记。",
            do_next=said("可以写的项目：{names}。", names="、".join(sorted(names))),
        )
    read = {name: _value(name, value) for name, value in values.items()}
    return replace(known or Facts(), **read)


def _value(name: str, value: Any) -> Any:
    try:
        if name in ("found_on", "acted_on"):
            return None if value is None else date.fromisoformat(str(value))
        return CaseSource(value) if name == "source" else value
    except ValueError as error:
        raise InvalidInput(said("“{name}”的值“{value}”无法识别。", name=name, value=str(value)[:40])) from error


def _show(office: "Office", number: str, args: Namespace, context: Context, doubts: "tuple[Clash, ...]" = ()) -> int:
    from usecases import officers
    from usecases.casework_list import detail

    with office.reading() as session:
        found, names = detail(session, number, at=office.now()), officers.names(session)
    if context.json:
        shown = _whole(found, full=getattr(args, "full", False))
        context.emit(shown | ({"doubts": [str(one) for one in doubts]} if doubts else {}))
        return 0
    for line in (*_lines(found, names), *cases_check.marked(doubts)):
        context.say(line)
    return 0


def _whole(found: "CaseDetail", *, full: bool) -> dict[str, Any]:
    row = found.case.row
    party = dict(row["party"] or {}) if full else _without_numbers(row["party"] or {})
    kept = ("number", "stage", "source", "found_on", "summary", "place", "district", "cause", "acted_on", "alarm",
            "handler", "filed_on", "filing_no", "decided_on", "decision_no", "fine", "confiscated", "owed",
            "confiscated_owed", "due_on",
            "due_term")  # fmt: skip
    shown = {name: row[name] for name in kept} | {"party": party}
    shown |= {name: in_yuan(row[name]) for name in ("fine", "confiscated", "owed", "confiscated_owed")}
    shown["steps"] = [_step_json(step, full=full) for step in found.steps]
    shown["terms"] = [{"term": t.term, "from": t.start, "until": t.until, "ours": t.ours} for t in found.terms]
    shown["next"] = [{"step": n.deed, "name": n.name, "missing": n.missing, "two": n.needs_two} for n in found.next]
    shown["waiting"] = found.waiting and {"step": found.waiting.deed, "by": found.waiting.by}
    return shown | {"goods": goods_as_json(found.goods), "goods_total": totals_as_json(found.goods)}


def _step_json(step: "StepLine", *, full: bool) -> dict[str, Any]:
    said_ = step.said if full else _without_numbers(step.said)
    return {"step": step.deed, "name": step.name, "on": step.on, "by": step.by, "said": said_}


def _without_numbers(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return values with those hidden that nobody sees without a reason."""
    from rules.identifiers import masked

    return {name: masked(value) if name in PRIVATE and value else value for name, value in values.items()}


def _lines(found: "CaseDetail", names: Mapping[str, str]) -> Iterator[str]:
    """Yield the lines of a case as text; `names` are the officers' by their logins."""
    from rules.casework.steps import STAGE_NAMES, STEPS

    row, stage = found.case.row, STAGE_NAMES[found.case.standing.stage]
    yield f"{row['number']}  {stage}  {row['cause']}  {one_line(row['party_name'])}"
    yield from goods_lines(found.goods)
    for step in found.steps:
        yield f"  {step.on}  {step.name}  {names.get(step.by, step.by)}  {step.document_no}".rstrip()
    for term in found.terms:
        if term.ours:
            yield said("期限 {term}：{until}届满", term=term.term, until=term.until)
        else:
            yield said("当事人的期限 {term}：{until}届满", term=term.term, until=term.until)
    if found.waiting:
        by = names.get(found.waiting.by, found.waiting.by)
        yield said("待批准：{step}（{by}提请）", step=STEPS[found.waiting.deed].name, by=by)
    yield from _next(found)


def _next(found: "CaseDetail") -> Iterator[str]:
    """Yield what may be done now, then what may not with everything that stands against it."""
    for each in found.next:
        if not each.missing:
            yield said("可以办理：{step}（{deed}）", step=each.name, deed=each.deed)
    for each in found.next:
        if each.missing:
            known = {"step": each.name, "deed": each.deed, "why": together(each.missing)}
            yield said("还不能办理：{step}（{deed}）：{why}", **known)
