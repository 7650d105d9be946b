"""Keys under which two names meet that may be the same; likeness then decides. One dictionary serves every length."""

from collections.abc import Iterator
from functools import lru_cache
from itertools import groupby, islice, product

from rules.names import core_name, normal_name
from rules.names.cores import aliases
from rules.names.families import is_person
from rules.names.forms import letter_words
from rules.names.lookalikes import partners_of
from rules.names.pinyin import heard_as, heard_letters, skeleton, sounds

SHORT = 3  # up to so many characters one may look like another; more characters allow one slip of any kind
LONGEST = 12  # longer cores meet by their thirds
READINGS = 4  # of one name
VOWELS = frozenset("aeiouyh '")


def kept(name: str) -> set[str]:
    """Return the keys under which an entry is kept."""
    return {key for core in _cores(name) for key in (*_of(core), *_letters(core))}


def asked(name: str, *, letters: bool) -> set[str]:
    """Return the keys that a party's name asks by; `letters` = some entry is written in letters."""
    keys = set[str]()
    for core in _cores(name):
        keys.update(_of(core))
        if len(core) <= SHORT:
            keys.update(_by_look(core))
        if letters or core.isascii():
            keys.update(_letters(core))
    return keys


def _cores(name: str) -> set[str]:
    """Return the cores of all names that a name holds."""
    if normal_name(name).isascii():
        return {" ".join(letter_words(name))} - {""}
    return {core for core in (core_name(name), *map(core_name, aliases(name))) if core}


def _of(core: str) -> Iterator[str]:
    """Yield the core by its sound, with swapped neighbours, and with each character left out."""
    first = [_heard(char)[0] for char in core]
    for heard in islice(product(*map(_heard, core)), READINGS):
        yield " ".join(heard)
    if len(core) >= SHORT:
        yield "%" + " ".join(sorted(first))
    if len(core) > LONGEST:
        third = len(core) // 3
        yield "^" + " ".join(first[:third])
        yield "$" + " ".join(first[-third:])
    elif len(core) > SHORT:
        yield from (" ".join([*first[:n], *first[n + 1 :]]) for n in range(len(core)))
    if len(core) > SHORT or (len(core) == SHORT and not is_person(core)):
        yield "&" + skeleton(core)  # foreign sounds, written with whatever characters


def _by_look(core: str) -> Iterator[str]:
    """Yield a short core by its sound, with one character as whatever it may be taken for."""
    first = [_heard(char)[0] for char in core]
    for n, char in enumerate(core):
        for other in _looks(char):
            yield " ".join([*first[:n], other, *first[n + 1 :]])


def _letters(core: str) -> Iterator[str]:
    """Yield a name as somebody types it in letters, family name in front or behind."""
    if core.isascii():
        for words in (core.split(), sorted(core.split())):
            yield "~" + heard_letters("".join(words))
            yield "'" + "".join(letter for letter, _ in groupby("".join(words)) if letter not in VOWELS)
        return
    read = [next(iter(sounds(char)), char) for char in core]
    cuts = range(min(SHORT, len(core))) if len(core) <= LONGEST else (0,)
    yield from {"~" + heard_letters("".join([*read[cut:], *read[:cut]])) for cut in cuts}


@lru_cache(maxsize=16384)
def _heard(char: str) -> tuple[str, ...]:
    return heard_as(char) or (char,)


@lru_cache(maxsize=16384)
def _looks(char: str) -> tuple[str, ...]:
    """Return the sounds of the characters that one is taken for, without its own."""
    found = {_heard(partner)[0] for partner in partners_of().get(char, "")}
    return tuple(found - set(_heard(char)))
