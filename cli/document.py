"""`luqiao document`: verify, list, export and make documents, check and preview their templates."""

from argparse import Namespace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cli.context import Context
from cli.parser import Parser
from models.errors import InvalidInput
from models.said import said
from wiring.printable import one_line

if TYPE_CHECKING:
    from wiring.office import Office

STATES = {"waiting": "待制作", "made": "已制作", "sealed": "已盖章", "fault": "有问题", "void": "已作废"}


def parser() -> Parser:
    """Return the parser of this command."""
    top = Parser("luqiao document")
    commands = top.add_subparsers(dest="what", required=True)
    commands.add_parser("verify", help="核验一份文书文件").add_argument("file", type=Path)
    commands.add_parser("list", help="列出一件申请或一个许可证的文书").add_argument("subject")
    export = commands.add_parser("export", help="导出一份文书的文件")
    export.add_argument("number")
    export.add_argument("--out", type=Path, required=True)
    commands.add_parser("make", help="立即制作到期的文书")
    retry = commands.add_parser("retry", help="问题排除后重新制作")
    retry.add_argument("number")
    retry.add_argument("--respell", action="append", default=[], metavar="字=代字", help="字体没有的字以文字代替")
    retry.add_argument("--as", dest="officer", required=True)
    correct = commands.add_parser("correct", help="以新文书更正一份已制作的文书")
    correct.add_argument("number")
    correct.add_argument("--set", action="append", default=[], metavar="空项=内容")
    correct.add_argument("--note", required=True)
    correct.add_argument("--as", dest="officer", required=True)
    gaps = commands.add_parser("gaps", help="列出空号；或登记别处用过、作废的号")
    gaps.add_argument("--declare", nargs=4, metavar=("KIND", "YEAR", "FIRST", "LAST"))
    gaps.add_argument("--note", default="")
    gaps.add_argument("--office", default="", help="机构代码；不写为本人所在的局")
    gaps.add_argument("--as", dest="officer")
    templates = commands.add_parser("templates", help="检查模板").add_subparsers(dest="action", required=True)
    templates.add_parser("check", help="检查空项、字体、能否排版").add_argument("folder", type=Path, nargs="?")
    preview = commands.add_parser("preview", help="用示例或给定的内容预览一种文书（.pdf .png .txt）")
    preview.add_argument("kind")
    preview.add_argument("--data", type=Path, help="JSON：空项与内容，其余用示例")
    preview.add_argument("--out", type=Path, required=True)
    return top


def run(argv: list[str], context: Context) -> int:
    """Run one call; exit status 1 where a file is not a document of ours as it was sealed."""
    args = parser().parse_args(argv)
    if args.what in WITHOUT_OFFICE:
        from cli import document_templates

        return document_templates.run(args, context)
    with context.office() as office:
        return WHAT[args.what](office, args, context)


def _verify(office: "Office", args: Namespace, context: Context) -> int:
    from dataclasses import asdict

    from usecases import document_checks

    content = args.file.read_bytes()
    seal = office.papers.seal.examine(content)
    with office.reading() as session:
        found = document_checks.judge(session, content, seal)
    context.answer(asdict(found) | {"ok": found.ok}, lambda: document_checks.in_words(found))
    return 0 if found.ok else 1


def _list(office: "Office", args: Namespace, context: Context) -> int:
    from usecases import documents

    with office.reading() as session:
        rows = documents.of_subject(session, args.subject)
    for row in rows:
        if context.json:
            context.emit(_object(row))
        else:
            state = STATES[row["state"]]
            context.say(one_line(f"{row['number']}  {row['title']}  {state}  {row['sha256'][:12]}  {row['fault']}"))
    return 0


def _object(row: dict[str, Any]) -> dict[str, Any]:
    names = ("number", "kind", "title", "subject", "state", "issued_at", "by", "pages", "size", "made_at", "sealed_at")
    return {name: row[name] for name in (*names, "sealed", "seal", "cites", "fault")} | {
        "sha256": row["sha256"] or None
    }


def _export(office: "Office", args: Namespace, context: Context) -> int:
    from models.errors import Refused
    from usecases import documents

    with office.reading() as session:
        row = documents.find(session, args.number)
    if not row["sha256"]:
        raise Refused(
            said("{number}尚未制作（{what}）。", number=args.number, what=STATES[row["state"]]),
            do_next="请稍后再导出。",
        )
    content = office.store.get(row["sha256"])
    _write(args.out, content)
    told = {"number": row["number"], "file": str(args.out), "bytes": len(content), "sha256": row["sha256"]}
    context.answer(told, lambda: f"{row['number']} → {args.out}（{len(content):,} B）")
    return 0


def _write(file: Path, content: bytes) -> None:
    if file.is_dir():
        raise InvalidInput(
            said("{file}是目录。", file=file), kept="文书未变更。", do_next="请写出文件名，例如“文书.pdf”。"
        )
    file.write_bytes(content)


def _make(office: "Office", args: Namespace, context: Context) -> int:  # noqa: ARG001
    import asyncio

    from daemon.once import run_once
    from wiring import logs

    logs.start(office.settings.logs.level)
    office.require_key()
    (done,) = asyncio.run(run_once(office, ["make_documents"]))
    told = {"outcome": done.outcome, "made": done.written, "error": done.error or None}
    context.answer(told, lambda: said("制作 {written} 份。{error}", written=done.written, error=done.error))
    return 0 if done.outcome == "ok" else 1


def _retry(office: "Office", args: Namespace, context: Context) -> int:
    from usecases import document_corrections

    respell = dict(_pair(text) for text in args.respell)
    office.perform(document_corrections.retry, args.number, respell=respell, by=office.officer(args.officer))
    return _show(office, args.number, context)


def _correct(office: "Office", args: Namespace, context: Context) -> int:
    from usecases import document_corrections

    changes = dict(_pair(text) for text in args.set)
    by = office.officer(args.officer)
    number: str = office.perform(document_corrections.correct, args.number, changes, note=args.note, by=by)
    return _show(office, number, context)


def _pair(text: str) -> tuple[str, str]:
    name, mark, value = text.partition("=")
    if not mark or not name:
        raise InvalidInput(said("“{text}”应写作 名=内容。", text=text), kept="什么都没有做。")
    return name, value


def _show(office: "Office", number: str, context: Context) -> int:
    from usecases import documents

    with office.reading() as session:
        row = documents.find(session, number)
    context.answer(_object(row), lambda: f"{row['number']}  {row['title']}  {STATES[row['state']]}")
    return 0


def _gaps(office: "Office", args: Namespace, context: Context) -> int:
    from dataclasses import asdict

    from usecases import document_numbers

    if args.declare:
        if not args.officer:
            raise InvalidInput("缺少 --as。", kept="什么都没有做。", do_next="请用 --as 写明登录名。")
        kind, *figures = args.declare
        if not all(f.isascii() and f.isdigit() for f in figures):
            raise InvalidInput("年份和号码应为整数。", kept="什么都没有做。")
        by = office.officer(args.officer)
        said = {"reason": args.note, "office": args.office}
        office.perform(document_numbers.declare, kind, *(int(f) for f in figures), **said, by=by)
    with office.reading() as session:
        found = document_numbers.gaps(session)
    for gap in found:
        if context.json:
            context.emit(asdict(gap) | {"explained": bool(gap.reason)})
        else:
            context.say(one_line(f"{gap.sequence}  {gap.first}–{gap.last}  {gap.reason or '没有说明的空号'}  {gap.by}"))
    return 0 if all(gap.reason for gap in found) else 1


WITHOUT_OFFICE = frozenset({"templates", "preview"})
WHAT = {
    "verify": _verify,
    "list": _list,
    "export": _export,
    "make": _make,
    "retry": _retry,
    "correct": _correct,
    "gaps": _gaps,
}
