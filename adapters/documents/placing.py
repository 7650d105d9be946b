"""Pages of other files on A4: scaled to fit, upright, each drawn as one piece that cannot disturb the others."""

import io
from collections.abc import Iterable, Sequence

from pypdf import PageObject, PdfReader, PdfWriter
from pypdf.generic import (
    ArrayObject,
    DecodedStreamObject,
    DictionaryObject,
    FloatObject,
    NameObject,
    StreamObject,
)

from adapters.documents.annotations import Matrix, appearances

WIDTH, HEIGHT = 595.276, 841.89  # A4 in points
MOST_PAGES = 500  # of one attachment
TOP = 28.0  # points kept free for the page's number where a page must be made smaller anyway
NEAR = 6.0  # points by which a page may differ from A4 and stay as it is


class Unplaceable(ValueError):
    """A file that has no pages for us; the text says why."""


def placed(blob: bytes) -> bytes:
    """Return a PDF with the same pages on A4, without anything that acts; raises Unplaceable."""
    reader = PdfReader(io.BytesIO(blob), strict=False)
    if reader.is_encrypted and not reader.decrypt(""):
        raise Unplaceable("文件已加密，没有密码不能打开")
    if not 0 < len(reader.pages) <= MOST_PAGES:
        raise Unplaceable(f"文件有{len(reader.pages)}页，只收1至{MOST_PAGES}页")
    writer = PdfWriter()
    for page in reader.pages:
        _put(writer, page)
    return written(writer)


def written(writer: PdfWriter) -> bytes:
    """Return a PDF's bytes, equal objects kept once."""
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def _put(writer: PdfWriter, page: PageObject) -> None:
    box = page.cropbox
    left, low, wide, tall = float(box.left), float(box.bottom), float(box.width), float(box.height)
    if wide <= 0 or tall <= 0:
        raise Unplaceable("页面没有大小")
    turn = int(page.rotation or 0) % 360
    upright = (tall, wide) if turn in (90, 270) else (wide, tall)
    matrix = _fitting(_turned(turn, left, low, wide, tall), *upright)
    drawn: list[tuple[StreamObject, Matrix]] = [(_form(page, (left, low, left + wide, low + tall)), (1, 0, 0, 1, 0, 0))]
    drawn += list(appearances(page))
    add(writer, drawn, matrix)


def _turned(turn: int, left: float, low: float, wide: float, tall: float) -> Matrix:
    """Return the matrix that puts a page upright with its lower left corner at zero."""
    return {
        0: (1, 0, 0, 1, -left, -low),
        90: (0, -1, 1, 0, -low, wide + left),
        180: (-1, 0, 0, -1, wide + left, tall + low),
        270: (0, 1, -1, 0, tall + low, -left),
    }.get(turn, (1, 0, 0, 1, -left, -low))


def _fitting(matrix: Matrix, wide: float, tall: float) -> Matrix:
    """Scale and centre an upright page; one that is A4 stays as it is."""
    if abs(wide - WIDTH) <= NEAR and abs(tall - HEIGHT) <= NEAR:
        scale, room = 1.0, HEIGHT
    else:
        room = HEIGHT - TOP
        scale = min(WIDTH / wide, room / tall, 1.0)
    across, up = (WIDTH - wide * scale) / 2, (room - tall * scale) / 2
    a, b, c, d, e, f = (value * scale for value in matrix)
    return a, b, c, d, e + across, f + up


def _form(page: PageObject, box: Sequence[float]) -> StreamObject:
    """Return a page's content as one drawing with its own resources."""
    content = page.get_contents()
    form = DecodedStreamObject()
    form.set_data(content.get_data() if content is not None else b"")
    form.update(
        {
            NameObject("/Type"): NameObject("/XObject"),
            NameObject("/Subtype"): NameObject("/Form"),
            NameObject("/BBox"): ArrayObject(FloatObject(v) for v in box),
            NameObject("/Resources"): page.get("/Resources", DictionaryObject()).get_object(),
        }
    )
    return form.flate_encode()


def add(writer: PdfWriter, drawn: Iterable[tuple[StreamObject, Matrix]], whole: Matrix) -> None:
    """Add an A4 page on which drawings lie over one another, each with its matrix within `whole`."""
    page = writer.add_blank_page(WIDTH, HEIGHT)
    drawings, commands = DictionaryObject(), [f"q {numbers(whole)} cm"]
    for n, (stream, matrix) in enumerate(drawn):
        drawings[NameObject(f"/P{n}")] = writer._add_object(stream.clone(writer))  # noqa: SLF001
        commands.append(f"q {numbers(matrix)} cm /P{n} Do Q")
    content = DecodedStreamObject()
    content.set_data("\n".join([*commands, "Q"]).encode("ascii"))
    page[NameObject("/Resources")] = DictionaryObject({NameObject("/XObject"): drawings})
    page[NameObject("/Contents")] = writer._add_object(content)  # noqa: SLF001


def stamped(writer: PdfWriter, page: PageObject, stamp: PageObject) -> None:
    """Add an A4 page with a stamp's page drawn over it."""
    whole, plain = (0.0, 0.0, WIDTH, HEIGHT), (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
    add(writer, [(_form(page, whole), plain), (_form(stamp, whole), plain)], plain)


def numbers(matrix: Matrix) -> str:
    """Return a matrix as a PDF command says it."""
    return " ".join(f"{value:.5f}" for value in matrix)
