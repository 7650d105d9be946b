"""Every kind of labelled pair: whether its pairs should be looked at, and what makes one."""

import random
from collections.abc import Callable, Iterator

from content.matching.making import ALIKE, Pair
from content.matching.strangers import STRANGERS


def makers() -> Iterator[tuple[str, bool, Callable[[random.Random], Pair]]]:
    """Yield every kind with whether its pairs should be looked at, and what makes one."""
    yield from ((kind, True, make) for kind, make in ALIKE.items())
    yield from ((kind, False, make) for kind, make in STRANGERS.items())
