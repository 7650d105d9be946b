"""Consistency: the papers of one case held against each other; every clash names both papers and their fields."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from typing_extensions import override

from models.errors import Refused
from rules.basis import LegalBasis
from rules.casework.asked import Asked
from rules.casework.conditions import HEARING, NOTICE
from rules.casework.standing import Standing
from rules.goods import samples
from rules.payments import PERCENT_A_DAY

BASIS = LegalBasis("行政处罚法", 2021, "第四十条、第四十四条、第五十六条、第五十九条", "APL 40, 44, 56, 59")
CHECKED = frozenset({"case.reported", "case.decided", "case.archived"})  # steps that a clash stands against
UNKNOWN = frozenset({"尚未查明", "无主物品"})  # a party that is not known is no other party
DATED, LEAST_OFFICERS = "日期", 2
FIELDS = {
    "party": "当事人", "case_no": "案件编号", "filed_on": "立案日期", "filing_no": "立案文号", "cause_name": "案由",
    "approved_on": "批准日期", "kept_on": "保存日期", "things": "物品", "team": "办案人员",
    "sampled": "抽样数量", "goods": "物品", "total": "核价总额", "due_on": "原期限", "content": "处罚内容",
    "facts_found": "违法事实", "article": "处罚依据", "review_days": "复议日数", "suit_days": "诉讼日数",
    "suit_months": "诉讼月数", "pay_days": "缴款日数", "surcharge_percent": "每日加处百分比", "bank": "缴款办法",
    "preserved_on": "保存日期", "disposal": "处理方式", "noticed_on": "公告日期", "receiver": "签收人",
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
        return f"《{self.title}》{self.number}的“{self.name}”（{self.value[:60] or '空白'}）"


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
        return f"{self.first}与{self.second}{self.why}"


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


def check(file: File) -> list[Clash]:
    """Return every clash, rule by rule; an empty list where all papers agree."""
    return [clash for rule in RULES for clash in rule(file)]


def require(file: File) -> None:
    """Raise Refused naming every clash that is no warning."""
    found = [str(clash) for clash in check(file) if not clash.warning]
    if found:
        raise Refused(
            f"案件文书互相矛盾：{'；'.join(found)}。", kept="案件未变更。", do_next="请先更正文书（document correct）。"
        )


def _field(paper: Paper, name: str) -> Field:
    return Field(paper.title, paper.number, FIELDS[name], _words(paper.said.get(name, "")))


def _words(value: Any) -> str:
    """Return a value as a clerk reads it: the cells of a row beside each other, the rows of a list in turn."""
    if not isinstance(value, list | tuple):
        return str(value)
    return "、".join(" ".join(filter(None, one)) if isinstance(one, list | tuple) else str(one) for one in value)


def _dated(paper: Paper) -> Field:
    return Field(paper.title, paper.number, DATED, paper.on.isoformat())


def _law(basis: str, name: str, value: object) -> Field:
    return Field(basis, "", FIELDS.get(name, name), str(value))


def _differ(rule: str, one: Paper, other: Paper, name: str, *, warning: bool = False) -> Iterator[Clash]:
    """Give a clash where two papers say different things in the field of one name."""
    if one.said.get(name) != other.said.get(name):
        yield Clash(rule, _field(one, name), _field(other, name), "不一致", warning)


def _one_case(file: File) -> Iterator[Clash]:
    """Hold every paper behind the filing against it: the case, the day of filing, its number."""
    filing = file.newest("case_filing")
    if filing is None:
        return
    for paper in file.papers[file.papers.index(filing) + 1 :]:
        yield from _differ("one_case", paper, filing, "case_no")
        if paper.said.get("filed_on") != filing.said.get("approved_on"):
            yield Clash("filed_on", _field(paper, "filed_on"), _field(filing, "approved_on"), "不一致")
        if paper.said.get("filing_no") not in (filing.number, filing.original):
            second = Field(filing.title, filing.number, FIELDS["filing_no"], filing.number)
            yield Clash("filing_no", _field(paper, "filing_no"), second, "不一致")


def _one_party(file: File) -> Iterator[Clash]:
    """Hold the party of every paper against that of the filing (the first that knows it)."""
    known = [paper for paper in file.papers if paper.said.get("party") not in UNKNOWN]
    filing = next((paper for paper in known if paper.kind == "case_filing"), known[0] if known else None)
    for paper in known:
        if filing is not None:
            yield from _differ("one_party", paper, filing, "party")


def _preservation(file: File) -> Iterator[Clash]:
    """Hold each notice of preservation against its approval: two officers, one day, one cause, the same goods."""
    for notice in file.every("evidence_preservation"):
        for approval in file.every("preservation_approval"):
            if approval.said["notice"] != notice.said["notice"]:
                continue
            yield from _two_officers(approval)
            yield from _differ("preservation", notice, approval, "things")
            yield from _differ("preservation", notice, approval, "cause_name")
            if notice.said["kept_on"] != approval.said["approved_on"]:
                yield Clash("preservation", _field(notice, "kept_on"), _field(approval, "approved_on"), "不一致")


def _two_officers(paper: Paper) -> Iterator[Clash]:
    if len(paper.said["team"]) < LEAST_OFFICERS:
        law = _law("行政处罚法第四十二条", "team", f"不少于{LEAST_OFFICERS}人")
        yield Clash("two_officers", _field(paper, "team"), law, "不符")


def _sampling(file: File) -> Iterator[Clash]:
    """Hold each list of samples against what was preserved, and its number against the base."""
    approvals = file.every("preservation_approval")
    for sampled in file.every("sampling_list"):
        yield from _two_officers(sampled)
        least, most = samples(Decimal(sampled.said["base"]))
        if not least <= sampled.said["sampled"] <= most:
            law = _law("抽样取证的通行做法", "sampled", f"{least}至{most}条")
            yield Clash("sample_size", _field(sampled, "sampled"), law, "不符", warning=True)
        kept = {thing[1] for approval in approvals for thing in approval.said["things"]}
        if approvals and not {thing[1] for thing in sampled.said["things"]} <= kept:
            yield Clash("sampling", _field(sampled, "things"), _field(approvals[-1], "things"), "不一致")


def _prices(file: File) -> Iterator[Clash]:
    """Hold the newest price sheet against the goods at the scene, and its sums against its rows."""
    sheet, scene = file.newest("price_appraisal"), file.newest("scene_record")
    if sheet is None:
        return
    rows = sheet.said["goods"]
    for row in rows:
        if not _adds_up(row):
            yield Clash("arithmetic", _field(sheet, "goods"), _law(sheet.title, "单价×数量", "、".join(row)), "不符")
    total = sum((Decimal(row[4] or 0) for row in rows), Decimal(0))
    if rows and total != Decimal(sheet.said["total"]):
        yield Clash("arithmetic", _field(sheet, "total"), _law(sheet.title, "各行金额之和", total), "不符")
    if scene is not None and scene.said["goods"] and _listed(scene) != _listed(sheet):
        yield Clash("inventory", _field(sheet, "goods"), _field(scene, "goods"), "不一致")


def _adds_up(row: Sequence[str]) -> bool:
    """Tell whether price times cartons is the amount, to the fen; a row without a price does not add up."""
    if not row[3] or not row[4]:
        return False
    return abs(Decimal(row[2].removesuffix("条")) * Decimal(row[3]) - Decimal(row[4])) < Decimal("0.01")


def _listed(paper: Paper) -> list[list[str]]:
    return sorted(row[:3] for row in paper.said["goods"])


def _extension(file: File) -> Iterator[Clash]:
    """Hold the day of an extension against the day on which the inquiry would have ended."""
    for paper in file.every("inquiry_extension"):
        if paper.said["approved_on"] > paper.said["due_on"]:
            yield Clash("extension", _field(paper, "approved_on"), _field(paper, "due_on"), "相比已经逾期")


def _notices(file: File) -> Iterator[Clash]:
    """Hold the notice of the hearing against the prior notice, and that against the report of the inquiry."""
    notice, report = file.newest("prior_notice"), file.newest("investigation_report")
    right = file.newest("case_hearing_right")
    if notice is None:
        return
    if right is not None and notice.said.get("hearing"):
        yield from _differ("hearing_right", right, notice, "content")
        if right.on > notice.on:
            yield Clash("hearing_right", _dated(right), _dated(notice), "相比晚了")
    if report is not None:
        yield from _differ("reported_facts", notice, report, "facts_found", warning=True)


def _decision(file: File) -> Iterator[Clash]:
    """Hold the decision against its approval, and its day against the notices with their terms."""
    decision, approval = file.newest("penalty_decision"), file.newest("processing_approval")
    if decision is None:
        return
    if approval is not None:
        for name in ("party", "facts_found", "article", "content"):
            yield from _differ("approval", decision, approval, name)
    if not file.since_notice("case.defence_waived"):
        yield from _waited(file, decision, "prior_notice", "E18")
    if not file.since_notice("case.hearing_waived", HEARING):
        yield from _waited(file, decision, "case_hearing_right", "E19")


def _waited(file: File, decision: Paper, kind: str, term: str) -> Iterator[Clash]:
    notice = file.newest(kind)
    until = file.asked.until(term, notice.on) if notice is not None else None
    if notice is not None and until is not None and decision.on <= until:
        yield Clash("decision_day", _dated(decision), _dated(notice), f"相比过早，期限到{until}才届满")


def _remedies(file: File) -> Iterator[Clash]:
    """Hold what a decision says of remedies and payment against the law."""
    terms = file.asked.law.terms
    suit = terms["E31"]
    wanted: dict[str, Any] = {"review_days": terms["E30"].count}
    wanted |= {"suit_days": suit.count if suit.unit == "d" else 0, "suit_months": suit.count if suit.unit == "m" else 0}
    fined = wanted | {"pay_days": terms["E25"].count, "surcharge_percent": PERCENT_A_DAY}
    for kind in ("penalty_decision", "spot_penalty", "no_penalty_decision", "handling_decision"):
        for paper in file.every(kind):
            yield from _against_law(paper, fined if paper.said.get("fine") else wanted)
            if paper.said.get("fine") and not paper.said.get("bank"):
                yield Clash(
                    "payment", _field(paper, "bank"), _law("行政处罚法第六十七条", "bank", "指定的银行"), "不符"
                )


def _against_law(paper: Paper, wanted: Mapping[str, Any]) -> Iterator[Clash]:
    for name, value in wanted.items():
        if paper.said.get(name) != value:
            yield Clash("remedies", _field(paper, name), _law("法律规定", name, value), "不符")


def _disposal(file: File) -> Iterator[Clash]:
    """Hold each disposal of evidence against its preservation; nothing is destroyed before a decision is served."""
    for paper in file.every("evidence_disposal"):
        if paper.on.isoformat() < paper.said["preserved_on"]:
            yield Clash("disposal", _dated(paper), _field(paper, "preserved_on"), "相比过早")
        served = file.case.day("case.served")
        if "销毁" in paper.said["disposal"] and (served is None or paper.on < served):
            law = _law("行政处罚决定书", "送达日期", served or "")
            yield Clash("destroyed", _field(paper, "disposal"), law, "不符，送达以前不得销毁")


def _handling(file: File) -> Iterator[Clash]:
    """Hold the handling of goods without an owner against the public notice; it sells or destroys, nothing else."""
    for paper in file.every("handling_decision"):
        until = file.asked.until("E13", date.fromisoformat(paper.said["noticed_on"]))
        if paper.on <= until:
            yield Clash("handling", _dated(paper), _field(paper, "noticed_on"), f"相比过早，公告到{until}才期满")
        words = paper.said["disposal"]
        if "没收" in words or not ("变卖" in words or "销毁" in words):
            law = _law("关于无主物品的规定", "disposal", "变卖或者销毁，不得没收")
            yield Clash("handling", _field(paper, "disposal"), law, "不符")


def _receipts(file: File) -> Iterator[Clash]:
    """Point out where somebody else than the party signed for a paper."""
    for paper in file.every("service_receipt"):
        if paper.said["receiver"] != paper.said["party"]:
            yield Clash("receiver", _field(paper, "receiver"), _field(paper, "party"), "不一致", warning=True)


Rule = Callable[[File], Iterator[Clash]]
RULES: tuple[Rule, ...] = (
    _one_case,
    _one_party,
    _preservation,
    _sampling,
    _prices,
    _extension,
    _notices,
    _decision,
    _remedies,
    _disposal,
    _handling,
    _receipts,
)
