"""Redaction: what of a decision's words is never published – numbers, homes, names of minors and of third persons."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rules.basis import LegalBasis
from rules.identifiers import masked

BASIS = LegalBasis("行政处罚法", 2021, "第四十八条、第五十条", "APL 48, 50")
FULL_WIDTH = str.maketrans("０１２３４５６７８９Ｘｘ", "0123456789Xx")
_MONTH_DAY = r"(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])"
_GAP = r"[ \-\u3000]?"  # as numbers are written in groups
_BETWEEN = r"[\s\-·・]{0,2}"  # what may stand between the characters of a name or number that is known
_EDGES = r"(?<![0-9A-Za-z])(?:{})(?![0-9A-Za-z])"
IDENTITY = re.compile(
    _EDGES.format(
        rf"[1-9][0-9]{{5}}(?:{_GAP}(?:19|20)[0-9]{{2}}{_MONTH_DAY}{_GAP}[0-9]{{3}}[0-9Xx]|[0-9]{{2}}{_MONTH_DAY}[0-9]{{3}})"
    )
)
PHONE = re.compile(_EDGES.format(rf"1[3-9][0-9]{_GAP}[0-9]{{4}}{_GAP}[0-9]{{4}}|0[0-9]{{2,3}}{_GAP}[0-9]{{7,8}}"))
DISTRICT = re.compile(r".*?[区县](?=.)")
NUMBER, ADDRESS, MINOR = "公民身份号码和其他证件号码不公开", "家庭住址不公开", "未成年人的姓名不公开"
TELEPHONE, OTHER = "电话号码不公开", "其他个人的姓名不公开"


@dataclass(frozen=True, slots=True)
class Private:
    """What a case knows that may not be published: numbers, homes, names of minors and of who is not the party."""

    numbers: Sequence[str] = ()
    phones: Sequence[str] = ()
    homes: Sequence[str] = ()
    minors: Sequence[str] = ()
    others: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Redacted:
    """Words as they go out, and why something in them is hidden, each ground once."""

    text: str
    why: tuple[str, ...] = ()


def redacted(text: str, private: Private) -> Redacted:
    """Return words without what may not be published; what needs nothing hidden is returned as it is."""
    why = []
    for start, end, hidden, ground in sorted(_found(text, private), reverse=True):
        if text[start:end] != hidden:
            text = text[:start] + hidden + text[end:]
            why.append(ground)
    return Redacted(text, tuple(dict.fromkeys(reversed(why))))


def _found(text: str, private: Private) -> list[tuple[int, int, str, str]]:
    """Return (start, end, what stands there instead, ground) of what is to be hidden, none within another."""
    plain = text.translate(FULL_WIDTH)
    every = [*_known(plain, private)]
    every += [(*match.span(), masked(match[0]), NUMBER) for match in IDENTITY.finditer(plain)]
    every += [(*match.span(), masked(match[0]), TELEPHONE) for match in PHONE.finditer(plain)]
    longest = sorted(every, key=lambda one: one[0] - one[1])
    kept: list[tuple[int, int, str, str]] = []
    for one in longest:
        if all(one[1] <= other[0] or other[1] <= one[0] for other in kept):
            kept.append(one)
    return kept


def _known(plain: str, private: Private) -> Iterator[tuple[int, int, str, str]]:
    """Yield where that stands which the case itself knows to be private."""
    grounds = (
        (private.numbers, masked, NUMBER),
        (private.phones, masked, TELEPHONE),
        (private.homes, without_house, ADDRESS),
        (private.minors, without_name, MINOR),
        (private.others, without_name, OTHER),
    )
    for words, hidden, ground in grounds:
        for word in filter(None, (each.strip() for each in words)):
            looked_for = _BETWEEN.join(re.escape(one) for one in word.translate(FULL_WIDTH))
            for match in re.finditer(looked_for, plain):
                yield (*match.span(), hidden(word), ground)


def without_house(address: str) -> str:
    """Return an address as far as its district: 厦门市思明区湖滨南路1号 is 厦门市思明区某处."""
    district = DISTRICT.match(address)
    return f"{district[0] if district else ''}某处"


def without_name(name: str) -> str:
    """Return the name of a person by its first character: 李小明 is 李某某."""
    return name[:1] + "某" * max(len(name) - 1, 1)
