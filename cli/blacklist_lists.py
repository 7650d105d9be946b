"""`luqiao blacklist`: the lists and their wording, their versions, what a version changed, undoing one, the hits."""

from argparse import Namespace
from collections.abc import Callable
from dataclasses import asdict
from datetime import date
from typing import TYPE_CHECKING, Any

from cli.context import Context
from models.errors import InvalidInput
from models.said import said
from models.values import shanghai_date
from wiring.printable import one_line

if TYPE_CHECKING:
    from usecases.blacklist_lists import BlackList
    from usecases.blacklist_versions import Version
    from usecases.list_hits import Hit
    from wiring.office import Office

SIGNS = {"added": "+", "removed": "-", "changed": "~"}
FEEDS = ("hand", "file", "source")
STATES = ("waiting", "confirmed", "dismissed", "gone")


def add_parsers(commands: Any) -> None:
    """Add the parsers of these commands."""
    commands.add_parser("lists", help="列出名单：来源、依据、命中后果、条目、更新日期")
    worded = commands.add_parser("word", help="设立名单或更改其说明；命中即不予许可的须第二人确认")
    worded.add_argument("list_name")
    for name in ("source", "reason", "basis", "answers", "place", "note"):
        worded.add_argument(f"--{name}")
    for name in ("months", "stale-days", "most-changed"):
        worded.add_argument(f"--{name}", type=int)
    worded.add_argument("--feed", choices=FEEDS)
    bars = worded.add_mutually_exclusive_group()
    bars.add_argument("--bars", dest="bars", action="store_true", default=None)
    bars.add_argument("--asks", dest="bars", action="store_false", default=None)
    _by(worded)
    confirmed = commands.add_parser("confirm-list", help="确认他人提议的设立或更改")
    confirmed.add_argument("list_name")
    _by(confirmed)
    for name, words in (("reject-list", "驳回名单的设立或更改"), ("close-list", "停用名单，其条目全部解除")):
        ended = commands.add_parser(name, help=words)
        ended.add_argument("list_name")
        ended.add_argument("--reason", required=True)
        _by(ended)
    refreshed = commands.add_parser("refresh", help="立即从来源更新；--accept 接受超出比例、待人确认的内容")
    refreshed.add_argument("list_name")
    refreshed.add_argument("--accept", action="store_true")
    _by(refreshed)
    _of_versions(commands)
    _of_hits(commands)


def _of_versions(commands: Any) -> None:
    listed = commands.add_parser("versions", help="名单的各版")
    listed.add_argument("list_name")
    compared = commands.add_parser("compare", help="比较两版：新增、变更、移出")
    compared.add_argument("list_name")
    compared.add_argument("one", type=int)
    compared.add_argument("other", type=int)
    compared.add_argument("--full", action="store_true")
    undone = commands.add_parser("undo", help="撤销一版")
    undone.add_argument("list_name")
    undone.add_argument("version", type=int)
    undone.add_argument("--reason", required=True)
    _by(undone)


def _of_hits(commands: Any) -> None:
    listed = commands.add_parser("hits", help="名单与许可证、申请的命中")
    listed.add_argument("--state", choices=STATES, default="waiting")
    listed.add_argument("--list", dest="list_name", default="")
    listed.add_argument("--limit", type=int, default=200)
    listed.add_argument("--full", action="store_true")
    for name, words in (("confirm", "确认命中：确系此人"), ("dismiss", "排除命中：不是此人")):
        decided = commands.add_parser(name, help=words)
        decided.add_argument("hit", type=int)
        decided.add_argument("--reason", required=True)
        if name == "dismiss":
            decided.add_argument("--months", type=int)
        _by(decided)


def _by(parser: Any) -> None:
    parser.add_argument("--as", dest="officer", required=True)


def _lists(office: "Office", args: Namespace, context: Context) -> int:  # noqa: ARG001
    from usecases import blacklist_overview

    with office.reading() as session:
        found = blacklist_overview.overview(session, shanghai_date(office.now()))
    for one in found:
        context.answer(one.as_json(), lambda one=one: one_line(one.told()))  # type: ignore[misc]
    return 0


def _word(office: "Office", args: Namespace, context: Context) -> int:
    from usecases import blacklist_lists

    given = {name: getattr(args, name) for name in blacklist_lists.WORDING if getattr(args, name) is not None}
    by = office.officer(args.officer)
    _show_list(office.perform(blacklist_lists.propose, args.list_name, given, by=by), context)
    return 0


def _confirm_list(office: "Office", args: Namespace, context: Context) -> int:
    from usecases import blacklist_lists

    by = office.officer(args.officer)
    _show_list(office.perform(blacklist_lists.confirm, args.list_name, by=by), context)
    return 0


def _reject_list(office: "Office", args: Namespace, context: Context) -> int:
    from usecases import blacklist_lists

    office.perform(blacklist_lists.reject, args.list_name, args.reason, by=office.officer(args.officer))
    context.answer({"list": args.list_name, "state": "rejected"}, lambda: "已驳回。")
    return 0


def _close_list(office: "Office", args: Namespace, context: Context) -> int:
    from usecases import blacklist_undo

    by = office.officer(args.officer)
    _show_version(office.perform(blacklist_undo.close, args.list_name, args.reason, by=by), context)
    return 0


def _show_list(one: "BlackList", context: Context) -> None:
    shown = asdict(one)
    shown["list"] = shown.pop("name")
    meaning = "命中不予许可" if one.bars else "命中须核对"
    state = "待第二人确认" if one.state == "proposed" else "在用"
    context.answer(shown, lambda: one_line(f"{one.name}  {state}  {meaning}  {one.source}  {one.basis}"))


def _versions(office: "Office", args: Namespace, context: Context) -> int:
    from usecases import blacklist_versions

    with office.reading() as session:
        found = blacklist_versions.versions(session, args.list_name)
    for one in found:
        _show_version(one, context)
    return 0


def _show_version(one: "Version", context: Context) -> None:
    from models.values import rfc3339

    shown = asdict(one)
    del shown["id"]
    shown["list"], shown["version"] = shown.pop("list_name"), shown.pop("number")
    counts = "  ".join(f"{SIGNS.get(name, '=')}{count}" for name, count in one.counts.items())
    parts = (said("第{number}版", number=one.number), one.kind, rfc3339(one.at), one.by, counts, one.source, one.reason)
    context.answer(shown, lambda: one_line("  ".join(part for part in parts if part)))


def _compare(office: "Office", args: Namespace, context: Context) -> int:
    from rules.identifiers import masked
    from usecases import blacklist_versions

    with office.reading() as session:
        for change in blacklist_versions.compare(session, args.list_name, args.one, args.other):
            number = change.number if args.full else masked(change.number)
            fields = [(name, *(_hidden(name, text, args.full) for text in values)) for name, *values in change.fields]
            shown: dict[str, Any] = {"what": change.what, "name": change.name, "number": number or None}
            shown |= {"fields": [{"field": name, "before": old, "after": new} for name, old, new in fields]}
            words = "  ".join(f"{name}：{old or '—'} → {new or '—'}" for name, old, new in fields)
            line = f"{SIGNS[change.what]} {change.name}  {number or '-'}  {words}"
            context.answer(shown, lambda line=line: one_line(line))  # type: ignore[misc]
    return 0


def _hidden(name: str, text: str, full: bool) -> str:
    from rules.identifiers import masked

    return masked(text) if name == "number" and not full else text


def _undo(office: "Office", args: Namespace, context: Context) -> int:
    from usecases import blacklist_undo

    by = office.officer(args.officer)
    _show_version(office.perform(blacklist_undo.undo, args.list_name, args.version, args.reason, by=by), context)
    return 0


def _refresh(office: "Office", args: Namespace, context: Context) -> int:
    """Refresh one list now; exit status 1 where it was not taken."""
    import asyncio
    from functools import partial

    from usecases import blacklist_lists, blacklist_refresh
    from wiring import list_sources
    from wiring.connect import connect

    connect(office)
    with office.reading() as session:
        known = blacklist_lists.read(session, args.list_name)
    new = asyncio.run(list_sources.fetch(office, known))
    deed = partial(office.perform, blacklist_refresh.refresh, known.name, new, accepted=args.accept)
    done: blacklist_refresh.Refreshed = deed(by=office.officer(args.officer))
    words = {"taken": "已更新。", "unchanged": "与现有内容相同。"}
    shown = {"list": known.name, "result": done.what, "counts": asdict(done.counts), "message": done.words}
    context.answer(shown, lambda: words.get(done.what, done.words))
    return 0 if done.what in words else 1


def _hits(office: "Office", args: Namespace, context: Context) -> int:
    from usecases import list_hits

    with office.reading() as session:
        found = list_hits.hits(session, state=args.state, list_name=args.list_name, limit=args.limit)
    for one in found:
        _show_hit(one, context, full=args.full)
    return 0


def _show_hit(one: "Hit", context: Context, *, full: bool = False) -> None:
    from rules.identifiers import masked

    hidden: Callable[[str], str] = (lambda number: number) if full else masked
    shown = asdict(one)
    shown["hit"], shown["list"], shown["entry"] = shown.pop("id"), shown.pop("list_name"), shown.pop("entry_id")
    shown["entry_number"] = hidden(one.entry_number)
    shown["party_numbers"] = [hidden(number) for number in one.party_numbers]
    said = f"{one.id}  {one.score:.2f}  {one.subject}  {one.party_name} ~ {one.entry_name}（{one.list_name}）"
    parts = (said, "；".join(one.parts), one.state, one.why)
    context.answer(shown, lambda: one_line("  ".join(part for part in parts if part)))


def _confirm(office: "Office", args: Namespace, context: Context) -> int:
    from usecases import list_hits

    _show_hit(office.perform(list_hits.confirm, args.hit, args.reason, by=office.officer(args.officer)), context)
    return 0


def _dismiss(office: "Office", args: Namespace, context: Context) -> int:
    from usecases import list_hits

    months = {} if args.months is None else {"months": args.months}
    by = office.officer(args.officer)
    _show_hit(office.perform(list_hits.dismiss, args.hit, args.reason, **months, by=by), context)
    return 0


def day(text: str) -> date:
    """Return a day as an option writes it; raises InvalidInput."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise InvalidInput("--on 应写作 YYYY-MM-DD，且真实存在。", do_next="例如 --on 2026-11-20。") from None


WAYS: dict[str, Callable[["Office", Namespace, Context], int]] = {
    "lists": _lists, "word": _word, "confirm-list": _confirm_list, "reject-list": _reject_list,
    "close-list": _close_list, "versions": _versions, "compare": _compare, "undo": _undo, "hits": _hits,
    "confirm": _confirm, "dismiss": _dismiss, "refresh": _refresh,
}  # fmt: skip
