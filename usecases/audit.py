"""The ledger: append one entry for every deed, and verify the whole chain."""

import hashlib
import hmac
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, insert, select, text
from sqlmodel import Session

from models.tables.applications import HistoryRow
from models.tables.columns import table_of
from models.tables.ledger import LedgerRow
from models.tables.outbox import OutboxRow
from models.values import SHANGHAI, Officer, shanghai_date
from usecases import complaint_rows, together

FORMAT = 1
PAGE = 5000  # entries read at once by a verification
START = bytes(32)  # the first previous hash
LEDGER, HISTORY, OUTBOX = table_of(LedgerRow), table_of(HistoryRow), table_of(OutboxRow)
_NEWEST = select(LEDGER.c.seq, LEDGER.c.hash).order_by(LEDGER.c.seq.desc()).limit(1)
_APPEND, _TELL = insert(LEDGER), insert(HISTORY)
_PAGE = text("select seq, body, hash from ledger where seq > :last order by seq limit :most")  # as the driver gives it
ADVISORY_LOCK = 0x4C75_7169_616F  # one writer at a time on PostgreSQL; SQLite has BEGIN IMMEDIATE


class LedgerMissing(AssertionError):
    """A deed ended without a ledger entry: a bug; the deed is rolled back."""


@dataclass(frozen=True, slots=True)
class Verification:
    """What a check of the chain found; `first_broken` is the seq of the first bad entry."""

    ok: bool
    entries: int
    first_broken: int | None
    checkpoints: int


def canonical(entry: dict[str, object]) -> bytes:
    """Return the bytes that are stored and hashed."""
    return json.dumps(entry, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False).encode()


def link(previous: bytes, body: bytes) -> bytes:
    """Return the hash that binds an entry to all before it."""
    return hashlib.sha256(previous + body).digest()


def pseudonym(session: Session, text_: str) -> str:
    """Return a keyed reference to personal data; the key lies outside the database."""
    return keyed(session.info["ledger_key"], text_)


def keyed_each(session: Session, bodies: Iterable[bytes]) -> list[bytes]:
    """Return keyed digests of exact bytes, by which the same are known again and nobody can guess a person.

    BLAKE2b takes a key by itself and half the time of an HMAC.
    """
    key = hashlib.sha256(session.info["ledger_key"]).digest()
    return [hashlib.blake2b(body, key=key, digest_size=32).digest() for body in bodies]


def keyed(key: bytes, text_: str) -> str:
    """Return the reference that a key gives: whoever has it can prove what an entry speaks of."""
    return hmac.new(key, text_.encode("utf-8", "surrogatepass"), hashlib.sha256).hexdigest()[:32]


def record(
    session: Session, *, by: Officer, at: datetime, deed: str, subject: str, facts: dict[str, object] | None = None
) -> int:
    """Append one entry in this transaction and return its seq; `facts` hold no personal data in clear."""
    seq, previous = head(session)
    order = session.info.get("order")
    entry: dict[str, object] = {
        "format": FORMAT,
        "seq": seq + 1,
        "at": rfc3339_precise(at),
        "by": by.login,
        "deed": deed,
        "subject": subject,
        "facts": facts or {},
    }
    if order is not None and order.signature is not None:
        entry["signature"] = order.signature
    body = canonical(entry)
    digest = link(previous, body)
    together.put(session, _APPEND, {"seq": seq + 1, "body": body, "hash": digest})
    session.info["ledger_head"] = (seq + 1, digest)
    return seq + 1


def rfc3339_precise(moment: datetime) -> str:
    """Return a moment with +08:00 and, where it has any, microseconds."""
    return moment.astimezone(SHANGHAI).isoformat()


def head(session: Session) -> tuple[int, bytes]:
    """Return the newest entry's seq and hash; the ledger is this transaction's until it ends."""
    known: tuple[int, bytes] | None = session.info.get("ledger_head")
    if known is not None:
        return known
    take_turn(session)
    row = session.execute(_NEWEST).first()
    return (0, START) if row is None else (row[0], bytes(row[1]))


def take_turn(session: Session) -> None:
    """Let this transaction write alone until it ends: deeds follow one another on PostgreSQL as on SQLite.

    Taken before a deed reads anything, nobody decides on what another is just changing, and no two wait for each
    other: whoever took rows first and the ledger last would meet those who did it the other way round.
    """
    if "ledger_turn" not in session.info and session.get_bind().dialect.name == "postgresql":
        session.execute(text("select pg_advisory_xact_lock(:key)"), {"key": ADVISORY_LOCK})
        session.info["ledger_turn"] = True


def require_entry(session: Session) -> None:
    """Refuse a deed that wrote no entry."""
    if "ledger_head" not in session.info:
        raise LedgerMissing("a deed must write a ledger entry")


def tell(
    session: Session,
    *,
    by: Officer,
    at: datetime,
    deed: str,
    subject: str,
    note: str = "",
    facts: dict[str, object] | None = None,
) -> int:
    """Record a deed in the ledger and in the subject's readable history; return the seq."""
    proof = dict(facts or {})
    if note:
        complaint_rows.keep_out_about(session, subject, note)
        proof["note_ref"] = pseudonym(session, note)
    seq = record(session, by=by, at=at, deed=deed, subject=subject, facts=proof)
    values = {"subject": subject, "at": at, "by": by.login, "deed": deed, "note": note, "ledger_seq": seq}
    together.put(session, _TELL, values, about=subject)
    return seq


def head_seq(session: Session) -> int:
    """Return the number of the newest entry: a cheap sign that something changed."""
    return session.execute(select(func.max(LEDGER.c.seq))).scalar() or 0


def verify(session: Session, *, since: date | None = None) -> Verification:
    """Recompute the chain, from the start or from the first entry of the day `since`.

    Checkpoints are counted where they exist; none are written before signing keys are set up.
    """
    counted, previous, expected = 0, START, 1
    for seq, body, digest in _entries(session):
        if seq != expected or link(previous, body) != digest or b'"seq":%d,' % seq not in body:
            return Verification(ok=False, entries=counted, first_broken=expected, checkpoints=0)
        if since is None or _day(body) >= since:
            counted += 1
        previous, expected = digest, expected + 1
    if _newest_named(session) >= expected:  # the end of the chain was cut off
        return Verification(ok=False, entries=counted, first_broken=expected, checkpoints=0)
    return Verification(ok=True, entries=counted, first_broken=None, checkpoints=0)


def _newest_named(session: Session) -> int:
    """Return the newest entry that a history or a message names as its proof."""
    newest = [session.execute(select(func.max(t.c.ledger_seq))).scalar() for t in (HISTORY, OUTBOX)]
    return max(seq or 0 for seq in newest)


def _entries(session: Session) -> Iterator[tuple[int, bytes, bytes]]:
    """Yield every entry in order, read page by page, so that no long reader holds the database's log."""
    last = 0
    while rows := _page(session, last):
        for seq, body, digest in rows:
            if type(body) is bytes and type(digest) is bytes:
                yield seq, body, digest
            else:
                yield seq, _bytes(body), _bytes(digest)
        last = rows[-1][0]
        session.rollback()


def _page(session: Session, after: int) -> Sequence[Any]:
    """Return some entries as the driver's own tuples: rows that know their columns' names take twice the time."""
    result = session.connection().execute(_PAGE, {"last": after, "most": PAGE})
    found: Sequence[Any] = result.cursor.fetchall()
    result.close()
    return found


def _bytes(value: object) -> bytes:
    """Return what was stored; text where bytes belong is somebody else's doing and fails the check."""
    return value.encode() if isinstance(value, str) else bytes(value)  # type: ignore[call-overload]


def _day(body: bytes) -> date:
    return shanghai_date(datetime.fromisoformat(json.loads(body)["at"]))
