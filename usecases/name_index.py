"""The index of the names in the blacklists: their pieces, and the keys that names with slips have in common."""

from collections.abc import Iterable, Sequence

from sqlmodel import Session

from rules.names import gram_text
from rules.names.keys import keys, word
from usecases import search_index
from usecases.search_index import Condition

INDEX = "blacklist"


def words(name: str) -> str:
    """Return what the index row of a name holds; the same name always gives the same text."""
    return f"{gram_text(name)} {' '.join(map(word, keys(name)))}"


def add(session: Session, rows: Iterable[tuple[int, str]]) -> None:
    """Index (entry id, name) pairs."""
    search_index.put(session, INDEX, [(row_id, words(name)) for row_id, name in rows])


def remove(session: Session, rows: Iterable[tuple[int, str]]) -> None:
    """Take (entry id, name) pairs out again."""
    search_index.take(session, INDEX, [(row_id, words(name)) for row_id, name in rows])


def sharing(session: Session, table_id: str, wanted: Sequence[str]) -> Condition:
    """Return (SQL condition, parameters) that selects entries whose names share a key."""
    return search_index.overlapping(session, INDEX, table_id, [word(key) for key in wanted])
