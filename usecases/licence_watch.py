"""What happens to licences by the day alone: their end, a suspension that lasts too long, licences that nobody uses."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import and_, func, select, update
from sqlmodel import Session

from content.lawbook import lawbook
from models.tables.columns import table_of
from models.tables.licences import LicenceRow
from models.tables.register import LicenceConcernRow
from models.values import LicenceStatus, Officer, shanghai_date
from rules.calendar import Calendar
from rules.lawrows import Law
from rules.terms.licences import longest_suspension, recall_of_closed, recall_of_unused
from rules.terms.spans import add_months
from usecases import audit, bulk, calendars
from usecases.deeds import deed

LICENCES, CONCERNS = table_of(LicenceRow), table_of(LicenceConcernRow)
AT_ONCE = 500  # concerns in one deed
SLACK = timedelta(days=3)  # months are of different length; the rule itself decides
NEW = bulk.Insert(CONCERNS, ("licence_no", "kind", "since_on", "basis", "pieces"), ("found_at",))
COLUMNS = [
    LICENCES.c[name]
    for name in (
        "licence_no", "status", "suspended_from", "suspended_to", "ordered_on", "orders_known_on", "delivered_on",
        "decided_on",
    )
]  # fmt: skip
Values = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Concern:
    """Why a person must look at a licence: since when, under which term, how it was reckoned."""

    licence_no: str
    kind: str
    since_on: date
    basis: str
    pieces: str


@dataclass(frozen=True, slots=True)
class Look:
    """What one look changed, and behind which licence the next one begins (None: there are no more)."""

    changed: int
    after: Any


@deed("licences.watched")
def watch(session: Session, kind: str, after: str = "", *, by: Officer, at: datetime, limit: int = AT_ONCE) -> Look:
    """Note the licences behind `after` of which one kind of concern is true today, some at a time."""
    today = shanghai_date(at)
    law, calendar = lawbook().in_force(today), calendars.current(session)
    rows = _suspects(session, kind, _ways(law, today)[kind], after, limit)
    found = [c for row in rows for c in concerns(row, law, calendar, today) if c.kind == kind]
    if found:
        facts: dict[str, object] = {"concern": kind, "opened": len(found), "digest": _digest(found)}
        audit.record(session, by=by, at=at, deed="licences.watched", subject=f"licences:{today}", facts=facts)
        NEW.run(session, [(c.licence_no, c.kind, c.since_on, c.basis, c.pieces) for c in found], (at,))
    return Look(len(found), rows[-1]["licence_no"] if len(rows) == limit else None)


@deed("licences.settled")
def settle(session: Session, after: int = 0, *, by: Officer, at: datetime, limit: int = AT_ONCE) -> Look:
    """Close the concerns that are not true any more: the shop reopened, orders again, the licence ended."""
    today = shanghai_date(at)
    law, calendar = lawbook().in_force(today), calendars.current(session)
    c = CONCERNS.c
    query = select(c.id, c.kind, *COLUMNS).join(LICENCES, LICENCES.c.licence_no == c.licence_no)
    query = query.where(c.closed_on.is_(None), c.id > after).order_by(c.id).limit(limit)
    rows = [dict(row._mapping) for row in session.execute(query)]  # noqa: SLF001
    over = [row for row in rows if row["kind"] not in {one.kind for one in concerns(row, law, calendar, today)}]
    if over:
        facts: dict[str, object] = {"closed": len(over)}
        audit.record(session, by=by, at=at, deed="licences.settled", subject=f"licences:{today}", facts=facts)
        session.execute(update(CONCERNS).where(c.id.in_([row["id"] for row in over])).values(closed_on=today))
    return Look(len(over), rows[-1]["id"] if len(rows) == limit else None)


watch.always_recorded = False  # type: ignore[attr-defined]  # a day on which nothing happens is no deed
settle.always_recorded = False  # type: ignore[attr-defined]


def _digest(found: Sequence[Concern]) -> str:
    return hashlib.sha256("\n".join(concern.licence_no for concern in found).encode()).hexdigest()


def concerns(row: Values, law: Law, calendar: Calendar, today: date) -> Iterator[Concern]:
    """Yield what must be looked at about one licence on a day (L20, L22, L23 in the version in force)."""
    if row["status"] == LicenceStatus.SUSPENDED:
        yield from _of_suspension(row, law, today)
    elif row["status"] == LicenceStatus.ACTIVE and row["orders_known_on"] is not None:
        yield from _of_orders(row, law, calendar, today)


def _of_suspension(row: Values, law: Law, today: date) -> Iterator[Concern]:
    start, end, number = row["suspended_from"], row["suspended_to"], row["licence_no"]
    rule = law.terms["L20"]
    last = longest_suspension(start, law.terms) if start else None
    if last is not None and today > last:
        pieces = f"{start}起停业，最长{rule.count}年，{last}届满；{rule.effect}"
        yield Concern(number, "suspended_too_long", last + timedelta(days=1), str(rule.basis), pieces)
    elif end is not None and today > end:
        pieces = f"准予停业至{end}，没有申请恢复营业；最长可停业至{last or '—'}"
        yield Concern(number, "suspension_ended", end + timedelta(days=1), str(rule.basis), pieces)


def _of_orders(row: Values, law: Law, calendar: Calendar, today: date) -> Iterator[Concern]:
    """Yield what follows from orders, only as far as they are known: nothing unknown is held against anyone."""
    ordered, known, number = row["ordered_on"], row["orders_known_on"], row["licence_no"]
    kind, term = ("not_trading", "L22") if ordered else ("never_used", "L23")
    start = ordered or row["delivered_on"] or row["decided_on"]
    recall = (recall_of_closed if ordered else recall_of_unused)(start, law.terms, calendar)
    last = recall.notice_from - timedelta(days=1)
    if today > last and known >= last:
        rule = law.terms[term]
        what = f"最近一次订货在{ordered}" if ordered else f"{start}领证后没有订过货"
        length = f"{rule.count}{'年' if rule.unit == 'y' else '个月'}"
        pieces = f"{what}（订货数据截至{known}），满{length}为{last}；{rule.effect or '收回'}"
        mark = "（待核实）" if recall.mark == "unverified" else ""
        yield Concern(number, kind, recall.notice_from, f"{recall.basis}{mark}", pieces)


def _suspects(session: Session, kind: str, where: Any, after: str, limit: int) -> list[Values]:
    """Return licences about which there may be something that is not noted yet, by number."""
    c = LICENCES.c
    noted = select(CONCERNS.c.id).where(CONCERNS.c.licence_no == c.licence_no, CONCERNS.c.closed_on.is_(None))
    query = select(*COLUMNS).where(where, ~noted.where(CONCERNS.c.kind == kind).exists(), c.licence_no > after)
    return [dict(row._mapping) for row in session.execute(query.order_by(c.licence_no).limit(limit))]  # noqa: SLF001


def _ways(law: Law, today: date) -> dict[str, Any]:
    """Return the condition in which each kind of concern may arise; the rule itself then decides."""
    c = LICENCES.c
    suspended = c.status == LicenceStatus.SUSPENDED.value
    known = and_(c.status == LicenceStatus.ACTIVE.value, c.orders_known_on.is_not(None))
    issued = func.coalesce(c.delivered_on, c.decided_on)
    return {
        "suspension_ended": and_(suspended, c.suspended_to < today),
        "suspended_too_long": and_(suspended, c.suspended_from <= _before(law, "L20", today)),
        "not_trading": and_(known, c.ordered_on <= _before(law, "L22", today)),
        "never_used": and_(known, c.ordered_on.is_(None), issued <= _before(law, "L23", today)),
    }


def _before(law: Law, term: str, today: date) -> date:
    """Return a day such that whatever has lasted longer than a term began on it or before."""
    rule = law.terms[term]
    return add_months(today, -rule.count * (12 if rule.unit == "y" else 1)) + SLACK


def attention(session: Session, *, kind: str = "", limit: int = 200) -> list[Concern]:
    """Return what a person must look at, the oldest first."""
    c = CONCERNS.c
    query = select(c.licence_no, c.kind, c.since_on, c.basis, c.pieces).where(c.closed_on.is_(None))
    if kind:
        query = query.where(c.kind == kind)
    return [Concern(*row) for row in session.execute(query.order_by(c.since_on, c.licence_no).limit(limit))]


def of_licence(session: Session, licence_no: str) -> list[Concern]:
    """Return what must be looked at about one licence."""
    c = CONCERNS.c
    query = select(c.licence_no, c.kind, c.since_on, c.basis, c.pieces)
    return [Concern(*row) for row in session.execute(query.where(c.licence_no == licence_no, c.closed_on.is_(None)))]
