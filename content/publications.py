"""The built-in rows of publication, read once."""

from functools import cache, lru_cache
from typing import TYPE_CHECKING

from content import read_text
from rules.publication_rows import Publication, Rows, in_force, parse

if TYPE_CHECKING:
    from datetime import date

NAME = "publication.toml"


@cache
def _rows() -> Rows:
    return parse(read_text(f"law/{NAME}"), NAME)


@lru_cache(maxsize=4096)
def publication(on: "date") -> Publication:
    """Return what counts on a day."""
    return in_force(_rows(), on)
