"""Which of some list entries fit a party: many parties against few or many entries, in memory, without a database."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from rules.identifiers import check_id, normal_number
from rules.names import Likeness, likeness
from usecases.blacklist_rows import list_number
from usecases.rescreening_keys import asked, frames, kept


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
    core: str


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
    people: set[int] = field(default_factory=set)  # entries with a valid ID number: another one is another person
    frames: set[int] = field(default_factory=set)  # of short names
    letters: bool = False  # whether some name is written in letters

    def add(self, entry: Candidate) -> None:
        """Take in one entry."""
        self.entries[entry.id] = entry
        if entry.number:
            self.by_number.setdefault(entry.number, []).append(entry.id)
            if check_id(entry.number).valid:
                self.people.add(entry.id)
        self.letters = self.letters or entry.name.isascii()
        self.frames |= frames(entry.name)
        for key in map(hash, kept(entry.name)):
            known = self.by_key.setdefault(key, entry.id)
            if isinstance(known, list):
                known.append(entry.id)
            elif known != entry.id:
                self.by_key[key] = [known, entry.id]

    def matches(self, parties: Iterable[Party]) -> list[Match]:
        """Return the entries that fit some parties of one subject, each once, the surest first."""
        found: dict[int, Match] = {}
        for party in parties:
            for match in (*self._by_number(party), *self._by_name(party)):
                known = found.get(match.entry.id)
                if known is None or (match.same_number, match.score) > (known.same_number, known.score):
                    found[match.entry.id] = match
        return sorted(found.values(), key=lambda match: (not match.same_number, -match.score, match.entry.id))

    def _by_number(self, party: Party) -> Iterator[Match]:
        for number in party.numbers:
            for entry_id in self.by_number.get(number, ()):
                yield Match(self.entries[entry_id], party, 1.0, True, ("号码一致",))

    def _by_name(self, party: Party) -> Iterator[Match]:
        likely: dict[int, None] = {}
        for key in map(hash, asked(party.name, letters=self.letters, known=self.frames)) if party.name else ():
            met = self.by_key.get(key)
            if met is not None:
                likely.update(dict.fromkeys(met if isinstance(met, list) else [met]))
        if likely and party.role != "shop" and any(check_id(number).valid for number in party.numbers):
            likely = {entry_id: None for entry_id in likely if entry_id not in self.people}
        for entry_id in likely:
            entry = self.entries[entry_id]
            like = alike(party.name, entry.name)
            if like.same:
                yield Match(entry, party, like.score, False, like.why)


@lru_cache(maxsize=32768)
def alike(one: str, other: str) -> Likeness:
    """Return how like two names are; the names of a city repeat themselves."""
    return likeness(one, other)


def forms(numbers: Iterable[str | None]) -> tuple[str, ...]:
    """Return the forms under which numbers may stand in a list: as written, and 15 digits as 18."""
    found = dict.fromkeys(form for n in numbers if n for form in (normal_number(n), list_number(n)))
    return tuple(form for form in found if form)
