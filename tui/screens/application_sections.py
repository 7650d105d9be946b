"""An application on paper: each section as labelled lines that explain, with article, evidence and arithmetic."""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from models.values import shanghai_date
from rules.basis import without_key
from tui.language import N_, _
from tui.screens.application_checked import checked
from tui.screens.document import STATES as DOCUMENT_STATES
from tui.screens.document import TONES as DOCUMENT_TONES
from tui.screens.examination_section import examination
from tui.widgets.paper import Entry, heading, note, pair
from tui.words import (
    ATTENTION,
    CARDS,
    CHANNEL_STATES,
    CHANNELS,
    ITEMS,
    KINDS,
    MESSAGE_KINDS,
    MESSAGES,
    OUTCOMES,
    STATES,
    SYSTEMS,
    day,
    district,
    moment,
    office,
    tone,
    word,
)

if TYPE_CHECKING:
    from usecases.application_detail import ApplicationDetail, Revision

ID_TYPES = {
    "111": N_("居民身份证"), "554": N_("外国人永久居留证"), "414": N_("护照"), "516": N_("港澳居民来往内地通行证"),
    "511": N_("台湾居民来往大陆通行证"),
}  # fmt: skip
FILES = {
    "id_card": N_("身份证件"), "business_licence": N_("营业执照"), "premises_proof": N_("经营场所证明"),
    "photo": N_("照片"), "old_licence": N_("原许可证"), "proxy": N_("授权委托书"),
    "proxy_id": N_("代理人证件"), "other": N_("其他"),
}  # fmt: skip
MEDIA = {
    "image/jpeg": N_("JPEG 图片"), "image/png": N_("PNG 图片"), "image/tiff": N_("TIFF 图片"),
    "image/bmp": N_("BMP 图片"), "application/pdf": N_("PDF 文件"),
}  # fmt: skip
ARRIVED = ("delivered", "confirmed")  # then what the receiver said was yes
FILE_STATES = {
    "waiting": N_("待取回"), "stored": N_("已入库"), "quarantined": N_("已隔离"), "refused": N_("类型或大小不符"),
    "missing": N_("对方没有此文件"),
}  # fmt: skip
FIELDS = {
    "item": N_("事项"), "applicant.kind": N_("主体类型"), "applicant.name": N_("申请人"),
    "applicant.id_type": N_("证件类型"), "applicant.id_no": N_("证件号码"), "applicant.uscc": N_("统一社会信用代码"),
    "applicant.legal_rep_name": N_("法定代表人"), "applicant.legal_rep_id_no": N_("法定代表人证件号"),
    "applicant.mobile": N_("手机"), "applicant.openid": N_("微信号"), "premises.name": N_("店铺名称"),
    "premises.address": N_("地址"), "premises.district": N_("辖区"), "premises.is_hotel": N_("宾馆酒店"),
    "premises.fixed": N_("固定场所"), "premises.separate_from_home": N_("与住所独立"),
    "premises.vending_machine": N_("自动售货机"), "submitted_at": N_("提交时间"), "channel_state": N_("渠道状态"),
    "licence_no": N_("许可证号"), "suspend_from": N_("停业起"), "suspend_to": N_("停业止"), "reason": N_("理由"),
}  # fmt: skip
DEEDS = {
    "application.entered": N_("窗口收件"), "application.received": N_("收件"),
    "application.revised": N_("收到新版本"),
    "application.withdrawn": N_("申请人撤回"), "application.settled": N_("了结未尽事项"),
    "application.screened": N_("完成筛查"), "application.assigned": N_("分派"), "application.accepted": N_("受理"),
    "application.transferred": N_("移交"), "application.transfer_accepted": N_("接收移交"),
    "application.transfer_returned": N_("退回移交"),
    "application.correction_asked": N_("一次性告知补正"), "application.examined": N_("审查"),
    "application.site_check_planned": N_("安排实地核查"), "application.site_checked": N_("实地核查"),
    "application.review_asked": N_("送有关单位审查"), "application.reviewed_by_unit": N_("有关单位出具意见"),
    "application.hearing_offered": N_("告知听证权利"), "application.hearing_requested": N_("申请听证"),
    "application.hearing_notified": N_("通知听证"), "application.hearing_waived": N_("放弃听证"),
    "application.hearing_held": N_("举行听证"),
    "application.granted": N_("准予许可"), "application.refusal_proposed": N_("提出不予许可"),
    "application.refused": N_("不予许可"), "application.not_accepted": N_("不予受理"),
    "application.proposal_rejected": N_("驳回提议"), "application.extended": N_("延期"), "deed.undone": N_("撤销操作"),
    "application.deemed_accepted": N_("视为受理"), "application.deemed_renewed": N_("视为准予延续"),
    "pause.begun": N_("中止期限"), "pause.ended": N_("恢复期限"), "term.begun": N_("起算期限"),
    "term.done": N_("办结期限"), "card.handed_out": N_("发出红黄牌"), "card.lifted": N_("解除红黄牌"),
    "card.answered": N_("答复红黄牌"),
    "deadlines.recomputed": N_("重算期限"), "attachment.stored": N_("附件入库"),
    "attachment.quarantined": N_("附件隔离"),
    "row.quarantined": N_("来件隔离"), "application.conflict_found": N_("同版本内容冲突"),
    "application.reopened": N_("重新办理"), "application.screening_asked": N_("要求重新筛查"),
    "document.retried": N_("重新制作文书"), "document.corrected": N_("更正文书"),
    "application.decided_instantly": N_("秒批"), "instant.reviewed": N_("抽查秒批"), "paper.used": N_("使用已有材料"),
    "application.checked": N_("核对"), "number.revealed": N_("查看完整号码"),
}  # fmt: skip
EXACT = re.compile(r"T(\d\d:\d\d):\d\d(?:\.\d+)?\+08:00")  # moments in evidence, read to the minute
Mask = Callable[[str | None], str]


def yes_no(value: bool | None) -> str:
    """Return yes, no, or that nobody said."""
    return _("未填") if value is None else _("是") if value else _("否")


def summary(detail: "ApplicationDetail", mask: Mask) -> list[Entry]:
    """Return what matters at a glance, and what to do next."""
    row, form = detail.row, detail.form
    entries = [
        pair(_("申请人"), f"{form.applicant.name}（{word(KINDS, form.applicant.kind)}）", "strong"),
        pair(_("证件号码"), mask(form.applicant.id_no or form.applicant.uscc)),
        pair(_("店铺"), f"{form.premises.name}  {district(form.premises.district)}"),
        pair(_("地址"), form.premises.address),
        pair(_("事项"), f"{word(ITEMS, row['item'])}  {_('渠道')} {word(CHANNELS, row['channel'])}"),
        pair(_("状态"), word(STATES, row["state"]), tone(row["state"])),
        *_handler_line(detail),
        *_deadline_line(detail),
        *_screening_line(detail),
    ]
    entries += [pair(_("缺少"), text, "warn") for _code, text in row["missing"] or ()]
    for told, shade in ((detail.against, "bad"), (detail.remarks, "warn")):
        for each in told:
            entries += [pair(_("许可证"), f"{each.text}（{each.basis}）", shade), note(each.do_next, "quiet", indent=4)]
    if row["attention"] not in ("", "proposal", "transfer"):
        words = _("{what}：看版本（7），核对后按 H").format(what=word(ATTENTION, row["attention"]))
        entries.append(pair(_("需核对"), words, "warn"))
    entries += _offices(row)
    if detail.proposal is not None:
        entries.append(pair(_("提议"), _proposed(detail), "warn"))
    return [*entries, pair(_("下一步"), next_step(detail), "strong")]


def _proposed(detail: "ApplicationDetail") -> str:
    """Return who proposed to refuse, and the reason by its name."""
    from content.lawbook import lawbook

    found = detail.proposal
    if found is None:
        return ""
    reason = lawbook().in_force(shanghai_date(found.at)).reasons.get(found.reason)
    return _("{by} 提出不予许可（{reason}），等待复核：按 n").format(
        by=detail.names.get(found.by, found.by), reason=reason.name if reason else found.reason
    )


def _offices(row: Mapping[str, Any]) -> list[Entry]:
    """Return which office took the application over, and whose answer to a hand-over is awaited."""
    taken, offered = row["taken_over"], row["offered_to"]
    words = _("等待{office}接收或者退回：由其按 M").format(office=office(offered or ""))
    entries = [pair(_("承办机构"), office(taken))] if taken else []
    return [*entries, pair(_("移交"), words, "warn")] if offered else entries


def _handler_line(detail: "ApplicationDetail") -> list[Entry]:
    """Return who has it in hand, with what was said when it was handed over."""
    login = detail.row["assigned_to"]
    if not login:
        return []
    name = detail.names.get(login, login)
    told = next((e.note for e in reversed(detail.history) if e.deed == "application.assigned"), "")
    return [pair(_("承办"), told if told.startswith(f"{name}：") else name)]


def _deadline_line(detail: "ApplicationDetail") -> list[Entry]:
    card = detail.row["card"]
    last = day(detail.row["due_on"])
    if detail.due is None or not last:
        return []
    words = last + (_("（暂定日历）") if detail.row["due_provisional"] else "")
    if detail.stopped:
        words += _("（{why}期间已中止，届满日顺延）").format(why="、".join(map(_, detail.stopped)))
    return [pair(_("期限"), words + ("" if card == "none" else f"  {word(CARDS, card)}"), tone(card))]


def _screening_line(detail: "ApplicationDetail") -> list[Entry]:
    found = detail.screening
    if found is None:
        return [pair(_("筛查"), _("尚未完成"), "warn")]
    hits = [f for f in found["findings"] if f["outcome"] != "pass"]
    entries = [pair(_("筛查"), word(OUTCOMES, found["outcome"]), tone(found["outcome"]))]
    return entries + [
        note(f"{f['rule']} {word(OUTCOMES, f['outcome'])}：{_told(f)}", tone(f["outcome"]), indent=4) for f in hits
    ]


def _told(finding: Mapping[str, Any]) -> str:
    """Return the evidence of a finding; its moments are read to the minute."""
    return EXACT.sub(r" \1", finding["evidence"])


def next_step(detail: "ApplicationDetail") -> str:
    """Return what the clerk would do now, with the key."""
    row, outcome = detail.row, detail.screening["outcome"] if detail.screening else ""
    if row["state"] not in ("received", "correcting", "accepted", "examining"):
        return _("已办结，无需操作")
    if detail.proposal is not None:
        return _("由另一名人员按 n 复核，或按 N 驳回")
    if row["state"] == "correcting":
        return _("等待申请人补正；收到新版本后继续")
    if detail.stopped or (row["missing"] and not row["corrections"]):
        return _before_the_rest(detail)
    if outcome == "review" and row["state"] == "received":
        return _("先按 a 受理，再按 e 记录审查或实地核查，由审批人决定")
    steps = {
        "": _("等待筛查完成"), "unavailable": _("等待来源恢复后重新筛查；不能视为无问题"),
        "deny": _("符合不予许可情形：按 n 提出"), "review": _("人工核实后由审批人决定；按 e 记录审查"),
    }  # fmt: skip
    return steps.get(outcome, _("材料齐全且筛查通过：按 y 当场准予，或按 a 先受理"))


def _before_the_rest(detail: "ApplicationDetail") -> str:
    """Return what must come first: what the clock stands for, or the materials that are missing."""
    if not detail.stopped:
        return _("材料不全：按 b 一次性告知补正")
    hearing = detail.stopped[-1] == "听证"
    return _("等待听证：按 E 通知听证、登记笔录") if hearing else _("等待中止事由结束：结束后按 E 恢复办理期限")


def application(detail: "ApplicationDetail", mask: Mask) -> list[Entry]:
    """Return the form as the applicant filled it in."""
    form, row = detail.form, detail.row
    who, shop = form.applicant, form.premises
    rows = [
        heading(_("申请人")),
        pair(_("主体类型"), word(KINDS, who.kind)), pair(_("名称"), who.name),
        pair(_("证件类型"), word(ID_TYPES, who.id_type)), pair(_("证件号码"), mask(who.id_no)),
        pair(_("信用代码"), who.uscc), pair(_("法定代表人"), who.legal_rep_name),
        pair(_("其证件号"), mask(who.legal_rep_id_no)), pair(_("手机"), mask(who.mobile)),
        heading(_("经营场所")),
        pair(_("店铺名称"), shop.name), pair(_("地址"), shop.address), pair(_("辖区"), district(shop.district)),
        pair(_("宾馆酒店"), yes_no(shop.is_hotel)), pair(_("固定场所"), yes_no(shop.fixed)),
        pair(_("与住所独立"), yes_no(shop.separate_from_home)), pair(_("自动售货机"), yes_no(shop.vending_machine)),
        heading(_("申请")),
        pair(_("事项"), word(ITEMS, row["item"])), pair(_("许可证号"), form.licence_no),
        pair(_("理由"), form.reason), pair(_("停业"), f"{day(form.suspend_from)} — {day(form.suspend_to)}"),
        *(pair(_("变更"), f"{word(FIELDS, c.field)}：{c.old} → {c.new}") for c in form.changes),
        pair(_("渠道"), f"{word(CHANNELS, row['channel'])}  {row['channel_ref']}"),
        pair(_("版本"), _("第 {n} 版").format(n=row["revision"])),
        pair(_("提交"), moment(form.submitted_at)), pair(_("收件"), moment(row["received_at"])),
    ]  # fmt: skip
    empty = {_("停业"): " — "}
    return [e for e in rows if e.heading or (e.text not in ("—", empty.get(e.label)))]


def screening(detail: "ApplicationDetail", _mask: Mask) -> list[Entry]:
    """Return every finding: rule, outcome, article, evidence, and through which day it bars."""
    found = detail.screening
    if found is None:
        return [note(_("尚未完成筛查。守护进程会自动查询各数据来源。"), "warn")]
    entries = [
        pair(_("结论"), word(OUTCOMES, found["outcome"]), tone(found["outcome"])),
        pair(_("判断日期"), day(found["judged_on"])), pair(_("筛查时间"), moment(found["at"])),
        note(_("按 W 查看每条规定的原文、有效期，并重新计算"), "quiet"),
    ]  # fmt: skip
    order = sorted(found["findings"], key=lambda f: f["outcome"] == "pass")
    for f in order:
        entries.append(heading(f"{f['rule']}  {word(OUTCOMES, f['outcome'])}"))
        entries[-1] = Entry(entries[-1].text, tone=tone(f["outcome"]), heading=True)
        entries += [pair(_("依据"), without_key(f["basis"])), pair(_("证据"), _told(f))]
        if f.get("barred_through"):
            entries.append(pair(_("禁止至"), f["barred_through"], "bad"))
    return entries


def deadline(detail: "ApplicationDetail", _mask: Mask) -> list[Entry]:
    """Return the arithmetic of the deadline."""
    if detail.due is None:
        return [note(_("已办结，没有待计算的期限。"))]
    entries = [pair(label, text) for label, text in detail.due.pieces]
    card = detail.row["card"]
    return [*entries, pair(_("红黄牌"), word(CARDS, card), tone(card))]


def attachments(detail: "ApplicationDetail", _mask: Mask) -> list[Entry]:
    """Return the declared files and where each stands."""
    if not detail.attachments:
        return [note(_("没有附件。"))]
    entries: list[Entry] = []
    for file in detail.attachments:
        entries += [
            heading(f"{word(FILES, file['kind'])}  {word(FILE_STATES, file['state'])}"),
            pair(_("文件名"), file["name"]), pair(_("大小"), size_of(file)),
            pair("SHA-256", file["sha256"] or file["digest"]), pair(_("版本"), file["revision"]),
        ]  # fmt: skip
        if file["note"]:
            entries.append(pair(_("说明"), file["note"], "warn"))
    return entries


def size_of(file: Mapping[str, Any]) -> str:
    """Return how large a file is and what its bytes show."""
    size = _("{n} 字节").format(n=format(file["size"], ","))
    return f"{size}  {word(MEDIA, file['media_type'])}".rstrip()


def history(detail: "ApplicationDetail", _mask: Mask) -> list[Entry]:
    """Return what happened, newest first, with the ledger entry that proves it."""
    entries: list[Entry] = []
    for e in reversed(detail.history):
        who = f"{moment(e.at)}  {e.by_name}  {word(DEEDS, e.deed)}"
        entries.append(note(f"{who}  {_('台账第 {n} 条').format(n=e.ledger_seq)}"))
        if e.note:
            words = word(DEEDS, e.note) if e.deed == "deed.undone" else e.note
            entries.append(note(words, "quiet", indent=4))
    return entries or [note(_("没有记录。"))]


def revisions(detail: "ApplicationDetail", mask: Mask) -> list[Entry]:
    """Return each version and what it changed."""
    entries: list[Entry] = []
    for r in reversed(detail.revisions):
        entries.append(heading(_("第 {n} 版  {at}").format(n=r.revision, at=moment(r.received_at))))
        if r.conflicts:
            entries.append(note(_("同一版本还到达过 {n} 次不同内容，须先核对").format(n=r.conflicts), "bad"))
        entries += _changes(r, mask)
    return entries


def _changes(revision: "Revision", mask: Mask) -> list[Entry]:
    if not revision.differences:
        return [note(_("首次收到") if revision.revision == 1 else _("与前一版相同"), "quiet")]
    entries = []
    for d in revision.differences:
        hide = mask if d.field.endswith(("id_no", "mobile")) else _state if d.field == "channel_state" else _plain
        entries.append(pair(field_name(d.field), f"{hide(d.old) or '—'} → {hide(d.new) or '—'}", "warn"))
    return entries


def _state(text: str | None) -> str:
    """Return what the channel says of an application."""
    return word(CHANNEL_STATES, text)


def _plain(text: str | None) -> str:
    """Return a value as it is read; a moment is shown in Shanghai."""
    try:
        return moment(datetime.fromisoformat(text or "")) if "T" in (text or "") else text or ""
    except ValueError:
        return text or ""


def field_name(name: str) -> str:
    """Return what a dotted field name is called."""
    first, _dot, rest = name.partition(".")
    if first == "attachments":
        return f"{_('附件')} {rest}"
    return f"{_('变更')} {rest}" if first == "changes" else word(FIELDS, name)


def document_line(row: Mapping[str, Any]) -> Entry:
    """Return one document: state, number, title, and what is wrong with it."""
    state, words = row["state"], f"{row['number']}  {row['title']}  {row['fault']}".rstrip()
    return pair(word(DOCUMENT_STATES, state), words, DOCUMENT_TONES.get(state, ""))


def messages(detail: "ApplicationDetail", _mask: Mask) -> list[Entry]:
    """Return numbered documents and what goes to other offices."""
    entries = [document_line(d) for d in detail.documents]
    entries = [heading(_("文书（按 d 预览、导出、打印）")), *entries] if entries else []
    entries.append(heading(_("推送（按 p 查看往来字节）")))
    for m in detail.messages:
        words = f"{word(MESSAGE_KINDS, m['kind'])}  {word(MESSAGES, m['state'])}  {moment(m['confirmed_at'])}"
        entries.append(pair(word(SYSTEMS, m["system"]), words, tone(m["state"])))
        said = () if m["state"] in ARRIVED else (m["message"], m["hint"])
        entries += [note(text, "warn", indent=4) for text in said if text]
    return entries if detail.messages or detail.documents else [note(_("还没有文书和推送。"))]


Section = tuple[str, Callable[["ApplicationDetail", Mask], Sequence[Entry]]]
SECTIONS: tuple[Section, ...] = (
    (N_("概要"), summary), (N_("申请"), application), (N_("筛查"), screening), (N_("期限"), deadline),
    (N_("附件"), attachments), (N_("历史"), history), (N_("版本"), revisions), (N_("文书推送"), messages),
    (N_("核验"), checked), (N_("审查"), examination),
)  # fmt: skip
