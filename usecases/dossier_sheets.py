"""Sheets of a dossier that are no document: what was found, done, answered and sent, as plain values to print."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import and_, or_, select
from sqlmodel import Session

from content.lawbook import lawbook
from models.tables.applications import HistoryRow
from models.tables.columns import table_of
from models.tables.examination import ReviewRow
from models.tables.outbox import CrossingRow, OutboxRow, RequestRow
from models.values import SHANGHAI, shanghai_date
from rules.authority import RIGHTS
from rules.basis import without_key
from rules.dossiers import Part
from rules.reviews import OPINIONS
from usecases import cases, officers
from usecases.cases import Case
from usecases.crossings import whole
from usecases.names import MESSAGE_STATES, OPERATIONS, SYSTEMS, VERDICTS, kind_of, name

HISTORY, OUTBOX, CROSSINGS = table_of(HistoryRow), table_of(OutboxRow), table_of(CrossingRow)
REVIEWS, REQUESTS = table_of(ReviewRow), table_of(RequestRow)
SHEET = "application/json"
OUTCOMES = {"pass": "通过", "review": "待人工核对", "unavailable": "来源无法查询", "deny": "不通过"}
Rows = Sequence[Sequence[str]]


def canonical(data: Mapping[str, Any]) -> bytes:
    """Return the bytes of a sheet's values, the same for the same values."""
    return json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False).encode()


def part(
    section: str, title: str, data: Mapping[str, Any], *, made_at: str = "", kind: str = "", signer: str = ""
) -> Part:
    """Return a sheet as a part; its digest is that of its canonical JSON."""
    digest = hashlib.sha256(canonical(data)).hexdigest()
    return Part(section, f"sheet:{section}", title, digest, SHEET, made_at, signer, kind, data=data)


def record(section: str, title: str, pairs: Rows, head: Sequence[str], widths: Sequence[int], rows: Rows) -> Part:
    """Return a sheet of pairs and one table; `widths` are the shares of its columns."""
    data = {"sheet": "record", "title": title, "pairs": [list(p) for p in pairs], "head": list(head)}
    return part(section, title, data | {"widths": list(widths), "rows": [list(row) for row in rows]})


def findings(session: Session, case: Case) -> list[Part]:
    """Return the newest screening as it was kept; none where there was none."""
    found = cases.newest_screening(session, case.id)
    if found is None:
        return []
    pairs = [["结论", OUTCOMES.get(found["outcome"], found["outcome"])], ["适用法律之日", str(found["judged_on"])]]
    pairs += [["比对时间", moment(found["at"])], ["规则摘要", found["rules_digest"]]]
    rows = [
        [str(f["rule"]), OUTCOMES.get(f["outcome"], f["outcome"]), str(f["evidence"]), without_key(str(f["basis"]))]
        for f in found["findings"] or ()
    ]
    return [record("finding", "审查比对结论", pairs, ["规则", "结果", "说明", "依据"], [1, 2, 6, 5], rows)]


def course(session: Session, subject: str) -> list[Part]:
    """Return what was done on a subject, with the ledger entry that proves each step."""
    names, c = officers.names(session), HISTORY.c
    kept = session.execute(select(HISTORY).where(c.subject == subject).order_by(c.id)).all()
    rows = [[str(r.ledger_seq), moment(r.at), names.get(r.by, r.by), _deed(r.deed), _note(r)] for r in kept]
    head = ["台账", "时间", "经办", "办理", "说明"]
    return [record("course", "办理经过", [["编号", subject]], head, [2, 4, 2, 4, 8], rows)] if rows else []


def _deed(deed: str) -> str:
    return RIGHTS[deed].name if deed in RIGHTS else deed


def _note(row: Any) -> str:
    return _deed(row.note) if row.deed == "deed.undone" else str(row.note)


def reviews(session: Session, case: Case) -> list[Part]:
    """Return what units were asked and what they answered."""
    names, c = officers.names(session), REVIEWS.c
    kept = session.execute(select(REVIEWS).where(c.application_id == case.id).order_by(c.id)).all()
    rows = [
        [_unit(r.unit, shanghai_date(r.asked_at)), r.question,
         f"{moment(r.asked_at)} {names.get(r.asked_by, r.asked_by)}",
         f"{OPINIONS.get(r.opinion, '未答复')} {r.answer}".strip(),
         f"{moment(r.answered_at)} {names.get(r.answered_by, r.answered_by)}".strip()]
        for r in kept
    ]  # fmt: skip
    head = ["单位", "询问", "送出", "意见", "答复"]
    return [record("review", "有关单位意见", [], head, [2, 4, 3, 6, 3], rows)] if rows else []


def _unit(unit: str, on: date) -> str:
    known = lawbook().in_force(on).units.get(unit)
    return known.name if known else unit


def messages(session: Session, subject: str) -> list[Part]:
    """Return the notices and the proofs of what crossed to other systems: digests of the exact bytes."""
    seqs = select(HISTORY.c.ledger_seq).where(HISTORY.c.subject == subject)
    c = OUTBOX.c
    alone = and_(REQUESTS.c.message_id == c.id, c.batch_id.is_(None))
    bytes_of = select(OUTBOX, REQUESTS.c.request).select_from(OUTBOX.outerjoin(REQUESTS, alone))
    kept = session.execute(bytes_of.where(or_(c.subject == subject, c.ledger_seq.in_(seqs))).order_by(c.id)).all()
    told = [r for r in kept if r.kind == "sms"]
    notices = [
        [moment(r.created_at), str(r.payload.get("text", "")), name(MESSAGE_STATES, r.state), r.receipt_no]
        for r in told
    ]
    keys = [r.key for r in kept]
    proofs = [
        [name(SYSTEMS, r.system), kind_of(r.kind, r.op), name(MESSAGE_STATES, r.state), r.receipt_no,
         moment(r.confirmed_at), _digest(r.request)]
        for r in kept if r.kind != "sms"
    ] + _crossings(session, subject, keys)  # fmt: skip
    parts = []
    if notices:
        head = ["时间", "内容", "状态", "回执"]
        parts.append(record("notice", "告知记录", [], head, [3, 8, 2, 3], notices))
    if proofs:
        head = ["系统", "往来", "结果", "回执", "时间", "送出、收到的字节摘要（SHA-256）"]
        parts.append(record("proof", "往来凭证", [], head, [2, 3, 2, 3, 3, 5], proofs))
    return parts


def _crossings(session: Session, subject: str, keys: Sequence[str]) -> list[list[str]]:
    c = CROSSINGS.c
    kept = session.execute(whole().where(c.subject.in_([subject, *keys])).order_by(c.id))
    return [
        [name(SYSTEMS, r.system), name(OPERATIONS, r.operation), name(VERDICTS, r.verdict),
         f"HTTP {r.status}" if r.status else "", moment(r.at), f"{_digest(r.request)} {_digest(r.answer)}".strip()]
        for r in kept
    ]  # fmt: skip


def _digest(content: bytes | None) -> str:
    return hashlib.sha256(content).hexdigest() if content else ""


def moment(at: datetime | None) -> str:
    """Return a moment as sheets print it: 2026-11-21 12:00, "" for none."""
    return at.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M") if at is not None else ""
