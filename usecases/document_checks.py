"""Checking a file: ours or not, which document, and whether it is as the ledger says, byte for byte."""

import hashlib
import json
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlmodel import Session

from models.said import Said, listed
from models.tables.columns import table_of
from models.tables.documents import DocumentRow
from models.tables.ledger import LedgerRow
from ports.documents import SealCheck
from usecases import audit

DOCUMENTS, LEDGER = table_of(DocumentRow), table_of(LedgerRow)


@dataclass(frozen=True, slots=True)
class Judgement:
    """What became of a check; `number` and `kind` are empty where nothing of ours is recognised."""

    ours: bool  # the ledger holds exactly this file
    number: str
    kind: str
    title: str
    state: str  # of the document: sealed, made, void
    sha256: str
    ledger_seq: int | None
    seal: SealCheck
    claims: str  # the number that a changed file claims to carry

    @property
    def ok(self) -> bool:
        """Whether the file is a valid document of this bureau, unchanged in every byte."""
        sealed_well = self.seal.bottom_line if self.state == "sealed" else self.state == "made"
        return self.ours and sealed_well


def judge(session: Session, content: bytes, seal: SealCheck) -> Judgement:
    """Return what a file is: found by its SHA-256, proved by the ledger entry, sealed as `seal` says."""
    sha256 = hashlib.sha256(content).hexdigest()
    row = session.execute(select(DOCUMENTS).where(DOCUMENTS.c.sha256 == sha256)).mappings().first()
    if row is None or not proved(session, row["ledger_seq"], row["number"], sha256):
        claimed = _claimed(session, seal.reason)
        return Judgement(False, "", "", "", "", sha256, None, seal, claimed)
    number, kind, title, state = (str(row[name]) for name in ("number", "kind", "title", "state"))
    return Judgement(True, number, kind, title, state, sha256, row["ledger_seq"], seal, number)


def proved(session: Session, seq: int | None, number: str, sha256: str, *, fact: str = "sha256") -> bool:
    """Whether the ledger entry says this digest (under `fact`) of a subject, and is bound to the entry before it."""
    rows = session.execute(select(LEDGER).where(LEDGER.c.seq.in_([seq, (seq or 0) - 1]))).mappings().all()
    by_seq: dict[int, Any] = {row["seq"]: row for row in rows}
    if seq not in by_seq:
        return False
    entry, before = by_seq[seq], by_seq.get(seq - 1)
    previous = bytes(before["hash"]) if before is not None else audit.START
    body = bytes(entry["body"])
    told = json.loads(body)
    said = told["subject"] == number and told["facts"].get(fact) == sha256
    return said and audit.link(previous, body) == bytes(entry["hash"])


def _claimed(session: Session, number: str) -> str:
    found = session.execute(select(DOCUMENTS.c.number).where(DOCUMENTS.c.number == number)).scalar()
    return str(found or "")


def in_words(found: Judgement) -> list[str]:
    """Return a judgement as lines that a clerk can read to whoever brought the file."""
    seal = found.seal
    judged = "真实有效" if found.ok else "不能确认"
    lines: list[str] = [Said.of("{judged}：SHA-256 {digest}", {"judged": judged, "digest": found.sha256})]
    if found.ours:
        known: dict[str, object] = {"number": found.number, "title": found.title, "seq": found.ledger_seq}
        lines.append(Said.of("本局文书 {number} {title}，与台账第 {seq} 条记录的文件逐字节一致。", known))
    elif found.claims:
        words = "文件自称 {claims}，但与台账记录的文件不一致：内容已被改动，或不是本局制作的文件。"
        lines.append(Said.of(words, {"claims": found.claims}))
    else:
        lines.append("台账中没有这份文件。")
    if found.state == "void":
        lines.append("该文书已作废。")
    if seal.signed:
        why = [
            w
            for ok, w in (
                (seal.intact, "签名内容被改动"),
                (seal.untouched, "盖章后有追加"),
                (seal.trusted, "不是本局印章"),
            )
            if not ok
        ]
        named: dict[str, object] = {
            "judged": "有效" if seal.bottom_line else "无效",
            "signer": seal.signer,
            "why": listed(why),
        }
        lines.append(
            Said.of("印章{judged}：{signer}；{why}。", named)
            if why
            else Said.of("印章{judged}：{signer}，盖章后未作任何更改。", named)
        )
    else:
        lines += ["没有可核验的印章。", seal.fault] if seal.fault else ["没有可核验的印章。"]
    return lines
