"""`luqiao penalties`: list, show, search, record, correct and withdraw penalty decisions."""

from argparse import Namespace
from datetime import date
from typing import TYPE_CHECKING

from cli import authority_document
from cli.context import Context
from cli.files import read_file, save, show_faults
from cli.listing import in_yuan
from cli.parser import Parser
from models.errors import InvalidInput
from models.said import said
from wiring.printable import one_line

if TYPE_CHECKING:
    from usecases.penalty_list import Key, PenaltyLine
    from wiring.office import Office

STATES = ("recorded", "withdrawn", "repaired")


def parser() -> Parser:
    """Return the parser of this command."""
    top = Parser("luqiao penalties")
    commands = top.add_subparsers(dest="what", required=True)
    listed = commands.add_parser("list", help="列出处罚决定")
    listed.add_argument("--state", choices=STATES, default="")
    listed.add_argument("--limit", type=int, default=100)
    listed.add_argument("--after", default="")
    searched = commands.add_parser("search", help="按文号、名称或号码查询")
    searched.add_argument("text")
    searched.add_argument("--limit", type=int, default=50)
    shown = commands.add_parser("show", help="一份处罚决定")
    shown.add_argument("no")
    shown.add_argument("--full", action="store_true")
    recorded = commands.add_parser("record", help="登记纸质决定（JSON：一件、一个数组，或一件接一件）")
    recorded.add_argument("file")
    corrected = commands.add_parser("correct", help="更正一份登记")
    corrected.add_argument("no")
    corrected.add_argument("file")
    withdrawn = commands.add_parser("withdraw", help="撤回一份已推送的决定")
    withdrawn.add_argument("no")
    withdrawn.add_argument("--reason", required=True)
    authority_document.add_options(withdrawn, required=True)
    kept = commands.add_parser("reject-withdrawal", help="驳回撤回提议，或收回自己的提议")
    kept.add_argument("no")
    kept.add_argument("--note", required=True)
    for deed in (recorded, corrected, withdrawn, kept):
        deed.add_argument("--as", dest="officer", required=True)
    commands.add_parser("export", help="导出为 CSV 或 XLSX").add_argument("file")
    return top


def run(argv: list[str], context: Context) -> int:
    """Run one call; exit status as contracts/commands.md."""
    args = parser().parse_args(argv)
    if getattr(args, "limit", 1) < 1:
        raise InvalidInput("--limit 须大于零。", do_next="例如 --limit 50。")
    ways = {"list": _list, "search": _search, "show": _show, "record": _record, "correct": _correct}
    ways |= {"withdraw": _withdraw, "reject-withdrawal": _reject_withdrawal, "export": _export}
    with context.office() as office:
        return ways[args.what](office, args, context)


def _list(office: "Office", args: Namespace, context: Context) -> int:
    from usecases import penalty_list

    after, left = _cursor(args.after), args.limit
    while left > 0:
        with office.reading() as session:
            lines = penalty_list.page(session, state=args.state, after=after, limit=min(500, left))
        if not lines:
            break
        for line in lines:
            _line(line, context)
        after, left = lines[-1].key, left - len(lines)
    return 0


def _search(office: "Office", args: Namespace, context: Context) -> int:
    from usecases import penalty_list

    with office.reading() as session:
        found = penalty_list.search(session, args.text, limit=args.limit)
    for line in found:
        _line(line, context)
    if not found and not context.json:
        context.say(context.words("没有查到处罚决定。", "No penalty found."))
    return 0


def _cursor(text: str) -> "Key | None":
    """Read a cursor: the `cursor` of the last line seen."""
    if not text:
        return None
    day, _, row_id = text.partition("/")
    try:
        return (date.fromisoformat(day), int(row_id))
    except ValueError:
        raise InvalidInput(
            said("--after 的值“{text}”无法识别。", text=text), do_next="请使用上一页最后一行的 cursor。"
        ) from None


def _line(line: "PenaltyLine", context: Context) -> None:
    shown = {
        "document_no": line.document_no,
        "party": {"kind": line.party_kind, "name": line.party_name},
        "cause": line.cause,
        "fine": in_yuan(line.fine),
        "confiscated": in_yuan(line.confiscated),
        "decided_on": line.decided_on,
        "state": line.state,
        "version": line.version,
        "cursor": f"{line.decided_on}/{line.id}",
    }
    amount = said("罚款 {fine} 元", fine=in_yuan(line.fine)) if line.fine else "-"
    parts = (str(line.decided_on), line.document_no, line.party_name, line.cause, amount, line.state)
    context.answer(shown, lambda: one_line("  ".join(parts)))


def _show(office: "Office", args: Namespace, context: Context) -> int:
    shown = _object(office, args.no, full=args.full)
    context.answer(shown, lambda: _readable(shown))
    return 0


def _object(office: "Office", number: str, *, full: bool = False) -> dict[str, object]:
    """Return one decision as an object: amounts in yuan, numbers of persons masked unless asked."""
    from dataclasses import asdict

    from rules.identifiers import masked
    from usecases import penalty_list

    with office.reading() as session:
        found = penalty_list.detail(session, number)
    row = {name: value for name, value in found.row.items() if name not in {"id", "initials", "canonical_no"}}
    row |= {name: in_yuan(row[name]) for name in ("base", "fine", "confiscated")}
    if not full:
        row |= {name: masked(row[name]) for name in ("party_no", "legal_rep_no")}
    waiting = None if found.withdrawal is None else {"by": found.withdrawal.by, "at": found.withdrawal.at}
    return row | {
        "not_published": found.not_published,
        "sent": [asdict(sent) for sent in found.sent],
        "history": [asdict(step) for step in found.history],
        "feedback": [asdict(asked) | {"carried_out": asked.carried_out(row["version"])} for asked in found.asked],
        "withdrawal_proposed": waiting,
    }


def _readable(shown: dict[str, object]) -> str:
    from cli.context import document

    texts = {name: value if isinstance(value, str | date) else document(value) for name, value in shown.items()}
    return "\n".join(f"{name}: {text}" for name, text in texts.items())


def _record(office: "Office", args: Namespace, context: Context) -> int:
    """Record one JSON object, an array or JSONL, all or nothing; exit status 2 with the line of every fault."""
    from content.lawbook import lawbook
    from models.values import shanghai_date
    from usecases import penalties
    from usecases.faults import Faulty
    from usecases.penalty_checks import warnings_of
    from usecases.penalty_forms import MOST_BYTES, read_forms

    decisions = read_forms(read_file(args.file, MOST_BYTES))
    try:
        numbers = office.perform(penalties.record, decisions, by=office.officer(args.officer))
    except Faulty as error:
        return show_faults(error, context, {"recorded": 0})
    for form, _ in decisions:
        for warning in warnings_of(form, lawbook(), shanghai_date(office.now())):
            context.note(
                said("第{line}行 {field}：{message}", line=warning.line, field=warning.field, message=warning.message)
            )
    result = {"recorded": len(numbers), "document_nos": numbers, "faults": []}
    context.answer(result, lambda: said("已登记 {count} 件：{numbers}", count=len(numbers), numbers="、".join(numbers)))
    return 0


def _correct(office: "Office", args: Namespace, context: Context) -> int:
    from usecases import penalties
    from usecases.faults import Faulty
    from usecases.penalty_forms import MOST_BYTES, read_forms

    decisions = read_forms(read_file(args.file, MOST_BYTES))
    if len(decisions) != 1:
        raise InvalidInput("更正一次只能一件。", kept="未作任何更改。", do_next="文件里只放这一件的全部内容。")
    try:
        office.perform(penalties.correct, args.no, decisions[0], by=office.officer(args.officer))
    except Faulty as error:
        return show_faults(error, context, {"corrected": 0})
    return _show(office, Namespace(no=args.no, full=False), context)


def _withdraw(office: "Office", args: Namespace, context: Context) -> int:
    """Propose the withdrawal, or confirm the one that another officer proposed."""
    from usecases import penalties

    by = office.officer(args.officer)
    with office.reading() as session:
        waiting = penalties.waiting_withdrawal(session, args.no)
    if waiting is None:
        document = authority_document.given(args)
        office.perform(penalties.propose_withdrawal, args.no, args.reason, document, by=by)
        context.note("已提议撤回，待另一名审批人确认。")
    else:
        office.perform(penalties.withdraw, args.no, args.document, by=by)
    return _show(office, Namespace(no=args.no, full=False), context)


def _reject_withdrawal(office: "Office", args: Namespace, context: Context) -> int:
    from usecases import penalties

    office.perform(penalties.reject_withdrawal, args.no, note=args.note, by=office.officer(args.officer))
    return _show(office, Namespace(no=args.no, full=False), context)


def _export(office: "Office", args: Namespace, context: Context) -> int:
    from usecases import export_tables

    with office.reading() as session:
        count = save(export_tables.penalties(session), args.file)
    context.answer(
        {"file": args.file, "rows": count}, lambda: said("已导出 {count} 条到 {file}。", count=count, file=args.file)
    )
    return 0
