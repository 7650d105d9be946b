"""Lists of a hotline (12313, 12345) as files: CSV, XLSX or JSONL read into items, with the line of every fault.

A fault names the column and never what stands in it: a name may have slipped into any.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from content.complaintbook import matters
from models.complaints import HotlineKind, HotlineWay, Reporter
from models.said import said
from models.values import DISTRICTS
from rules.calendar import real_day
from rules.complaint_words import words_in
from rules.complaints import KINDS
from usecases.blacklist_files import XLSX_MAGIC, csv_rows
from usecases.blacklist_rows import BadCell
from usecases.blacklist_xlsx import Unreadable, xlsx_rows
from usecases.complaints import Intake
from usecases.faults import Fault
from usecases.file_texts import text_of

HEADERS = {  # what the list of a hotline calls them
    "编号": "reference", "版本": "revision", "种类": "kind", "事项": "matter", "内容": "gist", "具体请求": "asks",
    "被反映人": "against", "地点": "place", "区": "district", "行为日期": "acted_on", "收到日期": "received_on",
    "来件人": "name", "电话": "phone", "证件号码": "id_no", "住址": "address", "可认出的字样": "words", "原话": "told",
}  # fmt: skip
COLUMNS = tuple(HEADERS.values())
NEEDED = ("reference", "kind", "matter", "gist", "received_on")
REPORTER = ("name", "phone", "id_no", "address", "told")
MOST_BYTES, MOST_ROWS, LONGEST_REFERENCE = 16 * 2**20, 20_000, 64
_KINDS = {kind.value: kind for kind in HotlineKind} | {name: kind for kind, name in KINDS.items()}
_DISTRICTS = {code: code for code in DISTRICTS} | {name: code for code, name in DISTRICTS.items()} | {"": ""}


@dataclass(frozen=True, slots=True)
class Item:
    """One line of a list; a revision of 0 was not said."""

    line: int
    intake: Intake
    reporter: Reporter | None


@dataclass(slots=True)
class HotlineFile:
    """What a file holds: items in order, and everything that is wrong with it."""

    items: list[Item] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)


def read_items(content: bytes, source: str, today: date) -> HotlineFile:
    """Read a list of a hotline; with any fault nothing may be used."""
    found = HotlineFile()
    if len(content) > MOST_BYTES:
        return HotlineFile(faults=[Fault(1, "", said("文件超过{most}MB", most=MOST_BYTES // 2**20))])
    try:
        for line, values in _records(content):
            intake, reporter, faults = _item(line, values, source, today)
            found.faults += faults
            if intake is not None:
                found.items.append(Item(line, intake, reporter))
    except Unreadable as error:
        found.faults.append(Fault(error.line, error.field, error.message))
    found.faults += _twice(found.items)
    if not found.items and not found.faults:
        found.faults.append(Fault(1, "", "文件里没有来件"))
    return found


def _twice(items: list[Item]) -> list[Fault]:
    first: dict[str, int] = {}
    faults = []
    for item in items:
        known = first.setdefault(item.intake.reference, item.line)
        if known != item.line:
            faults.append(Fault(item.line, "reference", said("编号与第{known}行相同", known=known)))
    return faults


def _records(content: bytes) -> Iterator[tuple[int, Mapping[str, object]]]:
    if content.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] == b"{":
        yield from _json_records(content)
        return
    rows = xlsx_rows(content, MOST_ROWS) if content.startswith(XLSX_MAGIC) else csv_rows(text_of(content))
    header = _header([str(cell or "").strip() for cell in next(rows, (1, []))[1]])
    for count, (line, cells) in enumerate(rows):
        if count >= MOST_ROWS or any(cells[len(header) :]):
            raise Unreadable(said("超过{most}行，或者这一行比标题长", most=MOST_ROWS), line)
        if any(str(cell or "").strip() for cell in cells):
            yield line, dict(zip(header, cells, strict=False))


def _header(cells: list[str]) -> list[str]:
    header = [HEADERS.get(cell, cell) for cell in cells]
    while header and not header[-1]:
        header.pop()
    if any(name not in COLUMNS or header.count(name) > 1 for name in header):
        raise Unreadable(said("有不认识或者重复的列；可用的列：{columns}", columns="、".join(HEADERS)))
    for name in NEEDED:
        if name not in header:
            raise Unreadable(said("标题行缺少 {name} 列", name=name), field=name)
    return header


def _json_records(content: bytes) -> Iterator[tuple[int, Mapping[str, object]]]:
    for line, words in enumerate(text_of(content), 1):
        if line > MOST_ROWS:
            raise Unreadable(said("超过{most}行，或者这一行比标题长", most=MOST_ROWS), line)
        if not words.strip():
            continue
        try:
            values = json.loads(words)
        except (ValueError, RecursionError) as error:
            raise Unreadable("这一行不是一个合格的 JSON 对象", line) from error
        if not isinstance(values, dict):
            raise Unreadable("这一行不是一个 JSON 对象", line)
        named = {HEADERS.get(str(key), str(key)): value for key, value in values.items()}
        if len(named) != len(values) or any(name not in COLUMNS for name in named):
            raise Unreadable(said("有不认识或者重复的列；可用的列：{columns}", columns="、".join(HEADERS)), line)
        yield line, named


def _item(
    line: int, values: Mapping[str, object], source: str, today: date
) -> tuple[Intake | None, Reporter | None, list[Fault]]:
    """Return one line as an item and its reporter, with its faults."""
    bad = {name: cell.message for name, cell in values.items() if isinstance(cell, BadCell)}
    texts = {name: "" if name in bad or values.get(name) is None else str(values[name]).strip() for name in COLUMNS}
    faults = [Fault(line, name, message) for name, message in bad.items()]
    faults += [Fault(line, name, "没有填写") for name in NEEDED if not texts[name] and name not in bad]
    days = {name: real_day(texts[name]) for name in ("acted_on", "received_on")}
    known = matters(days["received_on"] or today)
    ids = {matter.name: matter.id for matter in known.values()} | {code: code for code in known}
    wrong = {
        "kind": texts["kind"] not in _KINDS,
        "matter": texts["matter"] not in ids,
        "district": texts["district"] not in _DISTRICTS,
        "reference": len(texts["reference"]) > LONGEST_REFERENCE,
        "revision": _revision(texts["revision"]) is None,
    } | {name: day is None for name, day in days.items()}
    faults += [Fault(line, name, "无法识别") for name, holds in wrong.items() if holds and texts[name]]
    if faults:
        return None, None, faults
    plain: dict[str, Any] = {name: texts[name] for name in ("gist", "asks", "against", "place", "reference")} | days
    plain |= {"kind": _KINDS[texts["kind"]], "matter": ids[texts["matter"]], "district": _DISTRICTS[texts["district"]]}
    plain |= {"way": HotlineWay.PASSED_ON, "source": source, "revision": _revision(texts["revision"])}
    who, words = {name: texts[name] for name in REPORTER}, words_in(texts["words"])
    return Intake(**plain), Reporter(**who, words=words) if any(who.values()) or words else None, []


def _revision(text: str) -> int | None:
    """Return the version that a hotline says, 0 where it says none, None for what is no number."""
    if not text:
        return 0
    return int(text) if text.isascii() and text.isdecimal() and 0 < len(text) <= 6 and int(text) > 0 else None
