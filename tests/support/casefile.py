"""The papers of a case that agree with each other, and a way to let one of them say something else."""

from datetime import date
from typing import Any

from content.lawbook import built_in_calendar, lawbook
from models.casework import CaseStage
from rules.casework.asked import Asked
from rules.casework.clashes import File, Paper
from rules.casework.consistency import check, require
from rules.casework.standing import Standing, Taken

DAY = date(2026, 11, 2)  # a Monday
FILED = {"case_no": "C-2026-000001", "party": "林海生", "filed_on": "2026-11-02", "filing_no": "厦烟立〔2026〕第1号"}
TEAM = [["陈立", "350201"], ["吴敏", "350202"]]
COMMON: dict[str, Any] = FILED | {"team": TEAM, "cause_name": "未在当地进货"}
THINGS = [["6901028075763", "测试牌（硬）", "300盒", "30"]]
TOTALS = {"kinds": 1, "cartons": "30"}
GOODS = [["6901028075763", "测试牌（硬）", "30条", "100.00", "3000.00"], ["", "软", "1.5条", "80.00", "120.00"]]
DECIDED = {"facts_found": "从外地进货", "article": "第五十六条", "content": "罚款150元"}
REMEDIES = {"review_days": 60, "suit_days": 15, "suit_months": 0}
SAID: dict[str, dict[str, Any]] = {
    "case_filing": {"filing_no": "", "approved_on": "2026-11-02"},
    "scene_record": {"goods": GOODS},
    "preservation_approval": {
        "notice": "1",
        "things": THINGS,
        "approved_on": "2026-11-03",
        "proposed_on": "2026-11-03",
        **TOTALS,
    },
    "evidence_preservation": {"notice": "1", "things": THINGS, "kept_on": "2026-11-03", **TOTALS},
    "sampling_list": {"things": THINGS, "base": 30, "sampled": 2, "sampled_at": "2026年11月3日9时5分"},
    "evidence_disposal": {"notice": "1", "preserved_on": "2026-11-03", "disposal": "送检"},
    "price_appraisal": {"goods": GOODS, "total": "3120.00"},
    "inquiry_extension": {"approved_on": "2026-12-02", "due_on": "2026-12-02"},
    "investigation_report": {"facts_found": "从外地进货"},
    "prior_notice": {"content": "罚款150元", "hearing": True, "facts_found": "从外地进货"},
    "case_hearing_right": {"content": "罚款150元", "facts_found": "从外地进货"},
    "processing_approval": DECIDED,
    "penalty_decision": DECIDED | REMEDIES | {"fine": "150.00", "bank": "银行", "pay_days": 15, "surcharge_percent": 3},
    "service_receipt": {"receiver": "林海生"},
    "goods_return_list": {"disposal_no": "厦烟立〔2026〕第6号"},
    "handling_decision": REMEDIES | {"noticed_on": "2026-11-03", "disposal": "变卖"},
}
DAYS = {"processing_approval": date(2026, 11, 17), "penalty_decision": date(2026, 11, 17),
        "service_receipt": date(2026, 11, 18), "handling_decision": date(2026, 12, 8)}  # fmt: skip
TITLES = {"case_filing": "立案报告表"}


def paper(number: int, kind: str, **more: Any) -> Paper:
    """Return a paper that says this besides; `on`: its day, `corrected`: the number of its correction."""
    on = more.pop("on", DAYS.get(kind, date(2026, 11, 9)))
    original = f"厦烟立〔2026〕第{number}号"
    shown = more.pop("corrected", original)
    return Paper(kind, TITLES.get(kind, kind), shown, original, on, COMMON | SAID[kind] | more)


def file(kind: str = "", *taken: str, **more: Any) -> File:
    """Return the whole file with one paper that says something else."""
    papers = [paper(n, one, **(more if one == kind else {})) for n, one in enumerate(SAID, 1)]
    steps = [Taken("case.noticed", DAY, "inspector"), *(Taken(deed, DAY, "inspector") for deed in taken)]
    law = Asked(DAY, lawbook().in_force(DAY), built_in_calendar(), {})
    return File(papers, Standing(CaseStage.NOTICED, DAY, taken=steps), law)


def stop(one: File) -> None:
    """Raise what stands against a decision."""
    require("case.decided", check(one))


def found(one: File) -> list[tuple[str, str, str]]:
    """Return (rule, field of the first paper, field of the second) of every clash."""
    return [(clash.rule, clash.first.name, clash.second.name) for clash in check(one)]


def at(kind: str) -> str:
    """Return how a clash names a paper of the file."""
    return f"《{TITLES.get(kind, kind)}》厦烟立〔2026〕第{list(SAID).index(kind) + 1}号的"
