"""`luqiao crossings`: search and show what crossed, export it for a dispute, seal it anew after a change of keys."""

from argparse import Namespace
from dataclasses import asdict
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cli.context import Context
from cli.listing import day, most, print_pages
from cli.outbox import shown_bytes
from cli.parser import Parser
from models.errors import InvalidInput
from models.said import said
from models.values import SHANGHAI
from wiring.printable import one_line

if TYPE_CHECKING:
    from usecases.crossing_search import CrossingFilter
    from usecases.crossings import CrossingLine
    from wiring.office import Office

FOUND = 50  # calls that a search for a word returns at most, where no limit is given


def parser() -> Parser:
    """Return the parser of this command."""
    top = Parser("luqiao crossings")
    commands = top.add_subparsers(dest="what", required=True)
    listed = commands.add_parser("list", help="查找往来，新的在前")
    for name in ("system", "key", "operation", "verdict", "rule", "word"):
        listed.add_argument(f"--{name}")
    listed.add_argument("--status", type=int)
    listed.add_argument("--since", metavar="YYYY-MM-DD")
    listed.add_argument("--until", metavar="YYYY-MM-DD", help="含这一天")
    listed.add_argument("--limit", type=int)
    listed.add_argument("--after", type=int)
    commands.add_parser("show", help="一次往来的全部字节").add_argument("id", type=int)
    export = commands.add_parser("export", help="导出一条消息的全部往来，供争议处理")
    export.add_argument("--key", required=True)
    export.add_argument("--to", type=Path, required=True, metavar="DIR")
    export.add_argument("--reason", required=True)
    reseal = commands.add_parser("reseal", help="更换密钥后重新封存")
    for each in (export, reseal):
        each.add_argument("--as", dest="officer", required=True)
    return top


def run(argv: list[str], context: Context) -> int:
    """Run one call; exit status as contracts/commands.md."""
    args = parser().parse_args(argv)
    with context.office() as office:
        return {"list": _list, "show": _show, "export": _export, "reseal": _reseal}[args.what](office, args, context)


def _wanted(args: Namespace) -> "CrossingFilter":
    from usecases.crossing_search import CrossingFilter

    since, through = day(args.since, "--since"), day(args.until, "--until")
    return CrossingFilter(
        args.system, args.key or "", args.operation, args.verdict, args.rule, args.status,
        since=_midnight(since), until=_midnight(through and through + timedelta(days=1)),
    )  # fmt: skip


def _midnight(on: date | None) -> datetime | None:
    """Return the moment at which a day of ours begins."""
    return None if on is None else datetime.combine(on, time(), SHANGHAI).astimezone(UTC)


def _list(office: "Office", args: Namespace, context: Context) -> int:
    from usecases import crossing_search

    wanted = _wanted(args)
    if args.word is None:
        page = partial(crossing_search.page, wanted=wanted)
        return print_pages(office, context, page, (asdict, _text), limit=args.limit, after=args.after)
    limit = FOUND if args.limit is None else most(args.limit)
    with office.reading() as session:
        found = crossing_search.containing(session, args.word, wanted, limit=limit)
    for line in found.lines:
        if context.json:
            context.emit(asdict(line))
        else:
            context.say(one_line(_text(line)))
    if not found.complete or found.unreadable:
        told = said("只打开了 {n} 次往来，其中 {m} 次打不开；请缩小范围。", n=found.opened, m=found.unreadable)
        context.note(told)
    return 0


def _text(line: "CrossingLine") -> str:
    at = line.at.astimezone(SHANGHAI).isoformat(" ", "seconds")[:19]
    return f"{line.id}  {at}  {line.system}  {line.operation}  {line.status or '—'}  {line.verdict}  {line.subject}"


def _show(office: "Office", args: Namespace, context: Context) -> int:
    from usecases import crossings

    with office.reading() as session:
        found = crossings.crossing(session, args.id)
    shown: dict[str, Any] = asdict(found.line)
    shown |= {"headers": found.headers, "sent": shown_bytes(found.request)}
    shown |= {"answer_headers": found.answer_headers, "received": shown_bytes(found.answer)}
    context.answer(shown, lambda: _readable(shown))
    return 0


def _readable(shown: dict[str, object]) -> str:
    import json

    from cli.context import plain

    return json.dumps(shown, ensure_ascii=False, indent=2, default=plain)


def _export(office: "Office", args: Namespace, context: Context) -> int:
    """Record the deed with the digests of all files first; only then do they leave the house."""
    from usecases import crossing_exports

    by, at = office.officer(args.officer), office.now()
    if args.to.exists() and any(args.to.iterdir()):
        raise InvalidInput(
            said("{folder} 不是空目录。", folder=args.to), kept="什么都没有导出。", do_next="换一个目录。"
        )
    with office.reading() as session:
        found = crossing_exports.gather(session, args.key)
    files = crossing_exports.files(found, by=by, reason=args.reason.strip(), at=at)
    digests = [(one.name, one.sha256) for one in files]
    seq = office.perform(crossing_exports.exported, args.key, args.reason, digests, by=by)
    args.to.mkdir(parents=True, exist_ok=True, mode=0o700)
    for one in files:
        (args.to / one.name).write_bytes(one.content)
    told = {"folder": str(args.to), "files": len(files), "calls": len(found.calls), "ledger": seq}
    context.answer(
        told, lambda: said("已导出 {n} 个文件，{m} 次往来，台账 {seq}。", n=len(files), m=len(found.calls), seq=seq)
    )
    return 0


def _reseal(office: "Office", args: Namespace, context: Context) -> int:
    """Seal everything with the newest key, slice by slice; it can be interrupted and begun again at any time."""
    from rules import authority
    from usecases import resealing

    by = office.officer(args.officer)
    authority.check(resealing.resealed.deed, by)  # type: ignore[attr-defined]
    office.require_vault()
    counts = {"looked_at": 0, "resealed": 0, "unreadable": 0}
    for name in resealing.TABLES:
        after: int | None = 0
        while after is not None:
            done = office.keep(resealing.reseal, name, after=after)
            after = done.last
            for each in counts:
                counts[each] += getattr(done, each)
    office.perform(resealing.resealed, counts, by=by)
    words = said("看过 {looked_at} 份，重新封存 {resealed} 份，打不开 {unreadable} 份。", **counts)
    context.answer(counts, lambda: words)
    return 1 if counts["unreadable"] else 0
