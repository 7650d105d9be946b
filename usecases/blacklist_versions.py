"""Versions of a list: what each changed, what the list said in any of them or on any day, how two of them differ."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import and_, func, insert, or_, select
from sqlmodel import Session

from models.errors import NotFound
from models.tables.blacklist import BlacklistRow, BlacklistVersionRow
from models.tables.columns import table_of
from models.values import SHANGHAI, Officer
from usecases.texts import storable

ENTRIES, VERSIONS = table_of(BlacklistRow), table_of(BlacklistVersionRow)
FIELDS = ("name", "number", "kind", "reason", "from_on", "to_on", "source")  # what two versions are compared by
SHOWN = [ENTRIES.c.id, *(ENTRIES.c[name] for name in FIELDS), ENTRIES.c.version_id, ENTRIES.c.lifted_version]
FEEDING = ("imported", "refreshed")
Values = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Version:
    """One version of a list; `number` counts within the list, `id` over all lists."""

    id: int
    list_name: str
    number: int
    kind: str
    source: str
    file_sha256: str
    counts: dict[str, int]
    undoes: int | None
    reason: str
    at: datetime
    by: str


COLUMNS = [VERSIONS.c[name] for name in Version.__slots__]


@dataclass(frozen=True, slots=True)
class Change:
    """How one party differs between two versions; `fields` are (name, before, after) of one that is in both."""

    what: str  # added, changed, removed
    name: str
    number: str
    fields: tuple[tuple[str, str, str], ...] = ()


def begin(
    session: Session, list_name: str, kind: str, counts: Mapping[str, int], *, by: Officer, at: datetime, **more: Any
) -> Version:
    """Open the next version of a list (`source`, `file_sha256`, `undoes`, `reason` in `more`)."""
    c = VERSIONS.c
    last = session.execute(select(func.max(c.number)).where(c.list_name == list_name)).scalar() or 0
    shared = {"source": "", "file_sha256": "", "undoes": None, "reason": ""} | more
    shared |= {"source": storable(shared["source"], 200), "reason": storable(shared["reason"], 500)}
    values = {"list_name": list_name, "number": last + 1, "kind": kind, "counts": dict(counts), **shared}
    statement = insert(VERSIONS).values(values | {"at": at, "by": by.login}).returning(*COLUMNS)
    return Version(*session.execute(statement).one())


def versions(session: Session, list_name: str, *, limit: int = 200) -> list[Version]:
    """Return the versions of a list, the newest first."""
    wanted = select(*COLUMNS).where(VERSIONS.c.list_name == list_name)
    return [Version(*row) for row in session.execute(wanted.order_by(VERSIONS.c.number.desc()).limit(limit))]


def fed_at(session: Session, name: str, *, by_hand: bool) -> datetime | None:
    """Return when a list was last fed: by an import or a refresh, or (`by_hand`) by anything."""
    c = VERSIONS.c
    wanted = select(func.max(c.at)).where(c.list_name == name)
    found: datetime | None = session.execute(wanted if by_hand else wanted.where(c.kind.in_(FEEDING))).scalar()
    return found


def version(session: Session, list_name: str, number: int) -> Version:
    """Return one version of a list; raises NotFound."""
    c = VERSIONS.c
    row = session.execute(select(*COLUMNS).where(c.list_name == list_name, c.number == number)).first()
    if row is None:
        raise NotFound(f"名单“{list_name}”没有第 {number} 版。", do_next="请先查看名单的版本。")
    return Version(*row)


def on_day(session: Session, list_name: str, day: date) -> Version | None:
    """Return the version in which a list stood at the end of a day, None where it did not exist yet."""
    c = VERSIONS.c
    end = datetime.combine(day + timedelta(days=1), time(), SHANGHAI)
    wanted = select(*COLUMNS).where(c.list_name == list_name, c.at < end)
    row = session.execute(wanted.order_by(c.number.desc()).limit(1)).first()
    return None if row is None else Version(*row)


def stood_in(version_id: int) -> Any:
    """Return the condition under which an entry stands in a version."""
    c = ENTRIES.c
    return and_(c.version_id <= version_id, or_(c.lifted_version.is_(None), c.lifted_version > version_id))


def touched(list_name: str, after: int, up_to: int) -> Any:
    """Return the condition under which an entry came or went in the versions behind one and up to another."""
    c = ENTRIES.c
    came, went = c.version_id.between(after + 1, up_to), c.lifted_version.between(after + 1, up_to)
    return and_(c.list_name == list_name, or_(came, went))


def compare(session: Session, list_name: str, one: int, other: int) -> Iterator[Change]:
    """Yield how version `other` differs from version `one`, in the order of entry; raises NotFound."""
    from usecases.blacklist_rows import identity

    old, new = version(session, list_name, one).id, version(session, list_name, other).id
    before, after = dict[str, Values](), dict[str, Values]()
    wanted = select(*SHOWN).where(touched(list_name, min(old, new), max(old, new))).order_by(ENTRIES.c.id)
    for row in session.execute(wanted).mappings():
        key = identity(row["number"], row["name"])
        for standing, at in ((before, old), (after, new)):
            if row["version_id"] <= at and (row["lifted_version"] is None or row["lifted_version"] > at):
                standing[key] = dict(row)
    for key in dict.fromkeys([*before, *after]):
        change = _change(before.get(key), after.get(key))
        if change is not None:
            yield change


def _change(old: Values | None, new: Values | None) -> Change | None:
    if old is None or new is None:
        row, what = (new, "added") if old is None else (old, "removed")
        return None if row is None else Change(what, row["name"], row["number"])
    differing = [name for name in FIELDS if old[name] != new[name]]
    fields = tuple((name, str(old[name] or ""), str(new[name] or "")) for name in differing)
    return Change("changed", new["name"], new["number"], fields) if fields else None
