"""What of a case is published, shown before it goes out: every field, what is hidden in it and why."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlmodel import Session

from models.errors import Refused
from models.values import shanghai_date, yuan
from rules.casework.amending import as_amended
from rules.penalties import canonical_number
from rules.redaction import Redacted
from usecases import (
    calendars,
    casework_messages,
    casework_private,
    casework_rows,
    penalties,
    penalty_records,
    proposals,
)
from usecases.casework_follow import PUBLISHED
from usecases.casework_rows import EnforcementCase
from usecases.desk import Desk
from usecases.penalties import PENALTIES

NOT_NUMBERED = "（尚未编号）"
SHOWN, SHORT = "shown", 16  # where a proposal keeps the digest of its preview; characters of one
NOT_YET = frozenset({"document_no", "decided_on", "updated_on"})  # known only when it is decided
COMPARED = "只供平台核对身份，不公示"
NUMBERS = frozenset({"party.id_no", "party.legal_rep_id_no"})  # the platform gets them and does not publish them
NAMES = {
    "party.kind": "当事人类别",
    "party.name": "当事人名称",
    "party.id_type": "证件类型",
    "party.id_no": "证件号码",
    "party.uscc": "信用代码",
    "party.reg_no": "工商注册号",
    "party.legal_rep_name": "法定代表人",
    "party.legal_rep_id_type": "法定代表人证件类型",
    "party.legal_rep_id_no": "法定代表人证件号码",
    "document_no": "决定书文号",
    "violation": "违法行为类型",
    "facts": "违法事实",
    "basis": "处罚依据",
    "classes": "处罚种类",
    "content": "处罚内容",
    "fine": "罚款",
    "confiscated": "没收金额",
    "revoked": "暂扣或者吊销的证照",
    "decided_on": "决定日期",
    "valid_to": "处罚有效期",
    "published_to": "公示截止期",
    "remark": "备注",
    "agency_name": "处罚机关",
    "agency_code": "处罚机关代码",
    "source_name": "数据来源单位",
    "source_code": "数据来源单位代码",
    "updated_on": "更新日期",
}


@dataclass(frozen=True, slots=True)
class Field:
    """One field as it goes out; `private` is not for eyes without a reason, `why` tells what is hidden or kept back.

    `original` are the words in which something is hidden, as the case has them.
    """

    name: str
    label: str
    value: str
    why: tuple[str, ...] = ()
    private: bool = False
    original: str = ""


@dataclass(frozen=True, slots=True)
class Publicity:
    """What goes out of a case: until when, why it does not, the fields, and the record they make.

    `state` is draft (proposed or noticed only), recorded, withdrawn or repaired.
    """

    number: str
    decision_no: str
    state: str
    not_published: str
    due_on: date
    fields: tuple[Field, ...]
    record: Mapping[str, Any]

    @property
    def digest(self) -> str:
        """Return what two previews have in common that show the same, whichever number and day they get in the end."""
        shown = [[one.name, one.value] for one in self.fields if one.name not in NOT_YET]
        return hashlib.sha256(json.dumps([shown, self.not_published]).encode()).hexdigest()[:SHORT]


def preview(session: Session, number: str, desk: Desk, *, at: datetime) -> Publicity:
    """Return exactly what goes out of a case: of its recorded penalty, else of what is proposed or was noticed.

    `desk` is the office's: a session that only reads does not have it. Raises NotFound; Refused where nothing was
    noticed yet, or no penalty was decided (不予处罚, 行政处理).
    """
    session.info["desk"] = desk
    case = casework_rows.read(session, number)
    return _shown(session, case, _said(session, case), at)


def kept(
    session: Session, case: EnforcementCase, deed: str, said: Mapping[str, Any], *, at: datetime
) -> dict[str, str]:
    """Return what a proposal keeps of what would be published by it: its digest; nothing where nothing would be."""
    return {SHOWN: _shown(session, case, said, at).digest} if deed in PUBLISHED else {}


def require_shown(now: Mapping[str, str], proposed: str, seen: str) -> None:
    """Raise Refused where what goes out is not what was shown: to who proposed it, or to who confirms it (`seen`).

    `now` is what `kept` returns for the step as it is about to be taken; "" = was not shown.
    """
    if any(one and one != now.get(SHOWN, "") for one in (proposed, seen)):
        raise Refused(
            "公示的内容自预览以后有了变更。",
            kept="案件未变更，什么都没有公示。",
            do_next="请重新预览公示的内容；与提请时不同的，驳回后重新提请。",
        )


def _shown(session: Session, case: EnforcementCase, said: Mapping[str, Any], at: datetime) -> Publicity:
    shown = casework_private.words(case, said)
    row = _recorded(session, case) or _draft(case, said, shanghai_date(at))
    key = penalty_records.record_key(session, row["canonical_no"])
    record = penalty_records.credit_payload(session, row, key) | {"updated_on": shanghai_date(at).isoformat()}
    due = calendars.publicity_due(session, row["decided_on"]).last_day
    why_not = penalty_records.not_published(row)
    return Publicity(
        case.number, row["document_no"], row["state"], why_not, due, tuple(_fields(record, shown, said)), record
    )


def _said(session: Session, case: EnforcementCase) -> dict[str, Any]:
    """Return what the penalty says: as decided, else as it waits for the second officer, else as it was noticed."""
    decided = next((step for step in reversed(case.standing.taken) if step.deed in PUBLISHED), None)
    waiting = proposals.open_one(session, case.number, None)
    if decided is not None:
        amended = case.standing.last("case.amended")
        return as_amended(decided.said, amended.said) if amended else dict(decided.said)
    if waiting is not None and waiting.deed in PUBLISHED:
        return dict(json.loads(waiting.note))
    noticed = case.standing.last("case.noticed")
    if noticed is None or case.row["decided_on"] is not None:
        raise Refused("本案没有行政处罚可以公示。", kept="未作任何更改。", do_next="拟作出处罚的，先事先告知。")
    return dict(noticed.said)


def _recorded(session: Session, case: EnforcementCase) -> dict[str, Any] | None:
    number = canonical_number(case.row["decision_no"])
    found = session.execute(select(PENALTIES).where(PENALTIES.c.canonical_no == number)).mappings().first()
    return dict(found) if number and found else None


def _draft(case: EnforcementCase, said: Mapping[str, Any], today: date) -> dict[str, Any]:
    """Return the penalty as it would be recorded today."""
    planned = EnforcementCase(case.row | {"decided_on": today, "decision_no": NOT_NUMBERED}, case.standing)
    row = penalties.values_of(casework_messages.form_of(planned, dict(said)))
    return row | {"state": "draft", "version": 1, "publicity_until": None}


def _fields(record: Mapping[str, Any], shown: Mapping[str, Redacted], said: Mapping[str, Any]) -> Iterator[Field]:
    """Yield the fields of a record that are not empty, in its order."""
    hidden = {"facts": shown["facts"], "content": shown["content"], "remark": shown["note"]}
    words = {"facts": said["facts"], "content": said.get("content") or said["facts"]}
    words["remark"] = said.get("mitigation", "")
    flat = {f"party.{name}": value for name, value in record["party"].items()}
    for name, value in (flat | {name: record[name] for name in record if name != "party"}).items():
        if value in (None, "", []):
            continue
        text, known = _text(name, value), hidden.get(name)
        why = known.why if known is not None and known.text == text else ()
        private = name in NUMBERS
        original = str(words[name]) if why else ""
        yield Field(name, NAMES.get(name, name), text, (COMPARED,) if private else why, private, original)


def _text(name: str, value: Any) -> str:
    if name in ("fine", "confiscated"):
        return f"{yuan(value)}元"
    return "、".join(value) if isinstance(value, list) else str(value)
