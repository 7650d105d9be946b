"""Differences with a receiver: opened by a comparison, closed by a later match or by a person with a reason."""

import json
from collections.abc import Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import select, update
from sqlmodel import Session

from models.errors import InvalidInput, NotFound, Refused
from models.said import said
from models.tables.columns import table_of
from models.tables.publications import DifferenceRow
from models.values import SYSTEM_OFFICER, Officer
from ports.platforms import Held
from rules.publication import subject_of
from usecases import audit, proposals
from usecases.cases import columns_of
from usecases.deeds import deed, housekeeping
from usecases.first_rows import put_if_missing

if TYPE_CHECKING:
    from usecases.reconcile import Difference

DIFFERENCES = table_of(DifferenceRow)
_d = DIFFERENCES.c
MATCHED = "两边已一致"
NOT_YET = "对方只收整条记录，而这条的内容还没有取回。"
NOTHING = "对方只收整条记录，又没有返回这条记录的内容，不能由我局撤回。"
KEPT = "未作任何更改。"
SIDES = ("our_version", "our_hash", "our_state", "their_version", "their_hash", "their_state")
LEAST, MOST = 4, 500  # characters of a reason
Row = dict[str, Any]
Returned = dict[str, str] | None  # an extra record's columns; {}: they return none; None: they have not yet
NOT_ASKED = b""  # this receiver needs no whole record to take one back
_SHOWN = [column for column in _d if column.name != "their_record"]


def note(session: Session, system: str, kind: str, on: date, found: "Difference", *, at: datetime) -> None:
    """Open what is new, look again at what is open, close what matches by now."""
    wrong = {
        key: name
        for name, keys in (("missing", found.missing), ("extra", found.extra), ("different", found.different))
        for key in keys
    }
    of_day = (_d.system == system, _d.kind == kind, _d.on == on, _d.closed_at.is_(None))
    matched = (*of_day, _d.record_key.not_in([*wrong, *found.left_out]))
    closed = {"closed_at": at, "closed_by": SYSTEM_OFFICER.login, "closed_why": MATCHED, "their_record": NOT_ASKED}
    session.execute(update(DIFFERENCES).where(*matched).values(closed))
    for key, name in wrong.items():
        values = {"kind": kind, "on": on, "difference": name, "seen_at": at} | _sides(found, key)
        _open(session, system, key, values, at)


def _sides(found: "Difference", key: str) -> Row:
    ours, theirs = (side.get(key, Held(key, 0, "", "")) for side in found.sides)
    values = (ours.version or None, ours.hash, ours.state, theirs.version or None, theirs.hash, theirs.state)
    return dict(zip(SIDES, values, strict=True))


def _open(session: Session, system: str, key: str, values: Row, at: datetime) -> None:
    """Open a difference, unless a person closed just this one: the same on both sides."""
    mine = (_d.system == system, _d.record_key == key)
    stale = (*mine, _d.closed_at.is_(None), _d.their_hash != values["their_hash"])
    session.execute(update(DIFFERENCES).where(*stale).values(their_record=NOT_ASKED))
    again = update(DIFFERENCES).where(*mine, _d.closed_at.is_(None)).values(values)
    if session.execute(again).rowcount:  # type: ignore[attr-defined]  # CursorResult
        return
    same = [_d[name].is_(values[name]) if values[name] is None else _d[name] == values[name] for name in SIDES]
    settled = (_d.closed_by != SYSTEM_OFFICER.login, *same)
    if session.execute(select(_d.id).where(*mine, *settled).limit(1)).first() is None:
        texts = {"closed_by": "", "closed_why": "", "their_record": NOT_ASKED}
        put_if_missing(session, DIFFERENCES, system=system, record_key=key, found_at=at, **texts, **values)


@housekeeping
def want_records(session: Session, system: str, *, most: int) -> dict[str, int]:
    """Note that open extra records are wanted whole; return key and version of those to ask for, the new ones first."""
    mine = (_d.system == system, _d.difference == "extra", _d.closed_at.is_(None))
    session.execute(update(DIFFERENCES).where(*mine, _d.their_record == NOT_ASKED).values(their_record=b"null"))
    wanted = select(_d.record_key, _d.their_version, _d.their_record).where(*mine).order_by(_d.id)
    rows = [(json.loads(record), key, version) for key, version, record in session.execute(wanted)]
    lacking = sorted((row for row in rows if not row[0]), key=lambda row: row[0] is not None)
    return {key: int(version or 0) for _, key, version in lacking[:most]}


@housekeeping
def keep_returned(session: Session, system: str, records: Mapping[str, Returned]) -> None:
    """Keep what the receiver returned of open extra records, sealed, until they are closed."""
    mine = (_d.system == system, _d.difference == "extra", _d.closed_at.is_(None))
    for key, columns in records.items():
        kept = json.dumps(columns, ensure_ascii=False).encode()
        session.execute(update(DIFFERENCES).where(*mine, _d.record_key == key).values(their_record=kept))


def returned_of(row: Row) -> Returned:
    """Return the columns of an extra record, for a receiver that takes records back as a whole.

    Raises Refused where it returned none; returns None for a receiver that needs none.
    """
    if not row["their_record"]:
        return None
    columns: Returned = json.loads(row["their_record"])
    if columns is None:
        raise Refused(NOT_YET, kept=KEPT, do_next="请等下一次对账取回后再办。")
    if not columns:
        raise Refused(NOTHING, kept=KEPT, do_next="请书面请对方撤下，再写明理由了结这条差异。")
    return columns


@deed("difference.closed")
def close(session: Session, difference_id: int, reason: str, *, by: Officer, at: datetime) -> str:
    """Close a difference with a reason; it opens again when either side changes and they still differ.

    Returns the record's key. Raises NotFound, Refused (closed already), InvalidInput (reason of 4 to 500).
    """
    row = one(session, difference_id)
    words = reason.strip()
    if row["closed_at"] is not None:
        raise Refused("该差异已经了结。", kept="未作任何更改。", do_next="请刷新列表。")
    if not LEAST <= len(words) <= MOST:
        raise InvalidInput("了结差异须写明理由（4至500字）。", kept="差异仍未了结。")
    values = {"closed_at": at, "closed_by": by.login, "closed_why": words, "their_record": NOT_ASKED}
    session.execute(update(DIFFERENCES).where(_d.id == difference_id).values(values))
    proposals.overtake(session, subject_of(row["record_key"]), by=by, at=at, deed="extra.withdrawn")
    facts: dict[str, object] = {"difference": row["difference"], "ours": row["our_version"]}
    facts |= {"theirs": row["their_version"], "system": row["system"]}
    audit.tell(session, by=by, at=at, deed="difference.closed", subject=row["record_key"], note=words, facts=facts)
    return str(row["record_key"])


def one(session: Session, difference_id: int) -> Row:
    """Return one difference; raises NotFound."""
    row = session.execute(select(DIFFERENCES).where(_d.id == difference_id).with_for_update()).first()
    if row is None:
        raise NotFound(
            said("没有编号为{difference_id}的对账差异。", difference_id=difference_id), do_next="请刷新列表。"
        )
    return columns_of(row)


def of_day(session: Session, system: str, kind: str, on: date) -> list[Row]:
    """Return the differences of a day, the open ones first."""
    wanted = select(*_SHOWN).where(_d.system == system, _d.kind == kind, _d.on == on)
    rows = session.execute(wanted.order_by(_d.closed_at.is_not(None), _d.record_key, _d.id.desc()).limit(1000))
    return [columns_of(row) for row in rows]


def open_days(session: Session, system: str) -> set[tuple[str, date]]:
    """Return (kind, decision day) of every difference that nobody closed: a later match closes it."""
    wanted = select(_d.kind, _d.on).where(_d.system == system, _d.closed_at.is_(None)).distinct()
    return {(kind, on) for kind, on in session.execute(wanted)}


def waiting(session: Session, *, limit: int = 1000) -> list[Row]:
    """Return the differences that nobody closed, the newest day first."""
    wanted = select(*_SHOWN).where(_d.closed_at.is_(None)).order_by(_d.on.desc(), _d.record_key).limit(limit)
    return [columns_of(row) for row in session.execute(wanted)]
