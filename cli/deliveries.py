"""`luqiao deliveries`: list what is served and how, hand over at the window, send, change and repeat."""

from argparse import Namespace
from functools import partial
from typing import TYPE_CHECKING, Any

from cli.context import Context
from cli.listing import print_pages
from cli.parser import Parser
from models.values import DISTRICTS
from wiring.printable import one_line

if TYPE_CHECKING:
    from usecases.deliveries_desk import DeliveryLine
    from wiring.office import Office

STATES = ("planned", "sent", "underway", "delivered", "returned", "failed", "cancelled", "attention")
WAYS = ("window", "post", "electronic")


def parser() -> Parser:
    """Return the parser of this command."""
    top = Parser("luqiao deliveries")
    commands = top.add_subparsers(dest="what", required=True)
    listed = commands.add_parser("list", help="列出文书的送达，新的在前")
    listed.add_argument("--state", choices=STATES, help="attention：退回或未送达、待人处理")
    listed.add_argument("--way", choices=WAYS)
    listed.add_argument("--district", choices=tuple(DISTRICTS))
    listed.add_argument("--subject", metavar="ID", help="一件申请的送达")
    listed.add_argument("--limit", type=int)
    listed.add_argument("--full", action="store_true", help="显示完整手机号码和地址")
    sent = commands.add_parser("send", help="发出：下邮寄订单或电子送达")
    handed = commands.add_parser("hand-over", help="登记窗口送达")
    handed.add_argument("--receiver", required=True, help="签收人")
    handed.add_argument("--id-no", required=True, help="当面核对的证件号码")
    handed.add_argument("--relation", default="本人", help="与受送达人的关系；代收的写明关系")
    handed.add_argument("--signature", default="paper", choices=("paper", "pad", "seal", "refused"))
    changed = commands.add_parser("change", help="更改待送达的方式或者收件信息")
    again = commands.add_parser("repeat", help="退回或未送达的，另行送达")
    for each in (changed, again):
        each.add_argument("--way", choices=WAYS, default="")
        for name in ("recipient", "mobile", "address"):
            each.add_argument(f"--{name}", default="")
    for each in (sent, handed, changed, again):
        each.add_argument("number")
        each.add_argument("--as", dest="officer", required=True)
    return top


def run(argv: list[str], context: Context) -> int:
    """Run one call; exit status as contracts/commands.md."""
    args = parser().parse_args(argv)
    with context.office() as office:
        if args.what == "list":
            return _list(office, args, context)
        number = _do(office, args)
        with office.reading() as session:
            from usecases import deliveries_desk

            line = deliveries_desk.page(session, deliveries_desk.DeliveryFilter(text=number), limit=1)[0]
        context.answer(as_json(line), lambda: one_line(_text(line)))
        return 0


def _do(office: "Office", args: Namespace) -> str:
    """Do what is asked; return the number of the delivery that it made or changed."""
    from usecases import deliveries

    by, number = office.officer(args.officer), str(args.number)
    if args.what == "send":
        office.perform(deliveries.send, number, by=by)
    elif args.what == "hand-over":
        said = {"receiver": args.receiver, "id_no": args.id_no, "relation": args.relation, "signature": args.signature}
        office.perform(deliveries.hand_over, number, **said, by=by)
    else:
        to = {name: getattr(args, name) for name in ("way", "recipient", "mobile", "address")}
        if args.what == "repeat":
            return office.perform(deliveries.repeat, number, **to, by=by)
        office.perform(deliveries.change_plan, number, **to, by=by)
    return number


def _list(office: "Office", args: Namespace, context: Context) -> int:
    from usecases import deliveries_desk

    wanted = deliveries_desk.DeliveryFilter(args.state, args.way, args.district, args.subject)
    page = partial(deliveries_desk.page, wanted=wanted)
    return print_pages(office, context, page, (partial(as_json, full=args.full), _text), limit=args.limit)


def as_json(line: "DeliveryLine", *, full: bool = False) -> dict[str, Any]:
    """Return a delivery as JSON prints it; number and address are masked unless `full`."""
    from rules.identifiers import masked

    hide = (lambda text: text) if full else masked
    return {
        "delivery": line.number, "application": line.subject, "licence_no": line.licence_no or None, "way": line.way,
        "state": line.state, "attention": line.attention, "recipient": line.recipient,
        "mobile": hide(line.mobile) or None, "district": line.district, "address": line.address if full else None,
        "mail_no": line.mail_no or None, "steps": [{"at": at, "code": code, "text": text}
                                                   for at, code, text in line.steps or ()],
        "reason": line.reason or None, "receiver": line.receiver or None, "proof": line.proof or None,
        "receipt_no": line.receipt_no or None, "followed_by": line.followed_by or None, "due_on": line.due_on,
        "planned_at": line.planned_at, "sent_at": line.sent_at, "ended_at": line.ended_at,
    }  # fmt: skip


def _text(line: "DeliveryLine") -> str:
    from rules import deliveries as rules

    what = f"{line.number}  {line.subject}  {rules.WAYS[line.way]}  {rules.STATE_NAMES[line.state]}"
    return f"{what}  {line.recipient}  {line.mail_no}  {line.newest}"
