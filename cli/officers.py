"""`luqiao officers`: list who may sign in and where they belong, enter an officer of an office."""

from argparse import Namespace
from typing import TYPE_CHECKING

from cli.context import Context
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
    return top


def run(argv: list[str], context: Context) -> int:
    """Run one call; exit status as contracts/commands.md."""
    args = parser().parse_args(argv)
    from wiring.office import open_office

    office = open_office(context.settings())
    try:
        return _list(office, context) if args.what == "list" else _add(office, args, context)
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


def _list(office: "Office", context: Context) -> int:
    from usecases import officers, offices

    with office.reading() as session:
        for one in officers.active(session):
            place = offices.place_of(session, one)
            where = "市局" if place is None else place.name
            roles = sorted(role.value for role in one.roles)
            context.answer({"login": one.login, "name": one.name, "roles": roles, "office": where},
                           lambda one=one, where=where: f"{one.login}  {one.name}  {where}")  # fmt: skip
    return 0
