"""`luqiao applications hearing`: offer the right, note a request or a waiver, tell time and place, keep the record."""

from argparse import Namespace
from datetime import date
from typing import TYPE_CHECKING

from cli.context import Context
from cli.files import read_file
from cli.parser import Parser
from models.errors import InvalidInput
from models.said import said
from rules.calendar import real_day

if TYPE_CHECKING:
    from wiring.office import Office

MOST_BYTES = 1_000_000


def parser() -> Parser:
    """Return the parser of this command."""
    top = Parser("luqiao applications hearing")
    commands = top.add_subparsers(dest="what", required=True)
    shown = commands.add_parser("show", help="一件申请的听证")
    offered = commands.add_parser("offer", help="告知听证权利")
    offered.add_argument("--matter", required=True, help="听证事项")
    requested = commands.add_parser("request", help="登记听证申请，办理期限中止")
    requested.add_argument("--by", dest="who", required=True, help="申请听证的人")
    requested.add_argument("--on", metavar="DATE", help="提出的日期，不写为今天")
    told = commands.add_parser("notify", help="通知听证，提前七个工作日")
    told.add_argument("--on", metavar="DATE", required=True)
    for name in ("time", "place", "host", "recorder"):
        told.add_argument(f"--{name}", required=True)
    told.add_argument("--closed", action="store_true", help="不公开")
    held = commands.add_parser("hold", help="登记听证笔录，办理期限继续计算")
    held.add_argument("--record", required=True, metavar="FILE", help="每行一条：发言人：内容")
    held.add_argument("--attending", action="append", required=True)
    held.add_argument("--conclusion", default="")
    waived = commands.add_parser("waive", help="登记放弃听证")
    waived.add_argument("--note", required=True)
    for one in (offered, requested, told, held, waived):
        one.add_argument("--as", dest="officer", required=True)
    for one in (shown, offered, requested, told, held, waived):
        one.add_argument("id")
    return top


def run(argv: list[str], context: Context) -> int:
    """Run one call and print the hearings of the application; exit status as contracts/commands.md."""
    args = parser().parse_args(argv)
    with context.office() as office:
        if args.what != "show":
            _do(office, args)
        return _show(office, args, context)


def _do(office: "Office", args: Namespace) -> None:
    from usecases import hearings

    by = office.officer(args.officer)
    if args.what == "offer":
        office.perform(hearings.offer, args.id, args.matter, by=by)
    elif args.what == "request":
        office.perform(hearings.request, args.id, args.who, on=_day(args.on), by=by)
    elif args.what == "notify":
        held_on = _day(args.on) or date.max
        sitting = hearings.Sitting(held_on, args.time, args.place, args.host, args.recorder, open=not args.closed)
        office.perform(hearings.notify, args.id, sitting, by=by)
    elif args.what == "hold":
        lines = _record(args.record)
        office.perform(hearings.hold, args.id, args.attending, lines, conclusion=args.conclusion, by=by)
    else:
        office.perform(hearings.waive, args.id, note=args.note, by=by)


def _day(text: str | None) -> date | None:
    found = real_day(text) if text is not None else None
    if text is not None and found is None:
        raise InvalidInput(said("日期“{text}”不存在。", text=text), kept="什么都没有做。", do_next="请写成YYYY-MM-DD。")
    return found


def _record(name: str) -> list[list[str]]:
    """Return the lines of a record: speaker and words, parted by the first colon."""
    content = read_file(name, MOST_BYTES)
    if len(content) > MOST_BYTES:
        raise InvalidInput(said("笔录文件超过{most_bytes}字节。", most_bytes=MOST_BYTES), kept="听证未变更。")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise InvalidInput("笔录文件不是UTF-8。", kept="听证未变更。") from None
    lines = [line.replace(":", "：", 1).partition("：") for line in text.splitlines() if line.strip()]
    return [[speaker, words] for speaker, _colon, words in lines]


def _show(office: "Office", args: Namespace, context: Context) -> int:
    from usecases import cases, hearings

    with office.reading() as session:
        rows = hearings.of_application(session, cases.read(session, args.id).id)
    names = (
        "subject", "matter", "offered_on", "request_until", "right_no", "requested_on", "requested_by", "hold_until",
        "notice_no", "held_on", "held_time", "place", "record_no", "waived_on",
    )  # fmt: skip
    shown = [{name: str(row[name] or "") for name in names} for row in rows]
    context.answer({"hearings": shown}, lambda: [_line(row) for row in shown] or ["没有听证。"])
    return 0


def _line(row: dict[str, str]) -> str:
    from wiring.printable import one_line

    told = [
        said("{right_no}（{request_until}前可以申请）", right_no=row["right_no"], request_until=row["request_until"]),
        row["notice_no"],
        row["record_no"],
    ]
    waived = said("已放弃 {waived_on}", waived_on=row["waived_on"]) if row["waived_on"] else ""
    return one_line("  ".join(part for part in (row["subject"], row["matter"], *told, waived) if part))
