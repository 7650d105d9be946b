"""What a case owes: fine by parts and confiscated sum, what arrived and was given back, days without surcharge."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import exists, func, or_, select, update
from sqlmodel import Session

from models.casework import CaseStage
from models.tables.casework import EnforcementCaseRow
from models.tables.columns import table_of
from models.tables.payments import PaymentNoticeRow, PaymentOrderRow, PaymentRefundRow
from models.values import shanghai_date
from rules.casework.collecting import COLLECTED, DEFERRED, DEMANDED, cash_of, confiscated_plan, former, plan
from rules.payments import Account, Accounts, Paid, Pause, PaymentState, owed, state, surcharge
from usecases import casework_rows
from usecases.casework_rows import EnforcementCase
from usecases.deeds import housekeeping

CASES, ORDERS = table_of(EnforcementCaseRow), table_of(PaymentOrderRow)
NOTICES, REFUNDS = table_of(PaymentNoticeRow), table_of(PaymentRefundRow)
SOME = 100
CONFISCATED = "confiscated"  # purpose of an order


def refresh(session: Session, case: EnforcementCase, *, at: datetime) -> int:
    """Write what a case owes today and how its orders stand; return what arrived beyond what was ever due (fen)."""
    today, known = shanghai_date(at), accounts(session, case)
    mark(session, case, known, today)
    if known.fine.plan and not known.fine.void:
        confiscated = owed(known.confiscated, today) if known.confiscated.plan else None
        left = {"owed": owed(known.fine, today), "confiscated_owed": confiscated}
        if any(left[name] != case.row[name] for name in left):
            casework_rows.keep(session, case, left, at=at)
    return known.excess(today)


def mark(session: Session, case: EnforcementCase, known: Accounts, today: date) -> None:
    """Write on the orders of a case how the sum of each stands, for the lists; one taken back stays so unless paid."""
    o, n = ORDERS.c, NOTICES.c
    paid = exists().where(n.order_no == o.order_no, n.fault == "")
    mine = (o.case_id == case.row["id"], or_(o.cancelled_at.is_(None), paid))
    for account, here in ((known.fine, o.purpose != CONFISCATED), (known.confiscated, o.purpose == CONFISCATED)):
        stands = state(account, today).value
        session.execute(update(ORDERS).where(*mine, here, o.state != stands).values(state=stands))


@housekeeping
def refresh_some(session: Session, after: int, *, at: datetime) -> tuple[int | None, int]:
    """Write what the next cases owe today: the surcharge grows by the day.

    Return the id to go on behind (None at the end), and how many changed.
    """
    c = CASES.c
    open_ones = or_(c.owed > 0, c.confiscated_owed > 0)
    wanted = select(c.id, c.number, c.owed).where(c.id > after, open_ones, c.stage == CaseStage.EXECUTING.value)
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
    return accounts(session, case).fine


def accounts(session: Session, case: EnforcementCase) -> Accounts:
    """Return what the decision of a case asks for, the fine and the confiscated sum, with what arrived for each."""
    standing = case.standing
    served = standing.day("case.served") or standing.day("case.fined_on_the_spot")
    asked = None if served is None else casework_rows.asked(session, served)
    parts, confiscated = (plan(standing, asked), confiscated_plan(standing, asked)) if asked else ((), ())
    arrived = _arrived(session, case)
    deferred, pressed = standing.last(DEFERRED) is not None, _pressed(case)
    void = standing.stage is CaseStage.ANNULLED
    before = former(standing, asked) if asked else ()
    fine = Account(
        parts, tuple(arrived[False]), pauses(case), deferred=deferred, void=void, pressed=pressed, former=before
    )
    return Accounts(fine, Account(confiscated, tuple(arrived[True]), plain=True, void=void, pressed=pressed))


def _pressed(case: EnforcementCase) -> PaymentState | None:
    """Return what was done to collect what is late, None where nothing was or where time was given since."""
    if case.standing.last("case.enforcement_applied", after=DEFERRED):
        return PaymentState.AT_COURT
    return PaymentState.DEMANDED if case.standing.last(DEMANDED, after=DEFERRED) else None


def _arrived(session: Session, case: EnforcementCase) -> dict[bool, list[Paid]]:
    """Return what arrived and was given back, for the confiscated sum (True) and for the fine (False).

    Cash that was lawfully taken counts for the fine, and of its notices since then only what goes beyond: the first of
    them bring that very cash. What bears a day to come counts from the day on which it was told.
    """
    n, r, o = NOTICES.c, REFUNDS.c, ORDERS.c
    plain = (o.purpose == CONFISCATED).label("plain")
    notices = select(n.paid_at, n.received_at, n.amount, plain).join(ORDERS, o.order_no == n.order_no)
    notices = notices.where(o.case_id == case.row["id"], n.fault == "").order_by(n.id)
    cash = cash_of(case.standing)
    found: dict[bool, list[Paid]] = {False: [], True: []}
    taken_on = case.standing.day(COLLECTED) or date.max
    if cash:
        found[False].append(Paid(taken_on, cash))
    for row in session.execute(notices):
        covered = 0 if row.plain or _came_on(row) < taken_on else min(cash, row.amount)
        cash -= covered
        if row.amount > covered:
            found[bool(row.plain)].append(Paid(_came_on(row), row.amount - covered))
    given = select(r.refunded_on, r.amount, plain).join(ORDERS, o.order_no == r.order_no)
    for row in session.execute(given.where(r.case_id == case.row["id"], r.refunded_on.is_not(None)).order_by(r.id)):
        found[bool(row.plain)].append(Paid(row.refunded_on, -row.amount))
    return found


def told_of_cash(session: Session, case: EnforcementCase) -> int:
    """Return what the treasury's notices brought for the fine since cash was taken, whoever paid it in (fen)."""
    n, o = NOTICES.c, ORDERS.c
    brought = select(n.paid_at, n.received_at, n.amount).join(ORDERS, o.order_no == n.order_no)
    mine = (o.case_id == case.row["id"], o.purpose != CONFISCATED, n.fault == "")
    since = case.standing.day(COLLECTED) or date.max
    return sum(int(row.amount) for row in session.execute(brought.where(*mine)) if _came_on(row) >= since)


def _came_on(row: Any) -> date:
    return min(shanghai_date(row.paid_at), shanghai_date(row.received_at))


def pauses(case: EnforcementCase) -> tuple[Pause, ...]:
    """Return the days of reconsideration and lawsuit (APL 73)."""
    found: list[Pause] = []
    for step in case.standing.taken:
        if step.deed == "case.remedy_begun":
            found.append(Pause(step.on))
        elif step.deed == "case.remedy_ended" and found:
            found[-1] = Pause(found[-1].from_on, step.on)
    return tuple(found)
