"""Import of a whole blacklist: what is new, changed or gone against the list as it stands, in one deed."""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session

from models.errors import Conflict
from models.said import said
from models.values import Officer
from usecases import audit, blacklist, blacklist_lists, blacklist_versions, search_index
from usecases.blacklist import ENTRIES
from usecases.blacklist_difference import ADDED, CHANGED, UNCHANGED, Difference, difference, names
from usecases.blacklist_files import ListFile
from usecases.blacklist_lists import BlackList
from usecases.deeds import deed
from usecases.faults import Faulty
from usecases.texts import storable

SOURCE_LENGTH = 200
FEW = 50  # entries: of a shorter list everybody sees what goes
MANY = 1000  # changes at once, after which a database wants to look at its statistics anew


@dataclass(frozen=True, slots=True)
class ListToImport:
    """A whole list as a file gave it; `sha256` is of the file's bytes."""

    list_name: str
    file: ListFile
    sha256: str
    source: str = ""
    accepted: bool = False  # somebody said that most of the list may go
    told: Callable[[int], None] = lambda _: None  # hears how many entries were written so far


@dataclass(frozen=True, slots=True)
class Counts:
    """What an import did."""

    added: int = 0
    changed: int = 0
    removed: int = 0
    unchanged: int = 0


@deed("blacklist.imported")
def import_list(session: Session, new: ListToImport, *, by: Officer, at: datetime) -> Counts:
    """Make a list what the file says: entries that are no longer in it are lifted, changed ones replaced.

    The old entries stay readable. Raises Faulty with every fault of the file; then nothing was kept.
    """
    bad_list = blacklist_lists.name_fault(new.list_name)
    faults = [*([bad_list] if bad_list else []), *new.file.faults]
    if faults:
        raise Faulty(faults)
    known = blacklist_lists.ensure(session, new.list_name, by=by, at=at)
    return take(session, known, new, "imported", by=by, at=at)


def preview(session: Session, known: BlackList, new: ListToImport) -> tuple[Counts, int]:
    """Return what an import would do, and how many entries stand now; changes nothing."""
    found = difference(session, known.name, new.file.entries)
    return _counts(found), found.standing


def _counts(found: Difference) -> Counts:
    added, changed, unchanged = (found.kinds.count(kind) for kind in (ADDED, CHANGED, UNCHANGED))
    return Counts(added, changed, len(found.removed), unchanged)


def too_many(removed: int, standing: int) -> bool:
    """Tell whether an import would remove most of a long list: it may be the file of another one."""
    return standing >= FEW and removed * 2 > standing


def would_remove(session: Session, new: ListToImport) -> tuple[int, int] | None:
    """Return how many entries an import would remove, and how many stand, where a person must be asked first."""
    known = blacklist_lists.found(session, new.list_name)
    if known is None or new.file.faults:
        return None
    counts, standing = preview(session, known, new)
    return (counts.removed, standing) if too_many(counts.removed, standing) else None


def take(session: Session, known: BlackList, new: ListToImport, kind: str, *, by: Officer, at: datetime) -> Counts:
    """Write the next version of a list, as the file says, and tell of it; `kind` is imported or refreshed.

    Raises Conflict where most of the list would go and nobody said so: it may be the file of another list.
    """
    found = difference(session, known.name, new.file.entries)
    if kind == "imported" and not new.accepted and too_many(len(found.removed), found.standing):
        standing, gone = found.standing, len(found.removed)
        raise Conflict(
            said(
                "名单“{name}”现有 {standing} 条，导入后将移出其中 {gone} 条；可能是另一份名单的文件。",
                name=known.name,
                standing=standing,
                gone=gone,
            ),
            kept="什么都没有导入。",
            do_next="核对文件；确实如此时，加 --replace 再导入。",
        )
    counts = _counts(found)
    told: dict[str, Any] = {"source": new.source, "file_sha256": new.sha256}
    version = blacklist_versions.begin(session, known.name, kind, asdict(counts), by=by, at=at, **told)
    for away, why in (
        (found.replaced, f"由第{version.number}版更新"),
        (found.removed, f"第{version.number}版中已没有"),
    ):
        for some in names(session, away):
            blacklist.take_off(session, version, some, why, by=by, at=at)
    source = storable(new.source, SOURCE_LENGTH)
    written = 0
    for page in found.new(new.file.entries):
        blacklist.write_many(session, version, page, source=source, by=by, at=at)
        written += len(page)
        new.told(written)
    if counts.added + counts.changed + counts.removed >= MANY:
        search_index.settle(session, blacklist.INDEX, ENTRIES.name)
    facts: dict[str, object] = {"list": known.name, "version": version.number, "sha256": new.sha256, **asdict(counts)}
    subject = blacklist_lists.subject(known.name)
    audit.tell(session, by=by, at=at, deed=f"blacklist.{kind}", subject=subject, note=new.source, facts=facts)
    return counts
