"""Attachments: which wait to be fetched, what became of each try; the bytes lie in the store under their SHA-256."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select, update
from sqlmodel import Session

from models.forms import AttachmentRef
from models.tables.applications import ApplicationRow, AttachmentRow
from models.tables.columns import table_of
from models.values import Officer
from ports.intake import LATE
from usecases import audit, papers
from usecases.deeds import deed, housekeeping

ATTACHMENTS, APPLICATIONS = table_of(AttachmentRow), table_of(ApplicationRow)
FIRST_WAIT, LONGEST_WAIT = 5.0, 300.0  # seconds
DAILY, LOOKED_FOR = timedelta(days=1), timedelta(days=30)  # a missing file of a channel whose files come late
TYPES = {
    b"\xff\xd8\xff": "image/jpeg",
    b"\x89PNG\r\n\x1a\n": "image/png",
    b"%PDF-": "application/pdf",
    b"II*\x00": "image/tiff",
    b"MM\x00*": "image/tiff",
    b"BM": "image/bmp",
}


@dataclass(frozen=True, slots=True)
class Waiting:
    """One attachment to fetch now."""

    id: int
    channel: str
    ref: str
    attachment: AttachmentRef
    tries: int
    mismatches: int
    first_tried_at: datetime | None


def due(session: Session, channel: str, *, at: datetime, limit: int = 50) -> Sequence[Waiting]:
    """Return the attachments of a channel whose time to be fetched has come; missing ones may still come."""
    c = ATTACHMENTS.c
    columns: tuple[Any, ...] = (
        c.id, c.channel, c.channel_ref, c.channel_id, c.kind, c.name, c.size, c.digest, c.algorithm, c.url,
        c.tries, c.mismatches, c.first_tried_at,
    )  # fmt: skip
    wanted = select(*columns).where(c.channel == channel, c.next_try_at <= at)
    rows = session.execute(wanted.order_by(c.next_try_at).limit(limit))
    return [
        Waiting(
            r.id, r.channel, r.channel_ref,
            AttachmentRef(r.channel_id, r.kind, r.name, r.size, r.digest, r.algorithm, r.url),
            r.tries, r.mismatches, r.first_tried_at,
        )
        for r in rows
    ]  # fmt: skip


def media_type(content: bytes) -> str:
    """Return the type that the bytes themselves show, empty when it is none of the accepted ones."""
    return next((kind for mark, kind in TYPES.items() if content.startswith(mark)), "")


@deed("attachment.stored")
def stored(session: Session, waiting: Waiting, sha256: str, kind: str, *, by: Officer, at: datetime) -> None:
    """Note that the bytes lie in the store; a type that is not accepted is kept but marked refused."""
    state = "stored" if kind else "refused"
    note = "" if kind else "文件类型不在可接受范围内"
    values = {"state": state, "sha256": sha256, "media_type": kind, "note": note, "next_try_at": None}
    session.execute(update(ATTACHMENTS).where(ATTACHMENTS.c.id == waiting.id).values(values))
    facts: dict[str, object] = {"sha256": sha256, "kind": waiting.attachment.kind, "state": state}
    subject = _number(session, waiting)
    code = papers.keep(session, waiting.id, sha256, kind, at=at) if kind else None
    facts |= {"paper": code} if code else {}
    audit.record(session, by=by, at=at, deed="attachment.stored", subject=subject, facts=facts)


@housekeeping
def not_yet(
    session: Session, waiting: Waiting, wait: float | None, note: str, *, at: datetime, patience: timedelta = LATE
) -> bool:
    """Try again later; a file that is late for so long counts as missing. Returns whether it was given up.

    Where a channel says that its files come late, one that is missing is still asked for once a day, for a month.
    """
    first = waiting.first_tried_at or at
    if at - first >= patience:
        late = patience > LATE and at - first < LOOKED_FOR
        values: dict[str, Any] = {"state": "missing", "note": note, "next_try_at": at + DAILY if late else None}
        session.execute(update(ATTACHMENTS).where(ATTACHMENTS.c.id == waiting.id).values(values))
        return True
    return _again(session, waiting, wait, note, first, at)


@housekeeping
def postponed(session: Session, waiting: Waiting, wait: float | None, note: str, *, at: datetime) -> bool:
    """Try again later, however long the whole channel does not answer: that is no fault of the file. Returns False."""
    return _again(session, waiting, wait, note, waiting.first_tried_at, at)


def _again(
    session: Session, waiting: Waiting, wait: float | None, note: str, first: datetime | None, at: datetime
) -> bool:
    seconds = wait if wait is not None else min(FIRST_WAIT * 2 ** min(waiting.tries, 10), LONGEST_WAIT)
    values = {"tries": waiting.tries + 1, "first_tried_at": first, "note": note}
    values["next_try_at"] = at + timedelta(seconds=seconds)
    session.execute(update(ATTACHMENTS).where(ATTACHMENTS.c.id == waiting.id).values(values))
    return False


@deed("attachment.quarantined")
def quarantined(session: Session, waiting: Waiting, sha256: str, note: str, *, by: Officer, at: datetime) -> None:
    """Set an attachment aside whose bytes are not what was declared; they are kept under their own digest."""
    values = {"state": "quarantined", "sha256": sha256, "note": note, "next_try_at": None}
    session.execute(update(ATTACHMENTS).where(ATTACHMENTS.c.id == waiting.id).values(values))
    subject = _number(session, waiting)
    facts: dict[str, object] = {"sha256": sha256, "declared": waiting.attachment.digest}
    audit.tell(session, by=by, at=at, deed="attachment.quarantined", subject=subject, note=note, facts=facts)


@housekeeping
def mismatched(session: Session, waiting: Waiting, *, at: datetime) -> None:
    """Note a first wrong digest: the attachment is fetched once more (contract 11)."""
    values = {"mismatches": waiting.mismatches + 1, "next_try_at": at, "tries": waiting.tries + 1}
    values["first_tried_at"] = waiting.first_tried_at or at
    session.execute(update(ATTACHMENTS).where(ATTACHMENTS.c.id == waiting.id).values(values))


def _number(session: Session, waiting: Waiting) -> str:
    joined = APPLICATIONS.join(ATTACHMENTS, APPLICATIONS.c.id == ATTACHMENTS.c.application_id)
    wanted = select(APPLICATIONS.c.number).select_from(joined).where(ATTACHMENTS.c.id == waiting.id)
    return str(session.execute(wanted).scalar_one())


@housekeeping
def gone(session: Session, waiting: Waiting, note: str) -> None:
    """Note that the channel does not have an attachment (any more): asking again is of no use."""
    values = {"state": "missing", "note": note, "next_try_at": None}
    session.execute(update(ATTACHMENTS).where(ATTACHMENTS.c.id == waiting.id).values(values))
