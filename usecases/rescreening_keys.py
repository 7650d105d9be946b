"""Keys under which two names meet that may be the same: by sound, by look, with one slip; likeness then decides."""

from collections.abc import Iterator
from functools import cache, lru_cache
from itertools import product

from rules.names.lookalikes import partners_of
from rules.names.pinyin import syllable

MIXED = 4  # up to so many characters may each be a homophone or a look-alike; more allow one slip of any kind
LONGEST = 12  # longer cores meet by thirds
FOLDED = (("zh", "z"), ("ch", "c"), ("sh", "s"), ("l", "n"), ("f", "h"))
ENDINGS = (("ang", "an"), ("eng", "en"), ("ing", "in"))


@lru_cache(maxsize=32768)
def sound(char: str) -> str:
    """Return how careless ears hear a character; what has no reading is itself."""
    heard = syllable(char) or char
    for full, short in FOLDED:
        if heard.startswith(full) and not char.isascii():
            heard = short + heard[len(full) :]
            break
    for full, short in ENDINGS:
        if heard.endswith(full) and not char.isascii():
            return heard[: -len(full)] + short
    return heard


@cache
def looks() -> dict[str, str]:
    """Return for each character that has look-alikes the first of all that can be reached through them."""
    first: dict[str, str] = {}
    for char in sorted(partners_of()):
        if char not in first:
            waiting = [char]
            while waiting:
                one = waiting.pop()
                first[one] = char
                waiting += [other for other in partners_of()[one] if other not in first]
    return first


@lru_cache(maxsize=8192)
def keys(core: str) -> tuple[int, ...]:
    """Return the keys of a core; two cores whose likeness reaches the threshold share at least one."""
    return tuple({hash(key) for key in _keys(core)})


def _keys(core: str) -> Iterator[str]:
    if not core:
        return
    heard = [sound(char) for char in core]
    yield "=" + " ".join(heard)
    if len(core) <= MIXED:
        yield from _mixed(core, heard)
    if len(core) >= 3:
        yield "%" + " ".join(sorted(heard))  # neighbours swapped
    if len(core) > LONGEST:
        yield from _thirds(heard)
    elif len(core) >= MIXED:
        yield from ("=" + " ".join([*heard[:n], *heard[n + 1 :]]) for n in range(len(core)))


def _mixed(core: str, heard: list[str]) -> Iterator[str]:
    """Yield the core with each character by its sound or, where some look like it, by its look."""
    seen = [looks().get(char) for char in core]
    choices = [(ear,) if eye is None else (ear, f"/{eye}") for ear, eye in zip(heard, seen, strict=True)]
    yield from ("=" + " ".join(choice) for choice in product(*choices))


def _thirds(heard: list[str]) -> Iterator[str]:
    """Yield the pieces of a long core of which one slip leaves at least one whole, wherever they begin."""
    third = len(heard) // 3
    yield "^" + " ".join(heard[:third])
    yield "$" + " ".join(heard[-third:])
