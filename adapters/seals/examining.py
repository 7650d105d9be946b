"""Examine a sealed file: judged by the bottom line, which also knows whether something was added."""

import io
import warnings
from pathlib import Path
from typing import Any

from pyhanko.keys import load_cert_from_pemder
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import MDPPerm
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

from adapters.documents.pipe import Message
from adapters.seals import authority


def examine(blob: bytes, *, folder: str) -> Message:
    """Answer with every part of the judgement; `fault` says why a file could not be read."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return _examined(blob, Path(folder)), b""
    except Exception as error:  # noqa: BLE001  # a broken file breaks its reader in many ways
        return _nothing(f"{type(error).__name__}: {error}"[:200]), b""


def _nothing(fault: str = "") -> dict[str, Any]:
    no = dict.fromkeys(("signed", "intact", "untouched", "trusted", "bottom_line"), False)
    return no | {"signer": "", "signed_at": None, "reason": "", "fault": fault}


def _examined(blob: bytes, folder: Path) -> dict[str, Any]:
    reader = PdfFileReader(io.BytesIO(blob), strict=False)
    signatures = reader.embedded_signatures
    if len(signatures) != 1:
        return _nothing()
    found = signatures[0]
    roots = [load_cert_from_pemder(str(folder / authority.ROOT))]  # type: ignore[no-untyped-call]
    at = found.self_reported_timestamp
    context = ValidationContext(trust_roots=roots, allow_fetching=False, moment=at, best_signature_time=at)
    status = validate_pdf_signature(found, context)
    permission = found.docmdp_level
    untouched = bool(status.docmdp_ok) and permission == MDPPerm.NO_CHANGES
    return {
        "signed": True,
        "intact": bool(status.intact and status.valid),
        "untouched": untouched,
        "trusted": bool(status.trusted),
        "bottom_line": bool(status.bottom_line) and untouched,
        "signer": str(status.signing_cert.subject.native.get("common_name", "")),
        "signed_at": at.isoformat() if at is not None else None,
        "reason": str(found.sig_object.get("/Reason", "")),
        "fault": "",
    }
