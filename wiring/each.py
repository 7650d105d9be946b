"""Many deeds in one transaction: each in a savepoint of its own, so that one that fails takes no other with it."""

from collections.abc import Callable, Sequence
from datetime import datetime

from sqlmodel import Session

from models.errors import BureauError, OutsideUnavailable
from usecases import audit, offices
from usecases.deeds import Order

HEAD = "ledger_head"


def each_alone(
    session: Session,
    deed: Callable[..., object],
    subjects: Sequence[str],
    now: Callable[[], datetime],
    *,
    recorded: bool = True,
) -> dict[str, BureauError]:
    """Do a deed on each subject; return what stood against those that were not done. `recorded`: in the ledger.

    Raises OutsideUnavailable, and LedgerMissing for a deed that wrote no entry: then nothing of it all is kept.
    """
    against: dict[str, BureauError] = {}
    order: Order = session.info["order"]
    for subject in subjects:
        begun = session.info[HEAD] = audit.head(session)
        try:
            with session.begin_nested():
                offices.require(session, order.deed, subject, order.by)
                deed(session, subject, by=order.by, at=now())
                if recorded and session.info[HEAD] == begun:
                    raise audit.LedgerMissing("a deed must write a ledger entry")
        except OutsideUnavailable:
            raise
        except BureauError as error:
            against[subject] = error
            session.info[HEAD] = begun
    return against
