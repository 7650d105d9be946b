"""`luqiao blacklist`: import, search and list entries; enter and lift one (lists and versions: blacklist_lists)."""

import hashlib
from argparse import Namespace
from typing import TYPE_CHECKING, Any

from cli import blacklist_lists
from cli.context import Context
from cli.files import read_file, save, show_faults
from cli.parser import Parser
from models.errors import InvalidInput
from models.said import said
from wiring.printable import one_line

if TYPE_CHECKING:
    from collections.abc import Callable

    from usecases.blacklist import Entry
    from wiring.office import Office

TOLD = 50_000  # entries of a long import, after which a line says how far it is
TRAINING_IMPORTER = "sysadmin"  # acts where --as is left out, in a training database only


def parser() -> Parser:
    """Return the parser of this command."""
    top = Parser("luqiao blacklist")
    commands = top.add_subparsers(dest="what", required=True)
    imported = commands.add_parser("import", help="导入一份名单（CSV、XLSX、JSONL），全有或全无")
    imported.add_argument("file")
    imported.add_argument("--list", dest="list_name", required=True)
    imported.add_argument("--source", default="")
    imported.add_argument("--replace", action="store_true", help="确认移出名单中的大部分条目")
    imported.add_argument("--as", dest="officer", default="")
    searched = commands.add_parser("search", help="按号码或名称查询，容许写错")
    searched.add_argument("text")
    searched.add_argument("--list", dest="list_name", default="")
    searched.add_argument("--limit", type=int, default=20)
    searched.add_argument("--full", action="store_true")
    listed = commands.add_parser("list", help="列出条目")
    listed.add_argument("--list", dest="list_name", default="")
    listed.add_argument("--lifted", action="store_true")
    listed.add_argument("--limit", type=int, default=50)
    listed.add_argument("--after", type=int)
    listed.add_argument("--full", action="store_true")
    listed.add_argument("--on", default="")
    _deeds(commands)
    blacklist_lists.add_parsers(commands)
    return top


def _deeds(commands: Any) -> None:
    added = commands.add_parser("add", help="登记一条")
    added.add_argument("--list", dest="list_name", required=True)
    for field in ("name", "number", "kind", "reason", "from-on", "to-on", "source"):
        added.add_argument(f"--{field}", default=None, required=field in {"name", "reason"})
    added.add_argument("--as", dest="officer", required=True)
    lifted = commands.add_parser("lift", help="解除一条")
    lifted.add_argument("entry", type=int)
    lifted.add_argument("--reason", required=True)
    lifted.add_argument("--as", dest="officer", required=True)
    exported = commands.add_parser("export", help="导出为 CSV 或 XLSX")
    exported.add_argument("file")
    exported.add_argument("--list", dest="list_name", default="")
    exported.add_argument("--full", action="store_true")


def run(argv: list[str], context: Context) -> int:
    """Run one call; exit status as contracts/commands.md."""
    args = parser().parse_args(argv)
    if getattr(args, "limit", 1) < 1:
        raise InvalidInput("--limit 须大于零。", do_next="例如 --limit 50。")
    ways = {"import": _import, "search": _search, "list": _list, "add": _add, "lift": _lift, "export": _export}
    ways |= blacklist_lists.WAYS
    with context.office() as office:
        return ways[args.what](office, args, context)


def _import(office: "Office", args: Namespace, context: Context) -> int:
    """Import a whole list, all or nothing; exit status 2 with the line of every fault."""
    from dataclasses import asdict

    from usecases import blacklist_import
    from usecases.blacklist_files import MOST_BYTES, read_list
    from usecases.faults import Faulty

    content = read_file(args.file, MOST_BYTES)
    by = office.officer(_importer(office, args.officer))
    digest, file = hashlib.sha256(content).hexdigest(), read_list(content, args.file)
    del content  # of a long list 60 MB, which the import does not need
    new = blacklist_import.ListToImport(args.list_name, file, digest, args.source, args.replace, _progress(context))
    try:
        counts = office.perform(blacklist_import.import_list, new, by=by)
    except Faulty as error:
        return show_faults(error, context, {"added": 0, "changed": 0, "removed": 0, "unchanged": 0})
    result = asdict(counts) | {"faults": []}
    words = "新增 {added} 条，变更 {changed} 条，解除 {removed} 条，未变 {unchanged} 条。"
    context.answer(result, lambda: words.format(**result))
    return 0


def _progress(context: Context) -> "Callable[[int], None]":
    """Return what says how far a long import is; nothing counts before the last entry is written."""

    def told(written: int) -> None:
        if written and written % TOLD == 0:
            context.note(said("已写入 {n} 条，全部写完才生效。", n=written))

    return told


def _importer(office: "Office", login: str) -> str:
    if login:
        return login
    if office.settings.bureau.training:
        return TRAINING_IMPORTER
    raise InvalidInput("缺少 --as。", kept="什么都没有导入。", do_next="写明由谁导入，例如 --as approver。")


def _search(office: "Office", args: Namespace, context: Context) -> int:
    from usecases import blacklist_search

    with office.reading() as session:
        found = blacklist_search.search(session, args.text, list_name=args.list_name, limit=args.limit)
    for line in blacklist_search.lines(found, full=args.full):
        same = "相同" if line["same"] else "相近"
        text = f"{line['score']:.2f} {same}  {line['name']}  {line['number'] or '-'}  {line['list']}  {line['why']}"
        context.answer(line, lambda text=text: one_line(text))  # type: ignore[misc]
    if not found and not context.json:
        context.say(context.words("名单中没有查到。", "Nothing found in the lists."))
    return 0


def _list(office: "Office", args: Namespace, context: Context) -> int:
    from usecases import blacklist

    wanted = {"lifted": args.lifted, "limit": args.limit, "after": args.after}
    with office.reading() as session:
        if args.on:
            day, name = blacklist_lists.day(args.on), args.list_name
            found = blacklist.entries_on(session, name, day, limit=args.limit, after=args.after)
        else:
            found = blacklist.entries(session, list_name=args.list_name, **wanted)
    for entry in found:
        _show(entry, context, full=args.full)
    return 0


def _show(entry: "Entry", context: Context, *, full: bool = False) -> None:
    from dataclasses import asdict

    from rules.identifiers import masked

    shown = asdict(entry)
    shown["number"] = entry.number if full else masked(entry.number)
    shown["entry"], shown["list"] = shown.pop("id"), shown.pop("list_name")
    parts = (str(entry.id), entry.name, shown["number"] or "-", entry.list_name, entry.reason, entry.lifted_reason)
    context.answer(shown, lambda: one_line("  ".join(part for part in parts if part)))


def _add(office: "Office", args: Namespace, context: Context) -> int:
    from usecases import blacklist

    fields = ("name", "number", "kind", "reason", "from_on", "to_on", "source")
    values = {field: getattr(args, field) for field in fields}
    _show(office.perform(blacklist.add, args.list_name, values, by=office.officer(args.officer)), context)
    return 0


def _lift(office: "Office", args: Namespace, context: Context) -> int:
    from usecases import blacklist

    _show(office.perform(blacklist.lift, args.entry, args.reason, by=office.officer(args.officer)), context)
    return 0


def _export(office: "Office", args: Namespace, context: Context) -> int:
    from usecases import export_tables

    with office.reading() as session:
        table = export_tables.blacklist_entries(session, list_name=args.list_name, full=args.full)
        count = save(table, args.file)
    context.answer(
        {"file": args.file, "rows": count}, lambda: said("已导出 {count} 条到 {file}。", count=count, file=args.file)
    )
    return 0
