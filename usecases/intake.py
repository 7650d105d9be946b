"""Intake: keep what a channel brought (every revision with its bytes), once and for all, before it is acknowledged."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import bindparam, insert, select, update
from sqlmodel import Session

from models.tables.applications import ApplicationRow, RevisionConflictRow, RevisionRow
from models.tables.columns import table_of
from models.values import ApplicationState, Officer, shanghai_date
from ports.intake import Row
from usecases import audit, bulk, channels, numbers, quarantine, unfolding
from usecases.deeds import deed
from usecases.intake_rows import NewApplication, form_of, write_new, write_revision
from usecases.revisions import take_revision

APPLICATIONS, REVISIONS = table_of(ApplicationRow), table_of(RevisionRow)
CONFLICTS = table_of(RevisionConflictRow)
Identity = tuple[str, int]
_APPLICATION = APPLICATIONS.c
_KNOWN = bulk.Lookup(
    select(
        _APPLICATION.channel_ref, _APPLICATION.id, _APPLICATION.number, _APPLICATION.revision, _APPLICATION.state
    ).where(_APPLICATION.channel == bindparam("from_channel")),
    _APPLICATION.channel_ref,
)


@dataclass
class Kept:
    """What one page came to; `acknowledge` may be said to the channel once this is committed."""

    received: int = 0
    revised: int = 0
    duplicates: int = 0
    conflicts: int = 0
    quarantined: int = 0
    acknowledge: list[Identity] = field(default_factory=list)


@deed("application.received")
def receive(
    session: Session,
    channel: str,
    rows: Sequence[Row],
    bookmark: str | None,
    *,
    acknowledges: bool,
    later: bool = False,
    came: datetime | None = None,
    by: Officer,
    at: datetime,
) -> Kept:
    """Keep one page and the bookmark behind it, in one transaction.

    A row is recognised by (channel, ref, revision): the same content again is counted and ignored, other
    content is kept beside the older and a person is told (contract 3.4), a newer revision replaces the shown
    one. What is malformed goes to quarantine with its bytes. Attachments and the index of names are written with
    it, or `later` (usecases.unfolding). `came` is when it was received, where that was before (usecases.arrivals).
    """
    kept, came = Kept(), came or at
    good = {(row.ref, row.revision): row for row in rows if row.form is not None}
    kept.duplicates += sum(row.form is not None for row in rows) - len(good)
    known = _known(session, channel, [ref for ref, _ in good])
    if known:
        unfolding.unfold(session)
    digests = _digests(session, channel, [ref for ref, _ in good if ref in known])
    fresh = [row for (ref, _), row in good.items() if ref not in known]
    _receive_new(session, channel, _newest_first_seen(fresh), kept, acknowledges=acknowledges, came=came, by=by, at=at)
    for identity, row in good.items():
        if row.ref in known:
            seen = digests.get(identity)
            _receive_known(session, known[row.ref], row, seen, kept, acknowledges=acknowledges, by=by, at=at)
    for row in rows:
        if row.form is None:
            _quarantine(session, row, kept, by=by, at=at)
    if not later:
        unfolding.unfold(session)
    kept.acknowledge = [*good, *((row.ref, row.revision) for row in rows if row.form is None and row.revision)]
    counts = {"received": kept.received, "duplicates": kept.duplicates, "quarantined": kept.quarantined}
    channels.count(session, channel, bookmark, **counts)
    return kept


receive.always_recorded = False  # type: ignore[attr-defined]  # a page without news changes only the bookmark


@dataclass(frozen=True, slots=True)
class _Known:
    id: int
    number: str
    revision: int
    state: str


def _known(session: Session, channel: str, refs: Sequence[str]) -> dict[str, _Known]:
    rows = _KNOWN.run(session, refs, from_channel=channel)
    return {row.channel_ref: _Known(row.id, row.number, row.revision, row.state) for row in rows}


def _digests(session: Session, channel: str, refs: Sequence[str]) -> dict[Identity, tuple[int, str]]:
    if not refs:
        return {}
    c = REVISIONS.c
    wanted = select(c.channel_ref, c.revision, c.id, c.digest).where(c.channel == channel, c.channel_ref.in_(refs))
    return {(ref, revision): (row_id, digest) for ref, revision, row_id, digest in session.execute(wanted)}


def _newest_first_seen(rows: Sequence[Row]) -> list[Row]:
    """Keep one row an application: should a page hold two revisions of a new one, the newest counts."""
    newest: dict[str, Row] = {}
    for row in rows:
        if row.ref not in newest or newest[row.ref].revision < row.revision:
            newest[row.ref] = row
    return list(newest.values())


def _receive_new(
    session: Session,
    channel: str,
    rows: Sequence[Row],
    kept: Kept,
    *,
    acknowledges: bool,
    came: datetime,
    by: Officer,
    at: datetime,
) -> None:
    if not rows:
        return
    ids = numbers.take_many(session, "application-ids", len(rows))
    if ids[0] == 1:  # the first that was ever received
        unfolding.begin(session)
    year = shanghai_date(came).year
    serials = numbers.take_many(session, f"application-numbers-{year}", len(rows))
    new = [
        NewApplication(row_id, f"A-{year}-{serial:06d}", row)
        for row_id, serial, row in zip(ids, serials, rows, strict=True)
    ]
    facts: dict[str, object] = {
        "channel": channel,
        "applications": [[n.number, n.row.ref, n.row.revision, n.row.digest] for n in new],
    }
    seq = audit.record(session, by=by, at=at, deed="application.received", subject=f"channel:{channel}", facts=facts)
    write_new(session, new, acknowledged_at=None if acknowledges else at, ledger_seq=seq, by=by, at=came)
    quarantine.release_older(session, channel, [n.row.ref for n in new if n.row.revision > 1], at=at)
    kept.received += len(new)


def _receive_known(
    session: Session,
    known: _Known,
    row: Row,
    seen: tuple[int, str] | None,
    kept: Kept,
    *,
    acknowledges: bool,
    by: Officer,
    at: datetime,
) -> None:
    if seen is not None:
        _seen_before(session, known, row, seen, kept, by=by, at=at)
        return
    write_revision(session, known.id, row, acknowledged_at=None if acknowledges else at, at=at)
    if row.revision > known.revision:
        take_revision(session, known.id, row, form_of(row), by=by, at=at)
        kept.revised += 1


def _seen_before(
    session: Session, known: _Known, row: Row, seen: tuple[int, str], kept: Kept, *, by: Officer, at: datetime
) -> None:
    revision_id, digest = seen
    if digest == row.digest:
        kept.duplicates += 1
        _late_withdrawal(session, known, row, by=by, at=at)
        return
    c = CONFLICTS.c
    stored = select(c.id).where(c.revision_id == revision_id, c.digest == row.digest)
    if session.execute(stored).first() is not None:
        kept.duplicates += 1
        return
    values = {"revision_id": revision_id, "received_at": at, "digest": row.digest, "raw": row.raw}
    session.execute(insert(CONFLICTS).values(values))
    session.execute(update(APPLICATIONS).where(APPLICATIONS.c.id == known.id).values(attention="conflict"))
    facts: dict[str, object] = {"revision": row.revision, "older": digest, "newer": row.digest}
    note = f"第{row.revision}版再次到达，内容不同；两份原文均已保留，请核对。"
    audit.tell(session, by=by, at=at, deed="application.conflict_found", subject=known.number, note=note, facts=facts)
    kept.conflicts += 1


def _late_withdrawal(session: Session, known: _Known, row: Row, *, by: Officer, at: datetime) -> None:
    """Follow a state that changed without a new revision (links and state aside, the content is the same)."""
    form = form_of(row)
    open_states = {s.value for s in (ApplicationState.RECEIVED, ApplicationState.CORRECTING, ApplicationState.ACCEPTED)}
    if form.channel_state == "withdrawn" and known.state in open_states | {ApplicationState.EXAMINING.value}:
        take_revision(session, known.id, row, form, by=by, at=at)


def _quarantine(session: Session, row: Row, kept: Kept, *, by: Officer, at: datetime) -> None:
    if quarantine.put(session, row, by=by, at=at):
        kept.quarantined += 1
    else:
        kept.duplicates += 1
