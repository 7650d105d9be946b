"""Why a penalty is what it is: the cause in force on the day of the decision, the range with its arithmetic."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlmodel import Session

from content.lawbook import lawbook
from models.errors import InvalidInput, NotFound
from models.values import Fen
from rules.lawrows import Law
from rules.penalties import LIGHTENED, fine_range
from usecases import law_terms, penalties
from usecases.law_rows import RowInForce, in_force, row_of


@dataclass(frozen=True, slots=True)
class PenaltyExplained:
    """One penalty computed again; sums in fen; `differences` say where it does not fit the law of its day."""

    asked: str
    number: str
    decided_on: date
    cause: RowInForce | None
    rulebook: str
    base: int | None
    fine: int | None
    arithmetic: str
    terms: tuple[law_terms.TermExplained, ...]
    differences: tuple[str, ...]

    @property
    def same(self) -> bool:
        """Whether it fits the law of its day."""
        return not self.differences


def find(session: Session, number: str) -> dict[str, Any] | None:
    """Return a penalty by its document number, None where none is recorded."""
    try:
        return penalties.fetch(session, number)
    except NotFound:
        return None


def explain(session: Session, asked: str, penalty: dict[str, Any]) -> PenaltyExplained:
    """Return a recorded penalty beside the cause of its day."""
    book, on = lawbook(), penalty["decided_on"]
    rows = [row_of(book, "cause", each, on) for each in in_force(book, "cause", on) if each.id == penalty["cause"]]
    arithmetic, differences = _range(penalty, book.in_force(on))
    return PenaltyExplained(
        asked=asked,
        number=penalty["document_no"],
        decided_on=on,
        cause=rows[0] if rows else None,
        rulebook=book.digest,
        base=penalty["base"],
        fine=penalty["fine"],
        arithmetic=arithmetic,
        terms=law_terms.of_subject(session, penalties.subject_of(penalty)),
        differences=differences,
    )


def _range(penalty: dict[str, Any], law: Law) -> tuple[str, tuple[str, ...]]:
    """Return the arithmetic of the range, and where the fine lies outside it."""
    try:
        cause = law.cause(penalty["cause"])
    except InvalidInput as error:
        return "", (error.message,)
    base, fine = penalty["base"], penalty["fine"]
    span = fine_range(cause, None if base is None else Fen(base))
    if span is None or not fine:
        return span.arithmetic if span else "", ()
    low = fine < span.low and LIGHTENED not in penalty["note"]
    words = "低于法定幅度" if low else "高于法定幅度" if fine > span.high else ""
    return span.arithmetic, (words,) if words else ()
