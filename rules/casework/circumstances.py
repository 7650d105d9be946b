"""Circumstances of an act: which exclude the penalty, lighten it, or make it heavier, each with its article."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from models.errors import InvalidInput
from models.said import said
from rules.basis import LegalBasis
from rules.publication import age

BASIS = LegalBasis("行政处罚法", 2021, "第三十条至第三十三条", "APL 30–33")
NO_PENALTY_AGE, FULL_AGE = 14, 18  # APL 30


class Weight(StrEnum):
    """What a circumstance does to a fine, from none at all to heavier within the range."""

    NONE = "none"  # no penalty
    WAIVABLE = "waivable"  # there may be none
    REDUCED = "reduced"  # lighter, or below the range
    LIGHTER = "lighter"  # lighter within the range
    HEAVIER = "heavier"  # heavier within the range


@dataclass(frozen=True, slots=True)
class Circumstance:
    """One circumstance in words, what it does, and its article."""

    name: str
    weight: Weight
    basis: LegalBasis


def _apl(article: str, ref: str) -> LegalBasis:
    return LegalBasis("行政处罚法", 2021, article, f"APL {ref}")


HEAVY = _apl("第五条第二款", "5(2)")  # facts, nature, circumstances, harm
LIGHT = "第三十二条"
CIRCUMSTANCES = {
    "under_14": Circumstance("行为时不满十四周岁", Weight.NONE, _apl("第三十条", "30")),
    "minor": Circumstance("行为时已满十四周岁不满十八周岁", Weight.REDUCED, _apl("第三十条", "30")),
    "insane": Circumstance("不能辨认或者不能控制自己行为", Weight.NONE, _apl("第三十一条", "31")),
    "impaired": Circumstance("尚未完全丧失辨认或者控制自己行为的能力", Weight.REDUCED, _apl("第三十一条", "31")),
    "harm_removed": Circumstance("主动消除或者减轻违法行为危害后果", Weight.REDUCED, _apl(f"{LIGHT}第(一)项", "32(1)")),
    "coerced": Circumstance("受他人胁迫或者诱骗", Weight.REDUCED, _apl(f"{LIGHT}第(二)项", "32(2)")),
    "confessed": Circumstance("主动供述尚未掌握的违法行为", Weight.REDUCED, _apl(f"{LIGHT}第(三)项", "32(3)")),
    "merit": Circumstance("配合查处违法行为有立功表现", Weight.REDUCED, _apl(f"{LIGHT}第(四)项", "32(4)")),
    "harmless": Circumstance("轻微并及时改正，没有造成危害后果", Weight.NONE, _apl("第三十三条第一款", "33(1)")),
    "first": Circumstance("初次违法且危害后果轻微并及时改正", Weight.WAIVABLE, _apl("第三十三条第一款", "33(1)")),
    "no_fault": Circumstance("有证据足以证明没有主观过错", Weight.NONE, _apl("第三十三条第二款", "33(2)")),
    "cooperated": Circumstance("如实说明并配合调查", Weight.LIGHTER, HEAVY),
    "emergency": Circumstance("违反突发事件应对措施", Weight.HEAVIER, _apl("第四十九条", "49")),
    "repeated": Circumstance("曾因同类行为受过处罚", Weight.HEAVIER, HEAVY),
    "resisted": Circumstance("拒绝、阻碍检查或者毁灭证据", Weight.HEAVIER, HEAVY),
}
EFFECTS = {
    Weight.NONE: "不予行政处罚",
    Weight.WAIVABLE: "可以不予行政处罚",
    Weight.REDUCED: "应当从轻或者减轻行政处罚",
    Weight.LIGHTER: "在幅度以内从轻",
    Weight.HEAVIER: "在幅度以内从重",
}
MAY = frozenset({"impaired"})  # the law allows it and does not order it


def full_years(born_on: date, on: date) -> int:
    """Return how many years somebody is full on a day: from the day after the birthday on."""
    return age(born_on, on - timedelta(days=1))


def by_age(born_on: date | None, acted_on: date | None) -> tuple[str, ...]:
    """Return the circumstance that the age at the act makes (APL 30); nothing where either day is unknown."""
    if born_on is None or acted_on is None or full_years(born_on, acted_on) >= FULL_AGE:
        return ()
    return ("under_14",) if full_years(born_on, acted_on) < NO_PENALTY_AGE else ("minor",)


def code_of(word: str) -> str:
    """Return the code of a circumstance that is given by its name; what is no name stays as it is."""
    plain = word.strip()
    return next((code for code, one in CIRCUMSTANCES.items() if plain == one.name), plain)


def known(codes: Iterable[str]) -> list[Circumstance]:
    """Return circumstances by their codes, each once; InvalidInput names the codes that exist."""
    wanted = list(dict.fromkeys(codes))
    unknown = [code for code in wanted if code not in CIRCUMSTANCES]
    if unknown:
        raise InvalidInput(
            said("没有情节“{names}”。", names="、".join(unknown)),
            kept="什么都没有做。",
            do_next=said("可用：{known}。", known="、".join(CIRCUMSTANCES)),
        )
    return [CIRCUMSTANCES[code] for code in wanted]


def told(codes: Iterable[str]) -> Iterator[str]:
    """Yield what each circumstance does, in words with its article."""
    for code in dict.fromkeys(codes):
        one = CIRCUMSTANCES[code]
        effect = "可以从轻或者减轻行政处罚" if code in MAY else EFFECTS[one.weight]
        yield said("{name}：{effect}（{basis}）", name=one.name, effect=effect, basis=one.basis)
