"""`luqiao defaulters`: the book of queries about judgment defaulters, and what followed."""

from argparse import Namespace
from functools import partial
from typing import TYPE_CHECKING, Any

from cli.context import Context
from cli.listing import print_pages
from cli.parser import Parser
from wiring.printable import one_line

if TYPE_CHECKING:
    from usecases.defaulters_desk import QueryLine
    from wiring.office import Office

RESULTS = {"hit": "查到", "possible": "待核实", "clear": "未查到"}


def parser() -> Parser:
    """Return the parser of this command."""
    top = Parser("luqiao defaulters")
    commands = top.add_subparsers(dest="what", required=True)
    listed = commands.add_parser("list", help="列出查询记录，新的在前；缺省只列查到的和待核实的")
    listed.add_argument("text", nargs="?", default="", help="申请编号、查询编号或当事人姓名的开头")
    listed.add_argument("--result", choices=("met", *RESULTS, "all"), default="met")
    listed.add_argument("--phase", choices=("receipt", "decision"), help="收件时或者决定前")
    listed.add_argument("--limit", type=int)
    return top


def run(argv: list[str], context: Context) -> int:
    """Run one call; exit status as contracts/commands.md."""
    args = parser().parse_args(argv)
    with context.office() as office:
        return _list(office, args, context)


def _list(office: "Office", args: Namespace, context: Context) -> int:
    from usecases import defaulters_desk as desk

    result = None if args.result == "all" else args.result
    wanted = desk.QueryFilter(result=result, phase=args.phase, text=args.text)
    return print_pages(office, context, partial(desk.page, wanted=wanted), (as_json, _text), limit=args.limit)


def as_json(line: "QueryLine") -> dict[str, Any]:
    """Return a query as JSON prints it."""
    return {
        "application": line.number, "name": line.party_name, "state": line.state, "decided_at": line.decided_at,
        "phase": line.phase, "purpose": line.purpose, "by": line.by, "at": line.at, "result": line.result,
        "role": line.role or None, "case_nos": line.case_nos, "log_no": line.log_no, "as_of": line.as_of,
        "removed_at": line.removed_at, "measure": line.measure, "feedback": line.feedback,
    }  # fmt: skip


def _text(line: "QueryLine") -> str:
    told = f"{line.measure} {line.feedback}" if line.measure else ""
    parts = (line.number, RESULTS[line.result], line.party_name, line.state, "、".join(line.case_nos), told)
    return one_line("  ".join(part for part in parts if part))
