"""What was checked with shared data: the machine's chain of reasons, every source's value, papers that are there."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from tui.language import N_, _
from tui.widgets.paper import Entry, heading, note, pair
from tui.words import INSTANT, REVIEWS, clock, moment, word

if TYPE_CHECKING:
    from rules.prefill import FilledValue
    from usecases.application_detail import ApplicationDetail
    from usecases.papers import Paper

Mask = Callable[[str | None], str]
ANSWERS = {"yes": ("✓", "good"), "no": ("✗", "bad"), "unknown": ("?", "warn")}
WORDS = {"yes": N_("是"), "no": N_("否"), "unknown": N_("不明")}
OUTCOMES = {"granted": "good", "accepted": "good", "person": "warn"}
NAMES = {
    "applicant.name": N_("申请人"), "applicant.id_no": N_("证件号码"), "applicant.uscc": N_("信用代码"),
    "applicant.legal_rep_name": N_("法定代表人"), "applicant.legal_rep_id_no": N_("其证件号"),
    "applicant.mobile": N_("手机"), "premises.name": N_("店铺名称"), "premises.address": N_("地址"),
    "premises.district": N_("辖区"), "licence_no": N_("许可证号"), "licence.valid_to": N_("有效期至"),
    "business.status": N_("商事登记"), "business.scope": N_("经营范围"), "attachment.id_card": N_("身份证件"),
    "attachment.business_licence": N_("营业执照"), "attachment.premises_proof": N_("场所证明"),
    "attachment.old_licence": N_("原许可证"), "attachment.photo": N_("照片"), "attachment.proxy": N_("授权委托书"),
}  # fmt: skip
SECRET = ("id_no", "mobile")


def checked(detail: "ApplicationDetail", mask: Mask) -> list[Entry]:
    """Return the chain of reasons, the sources side by side, and what the form library offers."""
    entries = _chain(detail.instant, detail.names)
    entries += _library(detail)
    differing = [one for one in detail.filled if one.conflicts]
    if differing:
        entries.append(heading(_("来源不一致（{n} 项）").format(n=len(differing))))
        for one in differing:
            entries += _conflict(one, mask)
    if detail.filled:
        entries.append(heading(_("数据来源")))
        entries += [_filled(one, mask) for one in detail.filled]
    return entries or [note(_("还没有共享数据。"))]


def _chain(found: Mapping[str, Any] | None, names: Mapping[str, str]) -> list[Entry]:
    if found is None or not found["chain"]:
        return []
    entries = [heading(_("秒批判断  {what}").format(what=word(INSTANT, found["outcome"])))]
    entries[0] = Entry(entries[0].text, tone=OUTCOMES.get(found["outcome"], ""), heading=True)
    entries.append(pair(_("判断时间"), moment(found["judged_at"])))
    if found["sampled"]:
        words = word(REVIEWS, found["result"] or "waiting")
        entries.append(
            pair(
                _("抽查"),
                f"{words}  {names.get(found['reviewed_by'], found['reviewed_by'])} {found['reason']}".rstrip(),
            )
        )
    for step in found["chain"]:
        mark, tone = ANSWERS[step["answer"]]
        entries.append(note(f"{mark} {word(WORDS, step['answer'])}  {step['asked']}：{step['said']}", tone))
        entries.append(note(_source(step), "quiet", indent=4))
    return entries


def _source(step: Mapping[str, str]) -> str:
    return "  ".join(part for part in (step["source"], _when(step["as_of"]), step["basis"]) if part)


def _when(text: str) -> str:
    """Return a moment of a source to the minute; what is no moment stays as it is."""
    try:
        return clock(datetime.fromisoformat(text)) if "T" in text else text
    except ValueError:
        return text


def _library(detail: "ApplicationDetail") -> list[Entry]:
    if not detail.offered and not detail.used:
        return []
    entries = [heading(_("已有材料（按 m 使用）") if detail.offered else _("已有材料"))]
    entries += [pair(word(NAMES, f"attachment.{one.kind}"), paper_words(one), "warn") for one in detail.offered]
    for use in detail.used:
        words = _("已使用 {code}，{at}").format(code=use["code"], at=moment(use["at"]))
        entries.append(pair(word(NAMES, f"attachment.{use['kind']}"), words, "good"))
    return entries


def paper_words(paper: "Paper") -> str:
    """Return code, age and end of a paper."""
    words = _("{code}  {on} 收到（{days} 天前，随 {number}）").format(
        code=paper.code, on=paper.received_on, days=paper.age_days, number=paper.first_number
    )
    return words + (_("，可用至 {day}").format(day=paper.valid_to) if paper.valid_to else "")


def _conflict(one: "FilledValue", mask: Mask) -> list[Entry]:
    told = [(one.source, one.value, one.as_of), *((c.source, c.value, c.as_of) for c in one.conflicts)]
    hide = mask if one.field.endswith(SECRET) else _plain
    entries = [note(word(NAMES, one.field), "strong")]
    return entries + [note(f"{source}：{hide(value)}  {_when(at)}", "warn", indent=4) for source, value, at in told]


def _filled(one: "FilledValue", mask: Mask) -> Entry:
    hide = mask if one.field.endswith(SECRET) else _plain
    others = _("，与{sources}一致").format(sources="、".join(one.agreeing)) if one.agreeing else ""
    old = "" if one.fresh else _("（已过可用时限）")
    return pair(word(NAMES, one.field), f"{hide(one.value)}  {one.source} {_when(one.as_of)}{others}{old}")


def _plain(text: str | None) -> str:
    return text or ""
