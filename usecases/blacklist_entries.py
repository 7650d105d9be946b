"""The entries of a list file, packed: a million of them take some 60 MB instead of 700."""

import zlib
from array import array
from collections.abc import Iterator
from datetime import date
from itertools import pairwise
from operator import attrgetter

import msgspec

from usecases.blacklist_rows import NewEntry

SOME = 1000  # entries that are packed together
LEVEL = 1  # zlib's quickest
PARTS = 64
FIELDS = tuple(NewEntry.__dataclass_fields__)
_values = attrgetter(*FIELDS)
_encode = msgspec.msgpack.Encoder().encode
Values = tuple[int, str, str, str, str, date | None, date | None, str, str, str, str]  # in the order of FIELDS
_decode = msgspec.msgpack.Decoder(list[Values]).decode


class Entries:
    """Entries in order, added one by one and read again from the first; each time they are new objects."""

    def __init__(self) -> None:
        self._packed: list[bytes] = []
        self._loose: list[NewEntry] = []
        self._marks = array("q")  # of identities: those that differ are other entries for certain

    def append(self, entry: NewEntry) -> None:
        """Put one behind the others."""
        self._loose.append(entry)
        self._marks.append(hash(entry.identity))
        if len(self._loose) == SOME:
            self._packed.append(zlib.compress(_encode(list(map(_values, self._loose))), LEVEL))
            self._loose = []

    def __len__(self) -> int:
        return len(self._marks)

    def __iter__(self) -> Iterator[NewEntry]:
        for page in self.pages():
            yield from page

    def pages(self) -> Iterator[list[NewEntry]]:
        """Yield them some at a time."""
        for packed in self._packed:
            yield [NewEntry(*values) for values in _decode(zlib.decompress(packed))]
        if self._loose:
            yield list(self._loose)

    def repeated(self) -> Iterator[tuple[NewEntry, int]]:
        """Yield the entries that are there already, each with the line of the first."""
        alike = {one for part in self._parts() for one, other in pairwise(sorted(part)) if one == other}
        if not alike:
            return
        first: dict[str, int] = {}
        for mark, entry in zip(self._marks, self, strict=True):
            if mark in alike and first.setdefault(entry.identity, entry.line) != entry.line:
                yield entry, first[entry.identity]

    def _parts(self) -> "list[array[int]]":
        """Return the marks, those that are alike in one part: to sort all of them at once takes 40 MB."""
        parts = [array("q") for _ in range(PARTS)]
        for mark in self._marks:
            parts[mark % PARTS].append(mark)
        return parts
