"""Look at a page no closer than a walk needs: which row each is, and when it was changed."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import repeat

from adapters.engine.records import RecordReader
from adapters.engine.sheets import PageReader
from adapters.engine.vocabulary import Profile
from adapters.intake.rows import ABSENT, RowReader
from ports.intake import Row

NAMES = ("ref", "revision", "updated_at")


@dataclass(frozen=True, slots=True)
class Glance:
    """The rows of a page, most of them unread; `moments` say when each was changed, None where it does not say."""

    rows: tuple[Row, ...] = ()
    moments: tuple[datetime | None, ...] = ()

    @property
    def newest(self) -> datetime | None:
        """Return the newest change."""
        return max(filter(None, self.moments), default=None)

    def dated(self) -> Iterable[tuple[Row, datetime | None]]:
        """Return each row with its moment."""
        return zip(self.rows, self.moments, strict=True)

    def identity(self) -> int:
        """Return a hash of which rows these are, in which state."""
        return hash(tuple([(row.ref, row.revision, row.digest, moment) for row, moment in self.dated()]))


class Glancer:
    """Reads reference, revision and moment of rows; a row that does not give them plainly is read whole."""

    def __init__(self, profile: Profile, reader: RowReader) -> None:
        fields = {name: profile.map.get(name, ABSENT) for name in NAMES}
        plan = RecordReader(fields, profile.tables).plan
        self._pages = PageReader(fields, profile.tables, plan, twice=False)
        self._reader = reader

    def glance(self, raws: Sequence[bytes]) -> Glance:
        """Return a page at a glance, its rows in their order."""
        if self._reader.identify is not None:
            whole = self._reader.read_page(raws)
            return Glance(whole, tuple([row.form.updated_at if row.form else None for row in whole]))
        places, taken = self._pages.read(raws)
        refs, revisions, moments = taken.columns
        glanced = map(Row, repeat(self._reader.channel), refs, revisions, [raws[place] for place in places], repeat(""))
        if len(places) == len(raws):
            return Glance(tuple(glanced), tuple(moments))
        plain = set(places)
        strange = [place for place in range(len(raws)) if place not in plain]
        whole = self._reader.read_page([raws[place] for place in strange])
        dated = [(row, row.form.updated_at if row.form is not None else None) for row in whole]
        looked = dict(zip(strange, dated, strict=True))
        looked |= zip(places, zip(glanced, moments, strict=True), strict=True)
        rows, found = zip(*[looked[place] for place in range(len(raws))], strict=True)
        return Glance(rows, found)
