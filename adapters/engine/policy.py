"""What a push profile says of people's numbers and of values that its receiver refuses: to read before use."""

from typing import NamedTuple

from adapters.engine.push_checks import is_identity
from adapters.engine.vocabulary import Profile

UNSENT = "unsent"


class Leaving(NamedTuple):
    """How an identity number leaves: none (whole), birth6, id-mid, or unsent."""

    kind: str
    field: str
    mask: str


class Change(NamedTuple):
    """One [[push.adjust]] with the line that declares it."""

    line: int
    columns: tuple[str, ...]
    then: str
    why: str


def leaving(profile: Profile) -> list[Leaving]:
    """Return every identity number of what a profile pushes, and how it leaves."""
    found = []
    for name, kind in profile.push.kinds.items() if profile.push else ():
        found += [Leaving(name, hole, mask) for hole, mask in kind.masks.items()]
        for column_name, column in kind.columns.items():
            if is_identity(column):
                found.append(Leaving(name, column_name, str(column.mask) if column.publish else UNSENT))
    return found


def changes(profile: Profile) -> list[Change]:
    """Return every change that a profile makes to values which its receiver would refuse."""
    adjusts = profile.push.adjust if profile.push else ()
    return [Change(one.line, tuple(one.columns), one.then, one.why) for one in adjusts]
