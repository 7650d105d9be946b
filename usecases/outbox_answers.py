"""Answers: what became of each message, noted together with its ledger entry; the next of the subject moves up."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Update, bindparam, insert, select, update
from sqlmodel import Session

from models.tables.columns import table_of
from models.tables.outbox import BatchRow, CrossingRow, OutboxRow
from models.values import Officer
from ports.exchanges import SUCCESS, Answer, Crossing, Verdict
from ports.platforms import RowAnswer, SendAnswer
from rules.publication import REPAIRED
from usecases import audit, credit_holds, hints, next_ways, stale
from usecases.deeds import deed
from usecases.outbox import let_followers_go, promote_after_batches, promote_next
from usecases.outbox_claims import Claimed
from usecases.outbox_rows import STATE, Change, change_alike, change_batch, change_each, forget_requests, in_words
from usecases.texts import storable

OUTBOX, BATCHES, CROSSINGS = table_of(OutboxRow), table_of(BatchRow), table_of(CrossingRow)
LONGEST_RECEIPT = 200  # characters that outbox.receipt_no has
BACKOFF = (2.0, 5.0, 15.0, 60.0, 300.0, 900.0)  # seconds, by number of tries
FUTURE_DATE = timedelta(minutes=10)  # contract 8.1: date_future is repeated after 10 minutes
_CROSSED = insert(CROSSINGS)
_IN_BATCH = select(OUTBOX.c.id, OUTBOX.c.key).where(OUTBOX.c.batch_id == bindparam("batch"))
NOT_EXECUTED = frozenset({Verdict.RETRY, Verdict.THROTTLED, Verdict.STOPPED, Verdict.NOT_ACKNOWLEDGED})


@dataclass(frozen=True, slots=True)
class Answered:
    """A claimed message or batch with what came back."""

    claimed: Claimed
    answer: SendAnswer
    confirms: bool  # success needs a later receipt
    untold: bool = False  # the question about a lost answer was itself refused: what became of it is unknown as before

    @property
    def not_executed(self) -> bool:
        """Whether it surely did not arrive, so that it may leave without being asked about."""
        return self.answer.answer.verdict in NOT_EXECUTED and not self.untold

    @property
    def ambiguous(self) -> bool:
        """Whether it may have arrived, so that it must be asked about first."""
        return self.untold or self.answer.answer.verdict is Verdict.UNKNOWN


def wait_seconds(answer: Answer, tries: int) -> float:
    """Return how long to wait before the next try."""
    if answer.retry_after is not None:
        return answer.retry_after
    return BACKOFF[min(tries, len(BACKOFF)) - 1]


@deed("outbox.answered")
def note(session: Session, system: str, answered: Sequence[Answered], *, by: Officer, at: datetime) -> None:
    """Note answers of one system: delivered, to be repeated, ambiguous, or waiting for a person."""
    answered = [_with_a_receipt_that_fits(one) for one in answered]
    singles = [one for one in answered if one.claimed.batch_id is None]
    facts: dict[str, object] = {"answers": _note_singles(session, system, singles, by=by, at=at)}
    if len(singles) < len(answered):
        batches = [one for one in answered if one.claimed.batch_id is not None]
        facts["batches"] = [_note_batch(session, system, one, at) for one in batches]
        done = [one.claimed.batch_id for one in batches if one.answer.answer.verdict in SUCCESS]
        promote_after_batches(session, system, done)
    rows = [_crossed(one, crossing) for one in answered if (crossing := one.answer.answer.crossing) is not None]
    if rows:
        session.execute(_CROSSED, rows)
    audit.record(session, by=by, at=at, deed="outbox.answered", subject=f"system:{system}", facts=facts)


def _with_a_receipt_that_fits(one: Answered) -> Answered:
    """Return an answer as it can be kept: without the number of its receipt nothing is followed, so a person looks."""
    answer, length = one.answer.answer, len(one.answer.receipt_no)
    if length <= LONGEST_RECEIPT:
        return one
    if answer.verdict not in SUCCESS:
        return replace(one, answer=replace(one.answer, receipt_no=""))
    words = f"对方的回执号有{length}个字符，最多{LONGEST_RECEIPT}个，无法凭以查询。"
    refused = replace(answer, verdict=Verdict.REJECTED, code="receipt_too_long", field="", message=words)
    return replace(one, answer=SendAnswer(refused), untold=False)


def _subject(one: Answered) -> str:
    return one.claimed.prepared.batch_no if one.claimed.batch_id is not None else one.claimed.prepared.keys[0]


def _crossed(one: Answered, crossing: Crossing) -> dict[str, Any]:
    """Return the call of a message or a batch as a row; the bytes that a batch holds already are not kept again."""
    values = crossing_values(crossing, _subject(one), one.answer.answer.verdict)
    if one.claimed.batch_id is not None and crossing.request == one.claimed.prepared.request:
        values |= {"request": b"", "batch_id": one.claimed.batch_id}
    return values


def crossing_values(crossing: Crossing, subject: str, verdict: Verdict) -> dict[str, Any]:
    """Return a crossing as a row; its bytes are kept exactly."""
    return {
        "system": crossing.system,
        "subject": subject,
        "operation": crossing.operation,
        "at": crossing.at,
        "method": crossing.method,
        "url": crossing.url,
        "headers": [list(pair) for pair in crossing.headers],
        "request": crossing.request,
        "batch_id": None,
        "status": crossing.status,
        "answer_headers": [list(pair) for pair in crossing.answer_headers],
        "answer": crossing.answer,
        "seconds": crossing.seconds,
        "verdict": verdict.value,
        "rule": crossing.rule,
    }


def _note_singles(
    session: Session, system: str, answered: Sequence[Answered], *, by: Officer, at: datetime
) -> list[list[str]]:
    changes: list[Change] = []
    for one in answered:
        answer = one.answer.answer
        values: dict[str, Any] = {"lease_owner": None, "lease_until": None, "receipt_no": one.answer.receipt_no}
        values |= {**in_words(answer.code, answer.field, answer.message), "hint": ""}
        changes.append((one.claimed.id, values | _next_state(session, system, one, by=by, at=at)))
    change_each(session, changes)
    states = [values["state"] for _, values in changes]
    gone = [
        one for one, state in zip(answered, states, strict=True) if state in ("delivered", "confirmed", "cancelled")
    ]
    promote_next(session, system, [one.claimed.subject for one in gone])
    let_followers_go(session, [one.claimed.id for one in gone])  # those of a deed that was taken back are cancelled
    return [[a.claimed.prepared.keys[0], a.answer.answer.verdict.value, a.answer.receipt_no] for a in answered]


def _next_state(session: Session, system: str, one: Answered, *, by: Officer, at: datetime) -> dict[str, Any]:
    """Return state, next try and hint that follow from a verdict."""
    answer, payload = one.answer.answer, one.claimed.message.payload if one.claimed.message else {}
    if answer.verdict in SUCCESS:
        return _success(at, confirms=one.confirms)
    if answer.verdict is Verdict.NOT_ACKNOWLEDGED:
        stale.ask_for_acknowledgement(session, system, payload)
    if one.not_executed:
        return {"state": "ready", "next_try_at": _later(at, answer, one.claimed.tries)}
    if one.ambiguous:
        return {"state": "ambiguous", "next_try_at": _later(at, answer, one.claimed.tries)}
    if answer.verdict is Verdict.STALE and stale.take_back(session, one.claimed.id, payload, by=by, at=at):
        return {"state": "cancelled", "hint": stale.HINT}
    if answer.verdict is Verdict.NOT_FOUND and (done := next_ways.take(session, one.claimed.id, payload, at=at)):
        return {"state": "cancelled", "hint": done}
    return {"state": "rejected", "hint": hints.for_code(answer.code)}


def _success(at: datetime, *, confirms: bool) -> dict[str, Any]:
    if confirms:
        return {"state": "delivered", "next_try_at": at, "checks": 0}
    return {"state": "confirmed", "confirmed_at": at}


def _later(at: datetime, answer: Answer, tries: int) -> datetime:
    return at + timedelta(seconds=wait_seconds(answer, tries))


_CLOSE: dict[tuple[str, ...], Update] = {
    names: update(BATCHES)
    .values({name: bindparam(f"new_{name}") for name in names} | {"lease_owner": None, "lease_until": None})
    .where(BATCHES.c.id == bindparam("batch"))
    for names in (("state", "receipt_no", "next_try_at"), ("state", "next_try_at"), ("state", "done"))
}


def _close(session: Session, one: Answered, values: dict[str, Any]) -> None:
    """Let go of a batch with its new state."""
    new = {f"new_{name}": value for name, value in values.items()}
    session.execute(_CLOSE[tuple(values)], new | {"batch": one.claimed.batch_id})


def _note_batch(session: Session, system: str, one: Answered, at: datetime) -> dict[str, Any]:
    answer = one.answer.answer
    if answer.verdict in SUCCESS:
        _close(session, one, {"state": "answered", "receipt_no": one.answer.receipt_no, "next_try_at": at})
        return _note_rows(session, system, one, at)
    if one.ambiguous or one.not_executed:
        state = "ambiguous" if one.ambiguous else "waiting"
        _close(session, one, {"state": state, "next_try_at": _later(at, answer, one.claimed.tries)})
        return _proof(one)
    _close(session, one, {"state": "refused", "done": True})
    refused: dict[str, Any] = {"state": "rejected", **in_words(answer.code, answer.field, answer.message)}
    refused |= {"hint": hints.for_code(answer.code), "batch_id": None}
    forget_requests(session, session.execute(_IN_BATCH, {"batch": one.claimed.batch_id}).scalars().all())
    change_batch(session, one.claimed.batch_id, refused)
    return _proof(one)


def _hold_repaired(session: Session, system: str, one: Answered, at: datetime) -> None:
    """Hold for ever what the receiver says is repaired, though nobody told us."""
    prepared, every = one.claimed.prepared, one.answer.alike
    said = {row.key for row in one.answer.rows if row.code == REPAIRED}
    said |= set(prepared.keys) if every is not None and every.code == REPAIRED else set()
    for key, name in zip(prepared.keys, prepared.record_keys, strict=True) if said else ():
        if key in said:
            credit_holds.hold(session, system, name, REPAIRED, "answer", at=at)


def _note_rows(session: Session, system: str, one: Answered, at: datetime) -> dict[str, Any]:
    """Note what was said of each row of a batch, rows of the same answer at once; return it as a proof."""
    alike = _alike(one)
    said = [(_row_values(RowAnswer("", Verdict(word), *more), one, at), keys) for (word, *more), keys in alike.items()]
    values, keys = said[0] if len(said) == 1 else ({}, [])
    if len(keys) == len(one.claimed.prepared.keys) and "batch_id" not in values:
        change_batch(session, one.claimed.batch_id, values)
    else:
        _change_rows(session, one.claimed.batch_id, said)
    _hold_repaired(session, system, one, at)
    return _proof(one) | {"rows": [[words[0], words[2], keys] for words, keys in alike.items()]}


def _change_rows(session: Session, batch_id: int | None, said: Sequence[tuple[dict[str, Any], list[str]]]) -> None:
    """Change the messages of a batch by their keys; those that leave it are written anew for the next one."""
    ids = {row.key: row.id for row in session.execute(_IN_BATCH, {"batch": batch_id}).all()}
    for values, keys in said:
        mine = [ids[key] for key in keys if key in ids]
        forget_requests(session, mine if "batch_id" in values else ())
        change_alike(session, mine, values)


def _alike(one: Answered) -> dict[tuple[str, ...], list[str]]:
    """Return the keys by what was said of them."""
    every, alike = one.answer.alike, dict[tuple[str, ...], list[str]]()
    if every is not None:
        return {(every.verdict, every.state, every.code, every.field, every.message): list(one.claimed.prepared.keys)}
    for row in one.answer.rows:
        alike.setdefault((row.verdict, row.state, row.code, row.field, row.message), []).append(row.key)
    return alike


def _proof(one: Answered) -> dict[str, Any]:
    """Return which batch was answered how; `content` binds the key and the content hash of every row."""
    prepared = one.claimed.prepared
    lines = map("%s\t%s\n".__mod__, zip(prepared.keys, prepared.hashes, strict=True))
    content = hashlib.sha256("".join(lines).encode()).hexdigest()
    said: dict[str, Any] = {"batch": prepared.batch_no, "verdict": one.answer.answer.verdict.value}
    return said | {"receipt": one.answer.receipt_no, "content": content}


def _row_values(row: RowAnswer, one: Answered, at: datetime) -> dict[str, Any]:
    values: dict[str, Any] = {**in_words(row.code, row.field, row.message), "hint": ""}
    values |= {"receiver_state": storable(row.state, STATE), "receipt_no": one.answer.receipt_no}
    if row.verdict in SUCCESS:
        return values | _success(at, confirms=one.confirms)
    if row.verdict is Verdict.UNKNOWN:
        return values | {"state": "delivered", "next_try_at": at, "checks": 0}  # only the receipt can tell
    values["hint"] = hints.for_code(row.code)
    if row.code == "date_future":
        return values | {"state": "ready", "batch_id": None, "next_try_at": at + FUTURE_DATE}
    return values | {"state": "rejected"}
