"""The rating system: its list is read page by page and row by row, replies go out one at a time."""

import hashlib
from collections.abc import AsyncIterator
from datetime import datetime
from typing import Any

from adapters.engine.client import OutsideSystem
from adapters.engine.values import Unreadable
from adapters.platforms.pages import Pages
from adapters.platforms.single import DeclaredPlatform
from ports.ratings import Rating, RatingPage, RatingRow

LEVELS = range(1, 6)


class DeclaredRatingPlatform(DeclaredPlatform):
    """A rating system that a profile describes (ports.ratings.RatingPlatform)."""

    def __init__(self, system: OutsideSystem) -> None:
        super().__init__(system)
        self._pages = Pages(system, "ratings", "评价")

    async def walk(self, since: datetime, until: datetime) -> AsyncIterator[RatingPage]:
        """Yield the pages from one moment up to another; a faulty row costs none of its neighbours."""
        async for page in self._pages.walk({"from": since, "to": until}):
            yield RatingPage(tuple(self.read(raw) for raw in page.raws), last=page.last, warning=page.warning)

    def read(self, raw: bytes) -> RatingRow:
        """Return one row; what breaks its contract says where."""
        try:
            found = self._pages.read(raw)
            named = zip(self._pages.names, found.values, strict=True)
            rating = _known({name: "" if value is None else value for name, value in named})
        except Unreadable as error:
            return RatingRow(raw, hashlib.sha256(raw).hexdigest(), None, error.fault, error.place)
        return RatingRow(raw, hashlib.sha256(repr(found.content).encode()).hexdigest(), rating)


def _known(values: dict[str, Any]) -> Rating:
    rating = Rating(**values)
    if rating.level not in LEVELS:
        raise Unreadable(f"没有评价等级{rating.level}", "$.level")
    return rating
