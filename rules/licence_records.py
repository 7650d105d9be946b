"""Published licence records: which of their fields a correction may change, and what cannot stand in them."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from rules.basis import LegalBasis
from rules.calendar import real_day
from rules.penalties import canonical_number

BASIS = LegalBasis("行政许可法", 2019, "第四十条", "ALL 40")
FORBIDDEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")  # contract 8.3
Record = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class RecordField:
    """One field of a licence record (ports.payloads.LicenceRecord; `party.` = of its party) and how long it may be."""

    name: str
    label: str
    longest: int
    needed: bool = False
    is_day: bool = False


FIELDS = {
    field.name: field
    for field in (
        RecordField("document_no", "文号", 64, needed=True),
        RecordField("document_name", "决定文书名称", 64, needed=True),
        RecordField("party.name", "当事人名称", 200, needed=True),
        RecordField("party.uscc", "统一社会信用代码", 18),
        RecordField("party.reg_no", "工商注册号", 15),
        RecordField("party.legal_rep_name", "法定代表人（经营者）", 50),
        RecordField("party.legal_rep_id_no", "其证件号码", 64),
        RecordField("party.id_no", "自然人证件号码", 64),
        RecordField("licence_no", "许可证号", 64),
        RecordField("content", "许可内容", 4000, needed=True),
        RecordField("decided_on", "决定日期", 10, needed=True, is_day=True),
        RecordField("valid_from", "有效期自", 10, needed=True, is_day=True),
        RecordField("valid_to", "有效期至", 10, needed=True, is_day=True),
        RecordField("agency_name", "许可机关", 200, needed=True),
        RecordField("agency_code", "许可机关代码", 18, needed=True),
        RecordField("remark", "备注", 512),
    )
}


def value_of(record: Record, name: str) -> str:
    """Return a field of a record as text, "" where it has none."""
    group, dot, own = name.partition(".")
    found = (record.get(group) or {}).get(own) if dot else record.get(name)
    return "" if found is None else str(found)


def corrected(record: Record, changes: Mapping[str, str]) -> dict[str, Any]:
    """Return a record with fields changed; an empty text takes a value out."""
    new = dict(record) | {"party": dict(record.get("party") or {})}
    for name, text in changes.items():
        group, dot, own = name.partition(".")
        place = new[group] if dot else new
        place[own if dot else name] = text or None
    return new


def really_changed(record: Record, changes: Mapping[str, str]) -> dict[str, str]:
    """Return of some values those that differ from what a record holds, without blanks around."""
    plain = {name: text.strip() for name, text in changes.items()}
    return {name: text for name, text in plain.items() if text != value_of(record, name)}


def faults(changes: Mapping[str, str], record: Record, today: date) -> Iterator[tuple[str, str]]:
    """Yield (field, words) of what is wrong with the changes of a record."""
    for name, text in changes.items():
        known = FIELDS.get(name)
        words = "没有这个栏目，或者不能更正" if known is None else _fault(known, text)
        if words:
            yield name, words
    new = corrected(record, {name: text for name, text in changes.items() if name in FIELDS})
    first, last, decided = (real_day(value_of(new, name)) for name in ("valid_from", "valid_to", "decided_on"))
    if first and last and last < first:
        yield "valid_to", "早于有效期自"
    if decided and decided > today:
        yield "decided_on", "晚于今天"


def _fault(field: RecordField, text: str) -> str:
    """Return what is wrong with one value, "" where nothing is."""
    if not text:
        return f"{field.label}不能为空" if field.needed else ""
    if len(text) > field.longest:
        return f"最多 {field.longest} 个字符，现有 {len(text)} 个"
    if FORBIDDEN.search(text):
        return "含有不可报送的字符"
    return "日期不存在，请写作 2026-01-31" if field.is_day and real_day(text) is None else ""


def key_of(record: Record) -> tuple[str, str]:
    """Return by what receivers know a record: its number in canonical form, and the agency's code (contract 8.1)."""
    return canonical_number(value_of(record, "document_no")), value_of(record, "agency_code")
