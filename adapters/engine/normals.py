"""Bring a text of theirs into its normal form: full-width, blanks, invisible characters, old numbers, brackets."""

import re
import unicodedata
from collections.abc import Callable, Sequence

from adapters.engine.templates import BRACKETS
from rules import identifiers

NORMALISED = "value_normalised"  # a norm of the profile changed a value; the row's bytes keep it as it came
_UNSEEN = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")


def _upper_x(text: str) -> str:
    return text[:-1] + "X" if re.fullmatch(r"[0-9]{17}x", text) else text


def _long_id(text: str) -> str:
    return identifiers.normal_id(text) if re.fullmatch(r"[0-9]{15}", text) else text


NORMS: dict[str, Callable[[str], str]] = {
    "nfkc": lambda text: unicodedata.normalize("NFKC", text),
    "strip": str.strip,
    "zwsp": lambda text: _UNSEEN.sub("", text),
    "upper-x": _upper_x,
    "id15to18": _long_id,
    "brackets": lambda text: text.translate(BRACKETS),
}


def normaliser(names: Sequence[str]) -> Callable[[str], str]:
    """Return what applies some norms one behind the other."""
    steps = [NORMS[name] for name in names]

    def normal(text: str) -> str:
        for step in steps:
            text = step(text)
        return text

    return normal
