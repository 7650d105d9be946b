"""The first visible sheet of an XLSX file as plain cells: bounded in size, formulas never evaluated."""

import io
import re
import warnings
import zipfile
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time
from typing import TYPE_CHECKING

from models.said import said
from usecases.blacklist_rows import BadCell, Digits
from usecases.xlsx_cells import OutOfOrder, RawCell, rows_of

if TYPE_CHECKING:
    from usecases.xlsx_book import Book, Cell

MOST_UNPACKED = 96 * 1024 * 1024  # of all members together: read before anything is unpacked
MOST_MEMBERS = 500
MOST_COLUMNS = 30
PIECE = 1 << 20
MERGED = re.compile(rb'<(?:\w+:)?mergeCell\s[^>]*?ref="([A-Z]+([0-9]+):[A-Z]+([0-9]+))"')
EXACT_DIGITS = 15  # a spreadsheet number keeps no more


class Unreadable(Exception):
    """The file as a whole cannot be read; `line` is where that was noticed."""

    def __init__(self, message: str, line: int = 1, field: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.line = line
        self.field = field


def xlsx_rows(
    content: bytes, most_rows: int, most_unpacked: int = MOST_UNPACKED, *, merged: bool = True
) -> Iterator[tuple[int, list[object]]]:
    """Yield (row number, cells) of the first visible sheet; raises Unreadable.

    Dates come as dates, whole numbers as `Digits`; formulas, error values and numbers that a spreadsheet
    has already rounded as `BadCell`. Of merged cells only the first holds the value: not `merged` refuses them.
    """
    from usecases.xlsx_book import Book  # 9 MB: only who reads a workbook needs it

    _check_size(content, most_unpacked)
    with warnings.catch_warnings(), zipfile.ZipFile(io.BytesIO(content)) as archive:
        warnings.simplefilter("ignore")  # openpyxl warns of styles and extensions that do not matter here
        try:
            book = Book(content)
            if not merged:
                _refuse_merged(archive, book.part)
            with archive.open(book.part) as part:
                yield from _rows(book, rows_of(part), most_rows)
        except Unreadable:
            raise
        except OutOfOrder as error:
            raise Unreadable("行的次序是乱的；请用电子表格另存后再导入", error.row) from error
        except Exception as error:  # openpyxl raises whatever its parts raise
            raise Unreadable("不是可以读取的 XLSX 文件") from error


def _check_size(content: bytes, most_unpacked: int) -> None:
    """Refuse an archive that would unpack to too much; zipfile never reads beyond the declared sizes."""
    try:
        members = zipfile.ZipFile(io.BytesIO(content)).infolist()
    except (zipfile.BadZipFile, ValueError, OSError) as error:
        raise Unreadable("不是可以读取的 XLSX 文件") from error
    if len(members) > MOST_MEMBERS or sum(member.file_size for member in members) > most_unpacked:
        raise Unreadable(said("XLSX 展开后超过 {most} MB", most=most_unpacked // 1024 // 1024))


def _refuse_merged(archive: zipfile.ZipFile, part: str) -> None:
    """Refuse a sheet with merged cells below its header, with the line of the first; read in pieces, never whole."""
    rest = b""
    with archive.open(part) as stream:
        while piece := stream.read(PIECE):
            for found in MERGED.finditer(rest + piece):
                first, last = (int(row) for row in found.groups()[1:])
                if last > 1:
                    where = found[1].decode()
                    raise Unreadable(
                        said("{where} 是合并的单元格；请取消合并，逐行填写后再导入", where=where), max(first, 2)
                    )
            rest = piece[-200:]


def _rows(
    book: "Book", rows: Iterable[tuple[int, list[RawCell]]], most_rows: int
) -> Iterator[tuple[int, list[object]]]:
    for number, raw in rows:
        cells = [cell for one in raw if one.column <= MOST_COLUMNS and (cell := book.cell(one)) is not None]
        if not cells:
            continue
        if number > most_rows + 1:
            raise Unreadable(said("超过 {most} 行", most=most_rows), number)
        row: list[object] = [None] * max(cell.raw.column for cell in cells)
        for cell in cells:
            row[cell.raw.column - 1] = _value(cell)
        yield number, row


def _value(cell: "Cell") -> object:
    value = cell.value
    if cell.kind == "f":
        return BadCell(f"{cell.raw.coordinate} 是公式；请粘贴为数值后再导入")
    if cell.kind == "e" or isinstance(value, bool | time):
        return BadCell(f"{cell.raw.coordinate} 不是文本或日期")
    if isinstance(value, str):
        return _unescaped(value) if "_x" in value else value
    if isinstance(value, datetime | date):
        return value
    if isinstance(value, int | float) and value == int(value) and len(str(abs(int(value)))) <= EXACT_DIGITS:
        return Digits(str(int(value)))
    return BadCell(f"{cell.raw.coordinate} 的数字已被电子表格取整；请把该列设为文本再填")


def _unescaped(text: str) -> str:
    from openpyxl.utils.escape import unescape

    return unescape(text)
