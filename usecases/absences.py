"""Absences: who is away on which days, who stands in, and who of an office has the least open work."""

from datetime import date, datetime

from sqlalchemy import and_, func, insert, or_, select, text, update
from sqlalchemy.sql.elements import ColumnElement
from sqlmodel import Session

from models.errors import InvalidInput, NotFound, Refused
from models.said import said
from models.tables.applications import OPEN_STATES, ApplicationRow
from models.tables.columns import table_of
from models.tables.offices import AbsenceRow
from models.values import Card, Officer, Role, shanghai_date
from rules import authority, competence
from rules.competence import Kind
from usecases import audit, officers, offices
from usecases.deeds import deed

ABSENCES, APPLICATIONS = table_of(AbsenceRow), table_of(ApplicationRow)


@deed("officer.absent")
def enter(session: Session, login: str, from_on: date, to_on: date, deputy: str, *, by: Officer, at: datetime) -> None:
    """Enter an absence, both days included, with the officer who stands in.

    Raises NotFound (officer or deputy); InvalidInput (days, oneself as deputy, a deputy who is away then too, away
    already or somebody's deputy then); Refused (a deputy whose office or roles do not reach as far).
    """
    absent, stands_in = (_serving(session, one) for one in (login, deputy))
    if to_on < from_on or login == deputy:
        raise InvalidInput(
            "离岗的日期或代理人有误。", kept="没有任何改动。", do_next="末日不早于首日，代理人须为他人。"
        )
    c = ABSENCES.c
    then = and_(c.from_on <= to_on, c.to_on >= from_on, c.cancelled_at.is_(None))
    if session.execute(select(c.id).where(c.login == deputy, then).limit(1)).first() is not None:
        raise InvalidInput(
            said("代理人{deputy}这段时间也离岗。", deputy=deputy), kept="没有任何改动。", do_next="请另选代理人。"
        )
    busy = select(c.login).where(or_(c.login == login, c.deputy == login), then).limit(1)
    if (other := session.execute(busy).scalar()) is not None:
        words = "已登记离岗" if other == login else said("代理{other}", other=other)
        raise InvalidInput(
            said("{login}这段时间{words}。", login=login, words=words),
            kept="没有任何改动。",
            do_next="请先登记提前返岗，或者改日期。",
        )
    _require_reach(session, stands_in, absent)
    values = {"login": login, "from_on": from_on, "to_on": to_on, "deputy": deputy}
    session.execute(insert(ABSENCES).values(**values, entered_by=by.login, entered_at=at))
    facts: dict[str, object] = {"from": str(from_on), "to": str(to_on), "deputy": deputy}
    audit.record(session, by=by, at=at, deed="officer.absent", subject=login, facts=facts)


def _serving(session: Session, login: str) -> Officer:
    found = officers.find(session, login)
    if found is None:
        raise NotFound(said("没有名为{login}的在岗人员。", login=login), kept="没有任何改动。")
    return found


def _require_reach(session: Session, deputy: Officer, absent: Officer) -> None:
    """Raise Refused where a deputy's office or roles do not reach as far as the absent officer's."""
    here, there = offices.place_of(session, deputy), offices.place_of(session, absent)
    if not competence.stands_in(here, there):
        raise Refused(
            said(
                "{name}属于{office}，不能代理{where}的{absent}（{basis}）。",
                name=deputy.name,
                office=competence.name_of(here),
                where=competence.name_of(there),
                absent=absent.name,
                basis=competence.BASIS,
            ),
            kept="没有任何改动。",
            do_next="请选本局或者市局的人员；要由别的区局办的件，请逐件移交。",
        )
    if authority.may(officers.HANDLES, absent) and not authority.may(officers.HANDLES, deputy):
        raise Refused(
            said("{name}（{roles}）不能承办申请。", name=deputy.name, roles=authority.roles_text(deputy.roles)),
            kept="没有任何改动。",
            do_next="请另选代理人。",
        )


@deed("officer.returned")
def back(session: Session, login: str, *, by: Officer, at: datetime) -> int:
    """End an officer's absence early, also one that has not begun; return how many were ended. Raises NotFound."""
    c = ABSENCES.c
    mine = update(ABSENCES).where(c.login == login, c.to_on >= shanghai_date(at), c.cancelled_at.is_(None))
    ended = int(session.execute(mine.values(cancelled_at=at)).rowcount)  # type: ignore[attr-defined]  # CursorResult
    if not ended:
        raise NotFound(
            said("{login}没有登记离岗。", login=login), kept="没有任何改动。", do_next="请用 officers list 查看。"
        )
    audit.record(session, by=by, at=at, deed="officer.returned", subject=login, facts={"ended": ended})
    return ended


def stood_in_for(session: Session, login: str, on: date) -> list[str]:
    """Return for whom an officer stands in on a day, by login."""
    c = ABSENCES.c
    rows = session.execute(select(c.login).where(c.deputy == login, *_on(on)).distinct().order_by(c.login))
    return list(rows.scalars())


def away(session: Session, on: date) -> dict[str, str]:
    """Return who is away on a day, with the deputy."""
    c = ABSENCES.c
    return {row.login: row.deputy for row in session.execute(select(c.login, c.deputy).where(*_on(on)).order_by(c.id))}


def least_loaded(session: Session, district: str, on: date) -> str | None:
    """Return the licence clerk of a district's office (the city's where it has none) with the least open work.

    Who may examine and decide goes before a hall's clerk. Who is away is passed over, for the deputies where all are;
    of equals the first by login. None where there is nobody.
    """
    absent, group = away(session, on), next((group for group in _clerks(session, district) if group), [])
    there = [one for one in group if one not in absent] or [absent[one] for one in group]
    if not there:
        return None
    c = APPLICATIONS.c
    cards = c.card.in_([card.value for card in Card])  # the index of what is open has the card before the officer
    open_work = select(c.assigned_to, func.count()).where(text(OPEN_STATES), cards, c.assigned_to.in_(there))
    load = {row[0]: row[1] for row in session.execute(open_work.group_by(c.assigned_to))}
    return min(there, key=lambda login: (load.get(login, 0), login))


def _clerks(session: Session, district: str) -> tuple[list[str], ...]:
    """Return the clerks of a district's bureau, of its hall, of the city bureau."""
    clerks = [one for one in officers.active(session) if Role.LICENCE_CLERK in one.roles]
    places = [(one.login, offices.place_of(session, one)) for one in clerks]
    local = [(login, place.kind) for login, place in places if place is not None and place.division == district]
    city = [login for login, place in places if place is None or place.kind is Kind.CITY]
    return *([login for login, kind in local if kind is wanted] for wanted in (Kind.DISTRICT, Kind.HALL)), city


def _on(day: date) -> tuple[ColumnElement[bool], ...]:
    c = ABSENCES.c
    return c.from_on <= day, c.to_on >= day, c.cancelled_at.is_(None)
