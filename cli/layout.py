"""`luqiao layout`: import the layout plans of the districts in versions, and list them."""

import hashlib
from typing import TYPE_CHECKING

from cli.context import Context
from cli.files import read_file, show_faults
from cli.parser import Parser
from models.errors import InvalidInput
from models.said import said

if TYPE_CHECKING:
    from wiring.office import Office

MOST_BYTES = 16 * 2**20


def parser() -> Parser:
    """Return the parser of this command."""
    top = Parser("luqiao layout")
    commands = top.add_subparsers(dest="what", required=True)
    imported = commands.add_parser("import", help="导入一份规划（CSV，UTF-8 或 GB18030），全有或全无")
    imported.add_argument("file")
    imported.add_argument("--as", dest="officer", required=True)
    commands.add_parser("list", help="列出各版规划")
    return top


def run(argv: list[str], context: Context) -> int:
    """Run one call; exit status 2 where the file has faults, each with its line."""
    args = parser().parse_args(argv)
    from usecases.faults import Faulty
    from wiring.office import open_office

    office = open_office(context.settings())
    try:
        return _import(office, args.file, args.officer, context) if args.what == "import" else _list(office, context)
    except Faulty as error:
        return show_faults(error, context, {"imported": 0})
    finally:
        office.close()


def _import(office: "Office", name: str, login: str, context: Context) -> int:
    from rules.calendar_file import decoded
    from usecases import layouts

    content = read_file(name, MOST_BYTES)
    if len(content) > MOST_BYTES:
        raise InvalidInput(
            said("规划文件超过{most_bytes}MB。", most_bytes=MOST_BYTES // 2**20), kept="什么都没有导入。"
        )
    digest = hashlib.sha256(content).hexdigest()
    districts = office.perform(layouts.load, decoded(content), digest, by=office.officer(login))
    context.answer(
        {"imported": len(districts), "districts": districts},
        lambda: said("已导入：{districts}", districts="、".join(districts)),
    )
    return 0


def _list(office: "Office", context: Context) -> int:
    from usecases import layouts

    with office.reading() as session:
        rows = layouts.plans(session)
    for row in rows:
        through = str(row["valid_to"] or "")
        shown = {"name": row["name"], "district": row["district"], "valid_from": str(row["valid_from"])}
        shown |= {"valid_to": through, "cells": str(row["cells"])}
        context.answer(shown, lambda one=shown: "  ".join(one.values()))  # type: ignore[misc]
    return 0
