"""What we need to bind a dossier: somebody who makes pages of whatever came, and puts all pages together."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from ports.documents import Place


@dataclass(frozen=True, slots=True)
class Piece:
    """One part on its way into a dossier: bytes as they came, or the values of a sheet.

    `template` is the kind of a document template whose values `data` are, "" for a sheet of the dossier's own.
    """

    content: bytes
    media_type: str
    data: Mapping[str, Any] | None = None
    template: str = ""


@dataclass(frozen=True, slots=True)
class Pages:
    """What a piece became: the number of its pages, or why it has none (`fault`)."""

    pages: int
    fault: str = ""


@dataclass(frozen=True, slots=True)
class Attached:
    """A file that is embedded as it is."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Bound:
    """A dossier as one file (PDF): its bytes, its pages with cover and back, where the seal falls."""

    content: bytes
    pages: int
    place: Place


class Binder(Protocol):
    """Makes pages and binds them; a hostile file costs its own page, never the dossier."""

    def pages(self, piece: Piece, out: Path) -> Pages:
        """Write a piece as PDF of A4 pages to a file; never raises for what the piece holds."""
        ...

    def bind(self, sheets: Sequence[Mapping[str, Any]], body: Sequence[Path], attached: Sequence[Attached]) -> Bound:
        """Return cover, catalogue, numbered pages and back as one file; `sheets` are the values of front and back.

        Raises InvalidInput, OutsideUnavailable.
        """
        ...

    def close(self) -> None:
        """End the process behind."""
        ...
