"""Which of some list entries fit a party: many parties against few or many entries, in memory, without a database."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from rules.identifiers import check_id, normal_number
from rules.names.keys import asked, asked_cores, cores, frames, keys
from rules.names.likeness import Likeness, likeness
from usecases import blacklist_numbers


class Candidate(NamedTuple):
    """One entry of a list as it is compared."""

    id: int
    list_name: str
    name: str
    number: str
    kind: str
    reason: str
    from_on: date | None
    to_on: date | None
    source: str


class Party(NamedTuple):
    """Whom a licence or an application names in one role, with every number that is known of them."""

    role: str  # holder, shop, legal_rep
    name: str
    numbers: tuple[str, ...]


class Match(NamedTuple):
    """One entry that fits a party: by number, or by a name that is the same or nearly; `parts` say why."""

    entry: Candidate
    party: Party
    score: float
    same_number: bool
    parts: tuple[str, ...]


@dataclass(slots=True)
class Matcher:
    """Some entries by number and by the keys of their names."""

    entries: dict[int, Candidate] = field(default_factory=dict)
    by_number: dict[str, list[int]] = field(default_factory=dict)
    by_key: dict[int, int | list[int]] = field(default_factory=dict)  # a list only where several share a key
    frames: set[str] = field(default_factory=set)  # of the short cores, so that few look-alikes are asked for
    letters: bool = False  # whether some name is written in letters

    def add(self, entry: Candidate) -> None:
        """Take in one entry."""
        self.entries[entry.id] = entry
        if entry.number:
            self.by_number.setdefault(entry.number, []).append(entry.id)
        own = cores(entry.name)
        self.frames.update(frame for core in own for frame in frames(core))
        self.letters = self.letters or any(core.isascii() for core in own)
        for key in map(hash, (*keys(entry.name), *own)):
            known = self.by_key.setdefault(key, entry.id)
            if isinstance(known, list):
                known.append(entry.id)
            elif known != entry.id:
                self.by_key[key] = [known, entry.id]

    def matches(self, parties: Iterable[Party]) -> list[Match]:
        """Return the entries that fit some parties of one subject, each once, the surest first."""
        return best(fits(party, self.entries[one]) for party in parties for one in self._likely(party))

    def _likely(self, party: Party) -> Iterable[int]:
        """Return the entries that share a number or a key with a party."""
        likely = {one: None for number in party.numbers for one in self.by_number.get(number, ())}
        own, alike = asked_cores(party.name, self.frames) if party.name else ([], [])
        for key in map(hash, (*asked(party.name, letters=self.letters), *own, *alike) if party.name else ()):
            met = self.by_key.get(key)
            if met is not None:
                likely.update(dict.fromkeys(met if isinstance(met, list) else [met]))
        return likely


def best(found: Iterable[Match | None]) -> list[Match]:
    """Return each entry once, with the party that it fits best, the surest first."""
    kept: dict[int, Match] = {}
    for match in filter(None, found):
        known = kept.get(match.entry.id)
        if known is None or (match.same_number, match.score) > (known.same_number, known.score):
            kept[match.entry.id] = match
    return sorted(kept.values(), key=lambda match: (not match.same_number, -match.score, match.entry.id))


def fits(party: Party, entry: Candidate) -> Match | None:
    """Judge one entry against one party, at a first screening as at every later one; None: it means somebody else.

    Two right ID numbers that differ are two persons, whatever their names. A shop has none: its name asks alone.
    """
    if entry.number and entry.number in party.numbers:
        return Match(entry, party, 1.0, True, ("号码一致",))
    another = party.role != "shop" and _of_person(entry.number) and any(map(_of_person, party.numbers))
    if another or not party.name:
        return None
    like = alike(party.name, entry.name)
    return Match(entry, party, like.score, False, like.why) if like.same else None


@lru_cache(maxsize=65536)
def _of_person(number: str) -> bool:
    """Tell whether a number is a right ID number."""
    return check_id(number).valid


@lru_cache(maxsize=32768)
def alike(one: str, other: str) -> Likeness:
    """Return how like two names are; the names of a city repeat themselves."""
    return likeness(one, other)


def forms(numbers: Iterable[str | None]) -> tuple[str, ...]:
    """Return the forms under which numbers may stand in a list, each number's normal form first."""
    found: dict[str, None] = {}
    for number in filter(None, numbers):
        found |= dict.fromkeys((normal_number(number), *sorted(blacklist_numbers.forms(number))))
    return tuple(form for form in found if form)
