"""Undoing one version of a list: a new version that restores what it changed, unless later ones touched the same."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlmodel import Session

from models.errors import Conflict, Refused
from models.said import said
from models.values import Officer
from usecases import audit, blacklist, blacklist_lists, blacklist_versions
from usecases.blacklist import ENTRIES, WRITTEN
from usecases.blacklist_import import Counts
from usecases.blacklist_rows import NewEntry, identity
from usecases.blacklist_versions import Version, touched
from usecases.deeds import deed

UNDOABLE = ("imported", "refreshed", "undone")
NAMED = 5  # parties that a refusal names
COLUMNS = [ENTRIES.c[name] for name in ("id", *WRITTEN, "source", "version_id", "lifted_version", "lifted_at")]
Values = dict[str, Any]


@deed("blacklist.undone")
def undo(session: Session, list_name: str, number: int, reason: str, *, by: Officer, at: datetime) -> Version:
    """Take one version of a list back: what it lifted is entered again, what it entered is lifted.

    Raises NotFound; InvalidInput (no reason); Refused (an entry by hand); Conflict (later versions touched the same
    parties, each named with its version; or nothing is left to undo).
    """
    words = blacklist_lists.worded(reason, "撤销")
    blacklist_lists.read(session, list_name)
    target = blacklist_versions.version(session, list_name, number)
    if target.kind not in UNDOABLE:
        raise Refused("这一版是单条登记或解除，不能整版撤销。", kept="未作任何更改。", do_next="请直接登记或解除条目。")
    came, went = _of(session, target)
    _refuse_touched(session, target, [*came, *went])
    away = [row for row in came if row["lifted_version"] is None]
    if not (away or went):
        raise Conflict("这一版没有改动任何条目，无需撤销。", kept="未作任何更改。", do_next="请核对版本号。")
    counts = _counts(away, went)
    told: dict[str, Any] = {"undoes": target.number, "reason": words, "source": target.source}
    version = blacklist_versions.begin(session, list_name, "undone", asdict(counts), by=by, at=at, **told)
    lifted = f"第{version.number}版撤销了第{target.number}版：{words}"
    blacklist.take_off(session, version, [(row["id"], row["name"]) for row in away], lifted[:500], by=by, at=at)
    blacklist.write_many(session, version, [_again(row) for row in went], by=by, at=at)
    facts: dict[str, object] = {"list": list_name, "version": version.number, "undoes": number, **asdict(counts)}
    subject = blacklist_lists.subject(list_name)
    audit.tell(session, by=by, at=at, deed="blacklist.undone", subject=subject, note=words, facts=facts)
    return version


@deed("blacklist.list_closed")
def close(session: Session, list_name: str, reason: str, *, by: Officer, at: datetime) -> Version:
    """Close a list: its entries are lifted with a last version. Raises NotFound, InvalidInput (no reason).

    A list that bars is closed by one officer: that frees people, it bars nobody.
    """
    words = blacklist_lists.worded(reason, "停用")
    blacklist_lists.ended(session, list_name, by=by, at=at)
    c = ENTRIES.c
    standing = select(c.id, c.name).where(c.list_name == list_name, c.lifted_at.is_(None))
    rows = [(row.id, row.name) for row in session.execute(standing)]
    counts = asdict(Counts(removed=len(rows)))
    version = blacklist_versions.begin(session, list_name, "closed", counts, reason=words, by=by, at=at)
    blacklist.take_off(session, version, rows, f"名单停用：{words}"[:500], by=by, at=at)
    facts: dict[str, object] = {"list": list_name, "version": version.number, "lifted": len(rows)}
    subject = blacklist_lists.subject(list_name)
    audit.tell(session, by=by, at=at, deed="blacklist.list_closed", subject=subject, note=words, facts=facts)
    return version


def _of(session: Session, target: Version) -> tuple[list[Values], list[Values]]:
    """Return the entries that came and that went with a version."""
    rows = session.execute(select(*COLUMNS).where(touched(target.list_name, target.id - 1, target.id))).mappings()
    found = [dict(row) for row in rows]
    return (
        [row for row in found if row["version_id"] == target.id],
        [row for row in found if row["lifted_version"] == target.id],
    )


def _refuse_touched(session: Session, target: Version, rows: Sequence[Values]) -> None:
    """Refuse where a later version entered or lifted a party that this one changed too."""
    mine = {identity(row["number"], row["name"]) for row in rows}
    newest = blacklist_versions.versions(session, target.list_name, limit=1)[0]
    c = ENTRIES.c
    later = select(c.name, c.number, c.version_id, c.lifted_version)
    later = later.where(touched(target.list_name, target.id, newest.id)).order_by(c.id)
    numbers = {one.id: one.number for one in blacklist_versions.versions(session, target.list_name, limit=100_000)}
    against: dict[str, str] = {}
    for name, number, came, went in session.execute(later):
        if identity(number, name) in mine:
            against[name] = f"{name}（第{numbers[max(came, went or 0)]}版）"
    if against:
        some = "、".join(list(against.values())[:NAMED]) + ("等" if len(against) > NAMED else "")
        raise Conflict(
            said(
                "之后的版本改动过同样的 {count} 个对象：{some}，不能撤销第 {number} 版。",
                count=len(against),
                some=some,
                number=target.number,
            ),
            kept="名单未变。",
            do_next="请先撤销之后的版本，或逐条登记、解除。",
        )


def _counts(away: Sequence[Values], back: Sequence[Values]) -> Counts:
    gone, here = ({identity(row["number"], row["name"]) for row in rows} for rows in (away, back))
    return Counts(added=len(here - gone), changed=len(here & gone), removed=len(gone - here))


def _again(row: Values) -> NewEntry:
    return NewEntry(line=0, source=row["source"], **{name: row[name] for name in WRITTEN})
