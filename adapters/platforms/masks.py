"""How an identity number leaves the house: whole, without six digits of the birth date, or without its middle."""

from collections.abc import Callable

STAR = "*"


def whole(text: str) -> str:
    """Return a number as it is: its profile says that this receiver gets it."""
    return text


def birth6(text: str) -> str:
    """Return an ID number without the last six digits of its birth date (9–14); of any other paper hide the middle."""
    if len(text) == 18 and text[:17].isdigit():
        return text[:8] + STAR * 6 + text[14:]
    return middle(text)


def middle(text: str) -> str:
    """Return a number without its middle: at most six characters stay in front, four behind."""
    front, behind = min(6, len(text) // 3), min(4, len(text) // 4)
    return text[:front] + STAR * (len(text) - front - behind) + text[len(text) - behind :]


MASKS: dict[str, Callable[[str], str]] = {"none": whole, "birth6": birth6, "id-mid": middle}
