"""How like two names are, from 0 to 1, with the reasons in words; a name alone never decides."""

from dataclasses import dataclass
from functools import lru_cache

from rules.names.forms import TRADES, core_name, folded, normal_name
from rules.names.lookalikes import look_alike
from rules.names.pinyin import initials, pinyin, syllable

THRESHOLD = 0.8  # our own choice: at or above, a person looks
WIDTH, SCRIPT, AFFIX, SOUND, INITIALS = 0.99, 0.98, 0.95, 0.9, 0.6
HOMOPHONE, LOOK_ALIKE, NEAR_SOUND, SWAP, GAP, WRONG = 0.25, 0.3, 0.4, 0.45, 0.75, 1.05  # costs of one slip
NEAR = (("zh", "z"), ("ch", "c"), ("sh", "s"), ("ang", "an"), ("eng", "en"), ("ing", "in"), ("l", "n"), ("f", "h"))

Step = tuple[float, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Likeness:
    """A score from 0 (nothing in common) to 1 (the same text), and why, in Chinese."""

    score: float
    why: tuple[str, ...]

    @property
    def same(self) -> bool:
        """Whether the score reaches the default threshold."""
        return self.score >= THRESHOLD


def likeness(query: str, name: str) -> Likeness:
    """Return how like a query is to a name, whoever of the two slipped."""
    whole = _whole(query, name)
    if whole is not None:
        return whole
    (query, mended), (name, repaired) = trade_mended(normal_name(query)), trade_mended(normal_name(name))
    one, other = core_name(query), core_name(name)
    cost, slips = _distance(*_differing(one, other))
    if mended != repaired:
        cost, slips = cost + LOOK_ALIKE, (*slips, mended or repaired)
    longest = max(len(one), len(other), 1)
    return Likeness(round(max(0.0, 1 - cost / longest), 4), slips)


@lru_cache(maxsize=16384)
def trade_mended(name: str) -> tuple[str, str]:
    """Return a normal form whose trade behind is written right, and the slip in words: 烟洒店 is 烟酒店.

    One character that looks alike, all others as they are; a name that ends in a known trade stays as it is.
    """
    if name.endswith(TRADES):
        return name, ""
    for trade in TRADES:
        tail = name[-len(trade) :]
        wrong = [(one, other) for one, other in zip(tail, trade, strict=False) if one != other]
        if len(name) - len(trade) >= 2 < len(trade) and len(wrong) == 1 and look_alike(*wrong[0]):
            return name[: -len(trade)] + trade, f"形近字：{wrong[0][0]}/{wrong[0][1]}"
    return name, ""


def _whole(query: str, name: str) -> Likeness | None:
    """Return the answer where two names agree as a whole in some form, None where characters must be compared."""
    if query == name:
        return Likeness(1.0, ("完全一致",))
    if not normal_name(query) or not normal_name(name):
        return Likeness(0.0, ("没有可比的字",))
    if folded(query) == folded(name):
        return Likeness(WIDTH, ("全角半角、空白或不可见字符不同",))
    if normal_name(query) == normal_name(name):
        return Likeness(SCRIPT, ("繁体简体、标点或大小写不同",))
    if core_name(query) == core_name(name):
        return Likeness(AFFIX, ("字号一致，地名或行业后缀不同",))
    return _latin(query, name) if query.isascii() else None


def _latin(query: str, name: str) -> Likeness | None:
    """Compare a query typed in letters with the name's pinyin."""
    letters = normal_name(query)
    if letters in {pinyin(name), pinyin(core_name(name))}:
        return Likeness(SOUND, ("拼音一致",))
    if letters in {initials(name), initials(core_name(name))}:
        return Likeness(INITIALS, ("拼音首字母一致",))
    return None


def _differing(one: str, other: str) -> tuple[str, str]:
    """Return two cores without what they share in front and behind."""
    shared = _shared(one, other)
    one, other = one[shared:], other[shared:]
    shared = _shared(one[::-1], other[::-1])
    return one[: len(one) - shared], other[: len(other) - shared]


def _shared(one: str, other: str) -> int:
    pairs = enumerate(zip(one, other, strict=False))
    return next((n for n, (left, right) in pairs if left != right), min(len(one), len(other)))


def _distance(one: str, other: str) -> Step:
    """Return the cheapest way from one core to the other (neighbours may be swapped), with its slips."""
    rows: list[list[Step]] = [[(0.0, ())]]
    for char in other:
        rows[0].append(_add(rows[0][-1], GAP, f"少一字：{char}"))
    for i, char in enumerate(one, 1):
        row = [_add(rows[i - 1][0], GAP, f"多一字：{char}")]
        for j in range(1, len(other) + 1):
            row.append(min(_steps(rows, row, one[:i], other[:j]), key=lambda step: step[0]))
        rows.append(row)
    return rows[-1][-1]


def _steps(rows: list[list[Step]], row: list[Step], one: str, other: str) -> list[Step]:
    """Return the ways to make one beginning into the other, each by one more step."""
    i, j = len(one), len(other)
    steps = [
        _add(rows[i - 1][j - 1], *_replaced(one[-1], other[-1])),
        _add(rows[i - 1][j], GAP, f"多一字：{one[-1]}"),
        _add(row[j - 1], GAP, f"少一字：{other[-1]}"),
    ]
    if min(i, j) > 1 and one[-1] != other[-1] and one[-2:] == other[-2:][::-1]:
        steps.append(_add(rows[i - 2][j - 2], SWAP, f"相邻两字颠倒：{one[-2:]}"))
    return steps


def _add(step: Step, cost: float, slip: str) -> Step:
    return (step[0] + cost, (*step[1], slip) if slip else step[1])


def _replaced(one: str, other: str) -> tuple[float, str]:
    """Return what one character for another costs, and how to call it."""
    if one == other:
        return 0.0, ""
    sound, wanted = syllable(one), syllable(other)
    if sound and sound == wanted and not one.isascii():
        return HOMOPHONE, f"同音字：{one}/{other}"
    if look_alike(one, other):
        return LOOK_ALIKE, f"形近字：{one}/{other}"
    if sound and wanted and _near(sound) == _near(wanted):
        return NEAR_SOUND, f"近音字：{one}/{other}"
    return WRONG, f"不同字：{one}/{other}"


def _near(sound: str) -> str:
    """Return a sound as careless ears hear it."""
    for full, short in NEAR:
        if sound.startswith(full) and full in {"zh", "ch", "sh", "l", "f"}:
            sound = short + sound[len(full) :]
        elif sound.endswith(full):
            sound = sound[: -len(full)] + short
    return sound
