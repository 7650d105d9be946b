"""What a file changes in a list as it stands, found a page at a time: neither is ever in memory as a whole."""

from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from sqlalchemy import func, select
from sqlmodel import Session

from models.tables.blacklist import BlacklistRow
from models.tables.columns import table_of
from usecases import bulk
from usecases.blacklist_entries import Entries
from usecases.blacklist_rows import NewEntry, identity

ENTRIES = table_of(BlacklistRow)
SOME = 5000  # ids that are read at once
ADDED, CHANGED, UNCHANGED = range(3)
_c = ENTRIES.c
_FOUND = select(
    _c.id, _c.name, _c.number, _c.kind, _c.reason, _c.from_on, _c.to_on, _c.source, _c.list_name, _c.lifted_at
).order_by(_c.id)
_BY_NUMBER = bulk.Lookup(_FOUND, _c.number)  # by that alone: with more conditions SQLite would walk through the list
_BY_CORE = bulk.Lookup(_FOUND, _c.core)


@dataclass(slots=True)
class Difference:
    """What becomes of each entry of a file (`kinds`), and the ids of standing entries that go."""

    kinds: bytearray = field(default_factory=bytearray)
    replaced: "array[int]" = field(default_factory=lambda: array("q"))  # by an entry of the file that says other things
    removed: "array[int]" = field(default_factory=lambda: array("q"))  # not in the file any more
    standing: int = 0

    def new(self, entries: Entries) -> Iterator[list[NewEntry]]:
        """Yield the entries that are to be written, some at a time."""
        kinds = iter(self.kinds)
        for page in entries.pages():
            yield [one for one, kind in zip(page, islice(kinds, len(page)), strict=True) if kind != UNCHANGED]


def difference(session: Session, list_name: str, entries: Entries) -> Difference:
    """Compare a file with the list as it stands; changes nothing."""
    standing = select(func.count()).where(_c.list_name == list_name, _c.lifted_at.is_(None))
    found = Difference(standing=session.execute(standing).scalar_one())
    if not found.standing:
        found.kinds = bytearray([ADDED]) * len(entries)
        return found
    met = array("q")
    for page in entries.pages():
        known = _standing(session, list_name, page)
        for entry in page:
            rows = known.get(entry.identity, [])
            met.extend(row.id for row in rows)
            kind = _kind(entry, rows)
            found.kinds.append(kind)
            found.replaced.extend([rows[-1].id] if kind == CHANGED else [])
    found.removed.extend(_others(_ids(session, list_name), sorted(met)))
    return found


def names(session: Session, ids: Sequence[int]) -> Iterator[list[tuple[int, str]]]:
    """Yield (id, name) of entries, some at a time."""
    for start in range(0, len(ids), SOME):
        wanted = select(_c.id, _c.name).where(_c.id.in_(ids[start : start + SOME])).order_by(_c.id)
        yield [(row.id, row.name) for row in session.execute(wanted)]


def _kind(entry: NewEntry, rows: Sequence[Any]) -> int:
    if not rows:
        return ADDED
    same = tuple(rows[-1][1:7]) == entry.content and entry.source in {"", rows[-1].source}
    return UNCHANGED if same else CHANGED


def _standing(session: Session, list_name: str, page: Sequence[NewEntry]) -> dict[str, list[Any]]:
    """Return the standing entries that may be those of a page, by identity."""
    numbers, cores = [one.number for one in page if one.number], [one.core for one in page if not one.number]
    found = [row for row in _BY_NUMBER.run(session, numbers) if row.number] if numbers else []
    found += [row for row in _BY_CORE.run(session, cores) if not row.number] if cores else []
    known: dict[str, list[Any]] = {}
    for row in found:
        if row.list_name == list_name and row.lifted_at is None:
            known.setdefault(identity(row.number, row.name), []).append(row)
    return known


def _ids(session: Session, list_name: str) -> Iterator[int]:
    """Yield the ids of the entries that stand, in order."""
    wanted = select(_c.id).where(_c.list_name == list_name, _c.lifted_at.is_(None)).order_by(_c.id).limit(SOME)
    last = 0
    while some := session.execute(wanted.where(_c.id > last)).scalars().all():
        yield from some
        last = some[-1]


def _others(ids: Iterator[int], met: Sequence[int]) -> Iterator[int]:
    """Yield the ids that are not among those met; both in order."""
    place = 0
    for one in ids:
        while place < len(met) and met[place] < one:
            place += 1
        if place == len(met) or met[place] != one:
            yield one
