"""Seal one document: a certifying PAdES signature that allows no change, with the seal drawn at its place."""

import io
import warnings
from datetime import datetime
from functools import cache
from pathlib import Path

from pyhanko.pdf_utils.content import RawContent
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.layout import AxisAlignment, BoxConstraints, Margins, SimpleBoxLayoutRule
from pyhanko.pdf_utils.writer import BasePdfFileWriter
from pyhanko.sign import PdfSignatureMetadata, PdfSigner, SimpleSigner
from pyhanko.sign.fields import MDPPerm, SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.signers.pdf_signer import PdfSigningSession
from pyhanko.stamp import StaticStampStyle
from typing_extensions import override

from adapters.documents.pipe import Message
from adapters.seals import authority, drawing
from models.errors import OutsideUnavailable

FIELD = "seal"
RESERVED = 8192  # bytes for the signature: no dry run to measure it


class DatedSigner(PdfSigner):
    """Signs as of a moment that is given, not as of the machine's clock."""

    at: datetime

    @override
    def init_signing_session(self, pdf_out: BasePdfFileWriter, existing_fields_only: bool = False) -> PdfSigningSession:
        session = super().init_signing_session(pdf_out, existing_fields_only)
        session.system_time = self.at
        return session


@cache
def signer(folder: str) -> SimpleSigner:
    """Return the holder of the test seal's key; raises OutsideUnavailable where it was never made."""
    key, seal_, root = (Path(folder) / name for name in (authority.KEY, authority.SEAL, authority.ROOT))
    if not all(file.is_file() for file in (key, seal_, root)):
        raise OutsideUnavailable("测试印章不可用。", kept="文书仍在待制作。", do_next="请运行 luqiao init。")
    found = SimpleSigner.load(str(key), str(seal_), ca_chain_files=(str(root),))  # type: ignore[no-untyped-call]
    if not isinstance(found, SimpleSigner):
        raise OutsideUnavailable("测试印章的密钥读不出来。", kept="文书仍在待制作。", do_next="请检查密钥文件。")
    return found


@cache
def style(name: str, below: str, font: str) -> StaticStampStyle:
    """Return the drawing of the seal, made once."""
    box = BoxConstraints(width=drawing.SIZE, height=drawing.SIZE)
    whole = SimpleBoxLayoutRule(AxisAlignment.ALIGN_MID, AxisAlignment.ALIGN_MID, Margins())
    art = RawContent(drawing.seal(name, below, Path(font)), box=box)
    return StaticStampStyle(border_width=0, background=art, background_layout=whole, background_opacity=0.82)


def seal(
    blob: bytes, *, folder: str, name: str, below: str, font: str, place: list[float], reason: str, at: str
) -> Message:
    """Answer with the sealed file and the certificate that was used."""
    held, half = signer(folder), drawing.SIZE / 2
    page, x, y = int(place[0]), place[1], place[2]
    meta = PdfSignatureMetadata(
        field_name=FIELD, reason=reason, location="厦门", name=name, certify=True, md_algorithm="sha256",
        docmdp_permissions=MDPPerm.NO_CHANGES, subfilter=SigSeedSubFilter.PADES,
    )  # fmt: skip
    spec = SigFieldSpec(FIELD, on_page=page, box=tuple(round(v) for v in (x - half, y - half, x + half, y + half)))  # type: ignore[arg-type]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        made = DatedSigner(meta, held, stamp_style=style(name, below, font), new_field_spec=spec)
        made.at = datetime.fromisoformat(at)
        out = made.sign_pdf(IncrementalPdfFileWriter(io.BytesIO(blob)), bytes_reserved=RESERVED)
    certificate = held.signing_cert
    mark = certificate.sha256_fingerprint.replace(" ", "").lower()[:16] if certificate is not None else ""
    return {"seal": f"test:{mark}"}, out.getvalue()
