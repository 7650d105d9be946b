"""The child's side of dossiers: make pages of one part, put all pages together with numbers, manifest and originals."""

import io
import json
import re
import shutil
import struct
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import typst
from pypdf import PdfReader, PdfWriter

from adapters.documents import fonts, placing, setting
from adapters.documents.pipe import Message

PICTURES = {"image/jpeg": "jpg", "image/png": "png", "image/gif": "gif", "image/webp": "webp"}
PDF = "application/pdf"
MOST_PIXELS = 120_000_000
CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
Fonts = tuple[list[str], list[str]]  # folders, families


def pages(
    blob: bytes, *, source: str, folders: list[str], families: list[str], kind: str, data: str, out: str
) -> Message:
    """Write one part as A4 pages to `out`; answer with their number, or with the fault of what cannot be pages."""
    try:
        content = _made(blob, source, (folders, families), kind, data)
        count = len(PdfReader(io.BytesIO(content)).pages)
    except Exception as error:  # noqa: BLE001  # a hostile file breaks its reader in many ways
        said = str(error) if isinstance(error, placing.Unplaceable) else "文件损坏或者不能打开"
        return {"pages": 0, "fault": said}, b""
    Path(out).write_bytes(content)
    return {"pages": count, "fault": ""}, b""


def _made(blob: bytes, source: str, known: Fonts, kind: str, data: str) -> bytes:
    if kind == "sheet":
        return sheet(source, known, json.loads(data))
    if kind == PDF:
        return placing.placed(blob)
    if kind in PICTURES:
        _require_bearable(blob)
        return sheet(source, known, {"sheet": "picture"}, (f"picture.{PICTURES[kind]}", blob))
    raise placing.Unplaceable(f"这种文件不能成页（{kind or '类型不明'}）")


def _require_bearable(blob: bytes) -> None:
    """Refuse a PNG whose declared size could not be decoded; other kinds are bounded by the process's memory."""
    if blob.startswith(b"\x89PNG") and len(blob) > 24:
        wide, tall = struct.unpack(">II", blob[16:24])
        if wide * tall > MOST_PIXELS:
            raise placing.Unplaceable(f"图片过大（{wide}×{tall}）")


def sheet(source: str, known: Fonts, data: dict[str, Any], picture: tuple[str, bytes] | None = None) -> bytes:
    """Return a sheet as PDF; a character that no font holds is written as its code point."""
    folders, families = known
    spoken = spelled(data, [Path(folder) for folder in folders], families)
    root = Path(tempfile.mkdtemp(prefix="luqiao-sheet-"))
    try:
        (root / "sheet.typ").write_text(source, encoding="utf-8")
        if picture is not None:
            (root / picture[0]).write_bytes(picture[1])
            spoken["file"] = picture[0]
        inputs = {"data": json.dumps(spoken, ensure_ascii=False), "families": json.dumps(families, ensure_ascii=False)}
        made: bytes = typst.compile(
            str(root / "sheet.typ"), root=str(root), font_paths=setting.font_set(tuple(folders)),
            ignore_system_fonts=True, format="pdf", sys_inputs=inputs, pdf_tags=False,
        )  # fmt: skip
    finally:
        shutil.rmtree(root, ignore_errors=True)
    return made


def spelled(data: dict[str, Any], folders: Sequence[Path], families: Sequence[str]) -> dict[str, Any]:
    """Return the data without control characters, and what no font holds as 〔U+4DAE〕: an archive must not fail."""
    text = json.dumps(data, ensure_ascii=False)
    without = fonts.missing(text, fonts.font_files(folders), families)
    table = {ord(character): f"〔U+{ord(character):04X}〕" for character in without}
    clean: dict[str, Any] = _each(data, table)
    return clean


def _each(value: Any, table: dict[int, str]) -> Any:
    if isinstance(value, str):
        return CONTROL.sub(" ", value.encode("utf-8", "replace").decode()).translate(table)
    if isinstance(value, dict):
        return {name: _each(part, table) for name, part in value.items()}
    return [_each(part, table) for part in value] if isinstance(value, list) else value


def bind(_blob: bytes, *, source: str, folders: list[str], families: list[str], sheets: list[dict[str, Any]],
         body: list[str], attached: list[list[str]]) -> Message:  # fmt: skip
    """Answer with one file: front sheets, numbered body, back sheet (the last of `sheets`), embedded files."""
    known, writer = (folders, families), PdfWriter()
    *front, back = sheets
    for each in front:
        _append(writer, sheet(source, known, each))
    _number(writer, [Path(file) for file in body], source, known, str(front[0]["number"]))
    last, first_back = sheet(source, known, back), len(writer.pages)
    place = setting.place_of(PdfReader(io.BytesIO(last)))
    _append(writer, last)
    for name, path in attached:
        writer.add_attachment(name, Path(path).read_bytes())
    writer.add_metadata({"/Title": str(front[0]["title"]), "/Producer": "Luqiao"})
    writer.compress_identical_objects(remove_duplicates=True, remove_unreferenced=True)
    where = [first_back + place[0], place[1], place[2]] if place else [first_back, 400.0, 200.0]
    return {"pages": len(writer.pages), "place": where}, placing.written(writer)


def _append(writer: PdfWriter, content: bytes) -> None:
    for page in PdfReader(io.BytesIO(content)).pages:
        writer.add_page(page)


def _number(writer: PdfWriter, body: Sequence[Path], source: str, known: Fonts, number: str) -> None:
    """Add the body with the running number and the dossier's number on every page."""
    readers = [PdfReader(file) for file in body]
    count = sum(len(reader.pages) for reader in readers)
    if not count:
        return
    stamps = PdfReader(io.BytesIO(sheet(source, known, {"sheet": "stamps", "pages": count, "number": number})))
    numbered = (page for reader in readers for page in reader.pages)
    for page, stamp in zip(numbered, stamps.pages, strict=True):
        placing.stamped(writer, page, stamp)
