"""Opinions that are owed, as the home counts them: the law is read only where one is."""

from datetime import date

from sqlalchemy import func, select
from sqlalchemy.sql.elements import ColumnElement
from sqlmodel import Session

from models.tables.applications import ApplicationRow
from models.tables.columns import table_of
from models.tables.examination import ReviewRow
from models.values import Officer
from usecases import offices

REVIEWS, APPLICATIONS = table_of(ReviewRow), table_of(ApplicationRow)
UNDECIDED = ("accepted", "examining")


def count(session: Session, by: Officer, *, on: date, cap: int) -> int:
    """Return how many opinions an officer owes, at most `cap`."""
    c, a = REVIEWS.c, APPLICATIONS.c
    wanted = select(c.id).select_from(REVIEWS.join(APPLICATIONS, a.id == c.application_id))
    wanted = wanted.where(*owed(session, by)).limit(cap)
    if session.execute(wanted.limit(1)).first() is None:
        return 0
    mine = c.unit.in_(_units(by, on))
    return int(session.execute(select(func.count()).select_from(wanted.where(mine).subquery())).scalar_one())


def owed(session: Session, by: Officer) -> list[ColumnElement[bool]]:
    """Return what an opinion and its application must hold so that others asked for it, whichever unit is to give it.

    Only the applications that the officer's office is competent for are seen.
    """
    office, c, a = offices.sees(session, by), REVIEWS.c, APPLICATIONS.c
    waiting = [c.answered_at.is_(None), c.asked_by != by.login, a.state.in_(UNDECIDED)]
    return waiting if office is None else [*waiting, func.coalesce(a.taken_over, a.district) == office]


def _units(by: Officer, on: date) -> list[str]:
    from content.lawbook import lawbook

    held = {role.value for role in by.roles}
    return [unit.id for unit in lawbook().in_force(on).units.values() if unit.roles & held]
