"""`luqiao catalogue list | show | guide`: what each service item asks for, on which day, and its guide sheet."""

from argparse import Namespace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from cli.context import Context
from cli.parser import Parser
from models.said import said
from models.values import Item
from wiring.printable import one_line

if TYPE_CHECKING:
    from rules.catalogue import ServiceItem
    from usecases.service_guide import Guide

ITEMS = tuple(item.value for item in Item)


def parser() -> Parser:
    """Return the parser of this command."""
    top = Parser("luqiao catalogue")
    commands = top.add_subparsers(dest="what", required=True)
    listed = commands.add_parser("list", help="列出事项及其版本")
    listed.add_argument("--on", help="哪一天有效（缺省为今天）")
    listed.add_argument("--all", action="store_true", help="列出全部版本")
    shown = commands.add_parser("show", help="一个事项的内容，以及各版本的差异")
    shown.add_argument("item", choices=ITEMS)
    shown.add_argument("--on", help="哪一天有效（缺省为今天）")
    guide = commands.add_parser("guide", help="办事指南，供公布")
    guide.add_argument("item", choices=ITEMS)
    guide.add_argument("--on", help="哪一天有效（缺省为今天）")
    guide.add_argument("--out", required=True, metavar="FILE", help="以 .pdf 或 .md 结尾")
    return top


def run(argv: list[str], context: Context) -> int:
    """Run one call; exit status as contracts/commands.md."""
    args = parser().parse_args(argv)
    return {"list": _list, "show": _show, "guide": _guide}[args.what](args, context)


def _day(args: Namespace) -> date:
    from models.errors import InvalidInput
    from models.values import shanghai_date, utc_now
    from rules.calendar import real_day

    if args.on is None:
        return shanghai_date(utc_now())
    found = real_day(args.on)
    if found is None:
        raise InvalidInput("没有这一天。", do_next="写作 --on 2026-01-31。")
    return found


def _list(args: Namespace, context: Context) -> int:
    from content.servicebook import services

    day = _day(args)
    for row in services().rows:
        if args.all or row.holds(day):
            told = {
                "item": row.item.value, "name": row.name, "valid_from": row.valid_from.isoformat(),
                "valid_to": None if row.valid_to == date.max else row.valid_to.isoformat(),
                "papers": [paper.code for paper in row.papers if paper.needed],
            }  # fmt: skip
            until = "" if row.valid_to == date.max else said("至{valid_to}", valid_to=row.valid_to)
            since = context.told(said("自{valid_from}起", valid_from=row.valid_from)) + context.told(until)
            context.answer(told, f"{row.item.value:<8}{row.name}  {since}".rstrip)
    return 0


def _show(args: Namespace, context: Context) -> int:
    from usecases import service_guide

    item, day = Item(args.item), _day(args)
    found = service_guide.guide(item, day)
    versions = service_guide.history(item)
    told = {
        "item": item.value, "title": found.title, "on": day.isoformat(), "valid_from": found.valid_from.isoformat(),
        "parts": {title: list(lines) for title, lines in found.parts},
        "versions": [
            {"valid_from": row.valid_from.isoformat(), "changes": [list(one) for one in changes]}
            for row, changes in versions
        ],
    }  # fmt: skip
    context.answer(told, lambda: _text(found, versions))
    return 0


def _text(found: "Guide", versions: "list[tuple[ServiceItem, list[tuple[str, str, str]]]]") -> str:
    lines = [found.title, ""]
    for title, texts in found.parts:
        lines += [title, *(f"  {one_line(text)}" for text in texts)]
    for row, changes in versions:
        if changes:
            lines.append(said("自{valid_from}起的变更", valid_from=row.valid_from))
            lines += [
                said("  {name}：删去“{gone}”，增加“{come}”", name=name, gone=gone or "—", come=come or "—")
                for name, gone, come in changes
            ]
    return "\n".join(lines)


def _guide(args: Namespace, context: Context) -> int:
    """Write the guide sheet as Markdown or PDF, whole or not at all."""
    import json

    from models.errors import InvalidInput
    from usecases import service_guide
    from wiring.papers import open_papers

    settings = context.settings()
    bureau, file = settings.bureau.name, Path(args.out)
    found = service_guide.guide(Item(args.item), _day(args))
    if file.suffix.lower() not in {".md", ".pdf"}:
        raise InvalidInput("--out 应以 .pdf 或 .md 结尾。", kept="没有写文件。")
    if file.suffix.lower() == ".md":
        content = service_guide.markdown(found, bureau).encode()
    else:
        papers = open_papers(settings)
        try:
            data = json.dumps(service_guide.sheet(found, bureau), ensure_ascii=False)
            content = papers.renderer.render(service_guide.TEMPLATE, data).content
        finally:
            papers.close()
    file.write_bytes(content)
    context.answer({"item": args.item, "file": str(file), "bytes": len(content)}, lambda: f"{found.title}：{file}")
    return 0
