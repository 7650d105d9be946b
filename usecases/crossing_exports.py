"""Exports for a dispute: every call about one message, byte for byte, with the ledger entries that prove it."""

import hashlib
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlmodel import Session

from models.errors import InvalidInput, NotFound
from models.said import said
from models.tables.columns import table_of
from models.tables.ledger import LedgerRow
from models.tables.outbox import BatchRow, OutboxRow
from models.values import Officer, rfc3339
from usecases import audit
from usecases.crossing_search import CrossingFilter, page
from usecases.crossings import CrossingView, crossing
from usecases.deeds import deed

LEDGER, OUTBOX, BATCHES = table_of(LedgerRow), table_of(OutboxRow), table_of(BatchRow)
MOST, ENTRIES = 1000, 1000  # calls of one export; entries that are read at once
AFTERWARDS = timedelta(minutes=5)  # an answer is noted after it came
LEAST_WORDS, MOST_WORDS = 4, 500
COLUMNS = ("id", "system", "key", "subject", "kind", "op", "version", "state", "record_key", "hash", "receipt_no",
           "receiver_state", "created_at", "sent_at", "confirmed_at", "ledger_seq")  # fmt: skip


@dataclass(frozen=True, slots=True)
class File:
    """One file of an export."""

    name: str
    content: bytes

    @property
    def sha256(self) -> str:
        """Its SHA-256, lower-case hex."""
        return hashlib.sha256(self.content).hexdigest()


@dataclass(frozen=True, slots=True)
class Evidence:
    """What is known of one message: its row, the keys in its batch, its calls oldest first, its ledger entries."""

    message: dict[str, Any]
    batch_no: str
    beside: int  # other messages that left in the same batch
    calls: tuple[CrossingView, ...]
    entries: tuple[tuple[int, bytes, bytes], ...]  # seq, stored bytes, hash


def gather(session: Session, key: str) -> Evidence:
    """Return everything about a message; raises NotFound, InvalidInput where bytes cannot be opened."""
    wanted = select(*[OUTBOX.c[name] for name in COLUMNS], OUTBOX.c.batch_id).where(OUTBOX.c.key == key)
    row = session.execute(wanted.order_by(OUTBOX.c.id.desc()).limit(1)).mappings().first()
    if row is None:
        raise NotFound(
            said("待发箱中没有 {key}。", key=key), kept="什么都没有导出。", do_next="请用 outbox list 查看现有消息。"
        )
    held = select(BATCHES.c.batch_no, BATCHES.c["keys"].label("held")).where(BATCHES.c.id == row["batch_id"])
    batch = session.execute(held).first()
    lines = page(session, CrossingFilter(system=row["system"], text=key), limit=MOST)
    calls = tuple(crossing(session, line.id) for line in reversed(lines))
    names = [key, *([batch.batch_no] if batch is not None else [])]
    message = {name: row[name] for name in COLUMNS}
    entries = tuple(_entries(session, row["ledger_seq"] or 1, names, _last(row, calls)))
    beside = 0 if batch is None else len(batch.held) - 1
    return Evidence(message, "" if batch is None else batch.batch_no, beside, calls, entries)


def _last(row: Any, calls: Sequence[CrossingView]) -> datetime | None:
    """Return the moment after which no entry speaks of this message any more."""
    moments = [call.line.at for call in calls] + [at for at in (row["sent_at"], row["confirmed_at"]) if at]
    return max(moments) + AFTERWARDS if moments else None


def _entries(
    session: Session, first: int, names: Sequence[str], last: datetime | None
) -> Iterator[tuple[int, bytes, bytes]]:
    """Yield the entry of the deed itself, and later ones that name the message or its batch."""
    wanted, after = [_whole(name) for name in names], first - 1
    while True:
        some = select(LEDGER.c.seq, LEDGER.c.body, LEDGER.c.hash).where(LEDGER.c.seq > after)
        rows = session.execute(some.order_by(LEDGER.c.seq).limit(ENTRIES)).all()
        for seq, body, digest in rows:
            if seq == first or any(name.search(body) for name in wanted):
                yield seq, bytes(body), bytes(digest)
        if not rows or (last is not None and datetime.fromisoformat(json.loads(rows[-1].body)["at"]) > last):
            return
        after = rows[-1].seq


def _whole(name: str) -> re.Pattern[bytes]:
    """Return what finds a key by itself: version 1 of a record is not meant where version 10 is named."""
    return re.compile(rb"(?<![0-9A-Za-z])" + re.escape(name.encode()) + rb"(?![0-9A-Za-z])")


def files(found: Evidence, *, by: Officer, reason: str, at: datetime) -> list[File]:
    """Return the files of an export; the last two are the readable index and the list of digests."""
    made: list[File] = []
    for number, call in enumerate(found.calls, 1):
        head = f"{number:03d}-{call.line.operation}"
        made += [File(f"{head}-request.bin", call.request), File(f"{head}-answer.bin", call.answer)]
    ledger = [{"seq": seq, "body": body.decode(), "hash": digest.hex()} for seq, body, digest in found.entries]
    made.append(File("ledger.jsonl", b"".join(_json(one) + b"\n" for one in ledger)))
    calls = [_call(number, call) for number, call in enumerate(found.calls, 1)]
    about = {"message": found.message, "batch_no": found.batch_no or None, "beside": found.beside, "calls": calls}
    order = {"by": by.login, "reason": reason, "at": rfc3339(at)}
    index = json.dumps(about | {"export": order}, ensure_ascii=False, indent=1, default=_plain)
    made.append(File("index.json", index.encode()))
    made.append(File("index.txt", "\n".join(_readable(found, by, reason, at)).encode()))
    return [*made, File("SHA256SUMS", "".join(f"{one.sha256}  {one.name}\n" for one in made).encode())]


def _call(number: int, call: CrossingView) -> dict[str, Any]:
    line = call.line
    said = {"number": number, "at": line.at, "operation": line.operation, "method": line.method, "url": line.url}
    said |= {"status": line.status, "verdict": line.verdict, "rule": line.rule, "seconds": line.seconds}
    for name, headers, body in (
        ("request", call.headers, call.request),
        ("answer", call.answer_headers, call.answer),
    ):
        said[name] = {"headers": headers, "bytes": len(body), "sha256": hashlib.sha256(body).hexdigest()}
    return said


def _readable(found: Evidence, by: Officer, reason: str, at: datetime) -> Iterator[str]:
    m = found.message
    yield "往来记录（供争议处理使用）"
    yield f"消息：{m['key']}  系统：{m['system']}  版本：{m['version']}  状态：{m['state']} {m['receiver_state']}"
    yield f"对方的记录编号：{m['record_key'] or '无'}  回执：{m['receipt_no'] or '无'}  内容摘要：{m['hash'] or '无'}"
    yield f"导出：{by.name}（{by.login}） {rfc3339(at)}  事由：{reason}"
    if found.beside:
        yield f"注意：该消息随批次 {found.batch_no} 送出，批次内另有 {found.beside} 件他人的记录，"
        yield "交给当事人之前须遮盖。"
    for number, call in enumerate(found.calls, 1):
        line = call.line
        yield ""
        yield f"{number:03d}  {rfc3339(line.at)}  {line.operation}  {line.method} {line.url}"
        yield f"     状态码 {line.status or '无'}  判定 {line.verdict}  匹配的规则 {line.rule or '无'}"
        yield f"     发出 {len(call.request)} 字节  SHA-256 {hashlib.sha256(call.request).hexdigest()}"
        yield f"     收到 {len(call.answer)} 字节  SHA-256 {hashlib.sha256(call.answer).hexdigest()}"
    yield ""
    yield f"台账条目 {len(found.entries)} 条，见 ledger.jsonl；每条的哈希由前一条的哈希和本条的字节算出，"
    yield "全链用 luqiao audit verify 核验；本目录各文件的摘要见 SHA256SUMS。"


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode()


def _plain(value: object) -> str:
    return rfc3339(value) if isinstance(value, datetime) else str(value)


@deed("crossings.exported")
def exported(
    session: Session, key: str, reason: str, digests: Sequence[tuple[str, str]], *, by: Officer, at: datetime
) -> int:
    """Record who takes the bytes about a message out of the house, why, and what they are; return the entry's seq.

    Raises InvalidInput (no reason).
    """
    words = reason.strip()
    if not LEAST_WORDS <= len(words) <= MOST_WORDS:
        raise InvalidInput(
            said("导出须写明事由（{least} 至 {most} 字）。", least=LEAST_WORDS, most=MOST_WORDS),
            kept="什么都没有导出。",
        )
    facts: dict[str, object] = {"key": key, "files": [list(pair) for pair in digests]}
    return audit.tell(session, by=by, at=at, deed="crossings.exported", subject=key, note=words, facts=facts)
