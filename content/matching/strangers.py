"""Made-up names of different parties that are hard to tell apart: what must not be taken for one."""

import random
from collections.abc import Callable

from content.matching import words
from content.matching.making import Pair, core, different, person, shop


def same_family(rng: random.Random) -> Pair:
    """Return two persons of one family name."""
    one = person(rng, rng.choice((2, 3, 3, 3)))
    given = ""
    for char in one[1:]:
        given += different(rng, words.GIVEN, one, given) if char else ""
    return one, one[0] + given, one


def siblings(rng: random.Random) -> Pair:
    """Return two persons who share the family name and the character of their generation."""
    one = person(rng)
    return one, one[:2] + different(rng, words.GIVEN, one), one


def first_same(rng: random.Random) -> Pair:
    """Return two persons who share the last character of three and the family name."""
    one = person(rng)
    return one, one[0] + different(rng, words.GIVEN, one) + one[2], one


def same_given(rng: random.Random) -> Pair:
    """Return two persons of one given name and different families."""
    one = person(rng, rng.choice((2, 3, 3)))
    return one, different(rng, words.FAMILIES, one) + one[1:], one


def two_characters(rng: random.Random) -> Pair:
    """Return two names of two characters, one character apart."""
    one = person(rng, 2)
    return one, one[0] + different(rng, words.GIVEN, one), one


def reversed_two(rng: random.Random) -> Pair:
    """Return two characters in the other order: too short to say anything."""
    one = person(rng, 2)
    return one, one[::-1], one


def longer(rng: random.Random) -> Pair:
    """Return a person of two characters and one of three with both of them."""
    one = person(rng, 3)
    return rng.choice((one[0] + one[2], one[:2])), one, one


def same_suffix(rng: random.Random) -> Pair:
    """Return two shops of one place and one trade."""
    one = core(rng, rng.choice((2, 3)))
    other = ""
    for _ in one:
        other += different(rng, words.SHOP, one, other)
    front, end = rng.choice(("", *words.PLACES)), rng.choice(words.TRADES)
    return front + one + end, front + other + end, one


def half(rng: random.Random) -> Pair:
    """Return two shops of one trade whose names share one character of two."""
    one = core(rng, 2)
    other = different(rng, words.SHOP, one)
    end = rng.choice(words.TRADES)
    return one + end, rng.choice((one[0] + other, other + one[1])) + end, one


def one_of_three(rng: random.Random) -> Pair:
    """Return two shops whose names of three or four characters differ in one."""
    one = core(rng, rng.choice((3, 4)))
    at, end = rng.randrange(len(one)), rng.choice(words.TRADES)
    return one + end, one[:at] + different(rng, words.SHOP, one) + one[at + 1 :] + end, one


def two_of_five(rng: random.Random) -> Pair:
    """Return two shops whose names of four or five characters share only some."""
    one = core(rng, rng.choice((4, 5)))
    other = different(rng, words.SHOP, one)
    other += different(rng, words.SHOP, one, other)
    return one + rng.choice(words.TRADES), one[:-2] + other + rng.choice(words.TRADES), one


def nothing_own(rng: random.Random) -> Pair:
    """Return a shop and words that any shop has."""
    front = rng.choice(words.PLACES)
    trade, other = rng.sample(words.TRADES, 2)
    whole = (front + trade, front + other) if rng.random() < 0.5 else (trade, front + shop(rng, 2))
    return *whole, front + trade + other


def shop_and_person(rng: random.Random) -> Pair:
    """Return a shop and a person who share a character or two."""
    one = person(rng, 3)
    return (
        one,
        different(rng, words.SHOP, one) + one[1] + different(rng, words.SHOP, one) + rng.choice(words.TRADES),
        one,
    )


def same_father(rng: random.Random) -> Pair:
    """Return two people of a minority or from abroad who share one part of the name."""
    names = [name for pair in words.MINORITY + words.FOREIGN for name in pair if "·" in name]
    one, other = rng.sample(names, 2)
    while one.split("·")[0][0] == other.split("·")[0][0]:
        one, other = rng.sample(names, 2)
    return one, other.split("·")[0] + "·" + one.split("·")[1], one + other


def other_letters(rng: random.Random) -> Pair:
    """Return letters that somebody typed, and a person of the same family or the same first letters."""
    from pypinyin import lazy_pinyin

    one = person(rng)
    letters = lazy_pinyin(one)
    other = one[0] + different(rng, words.GIVEN, one) + different(rng, words.GIVEN, one)
    return rng.choice((" ".join(letters), "".join(letters), "".join(part[0] for part in letters))), other, one


def two_operators(rng: random.Random) -> Pair:
    """Return two sole traders of one trade, each with shop and operator."""
    one, other = person(rng), ""
    for char in one:
        other += different(rng, words.GIVEN if other else words.FAMILIES, one, other) if char else ""
    first, _, end = same_suffix(rng)
    _, second, _ = same_suffix(rng)
    return f"{first}（经营者：{one}）", f"{second}（经营者：{other}）", one + end


def numbers(rng: random.Random) -> Pair:
    """Return two shops that are called by different numbers."""
    one, other = rng.sample(("168", "188", "365", "520", "666", "888", "99", "178", "138", "518", "711", "1818"), 2)
    end = rng.choice(words.TRADES)
    return one + end, other + end, one + other + end


STRANGERS: dict[str, Callable[[random.Random], Pair]] = {
    "same_family": same_family, "siblings": siblings, "first_same": first_same, "same_given": same_given,
    "two_characters": two_characters, "reversed_two": reversed_two, "longer": longer, "same_suffix": same_suffix,
    "half": half, "one_of_three": one_of_three, "two_of_five": two_of_five, "nothing_own": nothing_own,
    "shop_and_person": shop_and_person, "same_father": same_father, "other_letters": other_letters,
    "two_operators": two_operators, "numbers": numbers,
}  # fmt: skip
