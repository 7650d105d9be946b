"""The application queue: keyset pages by any filter, capped counts, search by name, number and pinyin initials."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Integer, Select, and_, column, exists, func, or_, select, table, text
from sqlalchemy.sql.elements import ColumnElement
from sqlmodel import Session

from models.tables.applications import ApplicationRow, RevisionRow
from models.tables.columns import table_of
from rules.identifiers import normal_number
from usecases import application_index, search_index

APPLICATIONS, REVISIONS = table_of(ApplicationRow), table_of(RevisionRow)
Key = tuple[datetime, int]
CAP = 10_001
NUMBER = re.compile(r"A-\d{4}-\d{1,9}", re.ASCII)
COLUMNS = (
    "id", "number", "channel", "channel_ref", "revision", "item", "state", "party_kind", "party_name", "shop_name",
    "district", "licence_no", "received_at", "submitted_at", "due_on", "due_provisional", "card", "screening",
    "assigned_to", "attention", "taken_over", "offered_to",
)  # fmt: skip
_SHOWN = [APPLICATIONS.c[name] for name in COLUMNS]
_GRAM = table("application_gram", column("rowid", Integer), column("application_gram"))


@dataclass(frozen=True, slots=True)
class ApplicationFilter:
    """What the queue shows; None = no condition. `order` is "newest" or "oldest" first."""

    state: str | None = None
    channel: str | None = None
    item: str | None = None
    card: str | None = None
    assigned_to: str | None = None
    outcome: str | None = None
    text: str = ""
    order: str = "oldest"
    attention: bool = False  # only what a person must look at: conflicts, newer revisions, proposals
    office: str | None = None  # what an office has, and what it is offered
    passed_on: bool = False  # what that office handed over to others too


@dataclass(frozen=True, slots=True)
class ApplicationLine:
    """One line of the queue; texts from outside are untrusted."""

    id: int
    number: str
    channel: str
    channel_ref: str
    revision: int
    item: str
    state: str
    party_kind: str
    party_name: str
    shop_name: str
    district: str
    licence_no: str
    received_at: datetime
    submitted_at: datetime
    due_on: date | None
    due_provisional: bool
    card: str
    screening: str
    assigned_to: str | None
    attention: str
    taken_over: str | None  # the office that has it, where not its district's
    offered_to: str | None

    @property
    def key(self) -> Key:
        """Return the keyset key."""
        return (self.received_at, self.id)


def page(
    session: Session,
    wanted: ApplicationFilter,
    *,
    after: Key | None = None,
    before: Key | None = None,
    limit: int = 128,
) -> Sequence[ApplicationLine]:
    """Return one page behind `after`, or the page that ends just before `before`, in the filter's order."""
    descending = wanted.order == "newest"
    backwards = before is not None
    query, row_id = _selected(session, wanted, _SHOWN)
    if after is not None:
        query = query.where(row_id < after[1] if descending else row_id > after[1])
    if before is not None:
        query = query.where(row_id > before[1] if descending else row_id < before[1])
    query = query.order_by(row_id.desc() if descending != backwards else row_id).limit(limit)
    rows = [ApplicationLine(*row) for row in session.execute(query)]
    return rows[::-1] if backwards else rows


def last_page(session: Session, wanted: ApplicationFilter, *, limit: int = 128) -> Sequence[ApplicationLine]:
    """Return the end of the list, in the filter's order."""
    query, row_id = _selected(session, wanted, _SHOWN)
    query = query.order_by(row_id if wanted.order == "newest" else row_id.desc()).limit(limit)
    return [ApplicationLine(*row) for row in session.execute(query)][::-1]


def count(session: Session, wanted: ApplicationFilter, *, cap: int = CAP) -> int:
    """Return how many lines the filter selects, at most `cap` (show "10,000+")."""
    query, _row_id = _selected(session, wanted, [])
    counted: int = session.execute(select(func.count()).select_from(query.limit(cap).subquery())).scalar_one()
    return counted


def of_office(office: str, *, passed_on: bool = False) -> ColumnElement[bool]:
    """Select what an office has and what it is offered, with `passed_on` what it handed over to others too."""
    c = APPLICATIONS.c
    found = or_(func.coalesce(c.taken_over, c.district) == office, c.offered_to == office)
    return or_(found, and_(c.taken_over.is_not(None), c.district == office)) if passed_on else found


def _selected(
    session: Session, wanted: ApplicationFilter, columns: Sequence[ColumnElement[Any]]
) -> tuple[Select[Any], ColumnElement[int]]:
    """Return the query for the columns (none: only to be counted) and the id, which rises in the order of receipt."""
    typed = wanted.text.strip()
    filters = {
        "state": wanted.state,
        "channel": wanted.channel,
        "item": wanted.item,
        "card": wanted.card,
        "assigned_to": wanted.assigned_to,
        "screening": wanted.outcome,
        "office": wanted.office,
    }
    one = NUMBER.fullmatch(normal_number(typed)) is not None
    indexed = _on_sqlite(session) and not (one or wanted.attention)
    expression = application_index.expression(filters, typed, passed_on=wanted.passed_on) if indexed else ""
    if expression:
        return _from_index(expression, _recheck(typed), columns)
    c, office = APPLICATIONS.c, filters.pop("office")
    conditions = [c[name] == value for name, value in filters.items() if value]
    if office:
        conditions.append(of_office(office, passed_on=wanted.passed_on))
    if wanted.attention:
        conditions.append(c.attention != "")
    if typed:
        conditions.append(_matching(session, typed))
    return select(*(columns or [c.id])).where(*conditions), c.id


def _on_sqlite(session: Session) -> bool:
    return session.get_bind().dialect.name == "sqlite"


def _from_index(
    expression: str, recheck: ColumnElement[bool] | None, columns: Sequence[ColumnElement[Any]]
) -> tuple[Select[Any], ColumnElement[int]]:
    """Select from SQLite's index, which gives its rows in the order of their ids, whatever was asked."""
    query = select(*(columns or [_GRAM.c.rowid])).where(_GRAM.c.application_gram.op("match")(expression))
    if columns or recheck is not None:
        query = query.select_from(_GRAM.join(APPLICATIONS, APPLICATIONS.c.id == _GRAM.c.rowid))
    return query if recheck is None else query.where(recheck), _GRAM.c.rowid


def _recheck(typed: str) -> ColumnElement[bool] | None:
    """Return what a row must hold besides, where the index knows a shorter start or only pairs of characters."""
    c, what = APPLICATIONS.c, application_index.kind(typed)
    number = normal_number(typed)
    if what == "number" and len(number) not in application_index.STARTS[what]:
        return _number_begins(number, typed)
    if what != "name" or len(typed) < 3:
        return None
    like = f"%{typed.replace('!', '!!').replace('%', '!%').replace('_', '!_')}%"
    heads = REVISIONS.c.form["applicant"]["legal_rep_name"].as_string().like(like, escape="!")
    newest = (REVISIONS.c.application_id == c.id, REVISIONS.c.revision == c.revision)
    behind = exists().where(*newest, heads).correlate(APPLICATIONS)  # asked only where neither name holds it
    return or_(c.party_name.like(like, escape="!"), c.shop_name.like(like, escape="!"), c.channel_ref == typed, behind)


def _number_begins(number: str, typed: str) -> ColumnElement[bool]:
    c = APPLICATIONS.c
    return or_(*(each.startswith(number) for each in (c.party_no, c.uscc, c.licence_no)), c.channel_ref == typed)


def _matching(session: Session, typed: str) -> ColumnElement[bool]:
    """Select by our number, an ID number, USCC, licence number, channel reference, initials or name."""
    c, number = APPLICATIONS.c, normal_number(typed)
    if NUMBER.fullmatch(number):
        return c.number == number
    what = application_index.kind(typed)
    if what == "initials":
        return or_(c.initials.startswith(typed.lower()), c.shop_initials.startswith(typed.lower()))
    if what == "number":
        return _number_begins(number, typed)
    sql, parameters = search_index.condition(session, "application", "applications.id", typed)
    found = or_(text(sql).bindparams(**parameters), c.channel_ref == typed)
    recheck = _recheck(typed)
    return found if recheck is None else and_(found, recheck)
