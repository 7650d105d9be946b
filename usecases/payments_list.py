"""Lists of fines and their payment: orders by how they stand, found by number, code and party; notices in doubt."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, and_, func, or_, select, text
from sqlmodel import Session

from models.errors import NotFound
from models.said import said
from models.tables.casework import EnforcementCaseRow
from models.tables.columns import table_of
from models.tables.payments import UNPAID, PaymentNoticeRow, PaymentOrderRow
from usecases.texts import storable

CASES, ORDERS, NOTICES = table_of(EnforcementCaseRow), table_of(PaymentOrderRow), table_of(PaymentNoticeRow)
CAP = 10_001
MOST = 500  # cases of one party that a search looks through
QUERY_LENGTH = 100
DOUBTFUL = "fault <> ''"
NUMBER = re.compile(r"F[0-9]{0,20}", re.ASCII)  # of an order
CODE = re.compile(r"[0-9]{12,20}", re.ASCII)  # that a party pays by; the first eight are the bureau's
LETTERS = re.compile(r"[a-z]{1,40}", re.ASCII)


@dataclass(frozen=True, slots=True)
class OrderFilter:
    """What the list of orders shows; None = no condition. `unpaid`: only what is not settled."""

    state: str | None = None
    purpose: str | None = None
    office: str | None = None
    unpaid: bool = False
    text: str = ""  # the beginning of a number or a code, a party or its initials


@dataclass(frozen=True, slots=True)
class OrderLine:
    """One order in a list, as its sum stood when it was last reckoned (fen); `owed` is of its case, both sums."""

    id: int
    order_no: str
    subject: str
    party_name: str
    purpose: str
    amount: int
    due_on: date
    state: str
    pay_code: str
    owed: int | None
    office: str


@dataclass(frozen=True, slots=True)
class NoticeFilter:
    """What the list of notices in doubt shows: `text` is the beginning of its number or of the order's."""

    text: str = ""


@dataclass(frozen=True, slots=True)
class NoticeLine:
    """One notice that was not booked, and why; `told` says that the treasury knows."""

    id: int
    notice_no: str
    order_no: str
    amount: int | None
    genuine: bool
    fault: str
    bill_no: str
    received_at: datetime
    told: bool


def page(
    session: Session, wanted: OrderFilter, *, after: int | None = None, before: int | None = None, limit: int = 128
) -> Sequence[OrderLine]:
    """Return orders, the newest first: one page behind the id `after`, or the page just before `before`."""
    shown = (ORDERS.c[name] for name in OrderLine.__slots__ if name in ORDERS.c)
    query = _narrowed(session, select(*shown, ORDERS.c.case_id), wanted)
    rows = _paged(session, query, ORDERS.c.id, after, before, limit)
    c = CASES.c
    known = select(c.id, c.party_name, c.owed, c.confiscated_owed, c.office)
    cases = {row.id: row for row in session.execute(known.where(c.id.in_({row.case_id for row in rows})))}
    return [_line(row, cases[row.case_id]) for row in rows]


def _line(row: Any, case: Any) -> OrderLine:
    sums = [each for each in (case.owed, case.confiscated_owed) if each is not None]
    values = {name: row._mapping[name] for name in OrderLine.__slots__ if name in row._mapping}  # noqa: SLF001
    return OrderLine(**values, party_name=case.party_name, office=case.office, owed=sum(sums) if sums else None)


def count(session: Session, wanted: OrderFilter, *, cap: int = CAP) -> int:
    """Return how many orders the filter selects, at most `cap`."""
    return _counted(session, _narrowed(session, select(ORDERS.c.id), wanted), cap)


def doubtful(
    session: Session, wanted: NoticeFilter, *, after: int | None = None, before: int | None = None, limit: int = 128
) -> Sequence[NoticeLine]:
    """Return the notices that were not booked, the newest first, paged as the orders are."""
    n = NOTICES.c
    told = n.answered_at.is_not(None).label("told")
    shown = [n[name] for name in NoticeLine.__slots__ if name != "told"]
    rows = _paged(session, _doubted(select(*shown, told), wanted), n.id, after, before, limit)
    return [NoticeLine(**row._mapping) for row in rows]  # noqa: SLF001


def case_of(session: Session, order_no: str) -> str:
    """Return the number of the case of an order; raises NotFound."""
    found = session.execute(select(ORDERS.c.subject).where(ORDERS.c.order_no == order_no)).scalar()
    if found is None:
        raise NotFound(said("没有编号为{number}的缴款书。", number=order_no[:64]))
    return str(found)


def count_doubtful(session: Session, wanted: NoticeFilter, *, cap: int = CAP) -> int:
    """Return how many notices were not booked, at most `cap`."""
    return _counted(session, _doubted(select(NOTICES.c.id), wanted), cap)


def _paged(
    session: Session, query: Select[Any], column: Any, after: int | None, before: int | None, limit: int
) -> list[Any]:
    if before is not None:
        return list(session.execute(query.where(column > before).order_by(column).limit(limit)))[::-1]
    query = query if after is None else query.where(column < after)
    return list(session.execute(query.order_by(column.desc()).limit(limit)))


def _counted(session: Session, query: Select[Any], cap: int) -> int:
    return int(session.execute(select(func.count()).select_from(query.limit(cap).subquery())).scalar_one())


def _narrowed(session: Session, query: Select[Any], wanted: OrderFilter) -> Select[Any]:
    o = ORDERS.c
    pairs = ((o.state, wanted.state), (o.purpose, wanted.purpose))
    query = query.where(*[column == value for column, value in pairs if value])
    query = query.where(text(UNPAID)) if wanted.unpaid else query
    if wanted.office:  # asked of each order, so that the walk stays in the order of the list
        query = query.where(select(CASES.c.office).where(CASES.c.id == o.case_id).scalar_subquery() == wanted.office)
    typed = storable(wanted.text.strip()[:QUERY_LENGTH])
    return query.where(_found(session, typed)) if typed else query


def _found(session: Session, typed: str) -> Any:
    o, number = ORDERS.c, typed.upper()
    if NUMBER.fullmatch(number):
        return _begins(o.order_no, number)
    if number.startswith("C-"):
        return _begins(o.subject, number)
    if CODE.fullmatch(typed):
        return _begins(o.pay_code, typed)
    return o.case_id.in_(session.execute(_of_party(typed)).scalars().all())


def _of_party(typed: str) -> Select[Any]:
    """Return the newest cases of parties whose initials begin so, or whose name holds it: both through one index."""
    from rules.names import initials

    c = CASES.c
    letters = typed.lower() if LETTERS.fullmatch(typed.lower()) else initials(typed).lower()
    found = select(c.id).where(_begins(c.initials, letters) if letters else c.party_name == typed)
    found = found if letters == typed.lower() else found.where(c.party_name.contains(typed, autoescape=True))
    return found.order_by(c.id.desc()).limit(MOST)


def _doubted(query: Select[Any], wanted: NoticeFilter) -> Select[Any]:
    n, typed = NOTICES.c, storable(wanted.text.strip()[:QUERY_LENGTH]).upper()
    query = query.where(text(DOUBTFUL))
    return query.where(or_(_begins(n.notice_no, typed), _begins(n.order_no, typed))) if typed else query


def _begins(column: Any, typed: str) -> Any:
    """Return what an index answers in either database: from the text to the end of what begins with it."""
    return and_(column >= typed, column < typed + "\U0010fffd", column.startswith(typed, autoescape=True))
