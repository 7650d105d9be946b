"""Blacklists: look at entries, enter one, lift one; an entry is never changed and never deleted."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, insert, select, update
from sqlmodel import Session

from models.errors import Conflict, InvalidInput, NotFound
from models.said import said
from models.tables.blacklist import BlacklistRow
from models.tables.columns import table_of
from models.values import Officer, shanghai_date
from usecases import audit, blacklist_lists, blacklist_versions, name_index
from usecases.blacklist_rows import NewEntry, checked, identity
from usecases.blacklist_versions import Version
from usecases.deeds import deed
from usecases.faults import Faulty
from usecases.texts import storable

ENTRIES = table_of(BlacklistRow)
INDEX = "blacklist"


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a list; it counts while it is not lifted, from `from_on` to `to_on` where these are given."""

    id: int
    list_name: str
    name: str
    number: str
    kind: str
    reason: str
    from_on: date | None
    to_on: date | None
    source: str
    added_at: datetime
    added_by: str
    lifted_at: datetime | None
    lifted_by: str | None
    lifted_reason: str

    def in_force(self, on: date) -> bool:
        """Whether the entry counts on a day."""
        begun = self.from_on is None or self.from_on <= on
        return self.lifted_at is None and begun and (self.to_on is None or on <= self.to_on)


WRITTEN = ("name", "number", "kind", "reason", "from_on", "to_on", "core", "initials", "syllables")
COLUMNS = [ENTRIES.c[name] for name in Entry.__slots__]


def entry(session: Session, entry_id: int) -> Entry:
    """Return one entry, lifted or not; raises NotFound."""
    row = session.execute(select(*COLUMNS).where(ENTRIES.c.id == entry_id)).first()
    if row is None:
        raise NotFound(said("没有编号为 {entry_id} 的黑名单条目。", entry_id=entry_id), do_next="请先查询。")
    return Entry(*row)


def entries(
    session: Session, *, list_name: str = "", lifted: bool = False, limit: int = 50, after: int | None = None
) -> list[Entry]:
    """Return entries, newest first, of one list where it is named; `after` is the id of the last one seen."""
    c = ENTRIES.c
    wanted = select(*COLUMNS).order_by(c.id.desc()).limit(limit)
    wanted = wanted.where(c.lifted_at.is_not(None) if lifted else c.lifted_at.is_(None))
    if list_name:
        wanted = wanted.where(c.list_name == list_name)
    if after is not None:
        wanted = wanted.where(c.id < after)
    return [Entry(*row) for row in session.execute(wanted)]


def entries_on(
    session: Session, list_name: str, day: date, *, limit: int = 50, after: int | None = None
) -> list[Entry]:
    """Return what a list said at the end of a day, newest first, entries that were lifted since too.

    Raises InvalidInput where no list is named.
    """
    if not list_name:
        raise InvalidInput("查询某日的名单须写明是哪一份。", do_next="加上 --list 名单名称。")
    version = blacklist_versions.on_day(session, list_name, day)
    if version is None:
        return []
    c = ENTRIES.c
    wanted = select(*COLUMNS).where(c.list_name == list_name, blacklist_versions.stood_in(version.id))
    wanted = wanted if after is None else wanted.where(c.id < after)
    return [Entry(*row) for row in session.execute(wanted.order_by(c.id.desc()).limit(limit))]


def lists(session: Session) -> list[str]:
    """Return the names of all lists that stand."""
    return [one.name for one in blacklist_lists.standing(session)]


@deed("blacklist.added")
def add(session: Session, list_name: str, values: Mapping[str, object], *, by: Officer, at: datetime) -> Entry:
    """Enter one party by hand; `values` are keyed as the columns of a file.

    Raises Faulty (every fault at once), Conflict (the list has that number, or that name without a number).
    """
    new, faults = checked(1, values)
    bad_list = blacklist_lists.name_fault(list_name)
    if new is None or bad_list:
        raise Faulty([*([bad_list] if bad_list else []), *faults])
    known = blacklist_lists.ensure(session, list_name, by=by, at=at)
    _refuse_twice(session, list_name, new)
    version = blacklist_versions.begin(session, list_name, "added", {"added": 1}, reason=new.reason, by=by, at=at)
    entry_id = write(session, version, known.with_term(new, shanghai_date(at)), by=by, at=at)
    facts: dict[str, object] = {"list": list_name, "entry": entry_id, "party": audit.pseudonym(session, new.identity)}
    facts["version"] = version.number
    audit.tell(session, by=by, at=at, deed="blacklist.added", subject=subject(entry_id), note=new.reason, facts=facts)
    return entry(session, entry_id)


@deed("blacklist.lifted")
def lift(session: Session, entry_id: int, reason: str, *, by: Officer, at: datetime) -> Entry:
    """Lift one entry with its reason; it stays readable. Raises NotFound, Conflict, InvalidInput."""
    words = storable(reason.strip(), 500)
    if not words:
        raise InvalidInput("没有写明解除的理由。", kept="条目未变。", do_next="请写明理由。")
    found = entry(session, entry_id)
    if found.lifted_at is not None:
        raise Conflict("该条目已经解除。", kept="未作任何更改。", do_next="请刷新列表。")
    version = blacklist_versions.begin(session, found.list_name, "lifted", {"removed": 1}, reason=words, by=by, at=at)
    take_off(session, version, [(entry_id, found.name)], words, by=by, at=at)
    facts: dict[str, object] = {"list": found.list_name, "entry": entry_id, "version": version.number}
    audit.tell(session, by=by, at=at, deed="blacklist.lifted", subject=subject(entry_id), note=words, facts=facts)
    return entry(session, entry_id)


def subject(entry_id: int) -> str:
    """Return the name of an entry in ledger and history."""
    return f"blacklist:{entry_id}"


def write(session: Session, version: Version, new: NewEntry, *, by: Officer, at: datetime) -> int:
    """Insert one checked entry with its index; return its id."""
    row = _row(version, new, by=by, at=at)
    row_id = int(session.execute(insert(ENTRIES).values(row).returning(ENTRIES.c.id)).scalar_one())
    name_index.add(session, [(row_id, new.name)])
    return row_id


def write_many(
    session: Session, version: Version, new: Sequence[NewEntry], *, source: str = "", by: Officer, at: datetime
) -> None:
    """Insert the entries of one version with their index; `source` is of those that name none.

    Plain rows without RETURNING: three times faster where there are 100,000.
    """
    if not new:
        return
    c = ENTRIES.c
    before = session.execute(select(func.max(c.id))).scalar() or 0
    session.execute(insert(ENTRIES), [_row(version, entry_, by=by, at=at, source=source) for entry_ in new])
    written = select(c.id, c.name).where(c.id > before, c.version_id == version.id)
    name_index.add(session, [(row.id, row.name) for row in session.execute(written)])


def take_off(
    session: Session, version: Version, rows: Sequence[tuple[int, str]], reason: str, *, by: Officer, at: datetime
) -> None:
    """Lift entries given as (id, name) with a version, and take them out of the name index."""
    for start in range(0, len(rows), 500):
        ids = [row_id for row_id, _ in rows[start : start + 500]]
        lifted = update(ENTRIES).where(ENTRIES.c.id.in_(ids))
        how = {"lifted_version": version.id, "lifted_at": at, "lifted_by": by.login, "lifted_reason": reason}
        session.execute(lifted.values(how))
    name_index.remove(session, rows)


def _row(version: Version, new: NewEntry, *, by: Officer, at: datetime, source: str = "") -> dict[str, object]:
    row: dict[str, object] = {name: getattr(new, name) for name in WRITTEN}
    row |= {"list_name": version.list_name, "source": new.source or source, "version_id": version.id}
    return row | {"added_at": at, "added_by": by.login, "lifted_reason": ""}


def _refuse_twice(session: Session, list_name: str, new: NewEntry) -> None:
    c = ENTRIES.c
    here = select(c.id, c.name, c.number).where(c.list_name == list_name, c.lifted_at.is_(None))
    same = c.number == new.number if new.number else (c.core == new.core) & (c.number == "")
    for row_id, name, number in session.execute(here.where(same)):
        if identity(number, name) == new.identity:
            raise Conflict(
                said("名单“{list_name}”里已有此人（条目 {row_id}）。", list_name=list_name, row_id=row_id),
                kept="未作任何更改。",
                do_next="要改内容，先解除原条目。",
            )
