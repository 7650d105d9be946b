"""The cheapest way from one core to another, slip by slip: each has a weight, and a name that a clerk understands."""

from functools import lru_cache
from typing import NamedTuple

from rules.names.lookalikes import look_alike
from rules.names.pinyin import NUMERALS, heard_as, skeleton, sounds
from rules.names.transcriptions import interchangeable

NUMERAL, HOMOPHONE, LOOK_ALIKE, FOREIGN, NEAR_SOUND = 0.1, 0.25, 0.3, 0.3, 0.4  # of one character of the longer core
SWAP, TURNED, GAP, WRONG = 0.45, 0.45, 0.75, 1.0
ROUNDING = 1e-9
SOME = 3  # characters: from here on one may stand for a foreign sound
SHORT_NAME, LONG_NAME, FOREIGN_NAME = range(3)


_AS_NUMERALS = str.maketrans(NUMERALS)


class Slip(NamedTuple):
    """One difference in words, and its weight: 1 is a whole character that is another one."""

    words: str
    weight: float


class Way(NamedTuple):
    """Slips one after the other, with their weights together."""

    weight: float = 0.0
    slips: tuple[Slip, ...] = ()

    @classmethod
    def of(cls, words: str, weight: float) -> "Way":
        """Return the way of one slip; of none where nothing differs."""
        return cls(weight, (Slip(words, weight),)) if weight else cls()


def cheapest(one: str, other: str, *, foreign: bool = False) -> Way:
    """Return the cheapest way from one core to the other; neighbours may be swapped, or the given name stand first.

    In a foreign name each character may stand for any other with its consonant.
    """
    best = _through(one, other, foreign=foreign)
    if best.weight > TURNED and any(one[cut:] + one[:cut] == other for cut in range(len(one))):
        return Way.of("姓与名、前后两段的次序颠倒", TURNED)
    return best


def _through(one: str, other: str, *, foreign: bool) -> Way:
    """Return the way through what the cores do not share in front and behind."""
    how = FOREIGN_NAME if foreign else LONG_NAME if max(len(one), len(other)) >= SOME else SHORT_NAME
    one, other = _without_shared(one, other)
    if len(one) == len(other) == 1:
        return Way.of(*replaced(one, other, how))
    return _walked(one, other, _weights(one, other, how), how)


def _weights(one: str, other: str, how: int) -> list[list[float]]:
    """Return the least weight from each beginning of one to each of the other."""
    row = [0.0]
    for char in other:
        row.append(row[-1] + _gap(char))
    rows = [row]
    for i, char in enumerate(one):
        before, row = rows[i], [rows[i][0] + _gap(char)]
        for j, wanted in enumerate(other):
            best = min(before[j] + replaced(char, wanted, how)[1], before[j + 1] + _gap(char), row[j] + _gap(wanted))
            if i and j and _swapped(one, other, i, j):
                best = min(best, rows[i - 1][j - 1] + SWAP)
            row.append(best)
        rows.append(row)
    return rows


def _walked(one: str, other: str, rows: list[list[float]], how: int) -> Way:
    """Return the way back through the weights, its slips from first to last."""
    i, j, slips = len(one), len(other), list[Slip]()
    while i or j:
        words, weight, i, j = _last(one[:i], other[:j], rows, how)
        if weight:
            slips.append(Slip(words, weight))
    return Way(sum(slip.weight for slip in slips), tuple(slips[::-1]))


def _last(one: str, other: str, rows: list[list[float]], how: int) -> tuple[str, float, int, int]:
    """Return the last slip of the cheapest way between two beginnings, and where the way was before it."""
    i, j = len(one), len(other)
    here = rows[i][j] + ROUNDING
    if i and j:
        words, weight = replaced(one[-1], other[-1], how)
        if rows[i - 1][j - 1] + weight <= here:
            return words, weight, i - 1, j - 1
        if _swapped(one, other, i - 1, j - 1) and rows[i - 2][j - 2] + SWAP <= here:
            return f"相邻两字颠倒：{one[-2:]}", SWAP, i - 2, j - 2
    if i and rows[i - 1][j] + _gap(one[-1]) <= here:
        return f"多一字：{one[-1]}", _gap(one[-1]), i - 1, j
    return f"少一字：{other[-1]}", _gap(other[-1]), i, j - 1


def _swapped(one: str, other: str, i: int, j: int) -> bool:
    return one[i] == other[j - 1] and one[i - 1] == other[j] and one[i] != other[j]


def _gap(char: str) -> float:
    """Return what a character too many or too few weighs; a figure weighs as much as a wrong one."""
    return WRONG if char.isdecimal() else GAP


def within(one: str, other: str, least: float) -> bool:
    """Tell whether two cores may reach a score at all: so many characters differ at least, by the cheapest slips."""
    one, other = one.translate(_AS_NUMERALS), other.translate(_AS_NUMERALS)
    most = int((1 - least) * max(len(one), len(other)) / HOMOPHONE + ROUNDING)
    return apart(one, other, most) <= most


def apart(one: str, other: str, most: int | None = None) -> int:
    """Return how many characters differ, two swapped neighbours once; above `most` one more than that."""
    from rapidfuzz.distance import OSA  # only who searches lists needs it

    return OSA.distance(one, other, score_cutoff=most)


def _without_shared(one: str, other: str) -> tuple[str, str]:
    front = _shared(one, other)
    one, other = one[front:], other[front:]
    back = _shared(one[::-1], other[::-1])
    return one[: len(one) - back], other[: len(other) - back]


def _shared(one: str, other: str) -> int:
    count = 0
    for left, right in zip(one, other, strict=False):
        if left != right:
            break
        count += 1
    return count


def _foreign(one: str, other: str, how: int) -> bool:
    """Tell whether both may write one foreign sound, in a name that is long enough for one."""
    return how >= LONG_NAME and (
        interchangeable(one, other) or (how == FOREIGN_NAME and skeleton(one) == skeleton(other))
    )


@lru_cache(maxsize=32768)
def replaced(one: str, other: str, how: int) -> tuple[str, float]:
    """Return how to call one character in another's place, and its weight; a lighter reason counts before a heavier."""
    if one == other:
        return "", 0.0
    if NUMERALS.get(one, one) == NUMERALS.get(other, other):
        return f"数字写法不同：{one}/{other}", NUMERAL
    what, weight = ("不同字", WRONG) if one.isascii() or other.isascii() else _slip(one, other, how)
    return f"{what}：{one}/{other}", weight


def _slip(one: str, other: str, how: int) -> tuple[str, float]:
    if set(sounds(one)) & set(sounds(other)):
        return "同音字", HOMOPHONE
    if look_alike(one, other):
        return "形近字", LOOK_ALIKE
    if _foreign(one, other, how):
        return "音译用字不同", FOREIGN
    if sounds(one) and set(heard_as(one)) & set(heard_as(other)):
        return "近音字", NEAR_SOUND
    return "不同字", WRONG
