"""What we need from whoever gives us a blacklist: the whole list as it is now."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class WholeList:
    """A list as it was given: rows by our names of columns, and the SHA-256 of the bytes of all of them."""

    rows: tuple[Mapping[str, str], ...]
    sha256: str


class ListSource(Protocol):
    """An office that keeps a list and lets us read it."""

    async def fetch(self) -> WholeList:
        """Return the whole list, never a part of it.

        Raises OutsideUnavailable (worth repeating: no answer, pages that turn in a circle), OutsideRejected.
        """
        ...
