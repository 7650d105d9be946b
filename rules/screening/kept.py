"""A case as a snapshot keeps it, read back years later: what a newer program added has its default there."""

from collections.abc import Mapping
from typing import Any

import msgspec

from models.errors import InvalidInput
from rules.basis import LegalBasis
from rules.screening.case import Case

BASIS = LegalBasis(
    "行政处罚法", 2021, "第三十七条", "APL 37"
)  # judged by the law of the time, from what was known then


class Snapshot(msgspec.Struct, frozen=True):
    """What is kept of one screening: the case, what each source said, the facts of the negative list."""

    case: Case
    evidence: dict[str, Any] = {}  # msgspec copies an empty default
    known: dict[str, Any] = {}


_read = msgspec.json.Decoder(Snapshot).decode


def snapshot_from(kept: Mapping[str, Any] | str) -> Snapshot:
    """Return a snapshot from its JSON, as text or read already; what it does not name has its default.

    Raises: InvalidInput where it holds no case, or a value of another kind.
    """
    try:
        return _read(kept) if isinstance(kept, str) else msgspec.convert(kept, Snapshot)
    except ValueError as error:
        raise InvalidInput(f"快照中的事实无法读取（{error}）。", kept="未作任何更改。") from error
