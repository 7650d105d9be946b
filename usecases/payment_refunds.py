"""Sums to be given back: after a decision fell, or because more came than was due; the treasury pays them out."""

from datetime import datetime

from sqlalchemy import ColumnElement, func, insert, select, update
from sqlmodel import Session

from models.errors import InvalidInput, Refused
from models.said import said
from models.tables.columns import table_of
from models.tables.payments import PaymentNoticeRow, PaymentOrderRow, PaymentRefundRow
from models.values import Officer, shanghai_date, yuan
from usecases import audit, casework_rows, payment_accounts, systems
from usecases.casework_rows import EnforcementCase
from usecases.deeds import deed
from usecases.desk import desk_of
from usecases.payments import OVERPAID

ORDERS, NOTICES, REFUNDS = table_of(PaymentOrderRow), table_of(PaymentNoticeRow), table_of(PaymentRefundRow)
DUE, LONGEST, KEPT = "payment_refund", 400, "没有登记退付。"


@deed("payment.refund_asked")
def ask(session: Session, number: str, reason: str, *, by: Officer, at: datetime) -> int:
    """Ask the treasury to give back what came beyond what a case owes; return the sum (fen).

    Raises NotFound; InvalidInput (no reason); Refused (nothing came beyond, or it is asked for already).
    """
    case = casework_rows.read(session, number, locked=True)
    words = reason.strip()
    if not 0 < len(words) <= LONGEST:
        raise InvalidInput(said("请写明退付的理由，最长{most}字。", most=LONGEST), kept=KEPT)
    beyond = payment_accounts.refresh(session, case, at=at) - _open(session, case)
    if beyond <= 0:
        raise Refused(f"{case.number}没有应当退付的款项。", kept=KEPT)
    facts: dict[str, object] = {"amount": beyond, "reason": words}
    seq = audit.tell(session, by=by, at=at, deed="payment.refund_asked", subject=case.number, note=words, facts=facts)
    _ask(session, case, beyond, words, by=by.login, at=at, ledger_seq=seq)
    return beyond


def after_annulment(session: Session, case: EnforcementCase, *, at: datetime, ledger_seq: int) -> None:
    """Ask for everything that arrived under a decision that fell."""
    received = payment_accounts.refresh(session, case, at=at) - _open(session, case)
    if received > 0:
        _ask(session, case, received, "处罚决定已被撤销", by=case.standing.taken[-1].by, at=at, ledger_seq=ledger_seq)


def confirmed(session: Session, order_no: str, *, at: datetime) -> bool:
    """Note that the treasury has given back what was asked for; return whether anything was."""
    r = REFUNDS.c
    mine = (r.order_no == order_no, r.refunded_on.is_(None))
    case_id = session.execute(select(r.case_id).where(*mine)).scalar()
    if case_id is None:
        return False
    session.execute(update(REFUNDS).where(*mine).values(refunded_on=shanghai_date(at)))
    still = select(r.id).where(r.case_id == case_id, r.refunded_on.is_(None))
    if session.execute(still).first() is None:
        subject = str(session.execute(select(ORDERS.c.subject).where(ORDERS.c.order_no == order_no)).scalar_one())
        for code in (DUE, OVERPAID):
            systems.settle_alarm(session, _system(session), code, subject, at=at)
    return True


def of_case(session: Session, case: EnforcementCase) -> list[dict[str, object]]:
    """Return the refunds of a case, the oldest first."""
    rows = session.execute(select(REFUNDS).where(REFUNDS.c.case_id == case.row["id"]).order_by(REFUNDS.c.id))
    return [dict(row) for row in rows.mappings()]


def _open(session: Session, case: EnforcementCase) -> int:
    r = REFUNDS.c
    asked = select(func.sum(r.amount)).where(r.case_id == case.row["id"], r.refunded_on.is_(None))
    return int(session.execute(asked).scalar() or 0)


def _ask(
    session: Session, case: EnforcementCase, amount: int, reason: str, *, by: str, at: datetime, ledger_seq: int
) -> None:
    """Divide a sum among the orders on which money lies, the newest first, and tell a person."""
    left, common = amount, {"case_id": case.row["id"], "reason": reason, "asked_at": at, "asked_by": by}
    for order_no, held in _held(session, case):
        part = min(left, held)
        if part > 0:
            values = common | {"order_no": order_no, "amount": part, "ledger_seq": ledger_seq}
            session.execute(insert(REFUNDS).values(values))
        left -= part
    text = f"{case.number}应当退付{yuan(amount)}元：{reason}，请向财政办理。"
    systems.raise_alarm(session, _system(session), DUE, case.number, text, at=at)


def _system(session: Session) -> str:
    return desk_of(session).system_of("nontax") or "nontax"


def _held(session: Session, case: EnforcementCase) -> list[tuple[str, int]]:
    """Return the orders of a case with what lies on each and was not asked back, the newest first."""
    o, n, r = ORDERS.c, NOTICES.c, REFUNDS.c
    came = _sum(n.amount, n.order_no == o.order_no, n.fault == "")
    asked = _sum(r.amount, r.order_no == o.order_no)
    rows = session.execute(select(o.order_no, came, asked).where(o.case_id == case.row["id"]).order_by(o.id.desc()))
    return [(row[0], int(row[1]) - int(row[2])) for row in rows]


def _sum(column: ColumnElement[int], *where: ColumnElement[bool]) -> ColumnElement[int]:
    return select(func.coalesce(func.sum(column), 0)).where(*where).correlate(ORDERS).scalar_subquery()
