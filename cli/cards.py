"""`luqiao cards`: list the cards that were handed out, answer one with a reason, print the figures of a period."""

from argparse import Namespace
from functools import partial
from typing import TYPE_CHECKING

from cli.context import Context
from cli.listing import day, period, print_pages
from cli.parser import Parser
from models.said import said
from models.values import DISTRICTS, Card
from wiring.printable import one_line

if TYPE_CHECKING:
    from usecases.cards_desk import CardLine
    from wiring.office import Office

KINDS = tuple(card.value for card in Card if card is not Card.NONE)
STATES = {"open": "待答复", "answered": "已答复", "lifted": "已解除"}
NAMES = {"warning": "预警", "yellow": "黄牌", "red": "红牌"}


def parser() -> Parser:
    """Return the parser of this command."""
    top = Parser("luqiao cards")
    commands = top.add_subparsers(dest="what", required=True)
    listed = commands.add_parser("list", help="列出红黄牌和预警，新的在前")
    listed.add_argument("--kind", choices=KINDS)
    listed.add_argument("--state", choices=tuple(STATES))
    listed.add_argument("--officer", metavar="LOGIN", help="承办人")
    listed.add_argument("--district", choices=tuple(DISTRICTS))
    listed.add_argument("--since", metavar="DATE")
    listed.add_argument("--limit", type=int)
    answered = commands.add_parser("answer", help="答复一张牌")
    answered.add_argument("id", type=int)
    answered.add_argument("--reason", required=True, help="原因")
    answered.add_argument("--as", dest="officer", required=True)
    contact = commands.add_parser("contact", help="登记人员的手机号码，黄牌红牌发短信（号码留空为删除）")
    contact.add_argument("login")
    contact.add_argument("mobile", nargs="?", default="")
    contact.add_argument("--as", dest="officer", required=True)
    figures = commands.add_parser("figures", help="一段时间的发牌数和按时办结率")
    figures.add_argument("--from", dest="since", metavar="DATE", required=True)
    figures.add_argument("--to", dest="through", metavar="DATE", required=True)
    return top


def run(argv: list[str], context: Context) -> int:
    """Run one call; exit status as contracts/commands.md."""
    args = parser().parse_args(argv)
    with context.office() as office:
        commands = {"list": _list, "answer": _answer, "figures": _figures, "contact": _contact}
        return commands[args.what](office, args, context)


def _list(office: "Office", args: Namespace, context: Context) -> int:
    from usecases import cards_desk

    wanted = cards_desk.CardFilter(args.kind, args.state, args.officer, args.district, None, day(args.since, "--since"))
    page = partial(cards_desk.page, wanted=wanted)
    return print_pages(office, context, page, (as_json, _text), limit=args.limit)


def as_json(line: "CardLine") -> dict[str, object]:
    """Return a card as JSON prints it."""
    return {
        "id": line.id, "card": line.kind, "state": line.state, "subject": line.subject, "term": line.term,
        "due_on": line.due_on, "given_at": line.given_at, "item": line.item, "district": line.district,
        "handler": line.handler or None, "told": [{"officer": who, "as": part} for who, part in line.told],
        "answered_at": line.answered_at, "answered_by": line.answered_by or None, "reason": line.reason or None,
        "lifted_at": line.lifted_at, "lifted_why": line.lifted_why or None,
    }  # fmt: skip


def _text(line: "CardLine") -> str:
    who = line.handler or "未分派"
    words = line.reason or line.lifted_why
    facts = {"id": line.id, "card": NAMES[line.kind], "subject": line.subject, "term": line.term, "who": who}
    facts |= {"due_on": line.due_on, "state": STATES[line.state], "words": words}
    return said("{id}  {card}  {subject}  {term} 应于{due_on}前  {who}  {state}  {words}", **facts)


def _answer(office: "Office", args: Namespace, context: Context) -> int:
    from usecases import cards, cards_desk

    office.perform(cards.answer, args.id, args.reason, by=office.officer(args.officer))
    with office.reading() as session:
        subject = cards.one(session, args.id)["subject"]
        lines = cards_desk.page(session, cards_desk.CardFilter(subject=subject))
        found = next(line for line in lines if line.id == args.id)
    context.answer(as_json(found), lambda: one_line(_text(found)))
    return 0


def _contact(office: "Office", args: Namespace, context: Context) -> int:
    from usecases import contacts

    office.perform(contacts.put, args.login, args.mobile, by=office.officer(args.officer))
    context.answer({"officer": args.login, "set": bool(args.mobile)}, lambda: "已登记。" if args.mobile else "已删除。")
    return 0


def _figures(office: "Office", args: Namespace, context: Context) -> int:
    from usecases import cards_desk

    since, through = period(args)
    with office.reading() as session:
        found = cards_desk.figures(session, since, through)
    answer = {
        "given": found.given, "open": found.open, "answered": found.answered, "lifted": found.lifted,
        "by_handler": found.by_handler, "by_district": found.by_district, "decided": found.decided,
        "in_time": found.in_time, "on_time_rate": found.on_time_rate,
    }  # fmt: skip
    rate = "—" if found.on_time_rate is None else f"{found.on_time_rate:.1%}"
    words = "  ".join(f"{NAMES[kind]} {found.given[kind]}" for kind in NAMES)
    context.answer(
        answer,
        lambda: said(
            "{words}\n办结 {decided} 件，按时 {in_time} 件（{rate}）",
            words=words,
            decided=found.decided,
            in_time=found.in_time,
            rate=rate,
        ),
    )
    return 0
