"""Gap-free sequences: numbers are taken inside the deed's transaction and given back by an undo."""

from sqlalchemy import bindparam, select, update
from sqlmodel import Session

from models.tables.applications import SequenceRow
from models.tables.columns import table_of
from usecases import together
from usecases.first_rows import put_if_missing

SEQUENCES = table_of(SequenceRow)
_LOCKED = select(SEQUENCES.c.next, SEQUENCES.c.returned).where(SEQUENCES.c.name == bindparam("sequence"))
_LOCKED = _LOCKED.with_for_update()
_MOVE = update(SEQUENCES).where(SEQUENCES.c.name == bindparam("sequence"))
_MOVE = _MOVE.values(next=bindparam("next"), returned=bindparam("returned"))


def take(session: Session, name: str, *, first: int = 1) -> int:
    """Return the next number of a sequence: the smallest returned one, else one more than ever given."""
    return take_many(session, name, 1, first=first)[0]


def take_many(session: Session, name: str, count: int, *, first: int = 1) -> list[int]:
    """Return `count` numbers in ascending order; the row stays locked until the deed ends."""
    following, returned = locked(session, name, first)
    again, rest = returned[:count], returned[count:]
    fresh = list(range(following, following + count - len(again)))
    left = following + len(fresh), rest
    together.change(session, _MOVE, {"sequence": name, "next": left[0], "returned": rest}, key=name)
    together.remember(session, SEQUENCES, "left", name, left)
    return again + fresh


def give_back(session: Session, name: str, number: int) -> None:
    """Return a number that an undone deed had taken; it is the next to be used."""
    following, returned = locked(session, name, number)
    values = {"next": following, "returned": sorted({*returned, number})}
    session.execute(update(SEQUENCES).where(SEQUENCES.c.name == name).values(values))


def locked(session: Session, name: str, first: int = 1) -> tuple[int, list[int]]:
    """Return (the next number, those given back) of a sequence, whose row is locked until the deed ends."""
    known = together.remembered(session, SEQUENCES, "left") or {}
    if name in known:
        return known[name][0], list(known[name][1])
    row = session.execute(_LOCKED, {"sequence": name}).first()
    if row is None:
        put_if_missing(session, SEQUENCES, name=name, next=first, returned=[])
        row = session.execute(_LOCKED, {"sequence": name}).one()
    return row[0], list(row[1] or [])
