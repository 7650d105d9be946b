"""Keys under which two names meet that may be the same; likeness then decides. One dictionary serves every length."""

from collections.abc import Callable, Container, Iterator
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
    cores = _cores(name)
    return {key for core in cores for key in (*_of(core), *_letters(core), *(k for _, k in _seen(core, itself)))}


def frames(name: str) -> set[int]:
    """Return what the short names around one have in common; where no entry has it, no look-alike need be asked."""
    return {frame for core in _cores(name) for frame, _key in _seen(core, itself)}


def asked(name: str, *, letters: bool, known: Container[int]) -> set[str]:
    """Return the keys that a party's name asks by.

    `letters` = some entry is written in letters; `known` are the frames of all entries.
    """
    keys = set[str]()
    for core in _cores(name):
        keys.update(_of(core))
        keys.update(key for frame, key in _seen(core, looks, known))
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


def _seen(core: str, as_what: Callable[[str], str], known: Container[int] | None = None) -> Iterator[tuple[int, str]]:
    """Yield (frame, key) of a short core by its sound, but one character as it is, or as what it may be taken for."""
    if len(core) > SHORT:
        return
    first = [_heard(char)[0] for char in core]
    for n, char in enumerate(core):
        rest = f"/{n} " + " ".join([*first[:n], *first[n + 1 :]])
        frame = hash(rest)
        if known is None or frame in known:
            yield from ((frame, rest + other) for other in as_what(char))


def itself(char: str) -> str:
    """Return a character."""
    return char


def looks(char: str) -> str:
    """Return the characters that one is taken for."""
    return partners_of().get(char, "")


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
