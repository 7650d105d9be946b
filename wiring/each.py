"""Many deeds in one transaction: each in a savepoint of its own, so that one that fails takes no other with it."""

from collections.abc import Callable, Sequence
from datetime import datetime

from sqlmodel import Session

from models.errors import BureauError, OutsideUnavailable
from usecases import audit, cases, offices, together
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
    with together.begun(session, cases.keys(session, subjects, locked=True)) as shared:
        for subject in subjects:
            before, waiting = session.info.get(HEAD), shared.mark()
            try:
                _one(session, deed, subject, now(), recorded=recorded)
            except OutsideUnavailable:
                raise
            except BureauError as error:
                against[subject] = error
                shared.back(waiting)
                _put_back(session, before)
    return against


def _one(session: Session, deed: Callable[..., object], subject: str, at: datetime, *, recorded: bool) -> None:
    """Do a deed on one subject in a savepoint of its own."""
    order: Order = session.info["order"]
    begun = session.info.get(HEAD)
    with session.begin_nested():
        offices.require(session, order.deed, order.by, (subject,), {})
        deed(session, subject, by=order.by, at=at)
        if recorded and session.info.get(HEAD) == begun:
            raise audit.LedgerMissing("a deed must write a ledger entry")


def _put_back(session: Session, head: object) -> None:
    """Let the ledger end where it ended before a deed that failed."""
    if head is None:
        session.info.pop(HEAD, None)
    else:
        session.info[HEAD] = head
