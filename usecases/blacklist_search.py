"""Search the blacklists by number or by name with misspelling; the best first, and never a verdict by name alone."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import bindparam, select, text
from sqlmodel import Session

from rules.identifiers import normal_number
from rules.identifiers.typed import mended
from rules.names import initials, normal_name, pinyin, query_grams
from rules.names.cores import PLACES, core_name
from rules.names.keys import asked, asked_cores
from rules.names.likeness import THRESHOLD, Likeness, likeness
from rules.names.slips import apart, cheapest, within
from usecases import name_index, search_index
from usecases.blacklist import COLUMNS, ENTRIES, Entry
from usecases.blacklist_numbers import entry_ids
from usecases.texts import storable

QUERY_LENGTH = 200  # longer text is cut: no name is longer
SHOWN_FROM = 0.6
MOST_CANDIDATES = 1000  # of one way to look; then the cheap likeness picks
MOST_COMPARED = 60
LONG_CORE = 3  # a longer one may hold a place or trade that is written wrong
ROUNDING = 1e-6
TYPO = 0.7  # below the threshold: another number is another party until a person looks
DIGITS = "0123456789X"
ONE = select(*COLUMNS).where(ENTRIES.c.id == bindparam("entry_id"))

Where = Any  # a condition of SQLAlchemy
Candidates = dict[int, str]  # entry id → core


@dataclass(frozen=True, slots=True)
class Found:
    """One entry with how like the query it is: score 0 to 1, `same` at or above the threshold, why in Chinese."""

    entry: Entry
    score: float
    same: bool
    why: str


@dataclass(frozen=True, slots=True)
class Hits:
    """What the lists say of one applicant: the same number is a hit, a like name only a question to a person."""

    by_number: tuple[Entry, ...]
    by_name: tuple[Found, ...]


def search(session: Session, query: str, *, list_name: str = "", limit: int = 20) -> list[Found]:
    """Return the entries that a number or a name may mean, best first."""
    words = storable(query.strip()[:QUERY_LENGTH])
    only: list[Where] = [ENTRIES.c.lifted_at.is_(None)]
    if list_name:
        only.append(ENTRIES.c.list_name == list_name)
    by_number = _by_number(session, words, only)
    seen = {found.entry.id for found in by_number}
    by_name = [found for found in _by_name(session, words, only, parts=True) if found.entry.id not in seen]
    return sorted([*by_number, *by_name], key=lambda found: (-found.score, found.entry.id))[:limit]


def hits(session: Session, numbers: Sequence[str], names: Sequence[str], *, on: date) -> Hits:
    """Return the entries in force on a day for a party: by its numbers, and by names that are the same or nearly."""
    only: list[Where] = [ENTRIES.c.lifted_at.is_(None)]
    by_number = numbered(session, numbers, on=on)
    seen = {entry.id for entry in by_number}
    by_name: dict[int, Found] = {}
    for name in dict.fromkeys(name for name in names if name):
        for found in _by_name(session, storable(name[:QUERY_LENGTH]), only):
            if found.same and found.entry.in_force(on) and found.entry.id not in seen:
                best = by_name.setdefault(found.entry.id, found)
                by_name[found.entry.id] = max(best, found, key=lambda one: one.score)
    return Hits(tuple(by_number), tuple(sorted(by_name.values(), key=lambda found: -found.score)))


def numbered(session: Session, numbers: Iterable[str], *, on: date) -> list[Entry]:
    """Return the entries in force on a day that bear one of these numbers, however these are written."""
    ids = entry_ids(session, numbers)
    found = (Entry(*session.connection().execute(ONE, {"entry_id": one}).one()) for one in ids)
    return [entry for entry in found if entry.in_force(on)]


def _by_number(session: Session, words: str, only: Sequence[Where]) -> list[Found]:
    if not any(char.isdigit() for char in words):
        return []
    ids = entry_ids(session, [words])
    if ids:
        why = "号码一致（形近的字母按数字读）" if mended(words) else "号码一致"
        return [Found(entry, 1.0, same=True, why=why) for entry in _entries(session, ENTRIES.c.id.in_(ids), *only)]
    near = _slips(normal_number(words))
    found = _entries(session, ENTRIES.c.number.in_(near), *only) if near else []
    return [Found(entry, TYPO, same=False, why="号码只差一位，或相邻两位颠倒") for entry in found]


def _slips(number: str) -> set[str]:
    """Return the numbers of 15 or 18 places that differ by one wrong figure or one swap."""
    if len(number) not in {15, 18} or not number.isascii():
        return set()
    near = {number[:n] + digit + number[n + 1 :] for n in range(len(number)) for digit in DIGITS}
    near |= {number[:n] + number[n + 1] + number[n] + number[n + 2 :] for n in range(len(number) - 1)}
    return near - {number}


def _by_name(session: Session, name: str, only: Sequence[Where], *, parts: bool = False) -> list[Found]:
    """Return what a name may mean, by `likeness`; with `parts` also what is only like it, and names that hold it."""
    core = core_name(name)
    if not core:
        return []
    sure, likely = _candidates(session, name, only)
    holding = _rows(session, _holds(session, name), *only) if parts else {}
    nearest = _nearest(core, likely, SHOWN_FROM if parts else THRESHOLD)
    chosen = {*sure, *nearest[:MOST_COMPARED], *list(holding)[:MOST_COMPARED]}
    entries = _entries(session, ENTRIES.c.id.in_(chosen)) if chosen else []
    likes = {other: likeness(name, other) for other in {entry.name for entry in entries}}
    found = [_said(likes[entry.name], entry, entry.id in holding) for entry in entries]
    return [one for one in found if one.score >= SHOWN_FROM or one.entry.id in holding]


def _nearest(core: str, likely: Candidates, least: float) -> list[int]:
    """Return whose core may reach a score, nearest first: what the cores alone cost is never less in the whole.

    Letters, and long cores that may hold what was written wrong, are compared as a whole.
    """
    if core.isascii():
        return list(likely)
    known = {other for other in set(likely.values()) if _unclear(core) or _unclear(other) or within(core, other, least)}
    cores = sorted(known, key=lambda other: apart(core, other))[:MOST_COMPARED]
    costs = {other: _cost(core, other) for other in cores}
    reach = {other for other, cost in costs.items() if cost <= 1 - least + ROUNDING}
    return sorted((row for row, other in likely.items() if other in reach), key=lambda row: costs[likely[row]])


def _cost(core: str, other: str) -> float:
    """Return what the cores alone take from a score; nothing where they do not decide."""
    if _unclear(core) or _unclear(other):
        return 0.0
    return cheapest(core, other, foreign=True).weight / max(len(core), len(other))


def _unclear(core: str) -> bool:
    """Tell whether what was cut off a name may decide as much as its core."""
    return core.isascii() or len(core) > LONG_CORE + 2


def _said(like: Likeness, entry: Entry, holds: bool) -> Found:
    why = [*like.why, *(["名称含有所查的字"] if holds and not like.same else [])]
    return Found(entry, like.score, like.same, "；".join(why))


def _candidates(session: Session, name: str, only: Sequence[Where]) -> tuple[Candidates, Candidates]:
    """Return (same core or same letters, may be misspelt) by the indices; what is misspelt shares a key or a shape."""
    c = ENTRIES.c
    rows: Callable[..., Candidates] = lambda *where, **most: _rows(session, *where, *only, **most)  # noqa: E731
    sharing, values = name_index.sharing(session, "blacklist_entries.id", asked(name))
    likely = rows(text(sharing).bindparams(**values))
    if name.isascii():
        letters = _starts(normal_name(name))
        sure = rows(c.syllables.in_(letters)) | rows(c.initials.in_(_starts(normal_name(name), initials)))
        return dict(list((rows(c.core == core_name(name)) | sure).items())[:MOST_COMPARED]), likely
    own, alike = asked_cores(name)
    return rows(c.core.in_(own), most=MOST_COMPARED), likely | (rows(c.core.in_(alike)) if alike else {})


def _starts(letters: str, of: Callable[[str], str] = pinyin) -> list[str]:
    """Return the beginnings that a core's pinyin may be of typed letters, with the city's places cut off."""
    cuts = {0} | {len(of(place)) for place in PLACES if letters.startswith(of(place))}
    return [letters[cut:end] for cut in cuts for end in range(len(letters), cut + 1, -1)][:120]


def _holds(session: Session, name: str) -> Where:
    sql, values = search_index.any_of(session, name_index.INDEX, "blacklist_entries.id", [query_grams(name)])
    return text(sql).bindparams(**values)


def _rows(session: Session, *where: Where, most: int = MOST_CANDIDATES) -> Candidates:
    wanted = select(ENTRIES.c.id, ENTRIES.c.core).where(*where).limit(most)
    return {row[0]: row[1] for row in session.execute(wanted).all()}


def _entries(session: Session, *where: Where) -> list[Entry]:
    wanted = select(*COLUMNS).where(*where).order_by(ENTRIES.c.id).limit(MOST_CANDIDATES)
    return [Entry(*row) for row in session.execute(wanted).all()]


def lines(found: Iterable[Found], *, full: bool = False) -> Iterator[dict[str, object]]:
    """Yield the objects that `luqiao blacklist search` prints (contract: the command line)."""
    from rules.identifiers import masked

    for one in found:
        entry = one.entry
        number = entry.number if full else masked(entry.number)
        place = {"entry": entry.id, "name": entry.name, "number": number or None, "list": entry.list_name}
        yield {**place, "score": one.score, "same": one.same, "why": one.why}
