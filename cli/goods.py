"""`luqiao goods`: import the brand catalogue and look into it by barcode or name."""

import hashlib
from argparse import Namespace
from dataclasses import asdict
from typing import TYPE_CHECKING

from cli.context import Context
from cli.files import read_file, show_faults
from cli.listing import in_yuan
from cli.parser import Parser
from models.said import said
from wiring.printable import one_line

if TYPE_CHECKING:
    from rules.brands import Brand
    from wiring.office import Office

NOTHING = {"added": 0, "changed": 0, "removed": 0, "unchanged": 0}


def parser() -> Parser:
    """Return the parser of this command."""
    top = Parser("luqiao goods")
    commands = top.add_subparsers(dest="what", required=True)
    imported = commands.add_parser("import", help="导入卷烟品牌目录（CSV、XLSX），全有或全无")
    imported.add_argument("file")
    imported.add_argument("--replace", action="store_true", help="确认移出目录中的大部分品种")
    imported.add_argument("--as", dest="officer", required=True)
    found = commands.add_parser("find", help="按条码、品名、品牌或者生产企业查找")
    found.add_argument("text")
    found.add_argument("--limit", type=int, default=50)
    return top


def run(argv: list[str], context: Context) -> int:
    """Run one call; exit status 2 where the file has faults, each with its line."""
    args = parser().parse_args(argv)
    with context.office() as office:
        return _import(office, args, context) if args.what == "import" else _find(office, args, context)


def _import(office: "Office", args: Namespace, context: Context) -> int:
    from usecases import brands
    from usecases.faults import Faulty

    content = read_file(args.file, brands.MOST_BYTES)
    digest, by = hashlib.sha256(content).hexdigest(), office.officer(args.officer)
    try:
        file = brands.read_brands(content)
        counts = office.perform(brands.import_brands, file, digest, replace=args.replace, by=by)
    except Faulty as error:
        return show_faults(error, context, NOTHING)
    shown = asdict(counts)
    context.answer(
        shown | {"faults": []},
        lambda: said("新增{added}种，变更{changed}种，移出{removed}种，未变{unchanged}种。", **shown),
    )
    return 0


def _find(office: "Office", args: Namespace, context: Context) -> int:
    from usecases import brands

    with office.reading() as session:
        found = brands.find(session, args.text, limit=max(1, args.limit))
    for one in found:
        context.answer(asdict(one), lambda one=one: one_line(_line(one)))  # type: ignore[misc]
    if not found and not context.json:
        context.say("目录中没有查到。")
    return 0


def _line(one: "Brand") -> str:
    price = in_yuan(one.carton_price) or "-"
    packing = f"{one.packs_per_carton}×{one.sticks_per_pack}"
    return "  ".join((one.pack_barcode, one.product, one.specification or packing, price, one.manufacturer))
