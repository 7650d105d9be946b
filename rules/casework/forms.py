"""What each step of a case says: its blanks with their kinds, read from plain values with every fault named at once."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from models.errors import InvalidInput
from models.said import Said, said, together
from rules.basis import LegalBasis

BASIS = LegalBasis("行政处罚法", 2021, "第四十七条", "APL 47")
LONGEST, MOST_ROWS = 5000, 2000
OFFICERS, SHOWN = {"officers": "people 执法人员"}, {"certificates_shown": "flag 已出示执法证件"}
TIMES = {"started_at": "moment 开始时间", "ended_at": "moment 结束时间"}
HOST = {"host": "text 主持人", "recorder": "text 记录人"}
WHY = {"reason": "text 理由"}
BY_DOCUMENT = {  # of who may change or annul a decision
    "document": "text 文书号",
    "issuer": "text 作出机关",
    "dated": "day 文书日期",
    "received?": "day 收到日期",
    **WHY,
}
SERVICE = {  # what proves which way: rules.casework.serving
    "way": "text 送达方式", "receiver": "text 签收人", "relation?": "text 与受送达人的关系",
    "mail_no?": "text 邮件号码", "refusal?": "text 拒收的理由", "witness?": "text 见证人或者录像",
    "entrusted?": "text 受托、转交的单位", "consented_on?": "day 同意电子送达的日期", "sent_to?": "text 送达的电子地址",
}  # fmt: skip
MINORS = {"minors?": "texts 涉及的未成年人", "others?": "texts 涉及的其他个人"}  # whose names do not go out
FINE = {
    "kinds": "texts 处罚种类", "base?": "fen 计算基数", "fine?": "fen 罚款", "confiscated?": "fen 没收金额",
    "in_kind?": "fen 其中没收实物的价值",  # goods themselves: nobody pays for them
}  # fmt: skip
WEIGHED = {  # why the fine is what it is
    "circumstances?": "texts 情节", "mitigation?": "text 从轻减轻的理由", "deviation?": "text 偏离裁量基准的理由",
}  # fmt: skip
FORMS: Mapping[str, Mapping[str, str]] = {  # a key with ? may stay empty
    "case.lead_extended": {"until": "day 延长至", **WHY},
    "case.acted_at_once": {**OFFICERS, "what": "text 先行处置的内容"},
    "case.filed": {**OFFICERS, **WHY},
    "case.not_filed": WHY,
    "case.fined_on_the_spot": {
        **OFFICERS, **SHOWN, **FINE, "facts": "text 违法事实", "place": "text 地点",
        "printed_no?": "text 印制编号", **MINORS,
    },
    "case.officers_named": {**OFFICERS, **WHY},
    "case.recused": {"login": "text 回避的人员", **OFFICERS, **WHY},
    "case.evidence_preserved": {
        **OFFICERS, "goods": "rows 物品", "place": "text 保存地点", **WHY, "signer?": "text 签收人",
    },
    "case.preservation_disposed": {"notice": "text 保存通知书", "disposal": "text 处理方式", "note?": "text 说明"},
    "case.scene_recorded": {
        **OFFICERS, **SHOWN, **TIMES, "place": "text 地点", "found": "text 检查情况", "present?": "text 在场人",
        "goods?": "rows 物品", "clock?": "text 时间更正",
    },
    "case.sampled": {
        **OFFICERS, "goods": "rows 样品", "sampled_at": "moment 抽样时间", "base": "number 基数",
        "taken": "number 抽样数量", "place": "text 地点",
        "purpose": "text 目的",
    },
    "case.interviewed": {
        **OFFICERS, **SHOWN, **TIMES, "person": "text 被询问人", "about?": "text 被询问人情况", "place": "text 地点",
        "lines": "rows 问答", "recorder?": "text 记录人",
    },
    "case.priced": {"goods": "rows 物品", "total": "fen 总额", "price_basis": "text 核价依据"},
    "case.authenticated": {
        "result": "text 结论", "report_no": "text 报告编号", "tester": "text 鉴定机构", "retained?": "number 留样条数",
        "lost?": "number 损耗条数",
    },
    "case.order_to_correct": {"demands": "texts 改正的要求", "until?": "day 改正期限"},
    "case.inquiry_extended": WHY,
    "case.suspended": WHY,
    "case.resumed": {"reason?": "text 说明"},
    "case.owner_sought": {"place": "text 公告的地方"},
    "case.reported": {
        "facts": "text 违法事实", "nature": "text 性质", "proposal": "text 处理建议", "grave?": "flag 情节复杂或者重大",
        "sold?": "fen 已经售出的金额", "gains?": "fen 违法所得", "fakes_sold?": "fen 其中假冒伪劣卷烟的销售金额",
    },
    "case.review_passed": {"opinion": "text 审核意见"},
    "case.review_returned": {"opinion": "text 审核意见"},
    "case.alarm_answered": {"transfer": "flag 移送司法机关", **WHY},
    "case.cancelled": WHY,
    "case.joined": {"into": "text 并入的案件", **WHY},
    "case.split": {
        "party_kind?": "text 当事人类别", "party_name?": "text 当事人名称", "party_no?": "text 证件号码",
        "cause?": "text 案由", "summary": "text 案情", **WHY,
    },
    "case.transferred": {"to": "text 接收机关", **WHY},
    "case.noticed": {
        **FINE, "facts": "text 违法事实", "content": "text 拟作出的处罚", **WEIGHED,
    },
    "case.notice_served": SERVICE,
    "case.defended": {"words": "text 陈述申辩", "answer?": "text 复核意见", "accepted?": "flag 采纳"},
    "case.defence_waived": {"words?": "text 放弃的表示"},
    "case.hearing_requested": {"words?": "text 要求"},
    "case.hearing_notified": {"held_on": "day 举行日期", "place": "text 地点", **HOST},
    "case.hearing_held": {**HOST, "lines": "rows 笔录", "opinion": "text 听证意见"},
    "case.hearing_waived": {"words?": "text 放弃的表示"},
    "case.deliberated": {
        "host?": "text 主持人", "votes": "rows 各人意见", "conclusion": "text 结论", "agreed": "flag 通过处理意见",
    },
    "case.decided": {
        **FINE, "facts": "text 违法事实", "content": "text 处罚内容", **WEIGHED, **MINORS,
    },
    "case.not_punished": {"facts": "text 事实", **WHY},
    "case.handled": {"facts": "text 事实", "disposal": "text 处理方式"},
    "case.served": SERVICE,
    "case.remedy_begun": {"way": "text 复议或者诉讼", "body": "text 机关", "document": "text 文书号"},
    "case.remedy_ended": {"outcome": "text 结果", "document": "text 文书号"},
    "case.executed": {"how": "text 执行情况"},
    "case.closed": {"result": "text 处理结果"},
    "case.archived": {"pages?": "number 页数"},
    "case.payment_deferred": {"parts": "rows 各期", **WHY},
    "case.payment_demanded": {"way": "text 送达方式", "receiver": "text 签收人"},
    "case.surcharge_decided": {"amount": "fen 加处罚款"},
    "case.enforcement_applied": {"court": "text 人民法院"},
    "case.cash_collected": {
        **OFFICERS, "ground": "text 当场收缴的理由", "requested?": "flag 当事人提出当场缴纳", "amount": "fen 收缴金额",
        "receipt_no": "text 财政票据号码",
    },
    "case.cash_handed_in": {"receiver": "text 经收人"},
    "case.cash_banked": {"bill_no": "text 缴款凭证号码"},
    "case.evidence_copied": {
        **OFFICERS, "copied": "text 复制、提取的内容", "copied_at": "moment 提取时间", "place": "text 地点",
        "provider": "text 提供人", "original": "text 原件或者原物存放处", "sheets?": "number 张数",
    },
    "case.assistance_asked": {
        "to": "text 接收机关", "request": "text 请求协助的事项", "until?": "day 请于何日以前答复",
    },
    "case.goods_returned": {
        **OFFICERS, "disposal_no": "text 处理通知书文号", "goods": "rows 物品", "place": "text 地点",
        "receiver": "text 接收人", **WHY,
    },
    "case.hearing_refused": {"words?": "text 要求", **WHY},
    "case.service_announced": {"place": "text 公告的地方", **WHY},
    "case.goods_sold": {
        "goods": "rows 物品", "method": "text 变价的方式", "total": "fen 总额", "price_basis": "text 核价依据", **WHY,
    },
    "case.goods_handed_over": {**OFFICERS, "goods": "rows 物品", "to": "text 接收机关", "place": "text 地点", **WHY},
    "case.goods_destroyed": {
        **OFFICERS, "goods": "rows 物品", "place": "text 地点", "method": "text 销毁的方式",
        "witnesses": "texts 监销人",
    },
    "case.amended": {
        "kinds": "texts 处罚种类", "fine?": "fen 罚款", "confiscated?": "fen 没收金额",
        "in_kind?": "fen 其中没收实物的价值", "content": "text 变更后的处罚", **BY_DOCUMENT,
    },
    "case.annulled": BY_DOCUMENT,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Blank:
    """One blank of a step: its key, its kind, what a clerk calls it, and whether it may stay empty."""

    key: str
    kind: str
    name: str
    optional: bool


def blanks(deed: str) -> list[Blank]:
    """Return the blanks of a step in the order of the form; every step has an optional day."""
    found = [Blank("on", "day", "日期", optional=True)]
    for key, words in FORMS[deed].items():
        kind, _, name = words.partition(" ")
        found.append(Blank(key.removesuffix("?"), kind, name, key.endswith("?")))
    return found


def read(deed: str, said: Mapping[str, object]) -> dict[str, Any]:
    """Return what a step says, each value checked and in plain form; raises InvalidInput naming every fault."""
    known = {blank.key: blank for blank in blanks(deed)}
    faults = [_unknown(key) for key in said if key not in known]
    kept: dict[str, Any] = {}
    for key, blank in known.items():
        value = said.get(key)
        if value is None or value in ("", [], ()):
            faults += [] if blank.optional else [_fault(blank, "")]
            continue
        wrong = KINDS[blank.kind](value)
        faults += [_fault(blank, wrong)] if wrong else []
        kept[key] = value.isoformat() if isinstance(value, date | datetime) else value
    if faults:
        raise InvalidInput(_every(faults), kept="案件未变更。", do_next="请改正后再办理。")
    return kept


def _unknown(key: str) -> Said:
    return said("没有“{key}”这一项", key=key)


def _fault(blank: Blank, wrong: str) -> Said:
    """Return what is wrong with a blank, "" = it is missing."""
    return said("“{name}”{wrong}", name=blank.name, wrong=wrong) if wrong else said("缺少“{name}”", name=blank.name)


def _every(faults: Iterable[str]) -> Said:
    return said("{faults}。", faults=together(faults))


def _text(value: object) -> str:
    if not isinstance(value, str) or not value.strip():
        return "应为文字"
    return "" if len(value) <= LONGEST else said("最长{most}字", most=LONGEST)


def _day(value: object) -> str:
    try:
        date.fromisoformat(str(value))
    except ValueError:
        return "应为日期，写作2026-11-21"
    return ""


def _moment(value: object) -> str:
    try:
        aware = datetime.fromisoformat(str(value)).tzinfo is not None
    except ValueError:
        aware = False
    return "" if aware else "应为带时区的时间，写作2026-11-21T10:00+08:00"


def _number(value: object) -> str:
    return "" if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else "应为不小于零的整数"


def _flag(value: object) -> str:
    return "" if isinstance(value, bool) else "应为是或者否"


def _list(value: object) -> str:
    if not isinstance(value, list | tuple):
        return "应为一列"
    return "" if len(value) <= MOST_ROWS else said("最多{most}行", most=MOST_ROWS)


def _texts(value: object) -> str:
    wrong = _list(value)
    if not wrong and isinstance(value, list | tuple) and any(_text(each) for each in value):
        return "每一项应为文字"
    return wrong


def _people(value: object) -> str:
    shaped = isinstance(value, list | tuple) and all(
        isinstance(one, list | tuple) and len(one) == 3 and all(isinstance(part, str) for part in one) for one in value
    )
    return "" if shaped else "应为人员的一列：登录名、姓名、证号"


KINDS: Mapping[str, Callable[[object], str]] = {
    "text": _text,
    "day": _day,
    "moment": _moment,
    "number": _number,
    "fen": _number,
    "flag": _flag,
    "rows": _list,
    "texts": _texts,
    "people": _people,
}
