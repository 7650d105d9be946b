"""What a case owes: its fine by parts, what arrived, what was given back, the days that bear no surcharge."""

from datetime import date, datetime

from sqlalchemy import func, select
from sqlmodel import Session

from models.casework import CaseStage
from models.tables.casework import EnforcementCaseRow
from models.tables.columns import table_of
from models.tables.payments import PaymentNoticeRow, PaymentOrderRow, PaymentRefundRow
from models.values import shanghai_date
from rules.casework.collecting import COLLECTED, DEFERRED, cash_of, plan
from rules.payments import Account, Paid, Pause, excess, owed, surcharge
from usecases import casework_rows
from usecases.casework_rows import EnforcementCase
from usecases.deeds import housekeeping

CASES, ORDERS = table_of(EnforcementCaseRow), table_of(PaymentOrderRow)
NOTICES, REFUNDS = table_of(PaymentNoticeRow), table_of(PaymentRefundRow)
SOME = 100


def refresh(session: Session, case: EnforcementCase, *, at: datetime) -> int:
    """Write what a case owes today, where it changed; return what arrived beyond what was ever due (fen)."""
    today, known = shanghai_date(at), account(session, case)
    if case.standing.stage is CaseStage.ANNULLED:
        return known.received(today)
    left = owed(known, today)
    if known.plan and left != case.row["owed"]:
        casework_rows.keep(session, case, {"owed": left}, at=at)
    return excess(known, today)


@housekeeping
def refresh_some(session: Session, after: int, *, at: datetime) -> tuple[int | None, int]:
    """Write what the next cases owe today: the surcharge grows by the day.

    Return the id to go on behind (None at the end), and how many changed.
    """
    c = CASES.c
    wanted = select(c.id, c.number, c.owed).where(c.id > after, c.owed > 0, c.stage == CaseStage.EXECUTING.value)
    rows = session.execute(wanted.order_by(c.id).limit(SOME)).all()
    changed = 0
    for row in rows:
        refresh(session, casework_rows.read(session, row.number, locked=True), at=at)
        changed += session.execute(select(c.owed).where(c.id == row.id)).scalar() != row.owed
    return (rows[-1].id if len(rows) == SOME else None), changed


def surcharge_open(session: Session, case: EnforcementCase, *, at: datetime) -> int:
    """Return what accrued beside the fine until today and was not ordered before (fen)."""
    o = ORDERS.c
    mine = (o.case_id == case.row["id"], o.purpose == "surcharge", o.cancelled_at.is_(None))
    ordered = session.execute(select(func.sum(o.amount)).where(*mine)).scalar() or 0
    return max(0, surcharge(account(session, case), shanghai_date(at)) - int(ordered))


def account(session: Session, case: EnforcementCase) -> Account:
    """Return the fine of a case with its parts, what arrived, and the days that bear no surcharge."""
    served = case.standing.day("case.served") or case.standing.day("case.fined_on_the_spot") or date.max
    parts = () if served == date.max else plan(case.standing, casework_rows.asked(session, served))
    deferred = case.standing.last(DEFERRED) is not None
    return Account(parts, tuple(_arrived(session, case)), pauses(case), deferred=deferred)


def _arrived(session: Session, case: EnforcementCase) -> list[Paid]:
    """Return cash that was lawfully taken, notices beyond it (the first of them bring that very cash), and refunds."""
    n, r = NOTICES.c, REFUNDS.c
    notices = select(n.paid_at, n.amount).join(ORDERS, ORDERS.c.order_no == n.order_no)
    notices = notices.where(ORDERS.c.case_id == case.row["id"], n.fault == "").order_by(n.id)
    cash = cash_of(case.standing)
    found = [Paid(case.standing.day(COLLECTED) or date.max, cash)] if cash else []
    for row in session.execute(notices):
        covered = min(cash, row.amount)
        cash -= covered
        if row.amount > covered:
            found.append(Paid(shanghai_date(row.paid_at), row.amount - covered))
    given = select(r.refunded_on, r.amount).where(r.case_id == case.row["id"], r.refunded_on.is_not(None))
    return found + [Paid(row.refunded_on, -row.amount) for row in session.execute(given)]


def pauses(case: EnforcementCase) -> tuple[Pause, ...]:
    """Return the days of reconsideration and lawsuit (APL 73)."""
    found: list[Pause] = []
    for step in case.standing.taken:
        if step.deed == "case.remedy_begun":
            found.append(Pause(step.on))
        elif step.deed == "case.remedy_ended" and found:
            found[-1] = Pause(found[-1].from_on, step.on)
    return tuple(found)
