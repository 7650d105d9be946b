"""`luqiao document`: verify, list, export and make documents, check and preview their templates."""

from argparse import Namespace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cli.context import Context
from cli.parser import Parser
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
    return top


def run(argv: list[str], context: Context) -> int:
    """Run one call; exit status 1 where a file is not a document of ours as it was sealed."""
    args = parser().parse_args(argv)
    from wiring.office import open_office

    office = open_office(context.settings())
    try:
        return WHAT[args.what](office, args, context)
    finally:
        office.close()


def _verify(office: "Office", args: Namespace, context: Context) -> int:
    from dataclasses import asdict

    from usecases import document_checks

    content = args.file.read_bytes()
    seal = office.papers.seal.examine(content)
    with office.reading() as session:
        found = document_checks.judge(session, content, seal)
    context.answer(asdict(found) | {"ok": found.ok}, lambda: "\n".join(document_checks.in_words(found)))
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
        raise Refused(f"{args.number}尚未制作({STATES[row['state']]})。", do_next="请稍后再导出。")
    content = office.store.get(row["sha256"])
    args.out.write_bytes(content)
    told = {"number": row["number"], "file": str(args.out), "bytes": len(content), "sha256": row["sha256"]}
    context.answer(told, lambda: f"{row['number']} → {args.out}({len(content):,} B)")
    return 0


def _make(office: "Office", args: Namespace, context: Context) -> int:  # noqa: ARG001
    import asyncio

    from daemon.once import run_once
    from wiring import logs

    logs.start(office.settings.logs.level)
    office.require_key()
    (done,) = asyncio.run(run_once(office, ["make_documents"]))
    told = {"outcome": done.outcome, "made": done.written, "error": done.error or None}
    context.answer(told, lambda: f"制作 {done.written} 份。{done.error}")
    return 0 if done.outcome == "ok" else 1


WHAT = {"verify": _verify, "list": _list, "export": _export, "make": _make}
