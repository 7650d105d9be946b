"""How the register is searched: the pieces of names and addresses by which a licence is found, and what was typed."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlmodel import Session

from models.values import DISTRICTS
from rules.identifiers import normal_number
from rules.names import grams, query_grams
from rules.names.grams import searchable
from usecases import search_index

INDEX = "licence"
NAMES = ("holder_name", "shop_name", "legal_rep_name")
WORDS = {"status": "s", "district": "d"}  # filters that the index holds too (migrations.search)
FILTER = "\ue000"
LETTERS = re.compile(r"[a-z]{1,40}", re.ASCII)
NUMBER = re.compile(r"[0-9]{4,12}", re.ASCII)
FIGURES = re.compile(r"[0-9]{3,}", re.ASCII)
HOLDER = re.compile(r"[0-9A-Z]{15}|[0-9A-Z]{18}", re.ASCII)
PLACES = ("福建省", "厦门市", "厦门", *DISTRICTS.values())
IN_FRONT = re.compile("".join(f"(?:{place})?" for place in PLACES))


def words(row: Mapping[str, Any]) -> str:
    """Return the pieces by which a licence is found: characters and pairs of its names, pairs of its address.

    Besides every number of three figures or more whole, because pairs of figures are in far too many addresses.
    """
    text = " ".join([row[name] for name in NAMES])
    address = street(row["address"])
    pairs = map(str.__add__, address, address[1:])
    return " ".join(dict.fromkeys([*grams(text), *pairs, *FIGURES.findall(text), *FIGURES.findall(address)]))


def pieces(typed: str) -> list[str]:
    """Return what a row must hold to be looked at: the number whole, or every pair of characters."""
    number = normal_number(typed)
    return [number] if FIGURES.fullmatch(number) else query_grams(typed)


def street(address: str) -> str:
    """Return an address as it is compared: without province, city and district, unless there is nothing else."""
    text = searchable(address)
    begins = IN_FRONT.match(text)
    return text[begins.end() :] or text if begins else text


def add(session: Session, rows: Iterable[tuple[int, Mapping[str, Any]]]) -> None:
    """Index licences that were just written: (id, names and address)."""
    search_index.put(session, INDEX, [(row_id, words(row)) for row_id, row in rows])


def renew(session: Session, changes: Iterable[tuple[Mapping[str, Any], Mapping[str, Any]]]) -> None:
    """Index licences again whose (row before, row after) differ in name or address."""
    pairs = [(before["id"], words(before), words(after)) for before, after in changes]
    changed = [pair for pair in pairs if pair[1] != pair[2]]
    if changed:
        search_index.take(session, INDEX, [(row_id, old) for row_id, old, _new in changed])
        search_index.put(session, INDEX, [(row_id, new) for row_id, _old, new in changed])


def kind(typed: str) -> str:
    """Return what was typed: a "licence" number or its start, a "holder" number, "initials", or a piece of a "name"."""
    number = normal_number(typed)
    if NUMBER.fullmatch(number):
        return "licence"
    if HOLDER.fullmatch(number) and any(char.isdigit() for char in number):
        return "holder"
    return "initials" if LETTERS.fullmatch(typed.strip().lower()) else "name"


def expression(filters: Mapping[str, str | None], typed: str) -> str:
    """Return SQLite's full-text expression for filters and a piece of a name or address; "" where nothing can match."""
    wanted = [f'"{piece}"' for piece in pieces(typed)]
    if not wanted:
        return ""
    wanted += [f'"{word}"' for word in filter_words(filters)]
    return " AND ".join(wanted)


def filter_words(filters: Mapping[str, str | None]) -> list[str]:
    """Return the words under which the index holds the licences that filters select."""
    return [f"{FILTER}{WORDS[name]}{value.encode().hex()}" for name, value in filters.items() if value]


def take(session: Session, rows: Iterable[Mapping[str, Any]]) -> None:
    """Take licences out of the index, before they or their names go."""
    search_index.take(session, INDEX, [(row["id"], words(row)) for row in rows])


def holds(texts: Sequence[str], typed: str) -> bool:
    """Tell whether one of the names or addresses holds what was typed, in normal form."""
    wanted = searchable(typed)
    return any(wanted in searchable(value) for value in texts)
