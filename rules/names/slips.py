"""The cheapest way from one core to another, slip by slip: each has a weight, and a name that a clerk understands."""

from typing import NamedTuple

from rules.names.lookalikes import look_alike
from rules.names.pinyin import NUMERALS, heard_as, skeleton, sounds
from rules.names.transcriptions import interchangeable

NUMERAL, HOMOPHONE, LOOK_ALIKE, FOREIGN, NEAR_SOUND = 0.1, 0.25, 0.3, 0.3, 0.4  # of one character of the longer core
SWAP, TURNED, GAP, WRONG = 0.45, 0.45, 0.75, 1.0
SOME = 3  # characters: from here on one may stand for a foreign sound
SHORT_NAME, LONG_NAME, FOREIGN_NAME = range(3)


class Slip(NamedTuple):
    """One difference in words, and its weight: 1 is a whole character that is another one."""

    words: str
    weight: float


class Way(NamedTuple):
    """Slips one after the other, with their weights together."""

    weight: float = 0.0
    slips: tuple[Slip, ...] = ()

    def then(self, words: str, weight: float) -> "Way":
        """Return the way with one more slip; none where nothing differs."""
        return Way(self.weight + weight, (*self.slips, Slip(words, weight))) if weight else self


def cheapest(one: str, other: str, *, foreign: bool = False) -> Way:
    """Return the cheapest way from one core to the other; neighbours may be swapped, or the given name stand first.

    In a foreign name each character may stand for any other with its consonant.
    """
    best = _through(one, other, foreign=foreign)
    if len(one) > 2 and best.slips and sorted(one) == sorted(other):
        turned = next((cut for cut in range(1, len(one)) if one[cut:] + one[:cut] == other), 0)
        if turned and best.weight > TURNED:
            return Way().then("姓与名、前后两段的次序颠倒", TURNED)
    return best


def _through(one: str, other: str, *, foreign: bool) -> Way:
    """Return the way through what the cores do not share in front and behind."""
    how = FOREIGN_NAME if foreign else LONG_NAME if max(len(one), len(other)) >= SOME else SHORT_NAME
    one, other = _without_shared(one, other)
    rows = [[Way()]]
    for char in other:
        rows[0].append(rows[0][-1].then(*_missing("少", char)))
    for i, char in enumerate(one, 1):
        row = [rows[i - 1][0].then(*_missing("多", char))]
        for j in range(1, len(other) + 1):
            row.append(min(_steps(rows, row, one[:i], other[:j], how), key=lambda way: way.weight))
        rows.append(row)
    return rows[-1][-1]


def _without_shared(one: str, other: str) -> tuple[str, str]:
    front = _shared(one, other)
    one, other = one[front:], other[front:]
    back = _shared(one[::-1], other[::-1])
    return one[: len(one) - back], other[: len(other) - back]


def _shared(one: str, other: str) -> int:
    pairs = enumerate(zip(one, other, strict=False))
    return next((n for n, (left, right) in pairs if left != right), min(len(one), len(other)))


def _steps(rows: list[list[Way]], row: list[Way], one: str, other: str, how: int) -> list[Way]:
    """Return the ways to make one beginning into the other, each by one more step."""
    i, j = len(one), len(other)
    steps = [
        rows[i - 1][j - 1].then(*replaced(one[-1], other[-1], how)),
        rows[i - 1][j].then(*_missing("多", one[-1])),
        row[j - 1].then(*_missing("少", other[-1])),
    ]
    if min(i, j) > 1 and one[-1] != other[-1] and one[-2:] == other[-2:][::-1]:
        steps.append(rows[i - 2][j - 2].then(f"相邻两字颠倒：{one[-2:]}", SWAP))
    return steps


def _foreign(one: str, other: str, how: int) -> bool:
    """Tell whether both may write one foreign sound, in a name that is long enough for one."""
    return how >= LONG_NAME and (
        interchangeable(one, other) or (how == FOREIGN_NAME and skeleton(one) == skeleton(other))
    )


def _missing(how: str, char: str) -> tuple[str, float]:
    """Return how to call a character too many or too few; a figure weighs as much as a wrong one."""
    return f"{how}一字：{char}", WRONG if char.isdecimal() else GAP


def replaced(one: str, other: str, how: int = 0) -> tuple[str, float]:
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
