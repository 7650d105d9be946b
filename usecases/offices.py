"""Offices: the list of content/offices.toml, where an officer belongs, and whether the gate lets a deed through."""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, delete, func, insert, select, text, update
from sqlmodel import Session

from content.office_list import known
from models.errors import InvalidInput, Refused
from models.said import said
from models.tables.applications import OPEN_STATES, ApplicationRow
from models.tables.columns import table_of
from models.tables.officers import OfficerRow
from models.tables.offices import OfficeMemberRow
from models.values import Card, Officer, Role
from rules import authority, competence
from rules.competence import Place
from usecases import audit, officers, together
from usecases.deeds import deed
from usecases.first_rows import put_if_missing

APPLICATIONS, MEMBERS, OFFICERS = table_of(ApplicationRow), table_of(OfficeMemberRow), table_of(OfficerRow)
GIVEN = "application.assigned"
NAMED = 5  # applications that a refusal names
LOGIN = re.compile(r"[a-z][a-z0-9_]{1,39}", re.ASCII)
_OFFICE = select(MEMBERS.c.office).where(MEMBERS.c.login == bindparam("who"))
_A = APPLICATIONS.c
_WHERE = select(_A.district, _A.taken_over, _A.offered_to).where(_A.number == bindparam("wanted"))


def place_of(session: Session, by: Officer) -> Place | None:
    """Return the office of an officer, None for the city bureau (everybody who was put nowhere else)."""
    found = together.remembered(session, MEMBERS, "offices") or {}
    code = found[by.login] if by.login in found else session.execute(_OFFICE, {"who": by.login}).scalar()
    together.remember(session, MEMBERS, "offices", by.login, code)
    return None if code is None else known()[code]


def sees(session: Session, by: Officer) -> str | None:
    """Return the district whose office's applications an officer may see, None for all: the city's, who supervises."""
    place = place_of(session, by)
    return None if place is None or competence.sees_all(place, by) else place.division


def require(session: Session, deed: str, by: Officer, args: Sequence[object], more: Mapping[str, object]) -> None:
    """Raise Refused where an officer's office may not do a deed on what it is about (rules.competence, whereabouts)."""
    place = place_of(session, by)
    if place is None or competence.sees_all(place, by):
        return
    from usecases import whereabouts  # only where an office has limits

    for code in whereabouts.of(session, whereabouts.Call(deed, by.login, args, more)):
        competence.check(place, deed, code, by)


def may_have(session: Session, officer: Officer, row: Mapping[str, Any]) -> bool:
    """Tell whether an application (its columns) may be given to an officer: the own office must be competent."""
    place, code = place_of(session, officer), row["taken_over"]
    return place is None or competence.may(place, GIVEN, known()[code].division if code else row["district"], officer)


def in_charge(session: Session, number: str) -> str | None:
    """Return the code of the office that took an application over, None where its district's still has it."""
    stands = session.execute(_WHERE, {"wanted": number}).first()
    return None if stands is None else stands.taken_over


def at(session: Session, number: str) -> str | None:
    """Return the code of the office that has an application, None where there is no such application."""
    stands = session.execute(_WHERE, {"wanted": number}).first()
    return None if stands is None else stands.taken_over or stands.district


@deed("officer.changed")
def put_officer(
    session: Session, login: str, *, name: str, roles: Sequence[Role], office: str = "", by: Officer, at: datetime
) -> None:
    """Enter an officer, or change name, roles and office of one; without an office it is the city bureau.

    Who was taken off the desk stays off it.
    Raises InvalidInput (login, name, office); Refused (roles that exclude each other, the last administrator, open
    applications in hand that the new office is not competent for).
    """
    if not LOGIN.fullmatch(login) or not name.strip() or not roles:
        raise InvalidInput(
            "登录名、姓名或角色有误。", kept="没有任何改动。", do_next="登录名用小写字母、数字和下划线。"
        )
    authority.check_roles(roles)
    values = {"name": name.strip()[:50], "roles": sorted(role.value for role in roles)}
    if not put_if_missing(session, OFFICERS, login=login, certificate_no="", active=True, **values):
        held = officers.find(session, login)
        if held is not None:
            officers.require_other_administrator(session, login, held.roles - set(roles))
        session.execute(update(OFFICERS).where(OFFICERS.c.login == login).values(values))
    session.execute(delete(MEMBERS).where(MEMBERS.c.login == login))
    if office:
        _refuse_leaving_behind(session, login, code_of(office), roles)
        session.execute(insert(MEMBERS).values(login=login, office=code_of(office)))
    facts: dict[str, object] = {"roles": values["roles"], "office": office}
    audit.record(session, by=by, at=at, deed="officer.changed", subject=login, facts=facts)


def _refuse_leaving_behind(session: Session, login: str, code: str, roles: Sequence[Role]) -> None:
    """Raise Refused where an officer would keep open applications that nobody of the new office may go on with."""
    place = known()[code]
    if competence.sees_all(place, Officer(login, login, frozenset(roles))):
        return
    every = [card.value for card in Card]  # the index of what is open has the card before the officer
    mine = select(_A.number).where(text(OPEN_STATES), _A.card.in_(every), _A.assigned_to == login)
    mine = mine.where(func.coalesce(_A.taken_over, _A.district) != place.division).order_by(_A.id).limit(NAMED)
    if left := list(session.execute(mine).scalars()):
        raise Refused(
            said("{login}还承办{numbers}，{office}不能办理。", login=login, numbers="、".join(left), office=place.name),
            kept="没有任何改动。",
            do_next="请先把这些申请分派给有权办理的机构的人员。",
        )


def code_of(code: str) -> str:
    """Return an office's code as it is; raises InvalidInput for one that is not in the list."""
    if code not in known():
        raise InvalidInput(
            said("没有机构“{code}”。", code=code),
            kept="没有任何改动。",
            do_next="可用的机构：" + "、".join(known()) + "。",
        )
    return code
