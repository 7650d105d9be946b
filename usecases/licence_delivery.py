"""Delivery: a licence that was handed over is active from then on (ALL 44)."""

from datetime import datetime

from sqlmodel import Session

from models.errors import InvalidInput
from models.values import LicenceStatus, Officer, shanghai_date
from usecases import audit, licence_events
from usecases.deeds import deed
from usecases.licence_acts import Done
from usecases.licence_facts import read
from usecases.licence_steps import stepped
from usecases.licences import kept
from usecases.undo_licences import remember

DELIVERED = "licence.delivered"
WAYS = {
    "window": "窗口领取",
    "post": "邮寄送达",
    "electronic": "电子送达",
    "left": "留置送达",
    "public_notice": "公告送达",
}


@deed(DELIVERED)
def deliver(
    session: Session, licence_no: str, *, way: str = "window", receiver: str = "", by: Officer, at: datetime
) -> Done:
    """Note that a licence was handed over; `receiver` is who took it, as written on the receipt.

    Raises NotFound; InvalidInput (unknown way); Refused where it does not wait for delivery.
    """
    before = read(session, licence_no, locked=True)
    if way not in WAYS:
        raise InvalidInput(f"没有送达方式“{way}”。", kept="许可证未变更。", do_next=f"可用：{'、'.join(WAYS)}。")
    number, note = str(before["licence_no"]), f"{WAYS[way]}。{receiver.strip()}"
    licence = stepped(session, before, DELIVERED, "", shanghai_date(at)) | {"changed_at": at}
    seq = audit.tell(session, by=by, at=at, deed=DELIVERED, subject=number, note=note, facts={"way": way})
    kept(session, licence, before)
    detail = {"way": way, **licence_events.differences(before, licence)}
    one = licence_events.Step(DELIVERED, before["status"], LicenceStatus(licence["status"]), detail=detail)
    licence_events.record(session, number, [one], by=by, at=at, ledger_seq=seq, note=note)
    remember(session, DELIVERED, before, by=by, at=at, ledger_seq=seq)
    return Done(DELIVERED, number, str(licence["status"]))
