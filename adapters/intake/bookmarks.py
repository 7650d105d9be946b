"""How far a channel was read: our own small text, and the stretch of time that the next walk reads."""

import json
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from adapters.engine.units import seconds
from adapters.engine.vocabulary import Cursor
from models.errors import InvalidInput
from ports.intake import Bookmark

PATIENCE = 3  # so often in a row a stretch is read anew because its rows moved; then the daily re-read has to do


@dataclass(frozen=True, slots=True)
class Position:
    """`newest` row seen, all read `through` that moment of their clock; `again` = begin there once more."""

    newest: datetime | None = None
    through: datetime | None = None
    again: datetime | None = None
    tries: int = 0


@dataclass(frozen=True, slots=True)
class Stretch:
    """One window of one walk, both moments aware."""

    begin: datetime
    end: datetime


def read(bookmark: Bookmark | None) -> Position:
    """Return the position that a bookmark holds; raises InvalidInput when it is not ours."""
    if bookmark is None or not bookmark.position:
        return Position()
    try:
        kept = json.loads(bookmark.position)
        moments = {name: datetime.fromisoformat(kept[name]) for name in ("newest", "through", "again") if name in kept}
        return Position(**moments, tries=int(kept.get("tries", 0)))
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise InvalidInput("读取位置无法识别。", do_next="请清除该渠道的读取位置后重新读取。") from error


def written(position: Position) -> Bookmark:
    """Return the bookmark that holds a position."""
    moments = {"newest": position.newest, "through": position.through, "again": position.again}
    kept: dict[str, object] = {name: moment.isoformat() for name, moment in moments.items() if moment is not None}
    if position.tries:
        kept["tries"] = position.tries
    return Bookmark(json.dumps(kept, separators=(",", ":")))


def begin_of(position: Position, declared: Cursor, now: datetime, back_days: int) -> datetime:
    """Return where a walk begins: before the newest row seen, or `back_days` back, or at the very first stretch.

    A row may become visible long after its update time (contract 3.4), hence the overlap. Once nothing new
    has come for a long time, the walk does not reach back beyond the declared cap before the last complete one.
    """
    if back_days:
        return now - timedelta(days=back_days)
    if position.again is not None:
        return position.again
    if position.newest is None:
        return now - timedelta(seconds=seconds(declared.first_back))
    begin = position.newest - timedelta(seconds=seconds(declared.overlap))
    if position.through is not None:
        begin = max(begin, position.through - timedelta(seconds=seconds(declared.cap)))
    return begin


def stretches(begin: datetime, now: datetime, declared: Cursor) -> list[Stretch]:
    """Return the windows of a walk, none longer than the declared one; the last ends a little ahead of now.

    Their rows may be stamped ahead of our clock; the bookmark follows rows, so the lead costs nothing.
    """
    end = now + timedelta(seconds=seconds(declared.ahead) - seconds(declared.lag))
    begin = min(begin, now, end)
    if declared.window is None:
        return [Stretch(begin, end)]
    step = timedelta(seconds=seconds(declared.window)) - timedelta(seconds=1)  # bounds are rounded to seconds
    cuts = [begin]
    while cuts[-1] + step < end:
        cuts.append(cuts[-1] + step)
    return [Stretch(a, b) for a, b in zip(cuts, [*cuts[1:], end], strict=True)]


def behind(window: Stretch, declared: Cursor) -> datetime:
    """Return where to begin when the walk breaks off behind a window that was read whole."""
    return window.end - timedelta(seconds=seconds(declared.overlap))


def settled(position: Position, now: datetime) -> Position:
    """Return the position after a complete walk."""
    return Position(position.newest, now)


def torn(position: Position, begin: datetime) -> Position:
    """Return the position on the way through a walk whose rows moved, for the case that it breaks off here."""
    if position.tries >= PATIENCE:
        return position
    return replace(position, again=begin, tries=position.tries + 1)


def unsettled(before: Position, after: Position, begin: datetime, now: datetime) -> Position:
    """Return the position after a walk whose rows moved while it paged: the next one begins where this began."""
    if before.tries >= PATIENCE:
        return settled(after, now)
    return replace(after, through=before.through, again=begin, tries=before.tries + 1)
