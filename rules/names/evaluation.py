"""How well matching does on labelled pairs: precision and recall, by kind of variant, with what it got most wrong."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from rules.names.likeness import THRESHOLD, Likeness, likeness

HALVES = ("held", "tuned")
KINDS = {  # what differs between two names of one party, or makes two parties hard to tell apart
    "exact": "完全一致", "traditional": "繁体", "width": "全角半角", "invisible": "空白、不可见字符",
    "dot": "间隔号", "homophone": "同音字", "two_homophones": "两个同音字", "polyphone": "多音字",
    "near_sound": "近音字", "pinyin": "拼音", "look_alike": "形近字", "wrong": "长字号错一字", "swap": "相邻颠倒",
    "order": "姓名次序颠倒", "insert": "多一字", "delete": "少一字", "suffix": "行业后缀不同",
    "place": "地名前缀不同", "branch": "分店字样", "minority": "少数民族姓名", "foreign": "外国人姓名",
    "operator": "字号与经营者", "same_family": "同姓不同名", "siblings": "同姓同辈字",
    "first_same": "三字名差中间一字", "same_given": "同名不同姓", "two_characters": "两字名差一字",
    "reversed_two": "两字颠倒", "longer": "两字名与三字名", "same_suffix": "只有地名和行业相同",
    "half": "两字字号差一字", "one_of_three": "短字号差一字", "two_of_five": "长字号差两字",
    "nothing_own": "没有字号", "shop_and_person": "字号与姓名", "same_father": "只有一段相同",
    "other_letters": "别人的拼音", "two_operators": "不同的店和经营者", "numbers": "数字字号",
    "decided": "人工判定",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class LabelledPair:
    """Two names, whether a person should look at them together (`same`), and what makes the pair hard."""

    kind: str
    same: bool
    half: str  # "tuned": tables and threshold were chosen on it; "held": figures are quoted on it
    one: str
    other: str
    origin: str = "made"  # made (from a seed), decided (of a hit that a person decided; the names are replaced)

    def as_json(self) -> dict[str, object]:
        """Return the line of the set."""
        return {"kind": self.kind, "same": self.same, "half": self.half, "one": self.one, "other": self.other,
                "from": self.origin}  # fmt: skip


@dataclass(frozen=True, slots=True)
class KindFigures:
    """How many pairs of one kind were taken for one party."""

    kind: str
    same: bool
    count: int
    taken: int

    @property
    def share(self) -> float:
        """The recall of a kind that should be found; of strangers, the share that is taken for one party."""
        return round(self.taken / self.count, 4)


@dataclass(frozen=True, slots=True)
class Miss:
    """A pair that was judged wrongly, with the score and its reasons."""

    pair: LabelledPair
    found: Likeness


@dataclass(frozen=True, slots=True)
class Evaluation:
    """The figures of a set at one threshold; misses the worst first."""

    threshold: float
    kinds: tuple[KindFigures, ...]
    misses: tuple[Miss, ...]

    @property
    def recall(self) -> float:
        """The share of the pairs to be found that are found."""
        wanted = [one for one in self.kinds if one.same]
        return round(sum(one.taken for one in wanted) / max(1, sum(one.count for one in wanted)), 4)

    @property
    def precision(self) -> float:
        """The share of the pairs found that should be found; 1 where nothing is found."""
        right = sum(one.taken for one in self.kinds if one.same)
        return round(right / sum(one.taken for one in self.kinds), 4) if right else 1.0

    def as_json(self, worst: int) -> dict[str, object]:
        """Return the document that `luqiao screening evaluate` prints."""
        kinds = [
            {"kind": one.kind, "name": KINDS.get(one.kind, one.kind), "same": one.same, "count": one.count,
             "taken": one.taken, "recall" if one.same else "false_alarms": one.share}
            for one in self.kinds
        ]  # fmt: skip
        misses = [
            {"kind": miss.pair.kind, "same": miss.pair.same, "one": miss.pair.one, "other": miss.pair.other,
             "score": miss.found.score, "why": "；".join(miss.found.why)}
            for miss in self.misses[:worst]
        ]  # fmt: skip
        plain = {"threshold": self.threshold, "pairs": sum(one.count for one in self.kinds)}
        return plain | {"recall": self.recall, "precision": self.precision, "kinds": kinds, "misses": misses}


def read_pairs(lines: Iterable[str]) -> Iterator[LabelledPair]:
    """Yield the pairs of a set, one JSON object a line; raises ValueError with the line that is wrong."""
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            yield _pair(json.loads(line))
        except (ValueError, KeyError, TypeError) as error:
            raise ValueError(f"第{number}行不是一对标注的名称：{error}") from error


def _pair(values: dict[str, Any]) -> LabelledPair:
    kind, same, half, one, other = (values[key] for key in ("kind", "same", "half", "one", "other"))
    if not isinstance(same, bool) or half not in HALVES:
        raise ValueError("same 只能是 true 或 false，half 只能是 held 或 tuned")
    if not all(isinstance(text, str) and text for text in (kind, one, other)):
        raise ValueError("kind、one、other 应为文本")
    return LabelledPair(kind, same, half, one, other, str(values.get("from", "made")))


def evaluate(pairs: Iterable[LabelledPair], threshold: float = THRESHOLD) -> Evaluation:
    """Return the figures of a set; every pair is looked at once."""
    counts: dict[tuple[bool, str], list[int]] = {}
    misses: list[Miss] = []
    for pair in pairs:
        found = likeness(pair.one, pair.other)
        count = counts.setdefault((pair.same, pair.kind), [0, 0])
        taken = found.score >= threshold
        count[0], count[1] = count[0] + 1, count[1] + taken
        if taken != pair.same:
            misses.append(Miss(pair, found))
    kinds = [
        KindFigures(kind, same, *count) for (same, kind), count in sorted(counts.items(), key=lambda one: -one[0][0])
    ]
    misses.sort(key=lambda miss: -abs(miss.found.score - threshold))
    return Evaluation(threshold, tuple(kinds), tuple(misses))
