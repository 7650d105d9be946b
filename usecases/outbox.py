"""The outbox: messages are written with the deed, leave in order, and are done only when the receiver confirms."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache

from sqlalchemy import bindparam, exists, insert, select, update
from sqlmodel import Session

from models.tables.columns import table_of
from models.tables.outbox import OutboxRow
from models.values import WINDOW
from rules.calendar import real_day
from rules.publication import DISPUTED, REPAIRED
from usecases import bulk, credit_holds, together
from usecases.desk import desk_of, grace_of
from usecases.whole_records import whole

OUTBOX = table_of(OutboxRow)
OPEN = ("blocked", "ready", "sending", "ambiguous", "rejected")  # what holds back later messages of the subject
SENT = "sent"  # what a transaction of many deeds remembers: (ledger entry, office): id of its newest message
HOLDING = ("ready", "sending", "ambiguous", "rejected")
UNDERWAY = ("ready", "sending", "ambiguous")
SUPERSEDED = "已由后一版本取代。"
EMPTY: dict[str, object] = dict.fromkeys(
    ("record_key", "hash", "receipt_no", "receiver_state", "code", "field", "message", "hint"), ""
) | {"tries": 0, "checks": 0}

_PUT, _PUT_WITH_ID = insert(OUTBOX).returning(OUTBOX.c.id), insert(OUTBOX)
_HELD_BACK = select(
    exists().where(
        OUTBOX.c.system == bindparam("receiver"), OUTBOX.c.subject == bindparam("about"), OUTBOX.c.state.in_(OPEN)
    )
)
_HELD = bulk.Lookup(
    select(OUTBOX.c.subject).where(OUTBOX.c.system == bindparam("receiver"), OUTBOX.c.state.in_(OPEN)),
    OUTBOX.c.subject,
)
_SENT_WITH = (
    select(OUTBOX.c.id)
    .where(OUTBOX.c.ledger_seq == bindparam("seq"), OUTBOX.c.system == bindparam("receiver"))
    .order_by(OUTBOX.c.id.desc())
    .limit(1)
)
_PUT_MANY = bulk.Insert(
    OUTBOX,
    ("system", "key", "subject", "kind", "op", "version", "payload", "state", "deadline_on", "decided_on"),
    ("created_at", "next_try_at", "ledger_seq", *EMPTY),
)


@dataclass(frozen=True, slots=True)
class NewMessage:
    """A message for another office: `key` is fixed by the deed and never changes; order is strict in a subject."""

    system: str
    key: str
    subject: str
    kind: str
    op: str
    payload: dict[str, object]
    version: int = 1
    deadline_on: date | None = None
    after: str = ""  # key of the message that must arrive first


def enqueue(
    session: Session, messages: Sequence[NewMessage], *, at: datetime, ledger_seq: int, behind: int | None = None
) -> None:
    """Write messages in the deed's transaction; they leave when the grace time is over.

    A message with `after` waits until the message of that key (earlier in the same call) has arrived; one without
    waits for the message with the id `behind`. The window is told nothing: who stood there gets paper and a short
    message. Of a repaired record nothing leaves any more, of a disputed one nothing until the answer.
    """
    not_before = at + grace_of(session)
    ids: dict[str, int | None] = {message.key: None for message in messages if message.system == WINDOW}
    for message in messages:
        if message.system == WINDOW:
            continue
        waits_for = ids[message.after] if message.after else behind
        free = waits_for is None and not _held_back(session, message)
        state, hint = credit_holds.standing(session, message.system, message.kind, message.subject, free=free)
        values = {
            "system": message.system,
            "key": message.key,
            "subject": message.subject,
            "kind": message.kind,
            "op": message.op,
            "version": message.version,
            "payload": whole(session, message, at),
            "state": state,
            "hint": hint,
            "created_at": at,
            "next_try_at": not_before,
            "deadline_on": message.deadline_on,
            "decided_on": decided_on(message),
            "ledger_seq": ledger_seq,
            "waits_for": waits_for,
        }
        row_id = _put(session, EMPTY | values)
        ids[message.key] = None if state == "dead" else row_id  # nobody waits for what never leaves


def _put(session: Session, values: dict[str, object]) -> int:
    """Write one message and return its id; of many deeds they are written together."""
    row_id = together.next_id(session, OUTBOX)
    if row_id is None:
        return int(session.execute(_PUT, values).scalar_one())
    together.put(session, _PUT_WITH_ID, {"id": row_id, **values})
    system = str(values["system"])
    together.remember(session, OUTBOX, SENT, (values["ledger_seq"], system), row_id)
    together.remember(session, OUTBOX, _holding(system), values["subject"], True)
    return row_id


def decided_on(message: NewMessage) -> date | None:
    """Return the day by which a version of a published record is compared, None for all that is none."""
    day = message.payload.get("decided_on") if message.op == "upsert" and message.kind in credit_holds.KINDS else None
    return real_day(day) if isinstance(day, str) else None


def sent_with(session: Session, ledger_seq: int, system: str) -> int | None:
    """Return the id of the newest message that a deed sent to an office, None where it sent none."""
    known = (together.remembered(session, OUTBOX, SENT) or {}).get((ledger_seq, system))
    return known or session.execute(_SENT_WITH, {"seq": ledger_seq, "receiver": system}).scalar()


def enqueue_many(session: Session, messages: Sequence[NewMessage], *, at: datetime, ledger_seq: int) -> None:
    """Do `enqueue` for many messages of a bulk deed, none of which waits for another by `after`."""
    sent = [message for message in messages if message.system != WINDOW]
    held = {
        (system, subject)
        for system in {message.system for message in sent}
        for subject in _HELD.run(session, [m.subject for m in sent if m.system == system], receiver=system).scalars()
    }
    rows: list[tuple[object, ...]] = []
    for m in sent:
        free = (m.system, m.subject) not in held
        state, _hint = credit_holds.standing(session, m.system, m.kind, m.subject, free=free)
        held.add((m.system, m.subject))
        days = (m.deadline_on, decided_on(m))
        rows.append((m.system, m.key, m.subject, m.kind, m.op, m.version, whole(session, m, at), state, *days))
    _PUT_MANY.run(session, rows, (at, at + grace_of(session), ledger_seq, *EMPTY.values()))


def _held_back(session: Session, message: NewMessage) -> bool:
    return together.among(session, OUTBOX, _holding(message.system), message.subject)


@cache
def _holding(system: str) -> Callable[[Session, Sequence[str]], dict[str, bool]]:
    """Return what finds the subjects of which an office has not got everything yet."""

    def load(session: Session, subjects: Sequence[str]) -> dict[str, bool]:
        if len(subjects) == 1:
            one = {"receiver": system, "about": subjects[0]}
            return {subjects[0]: bool(session.execute(_HELD_BACK, one).scalar())}
        held = set(_HELD.run(session, subjects, receiver=system).scalars())
        return {subject: subject in held for subject in subjects}

    return load


def supersede(session: Session, subjects: Sequence[str], system: str = "") -> None:
    """Let the next version go before those that were rejected: they are over, and their words stay.

    Without `system` that counts for every office that knows the record by one of `subjects`.
    """
    c = OUTBOX.c
    mine = [c.subject.in_(subjects), c.state == "rejected", *([c.system == system] if system else [])]
    session.execute(update(OUTBOX).where(*mine).values(state="cancelled", hint=SUPERSEDED))


def promote(session: Session, system: str, subject: str) -> None:
    """Make the oldest blocked message of a subject ready, unless another one still holds it back.

    While the record is disputed that is only the mark of the dispute: nothing else leaves, nor is before it.
    """
    c = OUTBOX.c
    mine = (c.system == system, c.subject == subject)
    why = credit_holds.on(session, system, [subject]).get(subject, "")
    before, only = (UNDERWAY, [c.op == credit_holds.MARK]) if why == DISPUTED else (HOLDING, [])
    if why == REPAIRED or session.execute(select(exists().where(*mine, c.state.in_(before)))).scalar():
        return
    head = select(c.id, c.waits_for).where(*mine, c.state == "blocked", *only).order_by(c.id).limit(1)
    following = session.execute(head).first()
    if following is not None and following.waits_for is None:
        session.execute(update(OUTBOX).where(c.id == following.id).values(state="ready", hint=""))


_QUEUED = (
    select(OUTBOX.c.subject)
    .where(OUTBOX.c.system == bindparam("receiver"), OUTBOX.c.state == "blocked")
    .where(OUTBOX.c.subject.in_(bindparam("subjects", expanding=True)))
    .distinct()
)
_LEADER = OUTBOX.alias("leader")
_FOLLOWERS = (
    select(OUTBOX.c.system, OUTBOX.c.subject, _LEADER.c.kind, _LEADER.c.state)
    .join_from(OUTBOX, _LEADER, _LEADER.c.id == OUTBOX.c.waits_for)
    .where(OUTBOX.c.waits_for.in_(bindparam("ids", expanding=True)))
)
_UNCONFIRMED = exists().where(
    _LEADER.c.id == OUTBOX.c.waits_for, _LEADER.c.kind.in_(credit_holds.KINDS), _LEADER.c.state == "delivered"
)
_FREE = (
    update(OUTBOX).where(OUTBOX.c.waits_for.in_(bindparam("ids", expanding=True)), ~_UNCONFIRMED).values(waits_for=None)
)


def promote_next(session: Session, system: str, subjects: Sequence[str]) -> None:
    """Do `promote` for many subjects; most have nothing more to send."""
    if subjects:
        for subject in session.execute(_QUEUED, {"receiver": system, "subjects": list(subjects)}).scalars().all():
            promote(session, system, subject)


_IN_BATCH, _WAITING = OUTBOX.alias("sent"), OUTBOX.alias("waiting")
_BEHIND_BATCH = (  # from the batch to what waits behind it: an office that is dead may have a million waiting
    select(_WAITING.c.subject)
    .join_from(_IN_BATCH, _WAITING, _WAITING.c.subject == _IN_BATCH.c.subject)
    .where(_IN_BATCH.c.batch_id == bindparam("batch"), _WAITING.c.system == bindparam("receiver"))
    .where(_WAITING.c.state.concat("") == "blocked")  # so that no planner begins with the state
    .distinct()
)
_BLOCKED = (OUTBOX.c.system == bindparam("receiver"), OUTBOX.c.state == "blocked", OUTBOX.c.batch_id.is_(None))
_ANY_BLOCKED = select(OUTBOX.c.id).where(*_BLOCKED).limit(1)  # as the index of what is due has them


def promote_after_batches(session: Session, system: str, batch_ids: Sequence[int | None]) -> None:
    """Do `promote` for every subject of these batches; most have nothing more to send."""
    if not batch_ids or session.execute(_ANY_BLOCKED, {"receiver": system}).first() is None:
        return
    for batch_id in batch_ids:
        for subject in session.execute(_BEHIND_BATCH, {"receiver": system, "batch": batch_id}).scalars().all():
            promote(session, system, subject)


def let_followers_go(session: Session, message_ids: Sequence[int]) -> None:
    """Free the messages to other offices that waited for these to arrive.

    What waits for a published record waits until its receiver has confirmed it: a receipt alone is not enough.
    """
    ids = list(message_ids)
    followers = session.execute(_FOLLOWERS, {"ids": ids}).all() if ids else []
    freed = [(system, subject) for system, subject, kind, state in followers if arrived(kind, state)]
    if not freed:
        return
    session.execute(_FREE, {"ids": ids})
    for system, subject in freed:
        promote(session, system, subject)


def arrived(kind: str, state: str) -> bool:
    """Tell whether what waits for a message may leave: not while a published record is unconfirmed."""
    return kind not in credit_holds.KINDS or state != "delivered"


def system_of(session: Session, kind: str) -> str | None:
    """Return the configured system of a kind (credit, joint, case_system …), None where none is connected."""
    return desk_of(session).system_of(kind)
