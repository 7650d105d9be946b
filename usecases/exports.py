"""Exports: tables as CSV or XLSX whose cells no spreadsheet takes for a formula, and that can be read back exactly.

XLSX cells are all typed as text; characters that XML cannot hold are written in Excel's own way (_x001B_).
CSV is UTF-8 with BOM, every cell quoted. A cell that a spreadsheet would take for a formula (OWASP: = + - @
tab, carriage return, line feed, | and %), or whose long number it would round, gets one apostrophe in
front; a cell that begins with an apostrophe gets another one. `plain_cell` takes exactly one away again.
"""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import chain
from typing import BinaryIO

from models.errors import InvalidInput
from models.said import said
from models.values import rfc3339
from usecases import sheets

RISKY = re.compile("['=+\\-@\t\r\n|%\uff1d\uff0b\uff0d\uff20]|[0-9]{12,}[0-9A-Za-z]?$")  # and their full-width forms
FORMATS = ("csv", "xlsx")


@dataclass(frozen=True, slots=True)
class Table:
    """A table to export: header and rows of plain values, produced while they are written."""

    columns: tuple[str, ...]
    rows: Iterable[Sequence[object]]


def write(table: Table, out: BinaryIO, kind: str) -> int:
    """Write a table as `csv` or `xlsx`; return how many rows it had. Raises InvalidInput."""
    if kind not in FORMATS:
        raise InvalidInput(said("不能导出为“{kind}”。", kind=kind), do_next="可用的格式：csv、xlsx。")
    return write_csv(table, out) if kind == "csv" else write_xlsx(table, out)


def write_csv(table: Table, out: BinaryIO) -> int:
    """Write CSV for spreadsheets; return how many rows."""
    words = io.TextIOWrapper(out, encoding="utf-8-sig", errors="backslashreplace", newline="", write_through=True)
    writer = csv.writer(words, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow(table.columns)
    count = 0
    for row in table.rows:
        writer.writerow([safe_cell(shown(value)) for value in row])
        count += 1
    words.detach()
    return count


def read_csv(content: bytes) -> Iterator[list[str]]:
    """Yield the rows of an exported CSV, header first, with the values as they were."""
    for row in csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), strict=True):
        yield [plain_cell(cell) for cell in row]


def write_xlsx(table: Table, out: BinaryIO) -> int:
    """Write XLSX, every cell a text; return how many rows. Raises InvalidInput (too much for a spreadsheet)."""
    rows = ([shown(value) for value in row] for row in table.rows)
    try:
        return sheets.write_sheet(chain([table.columns], rows), out)
    except sheets.TooLarge as error:
        raise InvalidInput(
            said("{words}。", words=error), kept="没有导出。", do_next="请改用 CSV，或缩小范围。"
        ) from None


def safe_cell(text: str) -> str:
    """Return the text of a CSV cell that no spreadsheet evaluates or rounds."""
    return f"'{text}" if RISKY.match(text) else text


def plain_cell(cell: str) -> str:
    """Return what `safe_cell` was given."""
    return cell.removeprefix("'")


def shown(value: object) -> str:
    """Return a value as a cell shows it: dates YYYY-MM-DD, moments with offset, nothing for None."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return rfc3339(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list | tuple):
        return "、".join(str(part) for part in value)
    return str(value)
