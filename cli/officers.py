"""`luqiao officers`: list who may sign in and where they belong, enter an officer of an office."""

from argparse import Namespace
from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from cli.context import Context
from cli.listing import day
from cli.parser import Parser
from models.values import Role

if TYPE_CHECKING:
    from wiring.office import Office

ROLES = [role.value for role in Role if role is not Role.SYSTEM]


def parser() -> Parser:
    """Return the parser of this command."""
    top = Parser("luqiao officers")
    commands = top.add_subparsers(dest="what", required=True)
    commands.add_parser("list", help="列出在岗人员和所属机构")
    added = commands.add_parser("add", help="登记或变更一名人员")
    added.add_argument("login")
    added.add_argument("--name", required=True, help="姓名")
    added.add_argument("--role", action="append", choices=ROLES, required=True, help="角色，可重复")
    added.add_argument("--office", default="", metavar="CODE", help="机构代码，例如 350203；不写为市局")
    added.add_argument("--as", dest="officer", required=True)
    away = commands.add_parser("away", help="登记离岗和代理人，首日末日都算在内")
    away.add_argument("login")
    away.add_argument("--from", dest="since", metavar="DATE", required=True)
    away.add_argument("--to", dest="through", metavar="DATE", required=True)
    away.add_argument("--deputy", required=True, metavar="LOGIN", help="代理人")
    away.add_argument("--as", dest="officer", required=True)
    return top


def run(argv: list[str], context: Context) -> int:
    """Run one call; exit status as contracts/commands.md."""
    args = parser().parse_args(argv)
    from wiring.office import open_office

    office = open_office(context.settings())
    try:
        if args.what == "list":
            return _list(office, context)
        return _add(office, args, context) if args.what == "add" else _away(office, args, context)
    finally:
        office.close()


def _add(office: "Office", args: Namespace, context: Context) -> int:
    from usecases import offices

    roles = [Role(role) for role in args.role]
    by = office.officer(args.officer)
    office.perform(offices.put_officer, args.login, name=args.name, roles=roles, office=args.office, by=by)
    answer = {"login": args.login, "name": args.name, "roles": args.role, "office": args.office or "350200"}
    context.answer(answer, lambda: f"已登记：{args.login}（{args.name}）")
    return 0


def _away(office: "Office", args: Namespace, context: Context) -> int:
    from usecases import absences

    since, through = day(args.since, "--from") or date.min, day(args.through, "--to") or date.min
    by = office.officer(args.officer)
    office.perform(absences.enter, args.login, since, through, args.deputy, by=by)
    answer = {"login": args.login, "from": since, "to": through, "deputy": args.deputy}
    context.answer(answer, lambda: f"已登记：{args.login} 离岗，由 {args.deputy} 代理")
    return 0


def _list(office: "Office", context: Context) -> int:
    from usecases import officers, offices

    with office.reading() as session:
        for one in officers.active(session):
            place = offices.place_of(session, one)
            where = "市局" if place is None else place.name
            roles = sorted(role.value for role in one.roles)
            words = f"{one.login}  {one.name}  {where}"
            context.answer({"login": one.login, "name": one.name, "roles": roles, "office": where}, partial(str, words))
    return 0
