"""The papers of an enforcement case: each step that has one issues it, numbered, with what case and step say."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from sqlmodel import Session

from content.documents import catalogue
from models.casework import CaseSource
from models.values import SHANGHAI, Officer
from rules.casework.steps import STEPS
from rules.goods import Goods, totals
from rules.lawrows import Cause
from rules.payments import PERCENT_A_DAY
from rules.penalties import yuan
from usecases import casework_goods, casework_rows, documents, officers
from usecases.casework_rows import EnforcementCase
from usecases.desk import desk_of
from usecases.documents import Taken

Said = Mapping[str, Any]
SOURCES = {
    CaseSource.REPORT: "群众举报",
    CaseSource.PATROL: "巡查发现",
    CaseSource.SUPERIOR: "上级交办",
    CaseSource.TRANSFER: "其他机关移送",
    CaseSource.WARNING: "分析预警",
    CaseSource.OTHER: "其他",
}
FILINGS = frozenset({"case_filing"})  # whose number is the case's
DECISIONS = frozenset({"penalty_decision", "spot_penalty", "no_penalty_decision", "handling_decision"})


def issue(
    session: Session, name: str, case: EnforcementCase, said: Said, *, by: Officer, at: datetime
) -> tuple[str, list[Taken], dict[str, str]]:
    """Issue the paper of a step; return its number, what an undo gives back, and what the case's row is told.

    `case` is as it is after the step. A kind that the bureau's catalogue does not have on that day is no paper.
    """
    kind = STEPS[name].document
    if kind not in FACTS or kind not in catalogue(desk_of(session).templates).names():
        return "", [], {}
    facts = _common(session, case) | FACTS[kind](session, case, said, at)
    number, taken = documents.issue(session, case.number, kind, facts, by=by, at=at)
    column = "filing_no" if kind in FILINGS else "decision_no" if kind in DECISIONS else ""
    return number, [taken], {column: number} if column else {}


def _common(session: Session, case: EnforcementCase) -> dict[str, Any]:
    """Return what every paper of a case says: party, cause, filing, team."""
    row, party = case.row, case.row["party"] or {}
    cause = _cause(session, case)
    return {
        "party": row["party_name"] or ("无主物品" if row["ownerless"] else "尚未查明"),
        "party_no": row["party_no"],
        "legal_rep": party.get("legal_rep", ""),
        "phone": party.get("phone", ""),
        "address": party.get("address") or row["place"],
        "licence_no": row["licence_no"],
        "case_no": row["number"],
        "cause_name": cause.name if cause else "",
        "filed_on": row["filed_on"],
        "filing_no": row["filing_no"],
        "team": [[person[1], person[2]] for person in case.standing.team],
    }


def _cause(session: Session, case: EnforcementCase) -> Cause | None:
    on = case.row["filed_on"] or case.row["found_on"]
    return casework_rows.asked(session, on).law.causes.get(case.row["cause"])


def _filing(session: Session, case: EnforcementCase, said: Said, at: datetime) -> dict[str, Any]:
    proposer = officers.find(session, str(said.get("proposed_by", "")))
    approver = officers.find(session, _newest(case, "case.filed"))
    return {
        "source": SOURCES[CaseSource(case.row["source"])],
        "found_on": case.row["found_on"],
        "place": case.row["place"],
        "summary": case.row["summary"],
        "reason": said["reason"],
        "proposed_by": proposer.name if proposer else "",
        "approved_by": approver.name if approver else "",
        "approved_on": case.row["filed_on"] or at.astimezone(SHANGHAI).date(),
    }


def _newest(case: EnforcementCase, deed: str) -> str:
    step = case.standing.last(deed)
    return step.by if step else ""


def _scene(session: Session, case: EnforcementCase, said: Said, _: datetime) -> dict[str, Any]:
    goods = casework_goods.of_case(session, case)
    return {
        "started": _moment(said["started_at"]),
        "ended": _moment(said["ended_at"]),
        "place": said["place"],
        "present": said.get("present", ""),
        "found": said["found"],
        "goods": [_goods_line(one) for one in goods],
        "goods_total": _goods_total(goods) if goods else "",
    }


def _moment(text: str) -> str:
    at = datetime.fromisoformat(text).astimezone(SHANGHAI)
    return f"{at.year}年{at.month}月{at.day}日{at.hour}时{at.minute}分"


def _goods_line(one: Goods) -> list[str]:
    price = "" if one.carton_price is None else yuan(one.carton_price)
    value = "" if one.value is None else yuan(one.value)
    return [one.barcode, one.product, f"{one.cartons}条", price, value]


def _goods_total(goods: list[Goods]) -> str:
    every = totals(goods)
    return f"{every.kinds}种、{every.cartons}条、{yuan(every.value)}元" + ("（另有未核价的）" if every.unpriced else "")


def _notice(session: Session, case: EnforcementCase, said: Said, _: datetime) -> dict[str, Any]:
    asked = casework_rows.asked(session, case.standing.taken[-1].on)
    return _violation(session, case, said) | {
        "content": said["content"],
        "hearing": case.standing.hearing_offered,
        "defence_days": asked.law.terms["E18"].count,
        "hearing_days": asked.law.terms["E19"].count,
    }


def _violation(session: Session, case: EnforcementCase, said: Said) -> dict[str, Any]:
    cause = _cause(session, case)
    return {
        "facts_found": said["facts"],
        "violated": cause.violated if cause else "",
        "article": documents.article(session, cause.basis) if cause else "",
    }


def _decision(session: Session, case: EnforcementCase, said: Said, _: datetime) -> dict[str, Any]:
    terms = casework_rows.asked(session, case.row["decided_on"]).law.terms
    suit = terms["E31"]
    return _violation(session, case, said) | {
        "evidence": "、".join(dict.fromkeys(_evidence(case))) + "。",
        "content": said["content"],
        "mitigation": said.get("mitigation", ""),
        "fine": yuan(said["fine"]) if said.get("fine") else "",
        "bank": "持缴款书到财政指定的银行或者以电子支付方式缴纳",
        "pay_days": terms["E25"].count,
        "surcharge_percent": PERCENT_A_DAY,
        "review_days": terms["E30"].count,
        "reviewer_body": "有管辖权的行政复议机关",
        "suit_days": suit.count if suit.unit == "d" else 0,
        "suit_months": suit.count if suit.unit == "m" else 0,
    }


EVIDENCE = {
    "case.scene_recorded": "现场笔录",
    "case.evidence_preserved": "证据先行登记保存通知书",
    "case.sampled": "抽样取证物品清单",
    "case.interviewed": "询问笔录",
    "case.priced": "涉案烟草专卖品核价表",
    "case.authenticated": "鉴别检验报告",
}


def _evidence(case: EnforcementCase) -> list[str]:
    return [EVIDENCE[step.deed] for step in case.standing.taken if step.deed in EVIDENCE] or ["本案案卷材料"]


FACTS: dict[str, Callable[[Session, EnforcementCase, Said, datetime], dict[str, Any]]] = {
    "case_filing": _filing,
    "scene_record": _scene,
    "prior_notice": _notice,
    "penalty_decision": _decision,
}
