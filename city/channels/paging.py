"""Pages by number, with the faults that pages by number have (wechat, website)."""

from dataclasses import dataclass

from city.channels.book import Book
from city.common.dice import mark


@dataclass(frozen=True, slots=True)
class Page:
    """The rows of one page and what the answer says about the whole."""

    rows: list[bytes]
    total: int
    pages: int


def read_page(book: Book, low: int, high: int, page: int, size: int) -> Page:
    """Page `page` (from 1) of the rows with low ≤ updated < high, in milliseconds. Past the end it is empty."""
    first, last = book.count(low, high)
    total = last - first
    shift = _shift(book, low, high, size, total)
    if page > 1 and book.world.chance.strikes("repeat_page", book.name, "list"):
        page -= 1
    if shift and page > shift:
        start = first + (page - 1) * size - 1
        total += 1
    else:
        start = first + (page - 1) * size
    stop = min(start + size, last)
    rows = [book.row(place) for place in book.places(start, stop)] if start < last else []
    if rows and len(rows) < size and book.world.chance.strikes("duplicate_delivery", book.name, "list"):
        rows.append(rows[0])
    return Page(rows, total, -(-total // size))


def _shift(book: Book, low: int, high: int, size: int, total: int) -> int:
    """The fault shifting_page: the page after which all rows of this walk stand one place later, or 0."""
    pages = -(-total // size)
    scope = mark(f"{low}-{high}-{size}")
    if pages < 2 or not book.world.chance.marks("shifting_page", book.name, scope):
        return 0
    return 1 + book.world.dice("shift", scope).below(pages - 1)
