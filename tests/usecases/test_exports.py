"""Exports: nothing in a cell is ever a formula, and every value can be read back exactly."""

import csv
import io
import json
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook
from openpyxl.utils.escape import unescape

from models.errors import InvalidInput
from rules.identifiers import visible
from tests.support.penalties import PAPER
from tests.support.rows import OFFICERS, receive, row
from tests.usecases.test_blacklist import bring
from usecases import blacklist_search, export_tables, exports, penalties, sheets
from usecases.application_list import ApplicationFilter
from usecases.blacklist_files import read_list
from usecases.exports import Table
from usecases.penalty_forms import read_form

if TYPE_CHECKING:
    from wiring.office import Office

HOSTILE = Path(__file__).parents[1] / "data" / "hostile.jsonl"
TEXTS = [entry["text"] for entry in map(json.loads, HOSTILE.read_text().splitlines()) if "text" in entry]
STORABLE = [text for text in TEXTS if "\ud800" not in text]


def written(rows: list[list[Any]], kind: str) -> bytes:
    out = io.BytesIO()
    columns = tuple(f"列{n}" for n in range(len(rows[0]) if rows else 1))
    assert exports.write(Table(columns, rows), out, kind) == len(rows)
    return out.getvalue()


def xlsx_cells(content: bytes) -> list[list[tuple[str, Any]]]:
    book = load_workbook(io.BytesIO(content))
    return [[(cell.data_type, cell.value) for cell in line] for line in book.worksheets[0].iter_rows(min_row=2)]


@pytest.mark.parametrize("text", STORABLE, ids=lambda text: ascii(text)[:30])
def test_hostile_texts_come_back_from_csv_and_xlsx_as_they_were(text: str) -> None:
    assert list(exports.read_csv(written([[text, "x"]], "csv"))) == [["列0", "列1"], [text, "x"]]

    kind, value = xlsx_cells(written([[text, "x"]], "xlsx"))[0][0]
    assert kind in {"s", "inlineStr"}
    assert unescape(value) == text


def test_half_a_character_is_written_visibly_and_breaks_nothing() -> None:
    assert list(exports.read_csv(written([["王\ud800明"]], "csv")))[1] == ["王\\ud800明"]
    assert unescape(xlsx_cells(written([["王\ud800明"]], "xlsx"))[0][0][1]) == "王\ud800明"


@pytest.mark.parametrize("text", ["=1+1", "+86", "-1", "@SUM(1)", "\t=1", "\r=1", "\n=1", "|calc", "%x", "'=1", "＝1"])
def test_what_a_spreadsheet_would_evaluate_gets_an_apostrophe_in_csv(text: str) -> None:
    content = written([[text]], "csv").decode("utf-8-sig")

    assert next(csv.reader(io.StringIO(content.partition("\r\n")[2], newline=""))) == ["'" + text]


@pytest.mark.parametrize("text", ["350203199003070014", "35020319900307001X", "123456789012"])
def test_long_numbers_are_kept_from_being_rounded(text: str) -> None:
    assert exports.safe_cell(text) == "'" + text


@pytest.mark.parametrize("text", ["1000.01", "2026-11-21", "厦烟处〔2026〕第12号", "", "A-2026-000001", "4"])
def test_harmless_cells_stay_as_they_are(text: str) -> None:
    assert exports.safe_cell(text) == text


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=40))
def test_any_text_survives_both_formats(text: str) -> None:
    assert exports.plain_cell(exports.safe_cell(text)) == text
    assert unescape(sheets.xml_text(text)) == text


def test_marks_of_xml_are_escaped_as_the_library_does() -> None:
    text = "<张&三>&amp;\"'"

    assert sheets.escaped(text) == escape(text)
    assert xlsx_cells(written([[text]], "xlsx"))[0][0][1] == text


def test_csv_is_utf8_with_bom_and_every_cell_quoted() -> None:
    content = written([["林", 'a","b\nforged,row']], "csv")

    assert content.startswith(b'\xef\xbb\xbf"')
    assert content.endswith('"林","a"",""b\nforged,row"\r\n'.encode())


def test_no_formula_and_no_number_stands_in_the_sheet() -> None:
    sheet = zipfile.ZipFile(io.BytesIO(written([["=1+1", "350203199003070014", "1"]], "xlsx"))).read(
        "xl/worksheets/sheet1.xml"
    )

    assert b"<f>" not in sheet
    assert sheet.count(b't="inlineStr"') == 6


def test_a_sheet_that_excel_cannot_hold_is_refused_with_a_way_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheets, "MOST_ROWS", 1)

    with pytest.raises(InvalidInput, match="最多 1 行"):
        written([["a"], ["b"]], "xlsx")
    with pytest.raises(InvalidInput, match="32767"):
        written([["字" * 32_768]], "xlsx")
    with pytest.raises(InvalidInput, match="不能导出"):
        written([["a"]], "pdf")


def test_applications_penalties_and_lists_are_exported_whole(office: "Office", monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(export_tables, "PAGE", 2)
    receive(office, *(row(f"WX{n}") for n in range(5)))
    office.perform(penalties.record, [read_form(PAPER)], by=OFFICERS["inspector"])
    bring(office, "name,number\n林海生,350203199003070014\n甲,\n乙,\n")

    with office.reading() as session:
        applications = list(export_tables.applications(session, ApplicationFilter()).rows)
        decisions = list(export_tables.penalties(session).rows)
        masked = [line[3] for line in export_tables.blacklist_entries(session).rows]
        full = [line[3] for line in export_tables.blacklist_entries(session, full=True).rows]

    assert [line[2] for line in applications] == [f"WX{n}" for n in range(5)]
    assert [line[4:6] for line in decisions] == [("1500.01", "200.00")]
    assert (masked, full) == (["", "", "3502************14"], ["", "", "350203199003070014"])
    assert len(export_tables.APPLICATION_COLUMNS) == len(applications[0])
    assert len(export_tables.PENALTY_COLUMNS) == len(decisions[0])


def test_hostile_names_go_through_import_search_and_export(office: "Office") -> None:
    rows = [{"name": text, "number": f"G{n:08}"} for n, text in enumerate(STORABLE)]
    good = [entry for entry in rows if not read_list(json.dumps(entry).encode(), "x.jsonl").faults]

    counts = bring(office, "\n".join(map(json.dumps, good)))
    with office.reading() as session:
        for entry in good:
            assert entry["number"] in {f.entry.number for f in blacklist_search.search(session, entry["number"])}
            blacklist_search.search(session, entry["name"])
        out = io.BytesIO()
        exports.write(export_tables.blacklist_entries(session, full=True), out, "csv")

    exported = {line[3]: line[2] for line in list(exports.read_csv(out.getvalue()))[1:]}
    assert exported == {entry["number"]: entry["name"].strip() for entry in good}
    assert counts.added == len(good) > 50
    assert all(_is_no_name(entry["name"]) for entry in rows if entry not in good)


def _is_no_name(text: str) -> bool:
    """Whether a text is blank, too long, or holds characters that are no text."""
    controls = any(ord(char) < 32 or 126 < ord(char) < 160 or char == "\ufffe" for char in text)
    return controls or len(text) > 200 or not visible(text)
