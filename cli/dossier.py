"""`luqiao dossier`: show, close, export, supplement, open again and verify dossiers; list what is ready or over."""

from argparse import Namespace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cli.context import Context
from cli.parser import Parser
from models.said import said, together
from wiring.printable import one_line

if TYPE_CHECKING:
    from wiring.office import Office

STATES = {"locked": "已锁定", "open": "已启封"}


def parser() -> Parser:
    """Return the parser of this command."""
    top = Parser("luqiao dossier")
    commands = top.add_subparsers(dest="what", required=True)
    show = commands.add_parser("show", help="卷内目录、缺件、保管期限（未归档的按现有材料列出）")
    show.add_argument("subject")
    close = commands.add_parser("close", help="归档并锁定；缺件的由两名人员写明理由")
    close.add_argument("subject")
    close.add_argument("--gaps-reason", default="", help="缺件归档的理由")
    export = commands.add_parser("export", help="导出为一份 PDF，或（--folder）原件文件夹")
    export.add_argument("subject")
    export.add_argument("--out", type=Path, required=True)
    export.add_argument("--folder", action="store_true")
    supplement = commands.add_parser("supplement", help="补卷：加入文件，不写文件则加入归档后到达的材料")
    supplement.add_argument("subject")
    supplement.add_argument("files", type=Path, nargs="*")
    supplement.add_argument("--title", default="")
    unlock = commands.add_parser("unlock", help="启封案卷")
    unlock.add_argument("subject")
    reject = commands.add_parser("reject", help="驳回缺件归档的提议，或者收回本人的提议")
    reject.add_argument("subject")
    for each in (supplement, unlock, reject):
        each.add_argument("--note", required=True)
    for each in (close, export, supplement, unlock, reject):
        each.add_argument("--as", dest="officer", required=True)
    verify = commands.add_parser("verify", help="核验导出的 PDF 或文件夹")
    verify.add_argument("path", type=Path)
    commands.add_parser("ready", help="列出可以归档的申请")
    commands.add_parser("over", help="列出保管期限已满的案卷")
    return top


def run(argv: list[str], context: Context) -> int:
    """Run one call; exit status 1 where a file is not as it was bound, or a dossier lacks something."""
    args = parser().parse_args(argv)
    with context.office() as office, office.binding() as bindery:
        return int(WHAT[args.what](office, bindery, args, context))


def _show(office: "Office", _bindery: Any, args: Namespace, context: Context) -> int:
    from usecases import dossier_views

    with office.reading() as session:
        view = dossier_views.view(session, office.desk, args.subject, at=office.now())
    context.answer(dossier_views.as_json(view), lambda: one_line_each(dossier_views.in_words(view)))
    return 1 if view.gaps or view.pending else 0


def one_line_each(lines: list[str]) -> list[str]:
    """Return lines that a terminal can show."""
    return [one_line(line) for line in lines]


def _close(office: "Office", bindery: Any, args: Namespace, context: Context) -> int:
    closed = bindery.close(args.subject, reason=args.gaps_reason, by=office.officer(args.officer))
    told = {"result": closed.result, "number": closed.number or None}
    words = said("已归档：{number}", number=closed.number) if closed.number else "已提出缺件归档，等待另一名人员同意。"
    context.answer(told, lambda: words)
    return 0


def _export(office: "Office", bindery: Any, args: Namespace, context: Context) -> int:
    write = bindery.export_folder if args.folder else bindery.export_file
    place, sha256 = write(args.subject, args.out, by=office.officer(args.officer))
    context.answer({"file": str(place), "sha256": sha256}, lambda: f"{place}  SHA-256 {sha256}")
    return 0


def _supplement(office: "Office", bindery: Any, args: Namespace, context: Context) -> int:
    by = office.officer(args.officer)
    nth = bindery.supplement(args.subject, args.files, title=args.title, reason=args.note, by=by)
    context.answer({"supplement": nth}, lambda: said("已补卷，第 {nth} 次。", nth=nth))
    return 0


def _unlock(office: "Office", _bindery: Any, args: Namespace, context: Context) -> int:
    from usecases import dossiers

    office.perform(dossiers.unlock, args.subject, reason=args.note, by=office.officer(args.officer))
    context.answer({"state": "open"}, lambda: "已启封，改动后请重新归档。")
    return 0


def _reject(office: "Office", _bindery: Any, args: Namespace, context: Context) -> int:
    from usecases import dossier_gaps

    office.perform(dossier_gaps.reject, args.subject, note=args.note, by=office.officer(args.officer))
    context.answer({"result": "rejected"}, lambda: "已驳回缺件归档的提议，案卷未归档。")
    return 0


def _verify(_office: "Office", bindery: Any, args: Namespace, context: Context) -> int:
    from dataclasses import asdict

    found = bindery.verify(args.path)
    head = f"{'真实有效' if found.ok else '不能确认'}：{found.number or args.path.name} SHA-256 {found.sha256}"
    later = ["案卷其后有补卷，本文件不是最新的。"] if found.superseded else []
    context.answer(asdict(found), lambda: one_line_each([head, *found.faults, *later]))
    return 0 if found.ok else 1


def _ready(office: "Office", _bindery: Any, _args: Namespace, context: Context) -> int:
    from dataclasses import asdict

    from usecases import dossier_ready

    with office.reading() as session:
        found = dossier_ready.candidates(session, office.desk, at=office.now())
    for each in found:
        if context.json:
            context.emit(asdict(each) | {"ready": each.ready})
        else:
            why = together((*each.pending, *(said("缺{name}", name=name) for name in each.gaps))) or "可以归档"
            context.say(one_line(said("{number}  {party}  {why}", number=each.subject, party=each.party, why=why)))
    return 0


def _over(office: "Office", _bindery: Any, _args: Namespace, context: Context) -> int:
    from models.values import shanghai_date
    from usecases import dossier_ready

    with office.reading() as session:
        rows = dossier_ready.due_for_destruction(session, shanghai_date(office.now()))
    for row in rows:
        if context.json:
            context.emit({name: row[name] for name in ("number", "subject", "party", "retention_until")})
        else:
            context.say(
                one_line(
                    said(
                        "{number}  {title}  {party}  至 {retention_until}",
                        number=row["number"],
                        title=row["title"],
                        party=row["party"],
                        retention_until=row["retention_until"],
                    )
                )
            )
    return 0


WHAT = {
    "show": _show,
    "close": _close,
    "export": _export,
    "supplement": _supplement,
    "unlock": _unlock,
    "reject": _reject,
    "verify": _verify,
    "ready": _ready,
    "over": _over,
}
