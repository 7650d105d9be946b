"""Enforcement cases to look at: the list by stage, handler, office and term, and one case with what may come next."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlmodel import Session

from models.tables.casework import CaseStepRow, EnforcementCaseRow
from models.tables.columns import table_of
from models.values import shanghai_date
from rules.casework import conditions, deadlines, steps
from rules.casework.asked import Asked
from rules.casework.deadlines import Due
from rules.goods import Goods
from usecases import casework_goods, casework_judging, casework_rows, proposals
from usecases.cases import columns_of
from usecases.casework_rows import EnforcementCase
from usecases.proposals import Proposal

CASES, STEPS = table_of(EnforcementCaseRow), table_of(CaseStepRow)
_SHOWN = ("id", "number", "stage", "cause", "party_name", "place", "handler", "filed_on", "due_on", "due_term")


@dataclass(frozen=True, slots=True)
class CaseLine:
    """One line of the list."""

    id: int
    number: str
    stage: str
    cause: str
    party_name: str
    place: str
    handler: str
    filed_on: date | None
    due_on: date | None
    due_term: str


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which cases a list shows; "" and None = every one."""

    stage: str = ""
    office: str = ""
    handler: str = ""
    due_by: date | None = None


@dataclass(frozen=True, slots=True)
class StepLine:
    """One step that was taken."""

    deed: str
    name: str
    on: date
    at: datetime
    by: str
    said: dict[str, Any]
    document_no: str


@dataclass(frozen=True, slots=True)
class Next:
    """One step that the stage allows; `missing` is what still stands against it, for `needs_two` another confirms.

    `do_next` says what to do about what is missing.
    """

    deed: str
    name: str
    missing: tuple[str, ...]
    needs_two: bool
    do_next: str = ""


@dataclass(frozen=True, slots=True)
class CaseDetail:
    """One case whole: columns, steps, terms that run, what may come next, what waits for a second one, goods."""

    case: EnforcementCase
    steps: tuple[StepLine, ...]
    terms: tuple[Due, ...]
    next: tuple[Next, ...]
    waiting: Proposal | None
    goods: tuple[Goods, ...] = ()


def page(session: Session, wanted: Wanted, *, after: int | None = None, limit: int = 100) -> list[CaseLine]:
    """Return cases, the newest first, that come behind an id."""
    c = CASES.c
    query = select(*(c[name] for name in _SHOWN)).order_by(c.id.desc()).limit(limit)
    query = query if after is None else query.where(c.id < after)
    for column, value in ((c.stage, wanted.stage), (c.office, wanted.office), (c.handler, wanted.handler)):
        query = query.where(column == value) if value else query
    query = query if wanted.due_by is None else query.where(c.due_on <= wanted.due_by)
    return [CaseLine(*row) for row in session.execute(query)]


def detail(session: Session, number: str, *, at: datetime) -> CaseDetail:
    """Return one case whole; raises NotFound."""
    case = casework_rows.read(session, number)
    asked = casework_judging.judged(session, case, shanghai_date(at))
    found = session.execute(select(STEPS).where(STEPS.c.case_id == case.row["id"]).order_by(STEPS.c.id))
    lines = tuple(_line(columns_of(row)) for row in found)
    terms = tuple(deadlines.running(case.standing, asked))
    goods = tuple(casework_goods.of_case(session, case))
    return CaseDetail(case, lines, terms, _next(case, asked), proposals.open_one(session, case.number, None), goods)


def _line(row: dict[str, Any]) -> StepLine:
    name = steps.name_of(row["deed"])
    return StepLine(row["deed"], name, row["counts_on"], row["at"], row["by"], row["said"] or {}, row["document_no"])


def _next(case: EnforcementCase, asked: Asked) -> tuple[Next, ...]:
    """Return what the stage allows; a condition on what the step itself says is left to the step."""
    found = []
    for deed, step in steps.STEPS.items():
        if case.standing.stage in step.sources:
            missing = conditions.missing_of_case(deed, case.standing, asked)
            advice = conditions.what_to_do(deed, case.standing, asked, said=False) if missing else ""
            found.append(Next(deed, step.name, tuple(missing), step.asks_pair, advice))
    return tuple(found)
