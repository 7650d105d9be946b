"""`luqiao appointments list | book | cancel | open`: who comes when to which hall."""

from argparse import Namespace
from dataclasses import asdict
from datetime import date, timedelta
from functools import partial
from typing import TYPE_CHECKING

from cli.context import Context
from cli.parser import Parser
from models.said import said
from models.values import Item, shanghai_date
from wiring.printable import one_line

if TYPE_CHECKING:
    from wiring.office import Office

STATES = ("booked", "arrived", "served", "cancelled", "no_show")
AHEAD = 14  # days that `list --slots` and `open` look at


def parser() -> Parser:
    """Return the parser of this command."""
    top = Parser("luqiao appointments")
    commands = top.add_subparsers(dest="what", required=True)
    listed = commands.add_parser("list", help="列出预约或者时段")
    listed.add_argument("--hall", help="大厅代码")
    listed.add_argument("--day", help="日期，写作 2026-01-31")
    listed.add_argument("--state", choices=STATES)
    listed.add_argument("--slots", action="store_true", help="列出一个大厅开放的时段")
    listed.add_argument("--limit", type=int, default=1000)
    booked = commands.add_parser("book", help="登记预约")
    booked.add_argument("slot", type=int, help="时段编号（list --slots）")
    for name in ("name", "mobile"):
        booked.add_argument(f"--{name}", required=True)
    booked.add_argument("--item", required=True, choices=tuple(item.value for item in Item))
    booked.add_argument("--licence", default="", help="许可证号")
    cancelled = commands.add_parser("cancel", help="取消预约")
    cancelled.add_argument("number")
    cancelled.add_argument("--reason", default="")
    opened = commands.add_parser("open", help="按周计划开放时段")
    opened.add_argument("hall")
    opened.add_argument("--from", dest="first", help="第一天，缺省为今天")
    opened.add_argument("--to", dest="last", help="最后一天，缺省为两周后")
    for each in (booked, cancelled, opened):
        each.add_argument("--as", dest="officer", required=True)
    return top


def run(argv: list[str], context: Context) -> int:
    """Run one call; exit status as contracts/commands.md."""
    args = parser().parse_args(argv)
    with context.office() as office:
        return {"list": _list, "book": _book, "cancel": _cancel, "open": _open}[args.what](office, args, context)


def _day(text: str | None) -> date | None:
    from models.errors import InvalidInput
    from rules.calendar import real_day

    found = real_day(text) if text else None
    if text and found is None:
        raise InvalidInput("没有这一天。", do_next="日期写作 2026-01-31。")
    return found


def _list(office: "Office", args: Namespace, context: Context) -> int:
    from usecases import appointments

    if args.slots:
        return _slots(office, args, context)
    wanted = appointments.AppointmentFilter(args.hall, _day(args.day), args.state)
    with office.reading() as session:
        found = appointments.page(session, wanted, limit=max(1, args.limit))
    for one in found:
        told = asdict(one) | {"day": one.day.isoformat(), "application": one.application or None}
        del told["id"]
        words = (one.number, str(one.day), f"{one.begins}–{one.ends}", one.hall_name, one.state, one.person, one.mobile)
        context.answer(told, partial(one_line, "  ".join(words)))
    return 0


def _slots(office: "Office", args: Namespace, context: Context) -> int:
    from content.timetable import timetable
    from usecases import appointments

    first = _day(args.day) or shanghai_date(office.now())
    last = first if args.day else first + timedelta(days=AHEAD)
    halls = [timetable().hall(args.hall)] if args.hall else list(timetable().halls)
    with office.reading() as session:
        found = [slot for hall in halls for slot in appointments.slots(session, hall.code, first, last)]
    for slot in found:
        told = asdict(slot) | {"day": slot.day.isoformat(), "free": slot.free}
        words = said(
            "{id}  {hall_name}  {day}  {begins}–{ends}  余{free}位",
            id=slot.id,
            hall_name=slot.hall_name,
            day=slot.day,
            begins=slot.begins,
            ends=slot.ends,
            free=slot.free,
        )
        context.answer(told, partial(str, words))
    return 0


def _book(office: "Office", args: Namespace, context: Context) -> int:
    from usecases import appointments

    wanted = appointments.Wanted(args.name, args.mobile, Item(args.item), args.licence)
    number = office.perform(appointments.book, args.slot, wanted, by=office.officer(args.officer))
    context.answer({"number": number, "slot": args.slot}, lambda: said("已预约：{number}", number=number))
    return 0


def _cancel(office: "Office", args: Namespace, context: Context) -> int:
    from usecases import appointments

    office.perform(appointments.cancel, args.number, args.reason, by=office.officer(args.officer))
    context.answer({"number": args.number, "state": "cancelled"}, lambda: said("已取消：{number}", number=args.number))
    return 0


def _open(office: "Office", args: Namespace, context: Context) -> int:
    from usecases import appointments

    today = shanghai_date(office.now())
    first = _day(args.first) or today
    last = _day(args.last) or first + timedelta(days=AHEAD)
    opened = office.perform(appointments.open_slots, args.hall, first, last, by=office.officer(args.officer))
    context.answer({"hall": args.hall, "opened": opened}, lambda: said("新开放 {opened} 个时段。", opened=opened))
    return 0
