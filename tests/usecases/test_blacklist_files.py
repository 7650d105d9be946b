"""Blacklist files: every format gives the same entries, every fault its line, and no file can blow up."""

import io
import zipfile
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from openpyxl import Workbook

from usecases import blacklist_files
from usecases.blacklist_files import ListFile, read_list
from usecases.blacklist_rows import NewEntry, list_number

ROWS = [
    ["name", "number", "kind", "reason", "from_on", "to_on", "source"],
    ["林海生", "350203900307001", "person", "多次无证经营", "2026-01-01", "2027-01-01", "稽查"],
    ["鹭岛便利店", "９２350206ma2yfake0x ", "sole_trader", "", "", "", ""],
    ["王小明", "", "", "", "", "", ""],
]


def xlsx(rows: list[list[Any]]) -> bytes:
    book, out = Workbook(), io.BytesIO()
    for row in rows:
        book.worksheets[0].append(row)
    book.save(out)
    return out.getvalue()


def csv(rows: list[list[Any]]) -> bytes:
    return "\r\n".join(",".join(row) for row in rows).encode()


def jsonl(rows: list[list[Any]]) -> bytes:
    import json

    objects = [dict(zip(rows[0], row, strict=True)) for row in rows[1:]]
    return "\n".join(json.dumps({k: v or None for k, v in o.items()}, ensure_ascii=False) for o in objects).encode()


def faults(content: bytes, name: str = "list.csv") -> list[tuple[int, str]]:
    return [(fault.line, fault.field) for fault in read_list(content, name).faults]


WAYS: dict[str, Callable[[], bytes]] = {
    "csv": lambda: csv(ROWS),
    "csv with BOM": lambda: b"\xef\xbb\xbf" + csv(ROWS),
    "csv in GB18030": lambda: csv(ROWS).decode().encode("gb18030"),
    "columns in another order": lambda: csv([row[::-1] for row in ROWS]),
    "xlsx": lambda: xlsx(ROWS),
    "jsonl": lambda: jsonl(ROWS),
}


@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS.keys())
def test_every_format_gives_the_same_entries(way: Callable[[], bytes]) -> None:
    found = read_list(way())

    assert not found.faults
    first, second, third = found.entries
    assert (first.name, first.number, first.kind) == ("林海生", "350203199003070014", "person")
    assert (first.from_on, first.to_on, first.source) == (date(2026, 1, 1), date(2027, 1, 1), "稽查")
    assert (second.number, second.core) == ("92350206MA2YFAKE0X", "鹭岛")
    assert (third.number, third.from_on, third.initials) == ("", None, "wxm")


def test_every_fault_is_named_with_its_line_and_the_other_lines_are_still_looked_at() -> None:
    content = (
        "name,number,kind,tel,from_on,to_on\n"
        "林海生,350203199003070015,person,1,,\n"
        ",,shop,,2026-02-30,\n"
        "王小明,,,,2026-02-01,2026-01-31\n"
        '"换\n行",,,,,\n'
        "鹭岛,3502****0014,,,,\n"
        "林大,92350206MA2YFAKE0Y,enterprise,,,\n"
        "王小明,,,,,\n"
        "陈一,,,,,\n"
        "陈一,,,,,\n"
    )

    assert faults(content.encode()) == [
        (1, "tel"),
        (2, "number"),
        (3, "from_on"),
        (3, "name"),
        (3, "kind"),
        (4, "to_on"),
        (5, "name"),
        (7, "number"),
        (8, "number"),
        (11, "name"),
    ]


def test_a_repeated_number_names_the_line_that_has_it_already() -> None:
    twice = read_list("name,number\n林海生,350203199003070014\n林生,350203900307001\n".encode())

    assert [(f.line, f.field, f.message) for f in twice.faults] == [(3, "number", "与第 2 行号码相同")]


def test_a_line_of_jsonl_that_is_no_object_or_has_unknown_keys_is_a_fault_of_that_line() -> None:
    content = b'{"name":"a","name":"b"}\n[]\n\n{"name":"c","tel":"1"}\n{"name":1}\n{"name":NaN}\n' + b"[" * 200_000

    assert faults(content, "x.jsonl") == [(1, ""), (2, ""), (4, "tel"), (5, "name"), (6, ""), (7, "")]


@pytest.mark.parametrize(
    ("content", "line"),
    [
        (b"", 1),
        (b"name,number\n", 1),
        (b"number\n1\n", 1),
        (b"name\nok\n\xcd", 3),
        (b'name\n"open', 2),
        (b"name,number\na,1,2\n", 2),
        (b"PK\x03\x04rubbish", 1),
    ],
    ids=["nothing", "header only", "no name", "cut GB18030", "open quote", "too many cells", "no archive"],
)
def test_a_file_that_is_no_list_has_one_fault(content: bytes, line: int) -> None:
    found = read_list(content)

    assert [fault.line for fault in found.faults] == [line]


def test_formulas_errors_and_rounded_numbers_of_a_spreadsheet_are_refused_and_never_evaluated() -> None:
    rows: list[list[Any]] = [
        ["name", "number"],
        ["=1+1", "x"],
        ["林海生", 350203199003070014],
        ["#N/A", "1"],
        ["王明", 123456],
    ]

    found = read_list(xlsx(rows))

    assert [(f.line, f.field) for f in found.faults] == [(2, "name"), (3, "number"), (4, "name")]
    assert "公式" in found.faults[0].message
    assert [(entry.name, entry.number) for entry in found.entries] == [("王明", "123456")]


def test_dates_of_a_spreadsheet_are_dates_and_text_that_looks_like_a_formula_is_text() -> None:
    book, out = Workbook(), io.BytesIO()
    sheet = book.worksheets[0]
    sheet.append(["name", "from_on"])
    sheet.append(["占位", date(2026, 1, 2)])
    sheet["A2"].value = "=HYPERLINK(1)"
    sheet["A2"].data_type = "s"
    book.save(out)

    found = read_list(out.getvalue())

    assert [(e.name, e.from_on) for e in found.entries] == [("=HYPERLINK(1)", date(2026, 1, 2))]


def test_an_archive_that_would_unpack_to_too_much_is_refused_before_it_is_unpacked(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(blacklist_files, "MOST_UNPACKED", 16 * 2**20)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive, archive.open("xl/sharedStrings.xml", "w") as part:
        for _ in range(17):
            part.write(bytes(2**20))

    found = read_list(out.getvalue())

    assert len(out.getvalue()) < 200_000
    assert "展开后超过" in found.faults[0].message


def test_too_many_rows_and_too_many_bytes_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(blacklist_files, "MOST_ROWS", 2)

    assert faults(b"name\na\nb\nc\n") == [(4, "")]
    assert faults(xlsx([["name"], ["a"], ["b"], ["c"]])) == [(4, "")]

    monkeypatch.setattr(blacklist_files, "MOST_BYTES", 5)
    assert faults(b"name\na\n") == [(1, "")]


@pytest.mark.parametrize(
    ("text", "kind", "normal"),
    [
        ("350203900307001", "", "350203199003070014"),
        ("350200100001235", "", "350200100001235"),
        ("350200100001235", "enterprise", "350200100001235"),
        (" ３５０２０３199003070014 ", "person", "350203199003070014"),
        ("g1234567", "", "G1234567"),
    ],
    ids=["old ID", "registration number", "of an enterprise", "full width", "passport"],
)
def test_numbers_are_kept_in_normal_form(text: str, kind: str, normal: str) -> None:
    assert list_number(text, kind) == normal


def test_entries_without_a_number_are_the_same_when_their_names_agree_in_normal_form() -> None:
    assert NewEntry(1, "廈門 鷺島").identity == NewEntry(2, "厦门鹭岛").identity
    assert NewEntry(1, "%_\\%").identity == "%_\\%"
    assert list(ListFile().entries) == []


@pytest.mark.parametrize("name", ["utf-16", "utf-16-le", "utf-16-be"])
def test_a_file_in_utf_16_is_read_with_or_without_its_mark(name: str) -> None:
    found = read_list(csv(ROWS).decode().encode(name))

    assert ([entry.name for entry in found.entries], found.faults) == (["林海生", "鹭岛便利店", "王小明"], [])


def test_a_file_of_two_encodings_is_refused_with_a_line_of_each() -> None:
    lines = ["name", *(f"第{n}户食杂店" for n in range(20))]
    content = b"\n".join(line.encode("gb18030" if n % 2 else "utf-8") for n, line in enumerate(lines))

    (fault,) = read_list(content).faults

    assert (fault.line, fault.message) == (3, "编码混杂：第 3 行是 UTF-8，第 2 行不是；请统一另存后再导入")


def test_a_cut_utf_16_is_refused_with_its_line() -> None:
    assert faults("\ufeffname\n王明\n陈一".encode("utf-16-le")[:-1]) == [(3, "")]


def test_merged_cells_are_refused_because_only_the_first_holds_the_value() -> None:
    book, out = Workbook(), io.BytesIO()
    sheet = book.worksheets[0]
    for row in (["name", "reason"], ["林海生", "无证"], ["王小明", None], ["陈一", None]):
        sheet.append(row)
    sheet.merge_cells("B2:B4")
    book.save(out)

    (fault,) = read_list(out.getvalue()).faults

    assert (fault.line, fault.message) == (2, "B2:B4 是合并的单元格；请取消合并，逐行填写后再导入")


def test_a_hidden_sheet_is_not_read_and_serial_numbers_of_days_are_days() -> None:
    book, out = Workbook(), io.BytesIO()
    book.worksheets[0].append(["name", "colour"])
    book.worksheets[0].sheet_state = "hidden"
    shown = book.create_sheet("名单")
    shown.append(["name", "number", "from_on", "to_on"])
    shown.append(["林海生", 123456, 46023, 99])
    shown.append(["王小明", 45000, 46023.5, None])
    book.save(out)

    found = read_list(out.getvalue())

    assert [(fault.line, fault.field) for fault in found.faults] == [(2, "to_on"), (3, "from_on")]
    shown["D2"].value, shown["C3"].value = None, 46024
    book.save(out := io.BytesIO())
    assert [(e.number, e.from_on) for e in read_list(out.getvalue()).entries] == [
        ("123456", date(2026, 1, 1)),
        ("45000", date(2026, 1, 2)),
    ]
