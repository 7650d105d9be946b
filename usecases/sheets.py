"""A spreadsheet file of one sheet whose cells are all text, written straight into its archive (ECMA-376)."""

import re
from collections.abc import Iterable, Sequence
from typing import BinaryIO

from models.said import said

MOST_ROWS = 1_048_575  # and the header
MOST_TEXT = 32_767  # characters in a cell
ESCAPED = re.compile(r"_x[0-9A-Fa-f]{4}_")
NOT_XML = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
SPREADSHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml"
PARTS = {
    "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    f'<Override PartName="/xl/workbook.xml" ContentType="{SPREADSHEET}.sheet.main+xml"/>'
    f'<Override PartName="/xl/styles.xml" ContentType="{SPREADSHEET}.styles+xml"/>'
    f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{SPREADSHEET}.worksheet+xml"/></Types>',
    "_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}">'
    '<sheets><sheet name="Luqiao" sheetId="1" r:id="rId1"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>'
    f'<Relationship Id="rId2" Type="{OFFICE}/styles" Target="styles.xml"/></Relationships>',
    "xl/styles.xml": f'<styleSheet xmlns="{MAIN}">'
    '<fonts count="1"><font><sz val="11"/><name val="Calibri"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill>'
    '<fill><patternFill patternType="gray125"/></fill></fills>'
    '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    '<cellXfs count="2"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>'
    '<xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/></cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>',
}  # number format 49 is "@": text


class TooLarge(Exception):
    """A spreadsheet cannot hold it; the message says what."""


def write_sheet(rows: Iterable[Sequence[str]], out: BinaryIO) -> int:
    """Write rows of text, the header first; return how many rows stand below it. Raises TooLarge."""
    import zipfile  # not for who only shows a table

    count = -1
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in PARTS.items():
            archive.writestr(name, HEAD + text)
        with archive.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as sheet:
            sheet.write(f'{HEAD}<worksheet xmlns="{MAIN}"><sheetData>'.encode())
            for count, row in enumerate(rows):  # counted to the last row
                if count > MOST_ROWS:
                    raise TooLarge(said("XLSX 最多 {most} 行", most=MOST_ROWS))
                sheet.write(f"<row>{''.join(map(_cell, row))}</row>".encode())
            sheet.write(b"</sheetData></worksheet>")
    return count


def escaped(text: str) -> str:
    """Return text as XML writes it; the library's function would load a client of HTTP and TLS (7 MB)."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def xml_text(text: str) -> str:
    """Return text that XML can hold, in Excel's escapes; what looks like such an escape is escaped itself."""
    literal = ESCAPED.sub(lambda found: f"_x005F{found[0]}", text)
    return NOT_XML.sub(lambda found: f"_x{ord(found[0]):04X}_", literal)


def _cell(text: str) -> str:
    words = xml_text(text)
    if len(words) > MOST_TEXT:
        raise TooLarge(said("有一格超过 {most} 字", most=MOST_TEXT))
    return f'<c t="inlineStr" s="1"><is><t xml:space="preserve">{escaped(words)}</t></is></c>'
