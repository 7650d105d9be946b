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
    kept = Kept()
    receipt = _Receipt(session, channel, acknowledges, came or at, by, at, kept)
    good = {(row.ref, row.revision): row for row in rows if row.form is not None}
    kept.duplicates += sum(row.form is not None for row in rows) - len(good)
    known = _known(session, channel, [ref for ref, _ in good])
    if known:
        unfolding.unfold(session)
    digests = _digests(session, channel, [ref for ref, _ in good if ref in known])
    fresh = [row for (ref, _), row in good.items() if ref not in known]
    _receive_new(receipt, _newest_first_seen(fresh))
    for identity, row in good.items():
        if row.ref in known:
            _receive_known(receipt, known[row.ref], row, digests.get(identity))
    for row in [row for row in rows if row.form is None]:
        _quarantine(receipt, row)
    if not later:
        unfolding.unfold(session)
    kept.acknowledge = [*good, *((row.ref, row.revision) for row in rows if row.form is None and row.revision)]
    counts = {"received": kept.received, "duplicates": kept.duplicates, "quarantined": kept.quarantined}
    channels.count(session, channel, bookmark, **counts)
    return kept


receive.always_recorded = False  # type: ignore[attr-defined]  # a page without news changes only the bookmark


@dataclass(frozen=True, slots=True)
class _Receipt:
    """One receipt under way: `came` is when the rows were received, `at` when they are entered."""

    session: Session
    channel: str
    acknowledges: bool
    came: datetime
    by: Officer
    at: datetime
    kept: Kept

    @property
    def acknowledged_at(self) -> datetime | None:
        """Return when the channel was told: never yet, or at once where it wants no word."""
        return None if self.acknowledges else self.came


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


def _receive_new(receipt: _Receipt, rows: Sequence[Row]) -> None:
    if not rows:
        return
    session, by, at = receipt.session, receipt.by, receipt.at
    ids = numbers.take_many(session, "application-ids", len(rows))
    if ids[0] == 1:  # the first that was ever received
        unfolding.begin(session)
    year = shanghai_date(receipt.came).year
    serials = numbers.take_many(session, f"application-numbers-{year}", len(rows))
    new = [
        NewApplication(row_id, f"A-{year}-{serial:06d}", row)
        for row_id, serial, row in zip(ids, serials, rows, strict=True)
    ]
    facts: dict[str, object] = {
        "channel": receipt.channel,
        "applications": [[n.number, n.row.ref, n.row.revision, n.row.digest] for n in new],
    }
    subject = f"channel:{receipt.channel}"
    seq = audit.record(session, by=by, at=at, deed="application.received", subject=subject, facts=facts)
    write_new(session, new, acknowledged_at=receipt.acknowledged_at, ledger_seq=seq, by=by, at=receipt.came)
    quarantine.release_older(session, receipt.channel, [n.row.ref for n in new if n.row.revision > 1], at=at)
    receipt.kept.received += len(new)


def _receive_known(receipt: _Receipt, known: _Known, row: Row, seen: tuple[int, str] | None) -> None:
    if seen is not None:
        _seen_before(receipt, known, row, seen)
        return
    session = receipt.session
    write_revision(session, known.id, row, acknowledged_at=receipt.acknowledged_at, at=receipt.came)
    if row.revision > known.revision:
        take_revision(session, known.id, row, form_of(row), by=receipt.by, at=receipt.at)
        receipt.kept.revised += 1


def _seen_before(receipt: _Receipt, known: _Known, row: Row, seen: tuple[int, str]) -> None:
    session, by, at = receipt.session, receipt.by, receipt.at
    revision_id, digest = seen
    if digest == row.digest:
        receipt.kept.duplicates += 1
        _late_withdrawal(session, known, row, by=by, at=at)
        return
    c = CONFLICTS.c
    stored = select(c.id).where(c.revision_id == revision_id, c.digest == row.digest)
    if session.execute(stored).first() is not None:
        receipt.kept.duplicates += 1
        return
    values = {"revision_id": revision_id, "received_at": receipt.came, "digest": row.digest, "raw": row.raw}
    session.execute(insert(CONFLICTS).values(values))
    session.execute(update(APPLICATIONS).where(APPLICATIONS.c.id == known.id).values(attention="conflict"))
    facts: dict[str, object] = {"revision": row.revision, "older": digest, "newer": row.digest}
    note = f"第{row.revision}版再次到达，内容不同；两份原文均已保留，请核对。"
    audit.tell(session, by=by, at=at, deed="application.conflict_found", subject=known.number, note=note, facts=facts)
    receipt.kept.conflicts += 1


def _late_withdrawal(session: Session, known: _Known, row: Row, *, by: Officer, at: datetime) -> None:
    """Follow a state that changed without a new revision (links and state aside, the content is the same)."""
    form = form_of(row)
    open_states = {s.value for s in (ApplicationState.RECEIVED, ApplicationState.CORRECTING, ApplicationState.ACCEPTED)}
    if form.channel_state == "withdrawn" and known.state in open_states | {ApplicationState.EXAMINING.value}:
        take_revision(session, known.id, row, form, by=by, at=at)


def _quarantine(receipt: _Receipt, row: Row) -> None:
    if quarantine.put(receipt.session, row, by=receipt.by, at=receipt.at):
        receipt.kept.quarantined += 1
    else:
        receipt.kept.duplicates += 1
