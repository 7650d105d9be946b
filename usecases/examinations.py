"""The examination of one application as a clerk sees it: visits, opinions with their cards, hearings, who waits."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlmodel import Session

from content.lawbook import lawbook
from models.values import ApplicationState, Item, shanghai_date
from rules.terms import card
from usecases import calendars, hearings, layouts, officers, reviews, site_checks
from usecases.cases import Case
from usecases.layouts import Waiting

UNTOUCHED = (ApplicationState.RECEIVED.value, ApplicationState.CORRECTING.value)
Rows = tuple[dict[str, Any], ...]


@dataclass(frozen=True, slots=True)
class Slot:
    """The layout cell of an application: its plan, how full it is, who waits for it in the order of acceptance."""

    name: str
    placed: bool
    area_type: str = ""
    min_spacing_m: float | None = None
    quota: int | None = None
    shops: int | None = None
    waiting: tuple[Waiting, ...] = ()


@dataclass(frozen=True, slots=True)
class Examination:
    """What was planned, seen, asked and heard; `reviews` also hold unit_name, by_name and card."""

    visits: Rows = ()
    reviews: Rows = ()
    hearings: Rows = ()
    slot: Slot | None = None


def of_case(session: Session, case: Case, *, at: datetime) -> Examination:
    """Return the examination of an application; nothing of it begins before the acceptance but its place in a plan."""
    today = shanghai_date(at)
    slot = _slot(session, case, today)
    if case.state in UNTOUCHED:
        return Examination(slot=slot)
    heard = tuple(row | {"lapsed": hearings.lapsed(row, today)} for row in hearings.of_application(session, case.id))
    visits = tuple(site_checks.of_application(session, case.id))
    return Examination(visits, _reviews(session, case, today), heard, slot)


def _reviews(session: Session, case: Case, today: date) -> Rows:
    rows = reviews.of_application(session, case.id)
    if not rows:
        return ()
    law, calendar, names = lawbook().in_force(today), calendars.current(session), officers.names(session)
    shown = []
    for row in rows:
        done = row["answered_at"] is not None or case.state != ApplicationState.EXAMINING.value
        earned = card(row["due_on"], today, calendar, law.settings, done=done)
        unit = law.units.get(row["unit"])
        by_name = names.get(row["answered_by"], row["answered_by"])
        more = {"unit_name": unit.name if unit else row["unit"], "by_name": by_name, "card": earned.value}
        shown.append(row | more)
    return tuple(shown)


def _slot(session: Session, case: Case, today: date) -> Slot | None:
    place = layouts.place_of(session, case.id, case.row["district"], today) if case.form.item is Item.NEW else None
    if place is None:
        return None
    cell = place.cell
    if cell is None:
        return Slot(place.name, placed=False)
    waiting = tuple(layouts.waiting(session, place.plan["district"], cell["code"]))
    shops = layouts.shops(session, place) if cell["quota"] is not None else None
    known = (cell["area_type"], cell["min_spacing_m"], cell["quota"], shops, waiting)
    return Slot(place.name, cell is not None, *known)
