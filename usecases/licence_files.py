"""Files of existing licences: CSV and XLSX, with Chinese or English column names, read row by row with their line."""

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from models.said import said
from rules.identifiers import visible
from usecases.blacklist_files import XLSX_MAGIC, NumberedRow, csv_rows
from usecases.blacklist_xlsx import Unreadable, xlsx_rows
from usecases.faults import Fault, Faulty
from usecases.file_texts import text_of
from usecases.licence_rows import HEADERS, NEEDED, TOO_LONG, Remark

MOST_BYTES = 160 * 1024 * 1024
MOST_UNPACKED = 1024 * 1024 * 1024
MOST_ROWS = 1_000_000
HEADER_ROWS = 10  # lines of a title that may stand above the names of the columns
Values = Mapping[str, object]


def _form(text: object) -> str:
    return visible(unicodedata.normalize("NFKC", text)).lower() if isinstance(text, str) else ""


KNOWN = {_form(name): column for column, names in HEADERS.items() for name in (column, *names)} | {
    "holder_name": "operator",
    "holder": "operator",
    "name": "shop_name",
    "phone": "mobile",
    "last_order_on": "ordered_on",
}


@dataclass(slots=True)
class LicenceFile:
    """A file whose header was understood: `rows` yields (line, values by column) once; raises Unreadable midway."""

    rows: Iterator[tuple[int, Values]]
    remarks: list[Remark] = field(default_factory=list)  # about the header


def read_licences(content: bytes) -> LicenceFile:
    """Open a file of licences; raises Faulty where it cannot be read at all or needed columns are missing."""
    try:
        return _with_header(_rows(content))
    except Unreadable as error:
        raise Faulty([Fault(error.line, error.field, error.message)]) from error


def _rows(content: bytes) -> Iterator[NumberedRow]:
    if len(content) > MOST_BYTES:
        raise Unreadable(said("文件超过 {most} MB", most=MOST_BYTES // 1024 // 1024))
    if content.startswith(XLSX_MAGIC):
        return xlsx_rows(content, MOST_ROWS, MOST_UNPACKED)
    return csv_rows(text_of(content))


def _with_header(rows: Iterator[NumberedRow]) -> LicenceFile:
    """Find the row with the names of the columns, below a title if there is one."""
    for count, (line, cells) in enumerate(rows):
        names = [KNOWN.get(_form(cell), "") for cell in cells]
        if "licence_no" in names:
            _check(line, names)
            return LicenceFile(_values(rows, names), _remarks(line, names, cells))
        if count + 1 >= HEADER_ROWS:
            break
    wanted = "、".join(HEADERS[name][0] for name in NEEDED)
    raise Unreadable(
        said("找不到标题行：没有“许可证号”（licence_no）一列。需要的列：{wanted}", wanted=wanted), field="licence_no"
    )


def _check(line: int, names: Sequence[str]) -> None:
    faults = [
        Fault(line, name, said("缺少“{name}”一列", name=HEADERS[name][0])) for name in NEEDED if name not in names
    ]
    twice = dict.fromkeys(name for name in names if name and names.count(name) > 1)
    faults += [Fault(line, name, said("“{name}”一列出现了两次", name=HEADERS[name][0])) for name in twice]
    if faults:
        raise Faulty(faults)


def _remarks(line: int, names: Sequence[str], cells: Sequence[object]) -> list[Remark]:
    strange = [str(cell) for name, cell in zip(names, cells, strict=True) if not name and cell not in (None, "")]
    return [Remark(line, text[:60], "不认识的列，没有导入", "warning") for text in strange]


def _values(rows: Iterator[NumberedRow], names: Sequence[str]) -> Iterator[tuple[int, Values]]:
    """Yield rows by column; empty ones are left out, one with more cells than the header says so under ""."""
    for line, cells in rows:
        if not any(cell not in (None, "") and not (isinstance(cell, str) and not cell.strip()) for cell in cells):
            continue
        values: dict[str, object] = {name: cell for name, cell in zip(names, cells, strict=False) if name}
        if len(cells) > len(names) and any(cell not in (None, "") for cell in cells[len(names) :]):
            values[TOO_LONG] = f"这一行有 {len(cells)} 格，标题只有 {len(names)} 列"
        yield line, values
