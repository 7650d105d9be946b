"""Feedback of the credit platform: repair is taken at once, dispute and correction wait for a person."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select, update
from sqlmodel import Session

from models.errors import InvalidInput, NotFound, Refused
from models.said import said
from models.tables.columns import table_of
from models.tables.outbox import FeedbackRow
from models.values import Officer
from ports.intake import Row
from ports.platforms import Feedback, Misread
from rules.publication import DISPUTED, HOLDS, REPAIRED
from usecases import audit, credit_holds, dispute_marks, quarantine
from usecases.cases import columns_of
from usecases.deeds import deed, housekeeping
from usecases.outbox import promote

FEEDBACK = table_of(FeedbackRow)


@dataclass(frozen=True, slots=True)
class Asked:
    """What the platform asked for on one record, and what became of it; `text` is its own words."""

    feedback_id: str
    type: str
    version: int
    text: str
    due_on: str
    received_at: datetime
    decision: str
    outcome: str
    document_no: str
    note: str
    decided_at: datetime | None

    @property
    def corrects(self) -> bool:
        """Whether the record is to be corrected: a correction, or a dispute, was taken."""
        return self.decision == "taken" and "correction" in (self.type, self.outcome)

    def carried_out(self, version: int) -> bool:
        """Whether a taken correction is in the present version: it was asked of an earlier one."""
        return self.corrects and version > self.version


ASKED = [FEEDBACK.c[name] for name in Asked.__slots__]
HOLDING = {"repair": REPAIRED, "dispute": DISPUTED}  # what of it holds the record back


@deed("feedback.received")
def receive(session: Session, system: str, items: Sequence[Feedback | Misread], *, by: Officer, at: datetime) -> int:
    """Keep new feedback; a repair ends the record for good: it is never sent again. Returns how many were new.

    A dispute stops what waits of the record until it is answered. What cannot be read goes to quarantine.
    """
    for bad in (item for item in items if isinstance(item, Misread)):
        row = Row(system, bad.ref, 1, bad.raw, bad.digest, None, bad.fault, bad.place)
        quarantine.put(session, row, by=by, at=at)
    good = [item for item in items if isinstance(item, Feedback)]
    quarantine.release_older(session, system, [item.id for item in good], at=at)
    fresh = [item for item in good if not _known(session, system, item.id)]
    for item in fresh:
        _keep(session, system, item, by=by, at=at)
    return len(fresh)


receive.always_recorded = False  # type: ignore[attr-defined]  # what is known already changes nothing


def _known(session: Session, system: str, feedback_id: str) -> bool:
    c = FEEDBACK.c
    return session.execute(select(c.id).where(c.system == system, c.feedback_id == feedback_id)).first() is not None


def _keep(session: Session, system: str, item: Feedback, *, by: Officer, at: datetime) -> None:
    values: dict[str, Any] = {
        "system": system,
        "feedback_id": item.id,
        "type": item.type,
        "record_key": item.record_key,
        "version": item.version,
        "at": item.at,
        "due_on": item.due_on,
        "text": item.text,
        "fields": [list(field) for field in item.fields],
        "received_at": at,
        "decision": "",
        "note": "",
    }
    if item.type == "repair":
        values |= {"decision": "taken", "note": HOLDS[REPAIRED], "decided_by": by.login, "decided_at": at}
    if item.type in HOLDING:
        credit_holds.hold(session, system, item.record_key, HOLDING[item.type], item.id, at=at)
    session.execute(insert(FEEDBACK).values(values))
    facts: dict[str, object] = {"id": item.id, "type": item.type, "key": item.record_key, "version": item.version}
    told: dict[str, Any] = {"subject": item.record_key, "note": item.type, "facts": facts}
    seq = audit.tell(session, by=by, at=at, deed="feedback.received", **told)
    if item.type == "dispute":
        dispute_marks.begin(session, system, item.record_key, at=at, ledger_seq=seq)


@deed("feedback.answered")
def answer(
    session: Session, feedback_id: str, decision: str, *, system: str = "", note: str = "", by: Officer, at: datetime
) -> None:
    """Decide a correction: taken or refused, with the reason. A repair is never refused, a dispute takes two officers.

    Two platforms may give the same number: `system` says whose is meant.
    """
    row = undecided(session, feedback_id, system)
    if row.type == "dispute":
        raise Refused("异议须由两人答复，并写明依据的文书。", kept="异议未处理。", do_next="请先提议答复。")
    if decision not in ("taken", "refused") or (decision == "refused" and not note.strip()):
        raise InvalidInput("处理结果须为 taken 或 refused，不采纳须写明理由。", kept="异议未处理。")
    decide(session, row, {"decision": decision, "note": note[:500]}, by=by, at=at)
    facts: dict[str, object] = {"id": feedback_id, "decision": decision, "type": row.type, "version": row.version}
    audit.tell(session, by=by, at=at, deed="feedback.answered", subject=row.record_key, note=note, facts=facts)


def undecided(session: Session, feedback_id: str, system: str = "") -> Any:
    """Return what was asked for and not decided yet; raises NotFound, Refused (decided already)."""
    c = FEEDBACK.c
    named = select(FEEDBACK).where(c.feedback_id == feedback_id)
    named = named.where(c.system == system) if system else named
    row = session.execute(named.order_by(c.id).with_for_update()).first()
    if row is None:
        raise NotFound(said("没有编号为 {feedback_id} 的异议。", feedback_id=feedback_id))
    if row.decision:
        raise Refused(said("该异议已由{decided_by}处理。", decided_by=row.decided_by), kept="原处理结果不变。")
    return row


def decide(session: Session, row: Any, values: dict[str, Any], *, by: Officer, at: datetime) -> None:
    """Keep a decision; what waited behind a dispute may leave again."""
    decided = values | {"decided_by": by.login, "decided_at": at}
    session.execute(update(FEEDBACK).where(FEEDBACK.c.id == row.id).values(decided))
    freed = credit_holds.lift(session, row.system, row.record_key, row.feedback_id, at=at)
    if freed:
        promote(session, row.system, freed)


def on_records(session: Session, record_keys: Iterable[str]) -> list[Asked]:
    """Return everything that was asked for on some records, oldest first."""
    c = FEEDBACK.c
    rows = session.execute(select(*ASKED).where(c.record_key.in_(record_keys)).order_by(c.id))
    return [Asked(*row) for row in rows]


def to_carry_out(session: Session, record_key: str, version: int) -> list[str]:
    """Return the taken corrections that the present version of a record does not hold yet."""
    asked = [one for one in on_records(session, [record_key]) if one.corrects]
    return [one.feedback_id for one in asked if not one.carried_out(version)]


def unacknowledged(session: Session, system: str) -> list[dict[str, Any]]:
    """Return what is decided and not yet told to the platform."""
    c = FEEDBACK.c
    wanted = select(FEEDBACK).where(c.system == system, c.decision != "", c.acknowledged_at.is_(None)).limit(100)
    return [columns_of(row) for row in session.execute(wanted)]


@housekeeping
def acknowledged(session: Session, row_id: int, *, at: datetime) -> None:
    """Note that the platform knows our decision."""
    session.execute(update(FEEDBACK).where(FEEDBACK.c.id == row_id).values(acknowledged_at=at))
