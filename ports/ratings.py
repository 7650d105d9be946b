"""What we need from the rating system (好差评): every rating once, and a place for the reply after a return visit."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, TypedDict

from ports.platforms import Platform


@dataclass(frozen=True, slots=True)
class Rating:
    """One rating; `level` 1 (非常不满意) to 5 (非常满意); texts and names are untrusted."""

    rating_id: str
    channel: str
    application_ref: str  # the channel's own number of the application
    level: int
    text: str
    anonymous: bool
    rater_name: str
    rater_mobile: str
    at: datetime


@dataclass(frozen=True, slots=True)
class RatingRow:
    """One row as it came: `rating` is None where it could not be understood, then `fault` and `place` say why."""

    raw: bytes
    digest: str  # of the values that never change
    rating: Rating | None
    fault: str = ""
    place: str = ""


@dataclass(frozen=True, slots=True)
class RatingPage:
    """One page of a walk; a `warning` ends it before its end."""

    rows: tuple[RatingRow, ...]
    last: bool
    warning: str = ""


class RatingReply(TypedDict):
    """What became of an unhappy rating (reference city 10, rating)."""

    rating_id: str
    reply_id: str  # ours, 8–64 of A–Z a–z 0–9 -, one for each rating
    visited_at: str  # RFC 3339
    by: str  # ≤ 50
    text: str  # 4–500
    outcome: str  # solved, explained, unreachable


class RatingPlatform(Platform, Protocol):
    """The rating system: it is read by time and takes replies."""

    def walk(self, since: datetime, until: datetime) -> AsyncIterator[RatingPage]:
        """Yield the pages of all ratings from one moment up to another; raises OutsideError."""
        ...
