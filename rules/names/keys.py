"""Keys of the name index: names that a slip may make of one another share at least one of them."""

from collections.abc import Callable, Container, Sequence
from functools import lru_cache
from hashlib import blake2b
from itertools import product

from rules.names.cores import aliases, core_name, trade_mended
from rules.names.families import is_person
from rules.names.forms import letter_words, normal_name
from rules.names.lookalikes import partners
from rules.names.pinyin import heard_as, heard_letters, pinyin, skeleton, syllables

MARK = "\ue001"  # no name has it in front: a key is never taken for a piece of a name
PAIR, SHORT, LONG = 2, 3, 12  # cores up to SHORT must keep every sound; of those above LONG one half must be kept
TYPED = 30  # letters without a blank, which may begin with the given name
MOST_READINGS, MOST_SHAPES, LETTERS = 4, 400, range(6, 31)


def keys(name: str) -> list[str]:
    """Return the keys under which a name stands, with the names that it holds; each once.

    Sounds without their order for homophones, near sounds and swaps; the same without one, for one character that is
    wrong, missing or too many; consonants for transcriptions; letters for what is typed in pinyin.
    """
    return _marked(name, _kept)


def asked(name: str, *, letters: bool = True) -> list[str]:
    """Return the keys that a misspelt name may have in common with the right one; a missing key would be a miss.

    Without `letters` no right name is written in letters, and a name in characters need not ask for one.
    """
    return list(dict.fromkeys(key for one in _readable(name) for key in _asked_of(one, letters=letters)))


def cores(name: str) -> list[str]:
    """Return the cores of a name and of the names that it holds, each once."""
    return list(dict.fromkeys(core for core in map(core_name, _names(name)) if core))


def asked_cores(name: str, known: Container[str] | None = None) -> tuple[list[str], list[str]]:
    """Return the cores that the right name may have: its own, and those that an eye may take for a short one.

    `known` are the frames of all right cores, where somebody has them: what fits into none is left out.
    """
    own = list(dict.fromkeys(core for one in _readable(name) for core in cores(one)))
    return own, [other for core in own for other in shapes(core, known)]


def frames(core: str) -> list[str]:
    """Return a short core without each of its characters: cores that differ by one character share a frame."""
    core = normal_name(core)
    return [f"{core[:n]}*{core[n + 1 :]}" for n in range(len(core))] if len(core) <= SHORT else []


def _asked_of(name: str, *, letters: bool) -> list[str]:
    asking = letters or normal_name(name).isascii()
    return _marked(name, _asked, [turned for one in _names(name) for turned in _turned(one)] if asking else ())


def _names(name: str) -> tuple[str, ...]:
    """Return a name, without the brackets where others are in it, and the names that it holds."""
    held = aliases(name)
    return held if held == (name,) else (normal_name(name), *held)


@lru_cache(maxsize=4096)
def _readable(name: str) -> tuple[str, ...]:
    """Return a name as it is, and with its place and trade written right where they may be the reason for a long core.

    The entry may be written as the name is: what looks like a slip may be its core.
    """
    mended = [trade_mended(normal_name(one)) for one in aliases(name)]
    return (name, *(right for right, slip in mended if slip))


def _marked(name: str, of: Callable[[tuple[str, ...]], list[str]], more: Sequence[str] = ()) -> list[str]:
    found: dict[str, None] = {}
    for one in _names(name):
        words = letter_words(one)
        found |= dict.fromkeys(_of_letters(words) if words else _of_characters(core_name(one), of))
        found |= dict.fromkeys(_of_consonants(one))
    return list(found | dict.fromkeys(more))


def word(key: str) -> str:
    """Return a key as the index holds it: short, and like no piece of a name."""
    return MARK + blake2b(key.encode("utf-8", "surrogatepass"), digest_size=6).hexdigest()


def _turned(name: str) -> list[str]:
    """Return the letters of a name that may begin with the given name: short ones in characters, or without a blank."""
    words = letter_words(name)
    if words:
        typed = "".join(words) if len(words) == 1 else ""
        return ["l" + heard_letters(typed[cut:] + typed[:cut]) for cut in range(len(typed)) if len(typed) <= TYPED]
    read = syllables(core) if PAIR < len(core := core_name(name)) <= SHORT else []
    return ["l" + heard_letters("".join(read[cut:] + read[:cut])) for cut in range(len(read))]


def _of_characters(core: str, of: Callable[[tuple[str, ...]], list[str]]) -> list[str]:
    """Return the keys of one core."""
    found = []
    for units in list(product(*(heard_as(char) for char in core)))[:MOST_READINGS] if _few(core) else [_first(core)]:
        if len(units) in (PAIR, SHORT):  # at least one must be the character itself
            found += [f"c{char} {_sound((*units[:n], *units[n + 1 :]))}" for n, char in enumerate(core)]
        if len(units) > PAIR:
            found += of(units)
    letters = pinyin(core)
    return [*found, "l" + heard_letters(letters)] if letters else found


def _of_consonants(name: str) -> list[str]:
    """Return the key of what may be a foreign name: three characters or more, no trade, no Chinese person."""
    core = core_name(name)
    foreign = len(core) > PAIR and not core.isascii() and not is_person(core) and core == normal_name(name)
    return ["k" + skeleton(core)] if foreign else []


def _kept(units: tuple[str, ...]) -> list[str]:
    """Return the keys of an entry by its sounds: all of them, all but one, or each half of very many."""
    count = len(units)
    if count > LONG:
        return _halves(units)
    return [
        f"f{count} {_sound(units)}",
        *(f"d{count} {less}" for less in (_without_one(units) if count > SHORT else [])),
    ]


def _asked(units: tuple[str, ...]) -> list[str]:
    """Return the keys that are asked for: of names as long, of names one longer, and of names one shorter."""
    count = len(units)
    if count > LONG:
        return _halves(units)
    less = _without_one(units) if count > SHORT else []
    return [
        f"d{count + 1} {_sound(units)}",
        *(f"{kind} {one}" for one in less for kind in (f"d{count}", f"f{count - 1}")),
    ]


def _halves(units: tuple[str, ...]) -> list[str]:
    return ["h" + _sound(units[: len(units) // 2]), "h" + _sound(units[len(units) // 2 :])]


def _without_one(units: tuple[str, ...]) -> list[str]:
    return [_sound((*units[:n], *units[n + 1 :])) for n in range(len(units))]


def _few(core: str) -> bool:
    """Tell whether a core has few readings in all, so that each may have its keys."""
    return sum(len(heard_as(char)) > 1 for char in core) <= 2


def _first(core: str) -> tuple[str, ...]:
    return tuple(heard_as(char)[0] for char in core)


def _sound(units: tuple[str, ...]) -> str:
    return " ".join(sorted(units))


def _of_letters(words: tuple[str, ...]) -> list[str]:
    """Return the keys of letters: in each order that begins with another word, and without one letter."""
    turned = ["".join(words[n:] + words[:n]) for n in range(min(len(words), 4))]
    sorted_ = "".join(sorted(words))
    found = ["l" + heard_letters(each[:120]) for each in dict.fromkeys([*turned, sorted_])]
    if len(sorted_) in LETTERS:
        found += ["m" + sorted_, *("m" + sorted_[:n] + sorted_[n + 1 :] for n in range(len(sorted_)))]
    return found


def shapes(name: str, known: Container[str] | None = None) -> list[str]:
    """Return the cores that an eye may take a short one for: one character with its look-alike in its place.

    A longer core is found by its keys, which need not hold every character. `known` as in `asked_cores`.
    """
    core = normal_name(core_name(name))
    if len(core) > SHORT or core.isascii():
        return []
    places = [n for n, frame in enumerate(frames(core)) if known is None or frame in known]
    every = [core[:n] + other + core[n + 1 :] for n in places for other in partners(core[n])]
    return every[:MOST_SHAPES]
