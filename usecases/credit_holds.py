"""Holds on published records: what is repaired never leaves again, what is disputed waits for its answer."""

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import bindparam, select, update
from sqlmodel import Session

from models.errors import InvalidInput
from models.tables.columns import table_of
from models.tables.outbox import BatchRow, OutboxRow
from models.tables.penalties import PenaltyRow
from models.tables.publications import RecordHoldRow
from rules.publication import DISPUTED, HOLDS, REPAIRED, canonical_subject, number_of, subject_of, worst
from usecases import bulk
from usecases.first_rows import put_if_missing
from usecases.outbox_plans import NOT_EXECUTED, give_up

HELD, OUTBOX, BATCHES = table_of(RecordHoldRow), table_of(OutboxRow), table_of(BatchRow)
PENALTIES = table_of(PenaltyRow)
KINDS = ("xk", "cf")
MARK = "dispute"  # the operation of a message that tells the receiver of a dispute
WAITING = ("ready", "blocked", "rejected", "ambiguous")
_h, _o = HELD.c, OUTBOX.c
_OPEN = select(_h.subject, _h.why).where(_h.system == bindparam("receiver"), _h.ended_at.is_(None))
_ON = bulk.Lookup(_OPEN, _h.subject)
_IN_BATCH = select(_o.subject).where(_o.batch_id == bindparam("batch"))
Row = TypeVar("Row", bound=Any)


def on(session: Session, system: str, subjects: Sequence[str]) -> dict[str, str]:
    """Return the hold of each record that has one, by our name of it: repaired or disputed.

    A hold may know a record by its number in canonical form alone, as its receiver does: that is the same record.
    """
    named = {subject: {subject, canonical_subject(subject)} for subject in subjects}
    found: dict[str, list[str]] = {}
    rows = list(_ON.run(session, sorted(set().union(*named.values())), receiver=system)) if named else []
    for row in rows:
        found.setdefault(row.subject, []).append(row.why)
    held = {subject: [why for name in names for why in found.get(name, ())] for subject, names in named.items()}
    return {subject: worst(holds) for subject, holds in held.items() if holds}


def of(session: Session, system: str, kind: str, subject: str) -> str:
    """Return the hold on one record, "" where it may be sent; only published records are ever held."""
    return on(session, system, [subject]).get(subject, "") if kind in KINDS else ""


def standing(session: Session, system: str, kind: str, subject: str, *, free: bool) -> tuple[str, str]:
    """Return state and hint of a new message: ready, blocked behind others or a dispute, dead behind a repair."""
    why = of(session, system, kind, subject)
    if not why:
        return ("ready" if free else "blocked"), ""
    return ("dead" if why == REPAIRED else "blocked"), HOLDS[why]


def hold(session: Session, system: str, record_key: str, why: str, source: str, *, at: datetime) -> bool:
    """Hold a record from now on, with everything of it that waits; return whether it was free of this hold before.

    A repair also marks the penalty: it takes no more deeds.
    """
    subject = _subject(session, system, record_key)
    before = why in _open_on(session, system, record_key)
    key = {"system": system, "record_key": record_key, "why": why, "source": source}
    put_if_missing(session, HELD, **key, subject=subject, since=at)
    _stop(session, system, subject, why)
    if why == REPAIRED and record_key.startswith("cf|"):
        _mark_penalty(session, record_key)
    return not before


def _mark_penalty(session: Session, record_key: str) -> None:
    """Mark the penalty of a record as repaired; a key without a number is nobody's, and holds up no other repair."""
    with suppress(InvalidInput):
        mine = PENALTIES.c.canonical_no == number_of(record_key)
        session.execute(update(PENALTIES).where(mine).values(state="repaired"))


def lift(session: Session, system: str, record_key: str, source: str, *, at: datetime) -> str:
    """End a dispute; return our name of the record once no other hold is left on it, else ""."""
    mine = (_h.system == system, _h.record_key == record_key, _h.why == DISPUTED, _h.ended_at.is_(None))
    session.execute(update(HELD).where(*mine, _h.source == source).values(ended_at=at))
    return "" if _open_on(session, system, record_key) else _subject(session, system, record_key)


def sift(session: Session, system: str, rows: Sequence[Row]) -> list[Row]:
    """Return the messages (id, kind, subject, op) that may leave; those that a hold has caught up with are stopped.

    Behind a dispute only its mark leaves.
    """
    held = on(session, system, [row.subject for row in rows if row.kind in KINDS])
    for subject, why in held.items():
        _stop(session, system, subject, why)
    return [row for row in rows if row.subject not in held or (held[row.subject], row.op) == (DISPUTED, MARK)]


def holds_back(session: Session, system: str, batch_id: int) -> bool:
    """Tell whether a batch carries a record that was repaired since it was written."""
    subjects = session.execute(_IN_BATCH, {"batch": batch_id}).scalars().all()
    return REPAIRED in on(session, system, subjects).values()


def _open_on(session: Session, system: str, record_key: str) -> list[str]:
    mine = (_h.system == system, _h.record_key == record_key, _h.ended_at.is_(None))
    return list(session.execute(select(_h.why).where(*mine)).scalars())


def _subject(session: Session, system: str, record_key: str) -> str:
    """Return our name of a record: as it was sent, as it waits to be sent, else as its key says."""
    sent = select(_o.subject).where(_o.system == system, _o.record_key == record_key).limit(1)
    found: str | None = session.execute(sent).scalar()
    return found or _waiting_as(session, system, subject_of(record_key))


def _waiting_as(session: Session, system: str, named: str) -> str:
    """Return a name as messages write it that never left, where their number is not in canonical form; else itself."""
    unsent = (_o.system == system, _o.kind == "xk", _o.record_key == "", _o.state.in_(WAITING))
    rows = session.execute(select(_o.subject).where(*unsent).distinct()).scalars() if named.startswith("xk:") else ()
    written = {subject for subject in rows if canonical_subject(subject) == named}
    return named if not written or named in written else min(written)


def _stop(session: Session, system: str, subject: str, why: str) -> None:
    """Stop what waits of a record: for good after a repair; behind a dispute what was ready is blocked."""
    mine = (_o.system == system, _o.subject == subject, *([] if why == REPAIRED else [_o.op != MARK]))
    open_batches = select(_o.batch_id).where(*mine, _o.batch_id.is_not(None)).distinct()
    unsent = select(BATCHES.c.id).where(BATCHES.c.id.in_(open_batches), BATCHES.c.state.in_(NOT_EXECUTED))
    for batch_id in session.execute(unsent).scalars().all():
        give_up(session, batch_id)
    caught, after = (WAITING, "dead") if why == REPAIRED else (("ready",), "blocked")
    stopped = {"state": after, "hint": HOLDS[why]}
    session.execute(update(OUTBOX).where(*mine, _o.state.in_(caught)).values(stopped))
    if why == REPAIRED:  # nor leaves what should take its place under another number
        leaders = select(_o.id).where(*mine)
        session.execute(update(OUTBOX).where(_o.waits_for.in_(leaders), _o.state.in_(WAITING)).values(stopped))
