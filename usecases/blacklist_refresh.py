"""Refresh of lists from their sources: a version like any other, or a reason why the old one stays."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select, update
from sqlmodel import Session

from models.errors import Conflict
from models.tables.blacklist import RefreshRow
from models.tables.columns import table_of
from models.values import Officer
from usecases import audit, blacklist_import, blacklist_lists
from usecases.blacklist_files import ListFile, read_rows
from usecases.blacklist_import import Counts, ListToImport
from usecases.blacklist_lists import BlackList
from usecases.deeds import deed, housekeeping
from usecases.texts import storable

NOTHING = Counts()
REFRESHES = table_of(RefreshRow)
REFRESHED = "blacklist.refreshed"
SHOWN_FAULTS = 3


@dataclass(frozen=True, slots=True)
class Refreshed:
    """What became of a refresh: taken (a new version), unchanged, held (a person must look), faulty."""

    what: str
    counts: Counts = NOTHING
    words: str = ""


def of_rows(rows: Iterable[Mapping[str, str]]) -> ListFile:
    """Return the rows of a source as a file would give them, with the same checks."""
    return read_rows(enumerate(rows, 1))


@housekeeping
def failed(session: Session, list_name: str, why: str, *, at: datetime) -> None:
    """Note that a source did not answer: the old version stays, and its age says so."""
    _note(session, list_name, asked_at=at, fault=storable(why, 500))


@deed(REFRESHED)
def refresh(
    session: Session, list_name: str, new: ListToImport, *, accepted: bool = False, by: Officer, at: datetime
) -> Refreshed:
    """Take what a source gave as the next version of a list.

    What is as it was makes no version; what is faulty, empty, or changes more than the declared share is not taken:
    with `accepted` an officer takes the last all the same, if it is what they looked at. Raises NotFound, Conflict.
    """
    known = blacklist_lists.read(session, list_name)
    before = session.execute(select(REFRESHES).where(REFRESHES.c.list_name == list_name)).first()
    if accepted and (before is None or before.waiting is None or before.waiting["sha256"] != new.sha256):
        raise Conflict("来源给出的内容已不是待确认的那一份。", kept="名单未变。", do_next="请重新查看后再确认。")
    if new.file.faults:
        return _refused(session, list_name, _told(new.file), at=at)
    if before is not None and before.file_sha256 == new.sha256:
        _note(session, list_name, asked_at=at, answered_at=at, fault="", waiting=None)
        return Refreshed("unchanged")
    counts, standing = blacklist_import.preview(session, known, new)
    if not (counts.added or counts.changed or counts.removed):
        _note(session, list_name, asked_at=at, answered_at=at, fault="", waiting=None, file_sha256=new.sha256)
        return Refreshed("unchanged", counts)
    if not accepted and too_much(known, counts, standing):
        return _held(session, known, new, counts, by=by, at=at)
    _note(session, list_name, asked_at=at, answered_at=at, fault="", waiting=None, file_sha256=new.sha256)
    return Refreshed("taken", blacklist_import.take(session, known, new, "refreshed", by=by, at=at))


refresh.always_recorded = False  # type: ignore[attr-defined]  # what changes nothing is no deed


def too_much(known: BlackList, counts: Counts, standing: int) -> bool:
    """Tell whether a refresh changes or removes more than its share of a list."""
    return (counts.changed + counts.removed) * 100 > known.most_changed * standing


def _held(
    session: Session, known: BlackList, new: ListToImport, counts: Counts, *, by: Officer, at: datetime
) -> Refreshed:
    """Hold a refresh for a person, and say in the ledger once that it was."""
    words = f"将变更 {counts.changed} 条、移出 {counts.removed} 条，超过 {known.most_changed}%，待人确认"
    row = session.execute(select(REFRESHES.c.waiting).where(REFRESHES.c.list_name == known.name)).scalar()
    waiting = asdict(counts) | {"sha256": new.sha256}
    _note(session, known.name, asked_at=at, fault=words, waiting=waiting)
    if row != waiting:
        facts: dict[str, object] = {"list": known.name, "held": True, "sha256": new.sha256, **asdict(counts)}
        subject = blacklist_lists.subject(known.name)
        audit.tell(session, by=by, at=at, deed=REFRESHED, subject=subject, note=words, facts=facts)
    return Refreshed("held", counts, words)


def _refused(session: Session, list_name: str, words: str, *, at: datetime) -> Refreshed:
    _note(session, list_name, asked_at=at, fault=words)
    return Refreshed("faulty", words=words)


def _told(file: ListFile) -> str:
    some = "；".join(f"第{fault.line}行 {fault.field}：{fault.message}" for fault in file.faults[:SHOWN_FAULTS])
    return storable(f"来源的内容有 {len(file.faults)} 处错误：{some}", 500)


def _note(session: Session, list_name: str, **values: Any) -> None:
    if session.execute(update(REFRESHES).where(REFRESHES.c.list_name == list_name).values(values)).rowcount == 0:  # type: ignore[attr-defined]
        session.execute(insert(REFRESHES).values({"list_name": list_name, "file_sha256": "", "fault": ""} | values))
