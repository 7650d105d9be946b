"""Absences: who is away on which days, who stands in, and who of an office has the least open work."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import func, insert, select, text
from sqlalchemy.sql.elements import ColumnElement
from sqlmodel import Session

from models.errors import InvalidInput, NotFound
from models.tables.applications import OPEN_STATES, ApplicationRow
from models.tables.columns import table_of
from models.tables.offices import AbsenceRow
from models.values import Card, Officer, Role
from usecases import audit, officers, offices
from usecases.deeds import deed

ABSENCES, APPLICATIONS = table_of(AbsenceRow), table_of(ApplicationRow)


@deed("officer.absent")
def enter(session: Session, login: str, from_on: date, to_on: date, deputy: str, *, by: Officer, at: datetime) -> None:
    """Enter an absence, both days included, with the officer who stands in.

    Raises NotFound (officer or deputy), InvalidInput (days, oneself as deputy, a deputy who is away then too).
    """
    for one in (login, deputy):
        if officers.find(session, one) is None:
            raise NotFound(f"没有名为{one}的在岗人员。", kept="没有任何改动。")
    if to_on < from_on or login == deputy:
        raise InvalidInput(
            "离岗的日期或代理人有误。", kept="没有任何改动。", do_next="末日不早于首日，代理人须为他人。"
        )
    c = ABSENCES.c
    also_away = select(c.id).where(c.login == deputy, c.from_on <= to_on, c.to_on >= from_on, c.cancelled_at.is_(None))
    if session.execute(also_away.limit(1)).first() is not None:
        raise InvalidInput(f"代理人{deputy}这段时间也离岗。", kept="没有任何改动。", do_next="请另选代理人。")
    values = {"login": login, "from_on": from_on, "to_on": to_on, "deputy": deputy}
    session.execute(insert(ABSENCES).values(**values, entered_by=by.login, entered_at=at))
    facts: dict[str, object] = {"from": str(from_on), "to": str(to_on), "deputy": deputy}
    audit.record(session, by=by, at=at, deed="officer.absent", subject=login, facts=facts)


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
    """Return the licence clerk of the district's office (the city's where it has none) with the least open work.

    Who is away is passed over; of equals the first by login. None where there is nobody.
    """
    absent = away(session, on)
    there = [one.login for one in _clerks(session, district) if one.login not in absent]
    if not there:
        return None
    c = APPLICATIONS.c
    cards = c.card.in_([card.value for card in Card])  # the index of what is open has the card before the officer
    open_work = select(c.assigned_to, func.count()).where(text(OPEN_STATES), cards, c.assigned_to.in_(there))
    load = {row[0]: row[1] for row in session.execute(open_work.group_by(c.assigned_to))}
    return min(there, key=lambda login: (load.get(login, 0), login))


def _clerks(session: Session, district: str) -> Sequence[Officer]:
    clerks = [one for one in officers.active(session) if Role.LICENCE_CLERK in one.roles]
    places = {one.login: offices.place_of(session, one) for one in clerks}
    of_district = [one for one in clerks if (place := places[one.login]) and place.division == district]
    return of_district or [one for one in clerks if places[one.login] is None]


def _on(day: date) -> tuple[ColumnElement[bool], ...]:
    c = ABSENCES.c
    return c.from_on <= day, c.to_on >= day, c.cancelled_at.is_(None)
