"""What we need to put a document on paper: a renderer that sets it, and somebody who seals it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Place:
    """Where the seal's centre falls: page from 0, points from the lower left corner."""

    page: int
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Rendered:
    """A document that was set: its bytes (PDF), its pages, the seal's place (None: no seal asked for)."""

    content: bytes
    pages: int
    place: Place | None
    template_sha256: str  # of the template and its frame, as they were


@dataclass(frozen=True, slots=True)
class TemplateFault:
    """One fault of a template: `line` is 0 where it belongs to no line."""

    kind: str
    line: int
    message: str


@dataclass(frozen=True, slots=True)
class Sealed:
    """A sealed document: its bytes, and the seal that was used (provider and certificate)."""

    content: bytes
    seal: str


@dataclass(frozen=True, slots=True)
class SealCheck:
    """What an examination of a seal found; `bottom_line` is the one answer, the others say why."""

    signed: bool  # there is a signature at all
    intact: bool  # the signed bytes are as they were
    untouched: bool  # nothing was added after the signature (docmdp: no changes)
    trusted: bool  # the certificate is of this seal
    bottom_line: bool
    signer: str
    signed_at: datetime | None
    reason: str
    fault: str = ""  # where the file could not be read


class Renderer(Protocol):
    """Sets documents; the data are a JSON text and never become part of the template's source."""

    def render(self, kind: str, data: str) -> Rendered:
        """Return a document as PDF.

        Raises InvalidInput (template wrong, a character that no font holds; a person looks), OutsideUnavailable
        (no font, no process; worth repeating).
        """
        ...

    def pictures(self, kind: str, data: str) -> list[bytes]:
        """Return the pages as PNG; raises like `render`."""
        ...

    def characters(self, kind: str, data: str) -> list[str]:
        """Return the pages as lines for a terminal of 80 columns; raises like `render`."""
        ...

    def faults(self, samples: Mapping[str, str]) -> list[TemplateFault]:
        """Set each kind with its sample data; return what is wrong with the templates."""
        ...

    @property
    def process_id(self) -> int:
        """Return the number of the process that works, 0 where none runs."""
        ...

    def close(self) -> None:
        """End; a later call begins anew."""
        ...


class SealProvider(Protocol):
    """Seals documents; whoever stands behind it keeps the key."""

    def seal(self, content: bytes, place: Place, *, bureau: str = "", reason: str, at: datetime) -> Sealed:
        """Return the document sealed at a place, certified so that nothing may be added.

        `bureau` is the one that issues it, "" = that of the installation.
        Raises OutsideUnavailable (the seal is not at hand), OutsideRejected (it was refused).
        """
        ...

    def examine(self, content: bytes) -> SealCheck:
        """Say what a file's seal is worth; never raises for a broken file."""
        ...
