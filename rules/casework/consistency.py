"""Consistency: the papers of one case held against each other; every clash names both papers and their fields."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from models.errors import Refused
from models.said import said, together
from rules.basis import LegalBasis
from rules.casework.clashes import FIELDS, Clash, Field, File, Paper, dated, differ, field_of, law_says
from rules.casework.conditions import HEARING
from rules.casework.consistency_goods import RULES_OF_GOODS
from rules.payments import PERCENT_A_DAY

BASIS = LegalBasis("行政处罚法", 2021, "第四十条、第四十四条、第五十六条、第五十九条", "APL 40, 44, 56, 59")
CHECKED = frozenset({"case.reported", "case.decided", "case.archived"})  # steps that every clash stands against
LATER = frozenset({"one_case", "one_party", "filed_on", "filing_no", "inventory", "hearing_right"})
UNKNOWN = frozenset({"尚未查明", "无主物品"})  # a party that is not known is no other party
PARTY_CORRECTED = "case.publication_corrected"


def check(file: File) -> list[Clash]:
    """Return every clash, rule by rule; an empty list where all papers agree."""
    return [clash for rule in RULES for clash in rule(file)]


def brought(file: File, numbers: Collection[str]) -> list[Clash]:
    """Return the clashes that the papers of some numbers bring into a file, whichever field is named first."""
    return [clash for clash in check(file) if {clash.first.number, clash.second.number} & set(numbers)]


def standing_against(name: str, found: Iterable[Clash]) -> list[Clash]:
    """Return the clashes that a step must not bring.

    What follows from the facts of the case may be put right by a correction of the older paper until the report; what
    lies in the step itself never again, so that it stops the step.
    """
    return [one for one in found if not one.warning and (name in CHECKED or one.rule not in LATER)]


def require(name: str, found: Iterable[Clash]) -> None:
    """Raise Refused naming every clash that stands against a step."""
    words = [str(clash) for clash in standing_against(name, found)]
    if words:
        told = said("案件文书互相矛盾：{words}。", words=together(words))
        raise Refused(told, kept="案件未变更。", do_next="请改正所填的内容，或者先更正文书（document correct）。")


def _one_case(file: File) -> Iterator[Clash]:
    """Hold every paper behind the filing against it: the case, the day of filing, its number."""
    filing = file.newest("case_filing")
    if filing is None:
        return
    for paper in file.papers[file.papers.index(filing) + 1 :]:
        yield from differ("one_case", paper, filing, "case_no")
        if paper.said.get("filed_on") != filing.said.get("approved_on"):
            yield Clash("filed_on", field_of(paper, "filed_on"), field_of(filing, "approved_on"), "不一致")
        if paper.said.get("filing_no") not in (filing.number, filing.original):
            second = Field(filing.title, filing.number, FIELDS["filing_no"], filing.number)
            yield Clash("filing_no", field_of(paper, "filing_no"), second, "不一致")


def _one_party(file: File) -> Iterator[Clash]:
    """Hold the party of every paper against that of the filing (the first that knows it).

    A name that was put right in the case and where it was published stands in the papers from then on.
    """
    steps = [step.said for step in file.case.taken if step.deed == PARTY_CORRECTED]
    names = {name for said in steps for name in said.get("names", ())}
    known = [paper for paper in file.papers if paper.said.get("party") not in UNKNOWN]
    filing = next((paper for paper in known if paper.kind == "case_filing"), known[0] if known else None)
    for paper in known:
        if filing is not None and not {paper.said["party"], filing.said["party"]} <= names:
            yield from differ("one_party", paper, filing, "party")


def _notices(file: File) -> Iterator[Clash]:
    """Hold the notice of the hearing against the prior notice, and that against the report of the inquiry."""
    notice, report = file.newest("prior_notice"), file.newest("investigation_report")
    right = file.newest("case_hearing_right")
    if notice is None:
        return
    if right is not None and notice.said.get("hearing"):
        yield from differ("hearing_right", right, notice, "content")
        if right.on > notice.on:
            yield Clash("hearing_right", dated(right), dated(notice), "相比晚了")
    if report is not None:
        for paper in filter(None, (notice, right)):
            yield from differ("reported_facts", paper, report, "facts_found", warning=True)


def _decision(file: File) -> Iterator[Clash]:
    """Hold the decision against its approval, and its day against the notices with their terms."""
    decision, approval = file.newest("penalty_decision"), file.newest("processing_approval")
    if decision is None:
        return
    if approval is not None:
        for name in ("party", "facts_found", "article", "content"):
            yield from differ("approval", decision, approval, name)
    if not file.since_notice("case.defence_waived"):
        yield from _waited(file, decision, "prior_notice", "E18")
    if not file.since_notice("case.hearing_waived", HEARING):
        yield from _waited(file, decision, "case_hearing_right", "E19")


def _waited(file: File, decision: Paper, kind: str, term: str) -> Iterator[Clash]:
    notice = file.newest(kind)
    until = file.asked.until(term, notice.on) if notice is not None else None
    if notice is not None and until is not None and decision.on <= until:
        yield Clash("decision_day", dated(decision), dated(notice), said("相比过早，期限到{until}才届满", until=until))


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
                    "payment", field_of(paper, "bank"), law_says("行政处罚法第六十七条", "bank", "指定的银行"), "不符"
                )


def _against_law(paper: Paper, wanted: Mapping[str, Any]) -> Iterator[Clash]:
    for name, value in wanted.items():
        if paper.said.get(name) != value:
            yield Clash("remedies", field_of(paper, name), law_says("法律规定", name, value), "不符")


def _handling(file: File) -> Iterator[Clash]:
    """Hold the handling of goods without an owner against the public notice; it sells or destroys, nothing else."""
    for paper in file.every("handling_decision"):
        until = file.asked.until("E13", date.fromisoformat(paper.said["noticed_on"]))
        if paper.on <= until:
            yield Clash(
                "handling",
                dated(paper),
                field_of(paper, "noticed_on"),
                said("相比过早，公告到{until}才期满", until=until),
            )
        words = paper.said["disposal"]
        if "没收" in words or not ("变卖" in words or "销毁" in words):
            law = law_says("关于无主物品的规定", "disposal", "变卖或者销毁，不得没收")
            yield Clash("handling", field_of(paper, "disposal"), law, "不符")


def _receipts(file: File) -> Iterator[Clash]:
    """Point out where somebody else than the party signed for a paper."""
    for paper in file.every("service_receipt"):
        if paper.said["receiver"] != paper.said["party"]:
            yield Clash("receiver", field_of(paper, "receiver"), field_of(paper, "party"), "不一致", warning=True)


RULES: tuple[Callable[[File], Iterator[Clash]], ...] = (
    _one_case,
    _one_party,
    *RULES_OF_GOODS,
    _notices,
    _decision,
    _remedies,
    _handling,
    _receipts,
)
