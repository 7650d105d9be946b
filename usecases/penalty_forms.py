"""A penalty decision as it is typed or handed over in a file: read with every fault, nothing judged yet."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from models.said import said
from models.values import Fen
from rules.identifiers import normal_id, normal_number
from usecases.faults import Fault
from usecases.json_records import Entry, entries

MOST_BYTES = 8 * 1024 * 1024
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
MONEY = re.compile(r"[0-9]{1,16}(?:\.[0-9]{1,2})?")  # yuan
# column: its name in the input
TEXTS = {
    "document_no": "document_no",
    "party_kind": "party.kind",
    "party_name": "party.name",
    "party_no": "party.id_no",
    "id_type": "party.id_type",
    "uscc": "party.uscc",
    "registration_no": "party.registration_no",
    "legal_rep_name": "party.legal_rep.name",
    "legal_rep_no": "party.legal_rep.id_no",
    "legal_rep_id_type": "party.legal_rep.id_type",
    "cause": "cause",
    "violation": "violation",
    "facts": "facts",
    "basis": "basis",
    "content": "content",
    "certificate": "certificate",
    "note": "note",
}
AMOUNTS, DAYS = ("base", "fine", "confiscated"), ("acted_on", "decided_on", "valid_until", "publicity_until")
NAMES = {column: column for column in (*AMOUNTS, *DAYS, "kinds", "simple_procedure")} | TEXTS
NESTED = {"party", "party.legal_rep"}


@dataclass(frozen=True, slots=True)
class PenaltyForm:
    """One decision, numbers in normal form, amounts in fen; what was not given is "" or None."""

    line: int
    document_no: str = ""
    party_kind: str = ""
    party_name: str = ""
    party_no: str = ""
    id_type: str = ""
    uscc: str = ""
    registration_no: str = ""
    legal_rep_name: str = ""
    legal_rep_no: str = ""
    legal_rep_id_type: str = ""
    cause: str = ""
    violation: str = ""
    facts: str = ""
    basis: str = ""
    kinds: tuple[str, ...] = ()
    content: str = ""
    base: Fen | None = None
    fine: Fen | None = None
    confiscated: Fen | None = None
    certificate: str = ""
    simple_procedure: bool = False
    acted_on: date | None = None
    born_on: date | None = None  # of a person whose number does not say it: known to the case
    decided_on: date | None = None
    valid_until: date | None = None
    publicity_until: date | None = None
    note: str = ""
    case_number: str = ""  # of the enforcement case that it ends; "" for one decided on paper


Read = tuple[PenaltyForm, list[Fault]]


def read_forms(content: bytes) -> list[Read]:
    """Read one JSON object, an array, or JSONL; each decision with what is wrong in its form, and its line."""
    if len(content) > MOST_BYTES:
        return [(PenaltyForm(1), [Fault(1, "", said("文件超过 {most} MB", most=MOST_BYTES // 1024 // 1024))])]
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        return [(PenaltyForm(line), [Fault(line, "", "不是 UTF-8 编码")])]
    return [_read_entry(entry) for entry in entries(text)] or [(PenaltyForm(1), [Fault(1, "", "文件是空的")])]


def read_form(values: Mapping[str, object], line: int = 1) -> Read:
    """Read one decision from its object (keys as in NAMES, `party` and `party.legal_rep` nested)."""
    faults: list[Fault] = []
    flat = _flat(values, "", line, faults)
    found: dict[str, Any] = {column: _text(flat.get(name), name, line, faults) for column, name in TEXTS.items()}
    found |= {name: _money(flat.get(name), name, line, faults) for name in AMOUNTS}
    found |= {name: _day(flat.get(name), name, line, faults) for name in DAYS}
    found["kinds"] = _kinds(flat.get("kinds"), line, faults)
    found["simple_procedure"] = flat.get("simple_procedure") or False
    if not isinstance(found["simple_procedure"], bool):
        faults.append(Fault(line, "simple_procedure", "应为 true 或 false"))
        found["simple_procedure"] = False
    found |= {column: normal_id(found[column]) for column in ("party_no", "legal_rep_no")}
    found |= {column: normal_number(found[column]) for column in ("uscc", "registration_no", "cause")}
    found["cause"] = found["cause"][:3] + found["cause"][3:].lower()
    return PenaltyForm(line, **found), faults


def _read_entry(entry: Entry) -> Read:
    if entry.values is None:
        return PenaltyForm(entry.line), [Fault(entry.line, "", entry.fault)]
    return read_form(entry.values, entry.line)


def _flat(values: Mapping[str, object], above: str, line: int, faults: list[Fault]) -> dict[str, object]:
    """Return the values by dotted name; unknown keys are faults."""
    flat: dict[str, object] = {}
    for key, value in values.items():
        name = above + key
        if name in NESTED:
            if isinstance(value, dict):
                flat |= _flat(value, name + ".", line, faults)
            elif value is not None:
                faults.append(Fault(line, name, "应为一个对象"))
        elif name in NAMES.values():
            flat[name] = value
        else:
            faults.append(Fault(line, name[:60], "不认识的键"))
    return flat


def _text(value: object, name: str, line: int, faults: list[Fault]) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return value.strip()
    faults.append(Fault(line, name, "应为文本"))
    return ""


def _money(value: object, name: str, line: int, faults: list[Fault]) -> Fen | None:
    if value is None or value == "":
        return None
    if not isinstance(value, str) or not MONEY.fullmatch(value.strip()):
        faults.append(Fault(line, name, '金额写作文本，单位元，最多两位小数，例如 "1000.01"'))
        return None
    yuan, _, rest = value.strip().partition(".")
    return Fen(int(yuan) * 100 + int(rest.ljust(2, "0") or 0))


def _day(value: object, name: str, line: int, faults: list[Fault]) -> date | None:
    if value is None or value == "":
        return None
    try:
        if isinstance(value, str) and DAY.fullmatch(value.strip()):
            return date.fromisoformat(value.strip())
    except ValueError:
        pass
    faults.append(Fault(line, name, "日期应写作 YYYY-MM-DD，且真实存在"))
    return None


def _kinds(value: object, line: int, faults: list[Fault]) -> tuple[str, ...]:
    if value is None:
        return ()
    if isinstance(value, list | tuple) and all(isinstance(kind, str) for kind in value):
        return tuple(kind.strip() for kind in value)
    faults.append(Fault(line, "kinds", "应为文本的列表"))
    return ()
