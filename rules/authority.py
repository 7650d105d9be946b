"""Who may do what: one table of deeds, the roles that may do each, and whether a second officer must agree."""

from collections.abc import Iterable
from dataclasses import dataclass

from models.errors import Refused
from models.said import said
from models.values import Officer, Role
from rules.basis import LegalBasis
from rules.casework.rights import ABOUT_CASES
from rules.complaint_rights import ABOUT_COMPLAINTS

BASIS = LegalBasis("行政许可法", 2019, "第三十四条、第四十二条", "ALL 34, 42")
CLERK, INSPECTOR, APPROVER = Role.LICENCE_CLERK, Role.INSPECTOR, Role.APPROVER
SUPERVISOR, REVIEWER, SYSTEM = Role.SUPERVISOR, Role.LEGAL_REVIEWER, Role.SYSTEM
SYSADMIN, SECADMIN, AUDITOR = Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN
ADMINISTRATORS = frozenset({SYSADMIN, SECADMIN, AUDITOR})
ROLE_NAMES = {
    CLERK: "证件管理员",
    INSPECTOR: "核查员",
    APPROVER: "审批人",
    REVIEWER: "法制审核员",
    SUPERVISOR: "指挥中心",
    SYSADMIN: "系统管理员",
    SECADMIN: "安全管理员",
    AUDITOR: "审计管理员",
    SYSTEM: "系统",
}
ACCEPT = LegalBasis("行政许可法", 2019, "第三十二条", "ALL 32")
EXAMINE = LegalBasis("行政许可法", 2019, "第三十四条", "ALL 34")
DECIDE = LegalBasis("行政许可法", 2019, "第三十八条", "ALL 38")
INSTANT = LegalBasis("行政许可法", 2019, "第三十四条第二款", "ALL 34(2)")
SHARE = LegalBasis("国务院关于在线政务服务的若干规定", "国务院令第716号", "第七条", "ONLINE 7")
EXTEND = LegalBasis("行政许可法", 2019, "第四十二条", "ALL 42")
HEAR = LegalBasis("行政许可法", 2019, "第四十六条至第四十八条", "ALL 46–48")
RENEW = LegalBasis("行政许可法", 2019, "第五十条第二款", "ALL 50(2)")
DELIVER = LegalBasis("行政许可法", 2019, "第四十四条", "ALL 44")
SERVE = LegalBasis(
    "关于建立政务服务“好差评”制度的意见", "国办发〔2019〕51号", "关于差评核实整改和回访的规定", "RATING visit"
)
FILE = LegalBasis("行政许可法", 2019, "第六十一条", "ALL 61")
CANCEL = LegalBasis("行政许可法", 2019, "第七十条", "ALL 70")
ANNUL = LegalBasis("行政许可法", 2019, "第六十九条", "ALL 69")
WITHDRAW = LegalBasis("行政许可法", 2019, "第八条第二款", "ALL 8")
SUPERVISE = LegalBasis("烟草专卖许可证管理办法实施细则", "国烟法〔2020〕205号", "第二十一条至第二十三条", "LIC_R 21–23")
PLAN = LegalBasis("烟草专卖许可证管理办法实施细则", "国烟法〔2020〕205号", "第十五条至第十八条", "LIC_R 15–18")
RECTIFY = LegalBasis("烟草专卖法实施条例", 2023, "第十四条", "TML_IR 14")
REVOKE = LegalBasis("未成年人保护法", 2024, "第一百二十三条", "MINOR 123")
PROVE = LegalBasis("行政处罚法", 2021, "第五十四条", "APL 54")
PUNISH = LegalBasis("行政处罚法", 2021, "第五十七条", "APL 57")
PUBLISH = LegalBasis("行政处罚法", 2021, "第四十八条", "APL 48")
HOUSE = LegalBasis("网络安全等级保护基本要求", "GB/T 22239-2019", "8.1.4", "GB22239 8.1.4")


@dataclass(frozen=True, slots=True)
class Right:
    """Who may do a deed: any of `roles`; `second` = another officer, one of the two from `pair`, must confirm."""

    name: str
    roles: frozenset[Role]
    basis: LegalBasis
    second: bool
    pair: frozenset[Role]


def _right(
    name: str, roles: Iterable[Role], basis: LegalBasis, *, second: bool = False, pair: Iterable[Role] = ()
) -> Right:
    return Right(name, frozenset(roles), basis, second, frozenset(pair))


RIGHTS = {
    "application.received": _right("收件", [SYSTEM], ACCEPT),
    "application.entered": _right("窗口收件", [CLERK, APPROVER], ACCEPT),
    "application.supplemented": _right("窗口补正", [CLERK, APPROVER], ACCEPT),
    "application.taken_back": _right("窗口撤回申请", [CLERK, APPROVER], ACCEPT),
    "application.revised": _right("收到新版本", [SYSTEM], ACCEPT),
    "application.quarantined": _right("隔离无法识别的来件", [SYSTEM], ACCEPT),
    "application.screened": _right("审查", [SYSTEM, CLERK, INSPECTOR, APPROVER], EXAMINE),
    "application.screening_asked": _right("要求重新审查", [CLERK, INSPECTOR, APPROVER], EXAMINE),
    "application.checked": _right("核对提示", [CLERK, INSPECTOR, APPROVER], EXAMINE),
    "application.assigned": _right("分派", [CLERK, APPROVER, SUPERVISOR, SYSTEM], EXAMINE),
    "application.transferred": _right("移交", [CLERK, APPROVER, SUPERVISOR], EXAMINE),
    "application.transfer_accepted": _right("接收移交", [CLERK, APPROVER, SUPERVISOR], EXAMINE),
    "application.transfer_returned": _right("退回移交", [CLERK, APPROVER, SUPERVISOR], EXAMINE),
    "application.correction_asked": _right("一次性告知补正", [CLERK, APPROVER], ACCEPT),
    "application.accepted": _right("受理", [CLERK, APPROVER], ACCEPT),
    "application.examined": _right("核查", [INSPECTOR, CLERK, APPROVER], EXAMINE),
    "application.site_check_planned": _right("安排实地核查", [INSPECTOR, CLERK, APPROVER], EXAMINE),
    "application.site_checked": _right("实地核查", [INSPECTOR, CLERK, APPROVER], EXAMINE),
    "application.review_asked": _right("送有关单位审查", [CLERK, INSPECTOR, APPROVER], EXAMINE),
    "application.reviewed_by_unit": _right("出具审查意见", [INSPECTOR, REVIEWER, CLERK, APPROVER, SUPERVISOR], EXAMINE),
    "application.hearing_offered": _right("告知听证权利", [CLERK, APPROVER], HEAR),
    "application.hearing_requested": _right("登记听证申请", [CLERK, APPROVER, REVIEWER], HEAR),
    "application.hearing_notified": _right("通知听证", [CLERK, APPROVER, REVIEWER], HEAR),
    "application.hearing_waived": _right("登记放弃听证", [CLERK, APPROVER, REVIEWER, SYSTEM], HEAR),
    "application.hearing_held": _right("举行听证", [REVIEWER, APPROVER], HEAR),
    "application.granted": _right("准予许可", [APPROVER, CLERK], DECIDE),  # a clerk only where the screening passed
    "application.refusal_proposed": _right("提议不予受理或不予许可", [CLERK, APPROVER], DECIDE),
    "application.refused": _right("不予许可", [CLERK, APPROVER], DECIDE, second=True, pair=[APPROVER]),
    "application.not_accepted": _right("不予受理", [CLERK, APPROVER], ACCEPT, second=True, pair=[APPROVER]),
    "application.decided_instantly": _right("秒批", [SYSTEM], INSTANT),
    "instant.reviewed": _right("抽查秒批", [CLERK, APPROVER, SUPERVISOR], FILE),
    "instant.stopped": _right("停止秒批", [APPROVER, SUPERVISOR], INSTANT),
    "instant.resumed": _right("恢复秒批", [APPROVER, SUPERVISOR], INSTANT),
    "paper.used": _right("使用已有材料", [CLERK, APPROVER, SYSTEM], SHARE),
    "application.extended": _right("延长期限", [APPROVER, SUPERVISOR], EXTEND),
    "application.withdrawn": _right("申请人撤回", [SYSTEM], ACCEPT),
    "application.closed": _right("渠道关闭", [SYSTEM], ACCEPT),
    "application.settled": _right("了结未尽事项", [SYSTEM, CLERK, APPROVER], FILE),
    "application.archived": _right("归档", [CLERK, APPROVER, SYSTEM], FILE),
    "dossier.closed": _right("归档立卷", [CLERK, APPROVER], FILE),
    "dossier.closed_with_gaps": _right("缺件归档", [CLERK, APPROVER], FILE, second=True, pair=[APPROVER]),
    "dossier.gaps_proposed": _right("提议缺件归档", [CLERK, APPROVER], FILE),
    "dossier.gaps_rejected": _right("驳回缺件归档", [CLERK, APPROVER], FILE),  # others' only an approver
    "dossier.supplemented": _right("补卷", [CLERK, APPROVER], FILE),
    "dossier.unlocked": _right("启封案卷", [APPROVER], FILE),
    "dossier.bound": _right("装订案卷", [CLERK, APPROVER, SUPERVISOR, SYSTEM], FILE),
    "dossier.exported": _right("导出案卷", [CLERK, APPROVER, REVIEWER, SUPERVISOR], FILE),
    "application.proposal_rejected": _right("驳回提议", [CLERK, APPROVER], DECIDE),
    "document.made": _right("制作文书", [SYSTEM], DECIDE),
    "document.corrected": _right("更正文书", [APPROVER, CLERK], DECIDE),
    "document.retried": _right("重新制作文书", [CLERK, APPROVER, SYSADMIN], DECIDE),
    "document.numbers_voided": _right("登记空号", [APPROVER, SUPERVISOR], DECIDE),
    "attachment.stored": _right("保存附件", [SYSTEM], ACCEPT),
    "attachment.quarantined": _right("隔离附件", [SYSTEM], ACCEPT),
    "application.deemed_accepted": _right("视为受理", [SYSTEM], ACCEPT),
    "application.deemed_renewed": _right("视为准予延续", [SYSTEM], RENEW),
    "pause.begun": _right("中止期限", [CLERK, INSPECTOR, APPROVER, REVIEWER, SUPERVISOR, SYSTEM], EXTEND),
    "pause.ended": _right("恢复期限", [CLERK, INSPECTOR, APPROVER, REVIEWER, SUPERVISOR, SYSTEM], EXTEND),
    "term.begun": _right("起算期限", [CLERK, INSPECTOR, APPROVER, SUPERVISOR, SYSTEM], EXTEND),
    "term.done": _right("办结期限", [CLERK, INSPECTOR, APPROVER, SUPERVISOR, SYSTEM], EXTEND),
    "card.handed_out": _right("发出红黄牌", [SYSTEM], EXTEND),
    "card.lifted": _right("解除红黄牌", [SYSTEM], EXTEND),
    "card.answered": _right("答复红黄牌", [CLERK, INSPECTOR, APPROVER, SUPERVISOR], EXTEND),
    "officer.contact_set": _right("登记联系方式", [SUPERVISOR, SECADMIN], HOUSE),
    "deadlines.recomputed": _right("重算期限", [SYSTEM, SUPERVISOR], EXTEND),
    "deadlines.publications_moved": _right("重算公示期限", [SYSTEM], EXTEND),
    "deadlines.cases_moved": _right("重算案件期限", [SYSTEM], EXTEND),
    "deadlines.terms_moved": _right("重算其他期限", [SYSTEM, SUPERVISOR], EXTEND),
    "deed.undone": _right("撤销刚才的操作", [CLERK, INSPECTOR, APPROVER, REVIEWER, SUPERVISOR], HOUSE),
    "penalty.recorded": _right("登记处罚决定", [CLERK, INSPECTOR, APPROVER], PUNISH),
    "penalty.corrected": _right("更正处罚决定", [CLERK, INSPECTOR, APPROVER], PUNISH),
    "penalty.pushed": _right("报送处罚", [APPROVER], PUBLISH, second=True, pair=[APPROVER]),
    "penalty.withdrawn": _right("撤回已报送的处罚", [APPROVER], PUBLISH, second=True, pair=[APPROVER]),
    "licence.withdrawn": _right("撤回已报送的许可", [APPROVER], PUBLISH, second=True, pair=[APPROVER]),
    "withdrawal_proposed": _right("提议撤回报送", [CLERK, INSPECTOR, APPROVER], PUBLISH),
    "repairs.taken": _right("恢复备份后核对修复", [SYSTEM], PUBLISH),
    "record.give_up_proposed": _right("提议作废公示记录", [APPROVER, SUPERVISOR], PUBLISH),
    "record.given_up": _right(
        "作废公示记录", [APPROVER, SUPERVISOR], PUBLISH, second=True, pair=[APPROVER, SUPERVISOR]
    ),
    "record.give_up_rejected": _right(
        "驳回作废公示记录的提议", [APPROVER, SUPERVISOR], PUBLISH, pair=[APPROVER, SUPERVISOR]
    ),
    "correction_proposed": _right("提议更正公示的许可", [CLERK, INSPECTOR, APPROVER], PUBLISH),
    "correction_rejected": _right("驳回更正的提议", [CLERK, INSPECTOR, APPROVER], PUBLISH),  # others' only an approver
    "licence_record.corrected": _right("更正公示的许可", [APPROVER], PUBLISH, second=True, pair=[APPROVER]),
    "dispute.answer_proposed": _right("提议答复异议", [CLERK, INSPECTOR, APPROVER], PUBLISH),
    "dispute.answer_rejected": _right("驳回答复异议的提议", [CLERK, INSPECTOR, APPROVER], PUBLISH),  # as above
    "dispute.answered": _right("答复公示的异议", [APPROVER], PUBLISH, second=True, pair=[APPROVER]),
    "repair_proposed": _right("提议登记信用修复", [CLERK, INSPECTOR, APPROVER], PUBLISH),
    "record.repaired": _right("登记信用修复", [APPROVER], PUBLISH, second=True, pair=[APPROVER]),
    "repair_rejected": _right("驳回信用修复的提议", [CLERK, INSPECTOR, APPROVER], PUBLISH),  # others' only an approver
    "extra.withdrawn": _right("撤回对方多出的记录", [APPROVER], PUBLISH, second=True, pair=[APPROVER]),
    "extra.rejected": _right("驳回撤回多出记录的提议", [APPROVER], PUBLISH),
    "difference.closed": _right("了结对账差异", [APPROVER, SUPERVISOR], PUBLISH),
    "delivery.planned": _right("安排送达", [SYSTEM, CLERK, APPROVER], DELIVER),
    "delivery.changed": _right("更改送达方式", [CLERK, APPROVER], DELIVER),
    "delivery.sent": _right("发出送达", [SYSTEM, CLERK, APPROVER], DELIVER),
    "delivery.handed_over": _right("窗口送达", [CLERK, APPROVER, INSPECTOR], DELIVER),
    "delivery.followed": _right("记录送达进展", [SYSTEM], DELIVER),
    "delivery.ordered": _right("邮政收单", [SYSTEM], DELIVER),
    "delivery.proved": _right("送达", [SYSTEM], DELIVER),
    "delivery.returned": _right("邮件退回", [SYSTEM], DELIVER),
    "delivery.failed": _right("未能送达", [SYSTEM], DELIVER),
    "delivery.cancelled": _right("取消送达", [SYSTEM], DELIVER),
    "delivery.repeated": _right("再次送达", [CLERK, APPROVER], DELIVER),
    "slots.opened": _right("开放预约时段", [CLERK, APPROVER, SUPERVISOR, SYSTEM], ACCEPT),
    "appointment.booked": _right("登记预约", [CLERK, APPROVER, SUPERVISOR, SYSTEM], ACCEPT),
    "appointment.cancelled": _right("取消预约", [CLERK, APPROVER, SUPERVISOR, SYSTEM], ACCEPT),
    "appointment.arrived": _right("预约人到场", [CLERK, APPROVER, SUPERVISOR], ACCEPT),
    "appointment.missed": _right("登记爽约", [SYSTEM], ACCEPT),
    "rating.received": _right("收到评价", [SYSTEM], SERVE),
    "rating.visited": _right("登记差评回访", [CLERK, APPROVER, SUPERVISOR], SERVE),
    "licence.delivered": _right("送达许可证", [CLERK, APPROVER, INSPECTOR, SYSTEM], DELIVER),
    "licence.expired": _right("有效期届满", [SYSTEM], CANCEL),
    "licence.act_proposed": _right("提议对许可证依职权处理", [CLERK, INSPECTOR, APPROVER], CANCEL),
    "licence.act_rejected": _right("驳回依职权处理的提议", [CLERK, INSPECTOR, APPROVER], CANCEL),
    "licence.act_confirmed": _right("复核依职权处理的提议", [CLERK, APPROVER], CANCEL),
    "licence.change_ordered": _right("责令申请变更", [CLERK, APPROVER], SUPERVISE, second=True, pair=[APPROVER]),
    "licence.recall_announced": _right("公告拟收回许可证", [CLERK, APPROVER], SUPERVISE, second=True, pair=[APPROVER]),
    "licence.rectification_ordered": _right("责令暂停业务整顿", [APPROVER], RECTIFY, second=True, pair=[APPROVER]),
    "licence.rectification_ended": _right("整顿合格恢复业务", [APPROVER], RECTIFY, second=True, pair=[APPROVER]),
    "licence.recalled": _right("收回许可证", [APPROVER], SUPERVISE, second=True, pair=[APPROVER]),
    "licence.annulled": _right("撤销许可", [APPROVER], ANNUL, second=True, pair=[APPROVER]),
    "licence.permission_withdrawn": _right("撤回许可", [APPROVER], WITHDRAW, second=True, pair=[APPROVER]),
    "licence.disqualified": _right("取消资格", [APPROVER], RECTIFY, second=True, pair=[APPROVER]),
    "licence.revoked": _right("吊销许可证", [APPROVER], REVOKE, second=True, pair=[APPROVER]),
    "licence.cancelled": _right("注销许可证", [CLERK, APPROVER], CANCEL, second=True, pair=[APPROVER]),
    "withdrawal_rejected": _right("驳回撤回提议", [CLERK, INSPECTOR, APPROVER], PUBLISH),  # others' only an approver
    "blacklist.added": _right("列入名单", [APPROVER, SUPERVISOR], DECIDE),
    "blacklist.lifted": _right("移出名单", [APPROVER, SUPERVISOR], DECIDE),
    "blacklist.imported": _right("导入名单", [APPROVER, SUPERVISOR, CLERK, SYSADMIN], DECIDE),
    "blacklist.refreshed": _right("从来源更新名单", [SYSTEM, APPROVER, SUPERVISOR], DECIDE),
    "blacklist.undone": _right("撤销名单的一版", [APPROVER, SUPERVISOR], DECIDE),
    "blacklist.list_proposed": _right("设立或更改名单", [APPROVER, SUPERVISOR], DECIDE),
    "blacklist.list_confirmed": _right(
        "确认名单的设立或更改", [APPROVER, SUPERVISOR], DECIDE, second=True, pair=[APPROVER]
    ),
    "blacklist.list_rejected": _right("驳回名单的设立或更改", [APPROVER, SUPERVISOR], DECIDE),
    "blacklist.list_closed": _right("停用名单", [APPROVER, SUPERVISOR], DECIDE),
    "screening.pairs_exported": _right("导出名称比对的标注", [APPROVER, SUPERVISOR, AUDITOR], HOUSE),
    "blacklist.rescreened": _right("名单变动后重新比对", [SYSTEM, SUPERVISOR], EXAMINE),
    "list_hit.confirmed": _right("确认名单命中", [CLERK, INSPECTOR, APPROVER, SUPERVISOR], EXAMINE),
    "list_hit.dismissed": _right("排除名单命中", [CLERK, INSPECTOR, APPROVER, SUPERVISOR], EXAMINE),
    "brands.imported": _right("导入卷烟品牌目录", [INSPECTOR, APPROVER, SUPERVISOR, SYSADMIN], HOUSE),
    "cartons.read": _right("读条盒编码", [INSPECTOR, APPROVER, SUPERVISOR], PROVE),
    "layout.imported": _right("导入合理布局规划", [APPROVER, SUPERVISOR], PLAN),
    "licences.import_begun": _right("开始导入许可证", [APPROVER, SUPERVISOR, SYSADMIN], DECIDE),
    "licences.imported": _right("导入许可证", [APPROVER, SUPERVISOR, SYSADMIN], DECIDE),
    "licences.watched": _right("监督许可证的期限", [SYSTEM, SUPERVISOR], DECIDE),
    "licences.settled": _right("了结许可证的关注事项", [SYSTEM, SUPERVISOR], DECIDE),
    "evaluations.renewed": _right("评定零售户信用", [SYSTEM, SUPERVISOR], SUPERVISE),
    "evaluation.disputed": _right("登记信用评价异议", [CLERK, INSPECTOR, APPROVER, SUPERVISOR], SUPERVISE),
    "evaluation.dispute_settled": _right(
        "答复信用评价异议", [APPROVER, SUPERVISOR, INSPECTOR], SUPERVISE, second=True, pair=[APPROVER, SUPERVISOR]
    ),
    "renewals.reminded": _right("提醒延续", [SYSTEM, CLERK, SUPERVISOR], DECIDE),
    "outbox.released": _right("放行待发消息", [CLERK, APPROVER, SUPERVISOR, SYSADMIN], PUBLISH),
    "outbox.replayed": _right("重发消息", [CLERK, APPROVER, SUPERVISOR, SYSADMIN], PUBLISH),
    "outbox.given_up": _right("作废待发消息", [APPROVER, SUPERVISOR], PUBLISH),
    "crossings.exported": _right("导出往来记录", [APPROVER, REVIEWER, SUPERVISOR, AUDITOR], PUBLISH),
    "vault.resealed": _right("重新封存往来内容", [SYSADMIN, SECADMIN], HOUSE),
    "outbox.answered": _right("记录对方答复", [SYSTEM], PUBLISH),
    "outbox.receipt_taken": _right("记录回执", [SYSTEM], PUBLISH),
    "outbox.reconciled": _right("对账", [SYSTEM, SUPERVISOR, APPROVER, SYSADMIN], PUBLISH),
    "quarantine.resolved": _right("处理隔离件", [CLERK, APPROVER, SUPERVISOR, SYSADMIN], ACCEPT),
    "feedback.answered": _right("答复异议", [CLERK, APPROVER, SYSTEM], PUBLISH),
    "generation.switched": _right("切换栏目代际", [SYSADMIN], PUBLISH),
    "system.switched_off": _right("停用对外连接", [SUPERVISOR, SYSADMIN], HOUSE),
    "system.resumed": _right("恢复对外连接", [SUPERVISOR, SYSADMIN], HOUSE),
    "alarm.closed": _right("关闭告警", [CLERK, APPROVER, SUPERVISOR, SYSADMIN], HOUSE),
    "calendar.imported": _right("导入日历", [SYSADMIN], HOUSE),
    "officer.changed": _right("维护人员", [SECADMIN], HOUSE),
    "officer.deactivated": _right("停用人员", [SECADMIN], HOUSE),
    "officer.activated": _right("恢复人员", [SECADMIN], HOUSE),
    "officer.absent": _right("登记离岗和代理", [SUPERVISOR, SECADMIN, APPROVER], HOUSE),
    "officer.returned": _right("登记提前返岗", [SUPERVISOR, SECADMIN, APPROVER], HOUSE),
    "number.revealed": _right("查看完整号码", [CLERK, INSPECTOR, APPROVER, REVIEWER, SUPERVISOR], HOUSE),
    "feedback.received": _right("收到异议或修复", [SYSTEM], PUBLISH),
    "officers.registered": _right("登记培训人员", [SYSTEM], HOUSE),
} | {
    deed: _right(name, roles, basis, second=second, pair=[APPROVER] if second else ())
    for deed, (name, roles, basis, second) in (ABOUT_CASES | ABOUT_COMPLAINTS).items()
}
JOBS = _right("后台任务", [SYSTEM], HOUSE)


def right(deed: str) -> Right:
    """Return who may do a deed; every deed of a job (job.*) is the system's. KeyError for a deed without a row."""
    return JOBS if deed.startswith("job.") else RIGHTS[deed]


def may(deed: str, by: Officer) -> bool:
    """Tell whether an officer's roles allow a deed at all (the second officer apart)."""
    return bool(right(deed).roles & by.roles)


def check(deed: str, by: Officer) -> None:
    """Raise Refused, naming the officer's role and who may, when the roles do not allow a deed."""
    needed = right(deed)
    if not needed.roles & by.roles:
        raise Refused(
            said(
                "{name}（{roles}）无权办理“{deed}”（{basis}）。",
                name=by.name,
                roles=roles_text(by.roles),
                deed=needed.name,
                basis=needed.basis,
            ),
            kept="没有任何改动。",
            do_next=said("请{roles}办理。", roles=roles_text(needed.roles - {Role.SYSTEM}) or "系统"),
        )


def check_grant(by: Officer, *, screening_passed: bool) -> None:
    """Raise Refused when this officer may not grant: a clerk only where every rule was passed (秒批)."""
    check("application.granted", by)
    if APPROVER not in by.roles and not screening_passed:
        raise Refused(
            said(
                "{name}（{roles}）只能准予审查全部通过的申请（{basis}）。",
                name=by.name,
                roles=roles_text(by.roles),
                basis=DECIDE,
            ),
            kept="没有任何改动。",
            do_next="请审批人决定。",
        )


def check_pair(deed: str, proposer: Officer, confirmer: Officer) -> None:
    """Raise Refused when two officers may not do a deed together: both must be allowed, different, one of the pair."""
    check(deed, confirmer)
    needed = right(deed)
    if not needed.second:
        return
    if proposer.login == confirmer.login:
        raise Refused(
            said(
                "“{deed}”须由另一名人员确认，{name}是提议人（{basis}）。",
                deed=needed.name,
                name=confirmer.name,
                basis=needed.basis,
            ),
            kept="提议仍有效。",
            do_next=said("请另一名{roles}确认。", roles=roles_text(needed.pair)),
        )
    if not needed.pair & (proposer.roles | confirmer.roles):
        raise Refused(
            said(
                "“{name}”的两名人员中至少一名应为{roles}（{basis}）。",
                name=needed.name,
                roles=roles_text(needed.pair),
                basis=needed.basis,
            ),
            kept="提议仍有效。",
            do_next=said("请{roles}确认。", roles=roles_text(needed.pair)),
        )


def check_turning_down(deed: str, proposer: str, by: Officer) -> None:
    """Raise Refused where an officer may not turn a proposal down: the second one may, and who made it (by login)."""
    check(deed, by)
    second = right(deed).pair or frozenset({APPROVER})
    if by.login != proposer and not second & by.roles:
        raise Refused(
            said("{name}（{roles}）只能收回自己的提议。", name=by.name, roles=roles_text(by.roles)),
            kept="提议仍有效。",
            do_next=said("请{roles}驳回。", roles=roles_text(second)),
        )


def check_roles(roles: Iterable[Role]) -> None:
    """Raise Refused for roles that no officer may hold together: administrators exclude each other and all others."""
    held = frozenset(roles)
    if held & ADMINISTRATORS and len(held) > 1:
        raise Refused(
            said("角色互斥，不能同时担任：{roles}（{basis}）。", roles=roles_text(held), basis=HOUSE),
            kept="没有任何改动。",
        )


def roles_text(roles: Iterable[Role]) -> str:
    """Return roles as a clerk reads them, in the order of the table."""
    held = frozenset(roles)
    return "、".join(name for role, name in ROLE_NAMES.items() if role in held)
