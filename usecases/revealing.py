"""Showing a whole number: a deed with its reason, so that who saw what can be told later."""

from datetime import datetime

from sqlmodel import Session

from models.errors import InvalidInput
from models.values import Officer
from usecases import audit
from usecases.deeds import deed


@deed("number.revealed")
def reveal(session: Session, subject: str, reason: str, *, by: Officer, at: datetime) -> None:
    """Record that an officer had the whole numbers of a subject shown, and why (PIPL 51; GB/T 22239 8.1.4).

    Raises InvalidInput without a reason of at least two characters.
    """
    if len(reason.strip()) < 2:
        raise InvalidInput("查看完整号码须写明事由。", kept="号码仍然隐藏。", do_next="例如：核对身份证原件。")
    audit.tell(session, by=by, at=at, deed="number.revealed", subject=subject, note=reason.strip()[:200])
