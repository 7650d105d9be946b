"""The XML of a sheet as a stream: what openpyxl reads from a cell, we read; what is odd is refused, not skipped."""

import io
import zipfile
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from usecases.blacklist_rows import BadCell, Digits
from usecases.blacklist_xlsx import Unreadable, xlsx_rows
from usecases.xlsx_cells import Strings

SHEET = "xl/worksheets/sheet1.xml"
HEAD = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
CELLS: list[Any] = [
    "林海生", "", None, "a_x000D_b", 350203, 1.5, 10**17, True, date(2026, 1, 2), datetime(2026, 1, 2, 3),  # noqa: DTZ001
    time(1, 2), timedelta(days=2), "=A1", "#N/A", " 空格 ", "𠮷&<>",
]  # fmt: skip


def book(*rows: list[Any]) -> bytes:
    made, out = Workbook(), io.BytesIO()
    for row in rows:
        made.worksheets[0].append(row)
    made.save(out)
    return out.getvalue()


def with_sheet(change: Callable[[str], str], content: bytes) -> bytes:
    """Return a workbook with the XML of its sheet changed."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            body = old.read(name)
            new.writestr(name, change(body.decode()).encode() if name == SHEET else body)
    return out.getvalue()


def read(content: bytes) -> list[tuple[int, list[object]]]:
    return list(xlsx_rows(content, 1000))


def test_every_kind_of_cell_is_what_openpyxl_makes_of_it() -> None:
    content = book(CELLS)
    theirs = next(load_workbook(io.BytesIO(content), read_only=True).worksheets[0].iter_rows())

    ((number, ours),) = read(content)

    assert number == 1
    for mine, cell in zip(ours, theirs, strict=True):
        if isinstance(mine, BadCell):
            assert cell.data_type in "feb" or not isinstance(cell.value, str | date | int), cell.value
            assert cell.coordinate in mine.message
        elif isinstance(mine, Digits):
            assert int(mine) == cell.value
        else:
            assert mine == (cell.value.replace("_x000D_", "\r") if isinstance(cell.value, str) else cell.value)
    assert [type(ours[n]) for n in (4, 5, 6, 7, 10, 11, 12, 13)] == [Digits] + [BadCell] * 7


def test_strings_in_the_cell_and_in_runs_are_read_without_what_is_only_read_aloud() -> None:
    rich = "<is><r><t>林</t></r><r><t>海生</t></r><rPh><t>lin</t></rPh></is>"
    cells = f'<row r="3"><c t="inlineStr">{rich}</c><c t="str"><v>x</v></c><c r="E3"><v>7</v></c></row>'

    assert read(with_sheet(lambda _: f"{HEAD}{cells}</sheetData></worksheet>", book(["a"]))) == [
        (3, ["林海生", "x", None, None, "7"])
    ]


@pytest.mark.parametrize(
    ("sheet", "line", "words"),
    [
        (f'{HEAD}<row r="3"/><row r="2"/></sheetData></worksheet>', 2, "次序"),
        (f'{HEAD}<row><c t="s"><v>-1</v></c></row></sheetData></worksheet>', 1, "不是可以读取"),
        (f"{HEAD}<row>", 1, "不是可以读取"),
        (f'{HEAD}<row><c r="1A"><v>1</v></c></row></sheetData></worksheet>', 1, "不是可以读取"),
        (
            f'<!DOCTYPE a [<!ENTITY b "c">]>{HEAD}<row><c><v>&b;</v></c></row></sheetData></worksheet>',
            1,
            "不是可以读取",
        ),
    ],
    ids=["rows out of order", "no such string", "cut off", "no such place", "entities"],
)
def test_a_sheet_that_is_odd_is_refused_as_a_whole(sheet: str, line: int, words: str) -> None:
    with pytest.raises(Unreadable, match=words) as refusal:
        read(with_sheet(lambda _: sheet, book(["a"])))

    assert refusal.value.line == line


def test_strings_are_packed_and_found_by_their_number() -> None:
    strings = Strings()
    for text in ("林海生", "", "a"):
        strings.add(text)

    assert [strings[n] for n in range(len(strings))] == ["林海生", "", "a"]
    for number in (-1, 3):
        with pytest.raises(IndexError):
            strings[number]
