"""A file of a case of five hundred pages, most of them scans: bound in bounded time and memory, numbered throughout."""

import io
import random
import resource
import zlib
from pathlib import Path
from typing import TYPE_CHECKING

from pypdf import PdfReader, PdfWriter
from pypdf.generic import ArrayObject, DecodedStreamObject, DictionaryObject, NameObject, NumberObject, StreamObject

from adapters.documents.binder import PdfBinder
from tests.support.casework import Clock, at_work
from tests.support.dossiers import binder, bindery, make_all
from tests.support.licences import CLERK
from tests.support.one_kind import database_url
from tests.support.papers import Workshop, furnished, workshop
from tests.usecases.test_casework_dossier import archived

if TYPE_CHECKING:
    from wiring.office import Office

__all__ = ["binder", "database_url", "workshop"]
SCANS, PAGES_OF_ONE, LONG = 97, 5, 500
WIDE, TALL, GREY = 310, 438, 4_000  # dots of a scan, bytes of it that do not compress
SECONDS, MEGABYTES = 20.0, 400.0  # of a processor; of the process that binds


def scanned(pages: int, seed: int) -> bytes:
    """Return a file of scanned pages: a grey picture on each, no text."""
    writer, dots, out = PdfWriter(), random.Random(seed), io.BytesIO()
    for _ in range(pages):
        page, picture, drawn = writer.add_blank_page(595, 842), StreamObject(), DecodedStreamObject()
        picture._data = zlib.compress(dots.randbytes(GREY) + bytes(WIDE * TALL - GREY))
        kinds = {"Type": "XObject", "Subtype": "Image", "ColorSpace": "DeviceGray", "Filter": "FlateDecode"}
        sizes = {"Width": WIDE, "Height": TALL, "BitsPerComponent": 8}
        picture.update({NameObject(f"/{key}"): NameObject(f"/{value}") for key, value in kinds.items()})
        picture.update({NameObject(f"/{key}"): NumberObject(value) for key, value in sizes.items()})
        drawn.set_data(b"q 595 0 0 842 0 0 cm /Scan Do Q")
        named = DictionaryObject({NameObject("/Scan"): writer._add_object(picture)})
        page[NameObject("/Resources")] = DictionaryObject({NameObject("/XObject"): named})
        page[NameObject("/Contents")] = ArrayObject([writer._add_object(drawn)])
    writer.write(out)
    return out.getvalue()


def spent(pid: int) -> tuple[float, float]:
    """Return (seconds of this process and a child, most memory of the child in MB)."""
    said = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    peak = next(int(line.split()[1]) for line in said.splitlines() if line.startswith("VmHWM"))
    ticks = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    own = resource.getrusage(resource.RUSAGE_SELF)
    return own.ru_utime + own.ru_stime + (int(ticks[11]) + int(ticks[12])) / 100, peak / 1024


def test_a_file_of_five_hundred_pages_is_bound_numbered_and_opens(
    office: "Office", clock: Clock, workshop: Workshop, binder: PdfBinder, tmp_path: Path
) -> None:
    bound = bindery(furnished(at_work(office, clock), workshop, tmp_path), binder)
    number = archived(bound.office, clock)
    make_all(bound.office)
    closed = bound.close(number, by=CLERK).number
    files = [tmp_path / f"扫描{n:03}.pdf" for n in range(SCANS)]
    for n, file in enumerate(files):
        file.write_bytes(scanned(PAGES_OF_ONE, n))
    begun, _ = spent(binder._worker.process_id)

    bound.supplement(closed, files, reason="扫描的证据材料", by=CLERK)
    row, content = bound.file(closed, by=CLERK)

    ended, peak = spent(binder._worker.process_id)
    assert (ended - begun < SECONDS, peak < MEGABYTES, row["pages"]) == (True, True, LONG)
    pages = PdfReader(io.BytesIO(content)).pages
    front = len(pages) - row["pages"] - 1  # cover and catalogue before, the back sheet behind
    for nth in (1, 2, *range(50, LONG + 1, 50), LONG):
        words = pages[front + nth - 1].extract_text().replace(" ", "").replace("\n", "")
        assert words.endswith(f"{nth}厦烟案卷〔2026〕第1号")
    catalogue = "".join(page.extract_text() for page in pages[:front]).replace(" ", "").replace("\n", "")
    assert "扫描000—2026-11-0910:0016–20" in catalogue
    assert "扫描096—2026-11-0910:00496–500" in catalogue
