"""The attachments of one channel: known or not, late, and sometimes with wrong bytes."""

from collections import Counter

from city.channels.book import Book
from city.common.dice import mark
from city.population.attachments import LETTER_KINDS, Attachment, content_of, media_type
from city.world import place_of


class FileRefused(Exception):
    """An attachment cannot be had: `late` is None when it never can, else seconds to wait."""

    def __init__(self, late: float | None) -> None:
        super().__init__("late" if late else "unknown")
        self.late = late


class Files:
    """Serves the attachments that the rows of a book name."""

    def __init__(self, book: Book) -> None:
        self._book = book
        self._ready: dict[str, float] = {}
        self._served: Counter[str] = Counter()

    def fetch(self, ident: str) -> tuple[Attachment, bytes, str]:
        """The attachment, its bytes and its media type. Raises FileRefused."""
        attachment = self.known(ident)
        if attachment is None:
            raise FileRefused(None)
        self._refuse_late(ident)
        content = content_of(ident, attachment.kind)
        return attachment, self._maybe_spoil(ident, content), media_type(attachment.kind)

    def known(self, ident: str) -> Attachment | None:
        """The attachment of a visible application, or None."""
        digits, kind = ident[2:11], LETTER_KINDS.get(ident[11:])
        if not ident.startswith("AT") or kind is None or not (digits.isascii() and digits.isdigit()):
            return None
        channel, place = place_of(int(digits))
        if channel != self._book.name or self._book.find(self._book.ident(place)) is None:
            return None
        return next((one for one in self._book.paper(place).attachments if one.id == ident), None)

    def _refuse_late(self, ident: str) -> None:
        world = self._book.world
        if ident not in self._ready:
            late = world.chance.marks("late_attachment", self._book.name, mark(ident))
            self._ready[ident] = world.now() + (world.timing.late_attachment if late else 0.0)
        wait = self._ready[ident] - world.now()
        if wait > 0:
            raise FileRefused(wait)

    def _maybe_spoil(self, ident: str, content: bytes) -> bytes:
        world = self._book.world
        if not world.chance.marks("wrong_digest", self._book.name, mark(ident)):
            return content
        self._served[ident] += 1
        for_ever = world.dice("wrong_digest", mark(ident)).below(3) == 0
        return content[:-3] + b"!!!" if for_ever or self._served[ident] == 1 else content
