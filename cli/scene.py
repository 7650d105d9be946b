"""`luqiao scene`: count goods at the scene without a network, bring the journal into its case, record the scene."""

import sys
from argparse import Namespace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cli.context import Context
from cli.files import read_file
from cli.goods_lines import as_json, goods_as_json, in_words, price_lines, totals_as_json
from cli.listing import in_yuan
from cli.parser import Parser
from cli.scene_lines import found_lines
from models.errors import InvalidInput
from models.said import said
from models.values import SHANGHAI

if TYPE_CHECKING:
    from collections.abc import Callable

    from rules.brands import Brand
    from rules.scans import Marks
    from usecases.casework_scene import Brought
    from wiring.office import Office
    from wiring.scene_journal import Journal


def parser() -> Parser:
    """Return the parser of this command."""
    top = Parser("luqiao scene")
    commands = top.add_subparsers(dest="what", required=True)
    _add_open(commands)
    shown = commands.add_parser("show", help="一份现场记录：品种、数量、价值（不需要网络）")
    sent = commands.add_parser("send", help="把现场记录带回案件，重复办理不会重复登记")
    for each in (shown, sent):
        each.add_argument("file", help="现场记录文件，- 为标准输入")
    sent.add_argument("--case", default="", help="案件编号；缺省为现场记录上写的")
    sent.add_argument("--dry-run", action="store_true", help="只看会有什么变化")
    recorded = commands.add_parser("record", help="由带回的现场记录制作现场笔录")
    recorded.add_argument("number", help="案件编号")
    recorded.add_argument("--certificates-shown", action="store_true", help="执法人员已出示执法证件；缺省为现场写明的")
    recorded.add_argument("--present", default="", help="在场人；缺省为现场写明的")
    recorded.add_argument("--started", default="", metavar="MOMENT", help="更正的开始时间，须写明 --clock")
    recorded.add_argument("--ended", default="", metavar="MOMENT", help="更正的结束时间，须写明 --clock")
    recorded.add_argument("--clock", default="", metavar="WHY", help="更正时间的理由；原来的时间保留")
    recorded.add_argument("--found", default="", help="检查情况；缺省由物品清单写成")
    priced = commands.add_parser("price", help="由物品清单制作核价表：每个单价都要有依据")
    priced.add_argument("number", help="案件编号")
    sampled = commands.add_parser("sample", help="由带回的现场记录制作抽样取证物品清单，每次抽样一份")
    sampled.add_argument("number", help="案件编号")
    for each in (sent, recorded, priced, sampled):
        each.add_argument("--as", dest="officer", required=True)
    return top


def _add_open(commands: Any) -> None:
    opened = commands.add_parser("open", help="在现场清点（不需要网络）；文件已有的，接着清点")
    opened.add_argument("file", help="现场记录文件")
    opened.add_argument("--case", default="", help="案件编号")
    opened.add_argument("--place", default="", help="地点")
    opened.add_argument("--officers", default="", help="两名执法人员的登录名，用逗号分开")
    opened.add_argument("--goods", default="", metavar="FILE", help="卷烟品牌目录（CSV、XLSX）")
    opened.add_argument("--goods-day", metavar="DAY", help="目录的日期，核价的依据；缺省为文件的日期")
    opened.add_argument("--prefix", help="扫描枪设定的前缀；缺省为配置 scanner.prefix")
    opened.add_argument("--suffix", help="扫描枪设定的后缀；缺省为配置 scanner.suffix")


def run(argv: list[str], context: Context) -> int:
    """Run one call; exit status as contracts/commands.md."""
    args = parser().parse_args(argv)
    if args.what in ("open", "show"):
        return _open(args, context) if args.what == "open" else _show(args, context)
    deeds = {"send": _send, "record": _record, "price": _price, "sample": _sample}
    with context.office() as office:
        return deeds[args.what](office, args, context)


def _open(args: Namespace, context: Context) -> int:
    """Count at the scene; what the file holds already is gone on with."""
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise InvalidInput(
            "现场清点需要一个终端。", kept="什么都没有做。", do_next="在终端窗口中运行 luqiao scene open。"
        )
    from models.values import utc_now
    from rules.brands import Catalogue
    from tui import scene_app
    from wiring.scene_journal import Journal

    catalogue = Catalogue(_brands(args.goods), _day_of(args)) if args.goods else Catalogue()
    file = Path(args.file)
    officers = [login.strip() for login in args.officers.split(",") if login.strip()]
    if not file.exists() and not (args.case and len(set(officers)) != 1):
        words = "新的现场记录须写明案件和两名执法人员（《行政处罚法》第四十二条）。"
        raise InvalidInput(
            words, kept="什么都没有做。", do_next="加 --case 和 --officers；不写 --officers 的在屏幕上问。"
        )
    head = {"case": args.case, "place": args.place, "officers": officers}
    marks = _marks(args, context)
    with Journal.open(file, head, utc_now) as journal:
        send = _sender(journal, context)
        return scene_app.run(journal, catalogue, marks=marks, send=send, lang=context.lang)


def _sender(journal: "Journal", context: Context) -> "Callable[[], Brought] | None":
    """Return how this laptop sends its scene; None where it knows no database of the bureau."""
    from wiring.config import find
    from wiring.scene_sending import send

    try:
        find(context.config)
    except InvalidInput:
        return None

    def sent() -> "Brought":
        with context.office() as office:
            return send(office, journal.path, journal.path.read_bytes(), by=office.officer(journal.told.people[0][0]))

    return sent


def _marks(args: Namespace, context: Context) -> "Marks":
    """Return what the scanner writes: as said, else as configured; a laptop at the scene may have no configuration."""
    from rules.scans import Marks
    from wiring.config import Scanner, find

    try:
        find(context.config)
    except InvalidInput:
        if context.config is not None:
            raise
        known = Scanner()
    else:
        known = context.settings().scanner
    prefix = known.prefix if args.prefix is None else args.prefix
    found = Marks(prefix, known.suffix if args.suffix is None else args.suffix)
    for name, wrong in found.faults():
        raise InvalidInput(said("--{name}：{wrong}。", name=name, wrong=wrong), kept="什么都没有做。")
    return found


def _brands(name: str) -> "list[Brand]":
    from usecases.brands import MOST_BYTES, read_brands
    from usecases.faults import Faulty

    found = read_brands(read_file(name, MOST_BYTES))
    if found.faults:
        raise Faulty(found.faults)
    return found.brands


def _day_of(args: Namespace) -> str:
    """Return the catalogue as the basis of prices: of the day that was said, else of its file; raises InvalidInput."""
    from models.values import shanghai_date, utc_now
    from rules import prices

    try:
        day = date.fromisoformat(args.goods_day) if args.goods_day else None
    except ValueError:
        raise InvalidInput("日期应写作2026-11-21。", kept="什么都没有做。") from None
    changed = utc_now() if args.goods == "-" else datetime.fromtimestamp(Path(args.goods).stat().st_mtime, UTC)
    return prices.basis_of("catalogue", (day or shanghai_date(changed)).isoformat())


def _show(args: Namespace, context: Context) -> int:
    from rules import scene_things
    from rules.scene import conflicts
    from wiring.scene_journal import MOST_BYTES, read_scene

    scene, digest = read_scene(read_file(args.file, MOST_BYTES))
    shown: dict[str, Any] = {"case": scene.case, "scene": scene.scene, "place": scene.place, "sha256": digest}
    shown |= {"officers": list(scene.officers), "started_at": scene.started_at, "ended_at": scene.ended_at}
    shown |= {"totals": totals_as_json(scene.goods), "goods": goods_as_json(scene.goods)}
    shown |= {"conflicts": conflicts(scene.goods)}
    shown["evidence"], shown["samples"] = scene_things.as_json(scene.things, scene.samples)
    if context.json:
        context.emit(shown)
        return 0
    context.say(f"{scene.case}  {scene.place}  {scene.started_at} — {scene.ended_at}")
    for line in [*price_lines(scene.goods), *found_lines(scene)]:
        context.say(line)
    return 0


def _send(office: "Office", args: Namespace, context: Context) -> int:
    from wiring.scene_journal import MOST_BYTES
    from wiring.scene_sending import send

    by = None if args.dry_run else office.officer(args.officer)
    found = send(office, Path(args.file), read_file(args.file, MOST_BYTES), args.case, by=by)
    shown = {
        "case": found.number,
        "new": found.new,
        "totals": as_json(found.totals),
        "conflicts": list(found.conflicts),
        "kept": list(found.kept_of),
    }

    def lines() -> list[str]:
        sums = in_words(found.totals)
        words = said("案件{number}：新登记{new}条记录，现有{sums}", number=found.number, new=found.new, sums=sums)
        kept = ["两台电脑登记的都保留：", *(said("  {one}", one=one) for one in found.kept_of)] if found.kept_of else []
        return [words, *found.conflicts, *kept]

    context.answer_lines(shown, lines)
    return 0


def _record(office: "Office", args: Namespace, context: Context) -> int:
    from usecases import casework_scene
    from usecases.casework_steps import TAKE

    moments = {"started_at": _moment(args.started), "ended_at": _moment(args.ended)}
    with office.reading() as session:
        blanks = casework_scene.said(session, args.number, at=office.now(), mended=moments, why=args.clock)
    shown_at_scene = args.certificates_shown or bool(blanks.get("certificates_shown"))
    blanks |= {"certificates_shown": shown_at_scene, "present": args.present or blanks.get("present", "")}
    blanks |= {"found": args.found} if args.found else {}
    done = office.perform(TAKE["case.scene_recorded"], args.number, blanks, by=office.officer(args.officer))
    shown = {"case": done.number, "stage": done.stage, "document_no": done.document_no}
    shown |= {name: blanks[name] for name in ("started_at", "ended_at", "place", "officers")}
    context.answer_lines(shown, lambda: _taken(done.number, blanks))
    return 0


def _taken(number: str, blanks: dict[str, Any]) -> list[str]:
    """Return what the record took, so that nobody has to guess it."""
    words = {"began": blanks["started_at"][:16].replace("T", " "), "ended": blanks["ended_at"][:16].replace("T", " ")}
    people = {"place": blanks["place"], "officers": "、".join(blanks["officers"])}
    lines: list[str] = [
        said("案件{number}：已制作现场笔录。", number=number),
        said("开始{began}，结束{ended}，地点{place}，执法人员{officers}，取自现场记录。", **words, **people),
    ]
    return [*lines, blanks["clock"]] if blanks.get("clock") else lines


def _moment(text: str) -> str:
    """Return a moment of the bureau's zone, "" for none; raises InvalidInput."""
    if not text:
        return ""
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        raise InvalidInput("时间应写作2026-11-21T09:30。", kept="案件未变更。") from None
    return (at if at.tzinfo else at.replace(tzinfo=SHANGHAI)).isoformat(timespec="minutes")


def _price(office: "Office", args: Namespace, context: Context) -> int:
    from usecases import casework_scene
    from usecases.casework_steps import TAKE

    with office.reading() as session:
        blanks = casework_scene.priced(session, args.number)
    done = office.perform(TAKE["case.priced"], args.number, blanks, by=office.officer(args.officer))
    shown = {"case": done.number, "document_no": done.document_no, "price_basis": blanks["price_basis"]}
    shown |= {"total": in_yuan(blanks["total"])}
    context.answer(
        shown,
        lambda: said(
            "案件{number}：已制作核价表，共{total}元（{basis}）。", number=done.number, total=shown["total"],
            basis=blanks["price_basis"],
        ),
    )  # fmt: skip
    return 0


def _sample(office: "Office", args: Namespace, context: Context) -> int:
    from usecases import casework_scene
    from usecases.casework_steps import TAKE

    with office.reading() as session:
        waiting = casework_scene.sampled(session, args.number)
    by = office.officer(args.officer)
    made = [office.perform(TAKE[casework_scene.SAMPLED], args.number, blanks, by=by).document_no for blanks in waiting]
    shown = {"case": args.number, "document_nos": made}
    context.answer(shown, lambda: said("案件{number}：已制作抽样清单{count}份。", number=args.number, count=len(made)))
    return 0
