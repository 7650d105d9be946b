"""Pieces of names for the index that serves every length: single characters and pairs."""

import unicodedata
from operator import concat

from rules.names.forms import normal_name


def searchable(name: str) -> str:
    """Return the characters of a name that an index keeps: letters, figures, private-use characters."""
    text = normal_name(name)
    if text.isalnum():
        return text
    return "".join(char for char in text if char.isalnum() or unicodedata.category(char) == "Co")


def grams(name: str) -> list[str]:
    """Return each single character and each pair of neighbours of a name, once, in order."""
    text = searchable(name)
    return list(dict.fromkeys([*text, *map(concat, text, text[1:])]))


def gram_text(name: str) -> str:
    """Return the text of the index row of a name (FTS5); the same name always gives the same text."""
    return " ".join(grams(name))


def query_grams(query: str) -> list[str]:
    """Return what a row must hold to be looked at: the character itself, or all pairs; empty when nothing can match."""
    text = searchable(query)
    return list(text) if len(text) < 2 else list(dict.fromkeys(text[n : n + 2] for n in range(len(text) - 1)))


def gram_match(query: str) -> str:
    """Return the FTS5 expression for a query; empty when it holds nothing that an index keeps."""
    return " AND ".join(f'"{gram}"' for gram in query_grams(query))
