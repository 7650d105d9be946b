"""`luqiao cartons`: read 32-digit carton codes from the command line or a file, show where they were seen."""

import re
from argparse import Namespace
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cli.context import Context
from cli.files import read_file
from cli.listing import most
from cli.parser import Parser
from models.errors import InvalidInput
from models.said import said
from models.values import rfc3339, shanghai_date
from rules import district_map
from wiring.printable import one_line

if TYPE_CHECKING:
    from usecases.carton_history import Seen
    from usecases.cartons import Reading
    from wiring.office import Office

MOST_BYTES = 1024 * 1024
FILE_NAME = re.compile(r".*[/\\].*|.*\.[A-Za-z][A-Za-z0-9]{1,4}", re.DOTALL)  # a folder or an ending: no code has one


def parser() -> Parser:
    """Return the parser of this command."""
    top = Parser("luqiao cartons")
    commands = top.add_subparsers(dest="what", required=True)
    read = commands.add_parser("read", help="读条盒编码：判断并登记每一个")
    read.add_argument("code", metavar="CODE|FILE", help="32位编码；或者文件，- 为标准输入，一行一个或者两行一个")
    read.add_argument("--shop", default="", metavar="LICENCE", help="现场店铺的许可证号")
    read.add_argument("--case", default="", metavar="NUMBER", help="案件编号")
    read.add_argument("--place", default="", help="没有店铺和案件时，在哪里读的")
    read.add_argument("--district", default="", help="区划代码，例如 350203")
    read.add_argument("--as", dest="officer", required=True)
    history = commands.add_parser("history", help="一个编码或者一个许可证的条盒在哪里读到过")
    history.add_argument("number", metavar="CODE|LICENCE")
    history.add_argument("--limit", type=int, default=100)
    strays = commands.add_parser("strays", help="条盒在别家店铺读到的许可证，多的在前")
    strays.add_argument("--limit", type=int, default=50)
    return top


def run(argv: list[str], context: Context) -> int:
    """Run one call; exit status as contracts/commands.md."""
    args = parser().parse_args(argv)
    with context.office() as office:
        if args.what == "read":
            return _read(office, args, context)
        return _history(office, args, context) if args.what == "history" else _strays(office, args, context)


def _read(office: "Office", args: Namespace, context: Context) -> int:
    from usecases import cartons

    given = _given(args.code)
    where = cartons.Where(args.shop, args.case, args.place, args.district)
    readings = office.perform(cartons.read, [text for _line, text in given], where, by=office.officer(args.officer))
    for (line, _text), one in zip(given, readings, strict=True):
        if context.json:
            context.emit({"line": line, **_as_json(one)})
        else:
            for told in _as_text(line, one):
                context.say(told)
    return 0


def _given(text: str) -> list[tuple[int, str]]:
    """Return the codes of an argument or of a file, each with the number of its line; raises InvalidInput."""
    from rules.carton_lines import pieces

    if text != "-" and not Path(text).is_file():
        if FILE_NAME.fullmatch(text):
            raise InvalidInput(
                said("没有文件{place}。", place=f"“{text[:200]}”"),
                kept="没有登记任何读数。",
                do_next="请改正文件名，或者写明32位编码。",
            )
        return [(1, text)]
    content = read_file(text, MOST_BYTES)
    if len(content) > MOST_BYTES:
        raise InvalidInput("文件太大。", kept="没有登记任何读数。", do_next="请分成几份。")
    try:
        lines = content.decode("utf-8-sig").splitlines()
    except UnicodeDecodeError as error:
        raise InvalidInput(said("文件不是文本：{why}。", why=error), kept="没有登记任何读数。") from error
    return [(piece.line, piece.text) for piece in pieces(lines)]


def _as_json(one: "Reading") -> dict[str, Any]:
    read = one.judgement.read
    return {
        "text": one.text,
        "code": read.normal if read.parts else None,
        "coded_on": read.parts.get("coded_on"),
        "licence_no": read.parts.get("licence_no"),
        "shop_name": one.shop_name or None,
        "verdict": one.judgement.verdict.value,
        "findings": [{"verdict": found.verdict.value, "why": found.why} for found in one.judgement.findings],
        "warnings": list(read.warnings),
        "seen_before": len(one.before),
        "preliminary": True,
    }


def _as_text(line: int, one: "Reading") -> list[str]:
    from rules.cartons import PRELIMINARY, VERDICT_NAMES

    read = one.judgement.read
    words = {"code": one_line(read.normal or one.text), "verdict": VERDICT_NAMES[one.judgement.verdict]}
    told: list[str] = [said("{line}  {code}  {verdict}（{preliminary}）", line=line, preliminary=PRELIMINARY, **words)]
    return told + [f"  {one_line(found.why)}" for found in one.judgement.findings]


def _history(office: "Office", args: Namespace, context: Context) -> int:
    from usecases import carton_history

    number = carton_history.asked(args.number)
    with office.reading() as session:
        seen = carton_history.of(session, number, limit=most(args.limit))
        districts = carton_history.by_district(session, number)
        elsewhere = carton_history.strays_of(session, number[-12:])
    if context.json:
        found = {"number": number, "readings": [_seen(one) for one in seen], "districts": districts}
        context.emit(found | {"strays": elsewhere})
        return 0
    home = number[-12:][:6]
    told = [*district_map.drawn(districts, home), said("{mark} 许可证所在的区", mark=district_map.HOME)]
    if nowhere := districts.get("", 0):
        told.append(said("没有注明区的：{count}条", count=nowhere))
    told.append(said("许可证{licence}的条盒在别家店铺读到{count}条", licence=number[-12:], count=elsewhere))
    for line in [*told, *(_seen_text(one) for one in seen)]:
        context.say(line)
    return 0


def _seen(one: "Seen") -> dict[str, Any]:
    return asdict(one) | {"at": rfc3339(one.at), "coded_on": one.coded_on and one.coded_on.isoformat()}


def _seen_text(one: "Seen") -> str:
    from rules.cartons import VERDICT_NAMES, Verdict

    parts = (
        shanghai_date(one.at).isoformat(),
        one.code,
        one.place or "-",
        one.case_no,
        VERDICT_NAMES[Verdict(one.verdict)],
    )
    return one_line("  ".join(part for part in parts if part))


def _strays(office: "Office", args: Namespace, context: Context) -> int:
    from usecases import carton_history

    with office.reading() as session:
        found = carton_history.strays(session, limit=most(args.limit))
    for one in found:
        if context.json:
            context.emit(asdict(one) | {"last": rfc3339(one.last)})
        else:
            words = {"licence": one.licence_no, "cartons": one.cartons, "shops": one.shops}
            context.say(said("{licence}  {cartons}条，在{shops}家店铺", **words))
    return 0
