"""Numbers as people write them, brought to one form; and numbers as strangers may see them."""

import unicodedata
from collections.abc import Callable
from functools import lru_cache

FILLERS = "\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0"  # letters by category, nothing to the eye
INVISIBLE = frozenset({"Cc", "Cf", "Zs", "Zl", "Zp"})
_ASCII_JUNK = dict.fromkeys((*range(33), 127))


@lru_cache(maxsize=4096)
def is_invisible(char: str) -> bool:
    """Tell whether a character shows nothing: blanks, controls, format and variation marks, fillers."""
    return (
        unicodedata.category(char) in INVISIBLE
        or char in FILLERS
        or "\ufe00" <= char <= "\ufe0f"
        or "\U000e0100" <= char <= "\U000e01ef"
    )


def visible(text: str) -> str:
    """Return the text without blanks and invisible characters."""
    return "".join(char for char in text if not is_invisible(char))


def settled(text: str, step: Callable[[str], str]) -> str:
    """Return a text to which a step was applied until nothing changed: taking one sign out may join two others."""
    while (after := step(text)) != text:
        text = after
    return text


def normal_number(text: str) -> str:
    """Return the normal form of a number: NFKC, nothing invisible, upper case (contract: Identifiers).

    An ID number of 15 digits stays as it is; `rules.identifiers.normal_id` makes 18 of it.
    """
    if text.isascii():
        return text.upper() if text.isalnum() else text.translate(_ASCII_JUNK).upper()
    return settled(text, lambda once: visible(unicodedata.normalize("NFKC", once)).upper())


def masked(text: str) -> str:
    """Return a number for eyes without a reason: first four and last two stay (3502************34).

    What is too short to hide anything that way is hidden whole.
    """
    if len(text) < 9:
        return "*" * len(text)
    return text[:4] + "*" * (len(text) - 6) + text[-2:]
