"""Saved views: filters that an officer gave a name, to be picked again."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import delete, select, update
from sqlmodel import Session

from models.tables.columns import table_of
from models.tables.offices import SavedViewRow
from usecases.deeds import housekeeping
from usecases.first_rows import put_if_missing
from usecases.texts import storable

VIEWS = table_of(SavedViewRow)
NAME_LIMIT = 40


@housekeeping
def save(session: Session, login: str, screen: str, name: str, wanted: Mapping[str, Any]) -> None:
    """Keep a filter of a list under a name; an earlier one of the same name is replaced."""
    kept = {"login": login, "screen": screen, "name": storable(name)[:NAME_LIMIT]}
    if not put_if_missing(session, VIEWS, **kept, wanted=dict(wanted)):
        c = VIEWS.c
        mine = (c.login == login, c.screen == screen, c.name == kept["name"])
        session.execute(update(VIEWS).where(*mine).values(wanted=dict(wanted)))


@housekeeping
def drop(session: Session, login: str, screen: str, name: str) -> None:
    """Forget a filter that is not wanted any more."""
    c = VIEWS.c
    session.execute(delete(VIEWS).where(c.login == login, c.screen == screen, c.name == name))


def of_officer(session: Session, login: str, screen: str) -> dict[str, dict[str, Any]]:
    """Return an officer's filters of a list by name, in the order in which they were saved."""
    c = VIEWS.c
    rows = session.execute(select(c.name, c.wanted).where(c.login == login, c.screen == screen).order_by(c.id))
    return {row.name: row.wanted for row in rows}
