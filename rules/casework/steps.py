"""The course of an enforcement case as data: each step with the stages it is possible in and where it leads."""

from collections.abc import Iterable
from dataclasses import dataclass

from models.casework import CaseStage
from models.errors import Refused
from models.said import said
from rules.basis import LegalBasis

LEAD, NOT_FILED, INVESTIGATING = CaseStage.LEAD, CaseStage.NOT_FILED, CaseStage.INVESTIGATING
REPORTED, REVIEWED, NOTICED = CaseStage.REPORTED, CaseStage.REVIEWED, CaseStage.NOTICED
DECIDED, EXECUTING, CLOSED = CaseStage.DECIDED, CaseStage.EXECUTING, CaseStage.CLOSED
ARCHIVED, TRANSFERRED = CaseStage.ARCHIVED, CaseStage.TRANSFERRED
CANCELLED, ANNULLED, JOINED = CaseStage.CANCELLED, CaseStage.ANNULLED, CaseStage.JOINED
BASIS = LegalBasis("行政处罚法", 2021, "第五十四条至第六十四条", "APL 54–64")
STAGE_NAMES = {
    LEAD: "线索核实",
    NOT_FILED: "不予立案",
    INVESTIGATING: "调查取证",
    REPORTED: "调查终结",
    REVIEWED: "法制审核通过",
    NOTICED: "已事先告知",
    DECIDED: "已作出决定",
    EXECUTING: "执行",
    CLOSED: "结案",
    ARCHIVED: "已归档",
    TRANSFERRED: "已移送",
    CANCELLED: "撤销立案",
    ANNULLED: "决定已撤销",
    JOINED: "已并案",
}
ENDED = frozenset({NOT_FILED, ARCHIVED, TRANSFERRED, CANCELLED, ANNULLED, JOINED})
INQUIRY = frozenset({INVESTIGATING, REPORTED, REVIEWED, NOTICED})  # filed and not decided


@dataclass(frozen=True, slots=True)
class Step:
    """One step: `sources` are the stages in which it may be taken, `to` where it leads (None = the case stays).

    `needs` name the conditions of rules.casework.conditions that the law makes for it; `asks_pair` says that one
    officer proposes it and another confirms. `document` is the kind of paper that proves it.
    """

    name: str
    sources: frozenset[CaseStage]
    to: CaseStage | None
    basis: LegalBasis
    needs: tuple[str, ...] = ()
    asks_pair: bool = False
    document: str = ""


def _apl(article: str, ref: str) -> LegalBasis:
    return LegalBasis("行政处罚法", 2021, article, f"APL {ref}")


def _pen(article: str, ref: str) -> LegalBasis:
    return LegalBasis("烟草专卖行政处罚程序规定", "工业和信息化部2023年修订", article, f"PEN {ref}")


def _acl(article: str, ref: str) -> LegalBasis:
    return LegalBasis("行政强制法", 2011, article, f"ACL {ref}")


def _in(*stages: CaseStage) -> frozenset[CaseStage]:
    return frozenset(stages)


LEADS = {
    "case.lead_extended": Step(
        "延长立案核实期限", _in(LEAD), None, _pen("第三十三条", "33"), ("before_lead_term",),
        document="lead_extension",
    ),
    "case.acted_at_once": Step("先行处置", _in(LEAD), None, _pen("第三十五条", "35"), ("two_officers",)),
    "case.filed": Step(
        "立案", _in(LEAD), INVESTIGATING, _pen("第三十四条", "34"),
        ("party_or_ownerless", "cause_known", "two_officers", "within_limitation"), asks_pair=True,
        document="case_filing",
    ),
    "case.not_filed": Step(
        "不予立案", _in(LEAD), NOT_FILED, _pen("第三十六条", "36"), asks_pair=True, document="case_not_filed"
    ),
    "case.fined_on_the_spot": Step(
        "当场处罚", _in(LEAD), EXECUTING, _apl("第五十一条、第五十二条", "51"),
        (
            "party_known", "cause_known", "two_officers", "ours", "within_limitation", "simple_procedure", "of_age",
            "alive", "alarm_answered", "fine_in_range", "spot_standard", "certificates_shown", "not_serious",
        ),
        document="spot_penalty",
    ),
}  # fmt: skip
INQUIRIES = {
    "case.officers_named": Step("更换调查人员", INQUIRY, None, _apl("第四十二条", "42"), ("two_officers",)),
    "case.recused": Step("回避", INQUIRY, None, _apl("第四十三条", "43"), document="recusal_decision"),
    "case.evidence_preserved": Step(
        "先行登记保存", _in(LEAD, INVESTIGATING), None, _apl("第五十六条", "56"), ("two_officers",), asks_pair=True,
        document="evidence_preservation",
    ),
    "case.preservation_disposed": Step(
        "处理先行登记保存的证据", _in(LEAD, *INQUIRY), None, _apl("第五十六条", "56"),
        ("preserved", "preservation_open"), document="evidence_disposal",
    ),
    "case.scene_recorded": Step(
        "现场检查", _in(LEAD, INVESTIGATING), None, _apl("第五十五条", "55"), ("two_officers", "certificates_shown"),
        document="scene_record",
    ),
    "case.sampled": Step(
        "抽样取证", _in(LEAD, INVESTIGATING), None, _apl("第五十六条", "56"), ("two_officers",),
        document="sampling_list",
    ),
    "case.interviewed": Step(
        "询问", _in(INVESTIGATING), None, _apl("第五十五条", "55"), ("two_officers", "certificates_shown"),
        document="interview_record",
    ),
    "case.priced": Step("核价", _in(INVESTIGATING), None, _apl("第四十条", "40"), document="price_appraisal"),
    "case.authenticated": Step(
        "鉴别检验", _in(INVESTIGATING), None, _apl("第四十条", "40"), document="authentication_notice"
    ),
    "case.order_to_correct": Step(
        "责令改正", _in(LEAD, *INQUIRY, DECIDED, EXECUTING), None, _apl("第二十八条", "28"), document="correction_order"
    ),
    "case.inquiry_extended": Step(
        "延长调查期限", _in(INVESTIGATING), None, _pen("关于调查期限的规定", "inquiry"),
        ("before_inquiry_term", "not_extended"), asks_pair=True, document="inquiry_extension",
    ),
    "case.suspended": Step(
        "中止调查", _in(INVESTIGATING), None, _pen("关于中止的规定", "suspension"), ("not_suspended",),
        document="case_suspension",
    ),
    "case.resumed": Step(
        "恢复调查", INQUIRY, None, _pen("关于中止的规定", "suspension"), ("suspended",),
        document="case_resumption",
    ),
    "case.owner_sought": Step(
        "公告寻找物主", _in(INVESTIGATING), None, _pen("关于无主物品的规定", "ownerless"), ("ownerless",),
        document="owner_notice",
    ),
    "case.reported": Step(
        "调查终结", _in(INVESTIGATING), REPORTED, _apl("第五十七条", "57"),
        (
            "party_or_ownerless", "facts_found", "preservation_settled", "not_suspended", "alarm_answered",
            "owner_waited",
        ), document="investigation_report",
    ),
    "case.review_passed": Step(
        "法制审核通过", _in(REPORTED, REVIEWED, NOTICED), REVIEWED, _apl("第五十八条", "58"), ("review_open",),
        document="legal_review",
    ),
    "case.review_returned": Step(
        "法制审核退回", _in(REPORTED, REVIEWED, NOTICED), INVESTIGATING, _apl("第五十八条", "58"), ("review_open",),
        document="legal_review",
    ),
    "case.alarm_answered": Step(
        "对涉嫌犯罪的判断", _in(LEAD, *INQUIRY), None, _pen("关于移送司法机关的规定", "transfer"), ("alarm_open",)
    ),
    "case.cancelled": Step(
        "撤销立案", INQUIRY, CANCELLED, _pen("第三十六条", "36"), ("preservation_settled",), asks_pair=True,
        document="case_cancellation",
    ),
    "case.joined": Step(
        "并案", _in(LEAD, INVESTIGATING), JOINED, _apl("第五十四条", "54"), ("preservation_settled",), asks_pair=True
    ),
    "case.split": Step("分案", _in(LEAD, INVESTIGATING, REPORTED, REVIEWED), None, _apl("第五十四条", "54")),
    "case.transferred": Step(
        "移送", _in(LEAD, *INQUIRY), TRANSFERRED, _apl("第二十七条", "27"), asks_pair=True, document="case_transfer"
    ),
}  # fmt: skip
DECISIONS = {
    "case.noticed": Step(
        "行政处罚事先告知", _in(REVIEWED, NOTICED), NOTICED, _apl("第四十四条", "44"),
        (
            "party_known", "reviewed", "ours", "alarm_answered", "fine_in_range", "within_standard", "not_serious",
            "in_kind_right",
        ),
        document="prior_notice",
    ),
    "case.notice_served": Step(
        "送达事先告知书", _in(NOTICED), None, _apl("第六十二条", "62"), ("notice_unserved", "service_proved"),
        document="service_receipt",
    ),
    "case.defended": Step(
        "陈述申辩", _in(NOTICED), None, _apl("第四十五条", "45"), ("notice_served",), document="defence_record"
    ),
    "case.defence_waived": Step("放弃陈述申辩", _in(NOTICED), None, _apl("第四十五条", "45"), ("notice_served",)),
    "case.hearing_requested": Step(
        "要求听证", _in(NOTICED), None, _apl("第六十四条", "64"), ("hearing_offered", "hearing_in_time")
    ),
    "case.hearing_notified": Step(
        "通知听证", _in(NOTICED), None, _apl("第六十四条", "64"), ("hearing_requested", "told_in_time"),
        document="case_hearing_notice",
    ),
    "case.hearing_held": Step(
        "举行听证", _in(NOTICED), None, _apl("第六十四条", "64"), ("hearing_notified",), document="case_hearing_record"
    ),
    "case.hearing_waived": Step("放弃听证", _in(NOTICED), None, _apl("第六十四条", "64"), ("hearing_offered",)),
    "case.deliberated": Step(
        "集体讨论", _in(REVIEWED, NOTICED), None, _apl("第五十七条第二款", "57(2)"), ("reviewed",),
        document="collective_record",
    ),
    "case.decided": Step(
        "行政处罚决定", _in(NOTICED), DECIDED, _apl("第五十七条、第五十九条", "57"),
        (
            "party_known", "of_age", "alive", "within_limitation", "reviewed", "notice_served", "defence_over",
            "defence_answered", "hearing_over", "deliberated_where_due", "as_noticed", "alarm_answered", "ours",
            "fine_in_range", "within_standard", "not_serious", "lightened_for_minor", "in_kind_right",
        ), asks_pair=True, document="penalty_decision",
    ),
    "case.not_punished": Step(
        "不予行政处罚", _in(REVIEWED, NOTICED), DECIDED, _apl("第三十条、第三十三条、第五十七条", "33"),
        ("party_known", "reviewed", "deliberated_where_due"), asks_pair=True, document="no_penalty_decision",
    ),
    "case.handled": Step(
        "行政处理决定", _in(REVIEWED), EXECUTING, _pen("关于无主物品的规定", "ownerless"),
        ("ownerless", "reviewed", "owner_waited"), asks_pair=True, document="handling_decision",
    ),
}  # fmt: skip
ENDINGS = {
    "case.served": Step(
        "送达决定书", _in(DECIDED), EXECUTING, _apl("第六十一条", "61"), ("service_proved",), document="service_receipt"
    ),
    "case.remedy_begun": Step(
        "登记复议或者诉讼", _in(DECIDED, EXECUTING, CLOSED), None, _apl("第七十三条", "73"), ("remedy_settled",)
    ),
    "case.remedy_ended": Step(
        "登记复议或者诉讼的结果", _in(DECIDED, EXECUTING, CLOSED), None, _apl("第七十三条", "73"), ("remedy_open",)
    ),
    "case.executed": Step("执行完毕", _in(EXECUTING), None, _apl("第六十六条", "66"), ("fine_settled",)),
    "case.closed": Step(
        "结案", _in(EXECUTING), CLOSED, _pen("关于结案的规定", "closing"), ("executed", "remedy_settled"),
        asks_pair=True, document="case_closing",
    ),
    "case.archived": Step(
        "归档", _in(CLOSED), ARCHIVED, _apl("第四十七条", "47"), ("remedy_settled",), document="case_cover"
    ),
    "case.amended": Step(
        "决定被变更", _in(DECIDED, EXECUTING, CLOSED, ARCHIVED), None, _apl("第四十八条第二款", "48(2)"),
        ("punished", "annulled_since", "in_kind_right", "sums_named", "not_heavier", "amended"), asks_pair=True,
    ),
    "case.annulled": Step(
        "决定被撤销", _in(DECIDED, EXECUTING, CLOSED, ARCHIVED), ANNULLED, _apl("第四十八条第二款", "48(2)"),
        ("annulled_since",), asks_pair=True,
    ),
}  # fmt: skip
COLLECTING = {
    "case.payment_deferred": Step(
        "准予延期、分期缴纳罚款", _in(EXECUTING), None, _apl("第六十六条第二款", "66(2)"), ("fine_owed", "plan_right"),
        asks_pair=True, document="deferral_approval",
    ),
    "case.payment_demanded": Step(
        "催告", _in(EXECUTING), None, _acl("第五十四条", "54"), ("fine_overdue",), document="payment_demand"
    ),
    "case.surcharge_decided": Step(
        "加处罚款决定", _in(EXECUTING), None, _apl("第七十二条第一款第(一)项", "72(1)"), ("fine_overdue",),
        asks_pair=True, document="surcharge_decision",
    ),
    "case.enforcement_applied": Step(
        "申请法院强制执行", _in(EXECUTING), None, _acl("第五十三条、第五十四条", "53"),
        ("fine_overdue", "remedy_settled", "remedies_over", "demanded", "before_court_term"),
        asks_pair=True, document="enforcement_application",
    ),
    "case.cash_collected": Step(
        "当场收缴罚款", _in(EXECUTING), None, _apl("第六十八条至第七十条", "68"), ("fine_owed", "cash_allowed")
    ),
    "case.cash_handed_in": Step("当场收缴的罚款交回", _in(EXECUTING), None, _apl("第七十一条", "71"), ("cash_out",)),
    "case.cash_banked": Step(
        "当场收缴的罚款缴付银行", _in(EXECUTING), None, _apl("第七十一条", "71"), ("cash_in_house",)
    ),
}  # fmt: skip
PAPERWORK = {  # the case stays where it is; each has a paper of its own
    "case.evidence_copied": Step(
        "复制、提取证据", _in(LEAD, INVESTIGATING), None, _apl("第四十六条", "46"), ("two_officers",),
        document="evidence_copy_sheet",
    ),
    "case.assistance_asked": Step(
        "请求协助调查", _in(LEAD, *INQUIRY), None, _apl("第二十六条", "26"), document="assistance_letter"
    ),
    "case.goods_returned": Step(
        "返还物品", _in(LEAD, *INQUIRY, DECIDED, EXECUTING, CLOSED), None, _apl("第五十六条", "56"),
        ("disposed", "two_officers"), document="goods_return_list",
    ),
    "case.hearing_refused": Step(
        "不予受理听证", _in(NOTICED), None, _apl("第六十四条", "64"), ("hearing_refusable",), document="hearing_refusal"
    ),
    "case.service_announced": Step(
        "公告送达", _in(NOTICED, DECIDED), None, _apl("第六十一条", "61"), ("unserved",), document="service_notice"
    ),
    "case.goods_sold": Step(
        "罚没物品变价", _in(EXECUTING, CLOSED), None, _apl("第七十四条", "74"), ("forfeited", "goods_listed"),
        asks_pair=True, document="forfeit_sale",
    ),
    "case.goods_handed_over": Step(
        "移交罚没物品", _in(EXECUTING, CLOSED), None, _apl("第七十四条", "74"),
        ("forfeited", "goods_listed", "two_officers"), document="forfeit_handover",
    ),
    "case.goods_destroyed": Step(
        "销毁物品", _in(EXECUTING, CLOSED), None, _apl("第七十四条", "74"),
        ("forfeited", "goods_listed", "two_officers"), asks_pair=True, document="destruction_record",
    ),
}  # fmt: skip
MARKS = {  # what the system notes among the steps
    "case.alarm_raised": "涉嫌犯罪提示",
    "case.taken_in": "他案并入",
    "case.split_off": "由他案分出",
    "case.publication_corrected": "公示记录更正",
    "case.publication_withdrawn": "公示记录撤回",
}
STEPS = {**LEADS, **INQUIRIES, **DECISIONS, **ENDINGS, **COLLECTING, **PAPERWORK}


def name_of(deed: str) -> str:
    """Return what a step or a mark of the system is called."""
    return MARKS[deed] if deed in MARKS else STEPS[deed].name


def after(deed: str, stage: CaseStage) -> CaseStage:
    """Return where a step leads from a stage; raises Refused naming what is possible there."""
    step = STEPS[deed]
    if stage not in step.sources:
        known = {"stage": STAGE_NAMES[stage], "step": step.name, "basis": step.basis}
        raise Refused(
            said("案件处于“{stage}”，不能办理“{step}”（{basis}）。", **known),
            kept="案件未变更。",
            do_next=said("现在可以办理：{names}。", names="、".join(possible(stage)) or "无"),
        )
    return step.to or stage


def possible(stage: CaseStage) -> Iterable[str]:
    """Return the names of the steps that a stage allows, in the order of the course."""
    return [step.name for step in STEPS.values() if stage in step.sources]
