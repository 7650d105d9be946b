"""The dated rows of publication: which decisions are left out and why, how early the bureau warns itself."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any

from models.errors import InvalidInput
from rules.basis import LegalBasis

BASIS = LegalBasis("个人信息保护法", 2021, "第二十八条", "PIPL 28")
KEYS = {
    "exclusion": {"id", "on", "text", "title", "edition", "article", "ref", "valid_from", "mark"},
    "clock": {"id", "warn_wd", "valid_from", "mark"},
}
MORE = {"exclusion": {"valid_to", "note"}, "clock": {"valid_to", "note", "length_wd"}}
KNOWN = {"exclusion": {"simple_procedure", "warning_only", "minor"}, "clock": {"L25", "E38"}}
Raw = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Exclusion:
    """One ground on which a decision is not published; a row that is not `on` waits for the customer's word."""

    id: str
    on: bool
    text: str
    basis: LegalBasis


@dataclass(frozen=True, slots=True)
class PublicationClock:
    """Working days before the last day on which is warned, the earliest first; `length_wd` 0 = the term's own."""

    id: str
    warn_wd: tuple[int, ...]
    length_wd: int


@dataclass(frozen=True, slots=True)
class Publication:
    """What counts on one day."""

    exclusions: tuple[Exclusion, ...]
    clocks: Mapping[str, PublicationClock]


Rows = Mapping[str, tuple[Raw, ...]]


def parse(text: str, name: str) -> Rows:
    """Return the rows of a file; InvalidInput names the file with the row that is faulty, or with both that overlap."""
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise InvalidInput(f"{name}有误：{error}。", do_next="请改正文件。") from error
    unknown = set(document) - set(KEYS)
    if unknown:
        raise InvalidInput(f"{name}：不认识的表“{min(unknown)}”。", do_next=f"可用的表：{'、'.join(KEYS)}。")
    rows = {table: tuple(document.get(table, ())) for table in KEYS}
    for table, some in rows.items():
        for place, row in enumerate(some, 1):
            _check(row, table, f"{name}的第{place}个[[{table}]]")
        _never_twice(some, f"{name}的[[{table}]]")
    return rows


def in_force(rows: Rows, on: date) -> Publication:
    """Return what counts on a day."""
    holding = {table: [row for row in some if _first(row) <= on <= _last(row)] for table, some in rows.items()}
    exclusions = tuple(
        Exclusion(r["id"], r["on"], r["text"], LegalBasis(r["title"], r["edition"], r["article"], r["ref"]))
        for r in holding["exclusion"]
    )
    clocks = {
        r["id"]: PublicationClock(r["id"], tuple(sorted(r["warn_wd"], reverse=True)), r.get("length_wd", 0))
        for r in holding["clock"]
    }
    return Publication(exclusions, clocks)


def _check(row: Raw, table: str, where: str) -> None:
    missing, unknown = KEYS[table] - set(row), set(row) - KEYS[table] - MORE[table]
    if missing or unknown:
        wrong = [f"缺少{'、'.join(sorted(missing))}"] * bool(missing)
        wrong += [f"不认识{'、'.join(sorted(unknown))}"] * bool(unknown)
        raise InvalidInput(f"{where}：{'；'.join(wrong)}。", do_next="请改正文件。")
    if row["id"] not in KNOWN[table]:
        known = "、".join(sorted(KNOWN[table]))
        raise InvalidInput(f"{where}：程序不认识“{row['id']}”。", do_next=f"可用：{known}。")
    if not isinstance(_first(row), date) or not isinstance(_last(row), date) or _first(row) > _last(row):
        raise InvalidInput(f"{where}（{row['id']}）的起止日期有误。", do_next="日期写作2026-01-31。")


def _never_twice(rows: Sequence[Raw], where: str) -> None:
    """Refuse two rows of one id that count on the same day."""
    for before, after in pairwise(sorted(rows, key=lambda row: (row["id"], _first(row)))):
        if before["id"] == after["id"] and _first(after) <= _last(before):
            spans = f"{_first(before)}至{_last(before)}，{_first(after)}至{_last(after)}"
            raise InvalidInput(f"{where} {before['id']}有两行在同一天有效：{spans}。", do_next="请改正起止日期。")


def _first(row: Raw) -> date:
    found: date = row["valid_from"]
    return found


def _last(row: Raw) -> date:
    found: date = row.get("valid_to", date.max)
    return found
