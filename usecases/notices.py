"""Notices: tell people outside and officers once an occasion, by their channel or by short message, by the outbox."""

import hashlib
import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select
from sqlmodel import Session

from content.noticebook import notices
from models.tables.columns import table_of
from models.tables.outbox import OutboxRow
from models.values import shanghai_date
from rules.applications import ITEM_NAMES
from rules.identifiers import normal_number
from rules.notices import Notice, find
from usecases import audit, issuing, outbox, together
from usecases.cases import Case
from usecases.desk import desk_of
from usecases.outbox import NewMessage

OUTBOX = table_of(OutboxRow)
MOBILE = re.compile(r"1[3-9][0-9]{9}")
KIND = "sms"
BY_CHANNEL = frozenset({"progress", "supplement"})
_TOLD = select(OUTBOX.c.id).where(OUTBOX.c.system == bindparam("gateway"), OUTBOX.c.key == bindparam("message"))


def on(session: Session, case: Case, kind: str, ledger_seq: int, *, at: datetime, **facts: object) -> str | None:
    """Tell the applicant what a deed came to, where the texts say so; return the message's key, None if none was sent.

    The channel has its own event; this is the notice besides: by the channel where it carries notices, else by short
    message. It waits until that event has arrived: where the applicant changed the application meanwhile, the deed is
    taken back and nobody may have been told of it. `ledger_seq` is the deed's entry: it names the occasion, and an
    undo of the deed takes the message back.
    """
    item, applicant = case.form.item, case.form.applicant
    notice = find(notices(), kind, item.value, shanghai_date(at))
    if notice is None or not notice.sms:
        return None
    bureau = issuing.speaking(session, case.number, facts.get("document_no"))
    known = {"bureau": bureau, "number": case.number, "item": ITEM_NAMES[item]}
    text = notice.filled({**known, **facts})
    event = outbox.sent_with(session, ledger_seq, case.row["channel"])
    said = Said(kind, text, case.number, str(ledger_seq), ledger_seq, event)
    if notice.phrase and applicant.openid and case.row["channel"] in desk_of(session).telling:
        missing = str(facts.get("materials") or "")
        there = There(case.row["channel"], applicant.openid, applicant.mobile or "", notice, ITEM_NAMES[item], missing)
        return by_channel(session, said, there, at=at)
    return _by_sms(session, applicant.mobile, said, at=at)


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
) -> str | None:
    """Put one short message into the outbox and return its key; None where it was told before or no gateway is there.

    The same (subject, kind, occasion, receiver) is never told twice. Call it after the deed's ledger entry was
    written (`ledger_seq` defaults to the newest of this unit of work).
    """
    return _by_sms(session, to, Said(kind, text, subject, occasion, ledger_seq), at=at)


@dataclass(frozen=True, slots=True)
class Said:
    """What is told once: the kind of notice, its words as a short message, about what and on which occasion."""

    kind: str
    text: str
    subject: str
    occasion: str = ""
    ledger_seq: int | None = None  # of the deed; the newest entry where it is None
    behind: int | None = None  # the message that must have arrived before


@dataclass(frozen=True, slots=True)
class There:
    """Whom a channel tells: its name of the person, a mobile number for the short message instead, and the words."""

    channel: str
    person: str
    mobile: str
    notice: Notice
    item: str
    missing: str = ""


def by_channel(session: Session, said: Said, there: There, *, at: datetime) -> str | None:
    """Put a notice into the outbox for the channel; return its key, None where it was told before."""
    key = message_key(said.subject, said.kind, said.occasion, there.person)
    payload: dict[str, object] = {
        "client_id": key, "to": there.person, "item": there.item, "number": said.subject, "state": there.notice.phrase,
        "missing": there.missing, "at": at.isoformat(), "on": shanghai_date(at).isoformat(), "mobile": there.mobile,
        "text": said.text,
    }  # fmt: skip
    return _put(
        session, said, NewMessage(there.channel, key, f"notice:{key}", there.notice.template, "create", payload), at
    )


def short_message_instead(session: Session, message_id: int, payload: dict[str, Any], *, at: datetime) -> str | None:
    """Tell somebody by short message whom the channel cannot reach; return its key, None where there was no way."""
    c = OUTBOX.c
    row = session.execute(select(c.kind, c.ledger_seq).where(c.id == message_id)).one()
    if row.kind not in BY_CHANNEL:
        return None
    said = Said(row.kind, payload["text"], payload["number"], payload["client_id"], row.ledger_seq)
    return _by_sms(session, payload["mobile"], said, at=at)


def _by_sms(session: Session, to: str | None, said: Said, *, at: datetime) -> str | None:
    system, mobile = desk_of(session).system_of("sms"), mobile_of(to)
    if system is None or mobile is None:
        return None
    key = message_key(said.subject, said.kind, said.occasion, mobile)
    payload: dict[str, object] = {
        "client_id": key, "mobile": mobile, "text": said.text, "project_no": said.subject[:64]
    }  # fmt: skip
    return _put(session, said, NewMessage(system, key, f"sms:{key}", KIND, "create", payload), at)


def _put(session: Session, said: Said, message: NewMessage, at: datetime) -> str | None:
    head: tuple[int, bytes] | None = session.info.get("ledger_head")
    if _told(session, message.system, message.key, new=head is not None and said.occasion == str(head[0])):
        return None
    seq = said.ledger_seq or (head[0] if head else audit.head_seq(session))
    outbox.enqueue(session, [message], at=at, ledger_seq=seq, behind=said.behind)
    return message.key


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
