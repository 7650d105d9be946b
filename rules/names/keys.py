"""Keys of the name index: names that a slip may make of one another share at least one of them."""

from hashlib import blake2b
from itertools import product

from rules.names.cores import aliases, core_name
from rules.names.families import is_person
from rules.names.forms import letter_words, normal_name
from rules.names.lookalikes import partners_of
from rules.names.pinyin import heard_as, heard_letters, pinyin, skeleton

MARK = "\ue001"  # no name has it in front: a key is never taken for a piece of a name
PAIR, SHORT, LONG = 2, 3, 12  # cores up to SHORT must keep every sound; of those above LONG one half must be kept
MOST_READINGS, MOST_SHAPES, LETTERS = 4, 400, range(6, 31)


def keys(name: str) -> list[str]:
    """Return the keys of a name and of the names that it holds, each once; a missing key is a miss, so rather more.

    Sounds without their order for homophones, near sounds, swaps; the same without one, for one wrong, missing or
    added character; consonants for transcriptions; letters for names typed in pinyin.
    """
    found: dict[str, None] = {}
    for one in dict.fromkeys((name, *aliases(name))):
        words = letter_words(one)
        found |= dict.fromkeys(_of_letters(words) if words else _of_characters(core_name(one)))
    return [MARK + blake2b(key.encode("utf-8", "surrogatepass"), digest_size=6).hexdigest() for key in found]


def _of_characters(core: str) -> list[str]:
    """Return the keys of one core."""
    found = []
    for units in (
        list(product(*(heard_as(char) for char in core[:60])))[:MOST_READINGS] if _few(core) else [_first(core)]
    ):
        if len(units) == PAIR:
            found += [f"a{core[0]} {units[1]}", f"b{units[0]} {core[1]}"]  # one of two must be the character itself
            continue
        found.append(_sound(units))
        if SHORT < len(units) <= LONG:
            found += [_sound((*units[:n], *units[n + 1 :])) for n in range(len(units))]
        elif len(units) > LONG:
            found += ["h" + _sound(units[: len(units) // 2]), "h" + _sound(units[len(units) // 2 :])]
    if len(core) > 2 and not is_person(core):
        found.append("k" + skeleton(core))
    letters = pinyin(core)
    return [*found, "l" + heard_letters(letters)] if letters else found


def _few(core: str) -> bool:
    """Tell whether a core has few readings in all, so that each may have its keys."""
    return sum(len(heard_as(char)) > 1 for char in core[:60]) <= 2


def _first(core: str) -> tuple[str, ...]:
    return tuple(heard_as(char)[0] for char in core[:60])


def _sound(units: tuple[str, ...]) -> str:
    return "s" + " ".join(sorted(units))


def _of_letters(words: tuple[str, ...]) -> list[str]:
    """Return the keys of letters: in each order that begins with another word, and without one letter."""
    turned = ["".join(words[n:] + words[:n]) for n in range(min(len(words), 4))]
    sorted_ = "".join(sorted(words))
    found = ["l" + heard_letters(each[:120]) for each in dict.fromkeys([*turned, sorted_])]
    if len(sorted_) in LETTERS:
        found += ["m" + sorted_, *("m" + sorted_[:n] + sorted_[n + 1 :] for n in range(len(sorted_)))]
    return found


def shapes(name: str) -> list[str]:
    """Return the cores that an eye may take a short one for: one character with its look-alike in its place.

    A longer core is found by its keys, which need not hold every character.
    """
    core = normal_name(core_name(name))
    if len(core) > SHORT or core.isascii():
        return []
    known = partners_of()
    every = [core[:n] + other + core[n + 1 :] for n, char in enumerate(core) for other in known.get(char, "")]
    return every[:MOST_SHAPES]
