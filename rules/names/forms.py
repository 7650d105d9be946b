"""Names brought to one form for matching: width, script, case, blanks, marks and invisible characters do not count."""

import re
import unicodedata
from functools import cache, lru_cache

from rules.identifiers.text import settled, visible

_PLAIN = re.compile("[ 0-9a-z\u4e00-\u9fff]*")  # nothing here changes but the blanks, and what is traditional
_MARKS = frozenset("`^~|+=<>$∙⋅˙ㆍ●⸱𐄁")  # besides all punctuation: what is typed where a name has its middle dot


def folded(text: str) -> str:
    """Return a name as NFKC without blanks and invisible characters: full-width and spacing do not count."""
    return settled(text, lambda once: visible(unicodedata.normalize("NFKC", once)))


@cache
def simplified() -> dict[int, int]:
    """Return the simplified form of each traditional character; made when the first name is looked at (1 MB)."""
    from rules.names.table import SIMPLIFIED, TRADITIONAL

    return str.maketrans(TRADITIONAL, SIMPLIFIED)


@lru_cache(maxsize=4096)
def normal_name(text: str) -> str:
    """Return the normal form of a name: `folded`, no punctuation, simplified characters, lower case, no accents."""
    if _PLAIN.fullmatch(text) and simplified().keys().isdisjoint(map(ord, text)):
        return text.replace(" ", "")
    return settled(text, _simpler)


def _simpler(text: str) -> str:
    simple = folded(text).casefold().translate(simplified())
    return "".join(_bare(char) for char in simple if unicodedata.category(char)[0] != "P" and char not in _MARKS)


def _bare(char: str) -> str:
    """Return a Latin letter without its accent: é gives e."""
    first = unicodedata.normalize("NFD", char)[:1]
    return first if first.isascii() and first.isalpha() else char


@lru_cache(maxsize=4096)
def letter_words(text: str) -> tuple[str, ...]:
    """Return the words of a name that is written in Latin letters; nothing where it is not."""
    if not normal_name(text).isascii():
        return ()
    bare = "".join(map(_bare, unicodedata.normalize("NFKC", text).casefold()))
    return tuple(re.findall("[a-z0-9]+", bare))
