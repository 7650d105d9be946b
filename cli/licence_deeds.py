"""`luqiao licences show | act | reject | deliver`: one licence with its life, and the acts of the bureau on it."""

from argparse import Namespace
from typing import TYPE_CHECKING, Any

from cli.context import Context, plain

if TYPE_CHECKING:
    from wiring.office import Office

STATED = {  # option: rules.licence_grounds
    "since": ("since", "停止经营的起始日期"),
    "noticed": ("noticed_on", "公告日期"),
    "compensation": ("compensation", "补偿或者赔偿的处理意见"),
    "penalty": ("penalty_no", "处罚决定书文号"),
}


def add_parsers(commands: Any) -> None:
    """Add the subcommands of one licence to those of `luqiao licences`."""
    shown = commands.add_parser("show", help="一张许可证：状态、持证人、经过、现在可以办理的")
    shown.add_argument("no")
    shown.add_argument("--full", action="store_true", help="显示完整号码")
    acted = commands.add_parser("act", help="提议对许可证依职权处理；另一名人员再次执行即复核生效")
    acted.add_argument("no")
    acted.add_argument("act", help="例如 cancelled、recalled、annulled;show 列出现在可以办理的")
    acted.add_argument("--ground", default="", help="事由代码")
    acted.add_argument("--reason", default="", help="理由（4至500字）")
    for option, (_, name) in STATED.items():
        acted.add_argument(f"--{option}", default="", help=name)
    rejected = commands.add_parser("reject", help="驳回待复核的提议")
    rejected.add_argument("no")
    rejected.add_argument("--note", default="")
    delivered = commands.add_parser("deliver", help="登记送达许可证")
    delivered.add_argument("no")
    delivered.add_argument("--way", default="window", choices=["window", "post", "electronic", "left", "public_notice"])
    delivered.add_argument("--receiver", default="", help="签收人")
    delivered.add_argument("--id-no", default="", help="窗口当面核对的证件号码")
    delivered.add_argument("--relation", default="本人", help="与持证人的关系；代收的写明关系")
    delivered.add_argument("--signature", default="paper", choices=("paper", "pad", "seal", "refused"))
    delivered.add_argument("--proof", default="", help="窗口以外的送达证明：邮件号、见证人、公告日期和载体")
    for each in (acted, rejected, delivered):
        each.add_argument("--as", dest="officer", required=True)
        each.add_argument("--full", action="store_true")


def run(office: "Office", args: Namespace, context: Context) -> int:
    """Do what is asked and print the licence as it is then."""
    if args.what != "show":
        _do(office, args)
    from rules.identifiers import masked
    from usecases.licence_act_views import licence_object

    def hide(text: str | None) -> str | None:
        return text or None if args.full or not text else masked(text)

    with office.reading() as session:
        shown = licence_object(session, args.no, hide)
    context.answer(shown, lambda: _readable(shown))
    return 0


def _do(office: "Office", args: Namespace) -> None:
    from usecases import licence_acts, licence_delivery

    by = office.officer(args.officer)
    if args.what == "deliver":
        said = {name: getattr(args, name) for name in ("way", "receiver", "id_no", "relation", "signature", "proof")}
        office.perform(licence_delivery.deliver, args.no, **said, by=by)
    elif args.what == "reject":
        office.perform(licence_acts.reject, args.no, note=args.note, by=by)
    else:
        _act(office, args)


def _act(office: "Office", args: Namespace) -> None:
    """Propose an act, or confirm the same one where another officer has proposed it."""
    from rules.identifiers import normal_number
    from usecases import licence_act_views, licence_acts

    by, act = office.officer(args.officer), licence_acts.named(args.act)
    with office.reading() as session:
        waiting = licence_act_views.waiting(session, normal_number(args.no))
    same = waiting is not None and waiting.deed == act and args.ground in ("", waiting.reason)
    if waiting is not None and same and waiting.by != by.login:
        office.perform(licence_acts.confirm, args.no, by=by)
        return
    stated = {name: getattr(args, option) for option, (name, _) in STATED.items() if getattr(args, option)}
    office.perform(licence_acts.propose, args.no, act, ground=args.ground, reason=args.reason, stated=stated, by=by)


def _readable(shown: dict[str, Any]) -> str:
    import json

    return json.dumps(shown, ensure_ascii=False, indent=2, default=plain)
