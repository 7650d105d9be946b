"""What systems, messages and verdicts are called on the sheets of a dossier; the console says the same (tui/words)."""

from collections.abc import Mapping

SYSTEMS = {
    "credit": "信用平台", "joint": "联合惩戒", "case_system": "三统一", "business": "商事登记", "police": "公安核验",
    "elicence": "电子证照", "sms": "短信", "post": "邮政", "rating": "好差评", "wechat": "微信", "website": "网站",
    "ixiamen": "i厦门", "kiosk": "自助终端", "window": "窗口", "nontax": "财政非税",
}  # fmt: skip
MESSAGE_KINDS = {
    "xk": "许可公示", "cf": "处罚公示", "feedback": "惩戒反馈", "licence": "许可证登记", "case": "案件登记",
    "event": "告知申请人", "sms": "短信", "letter": "邮寄文书", "reply": "答复评价",
    "progress": "进度通知", "supplement": "补正通知", "order": "缴款单", "order_cancel": "撤销缴款单",
}  # fmt: skip
MESSAGE_STATES = {
    "blocked": "排队", "ready": "待发", "sending": "发送中", "delivered": "待回执", "confirmed": "已确认",
    "ambiguous": "结果不明", "rejected": "被拒收", "cancelled": "已取消", "dead": "已放弃",
}  # fmt: skip
OPERATIONS = {
    "token": "取令牌", "send": "送出", "event": "回写", "receipt": "查回执", "inquire": "先问是否已有",
    "acknowledge": "答复异议", "ack": "签收", "attachment": "取附件", "list": "取清单", "one": "取一件",
    "feedback": "收异议", "ratings": "收评价", "trace": "查邮件", "entity": "查登记", "check": "核验身份",
    "content": "取证照", "find": "查找", "licence": "查许可证", "licences": "查许可证", "records": "查案件",
    "defaulter": "查失信", "held": "查对方所存", "digest": "核对摘要", "entries": "取名单",
    "order": "查缴款单", "notices": "收缴款通知",
}  # fmt: skip
VERDICTS = {
    "ok": "成功", "duplicate": "对方已有", "retry": "稍后重试", "throttled": "被限流", "unknown": "结果不明",
    "rejected": "被拒收", "stale": "已有新版本", "not_acknowledged": "未先签收", "not_found": "对方没有",
    "stopped": "凭据或配置有误",
}  # fmt: skip
WITHDRAWAL = "撤回公示"


def name(names: Mapping[str, str], code: str) -> str:
    """Return what a code is called; an unknown code is shown as it is."""
    return names.get(code, code)


def kind_of(kind: str, op: str) -> str:
    """Return what a message is for; one that takes a record back says so."""
    return WITHDRAWAL if op == "withdraw" else name(MESSAGE_KINDS, kind)
