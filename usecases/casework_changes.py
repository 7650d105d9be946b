"""What a change of a case's facts changed, in words: as it was and as it is; numbers are named and not told."""

from collections.abc import Mapping
from datetime import date
from typing import Any

NAMES = {
    "source": "来源",
    "source_ref": "来文或者举报编号",
    "found_on": "发现日期",
    "summary": "案情",
    "place": "案发地点",
    "district": "辖区",
    "cause": "案由",
    "acted_on": "行为终了",
    "harmful": "危害后果",
    "ownerless": "无主物品",
    "licence_no": "许可证号",
}
PARTY = {
    "kind": "当事人类型",
    "name": "当事人",
    "legal_rep": "负责人",
    "address": "住址",
    "nation": "民族",
    "dead_on": "死亡日期",
    "number": "证件号码",
    "phone": "电话",
}
UNTOLD = frozenset({"number", "phone", "address"})  # whoever may see them reads them in the case
LONGEST = 60  # characters of a value


def told(before: Mapping[str, Any], now: Mapping[str, Any]) -> str:
    """Return "name：old → new" of everything that differs, parted by ；; "" where nothing does."""
    party, other = before.get("party") or {}, now.get("party") or {}
    changed = {key: name for key, name in NAMES.items() if before.get(key) != now.get(key)}
    parts = [_part(name, before.get(key), now.get(key)) for key, name in changed.items()]
    parts += [
        f"{name}已更改" if key in UNTOLD else _part(name, party.get(key), other.get(key))
        for key, name in PARTY.items()
        if party.get(key) != other.get(key)
    ]
    return "；".join(parts)


def _part(name: str, old: object, new: object) -> str:
    return f"{name}：{_value(old)} → {_value(new)}"


def _value(value: object) -> str:
    if value in (None, "", False):
        return "没有"
    if value is True:
        return "有"
    text = value.isoformat() if isinstance(value, date) else str(value).replace("；", "，")
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"
