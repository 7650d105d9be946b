"""Set one document with typst: its characters checked against the fonts, its seal found by a named place."""

import io
import json
from functools import cache
from pathlib import Path
from typing import Any, Literal

import segno
import typst
from pypdf import PdfReader
from pypdf.generic import Destination

from adapters.documents import fonts
from adapters.documents.pipe import Message
from models.errors import InvalidInput

SEAL = "seal"  # the label that every sealed template puts where the seal's centre falls
DPI = 110.0
Form = Literal["pdf", "png"]


@cache
def compiler(root: str, folders: tuple[str, ...]) -> typst.Compiler:
    """Return the compiler of one folder of templates, kept with its fonts and what it has parsed."""
    return typst.Compiler(root=root, font_paths=font_set(folders), ignore_system_fonts=True)


@cache
def font_set(folders: tuple[str, ...]) -> typst.Fonts:
    """Return the fonts of some folders, loaded once."""
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=list(folders))


def compiled(root: str, folders: list[str], families: list[str], kind: str, data: str, form: Form) -> list[bytes]:
    """Return the PDF, or the pages; raises InvalidInput naming template and line."""
    inputs = {"data": with_code(data), "families": json.dumps(families, ensure_ascii=False)}
    file = Path(root) / f"{kind}.typ"
    try:
        made = compiler(root, tuple(folders)).compile(
            str(file),
            format=form,
            ppi=DPI,
            sys_inputs=inputs,
            pdf_tags=False,
        )
    except typst.TypstError as error:
        raise InvalidInput(
            f"模板 {kind}.typ 有误：{_where(error)}{error.message}。",
            kept="文号与内容已保留。",
            do_next="请法制部门改正模板（luqiao document templates check）后重试。",
        ) from error
    return made if isinstance(made, list) else [made or b""]


def with_code(data: str) -> str:
    """Return the data with the QR code (SVG) of their `qr_text`, where they have one."""
    facts = json.loads(data)
    if not facts.get("qr_text"):
        return data
    drawn = io.BytesIO()
    segno.make(facts["qr_text"], error="m").save(drawn, kind="svg", border=0, xmldecl=False, svgclass=None)
    return json.dumps(facts | {"qr": drawn.getvalue().decode()}, ensure_ascii=False)


def _where(error: typst.TypstError) -> str:
    """Return the line that a diagnostic names first, e.g. "frame.typ:12:3 "."""
    marks = [line.split("┌─", 1)[1].strip() for line in (error.diagnostic or "").splitlines() if "┌─" in line]
    return f"{marks[0]} " if marks else ""


def _checked(root: str, folders: list[str], families: list[str], kind: str, data: str) -> None:
    """Refuse what would become empty boxes: characters of the data and of the template."""
    known = fonts.font_files(Path(folder) for folder in folders)
    source = "".join(_spoken(Path(root) / name) for name in (f"{kind}.typ", "frame.typ"))
    fonts.require(_texts(json.loads(data)) + source, known, families)


@cache
def _spoken(file: Path) -> str:
    """Return what a template says itself, without its comments."""
    if not file.is_file():
        raise InvalidInput(f"没有模板 {file.name}。", kept="文号与内容已保留。", do_next="请检查模板目录。")
    lines = file.read_text(encoding="utf-8").splitlines()
    return "".join(dict.fromkeys("".join(line for line in lines if not line.lstrip().startswith("//"))))


def _texts(value: Any) -> str:
    if isinstance(value, dict):
        return "".join(_texts(part) for part in value.values())
    return "".join(_texts(part) for part in value) if isinstance(value, list) else str(value)


def render(_blob: bytes, *, root: str, folders: list[str], families: list[str], kind: str, data: str) -> Message:
    """Answer with the PDF, the number of its pages and the seal's place."""
    _checked(root, folders, families, kind, data)
    content = compiled(root, folders, families, kind, data, "pdf")[0]
    reader = PdfReader(io.BytesIO(content))
    return {"pages": len(reader.pages), "place": place_of(reader)}, content


def place_of(reader: PdfReader) -> list[float] | None:
    """Return page, x and y of the seal's place, None where a document names none."""
    found = reader.named_destinations.get(SEAL)
    return None if found is None else _place(reader, found)


def _place(reader: PdfReader, found: Destination) -> list[float]:
    page = reader.get_destination_page_number(found)
    return [float(page if page is not None else len(reader.pages) - 1), float(found.left or 0), float(found.top or 0)]


def pictures(_blob: bytes, *, root: str, folders: list[str], families: list[str], kind: str, data: str) -> Message:
    """Answer with the pages as PNG, one after the other; `sizes` are their lengths."""
    _checked(root, folders, families, kind, data)
    pages = compiled(root, folders, families, kind, data, "png")
    return {"sizes": [len(page) for page in pages]}, b"".join(pages)


def fault(_blob: bytes, *, root: str, folders: list[str], families: list[str], kind: str, data: str) -> Message:
    """Answer with what is wrong when a template is set with its sample: line and message, empty where nothing is."""
    try:
        _checked(root, folders, families, kind, data)
        compiled(root, folders, families, kind, data, "pdf")
    except InvalidInput as error:
        line = [part for part in error.message.replace(" ", ":").split(":") if part.isdigit()]
        return {"line": int(line[0]) if line and "模板" in error.message else 0, "message": error.message}, b""
    return {"line": 0, "message": ""}, b""
