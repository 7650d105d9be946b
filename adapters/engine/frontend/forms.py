"""The rows of a file and back: CSV, JSON lines, JSON, XLSX, XML; a file that is not whole gives no row at all."""

import csv
import io
import warnings
import zipfile
from collections.abc import Sequence
from datetime import date, datetime, time

import msgspec
from openpyxl import Workbook, load_workbook

from adapters.engine import charsets
from adapters.engine.paths import getter
from adapters.engine.vocabulary import FileStep
from adapters.engine.xml_reading import tree_of
from adapters.engine.xml_writing import declared, xml_of

MOST_UNPACKED = 96 * 1024 * 1024
Row = dict[str, object]


class Unusable(Exception):
    """A file that is not what its step declares."""


def rows_of(content: bytes, step: FileStep) -> list[Row]:
    """Return the rows of a file; raises Unusable with the reason."""
    try:
        if step.form == "xlsx":
            return _sheet(content)
        text = charsets.utf8_of(content, step.charset).decode()
        if step.form == "csv":
            return _table(text)
        return _documents(text, step)
    except UnicodeDecodeError as error:
        raise Unusable(f"字符集不是 {step.charset}（第 {error.start} 字节）") from error
    except (msgspec.DecodeError, csv.Error, zipfile.BadZipFile, KeyError, ValueError) as error:
        raise Unusable(f"不是完整的 {step.form}（{str(error)[:100]}）") from error


def content_of(rows: Sequence[Row], step: FileStep) -> bytes:
    """Return the file that holds some rows, in the columns of the step; the same rows give the same bytes."""
    if step.form == "xlsx":
        return _workbook(rows, step.columns)
    if step.form == "csv":
        out = io.StringIO(newline="")
        writer = csv.writer(out, lineterminator="\r\n")
        writer.writerow(step.columns)
        writer.writerows([[_text(row.get(name)) for name in step.columns] for row in rows])
        return charsets.encode(out.getvalue(), step.charset)
    chosen = [{name: row[name] for name in step.columns if row.get(name) is not None} for row in rows]
    if step.form == "xml":
        text = declared(step.charset) + xml_of({"ROWDATA": {"ROW": chosen}})
        return charsets.encode(text, step.charset)
    if step.form == "json":
        return charsets.encode(msgspec.json.encode(chosen).decode(), step.charset)
    return b"".join(charsets.encode(msgspec.json.encode(row).decode() + "\n", step.charset) for row in chosen)


def _table(text: str) -> list[Row]:
    """Return the rows below a header; a row that is longer or shorter than it makes the file unusable."""
    lines = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    if not lines or len(set(lines[0])) != len(lines[0]):
        raise Unusable("没有表头，或表头中有重复的列名")
    names = [name.strip() for name in lines[0]]
    for number, line in enumerate(lines[1:], 2):
        if line and len(line) != len(names):
            raise Unusable(f"第 {number} 行有 {len(line)} 列，表头有 {len(names)} 列")
    return [dict(zip(names, line, strict=True)) for line in lines[1:] if line]


def _documents(text: str, step: FileStep) -> list[Row]:
    if step.form == "jsonl":
        found: object = [msgspec.json.decode(line) for line in text.splitlines() if line.strip()]
    elif step.form == "xml":
        lists = (step.records,) if step.records != "$" else ()
        found = getter(step.records)(tree_of(text.encode(), lists))
    else:
        found = getter(step.records)(msgspec.json.decode(text))
    if not isinstance(found, list) or not all(isinstance(row, dict) for row in found):
        raise Unusable(f"{step.records} 不是一列行")
    return found


def _sheet(content: bytes) -> list[Row]:
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        if sum(member.file_size for member in packed.infolist()) > MOST_UNPACKED:
            raise Unusable("解开后过大")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # styles and extensions do not matter here
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=False, keep_links=False)
    lines = [[_cell(value) for value in line] for line in book.worksheets[0].iter_rows(values_only=True)]
    book.close()
    names = [str(name or "").strip() for name in lines[0]] if lines else []
    while names and not names[-1]:
        names.pop()
    if not names or len(set(names)) != len(names):
        raise Unusable("没有表头，或表头中有重复的列名")
    return [dict(zip(names, line, strict=False)) for line in lines[1:] if any(line)]


def _cell(value: object) -> object:
    if isinstance(value, str) and value.startswith("="):
        raise Unusable("单元格里有公式")
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M:%S") if value.time() != time() else value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return None if value is None else str(value)


def _workbook(rows: Sequence[Row], columns: Sequence[str]) -> bytes:
    book = Workbook(write_only=True)
    book.properties.created = book.properties.modified = datetime(2026, 1, 1)  # noqa: DTZ001  the same rows, the same bytes
    sheet = book.create_sheet("data")
    sheet.append(list(columns))
    for row in rows:
        sheet.append([_text(row.get(name)) for name in columns])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _text(value: object) -> str:
    if isinstance(value, dict | list):
        return msgspec.json.encode(value).decode()
    return "" if value is None else str(value)
