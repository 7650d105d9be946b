"""Quarantine: what could not be understood is kept with its bytes and told, and never stops the others."""

import hashlib
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import insert, select, update
from sqlmodel import Session

from models.tables.applications import AttachmentRow, QuarantineRow
from models.tables.columns import table_of
from models.values import Officer
from ports.intake import Row
from usecases import audit

QUARANTINE, ATTACHMENTS = table_of(QuarantineRow), table_of(AttachmentRow)


def put(session: Session, row: Row, *, by: Officer, at: datetime) -> bool:
    """Keep a malformed row; return False when it lies here already: the same but for its state and fresh links."""
    c, digest = QUARANTINE.c, audit.pseudonym(session, f"quarantine|{row.digest}")
    here = session.execute(select(c.id, c.times).where(c.channel == row.channel, c.digest == digest)).first()
    if here is not None:
        session.execute(update(QUARANTINE).where(c.id == here[0]).values(last_seen_at=at, times=here[1] + 1))
        return False
    values = {
        "channel": row.channel,
        "channel_ref": row.ref[:64],
        "revision": row.revision,
        "place": row.place,
        "reason": row.fault,
        "digest": digest,
        "raw": row.raw,
        "first_seen_at": at,
        "last_seen_at": at,
        "times": 1,
        "resolution": "",
    }
    session.execute(insert(QUARANTINE).values(values))
    whole = hashlib.sha256(row.raw).hexdigest()
    facts: dict[str, object] = {"channel": row.channel, "ref": row.ref[:64], "sha256": whole, "place": row.place}
    audit.record(session, by=by, at=at, deed="row.quarantined", subject=f"channel:{row.channel}", facts=facts)
    return True


def release_older(session: Session, channel: str, refs: Sequence[str], *, at: datetime) -> None:
    """Close quarantined rows of applications whose newer revision was understood."""
    if not refs:
        return
    c = QUARANTINE.c
    stale = update(QUARANTINE).where(c.channel == channel, c.channel_ref.in_(refs), c.resolved_at.is_(None))
    session.execute(stale.values(resolved_at=at, resolution="superseded"))
