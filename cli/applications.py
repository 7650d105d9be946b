"""`luqiao applications`: list, show and decide applications, under the same rules as the console."""

from argparse import Namespace
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from cli.context import Context, plain
from cli.listing import most
from cli.parser import Parser
from models.errors import InvalidInput
from models.said import said
from models.values import CHANNELS, WINDOW, ApplicationState, Item
from wiring.printable import one_line

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from usecases.application_list import ApplicationLine, Key
    from wiring.office import Office

DEEDS = {
    "accept": "受理",
    "correct": "一次性告知补正",
    "examine": "转入审查",
    "grant": "准予许可",
    "refuse": "提议或确认不予许可（须两人）",
    "extend": "延长期限一次",
    "reject-proposal": "驳回不予许可的提议",
    "check-off": "人工核对后消去提醒",
    "transfer": "移交另一机构（须写明理由）",
    "accept-transfer": "接收移交",
    "return-transfer": "退回移交（须写明理由）",
    "assign": "分派给一名承办人",
}


def parser() -> Parser:
    """Return the parser of this command."""
    top = Parser("luqiao applications")
    commands = top.add_subparsers(dest="what", required=True)
    listed = commands.add_parser("list", help="列出申请，每行一件")
    listed.add_argument("--state", choices=[s.value for s in ApplicationState])
    listed.add_argument("--channel", metavar="NAME", help="渠道在配置中的名字")
    listed.add_argument("--item", choices=[i.value for i in Item])
    listed.add_argument("--card", choices=["none", "warning", "yellow", "red"])
    listed.add_argument("--office", metavar="CODE", help="机构承办的和待它接收的，例如 350203")
    listed.add_argument("--assigned-to", metavar="LOGIN", help="承办人")
    listed.add_argument("--text", default="")
    listed.add_argument("--limit", type=int, help="最多几件；不写为全部")
    listed.add_argument("--after", default="", metavar="CURSOR", help="上一页最后一件的 id 或 cursor")
    listed.add_argument("--full", action="store_true")
    shown = commands.add_parser("show", help="一件申请：审查结论、期限、经过")
    shown.add_argument("id")
    shown.add_argument("--full", action="store_true")
    commands.add_parser("hearing", help="听证：告知、申请、通知、笔录、放弃")
    for name, what in DEEDS.items():
        deed = commands.add_parser(name, help=what)
        deed.add_argument("id")
        deed.add_argument("--reason", default="")
        deed.add_argument("--note", default="")
        deed.add_argument("--material", action="append", default=[])
        deed.add_argument("--as", dest="officer", required=True)
        deed.add_argument("--full", action="store_true")
        if name == "transfer":
            deed.add_argument("--to", required=True, metavar="OFFICE", help="机构代码，例如 350206")
        if name == "assign":
            deed.add_argument("--to", required=True, metavar="LOGIN", help="承办人；写“-”为不分派")
    return top


def run(argv: list[str], context: Context) -> int:
    """Run one call; exit status as contracts/commands.md."""
    if argv[:1] == ["hearing"]:
        from cli import hearings

        return hearings.run(argv[1:], context)
    args = parser().parse_args(argv)
    with context.office() as office:
        return _list(office, args, context) if args.what == "list" else _one(office, args, context)


def _check_channel(name: str | None, office: "Office") -> None:
    """Refuse the name of a channel that there never was; raises InvalidInput."""
    connected = [system.name for system in office.settings.outside.values() if system.kind == "intake"]
    known = dict.fromkeys((*CHANNELS, WINDOW, *connected))
    if name is not None and name not in known:
        raise InvalidInput(
            said("没有名为 {name} 的外部系统。", name=name), do_next=said("可用：{outside}。", outside="、".join(known))
        )


def _list(office: "Office", args: Namespace, context: Context) -> int:
    from usecases.application_list import ApplicationFilter
    from usecases.offices import code_of

    _check_channel(args.channel, office)
    wanted = ApplicationFilter(args.state, args.channel, args.item, args.card, args.assigned_to, None, args.text)
    wanted = replace(wanted, office=code_of(args.office) if args.office else None)
    for line in _lines(office, wanted, most(args.limit), _cursor(office, args.after)):
        if context.json:
            context.emit(_object(office, line.number, full=args.full))
        else:
            context.say(one_line(_text(line)))
    return 0


def _lines(office: "Office", wanted: object, limit: int, after: "Key | None") -> "Sequence[ApplicationLine]":
    from usecases import application_list

    found: list[ApplicationLine] = []
    while len(found) < limit:
        with office.reading() as session:
            page = application_list.page(session, wanted, after=after, limit=min(500, limit - len(found)))  # type: ignore[arg-type]
        found += page
        if not page:
            break
        after = page[-1].key
    return found


def _cursor(office: "Office", text: str) -> "Key | None":
    """Read a cursor: the id of the last application shown, or its `cursor`, which is received_at/id."""
    if not text:
        return None
    if "/" not in text:
        text = str(_object(office, text, full=False)["cursor"])
    moment, _, row_id = text.partition("/")
    try:
        return (datetime.fromisoformat(moment), int(row_id))
    except ValueError:
        raise InvalidInput(
            said("--after 的值“{text}”无法识别。", text=text), do_next="请使用上一页最后一件的 id 或 cursor。"
        ) from None


def _object(office: "Office", number: str, *, full: bool) -> dict[str, object]:
    from usecases import application_detail, application_objects

    with office.reading() as session:
        detail = application_detail.detail(session, number, at=office.now())
    shown = application_objects.of_detail(detail, full=full)
    return shown | {"cursor": f"{detail.row['received_at'].isoformat()}/{detail.row['id']}"}


def _text(line: "ApplicationLine") -> str:
    from rules.applications import ITEM_NAMES, STATE_NAMES

    item, state = ITEM_NAMES[Item(line.item)], STATE_NAMES[ApplicationState(line.state)]
    due = f"{line.due_on}{'（暂定）' if line.due_provisional else ''}" if line.due_on else "-"
    parts = (line.number, item, state, line.card, due, line.party_name, line.shop_name)
    return "  ".join(parts)


def _one(office: "Office", args: Namespace, context: Context) -> int:
    if args.what != "show":
        _decide(office, args)
    shown = _object(office, args.id, full=args.full)
    context.answer(shown, lambda: _readable(shown))
    return 0


def _decide(office: "Office", args: Namespace) -> None:
    from usecases import applications, assignments, transfers

    by = office.officer(args.officer)
    with_note: dict[str, Callable[..., object]] = {
        "accept": applications.accept,
        "examine": applications.examine,
        "grant": applications.grant,
        "extend": applications.extend,
        "reject-proposal": applications.reject_proposal,
        "check-off": applications.check_off,
        "accept-transfer": transfers.accept,
        "return-transfer": transfers.send_back,
    }
    if args.what == "correct":
        office.perform(applications.ask_correction, args.id, materials=args.material, note=args.note, by=by)
    elif args.what == "transfer":
        office.perform(transfers.transfer, args.id, args.to, note=args.note, by=by)
    elif args.what == "assign":
        office.perform(assignments.assign, args.id, None if args.to == "-" else args.to, note=args.note, by=by)
    elif args.what == "refuse":
        office.perform(applications.refuse, args.id, reason=args.reason, note=args.note, by=by)
    else:
        office.perform(with_note[args.what], args.id, note=_note(args), by=by)


def _note(args: Namespace) -> str:
    """Return the note; a reason code given where none is asked for is kept in front of it."""
    return " ".join(part for part in (args.reason, args.note) if part)


def _readable(shown: dict[str, object]) -> str:
    import json

    return json.dumps(shown, ensure_ascii=False, indent=2, default=plain)
