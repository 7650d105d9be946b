"""How frequent a piece of a name is in an index, as PostgreSQL's own statistics know it; cheap enough to ask always."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import bindparam, text
from sqlmodel import Session

AGAIN = 500  # questions after which the statistics are read anew
RARE = 0.02  # share of the rows; what is rarer is found by itself, the rest is compared
FEW = 3
_STATISTICS = text(
    "select most_common_elems::text::text[], most_common_elem_freqs from pg_stats "
    "where schemaname = current_schema() and tablename = :indexed and attname = 'grams'"
).bindparams(bindparam("indexed"))


@dataclass(slots=True)
class Known:
    """The shares of the most frequent pieces, and how often they were asked for."""

    shares: dict[str, float]
    asked: int = 0


_known: dict[tuple[str, str], Known] = {}


def shares(session: Session, index: str) -> dict[str, float]:
    """Return the share of the rows that hold each frequent piece; one that is not there is rare, or nobody knows."""
    place = (str(session.get_bind().engine.url), index)
    known = _known.get(place)
    if known is None or known.asked >= AGAIN:
        known = _known[place] = Known(_read(session, index))
    known.asked += 1
    return known.shares


def _read(session: Session, index: str) -> dict[str, float]:
    row = session.execute(_STATISTICS, {"indexed": f"{index}_grams"}).first()
    return {} if row is None or row[0] is None else dict(zip(row[0], row[1], strict=False))


def rarest(session: Session, index: str, words: Sequence[str]) -> list[str]:
    """Return the few words that find fastest what holds all of them; the others are left to a comparison."""
    known = shares(session, index)
    ordered = sorted(words, key=lambda word: known.get(word, 0.0))
    return [word for word in ordered if known.get(word, 0.0) < RARE][:FEW] or ordered[:2]
