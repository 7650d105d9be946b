"""The drawer of the hotline: who a report came from is shown for a reason only, and who looked is kept."""

from datetime import datetime

from sqlmodel import Session

from models.complaints import Reporter
from models.errors import InvalidInput, NotFound
from models.values import Officer
from usecases import audit, complaint_rows
from usecases.deeds import deed


@deed("complaint.reporter_seen")
def open_drawer(session: Session, number: str, reason: str, *, by: Officer, at: datetime) -> Reporter:
    """Return who an item came from; the ledger has who looked, when and why (PIPL 51; APL 50).

    Raises NotFound (the item, or nobody is known); InvalidInput (no reason, or one that gives the reporter away).
    """
    found = complaint_rows.read(session, number)
    reporter = complaint_rows.reporter_of(session, found.row["id"])
    if reporter is None:
        raise NotFound("这件来件没有登记来件人。")
    words = reason.strip()
    if len(words) < 2:
        raise InvalidInput("查看来件人须写明事由。", kept="来件人仍然保密。", do_next="例如：回复办理结果。")
    complaint_rows.guard(reporter, {"事由": words})
    audit.tell(session, by=by, at=at, deed="complaint.reporter_seen", subject=found.number, note=words[:200])
    return reporter
