"""`luqiao outbox`: what waits for other offices, the bytes that crossed, release and replay."""

import base64
from argparse import Namespace
from functools import partial
from typing import TYPE_CHECKING

from cli import authority_document
from cli.context import Context, plain
from cli.listing import print_pages
from cli.parser import Parser
from models.errors import InvalidInput
from models.said import said

if TYPE_CHECKING:
    from usecases.outbox_desk import MessageDetail, MessageLine
    from wiring.office import Office

STATES = (
    "blocked", "ready", "sending", "ambiguous", "delivered", "confirmed", "rejected", "cancelled", "dead",
)  # fmt: skip
DEEDS = {"release": "放行被拒收的消息", "replay": "重发一条消息", "give-up": "放弃一条消息"}


def parser() -> Parser:
    """Return the parser of this command."""
    top = Parser("luqiao outbox")
    commands = top.add_subparsers(dest="what", required=True)
    listed = commands.add_parser("list", help="列出待发消息，新的在前")
    listed.add_argument("--state", choices=STATES)
    listed.add_argument("--system", default=None)
    listed.add_argument("--limit", type=int)
    listed.add_argument("--after", type=int, default=None)
    commands.add_parser("show", help="一条消息和往来的原始字节").add_argument("key")
    for name, what in DEEDS.items():
        deed = commands.add_parser(name, help=what)
        deed.add_argument("key")
        deed.add_argument("--note", default="")
        deed.add_argument("--as", dest="officer", required=True)
    kept = commands.add_parser("reject-withdrawal", help="驳回撤回提议，或收回自己的提议")
    kept.add_argument("key")
    kept.add_argument("--note", required=True)
    kept.add_argument("--as", dest="officer", required=True)
    withdrawn = commands.add_parser("withdraw", help="撤回已公示的许可记录（须两人）")
    withdrawn.add_argument("key")
    withdrawn.add_argument("--reason", default="")
    authority_document.add_options(withdrawn)
    withdrawn.add_argument("--as", dest="officer", required=True)
    return top


def run(argv: list[str], context: Context) -> int:
    """Run one call; exit status as contracts/commands.md."""
    args = parser().parse_args(argv)
    with context.office() as office:
        if args.what == "list":
            return _list(office, args, context)
        if args.what in DEEDS:
            _do(office, args)
        if args.what == "withdraw":
            _withdraw(office, args)
        if args.what == "reject-withdrawal":
            _reject_withdrawal(office, args)
        return _show(office, args.key, context)


def _list(office: "Office", args: Namespace, context: Context) -> int:
    from dataclasses import asdict

    from usecases import outbox_desk

    if args.system not in {None, *office.settings.outside}:
        known = "、".join(office.settings.outside)
        raise InvalidInput(
            said("没有名为 {system} 的外部系统。", system=args.system), do_next=said("可用：{known}。", known=known)
        )
    wanted = outbox_desk.MessageFilter(args.state, args.system)
    page = partial(outbox_desk.page, wanted=wanted)
    return print_pages(office, context, page, (asdict, _text), limit=args.limit, after=args.after)


def _text(line: "MessageLine") -> str:
    return f"{line.system}  {line.key}  {line.op}  {line.state}  {line.code}  {line.hint}"


def _do(office: "Office", args: Namespace) -> None:
    from usecases import outbox_desk

    by = office.officer(args.officer)
    deed = {"release": outbox_desk.release, "replay": outbox_desk.replay, "give-up": outbox_desk.give_up}[args.what]
    office.perform(deed, args.key, note=args.note, by=by)


def _withdraw(office: "Office", args: Namespace) -> None:
    """Propose the withdrawal of a licence record (with --reason and --document), or confirm a proposed one."""
    from usecases import licence_withdrawals

    by = office.officer(args.officer)
    if args.reason or args.document:
        document = authority_document.given(args)
        office.perform(licence_withdrawals.propose, args.key, args.reason, document, by=by)
    else:
        office.perform(licence_withdrawals.confirm, args.key, by=by)


def _reject_withdrawal(office: "Office", args: Namespace) -> None:
    from usecases import licence_withdrawals

    office.perform(licence_withdrawals.reject, args.key, note=args.note, by=office.officer(args.officer))


def _show(office: "Office", key: str, context: Context) -> int:
    from usecases import outbox_desk

    with office.reading() as session:
        shown = _object(outbox_desk.show(session, key))
    context.answer(shown, lambda: _readable(shown))
    return 0


def _object(detail: "MessageDetail") -> dict[str, object]:
    from dataclasses import asdict

    crossings = [
        {
            "at": c["at"],
            "operation": c["operation"],
            "method": c["method"],
            "url": c["url"],
            "headers": c["headers"],
            "sent": shown_bytes(bytes(c["request"])),
            "status": c["status"],
            "answer_headers": c["answer_headers"],
            "received": shown_bytes(bytes(c["answer"])),
            "seconds": c["seconds"],
            "verdict": c["verdict"],
            "rule": c["rule"],
        }
        for c in detail.crossings
    ]
    line = asdict(detail.line)
    return line | {
        "payload": detail.payload,
        "batch_no": detail.batch_no or None,
        "request": shown_bytes(detail.request),
        "crossings": crossings,
        "adjusted": [one._asdict() for one in detail.adjusted],
    }


def shown_bytes(content: bytes) -> object:
    """Return bytes as text where they are UTF-8, else as {"base64": …}."""
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return {"base64": base64.b64encode(content).decode("ascii")}


def _readable(shown: dict[str, object]) -> str:
    import json

    return json.dumps(shown, ensure_ascii=False, indent=2, default=plain)
