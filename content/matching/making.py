"""Made-up names and the slips of people who type them: one function a kind of variant, each with its own key."""

import random
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from itertools import cycle

from content.matching import words

Pair = tuple[str, str, str]  # one name, the other, what decides the half that it falls into
GROUPS = {
    "homophone": tuple(group for group in words.HOMOPHONES if len(group) > 1),
    "near_sound": words.NEAR_SOUNDS,
    "look_alike": words.LOOK_ALIKES,
}
INVISIBLE = (" ", "　", "\u200b", "\u00a0", "\ufeff", "\t", "\u2060", "  ")


def person(rng: random.Random, length: int = 3) -> str:
    """Return a person's name of two to four characters; four begin with a compound family name."""
    family = rng.choice(words.COMPOUND) if length == 4 else rng.choice(words.FAMILIES)
    return family + "".join(rng.sample(words.GIVEN, length - len(family)))


def core(rng: random.Random, length: int) -> str:
    """Return what tells a shop apart."""
    return "".join(rng.sample(words.SHOP, length))


def shop(rng: random.Random, length: int) -> str:
    """Return the name of a shop with its trade."""
    return core(rng, length) + rng.choice(words.TRADES)


def some(rng: random.Random) -> str:
    """Return any name."""
    return person(rng, rng.choice((2, 3, 3, 3, 4))) if rng.random() < 0.5 else shop(rng, rng.choice((2, 3, 4)))


def with_char(rng: random.Random, char: str) -> str:
    """Return a name that holds a character: a person of three, or a shop of three to five."""
    name = person(rng) if rng.random() < 0.6 else core(rng, rng.choice((3, 4, 5)))
    at = rng.randrange(1, len(name)) if char not in words.FAMILIES else rng.randrange(len(name))
    name = name[:at].replace(char, "") + char + name[at + 1 :].replace(char, "")
    return name if len(name) <= 3 and name[0] in words.FAMILIES else name + rng.choice(words.TRADES)


def exchanged(kind: str) -> Callable[[random.Random], Pair]:
    """Return a maker of pairs that differ in one character of a group; every group has its turn."""

    def make(rng: random.Random) -> Pair:
        one, other = rng.sample(next(_turns(kind)), 2)
        name = with_char(rng, one)
        while other in name:
            name = with_char(rng, one)
        return name, name.replace(one, other, 1), "".join(sorted(one + other))

    return make


@cache
def _turns(kind: str) -> Iterator[Sequence[str]]:
    own = {"polyphone": words.POLYPHONES, "minority": words.MINORITY, "foreign": words.FOREIGN}
    return cycle(GROUPS[kind] if kind in GROUPS else own[kind])


def polyphone(rng: random.Random) -> Pair:
    """Return a pair where one character has another reading in the other's place."""
    typed, written = next(_turns("polyphone"))
    name = with_char(rng, written)
    while typed in name:
        name = with_char(rng, written)
    return name.replace(written, typed, 1), name, written


def two_homophones(rng: random.Random) -> Pair:
    """Return a name of three or more where two characters were typed by sound."""
    (one, sound), (two, tone) = (rng.sample(group, 2) for group in rng.sample(GROUPS["homophone"], 2))
    lead = rng.choice(words.FAMILIES)
    while lead in one + sound + two + tone:
        lead = rng.choice(words.FAMILIES)
    end = "" if rng.random() < 0.6 else rng.choice(words.TRADES)
    return lead + one + two + end, lead + sound + tone + end, one + two


def exact(rng: random.Random) -> Pair:
    """Return the same name twice."""
    name = some(rng)
    return name, name, name


def traditional(rng: random.Random) -> Pair:
    """Return a name and how it is written in Taiwan or Hong Kong."""
    from opencc import OpenCC

    name = old = some(rng)
    while old == name:
        name = some(rng)
        old = OpenCC(rng.choice(("s2t", "s2tw", "s2hk"))).convert(name)
    return old, name, name


def width(rng: random.Random) -> Pair:
    """Return a name with letters, figures or brackets in the other width."""
    mark = rng.choice(("168", "7", "A", "88", "VIP", "99", "Q", "520"))
    name = core(rng, 3) + mark + rng.choice(words.TRADES)
    wide = "".join(chr(ord(char) + 0xFEE0) if char.isascii() else char for char in name)
    return (wide if rng.random() < 0.7 else name.replace(mark, f"（{mark}）")), name, name


def invisible(rng: random.Random) -> Pair:
    """Return a name with blanks or marks that nobody sees."""
    name = some(rng)
    at = rng.randrange(1, len(name))
    return name[:at] + rng.choice(INVISIBLE) + name[at:], name, name


def dotted(rng: random.Random) -> Pair:
    """Return a name with a middle dot, and with another mark in its place or none."""
    name = rng.choice([name for pair in words.MINORITY + words.FOREIGN for name in pair if "·" in name])
    return name.replace("·", rng.choice(words.WIDE_DOTS[1:])), name, name


def pinyin(rng: random.Random) -> Pair:
    """Return a name as somebody without an input method types it."""
    from pypinyin import lazy_pinyin

    name = person(rng, rng.choice((2, 3, 3, 4))) if rng.random() < 0.6 else core(rng, rng.choice((2, 3, 4)))
    letters = lazy_pinyin(name, v_to_u=False)
    if rng.random() < 0.2 and 2 < len(name) < 4:
        letters = [*letters[1:], letters[0]]
    typed = rng.choice(("", " ", " ")).join(letters)
    typed = rng.choice((typed, typed.title(), typed.upper()))
    return typed, name if name[0] in words.FAMILIES else name + rng.choice(words.TRADES), name


def wrong(rng: random.Random) -> Pair:
    """Return a core of five or more characters with one wrong character."""
    name = core(rng, rng.choice((5, 5, 6, 7)))
    at = rng.randrange(len(name))
    other = rng.choice([char for char in words.SHOP if char not in name])
    end = rng.choice(words.TRADES)
    return name[:at] + other + name[at + 1 :] + end, name + end, name


def swap(rng: random.Random) -> Pair:
    """Return a name of three or more characters with two neighbours swapped."""
    name = person(rng, rng.choice((3, 3, 4))) if rng.random() < 0.6 else core(rng, rng.choice((3, 4, 5)))
    at = rng.randrange(1 if name[0] in words.FAMILIES else 0, len(name) - 1)
    other = name[:at] + name[at + 1] + name[at] + name[at + 2 :]
    end = "" if name[0] in words.FAMILIES else rng.choice(words.TRADES)
    return other + end, name + end, name


def order(rng: random.Random) -> Pair:
    """Return a name with the given name first."""
    if rng.random() < 0.7:
        name = person(rng)
        return name[1:] + name[0], name, name
    name = rng.choice([name for pair in words.MINORITY + words.FOREIGN for name in pair if "·" in name])
    first, _, last = name.partition("·")
    return f"{last}·{first}", name, name


def insert(rng: random.Random) -> Pair:
    """Return a core of three to six characters and the same with one more."""
    name = core(rng, rng.choice((3, 4, 4, 5, 6)))
    at = rng.randrange(len(name) + 1)
    more = rng.choice([char for char in words.SHOP if char not in name])
    end = rng.choice(words.TRADES)
    return name[:at] + more + name[at:] + end, name + end, name


def delete(rng: random.Random) -> Pair:
    """Return the same the other way round."""
    longer, shorter, key = insert(rng)
    return shorter, longer, key


def suffix(rng: random.Random) -> Pair:
    """Return a shop whose trade was written differently."""
    name = core(rng, rng.choice((2, 2, 3, 4)))
    one, other = rng.sample(words.TRADES, 2)
    return name + rng.choice((one, one, "")), name + other, name


def place(rng: random.Random) -> Pair:
    """Return a shop with a place in front, and with another one or none."""
    name = shop(rng, rng.choice((2, 2, 3, 4)))
    return rng.choice(words.PLACES) + name, rng.choice(("", *words.PLACES[:6])) + name, name


def branch(rng: random.Random) -> Pair:
    """Return a shop and its branch."""
    name = shop(rng, rng.choice((2, 3, 4)))
    return name + rng.choice(words.BRANCHES), name, name


def operator(rng: random.Random) -> Pair:
    """Return a sole trader named with shop and operator, and by one of the two alone."""
    trader = person(rng, rng.choice((2, 3)))
    trading = rng.choice(("", *words.PLACES)) + shop(rng, rng.choice((2, 3)))
    both = rng.choice(
        (
            f"{trading}（经营者：{trader}）",
            f"{trading}({trader})",
            f"{trader}（{trading}）",
            f"{trading} 经营者{trader}",
        )
    )
    return both, rng.choice((trader, trading)), trader


def listed(kind: str) -> Callable[[random.Random], Pair]:
    """Return a maker that draws from pairs written down by hand, a shop's trade never added."""

    def make(rng: random.Random) -> Pair:
        one, other = next(_turns(kind))
        one, other = rng.choice(((one, other), (other, one)))
        how = rng.choice((str, lambda name: name.replace("·", ""), lambda name: name.replace("·", " ")))
        return how(one), other, "".join(sorted(one + other))

    return make


ALIKE: dict[str, Callable[[random.Random], Pair]] = {
    "exact": exact, "traditional": traditional, "width": width, "invisible": invisible, "dot": dotted,
    "homophone": exchanged("homophone"), "two_homophones": two_homophones, "polyphone": polyphone,
    "near_sound": exchanged("near_sound"), "pinyin": pinyin, "look_alike": exchanged("look_alike"), "wrong": wrong,
    "swap": swap, "order": order, "insert": insert, "delete": delete, "suffix": suffix, "place": place,
    "branch": branch, "minority": listed("minority"), "foreign": listed("foreign"), "operator": operator,
}  # fmt: skip


def different(rng: random.Random, chars: tuple[str, ...], *known: str) -> str:
    """Return a character that neither sounds nor looks like those at hand, as far as the hand-written lists know."""
    taken = set("".join(known)) | {char for one in known for char in heard(one)}
    return rng.choice([char for char in chars if char not in taken and not taken & heard(char)])


@cache
def heard(text: str) -> set[str]:
    """Return all characters that a list of slips puts beside those of a text, and their careless readings."""
    from pypinyin import Style
    from pypinyin import pinyin as readings

    groups = (*words.HOMOPHONES, *words.NEAR_SOUNDS, *words.LOOK_ALIKES)
    beside = {char for group in groups if set(group) & set(text) for char in group}
    sounds = {sound for char in text for sound in readings(char, heteronym=True, style=Style.NORMAL)[0]}
    return beside | sounds | {careless(sound) for sound in sounds}


def careless(sound: str) -> str:
    """Return a reading without what the ear confuses in the south."""
    for full, short in (("zh", "z"), ("ch", "c"), ("sh", "s"), ("ng", "n")):
        sound = sound.replace(full, short)
    sound = "l" + sound[1:] if sound[:1] in {"n", "r"} else sound
    return "f" + sound[2:] if sound.startswith("hu") and len(sound) > 2 else sound
