"""`luqiao payments`: fines and what arrived, parts, demand, surcharge, court, refund, and the treasury compared."""

import asyncio
from argparse import Namespace
from collections.abc import Callable, Sequence
from dataclasses import fields
from functools import partial
from typing import TYPE_CHECKING, Any

from cli.context import Context
from cli.listing import day, given_day, in_yuan, money, print_pages
from cli.parser import Parser
from models.errors import InvalidInput
from models.said import said
from models.values import shanghai_date, yuan
from rules.payments import ORDERED, PaymentState
from wiring.printable import one_line

if TYPE_CHECKING:
    from sqlmodel import Session

    from usecases.payment_checks import Compared
    from usecases.payments_desk import Money
    from usecases.payments_list import NoticeLine, OrderFilter, OrderLine
    from wiring.office import Office

STATES = tuple(state.value for state in ORDERED)
SUMS = {
    "fine": "罚款{amount}元",
    "confiscated": "没收款项{amount}元",
    "surcharge": "加处罚款{amount}元",
    "received": "实缴{amount}元",
    "owed": "未缴{amount}元",
    "beyond": "应退付{amount}元",
    "cash": "当场收缴{amount}元",
}


def parser() -> Parser:
    """Return the parser of this command."""
    top = Parser("luqiao payments")
    commands = top.add_subparsers(dest="what", required=True)
    listed = commands.add_parser("list", help="列出缴款书，新的在前")
    listed.add_argument("--unpaid", action="store_true", help="只列还没有缴清的案件")
    listed.add_argument("--state", choices=STATES, metavar="STATE", help="只列这一种情况的")
    listed.add_argument("--search", default="", help="缴款书、案件、缴款码的开头，或者当事人")
    listed.add_argument("--doubtful", action="store_true", help="改列没有入账的缴款通知")
    listed.add_argument("--limit", type=int)
    shown = commands.add_parser("show", help="一件案件的罚款：应缴、实缴、加处、退付")
    deferred = commands.add_parser("defer", help="提请准予延期或者分期缴纳")
    deferred.add_argument("--part", action="append", required=True, metavar="DATE=YUAN", help="一期：日期和金额")
    deferred.add_argument("--reason", required=True)
    demanded = commands.add_parser("demand", help="登记催告书的送达")
    demanded.add_argument("--way", required=True)
    demanded.add_argument("--receiver", required=True)
    added = commands.add_parser("surcharge", help="提请加处罚款决定，金额算到今天")
    applied = commands.add_parser("court", help="提请申请法院强制执行")
    applied.add_argument("--court", required=True)
    refunded = commands.add_parser("refund", help="申请退付多缴的款项")
    refunded.add_argument("--reason", required=True)
    compared = commands.add_parser("reconcile", help="与财政逐笔核对")
    compared.add_argument("--date", metavar="DATE")
    for each in (shown, deferred, demanded, added, applied, refunded):
        each.add_argument("number")
    for each in (deferred, demanded, added, applied, refunded):
        each.add_argument("--as", dest="officer", required=True)
    return top


def run(argv: list[str], context: Context) -> int:
    """Run one call; exit status as contracts/commands.md, 1 where the treasury differs."""
    args = parser().parse_args(argv)
    with context.office() as office:
        if args.what == "list":
            return _list(office, args, context)
        if args.what == "reconcile":
            return _reconcile(office, args, context)
        if args.what != "show":
            _do(office, args)
        return _show(office, args, context)


def _list(office: "Office", args: Namespace, context: Context) -> int:
    from usecases import payments_list

    if args.doubtful:
        return print_pages(office, context, partial(_doubtful, args.search), NOTICE, limit=args.limit)
    wanted = payments_list.OrderFilter(state=args.state, unpaid=args.unpaid, text=args.search)
    return print_pages(office, context, partial(_orders, wanted), (_line_json, _line_text), limit=args.limit)


def _orders(wanted: "OrderFilter", session: "Session", *, after: int | None, limit: int) -> "Sequence[OrderLine]":
    from usecases import payments_list

    return payments_list.page(session, wanted, after=after, limit=limit)


def _doubtful(text: str, session: "Session", *, after: int | None, limit: int) -> "Sequence[NoticeLine]":
    from usecases import payments_list

    return payments_list.doubtful(session, payments_list.NoticeFilter(text), after=after, limit=limit)


def _notice_json(line: "NoticeLine") -> dict[str, Any]:
    shown = {field.name: getattr(line, field.name) for field in fields(line) if field.name != "id"}
    return shown | {"amount": in_yuan(line.amount)}


def _notice_text(line: "NoticeLine") -> str:
    words = (
        line.notice_no,
        line.order_no,
        in_yuan(line.amount) or "-",
        str(shanghai_date(line.received_at)),
        line.fault,
    )
    return one_line("  ".join(words))


NOTICE = (_notice_json, _notice_text)


def _line_json(line: "OrderLine") -> dict[str, Any]:
    shown = {field.name: getattr(line, field.name) for field in fields(line) if field.name != "id"}
    return shown | {"amount": yuan(line.amount), "owed": in_yuan(line.owed), "cancelled": line.state == "cancelled"}


def _line_text(line: "OrderLine") -> str:
    from rules.payments import STATE_NAMES

    how = STATE_NAMES[PaymentState(line.state)]
    words = (line.order_no, line.subject, line.party_name, yuan(line.amount), str(line.due_on), how)
    return one_line("  ".join(words))


def _do(office: "Office", args: Namespace) -> None:
    """Do what was asked for; what needs a second officer waits for `luqiao cases confirm`."""
    from usecases import casework_steps, payment_refunds

    by = office.officer(args.officer)
    if args.what == "refund":
        office.perform(payment_refunds.ask, args.number, args.reason, by=by)
    elif args.what == "demand":
        words = {"way": args.way, "receiver": args.receiver}
        office.perform(casework_steps.TAKE["case.payment_demanded"], args.number, words, by=by)
    else:
        deed, words = _proposed(office, args)
        office.perform(casework_steps.propose, args.number, deed, words, by=by)


def _proposed(office: "Office", args: Namespace) -> tuple[str, dict[str, Any]]:
    if args.what == "defer":
        return "case.payment_deferred", {"parts": [_part(text) for text in args.part], "reason": args.reason}
    if args.what == "court":
        return "case.enforcement_applied", {"court": args.court}
    from usecases import casework_rows, payment_accounts

    with office.reading() as session:
        case = casework_rows.read(session, args.number)
        return "case.surcharge_decided", {"amount": payment_accounts.surcharge_open(session, case, at=office.now())}


def _part(text: str) -> dict[str, Any]:
    due_on, sign, amount = text.partition("=")
    if not sign:
        raise InvalidInput(
            said("--part“{text}”无法识别。", text=text[:40]),
            kept="什么都没有登记。",
            do_next="写作 --part 2026-12-31=500.00，每期一次。",
        )
    return {"due_on": given_day(due_on, "--part").isoformat(), "amount": int(money(amount, "--part"))}


def _show(office: "Office", args: Namespace, context: Context) -> int:
    from usecases.payments_desk import money as money_of

    with office.reading() as session:
        found = money_of(session, args.number, at=office.now())
    context.answer(_money_json(found), lambda: _money_text(found, context.told))
    return 0


def _money_json(found: "Money") -> dict[str, Any]:
    kept = ("order_no", "purpose", "due_on", "pay_code", "cancelled_at", "treasury_state", "checked_at")
    orders = [
        {name: row[name] for name in kept}
        | {"amount": yuan(row["amount"])}
        | {"notices": [one | {"amount": yuan(one["amount"])} for one in row["notices"]]}
        for row in found.orders
    ]
    parts = [{"due_on": part.due_on, "amount": yuan(part.amount)} for part in found.accounts.fine.plan]
    refunds = [
        {name: row[name] for name in ("order_no", "reason", "asked_by", "refunded_on")}
        | {"amount": yuan(row["amount"])}
        for row in found.refunds
    ]
    sums = {name: yuan(amount) for name, amount in found.sums.items()}
    shown: dict[str, Any] = {"number": found.case.number, "state": found.state.value}
    return shown | sums | {"parts": parts, "orders": orders, "refunds": refunds}


def _money_text(found: "Money", tell: Callable[[str], str]) -> str:
    """Return the money of a case for a person, a line a thing."""
    sums = [tell(said(SUMS[name], amount=yuan(amount))) for name, amount in found.sums.items() if amount]
    lines = ["  ".join([found.case.number, tell(found.words), *sums])]
    parts = [
        said("{day}前缴{amount}元", day=part.due_on, amount=yuan(part.amount)) for part in found.accounts.fine.plan
    ]
    lines += [tell(part) for part in parts]
    for row in found.orders:
        lines.append("  ".join((tell("缴款书"), row["order_no"], yuan(row["amount"]), row["pay_code"] or "-")))
        for one in row["notices"]:
            paid_on = shanghai_date(one["paid_at"])
            lines.append("  ".join((tell("实缴"), str(paid_on), yuan(one["amount"]), one["bill_no"])))
    for row in found.refunds:
        when = str(row["refunded_on"] or tell("财政还没有退付"))
        lines.append("  ".join((tell("退付"), yuan(row["amount"]), when, row["reason"])))
    return "\n".join(one_line(line) for line in lines)


def _reconcile(office: "Office", args: Namespace, context: Context) -> int:
    """Compare every treasury for a day (today where none is named); exit status 1 where anything differs."""
    from wiring.connect import connect

    on = day(args.date, "--date") or shanghai_date(office.now())
    connect(office)
    found = asyncio.run(_compared(office, on))
    differing = [one for one in found if one.fault]
    shown = {
        "date": on,
        "orders": len(found),
        "ours": yuan(sum(one.ours for one in found)),
        "theirs": yuan(sum(one.theirs or 0 for one in found)),
        "differ": [{"order_no": one.order_no, "number": one.subject, "why": one.fault} for one in differing],
    }
    words = said("{day}：核对缴款书{all}份，不一致{differ}份。", day=on, all=len(found), differ=len(differing))
    lines: list[str] = [words]
    lines += [
        said("{number}  {party}  {why}", number=one.order_no, party=one.subject, why=one.fault) for one in differing
    ]
    context.answer(shown, lambda: [one_line(line) for line in lines])
    return 1 if differing else 0


async def _compared(office: "Office", on: Any) -> "list[Compared]":
    from daemon.jobs.reconcile_payments import compare

    for name, fault in office.outside.faults.items():
        if office.settings.outside[name].kind == "nontax":
            raise fault
    try:
        return [one for system in office.outside.treasury for one in await compare(office, system, on)]
    finally:
        await office.outside.aclose()
