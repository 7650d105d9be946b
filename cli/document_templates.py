"""`luqiao document templates check` and `preview`: what the law office needs, without a database."""

import json
from argparse import Namespace
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cli.context import Context
from models.errors import InvalidInput
from models.said import said

if TYPE_CHECKING:
    from wiring.config import Settings


def run(args: Namespace, context: Context) -> int:
    """Run one call; exit status 1 where a template has a fault."""
    settings = context.settings()
    return _check(args, settings, context) if args.what == "templates" else _preview(args, settings, context)


def _check(args: Namespace, settings: "Settings", context: Context) -> int:
    from wiring.template_check import check

    folder = str(args.folder.resolve()) if args.folder else settings.documents.templates
    if args.folder and not args.folder.is_dir():
        raise InvalidInput(said("没有目录 {folder}。", folder=args.folder), kept="什么都没有做。")
    found = check(replace(settings, documents=replace(settings.documents, templates=folder)))
    told = [{"kind": f.kind, "line": f.line or None, "message": f.message} for f in found]
    if context.json:
        context.emit({"ok": not found, "faults": told})
    else:
        for fault in found:
            where = {"file": f"{fault.kind}.typ", "line": fault.line, "message": fault.message}
            context.say(said("{file} 第{line}行：{message}" if fault.line else "{file}：{message}", **where))
        context.say(said("{count} 处有误。", count=len(found)) if found else "全部模板可用。")
    return 1 if found else 0


def _preview(args: Namespace, settings: "Settings", context: Context) -> int:
    from models.values import shanghai_date, utc_now
    from wiring.papers import open_papers
    from wiring.template_check import sample

    more = _given(args.data) if args.data else {}
    data = sample(settings, args.kind, shanghai_date(utc_now()), more)
    papers = open_papers(settings)
    try:
        files = _files(papers, args.kind, data, args.out)
    finally:
        papers.close()
    for file, content in files.items():
        file.write_bytes(content)
    names = [str(file) for file in files]
    context.answer({"files": names}, lambda: "\n".join(names))
    return 0


def _files(papers: Any, kind: str, data: str, out: Path) -> dict[Path, bytes]:
    if out.suffix == ".txt":
        pages = papers.renderer.characters(kind, data)
        return {out: "\n\n".join(pages).encode() + b"\n"}
    if out.suffix == ".png":
        pictures = papers.renderer.pictures(kind, data)
        names = [out.with_stem(f"{out.stem}-{n}") if len(pictures) > 1 else out for n in range(1, len(pictures) + 1)]
        return dict(zip(names, pictures, strict=True))
    if out.suffix != ".pdf":
        raise InvalidInput(
            said("不知道怎样写“{suffix}”。", suffix=out.suffix), kept="什么都没有做。", do_next="可用 .pdf .png .txt。"
        )
    return {out: papers.renderer.render(kind, data).content}


def _given(file: Path) -> dict[str, Any]:
    try:
        given = json.loads(file.read_text(encoding="utf-8"))
    except (UnicodeDecodeError, json.JSONDecodeError) as error:
        raise InvalidInput(
            said("{file} 不是正确的 JSON: {error}。", file=file, error=error), kept="什么都没有做。"
        ) from error
    if not isinstance(given, dict):
        raise InvalidInput(said("{file} 应为一个对象。", file=file), kept="什么都没有做。")
    return given
