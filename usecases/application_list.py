"""The application queue: keyset pages by any filter, capped counts, search by name, number and pinyin initials."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, and_, func, literal_column, or_, select, text, tuple_
from sqlalchemy.sql.elements import ColumnElement
from sqlmodel import Session

from models.tables.applications import ApplicationRow
from models.tables.columns import table_of
from rules.identifiers import normal_number
from usecases import search_index

APPLICATIONS = table_of(ApplicationRow)
Key = tuple[datetime, int]
CAP = 10_001
NUMBER = re.compile(r"A-\d{4}-\d{1,9}", re.ASCII)
LETTERS = re.compile(r"[a-z]{1,40}", re.ASCII)
DIGITS = re.compile(r"[0-9]{4,18}[0-9A-Z]?|9[0-9A-Z]{5,17}", re.ASCII)
COLUMNS = (
    "id", "number", "channel", "channel_ref", "revision", "item", "state", "party_kind", "party_name", "shop_name",
    "district", "licence_no", "received_at", "submitted_at", "due_on", "due_provisional", "card", "screening",
    "assigned_to", "attention",
)  # fmt: skip


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
    query = _filtered(session, wanted, select(*(APPLICATIONS.c[name] for name in COLUMNS)))
    key = (APPLICATIONS.c.received_at, APPLICATIONS.c.id)
    if after is not None:
        query = query.where(tuple_(*key) < after if descending else tuple_(*key) > after)
    if before is not None:
        query = query.where(tuple_(*key) > before if descending else tuple_(*key) < before)
    ordered = [c.desc() for c in key] if descending != backwards else list(key)
    rows = [ApplicationLine(*row) for row in session.execute(query.order_by(*ordered).limit(limit))]
    return rows[::-1] if backwards else rows


def last_page(session: Session, wanted: ApplicationFilter, *, limit: int = 128) -> Sequence[ApplicationLine]:
    """Return the end of the list, in the filter's order."""
    descending = wanted.order == "newest"
    query = _filtered(session, wanted, select(*(APPLICATIONS.c[name] for name in COLUMNS)))
    key = (APPLICATIONS.c.received_at, APPLICATIONS.c.id)
    ordered = list(key) if descending else [c.desc() for c in key]
    return [ApplicationLine(*row) for row in session.execute(query.order_by(*ordered).limit(limit))][::-1]


def count(session: Session, wanted: ApplicationFilter, *, cap: int = CAP) -> int:
    """Return how many lines the filter selects, at most `cap` (show "10,000+")."""
    inner = _filtered(session, wanted, select(literal_column("1")).select_from(APPLICATIONS)).limit(cap).subquery()
    counted: int = session.execute(select(func.count()).select_from(inner)).scalar_one()
    return counted


def _filtered(session: Session, wanted: ApplicationFilter, query: Select[Any]) -> Select[Any]:
    return query.where(*conditions(session, wanted))


def conditions(session: Session, wanted: ApplicationFilter) -> list[ColumnElement[bool]]:
    """Return the conditions of a filter."""
    c = APPLICATIONS.c
    pairs = (
        (c.state, wanted.state),
        (c.channel, wanted.channel),
        (c.item, wanted.item),
        (c.card, wanted.card),
        (c.assigned_to, wanted.assigned_to),
        (c.screening, wanted.outcome),
    )
    found = [column == value for column, value in pairs if value]
    if wanted.text.strip():
        found.append(_matching(session, wanted.text.strip()))
    return found


def _matching(session: Session, query: str) -> ColumnElement[bool]:
    """Select by our number, an ID number, USCC, licence number, channel reference, initials or name."""
    c = APPLICATIONS.c
    number = normal_number(query)
    if NUMBER.fullmatch(number):
        return c.number == number
    if LETTERS.fullmatch(query.lower()):
        low, high = query.lower(), query.lower() + "\U0010ffff"
        return or_(c.initials.between(low, high), c.shop_initials.between(low, high))
    if DIGITS.fullmatch(number):
        low, high = number, number + "\U0010ffff"
        return or_(c.party_no.between(low, high), c.licence_no.between(low, high), c.channel_ref == query)
    sql, parameters = search_index.condition(session, "application", "applications.id", query)
    found = text(sql).bindparams(**parameters)
    like = f"%{query.replace('!', '!!').replace('%', '!%').replace('_', '!_')}%"
    recheck = or_(c.party_name.like(like, escape="!"), c.shop_name.like(like, escape="!"))
    return and_(found, recheck)
