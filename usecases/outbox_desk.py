"""The outbox as people see it: list, look at the bytes, release, repeat, give up."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, case, func, or_, select, update
from sqlmodel import Session

from models.errors import NotFound, Refused
from models.said import said
from models.tables.applications import HistoryRow
from models.tables.columns import table_of
from models.tables.outbox import BatchRequestRow, BatchRow, CrossingRow, OutboxRow, RequestRow
from models.values import Officer
from ports.platforms import Adjusted
from rules import authority
from rules.identifiers import normal_number
from rules.publication import HOLDS
from usecases import adjustments, audit, credit_holds, proposals, withdrawals
from usecases.cases import columns_of
from usecases.crossings import whole
from usecases.deeds import deed
from usecases.outbox import let_followers_go, promote
from usecases.outbox_rows import forget_requests

OUTBOX, BATCHES, CROSSINGS = table_of(OutboxRow), table_of(BatchRow), table_of(CrossingRow)
REQUESTS, BODIES, HISTORY = table_of(RequestRow), table_of(BatchRequestRow), table_of(HistoryRow)
STATES = {
    "blocked": "排队", "ready": "待发", "sending": "发送中", "delivered": "待回执", "confirmed": "已确认",
    "ambiguous": "结果不明", "rejected": "被拒收", "cancelled": "已取消", "dead": "已放弃",
}  # fmt: skip
COLUMNS = (
    "id", "system", "key", "subject", "kind", "op", "version", "state", "created_at", "next_try_at", "tries",
    "receipt_no", "receiver_state", "code", "field", "message", "hint", "sent_at", "confirmed_at", "deadline_on",
)  # fmt: skip
GIVEN_UP = "record.given_up"
OVERTAKEN = "已由后一版本取代。"
ABOUT = ("project_no", "number")  # what a notice calls the application that it is about
_ABOUT = [OUTBOX.c.payload[name].as_string() for name in ABOUT]
_NOTICE = or_(OUTBOX.c.subject.like("sms:%"), OUTBOX.c.subject.like("notice:%"))
_SHOWN = [*(OUTBOX.c[name] for name in COLUMNS), case((_NOTICE, func.coalesce(*_ABOUT, "")), else_="")]


@dataclass(frozen=True, slots=True)
class MessageFilter:
    """What the list shows; None and "" = no condition."""

    state: str | None = None
    system: str | None = None
    text: str = ""


@dataclass(frozen=True, slots=True)
class MessageLine:
    """One message in the list; `message` are the receiver's own words (untrusted), `hint` is ours."""

    id: int
    system: str
    key: str
    subject: str
    kind: str
    op: str
    version: int
    state: str
    created_at: datetime
    next_try_at: datetime
    tries: int
    receipt_no: str
    receiver_state: str
    code: str
    field: str
    message: str
    hint: str
    sent_at: datetime | None
    confirmed_at: datetime | None
    deadline_on: date | None
    about: str  # the application of a notice, whose subject is only its own number


@dataclass(frozen=True, slots=True)
class MessageDetail:
    """One message with its payload, the exact bytes, and every call that crossed for it."""

    line: MessageLine
    payload: dict[str, Any]
    request: bytes
    batch_no: str
    crossings: tuple[dict[str, Any], ...]
    adjusted: tuple[Adjusted, ...] = ()  # what the profile left out or replaced


def page(
    session: Session,
    wanted: MessageFilter | None = None,
    *,
    after: int | None = None,
    before: int | None = None,
    limit: int = 128,
) -> Sequence[MessageLine]:
    """Return messages, newest first: one page behind the id `after`, or the page just before `before`."""
    c = OUTBOX.c
    query = _narrowed(select(*_SHOWN), wanted)
    if before is not None:
        rows = session.execute(query.where(c.id > before).order_by(c.id).limit(limit)).all()
        return [MessageLine(*row) for row in rows][::-1]
    query = query.where(c.id < after) if after is not None else query
    return [MessageLine(*row) for row in session.execute(query.order_by(c.id.desc()).limit(limit))]


def count(session: Session, wanted: MessageFilter | None = None, *, cap: int = 10_001) -> int:
    """Return how many messages there are, at most `cap` (show "10,000+")."""
    query = _narrowed(select(OUTBOX.c.id), wanted)
    return int(session.execute(select(func.count()).select_from(query.limit(cap).subquery())).scalar_one())


def _narrowed(query: Select[Any], wanted: MessageFilter | None) -> Select[Any]:
    """Narrow a query of messages; a text is part of the subject, or the number of an application: all about that."""
    if wanted is None:
        return query
    c, text = OUTBOX.c, wanted.text.strip()
    query = query.where(
        *[column == value for column, value in ((c.state, wanted.state), (c.system, wanted.system)) if value]
    )
    if not text:
        return query
    part = f"%{text.replace('!', '!!').replace('%', '!%').replace('_', '!_')}%"
    of_application = select(HISTORY.c.ledger_seq).where(HISTORY.c.subject == normal_number(text))
    holds = select(c.id).where(c.subject.like(part, escape="!"))
    return query.where(or_(c.id.in_(holds), c.ledger_seq.in_(of_application)))


def show(session: Session, key: str) -> MessageDetail:
    """Return one message with its bytes; raises NotFound."""
    c = OUTBOX.c
    row = session.execute(select(OUTBOX).where(c.key == key).order_by(c.id.desc()).limit(1)).first()
    if row is None:
        raise NotFound(said("待发箱中没有 {key}。", key=key), do_next="请用 outbox list 查看现有消息。")
    values = columns_of(row)
    batch = session.execute(select(BATCHES).where(BATCHES.c.id == values["batch_id"])).first()
    subjects = [key] if batch is None else [key, batch.batch_no]
    crossed = whole().where(CROSSINGS.c.system == values["system"], CROSSINGS.c.subject.in_(subjects))
    alone = select(REQUESTS.c.request).where(REQUESTS.c.message_id == values["id"])
    together = select(BODIES.c.request).where(BODIES.c.batch_id == values["batch_id"])
    request = session.execute(alone if batch is None else together).scalar()
    return MessageDetail(
        line=MessageLine(*[values[name] for name in COLUMNS] + [_about(values)]),
        payload=values["payload"],
        request=bytes(request or b""),
        batch_no="" if batch is None or batch.state == "planned" else batch.batch_no,
        crossings=tuple(columns_of(found) for found in session.execute(crossed.order_by(CROSSINGS.c.id))),
        adjusted=tuple(adjustments.of_message(session, values["id"])),
    )


def _about(values: dict[str, Any]) -> str:
    notice = values["subject"].startswith(("sms:", "notice:"))
    return next((str(values["payload"][name]) for name in ABOUT if name in values["payload"]), "") if notice else ""


@deed("outbox.released")
def release(session: Session, key: str, *, note: str = "", by: Officer, at: datetime) -> None:
    """Let a rejected message go out again as it is (after its cause was mended on the other side)."""
    line = _locked(session, key)
    if line.state != "rejected":
        raise Refused(
            said("消息现为“{state}”，不是被拒收的。", state=STATES[line.state]),
            kept="消息未变。",
            do_next="请先查看消息详情。",
        )
    _send_again(session, line, at)
    proposals.overtake(session, line.subject, by=by, at=at, deed=GIVEN_UP)
    _tell(session, "outbox.released", line, note, by=by, at=at)


@deed("outbox.replayed")
def replay(session: Session, key: str, *, note: str = "", by: Officer, at: datetime) -> None:
    """Send a message once more with the same key and bytes; the receiver recognises it (duplicate = success)."""
    line = _locked(session, key)
    if line.state not in ("delivered", "confirmed", "rejected", "ambiguous"):
        raise Refused(
            said("消息现为“{state}”，不能重发。", state=STATES[line.state]),
            kept="消息未变。",
            do_next="请等待其送出。",
        )
    _refuse_overtaken(session, line)
    _send_again(session, line, at)
    proposals.overtake(session, line.subject, by=by, at=at, deed=GIVEN_UP)
    _tell(session, "outbox.replayed", line, note, by=by, at=at)


@deed("outbox.given_up")
def give_up(session: Session, key: str, *, note: str, by: Officer, at: datetime) -> None:
    """Give a rejected message up for good, with the reason; the next of its subject moves up.

    A published record takes two officers: the first call proposes, another officer's call gives it up.
    """
    line = _locked(session, key)
    if line.state not in ("rejected", "ambiguous") or not note.strip():
        raise Refused("只有被拒收或结果不明的消息可以作废，且须写明原因。", kept="消息未变。")
    if line.kind in credit_holds.KINDS and not _agreed(session, line, note, by=by, at=at):
        return
    session.execute(update(OUTBOX).where(OUTBOX.c.id == line.id).values(state="dead", hint=note))
    promote(session, line.system, line.subject)
    let_followers_go(session, [line.id])
    audit.tell(session, by=by, at=at, deed="outbox.given_up", subject=line.subject, note=note, facts={"key": key})


@deed("record.give_up_rejected")
def reject_give_up(session: Session, key: str, *, note: str, by: Officer, at: datetime) -> None:
    """Turn down that a published record is given up, or take one's own proposal back; the message stays as it is."""
    line = _locked(session, key)
    done = "record.give_up_rejected"
    withdrawals.turn_down(session, line.subject, GIVEN_UP, note, by=by, at=at, deed_done=done, of=str(line.id))


def _agreed(session: Session, line: MessageLine, note: str, *, by: Officer, at: datetime) -> bool:
    """Return whether another officer proposed to give this very message up; else this one proposes it now."""
    proposal, mine = proposals.open_one(session, line.subject, GIVEN_UP), str(line.id)
    if proposal is None or proposal.reason != mine:  # what was proposed of an earlier version says nothing of this one
        proposals.overtake(session, line.subject, by=by, at=at, deed=GIVEN_UP)
        proposals.add(session, line.subject, GIVEN_UP, mine, note.strip(), by=by, at=at)
        facts: dict[str, object] = {"key": line.key}
        audit.tell(session, by=by, at=at, deed="record.give_up_proposed", subject=line.subject, note=note, facts=facts)
        return False
    authority.check_pair(GIVEN_UP, proposal.officer(session), by)
    proposals.close(session, proposal, "confirmed", by=by, at=at)
    return True


def _refuse_overtaken(session: Session, line: MessageLine) -> None:
    """Refuse a message of a record that said something else of the same version since: the older would count again."""
    c = OUTBOX.c
    since = (c.system == line.system, c.subject == line.subject, c.version == line.version, c.id > line.id)
    later = select(c.id).where(*since, c.state.not_in(("cancelled", "dead"))).limit(1)
    if line.kind in credit_holds.KINDS and session.execute(later).first() is not None:
        raise Refused("这一版记录之后又报送过，不能再发旧的这一条。", kept="消息未变。", do_next="请重发最新的一条。")


def _send_again(session: Session, line: MessageLine, at: datetime) -> None:
    """Make a message ready again; Refused where its record is repaired or disputed."""
    held = credit_holds.of(session, line.system, line.kind, line.subject)
    if held:
        raise Refused(
            HOLDS[held],
            kept="消息未变。",
            do_next=said("记录 {subject} 的异议与修复见相应页面。", subject=line.subject),
        )
    in_batch = select(OUTBOX.c.id).where(OUTBOX.c.id == line.id, OUTBOX.c.batch_id.is_not(None))
    forget_requests(session, session.execute(in_batch).scalars().all())
    answered = dict.fromkeys(("receiver_state", "code", "field", "message", "hint"), "")
    values = answered | {"state": "ready", "next_try_at": at, "batch_id": None}
    session.execute(update(OUTBOX).where(OUTBOX.c.id == line.id).values(values))
    if line.kind in credit_holds.KINDS:
        _cancel_older(session, line)


def _cancel_older(session: Session, line: MessageLine) -> None:
    """Cancel what waits behind a version of a record and says an older one: it would be no longer so."""
    c = OUTBOX.c
    behind = (c.system == line.system, c.subject == line.subject, c.id > line.id, c.state == "blocked")
    older = update(OUTBOX).where(*behind, c.version < line.version)
    session.execute(older.values(state="cancelled", hint=OVERTAKEN))


def _tell(session: Session, deed_name: str, line: MessageLine, note: str, *, by: Officer, at: datetime) -> None:
    """Record that a message goes out again; what the receiver said until now stays in the history."""
    facts: dict[str, object] = {"key": line.key, "code": line.code, "field": line.field}
    answer = " ".join(part for part in (line.code, line.field, line.message) if part)
    words = f"{note.strip()}（此前答复：{answer}）" if answer else note
    audit.tell(session, by=by, at=at, deed=deed_name, subject=line.subject, note=words, facts=facts)


def _locked(session: Session, key: str) -> MessageLine:
    c = OUTBOX.c
    wanted = select(*_SHOWN).where(c.key == key).order_by(c.id.desc()).limit(1)
    row = session.execute(wanted.with_for_update()).first()
    if row is None:
        raise NotFound(said("待发箱中没有 {key}。", key=key), do_next="请用 outbox list 查看现有消息。")
    return MessageLine(*row)
