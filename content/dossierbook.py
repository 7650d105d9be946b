"""The archive's rules: order, required parts and retention of dossiers, read once."""

from functools import cache

from content import read_text
from rules.dossiers import Book, parse

SHEETS = "dossier.typ"


@cache
def dossiers() -> Book:
    """Return the built-in rules of dossiers."""
    return parse(read_text("dossier.toml"))


@cache
def sheets() -> str:
    """Return the template of cover, catalogue, records and back sheet."""
    return read_text(SHEETS)
