"""How like two names are, from 0 to 1: whole less what each difference weighs, in words; a name never decides alone."""

from dataclasses import dataclass
from functools import lru_cache

from rules.names.cores import aliases, core_name, is_distinctive, trade_mended
from rules.names.families import is_person
from rules.names.forms import folded, letter_words, normal_name, simplified
from rules.names.pinyin import heard_letters, initials, pinyin, sounds
from rules.names.slips import Slip, Way, cheapest

THRESHOLD = 0.8  # our own choice, measured in docs/matching.md: at or above, a person looks
WIDTH, SCRIPT, AFFIX, ALIAS, TURNED, SOUND, NEAR_SOUND, INITIALS = 0.01, 0.02, 0.04, 0.02, 0.05, 0.1, 0.2, 0.4
NOTHING = "除地名和行业用语外，没有可比的字"
MOST_READINGS = 8


@dataclass(frozen=True, slots=True)
class Part:
    """One difference: what it is, in Chinese, and how much it takes from the score."""

    words: str
    less: float


@dataclass(frozen=True, slots=True)
class Likeness:
    """A score from 0 (nothing in common) to 1 (the same text): 1 less what every part takes, never below 0."""

    score: float
    parts: tuple[Part, ...]

    @property
    def same(self) -> bool:
        """Whether the score reaches the default threshold."""
        return self.score >= THRESHOLD

    @property
    def why(self) -> tuple[str, ...]:
        """Return the reasons in words, each with what it takes."""
        if not self.parts:
            return ("完全一致",)
        return tuple(f"{part.words}（减{part.less:.2f}）" if part.less < 1 else part.words for part in self.parts)


def likeness(query: str, name: str) -> Likeness:
    """Return how like two names are, whoever of the two slipped; the order makes no difference to the score."""
    if query == name:
        return Likeness(1.0, ())
    if not normal_name(query) or not normal_name(name):
        return _less(Part("没有可比的字", 1.0))
    ways = [
        _alias(_compared(one, other), more=n + m > 0)
        for n, one in enumerate(_names(query))
        for m, other in enumerate(_names(name))
    ]
    return max(ways, key=lambda way: way.score)


def _names(text: str) -> tuple[str, ...]:
    """Return the whole name first, then the names that it holds where these are not the same."""
    held = aliases(text)
    return (text,) if held == (text,) else (text, *held)


def _less(*parts: Part) -> Likeness:
    return Likeness(round(max(0.0, 1 - sum(part.less for part in parts)), 4), parts)


def _alias(found: Likeness, *, more: bool) -> Likeness:
    return _less(*found.parts, Part("按名称中的字号或者经营者比对", ALIAS)) if more else found


def _compared(one: str, other: str) -> Likeness:
    """Compare two names, neither of which holds another."""
    if normal_name(one) == normal_name(other):
        return _less(*_written(one, other))
    if normal_name(one).isascii() or normal_name(other).isascii():
        return _letters(one, other)
    (first, mended), (second, repaired) = trade_mended(normal_name(one)), trade_mended(normal_name(other))
    core, wanted = core_name(first), core_name(second)
    if not (is_distinctive(core) and is_distinctive(wanted)):
        return _less(Part(NOTHING, 1.0))
    parts = [part for part in _written(one, other) if part.less == SCRIPT]
    if mended != repaired:
        parts.append(Part(mended or repaired, AFFIX))
    elif first.partition(core)[::2] != second.partition(wanted)[::2]:
        parts.append(Part("字号一致，地名、行业后缀或者分店不同" if core == wanted else "地名或者行业后缀不同", AFFIX))
    return _less(*parts, *_weighed(cheapest(core, wanted, foreign=_foreign(one, other)), max(len(core), len(wanted))))


def _foreign(*names: str) -> bool:
    """Tell whether both names may be written by their sound: three characters or more, no trade, no Chinese person."""
    normal = [normal_name(name) for name in names]
    return all(len(name) > 2 and core_name(name) == name and not is_person(name) for name in normal)


def _weighed(way: Way, longest: int) -> list[Part]:
    return [Part(slip.words, slip.weight / longest) for slip in way.slips]


def _written(one: str, other: str) -> list[Part]:
    """Return what differs in the writing alone: width and blanks, or script, marks and case."""
    if one == other:
        return []
    if normal_name(one) == normal_name(other):
        if folded(one) == folded(other):
            return [Part("全角半角、空白或不可见字符不同", WIDTH)]
        if not (_old(one) or _old(other)):
            return [Part("标点、间隔号或大小写不同", SCRIPT)]
    return [Part("繁体简体不同", SCRIPT)] if _old(one) or _old(other) else []


@lru_cache(maxsize=4096)
def _old(text: str) -> bool:
    """Tell whether a name has a traditional character."""
    return not simplified().keys().isdisjoint(map(ord, text))


def _letters(one: str, other: str) -> Likeness:
    """Compare where at least one of two names is in letters."""
    words, more = letter_words(one), letter_words(other)
    if not words or not more:
        return _sound(words or more, other if words else one)
    ways = [_spelt("".join(words), "".join(more))]
    if sorted(words) != list(words) or sorted(more) != list(more):
        turned = _spelt("".join(sorted(words)), "".join(sorted(more)))
        ways.append(_less(*turned.parts, Part("词的次序不同", TURNED)))
    return max(ways, key=lambda way: way.score)


def _spelt(one: str, other: str) -> Likeness:
    """Compare letters with letters; what is short must agree to the letter."""
    if len(one) > 60 or len(other) > 60:
        return _less(*([] if one == other else [Part("拼写不同", 1.0)]))
    return _less(*_weighed(cheapest(one, other), max(len(one), len(other))))


def _sound(words: tuple[str, ...], name: str) -> Likeness:
    """Compare typed letters with the readings of a name in characters."""
    typed, short = "".join(words).replace("lyu", "lv").replace("nyu", "nv"), "".join(words)
    names = dict.fromkeys((core_name(name), normal_name(name)))
    if not is_distinctive(core_name(name)):
        return _less(Part(NOTHING, 1.0))
    heard = heard_letters(typed)
    for text in names:
        if typed in readings(text):
            return _less(Part("拼音一致", SOUND))
        if any(typed in readings(text[cut:] + text[:cut]) for cut in (1, 2) if 2 < len(text) < 5):
            return _less(Part("拼音一致", SOUND), Part("姓与名的次序颠倒", TURNED))
    for text in names:
        if any(heard == heard_letters(reading) for reading in readings(text)):
            return _less(Part("拼音相近", NEAR_SOUND))
        if short == initials(text):
            return _less(Part("拼音首字母一致", INITIALS))
    return _less(Part("拼音不同", 1.0))


@lru_cache(maxsize=4096)
def readings(name: str) -> tuple[str, ...]:
    """Return the pinyin of a name, with each other reading that people know in its place."""
    found = [""]
    for char in name[:40]:
        ends = sounds(char) or ("",)
        found = [start + end for start in found for end in ends][:MOST_READINGS]
    return tuple(dict.fromkeys((pinyin(name), *found)))


__all__ = ["THRESHOLD", "Likeness", "Part", "Slip", "likeness", "readings"]
