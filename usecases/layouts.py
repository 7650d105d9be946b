"""The layout plan at work: imported in versions, the cell of an application, how full it is, who waits for it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import and_, func, insert, or_, select, update
from sqlmodel import Session

from models.errors import Conflict
from models.said import said
from models.tables.applications import ApplicationRow, HistoryRow
from models.tables.columns import table_of
from models.tables.examination import LayoutCellRow, LayoutPlaceRow, LayoutPlanRow
from models.tables.licences import LicenceRow
from models.values import Item, Officer
from rules import layout, licences
from rules.screening import LayoutPlan
from usecases import audit
from usecases.cases import Case, columns_of
from usecases.deeds import deed
from usecases.faults import Fault, Faulty

PLANS, CELLS, PLACES = table_of(LayoutPlanRow), table_of(LayoutCellRow), table_of(LayoutPlaceRow)
APPLICATIONS, HISTORY, LICENCES = table_of(ApplicationRow), table_of(HistoryRow), table_of(LicenceRow)
ACCEPTED = ("application.accepted", "application.deemed_accepted")
WAITING = ("accepted", "examining")
UNDECIDED = ("received", "correcting", *WAITING)
IN_FORCE = tuple(sorted(status.value for status in licences.IN_FORCE))


@dataclass(frozen=True, slots=True)
class Waiting:
    """One application for a slot, in the order of acceptance: the moment, and the bureau's own number of it."""

    number: str
    accepted_at: datetime
    seq: int


@dataclass(frozen=True, slots=True)
class Place:
    """The cell that an application is for, under the plan of a day."""

    plan: Mapping[str, Any]
    cell: Mapping[str, Any] | None

    @property
    def name(self) -> str:
        """Plan and cell, as a clerk reads them."""
        return f"{self.plan['name']}{self.cell['name'] if self.cell else ''}"


@deed("layout.imported")
def load(session: Session, text: str, sha256: str, *, by: Officer, at: datetime) -> list[str]:
    """Take the plans of a CSV file as new versions and return their districts; holders are not touched (LIC_R 18).

    Open applications for a new licence there are screened again. Raises Faulty with every line; Conflict where a
    version of that district begins on the same day.
    """
    plans, faults = layout.read_plans(text)
    if faults:
        raise Faulty([Fault(*each) for each in faults])
    for plan in plans:
        _take(session, plan, sha256, by=by, at=at)
    districts = sorted({plan.district for plan in plans})
    again = update(APPLICATIONS).where(APPLICATIONS.c.item == Item.NEW.value, APPLICATIONS.c.district.in_(districts))
    session.execute(again.where(APPLICATIONS.c.state.in_(UNDECIDED)).values(screened_at=None))
    facts: dict[str, object] = {"sha256": sha256, "cells": sum(len(plan.cells) for plan in plans)}
    facts["plans"] = [[plan.district, plan.valid_from.isoformat()] for plan in plans]
    audit.record(session, by=by, at=at, deed="layout.imported", subject="layout", facts=facts)
    return districts


def _take(session: Session, plan: layout.Plan, sha256: str, *, by: Officer, at: datetime) -> None:
    c, first = PLANS.c, plan.valid_from
    same = select(c.id).where(c.district == plan.district, c.valid_from == first)
    if session.execute(same).first() is not None:
        raise Conflict(
            said("{district}自{first}起的规划已经导入。", district=plan.district, first=first),
            kept="什么都没有导入。",
            do_next="改动请用新的起始日期。",
        )
    earlier = update(PLANS).where(c.district == plan.district, c.valid_from < first)
    still = or_(c.valid_to.is_(None), c.valid_to >= first)
    session.execute(earlier.where(still).values(valid_to=first - timedelta(days=1)))
    later = select(func.min(c.valid_from)).where(c.district == plan.district, c.valid_from > first)
    following = session.execute(later).scalar()
    values = {"name": plan.name, "district": plan.district, "valid_from": first, "sha256": sha256}
    values |= {"valid_to": following - timedelta(days=1) if following else None, "imported_at": at}
    values |= {"school_buffer_m": plan.school_buffer_m, "imported_by": by.login}
    plan_id = session.execute(insert(PLANS).values(values).returning(PLANS.c.id)).scalar_one()
    names = ("code", "name", "area_type", "min_spacing_m", "quota")
    rows = [{n: getattr(cell, n) for n in names} | {"places": list(cell.places)} for cell in plan.cells]
    session.execute(insert(CELLS), [row | {"plan_id": plan_id} for row in rows])


def plans(session: Session) -> list[dict[str, Any]]:
    """Return every version with the number of its cells, by district and day."""
    counted = select(func.count()).where(CELLS.c.plan_id == PLANS.c.id).scalar_subquery().label("cells")
    rows = session.execute(select(PLANS, counted).order_by(PLANS.c.district, PLANS.c.valid_from))
    return [columns_of(row) for row in rows]


def settle(session: Session, case: Case, on: date) -> None:
    """Keep in which cell a new application lies: as the site check says, else by its address."""
    plan = _plan(session, case.row["district"], on) if case.form.item is Item.NEW else None
    if plan is None:
        return
    cells = session.execute(select(CELLS.c.code, CELLS.c.places).where(CELLS.c.plan_id == plan["id"])).all()
    said = (case.row["site_check"] or {}).get("cell", "")
    known = said if said in {row.code for row in cells} else ""
    code = known or layout.cell_of(case.form.premises.address, [(row.code, row.places or ()) for row in cells])
    values = {"district": case.row["district"], "code": code}
    mine = PLACES.c.application_id == case.id
    if session.execute(select(PLACES.c.code).where(mine)).first() is None:
        session.execute(insert(PLACES).values(**values, application_id=case.id))
    else:
        session.execute(update(PLACES).where(mine).values(values))


def place_of(session: Session, application_id: int, district: str, on: date) -> Place | None:
    """Return plan and cell of an application, None where its district has no plan on that day."""
    plan = _plan(session, district, on)
    if plan is None:
        return None
    code = select(PLACES.c.code).where(PLACES.c.application_id == application_id, PLACES.c.district == district)
    mine = and_(CELLS.c.plan_id == plan["id"], CELLS.c.code == code.scalar_subquery())
    row = session.execute(select(CELLS).where(mine)).first()
    return Place(plan, None if row is None else columns_of(row))


def standing(session: Session, case: Case, on: date) -> LayoutPlan | None:
    """Return the plan in force for a new application as the rules judge it, None where none is loaded."""
    place = place_of(session, case.id, case.row["district"], on) if case.form.item is Item.NEW else None
    if place is None:
        return None
    buffer = place.plan["school_buffer_m"]
    if place.cell is None:
        return LayoutPlan(place.plan["name"], school_buffer_m=buffer, placed=False)
    cell, count, ahead = place.cell, None, 0
    if cell["quota"] is not None:
        count, ahead = shops(session, place), len(before(session, case.id, place))
    return LayoutPlan(place.name, cell["min_spacing_m"], cell["quota"], count, buffer, ahead)


def shops(session: Session, place: Place) -> int:
    """Return how many licences in force lie in a cell: by their address, or granted for it."""
    if place.cell is None:
        return 0
    c, district = LICENCES.c, place.plan["district"]
    joined = PLACES.join(APPLICATIONS, APPLICATIONS.c.id == PLACES.c.application_id)
    granted = select(APPLICATIONS.c.licence_no).select_from(joined)
    granted = granted.where(PLACES.c.district == district, PLACES.c.code == place.cell["code"],
                            APPLICATIONS.c.state == "granted")  # fmt: skip
    here = [c.address.contains(piece, autoescape=True) for piece in place.cell["places"] or ()]
    wanted = select(func.count()).where(c.district == district, c.status.in_(IN_FORCE))
    return int(session.execute(wanted.where(or_(c.licence_no.in_(granted), *here))).scalar_one())


def waiting(session: Session, district: str, code: str) -> list[Waiting]:
    """Return the accepted, undecided applications for a cell in the order of their acceptance (ALL 57)."""
    a, h = APPLICATIONS.c, HISTORY.c
    joined = PLACES.join(APPLICATIONS, a.id == PLACES.c.application_id)
    joined = joined.outerjoin(HISTORY, and_(h.subject == a.number, h.deed.in_(ACCEPTED)))
    seq = func.max(h.ledger_seq)
    wanted = select(a.number, a.accepted_at, seq).select_from(joined).group_by(a.number, a.accepted_at)
    wanted = wanted.where(PLACES.c.district == district, PLACES.c.code == code, a.item == Item.NEW.value)
    rows = session.execute(wanted.where(a.state.in_(WAITING)).order_by(a.accepted_at, seq))
    return [Waiting(number, accepted_at, last or 0) for number, accepted_at, last in rows]


def before(session: Session, application_id: int, place: Place) -> list[str]:
    """Return the applications for the same cell that were accepted earlier; for one not accepted, all of them."""
    if place.cell is None:
        return []
    mine = session.execute(select(APPLICATIONS.c.number).where(APPLICATIONS.c.id == application_id)).scalar()
    numbers = [one.number for one in waiting(session, place.plan["district"], place.cell["code"])]
    return numbers[: numbers.index(mine)] if mine in numbers else numbers


def require_turn(session: Session, case: Case, on: date) -> None:
    """Raise Refused where a grant would take a slot that is not there, or belongs to an earlier one (ALL 57)."""
    place = place_of(session, case.id, case.row["district"], on) if case.form.item is Item.NEW else None
    if place is None or place.cell is None or place.cell["quota"] is None:
        return
    session.execute(select(CELLS.c.id).where(CELLS.c.id == place.cell["id"]).with_for_update())
    layout.check_turn(place.name, place.cell["quota"], shops(session, place), before(session, case.id, place))


def move_up(session: Session, case: Case) -> None:
    """Let those who wait for the same cell be screened again: one before them was decided."""
    mine = session.execute(select(PLACES.c.district, PLACES.c.code).where(PLACES.c.application_id == case.id)).first()
    if mine is None or not mine.code:
        return
    others = select(PLACES.c.application_id).where(PLACES.c.district == mine.district, PLACES.c.code == mine.code)
    again = update(APPLICATIONS).where(APPLICATIONS.c.id.in_(others), APPLICATIONS.c.id != case.id)
    session.execute(again.where(APPLICATIONS.c.state.in_(UNDECIDED)).values(screened_at=None))


def _plan(session: Session, district: str, on: date) -> dict[str, Any] | None:
    c = PLANS.c
    held = or_(c.valid_to.is_(None), c.valid_to >= on)
    row = session.execute(select(PLANS).where(c.district == district, c.valid_from <= on, held)).first()
    return None if row is None else columns_of(row)
