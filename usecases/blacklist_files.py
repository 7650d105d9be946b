"""Blacklist files: CSV, XLSX and JSONL read into checked entries, with the line of every fault."""

import csv
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from operator import attrgetter

from models.said import said
from usecases.blacklist_entries import Entries
from usecases.blacklist_rows import COLUMNS, NewEntry, checked
from usecases.blacklist_xlsx import Unreadable, xlsx_rows
from usecases.faults import Fault
from usecases.file_texts import text_of

MOST_BYTES = 256 * 1024 * 1024
MOST_UNPACKED = 640 * 1024 * 1024
MOST_ROWS = 1_000_000
MOST_FAULTS = 100_000  # are listed one by one
XLSX_MAGIC = b"PK\x03\x04"
JSON_SUFFIXES = (".jsonl", ".ndjson", ".json")

NumberedRow = tuple[int, list[object]]


@dataclass(slots=True)
class ListFile:
    """What a file holds: entries in order, and everything that is wrong with it."""

    entries: Entries = field(default_factory=Entries)
    faults: list[Fault] = field(default_factory=list)

    def refuse(self, more: Iterable[Fault]) -> None:
        """Note faults; raises Unreadable where they are so many that no person would mend them one by one."""
        self.faults += more
        if len(self.faults) > MOST_FAULTS:
            last = self.faults[MOST_FAULTS]
            del self.faults[MOST_FAULTS:]
            raise Unreadable(said("已列出 {most} 处错误，这一行及以后的没有列出", most=MOST_FAULTS), last.line)


def read_list(content: bytes, file_name: str = "") -> ListFile:
    """Read a whole list (contract: blacklist files); with any fault nothing of it may be used."""
    found = ListFile()
    if len(content) > MOST_BYTES:
        return ListFile(faults=[Fault(1, "", said("文件超过 {most} MB", most=MOST_BYTES // 1024 // 1024))])
    try:
        _collect(_records(content, file_name, found), found)
    except Unreadable as error:
        found.faults.append(Fault(error.line, error.field, error.message))
    if not found.entries and not found.faults:
        found.faults.append(Fault(1, "name", "文件里没有任何条目；要解除全部条目，请停用名单"))
    return found


def read_rows(rows: Iterable[tuple[int, Mapping[str, object]]]) -> ListFile:
    """Return a whole list that came as (line, values by column), with the same checks as a file."""
    found = ListFile()
    try:
        _collect(rows, found)
    except Unreadable as error:
        found.faults.append(Fault(error.line, error.field, error.message))
    if not found.entries and not found.faults:
        found.faults.append(Fault(1, "name", "没有任何条目"))
    return found


def _records(content: bytes, file_name: str, found: ListFile) -> Iterator[tuple[int, Mapping[str, object]]]:
    if content.startswith(XLSX_MAGIC):
        return _with_header(xlsx_rows(content, MOST_ROWS, MOST_UNPACKED, merged=False), found)
    if file_name.lower().endswith(JSON_SUFFIXES) or text_of(content).read(64).lstrip().startswith("{"):
        return _json_records(text_of(content, "\n"), found)
    return _with_header(csv_rows(text_of(content)), found)


def _collect(records: Iterable[tuple[int, Mapping[str, object]]], found: ListFile) -> None:
    """Check every record, and that no two are the same entry."""
    for count, (line, values) in enumerate(records):
        if count >= MOST_ROWS:
            raise Unreadable(said("超过 {most} 条", most=MOST_ROWS), line)
        entry, faults = checked(line, values)
        found.refuse(faults)
        if entry is not None:
            found.entries.append(entry)
    found.refuse(_twice(entry, first) for entry, first in found.entries.repeated())
    found.faults.sort(key=attrgetter("line"))


def _twice(entry: NewEntry, first: int) -> Fault:
    if entry.number:
        return Fault(entry.line, "number", said("与第 {first} 行号码相同", first=first))
    return Fault(entry.line, "name", said("与第 {first} 行同名且都没有号码", first=first))


def _with_header(rows: Iterator[NumberedRow], found: ListFile) -> Iterator[tuple[int, Mapping[str, object]]]:
    """Yield rows by column name; faults of the header are faults of line 1."""
    header = [cell.strip() if isinstance(cell, str) else cell for cell in next(rows, (1, []))[1]]
    while header and header[-1] in {None, ""}:
        header.pop()
    for place, name in enumerate(header):
        if name not in COLUMNS:
            found.faults.append(
                Fault(
                    1,
                    str(name or said("第{place}列", place=place + 1)),
                    said("不认识的列；可用的列：{columns}", columns="、".join(COLUMNS)),
                )
            )
        elif name in header[:place]:
            found.faults.append(Fault(1, str(name), "这一列出现了两次"))
    if "name" not in header:
        raise Unreadable("标题行缺少 name 列", field="name")
    for line, cells in rows:
        if all(cell in {None, ""} or (isinstance(cell, str) and not cell.strip()) for cell in cells):
            continue
        if any(cell not in {None, ""} for cell in cells[len(header) :]):
            found.refuse(
                [
                    Fault(
                        line,
                        "",
                        said("这一行有 {count} 格，标题只有 {columns} 列", count=len(cells), columns=len(header)),
                    )
                ]
            )
            continue
        yield line, {str(name): cell for name, cell in zip(header, cells, strict=False) if name in COLUMNS}


def csv_rows(lines: Iterable[str]) -> Iterator[NumberedRow]:
    """Yield (line, cells) of a CSV text; raises Unreadable with the line."""
    reader = csv.reader(lines, strict=True)
    while True:
        line = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise Unreadable(said("CSV 引号或字段有误（{error}）", error=error), line) from error
        yield line, list(cells)


def _json_records(lines: Iterable[str], found: ListFile) -> Iterator[tuple[int, Mapping[str, object]]]:
    for line, words in enumerate(lines, 1):
        if not words.strip():
            continue
        try:
            values = json.loads(words, object_pairs_hook=_no_key_twice, parse_constant=_no_constant)
        except (ValueError, RecursionError):
            found.refuse([Fault(line, "", "这一行不是一个合格的 JSON 对象")])
            continue
        if not isinstance(values, dict):
            found.refuse([Fault(line, "", "这一行不是一个 JSON 对象")])
            continue
        strange = [key for key in values if key not in COLUMNS]
        found.refuse(
            Fault(line, key[:60], said("不认识的键；可用的键：{columns}", columns="、".join(COLUMNS)))
            for key in strange
        )
        yield line, values


def _no_key_twice(pairs: list[tuple[str, object]]) -> dict[str, object]:
    values = dict(pairs)
    if len(values) != len(pairs):
        raise ValueError("key twice")
    return values


def _no_constant(word: str) -> object:
    raise ValueError(word)
