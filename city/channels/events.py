"""Which fields an event must have, may have and must not have (contract section 3.3)."""

from typing import Any

from city.channels.book import Book
from city.common.shapes import Faulty
from city.population.plans import plan_of
from city.world import index_of

TYPES = ("accept", "refuse", "supplement", "progress", "result")
_DATED = {"new", "renew", "change", "reissue"}
_CALLED_FOR = {
    "opinion": {"refuse", "supplement", "refused"},
    "doc_no": {"accept", "refuse", "supplement", "granted", "refused"},
    "materials": {"supplement"},
    "licence_no": {"granted"},
}
TOLERANCE = 300.0


def check_conditions(deed: str, present: set[str], names: dict[str, str]) -> None:
    """Raise Faulty where a condition of the table is broken.

    `deed` is the type, or `granted` / `refused` for a result; `present` holds the common names of the fields that
    came, `names` leads from a common name to the channel's own.
    """
    for name, deeds in _CALLED_FOR.items():
        if deed in deeds and name not in present:
            raise Faulty(names[name], f"is missing for {deed}")
        if deed not in deeds and name in present and name != "opinion":
            raise Faulty(names[name], f"must be absent for {deed}")
    for name in ("valid_from", "valid_to"):
        if name in present and deed != "granted":
            raise Faulty(names[name], f"must be absent for {deed}")


def check_dates(book: Book, application: str, deed: str, present: set[str], names: dict[str, str]) -> None:
    """Raise Faulty where a granted licence of a known application lacks its dates."""
    place = book.find(application)
    if deed != "granted" or place is None:
        return
    if plan_of(book.world.seed, index_of(book.name, place)).item in _DATED:
        for name in ("valid_from", "valid_to"):
            if name not in present:
                raise Faulty(names[name], "is missing for this item")


def check_moment(book: Book, at: float, field: str) -> None:
    """Raise Faulty for a moment later than now + 300 s, by the right clock and by the one that the system shows."""
    if at > max(book.world.now(), book.world.shown_now(book.name)) + TOLERANCE:
        raise Faulty(field, "lies in the future")


def deed_of(kind: str, outcome: Any, field: str) -> str:
    """The type, or the outcome of a result. Raises Faulty where the outcome is missing or not called for."""
    if kind != "result":
        if outcome is not None:
            raise Faulty(field, f"must be absent for {kind}")
        return kind
    if outcome is None:
        raise Faulty(field, "is missing for result")
    return str(outcome)
