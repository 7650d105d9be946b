"""What a step of a case sets going outside of its row: orders to pay, and whatever other offices must hear."""

from collections.abc import Callable
from datetime import datetime

from sqlmodel import Session

from models.values import Fen, Officer
from usecases import casework_messages, casework_rows, payments
from usecases.casework_rows import EnforcementCase
from usecases.payments import Wanted

Taken = list[tuple[str, int]]  # sequences and numbers that an undo gives back
Follow = Callable[[Session, EnforcementCase, datetime, int], Taken]


def after(session: Session, deed: str, case: EnforcementCase, *, by: Officer, at: datetime, ledger_seq: int) -> Taken:
    """Set going what follows from a step that was just kept (`case`: as it is now)."""
    if deed in PUBLISHED:
        casework_messages.publish(session, case, dict(case.standing.taken[-1].said), by=by, at=at)
    elif deed == "case.annulled":
        casework_messages.annulled(session, case, dict(case.standing.taken[-1].said), by=by, at=at)
    casework_messages.tell(session, deed, case, at=at, ledger_seq=ledger_seq)
    return [taken for follow in FOLLOWS.get(deed, ()) for taken in follow(session, case, at, ledger_seq)]


def _order_fine(session: Session, case: EnforcementCase, at: datetime, ledger_seq: int) -> Taken:
    """Order the fine at the treasury: fifteen days from the service of the decision (APL 67)."""
    served, fine = case.standing.day("case.served") or case.standing.day("case.fined_on_the_spot"), case.row["fine"]
    if not fine or served is None:
        return []
    due_on = casework_rows.asked(session, served).until("E25", served)
    number = payments.order(session, case, Wanted("fine", Fen(fine), due_on), at=at, ledger_seq=ledger_seq)
    return [payments.sequence_of(number)]


PUBLISHED = frozenset({"case.decided", "case.fined_on_the_spot"})
FOLLOWS: dict[str, tuple[Follow, ...]] = {
    "case.served": (_order_fine,),
    "case.fined_on_the_spot": (_order_fine,),
}
