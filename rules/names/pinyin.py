"""Pinyin of names: the first reading of each character, without tone."""

from array import array
from functools import cache, lru_cache

from rules.names.forms import normal_name

FIRST, LAST = 0x3400, 0x323AF


@cache
def _readings() -> "tuple[array[int], tuple[str, ...]]":
    """Return, for each Han character from FIRST on, the index of its syllable (2 bytes each, made once), and those."""
    from rules.names.table import SYLLABLES

    table = array("H", bytes(2 * (LAST - FIRST + 1)))
    for index, chars in enumerate(SYLLABLES.values(), 1):
        for char in chars:
            table[ord(char) - FIRST] = index
    return table, ("", *SYLLABLES)


def syllable(char: str) -> str:
    """Return the reading of one character; a letter or figure reads as itself, anything else as nothing."""
    code = ord(char)
    if code < 128:
        return char.lower() if char.isalnum() else ""
    index, known = _readings()
    return known[index[code - FIRST]] if FIRST <= code <= LAST else ""


def syllables(name: str) -> list[str]:
    """Return the readings of a name's normal form, one for each character that has one."""
    return [reading for char in normal_name(name) if (reading := syllable(char))]


def pinyin(name: str) -> str:
    """Return the readings joined: the pinyin key of a name, equal for homophones."""
    return "".join(syllables(name))


def initials(name: str) -> str:
    """Return the first letters of a name's readings: 鹭岛便利店 gives ldbld."""
    return "".join(map(_initial, normal_name(name)))


@lru_cache(maxsize=8192)
def _initial(char: str) -> str:
    return syllable(char)[:1]
