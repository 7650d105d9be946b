"""`luqiao credit`: what must be published by when, the numbers of a period, differences with the platform, deeds."""

from argparse import Namespace
from collections.abc import Callable, Mapping
from dataclasses import asdict
from datetime import date
from typing import TYPE_CHECKING, Any

from cli import authority_document, credit_deeds
from cli.context import Context
from cli.listing import day
from cli.parser import Parser
from models.errors import InvalidInput
from models.said import said
from models.values import shanghai_date
from wiring.printable import one_line

if TYPE_CHECKING:
    from usecases.credit_numbers import Numbers
    from wiring.office import Office

STATES = ("late", "near", "rejected", "held", "disputed")


def parser() -> Parser:
    """Return the parser of this command."""
    top = Parser("luqiao credit", "信用公示：期限、考核数字、对账差异、更正、修复、异议、提议")
    commands = top.add_subparsers(dest="what", required=True)
    listed = commands.add_parser("list", help="尚未确认的记录，最急的在前")
    listed.add_argument("--state", choices=STATES)
    counted = commands.add_parser("numbers", help="按月份和机构：按时、迟报、漏报及原因、拒收率")
    counted.add_argument("--from", dest="since", metavar="DATE", help="应公示日的第一天，默认为今年一月一日")
    counted.add_argument("--to", dest="through", metavar="DATE", help="最后一天，默认为今天")
    counted.add_argument("--export", metavar="FILE", help="另存为 .csv 或 .xlsx")
    commands.add_parser("days", help="对账：各天的结果")
    commands.add_parser("differences", help="对账：未了结的差异")
    closed = commands.add_parser("close", help="写明理由，了结一条对账差异")
    closed.add_argument("id", type=int)
    closed.add_argument("--note", required=True)
    closed.add_argument("--as", dest="officer", required=True)
    repaired = commands.add_parser("repair", help="登记信用修复：先提议，再由另一名审批人确认")
    repaired.add_argument("document_no")
    repaired.add_argument("--reason", default="")
    authority_document.add_options(repaired)
    repaired.add_argument("--as", dest="officer", required=True)
    credit_deeds.add_commands(commands)
    return top


def run(argv: list[str], context: Context) -> int:
    """Run one call; exit status as contracts/commands.md."""
    args = parser().parse_args(argv)
    with context.office() as office:
        return CALLS[args.what](office, args, context)


def _list(office: "Office", args: Namespace, context: Context) -> int:
    from usecases import credit_desk

    with office.reading() as session:
        found = credit_desk.listed(session, at=office.now(), state=args.state or "")
    return _print(context, [asdict(line) for line in found], _record)


def _numbers(office: "Office", args: Namespace, context: Context) -> int:
    from usecases import credit_numbers

    today = shanghai_date(office.now())
    since, through = day(args.since, "--from") or date(today.year, 1, 1), day(args.through, "--to") or today
    if through < since:
        raise InvalidInput("--to 早于 --from。", kept="什么都没有做。")
    with office.reading() as session:
        found = credit_numbers.numbers(session, since, through, at=office.now())
    if args.export:
        from cli.files import save

        save(credit_numbers.table(found), args.export)
    shown = {"from": since, "to": through, "lines": [credit_numbers.as_json(line) for line in found]}
    context.answer(shown, lambda: "\n".join(_numbers_text(line, context.told) for line in found))
    return 0


def _days(office: "Office", args: Namespace, context: Context) -> int:  # noqa: ARG001
    from usecases import reconcile_desk

    with office.reading() as session:
        found = reconcile_desk.days(session, at=office.now())
    return _print(context, [asdict(line) for line in found], _day)


def _differences(office: "Office", args: Namespace, context: Context) -> int:  # noqa: ARG001
    from usecases import differences

    with office.reading() as session:
        found = differences.waiting(session)
    return _print(context, found, _difference)


def _close(office: "Office", args: Namespace, context: Context) -> int:
    from usecases import differences

    key = office.perform(differences.close, args.id, args.note, by=office.officer(args.officer))
    context.answer({"id": args.id, "key": key, "closed": True}, lambda: context.told(said("已了结：{key}", key=key)))
    return 0


def _repair(office: "Office", args: Namespace, context: Context) -> int:
    """Propose a repair where a reason or a document is given, else confirm what another officer proposed."""
    from usecases import credit_repairs

    by = office.officer(args.officer)
    proposed = bool(args.reason or args.document)
    if proposed:
        document = authority_document.given(args)
        number = office.perform(credit_repairs.propose, args.document_no, args.reason, document, by=by)
    else:
        number = office.perform(credit_repairs.confirm, args.document_no, by=by)
    state = "proposed" if proposed else "repaired"
    text = said("已提议登记修复：{no}", no=number) if proposed else said("已登记修复：{no}", no=number)
    context.answer({"document_no": number, "state": state}, lambda: context.told(text))
    return 0


def _print(context: Context, rows: list[dict[str, Any]], text: Callable[[Mapping[str, Any]], str]) -> int:
    for row in rows:
        if context.json:
            context.emit(row)
        else:
            context.say(one_line(text(row)))
    return 0


def _record(row: Mapping[str, Any]) -> str:
    parts = (row["due_on"], row["left"], row["stage"], row["document_no"], row["party"], row["side"], row["cause"])
    return "  ".join(str(part) for part in (*parts, row["code"], row["message"]) if part != "")


def _day(row: Mapping[str, Any]) -> str:
    counts = f"{row['same']} / {row['missing']} / {row['extra']} / {row['different']}"
    return f"{row['on']}  {row['kind']}  {row['state']}  {counts}"


def _difference(row: Mapping[str, Any]) -> str:
    sides = f"{row['our_version'] or '—'} / {row['their_version'] or '—'}"
    return f"{row['id']}  {row['on']}  {row['difference']}  {row['record_key']}  {sides}"


def _numbers_text(line: "Numbers", told: Callable[[str], str]) -> str:
    words = (
        said("应公示 {n}", n=line.to_publish),
        said("按时 {n}", n=line.on_time),
        said("迟报 {n}", n=line.late),
        said("漏报 {n}", n=line.missing),
        said("首次拒收 {n}", n=line.rejected_first),
    )
    return f"{line.month or told('合计')}  {line.office}  {'  '.join(map(told, words))}".rstrip()


CALLS: Mapping[str, Callable[["Office", Namespace, Context], int]] = {
    "list": _list, "numbers": _numbers, "days": _days, "differences": _differences, "close": _close, "repair": _repair,
    **credit_deeds.CALLS,
}  # fmt: skip
