"""Notices: tell people outside and officers by short message, once an occasion; the messages leave by the outbox."""

import hashlib
import re
from datetime import datetime

from sqlalchemy import bindparam, select
from sqlmodel import Session

from content.noticebook import notices
from models.tables.columns import table_of
from models.tables.outbox import OutboxRow
from models.values import shanghai_date
from rules.applications import ITEM_NAMES
from rules.identifiers import normal_number
from rules.notices import find
from usecases import audit, outbox, together
from usecases.cases import Case
from usecases.desk import desk_of
from usecases.outbox import NewMessage

OUTBOX = table_of(OutboxRow)
MOBILE = re.compile(r"1[3-9][0-9]{9}")
KIND = "sms"
_TOLD = select(OUTBOX.c.id).where(OUTBOX.c.system == bindparam("gateway"), OUTBOX.c.key == bindparam("message"))


def on(session: Session, case: Case, kind: str, ledger_seq: int, *, at: datetime, **facts: object) -> str | None:
    """Tell the applicant what a deed came to, where the texts say so; return the message's key, None if none was sent.

    The channel has its own event; this is the short message besides. It waits until that event has arrived: where
    the applicant changed the application meanwhile, the deed is taken back and nobody may have been told of it.
    `ledger_seq` is the deed's entry: it names the occasion, and an undo of the deed takes the message back.
    """
    item = case.form.item
    notice = find(notices(), kind, item.value, shanghai_date(at))
    mobile = mobile_of(case.form.applicant.mobile)
    if notice is None or not notice.sms or mobile is None:
        return None
    known = {"bureau": desk_of(session).bureau_name, "number": case.number, "item": ITEM_NAMES[item]}
    text = notice.filled({**known, **facts})
    event = outbox.sent_with(session, ledger_seq, case.row["channel"])
    return tell(session, to=mobile, kind=kind, text=text, subject=case.number, occasion=str(ledger_seq), at=at,
                ledger_seq=ledger_seq, behind=event)  # fmt: skip


def tell(
    session: Session,
    *,
    to: str,
    kind: str,
    text: str,
    subject: str,
    at: datetime,
    occasion: str = "",
    ledger_seq: int | None = None,
    behind: int | None = None,
) -> str | None:
    """Put one short message into the outbox and return its key; None where it was told before or no gateway is there.

    The same (subject, kind, occasion, receiver) is never told twice. Call it after the deed's ledger entry was
    written (`ledger_seq` defaults to the newest of this unit of work).
    """
    system, mobile = desk_of(session).system_of("sms"), mobile_of(to)
    if system is None or mobile is None:
        return None
    key = message_key(subject, kind, occasion, mobile)
    head: tuple[int, bytes] | None = session.info.get("ledger_head")
    if _told(session, system, key, new=head is not None and occasion == str(head[0])):
        return None
    seq = ledger_seq or (head[0] if head else audit.head_seq(session))
    payload: dict[str, object] = {"client_id": key, "mobile": mobile, "text": text, "project_no": subject[:64]}
    message = NewMessage(system, key, f"sms:{key}", KIND, "create", payload)
    outbox.enqueue(session, [message], at=at, ledger_seq=seq, behind=behind)
    return key


def _told(session: Session, system: str, key: str, *, new: bool) -> bool:
    """Return whether a message was told before; of a `new` occasion only this transaction can know."""
    told = together.remembered(session, OUTBOX, KIND)
    if told is None or not new:
        return session.execute(_TOLD, {"gateway": system, "message": key}).first() is not None
    before, told[key] = key in told, True
    return before


def message_key(subject: str, kind: str, occasion: str, to: str) -> str:
    """Return our own number of a message: 8 to 32 of A–Z a–z 0–9 - (reference city, sms), the same for the same."""
    return "N" + hashlib.sha256(f"{subject}\0{kind}\0{occasion}\0{to}".encode()).hexdigest()[:27]


def mobile_of(text: str | None) -> str | None:
    """Return a mobile number in its normal form, None where it is none."""
    number = normal_number(text or "").removeprefix("+86")
    return number if MOBILE.fullmatch(number) else None
