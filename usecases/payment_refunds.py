"""Sums to be given back: after a decision fell, or because more came than was due; the treasury pays them out."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, delete, func, insert, select, update
from sqlmodel import Session

from models.casework import CaseStage
from models.errors import InvalidInput, Refused
from models.said import said
from models.tables.columns import table_of
from models.tables.payments import PaymentNoticeRow, PaymentOrderRow, PaymentRefundRow
from models.values import Officer, shanghai_date, yuan
from rules.payments import excess
from usecases import audit, casework_rows, payment_accounts, systems
from usecases.casework_rows import EnforcementCase
from usecases.deeds import deed
from usecases.desk import desk_of
from usecases.payment_accounts import CONFISCATED

ORDERS, NOTICES, REFUNDS = table_of(PaymentOrderRow), table_of(PaymentNoticeRow), table_of(PaymentRefundRow)
DUE, OVERPAID = "payment_refund", "payment_over"  # alarms
LONGEST, KEPT = 400, "没有登记退付。"
FALLEN, AMENDED = "处罚决定已被撤销", "处罚决定已被变更"
Share = tuple[bool, int]  # whether of the confiscated sum, and how much


@deed("payment.refund_asked")
def ask(session: Session, number: str, reason: str, *, by: Officer, at: datetime) -> int:
    """Ask the treasury to give back what came beyond what a case owes; return the sum (fen).

    Raises NotFound; InvalidInput (no reason); Refused (nothing came beyond, or it is asked for already).
    """
    case = casework_rows.read(session, number, locked=True)
    words = reason.strip()
    if not 0 < len(words) <= LONGEST:
        raise InvalidInput(said("请写明退付的理由，最长{most}字。", most=LONGEST), kept=KEPT)
    shares = _shares(session, case, at)
    beyond = sum(amount for _, amount in shares)
    if beyond <= 0:
        raise Refused(said("{number}没有应当退付的款项。", number=case.number), kept=KEPT)
    facts: dict[str, object] = {"amount": beyond, "reason": words}
    seq = audit.tell(session, by=by, at=at, deed="payment.refund_asked", subject=case.number, note=words, facts=facts)
    _ask(session, case, shares, words, by=by.login, at=at, ledger_seq=seq)
    return beyond


def give_back(session: Session, case: EnforcementCase, reason: str, *, by: str, at: datetime, ledger_seq: int) -> None:
    """Ask for what arrived beyond a decision that fell or was changed, without being asked (`by`: a login)."""
    shares = _shares(session, case, at)
    if sum(amount for _, amount in shares) > 0:
        _ask(session, case, shares, reason, by=by, at=at, ledger_seq=ledger_seq)


def undone(session: Session, case: EnforcementCase, undone_at: datetime) -> None:
    """Take back what was asked because a decision fell that stands again, with the alarm where nothing else waits."""
    if case.standing.stage is not CaseStage.ANNULLED:
        r = REFUNDS.c
        since = (r.case_id == case.row["id"], r.asked_at >= undone_at, r.reason == FALLEN)
        session.execute(delete(REFUNDS).where(*since))
        _settle(session, int(case.row["id"]), case.number, (DUE,), at=undone_at)


def confirmed(session: Session, order_no: str, *, at: datetime) -> bool:
    """Note that the treasury has given back what was asked for; return whether anything was."""
    r = REFUNDS.c
    mine = (r.order_no == order_no, r.refunded_on.is_(None))
    case_id = session.execute(select(r.case_id).where(*mine)).scalar()
    if case_id is None:
        return False
    session.execute(update(REFUNDS).where(*mine).values(refunded_on=shanghai_date(at)))
    subject = str(session.execute(select(ORDERS.c.subject).where(ORDERS.c.order_no == order_no)).scalar_one())
    _settle(session, int(case_id), subject, (DUE, OVERPAID), at=at)
    return True


def _settle(session: Session, case_id: int, number: str, codes: Sequence[str], *, at: datetime) -> None:
    """Close the alarms of a case once the treasury owes nothing of it."""
    r = REFUNDS.c
    if session.execute(select(r.id).where(r.case_id == case_id, r.refunded_on.is_(None))).first() is None:
        for code in codes:
            systems.settle_alarm(session, _system(session), code, number, at=at)


def open_sum(session: Session, order_no: str) -> int:
    """Return what of an order was asked back and not given yet (fen)."""
    r = REFUNDS.c
    asked = select(func.sum(r.amount)).where(r.order_no == order_no, r.refunded_on.is_(None))
    return int(session.execute(asked).scalar() or 0)


def of_case(session: Session, case: EnforcementCase) -> list[dict[str, object]]:
    """Return the refunds of a case, the oldest first."""
    rows = session.execute(select(REFUNDS).where(REFUNDS.c.case_id == case.row["id"]).order_by(REFUNDS.c.id))
    return [dict(row) for row in rows.mappings()]


def _shares(session: Session, case: EnforcementCase, at: datetime) -> list[Share]:
    """Return what is to be given back of the fine and of the confiscated sum, less what was asked for already."""
    payment_accounts.refresh(session, case, at=at)
    known, today = payment_accounts.accounts(session, case), shanghai_date(at)
    r, o = REFUNDS.c, ORDERS.c
    asked = select(o.purpose, r.amount).join(ORDERS, o.order_no == r.order_no)
    rows = session.execute(asked.where(r.case_id == case.row["id"], r.refunded_on.is_(None))).all()
    sums = ((False, excess(known.fine, today)), (True, excess(known.confiscated, today)))
    return [
        (plain, max(0, amount - sum(row.amount for row in rows if (row.purpose == CONFISCATED) == plain)))
        for plain, amount in sums
    ]


def _ask(
    session: Session, case: EnforcementCase, shares: Sequence[Share], reason: str, *, by: str, at: datetime,
    ledger_seq: int,
) -> None:  # fmt: skip
    """Divide each share among its orders on which money lies, the newest first, and tell a person."""
    common = {"case_id": case.row["id"], "reason": reason, "asked_at": at, "asked_by": by, "ledger_seq": ledger_seq}
    for plain, amount in shares:
        left = amount
        for order_no, held in _held(session, case, plain=plain):
            part = min(left, held)
            if part > 0:
                session.execute(insert(REFUNDS).values(common | {"order_no": order_no, "amount": part}))
            left -= part
    whole = sum(amount for _, amount in shares)
    text = said(
        "{number}应当退付{whole}元：{reason}，请向财政办理。", number=case.number, whole=yuan(whole), reason=reason
    )
    systems.raise_alarm(session, _system(session), DUE, case.number, text, at=at)


def _system(session: Session) -> str:
    return desk_of(session).system_of("nontax") or "nontax"


def _held(session: Session, case: EnforcementCase, *, plain: bool) -> list[tuple[str, int]]:
    """Return the orders of a sum with what lies on each and was not asked back, the newest first."""
    o, n, r = ORDERS.c, NOTICES.c, REFUNDS.c
    came = _sum(n.amount, n.order_no == o.order_no, n.fault == "")
    asked = _sum(r.amount, r.order_no == o.order_no)
    here = o.purpose == CONFISCATED if plain else o.purpose != CONFISCATED
    mine = select(o.order_no, came, asked).where(o.case_id == case.row["id"], here).order_by(o.id.desc())
    return [(row[0], int(row[1]) - int(row[2])) for row in session.execute(mine)]


def _sum(column: ColumnElement[int], *where: ColumnElement[bool]) -> ColumnElement[int]:
    return select(func.coalesce(func.sum(column), 0)).where(*where).correlate(ORDERS).scalar_subquery()
