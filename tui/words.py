"""What codes are called: every code of the contracts has one word that a clerk reads."""

from datetime import date, datetime
from typing import Any

from models.values import DISTRICTS, SHANGHAI, Officer
from tui.language import N_, P_, _, in_turn

CITY = "350200"  # the office of the whole city
SUBJECTS = {  # the screens, one for each subject, in the order of the list of commands
    "sign_in": N_("登录"), "home": N_("首页"), "applications": N_("办件"), "licences": N_("许可证"),
    "penalties": N_("处罚"), "blacklist": N_("黑名单"), "outbox": N_("待发箱"), "jobs": N_("任务与渠道"),
    "quarantine": N_("隔离区"), "alarms": N_("告警"), "feedback": N_("异议与修复"), "cards": N_("红黄牌"),
    "deliveries": N_("送达"), "ratings": N_("好差评"), "instant": N_("秒批"), "recomputations": N_("期限重算"),
    "statistics": N_("统计"), "reviews": N_("待我出具意见"), "window": N_("窗口"), "appointments": N_("预约"),
    "catalogue": N_("事项目录"), "credit": N_("信用公示"), "reconciliation": N_("对账"), "defaulters": N_("失信查询"),
    "list_hits": N_("名单命中"), "blacklist_lists": N_("名单管理"), "casework": N_("案件"),
    "cartons": N_("条盒编码"),
    "complaints": N_("12313来件"), "payments": N_("缴款"), "casework_overview": N_("案件总览"),
}  # fmt: skip
QUERY_RESULTS = {"met": N_("查到的"), "hit": N_("查到"), "possible": N_("待核实"), "clear": N_("未查到")}
PHASES = {"receipt": N_("收件"), "decision": N_("决定前")}
FEEDBACK_MEASURES = {"not_granted": N_("不予许可"), "none": N_("未限制"), "other": N_("其他措施")}
HIT_STATES = {"waiting": N_("待核对"), "confirmed": N_("确系此人"), "dismissed": N_("已排除"), "gone": N_("条目已解除")}
HIT_ROLES = {"holder": N_("持证人"), "shop": N_("店铺"), "legal_rep": N_("法定代表人")}
MEANINGS = {"asks": N_("须核对"), "bars": N_("不予许可")}
FEEDS = {"hand": N_("人工登记"), "file": N_("文件导入"), "source": N_("来源更新")}
VERSIONS = {
    "imported": N_("导入"), "refreshed": N_("更新"), "undone": N_("撤销"), "added": N_("登记"), "lifted": N_("解除"),
    "closed": N_("停用"),
}  # fmt: skip
LIST_CHANGES = {"added": N_("新增"), "changed": N_("变更"), "removed": N_("移出")}
STATES = {
    "received": N_("已收件"), "correcting": N_("待补正"), "accepted": N_("已受理"), "examining": N_("审查中"),
    "granted": N_("准予许可"), "refused": N_("不予许可"), "not_accepted": N_("不予受理"), "withdrawn": N_("已撤回"),
    "closed": N_("已终结"),
}  # fmt: skip
LICENCES = {
    "pending_delivery": N_("待送达"), "active": N_("有效"), "suspended": P_("许可证", "停业"),
    "rectification": N_("责令整顿"), "expired": N_("有效期届满"), "closed": P_("许可证", "歇业"),
    "recalled": N_("收回"), "annulled": P_("许可证", "撤销"), "withdrawn": N_("撤回"),
    "disqualified": N_("取消资格"), "revoked": N_("吊销"), "cancelled": N_("注销"),
}  # fmt: skip
CONCERNS = {
    "suspension_ended": N_("停业期满未恢复"), "suspended_too_long": N_("停业超过一年"),
    "not_trading": N_("未办停业停止经营"), "never_used": N_("领证后未经营"),
}  # fmt: skip
ITEMS = {
    "new": N_("新办"), "renew": N_("延续"), "change": N_("变更"), "suspend": N_("停业"), "resume": N_("恢复营业"),
    "close": N_("歇业"), "reissue": N_("补办"),
}  # fmt: skip
CHANNELS = {"wechat": N_("微信"), "website": N_("网站"), "ixiamen": N_("i厦门"), "kiosk": N_("自助终端"),
            "window": N_("窗口")}  # fmt: skip
CHANNEL_STATES = {
    "submitted": N_("已提交"), "supplemented": N_("已补正"), "withdrawn": N_("已撤回"), "closed": N_("已关闭"),
}  # fmt: skip
ATTENTION = {
    "proposal": N_("有不予提议待复核"), "new_revision": N_("有新版本"), "conflict": N_("同版本内容冲突"),
    "withdrawn": N_("申请人已撤回"), "withdrawn_late": N_("决定后撤回"), "stale": N_("内容已过时"),
    "objected": N_("秒批抽查有异议"), "list_hit": N_("名单有新命中"), "transfer": N_("移交待答复"),
}  # fmt: skip
CARDS = {"none": N_("无"), "warning": N_("预警"), "yellow": N_("黄牌"), "red": N_("红牌")}
CARD_STATES = {"open": N_("待答复"), "answered": N_("已答复"), "lifted": N_("已解除")}
TERMS = {
    "L01": N_("首次答复"), "L04": N_("作出决定"), "L05": N_("延期后决定"), "L07": N_("送达证件"),
    "E38": N_("更正撤回"), "L10": N_("申请听证"), "L11": N_("组织听证"), "L13": N_("中止事项到期"),
    "L15": N_("届满前决定"), "L17": N_("责令变更"), "L25": N_("双公示"), "L27": N_("主动公开"), "V01": N_("差评回访"),
    "V02": N_("答复异议"),
    "E01": N_("决定是否立案"), "E04": N_("补办立案"), "E09": N_("处理保存的证据"), "E12": N_("调查终结期限"),
    "E16": N_("决定是否移送"), "E18": N_("陈述申辩期限"), "E19": N_("要求听证期限"), "E22": N_("作出决定期限"),
    "E23": N_("送达决定书期限"), "E25": N_("缴纳罚款期限"), "E34": N_("催告期限"), "E34m": N_("申请强制执行"),
    "K01": N_("决定是否受理"), "K02": N_("答复举报"), "K03": N_("答复投诉"), "K04": N_("答复咨询"),
    "K05": N_("答复建议"), "K07": N_("告知案件结果"),
}  # fmt: skip
OUTCOMES = {"pass": N_("通过"), "review": N_("需人工核实"), "unavailable": N_("来源不可用"), "deny": N_("不得许可")}
KINDS = {"person": N_("个人"), "sole_trader": N_("个体工商户"), "enterprise": N_("企业"), "other": N_("其他组织")}
ROLES = {
    "licence_clerk": N_("证件管理员"), "inspector": N_("核查员"), "approver": N_("审批人"),
    "legal_reviewer": N_("法制审核员"), "supervisor": N_("指挥中心"), "system_admin": N_("系统管理员"),
    "security_admin": N_("安全管理员"), "audit_admin": N_("审计管理员"), "system": N_("系统"),
}  # fmt: skip
MESSAGES = {
    "blocked": N_("排队"), "ready": N_("待发"), "sending": N_("发送中"), "delivered": N_("待回执"),
    "confirmed": N_("已确认"), "ambiguous": N_("结果不明"), "rejected": N_("被拒收"), "cancelled": N_("已取消"),
    "dead": N_("已放弃"),
}  # fmt: skip
RECORD_OPS = {"withdraw": N_("撤回公示"), "dispute": N_("标注异议")}
MESSAGE_KINDS = {
    "xk": N_("许可公示"), "cf": N_("处罚公示"), "feedback": N_("惩戒反馈"), "licence": N_("许可证登记"),
    "case": N_("案件登记"), "event": N_("告知申请人"), "sms": N_("短信"), "letter": N_("邮寄文书"),
    "reply": N_("答复评价"), "progress": N_("进度通知"), "supplement": N_("补正通知"),
    "order": N_("缴款单"), "order_cancel": N_("撤销缴款单"),
}  # fmt: skip
CREDIT_STATES = {
    "": N_("全部未确认"), "late": N_("已逾期"), "near": N_("临期"), "rejected": N_("被拒收"), "held": N_("对方暂存"),
    "disputed": N_("有异议"),
}  # fmt: skip
CREDIT_STAGES = {
    "waiting": N_("待送出"), "accepted": N_("对方受理"), "held": N_("对方暂存"), "validated": N_("市级已校验"),
    "published": N_("已公示"), "rejected": N_("被拒收"), "withdrawn": N_("已撤回"), "superseded": N_("已被取代"),
    "repaired": N_("已修复"), "dead": N_("已作废"), "cancelled": N_("已取消"),
}  # fmt: skip
HELD_STATES = CREDIT_STAGES | {"upserted": N_("已报送")}  # of one side in a comparison
DISPUTE_OUTCOMES = {"correction": N_("成立，更正"), "withdrawal": N_("成立，撤回"), "refused": N_("不成立")}
CREDIT_CAUSES = {
    "recorded_late": N_("登记已晚"), "disputed": N_("有异议"), "given_up": N_("已作废"), "rejected": N_("被拒收待更正"),
    "held": N_("对方暂存（未关联）"), "unconfirmed": N_("对方未确认"), "platform_away": N_("对方平台不可用"),
    "not_sent": N_("未送出"),
}  # fmt: skip
SIDES = {"ours": N_("我方"), "theirs": N_("对方")}
RECONCILED = {
    "same": N_("一致"), "differing": N_("有差异"), "uncompared": N_("未核对"), "unanswered": N_("对方未答复"),
}  # fmt: skip
DIFFERENCES = {"missing": N_("对方缺"), "extra": N_("对方多"), "different": N_("内容不同")}
VERDICTS = {
    "ok": N_("成功"), "duplicate": N_("对方已有"), "retry": N_("稍后重试"), "throttled": N_("被限流"),
    "unknown": N_("结果不明"), "rejected": N_("被拒收"), "stale": N_("已有新版本"), "not_acknowledged": N_("未先签收"),
    "not_found": N_("对方没有"), "stopped": N_("凭据或配置有误"),
}  # fmt: skip
OPERATIONS = {
    "token": N_("取令牌"), "send": N_("送出"), "event": N_("回写"), "receipt": N_("查回执"),
    "inquire": N_("先问是否已有"), "acknowledge": N_("答复异议"), "ack": N_("签收"), "attachment": N_("取附件"),
    "list": N_("取清单"), "one": N_("取一件"), "feedback": N_("收异议"), "ratings": N_("收评价"), "trace": N_("查邮件"),
    "entity": N_("查登记"), "check": N_("核验身份"), "content": N_("取证照"), "find": N_("查找"),
    "licence": N_("查许可证"), "licences": N_("查许可证"), "records": N_("查案件"), "defaulter": N_("查失信"),
    "held": N_("查对方所存"), "entries": N_("取名单"), "digest": N_("核对摘要"),
    "order": N_("查缴款单"), "notices": N_("收缴款通知"),
}  # fmt: skip
VERDICT_TONES = {
    "ok": "good", "duplicate": "good", "rejected": "bad", "stopped": "bad", "unknown": "warn", "retry": "warn",
}  # fmt: skip
SYSTEMS = {
    "credit": N_("信用平台"), "joint": N_("联合惩戒"), "case_system": N_("三统一"), "business": N_("商事登记"),
    "police": N_("公安核验"), "elicence": N_("电子证照"), "sms": N_("短信"), "post": N_("邮政"), "rating": N_("好差评"),
    "nontax": N_("财政非税"), "cards": N_("红黄牌"),
    "documents": N_("文书"), "instant": N_("秒批"), **CHANNELS,
}  # fmt: skip
HEALTH = {
    "ok": N_("正常"), "failing": N_("异常"), "stopped": N_("已停用"), "off": N_("人工停用"), "unknown": N_("未知"),
    "unconfigured": N_("未配置"),
}  # fmt: skip
PENALTIES = {"recorded": N_("已登记"), "withdrawn": N_("已撤回"), "repaired": N_("已修复")}
PENALTY_KINDS = {
    "warning": N_("警告"), "fine": N_("罚款"), "confiscation": N_("没收违法所得、非法财物"),
    "closure": N_("责令停产停业"), "revocation": N_("暂扣或者吊销许可证"), "other:通报批评": N_("通报批评"),
}  # fmt: skip
JOBS = {
    "poll_intake": N_("接收申请"), "rescan": N_("重读最近七天"), "fetch_attachments": N_("取附件"),
    "screen_applications": N_("筛查申请"), "recompute_deadlines": N_("重算期限与红黄牌"),
    "decide_instantly": N_("秒批"), "make_documents": N_("制作文书"), "drain_outbox": N_("发送消息"),
    "follow_receipts": N_("查询回执"), "take_feedback": N_("接收异议与修复"),
    "reconcile": N_("与平台核对"), "prune": N_("清理过期记录"),
    "serve_documents": N_("安排送达"), "trace_letters": N_("查询邮件"), "poll_ratings": N_("接收评价"),
    "poll_payments": N_("接收缴款通知"), "recount_fines": N_("重算未缴罚款"),
    "reconcile_payments": N_("与财政核对缴款"),
    "watch_licences": N_("监督许可证期限"), "evaluate_retailers": N_("评定信用"),
    "ask_defaulters": N_("重查失信"), "remind_renewals": N_("提醒延续"),
    "note_missed": N_("登记未到场的预约"),
    "rescreen": N_("名单重新比对"), "refresh_blacklists": N_("从来源更新名单"),
    "tally_statistics": N_("汇总统计"), "close_dossiers": N_("提示归档"),
}  # fmt: skip
INSTANT = {
    "waiting": N_("待判断"), "granted": N_("当场准予"), "accepted": N_("当场受理"), "person": N_("转人工"),
    "overtaken": N_("已由人员办理"), "undone": N_("已撤回"),
}  # fmt: skip
REVIEWS = {"waiting": N_("待复查"), "confirmed": N_("无误"), "objected": N_("有异议")}
DELIVERIES = {
    "planned": N_("待送达"), "sent": N_("已发出"), "underway": N_("寄递中"), "delivered": N_("已送达"),
    "returned": N_("已退回"), "failed": N_("未送达"), "cancelled": N_("已取消"),
}  # fmt: skip
WAYS = {"window": N_("窗口领取"), "post": N_("邮寄送达"), "electronic": N_("电子送达")}
SIGNATURES = {"paper": N_("纸质签名"), "pad": N_("签名板"), "seal": N_("盖章"), "refused": N_("拒签")}
LEVELS = {
    "1": N_("非常不满意"), "2": N_("不满意"), "3": N_("基本满意"), "4": N_("满意"), "5": N_("非常满意"),
}  # fmt: skip
VISITS = {
    "none": "", "to_visit": N_("待回访"), "replying": N_("答复中"), "closed": N_("已办结"), "stuck": N_("答复被退回"),
}  # fmt: skip
VISITS_MADE = {"solved": N_("已解决"), "explained": N_("已说明"), "unreachable": N_("未联系上")}
FEEDBACK = {"dispute": N_("异议"), "correction": N_("更正申请"), "repair": N_("信用修复")}
RUNS = {"running": N_("运行中"), "ok": N_("成功"), "failed": N_("失败"), "skipped": N_("跳过")}
TONES = {
    "deny": "bad", "unavailable": "warn", "review": "warn", "pass": "good",
    "active": "good", "suspended": "warn", "rectification": "warn", "expired": "bad", "pending_delivery": "warn",
    "red": "bad", "yellow": "bad", "warning": "warn",
    "granted": "good", "refused": "quiet", "not_accepted": "quiet", "withdrawn": "quiet", "closed": "quiet",
    "correcting": "warn", "rejected": "bad", "ambiguous": "warn", "dead": "quiet", "cancelled": "quiet",
    "planned": "warn", "delivered": "good", "returned": "bad",
    "confirmed": "good", "failing": "bad", "stopped": "bad", "off": "warn", "ok": "good", "failed": "bad",
    "unconfigured": "bad",
    "repaired": "quiet",
}  # fmt: skip


def standing_of(message: Any) -> str:
    """Return how far a message is; a published record has three confirmations, and may be held by the receiver."""
    if message.kind not in ("xk", "cf") or message.state not in ("delivered", "confirmed"):
        return word(MESSAGES, message.state)
    from rules.publication import stage

    return word(CREDIT_STAGES, stage(message.state, message.receiver_state))


def kind_of(message: Any) -> str:
    """Return what a message is for; one that takes a record back, or marks it as disputed, says so."""
    return word(RECORD_OPS, message.op) if message.op in RECORD_OPS else word(MESSAGE_KINDS, message.kind)


def word(words: dict[str, str], code: str | None) -> str:
    """Return the word for a code; an unknown code is shown as it is."""
    return _(words.get(code or "", code or ""))


def tone(code: str | None) -> str:
    """Return the tone that goes with a code; the word always says it too."""
    return TONES.get(code or "", "")


def roles(officer: Officer) -> str:
    """Return what an officer may be."""
    return in_turn(word(ROLES, role) for role in sorted(officer.roles))


def district(code: str) -> str:
    """Return the name of a district of the city."""
    return DISTRICTS.get(code, code)


def office(code: str) -> str:
    """Return the short name of the office of the city or a district."""
    return _("市局") if code == CITY else _("{district}局").format(district=district(code))


def day(value: date | None) -> str:
    """Return a day as YYYY-MM-DD."""
    return "" if value is None else value.isoformat()


def moment(value: datetime | None) -> str:
    """Return a moment in Shanghai to the minute."""
    return "" if value is None else value.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M")


def clock(value: datetime | None) -> str:
    """Return a moment in Shanghai, short: month, day, minute."""
    return "" if value is None else value.astimezone(SHANGHAI).strftime("%m-%d %H:%M")


def yuan(fen: int | None) -> str:
    """Return an amount in yuan, e.g. 1,000.01."""
    return "" if fen is None else f"{'-' if fen < 0 else ''}{abs(fen) // 100:,}.{abs(fen) % 100:02}"
