"""Clashes: the papers of a case as its rules see them, and two of their fields that do not agree."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from typing_extensions import override

from models.said import said
from rules.basis import LegalBasis
from rules.casework.asked import Asked
from rules.casework.conditions import NOTICE
from rules.casework.standing import Standing

BASIS = LegalBasis("行政处罚法", 2021, "第四十条、第四十四条、第五十六条、第五十九条", "APL 40, 44, 56, 59")
DATED, LEAST_OFFICERS = "日期", 2
LONGEST = 60  # of a value that is named
FIELDS = {
    "party": "当事人", "case_no": "案件编号", "filed_on": "立案日期", "filing_no": "立案文号", "cause_name": "案由",
    "approved_on": "批准日期", "kept_on": "保存日期", "things": "物品", "team": "办案人员",
    "sampled": "抽样数量", "goods": "物品", "total": "核价总额", "due_on": "原期限", "content": "处罚内容",
    "facts_found": "违法事实", "article": "处罚依据", "review_days": "复议日数", "suit_days": "诉讼日数",
    "suit_months": "诉讼月数", "pay_days": "缴款日数", "surcharge_percent": "每日加处百分比", "bank": "缴款办法",
    "preserved_on": "保存日期", "disposal": "处理方式", "noticed_on": "公告日期", "receiver": "签收人",
    "proposed_on": "承办日期", "kinds": "种数", "cartons": "合计条数", "signer": "签收人", "base": "抽样基数",
    "sampled_at": "抽样时间",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Paper:
    """One paper that stands: `number` is that of its newest correction, `original` the one it was issued under."""

    kind: str
    title: str
    number: str
    original: str
    on: date
    said: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Field:
    """One field of one paper, or what the law says in its place (no number)."""

    title: str
    number: str
    name: str
    value: str

    @override
    def __str__(self) -> str:
        """Return it in words: 《立案报告表》厦烟立〔2026〕第1号的“当事人”（林海生）."""
        return said(
            "《{title}》{number}的“{name}”（{value}）",
            title=self.title,
            number=self.number,
            name=self.name,
            value=_short(self.value),
        )


@dataclass(frozen=True, slots=True)
class Clash:
    """Two fields that do not agree, and why; a warning is for a person to look at and stops nothing."""

    rule: str
    first: Field
    second: Field
    why: str
    warning: bool = False

    @override
    def __str__(self) -> str:
        """Return it in words."""
        return said("{first}与{second}{why}", first=self.first, second=self.second, why=self.why)


@dataclass(frozen=True, slots=True)
class File:
    """The papers of a case in the order of their issue, how the case stands, and the law of the day."""

    papers: Sequence[Paper]
    case: Standing
    asked: Asked

    def every(self, kind: str) -> list[Paper]:
        """Return the papers of a kind."""
        return [paper for paper in self.papers if paper.kind == kind]

    def newest(self, kind: str) -> Paper | None:
        """Return the newest paper of a kind."""
        return next(reversed(self.every(kind)), None)

    def since_notice(self, *deeds: str) -> bool:
        """Tell whether one of these steps was taken after the newest notice."""
        return any(self.case.last(deed, after=NOTICE) for deed in deeds)


def field_of(paper: Paper, name: str) -> Field:
    """Return a field of a paper as a clash names it."""
    return Field(paper.title, paper.number, FIELDS[name], _words(paper.said.get(name, "")))


def _words(value: Any) -> str:
    """Return a value as a clerk reads it: the cells of a row beside each other, the rows of a list in turn."""
    if not isinstance(value, list | tuple):
        return str(value)
    return "、".join(" ".join(filter(None, one)) if isinstance(one, list | tuple) else str(one) for one in value)


def dated(paper: Paper) -> Field:
    """Return the day of a paper as a clash names it."""
    return Field(paper.title, paper.number, DATED, paper.on.isoformat())


def _short(value: str) -> str:
    """Return the beginning of a value, whole where it is short."""
    return (value if len(value) <= LONGEST else value[:LONGEST]) or "空白"


def law_says(basis: str, name: str, value: object) -> Field:
    """Return what the law says in the place of a second paper."""
    return Field(basis, "", FIELDS.get(name, name), value if isinstance(value, str) else str(value))


def differ(rule: str, one: Paper, other: Paper, name: str, *, warning: bool = False) -> Iterator[Clash]:
    """Give a clash where two papers say different things in the field of one name."""
    if one.said.get(name) != other.said.get(name):
        yield Clash(rule, field_of(one, name), field_of(other, name), "不一致", warning)
