"""`luqiao officers`: list who may sign in and where they belong, enter one, take one off the desk."""

from argparse import Namespace
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from cli.context import Context
from cli.listing import given_day
from cli.parser import Parser
from models.said import said
from models.values import Role

if TYPE_CHECKING:
    from wiring.office import Office

LINE, LINE_OFF = "{login}  {name}  {roles}  {office}", "{login}  {name}  {roles}  {office}  已停用"
ROLES = [role.value for role in Role if role is not Role.SYSTEM]


def parser() -> Parser:
    """Return the parser of this command."""
    top = Parser("luqiao officers")
    commands = top.add_subparsers(dest="what", required=True)
    listed = commands.add_parser("list", help="列出在岗人员和所属机构")
    listed.add_argument("--all", action="store_true", help="连同已停用的")
    added = commands.add_parser("add", help="登记或变更一名人员")
    added.add_argument("login")
    added.add_argument("--name", required=True, help="姓名")
    added.add_argument("--role", action="append", choices=ROLES, required=True, help="角色，可重复")
    added.add_argument("--office", default="", metavar="CODE", help="机构代码，例如 350203；不写为市局")
    away = commands.add_parser("away", help="登记离岗和代理人，首日末日都算在内")
    away.add_argument("login")
    away.add_argument("--from", dest="since", metavar="DATE", required=True)
    away.add_argument("--to", dest="through", metavar="DATE", required=True)
    away.add_argument("--deputy", required=True, metavar="LOGIN", help="代理人")
    back = commands.add_parser("back", help="登记提前返岗，离岗和代理随之结束")
    back.add_argument("login")
    off = commands.add_parser("deactivate", help="停用一名人员，手上的工作交给 --to")
    off.add_argument("login")
    off.add_argument("--to", default="", metavar="LOGIN", help="接办的人员")
    on = commands.add_parser("activate", help="恢复一名停用的人员")
    on.add_argument("login")
    for each in (added, away, back, off, on):
        each.add_argument("--as", dest="officer", required=True)
    return top


def run(argv: list[str], context: Context) -> int:
    """Run one call; exit status as contracts/commands.md."""
    args = parser().parse_args(argv)
    with context.office() as office:
        return DEEDS[args.what](office, args, context)


def _add(office: "Office", args: Namespace, context: Context) -> int:
    from usecases import offices

    roles = [Role(role) for role in args.role]
    by = office.officer(args.officer)
    office.perform(offices.put_officer, args.login, name=args.name, roles=roles, office=args.office, by=by)
    answer = {"login": args.login, "name": args.name, "roles": args.role, "office": args.office or "350200"}
    context.answer(answer, lambda: said("已登记：{login}（{name}）", login=args.login, name=args.name))
    return 0


def _away(office: "Office", args: Namespace, context: Context) -> int:
    from usecases import absences

    since, through = given_day(args.since, "--from"), given_day(args.through, "--to")
    by = office.officer(args.officer)
    office.perform(absences.enter, args.login, since, through, args.deputy, by=by)
    answer = {"login": args.login, "from": since, "to": through, "deputy": args.deputy}
    words = said("已登记：{login} 离岗，由 {deputy} 代理", login=args.login, deputy=args.deputy)
    context.answer(answer, lambda: words)
    return 0


def _back(office: "Office", args: Namespace, context: Context) -> int:
    from usecases import absences

    office.perform(absences.back, args.login, by=office.officer(args.officer))
    context.answer({"login": args.login, "away": False}, lambda: said("已登记：{login} 返岗", login=args.login))
    return 0


def _deactivate(office: "Office", args: Namespace, context: Context) -> int:
    from usecases import departures

    done = office.perform(departures.deactivate, args.login, args.to, by=office.officer(args.officer))
    handed = {"applications": list(done.applications), "drafts": done.drafts, "terms": done.terms}
    handed["stands_in_for"] = list(done.stands_in_for)
    answer = {"login": args.login, "active": False, "to": args.to or None, "handed_over": handed}
    words = said("已停用：{login}", login=args.login)
    if args.to:
        words = said("已停用：{login}；{n} 件申请由 {to} 接办", login=args.login, n=len(done.applications), to=args.to)
    context.answer(answer, lambda: words)
    return 0


def _activate(office: "Office", args: Namespace, context: Context) -> int:
    from usecases import departures

    office.perform(departures.activate, args.login, by=office.officer(args.officer))
    context.answer({"login": args.login, "active": True}, lambda: said("已恢复：{login}", login=args.login))
    return 0


def _list(office: "Office", args: Namespace, context: Context) -> int:
    from rules import authority
    from usecases import officers, offices

    with office.reading() as session:
        for one, active in officers.everybody(session):
            if not (active or args.all):
                continue
            place = offices.place_of(session, one)
            where = "市局" if place is None else place.name
            told = {"login": one.login, "name": one.name, "roles": sorted(role.value for role in one.roles)}
            facts = {"login": one.login, "name": one.name, "roles": authority.roles_text(one.roles), "office": where}
            words = said(LINE if active else LINE_OFF, **facts)
            context.answer(told | {"office": where, "active": active}, partial(context.told, words))
    return 0


DEEDS: dict[str, Callable[["Office", Namespace, Context], int]] = {
    "list": _list, "add": _add, "away": _away, "back": _back, "deactivate": _deactivate, "activate": _activate,
}  # fmt: skip
