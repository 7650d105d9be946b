"""Receipts of screenings: what is kept so that a judgement can be computed again, and whether it is still whole."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any

import orjson
from sqlalchemy import bindparam, insert, select
from sqlmodel import Session

from content.lawbook import lawbook, texts
from models.tables.applications import HistoryRow
from models.tables.columns import table_of
from models.tables.law import LawBookRow
from models.tables.ledger import LedgerRow
from rules.judging import judge
from rules.lawbook import LawBook, parse
from rules.lawrows import Law
from rules.screening import Case, Screening
from rules.screening.kept import snapshot_from
from usecases import audit

BOOKS, HISTORY, LEDGER = table_of(LawBookRow), table_of(HistoryRow), table_of(LedgerRow)
SCREENED = "application.screened"
CLEAR = {"outcome": "outcome", "rules": "rules_digest", "revision": "revision"}  # name in the ledger: column
WORDS = {
    "snapshot": "快照中的事实", "findings": "快照中的审查结果", "judged_on": "判断日期", "outcome": "结论",
    "rules": "法规库版本", "revision": "申请版本",
}  # fmt: skip
_KNOWN = select(BOOKS.c.digest).where(BOOKS.c.digest == bindparam("wanted"))
Finding = dict[str, str | None]


@dataclass(frozen=True, slots=True)
class Kept:
    """The facts of one screening as the rules read them; `evidence` is what each source said."""

    case: Case
    known: Mapping[str, Any]  # of the negative list, by dotted names
    evidence: Mapping[str, Any]

    def judged(self, on: date, law: Law) -> Screening:
        """Return what a law says of these facts."""
        return judge(self.case, self.known, on, law)


def snapshot_of(case: Case, evidence: Mapping[str, Any], known: Mapping[str, Any]) -> dict[str, Any]:
    """Return what is kept of a screening: plain JSON, from which `read` takes the same facts again."""
    told = {name: value for name, value in known.items() if value is not None and not name.startswith("business.")}
    found: dict[str, Any] = orjson.loads(
        orjson.dumps({"case": asdict(case), "evidence": evidence, "known": told}, default=str)
    )
    return found


def read(snapshot: Mapping[str, Any] | str) -> Kept:
    """Return the facts of a snapshot, given as JSON text or read already; raises InvalidInput where there are none."""
    found = snapshot_from(snapshot)
    business = found.evidence.get("business") or {}
    said = {f"business.{name}": value for name, value in business.items()} if business.get("status") == "ok" else {}
    return Kept(found.case, found.known | said, found.evidence)


def proof(key: bytes, snapshot: Mapping[str, Any], findings: Sequence[Finding], judged_on: date) -> dict[str, object]:
    """Return what the ledger says of a receipt: keyed digests of facts and findings, and the day that counted."""
    digests: dict[str, object] = {"snapshot": _reference(key, snapshot), "findings": _reference(key, findings)}
    return digests | {"judged_on": judged_on.isoformat()}


def _reference(key: bytes, value: object) -> str:
    return audit.keyed(key, orjson.dumps(value, option=orjson.OPT_SORT_KEYS).decode())


def keep_book(session: Session, *, at: datetime) -> str:
    """Keep the law book in force word for word, once for each edition; return its digest."""
    digest = lawbook().digest
    if session.execute(_KNOWN, {"wanted": digest}).first() is None:
        session.execute(insert(BOOKS).values(digest=digest, kept_at=at, texts=texts()))
    return digest


def book_of(session: Session, digest: str) -> LawBook | None:
    """Return the law book of a digest, None where it was not kept."""
    if digest == lawbook().digest:
        return lawbook()
    row = session.execute(select(BOOKS.c.texts).where(BOOKS.c.digest == digest)).first()
    if row is None:
        return None
    found = _parsed(json.dumps(row.texts, sort_keys=True, ensure_ascii=False))
    return found if found.digest == digest else None  # altered behind our back: as good as not kept


@lru_cache(maxsize=8)
def _parsed(texts_: str) -> LawBook:
    return parse(json.loads(texts_))


def flaws(session: Session, key: bytes | None, number: str, screening: Mapping[str, Any]) -> tuple[str, ...]:
    """Return why a receipt cannot be trusted: what is not as the ledger names it; none where it is whole.

    Without the ledger's key (a restored copy) only what the ledger says in clear is compared.
    """
    entry = _entry(session, number, screening["at"])
    if entry is None:
        return ("台账中没有这次审查的记录",)
    if not entry["whole"]:
        return (f"台账第{entry['seq']}条不可信",)
    told = entry["facts"]
    now: dict[str, object] = {name: screening[column] for name, column in CLEAR.items()}
    now["judged_on"] = screening["judged_on"].isoformat()
    if key is not None:
        now |= proof(key, screening["case"], screening["findings"], screening["judged_on"])
    wrong = [name for name, value in now.items() if name in told and told[name] != value]
    return tuple(f"{WORDS[name]}与台账第{entry['seq']}条记载的不一致" for name in wrong)


def _entry(session: Session, number: str, at: datetime) -> dict[str, Any] | None:
    """Return the ledger entry of a screening, and whether its own link holds."""
    c = HISTORY.c
    wanted = select(c.ledger_seq).where(c.subject == number, c.deed == SCREENED, c.at == at).order_by(c.id.desc())
    seq = session.execute(wanted).scalar()
    if seq is None:
        return None
    rows = session.execute(select(LEDGER).where(LEDGER.c.seq.in_((seq - 1, seq))).order_by(LEDGER.c.seq)).all()
    if not rows or rows[-1].seq != seq:
        return None
    previous = bytes(rows[0].hash) if len(rows) == 2 else audit.START
    body = bytes(rows[-1].body)
    facts = json.loads(body).get("facts", {})
    return {"seq": seq, "facts": facts, "whole": audit.link(previous, body) == bytes(rows[-1].hash)}
