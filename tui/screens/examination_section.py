"""The examination on paper: visits and what they measured, the layout cell, opinions of units, hearings."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from models.values import SHANGHAI
from tui.language import N_, _
from tui.widgets.paper import Entry, heading, note, pair
from tui.words import CARDS, clock, day, moment, tone, word

if TYPE_CHECKING:
    from collections.abc import Callable

    from usecases.application_detail import ApplicationDetail
    from usecases.examinations import Slot

OPINIONS = {"agree": N_("同意"), "object": N_("不同意"), "conditions": N_("附条件同意"), "": N_("等待意见")}
OPINION_TONES = {"agree": "good", "object": "bad", "conditions": "warn", "": "warn"}


def examination(detail: "ApplicationDetail", _mask: "Callable[[str | None], str]") -> list[Entry]:
    """Return what was planned, seen, asked and heard; how to go on where nothing was."""
    found = detail.examination
    entries = _slot(found.slot, detail.row["number"]) if found.slot else []
    for visit in found.visits:
        entries += _visit(visit)
    if found.reviews:
        entries.append(heading(_("有关单位的意见")))
        entries += [line for row in found.reviews for line in _review(row)]
    for row in found.hearings:
        entries += _hearing(row)
    return entries or [note(_("还没有核查、送审和听证。按 E 办理。"), "quiet")]


def _slot(slot: "Slot", number: str) -> list[Entry]:
    entries = [heading(_("合理布局：{name}").format(name=slot.name))]
    if not slot.placed:
        return [*entries, note(_("按地址不能确定单元格，请在实地核查中写明代码。"), "warn")]
    entries.append(pair(_("区域类型"), slot.area_type))
    if slot.min_spacing_m is not None:
        entries.append(pair(_("最小间距"), _("{metres} 米").format(metres=f"{slot.min_spacing_m:g}")))
    if slot.quota is not None:
        full = slot.shops is not None and slot.shops >= slot.quota
        entries.append(pair(_("零售点"), f"{slot.shops} / {slot.quota}", "bad" if full else ""))
    for place, one in enumerate(slot.waiting, 1):
        words = f"{one.number}  {_('受理')} {second(one.accepted_at)}  #{one.seq}"
        entries.append(pair(_("第 {n} 位").format(n=place), words, "strong" if one.number == number else ""))
    return entries


def second(value: datetime) -> str:
    """Return a moment in Shanghai to the second: between two applicants it decides (ALL 57)."""
    return f"{value.astimezone(SHANGHAI):%Y-%m-%d %H:%M:%S}"


def _visit(visit: dict[str, Any]) -> list[Entry]:
    from rules.site_checks import rows

    people = "、".join(f"{name}（{number}）" for _login, name, number in visit["inspectors"])
    if visit["ended_at"] is None:
        title = _("已安排实地核查：{day}").format(day=day(visit["planned_on"]))
        over = [note(_("申请已办结，没有进行。"), "quiet")] if visit["dropped_seq"] else []
        return [heading(title), pair(_("核查人员"), people, "quiet" if over else "warn"), *over]
    times = f"{moment(visit['started_at'])} — {moment(visit['ended_at'])}"
    entries = [heading(_("实地核查：{number}").format(number=visit["document_no"]))]
    entries += [pair(_("时间"), times), pair(_("核查人员"), people)]
    for what, result, remark in rows(visit["found"]):
        told = f"{what}：{result}" + (f"（{remark}）" if remark else "")
        entries.append(note(told, "bad" if remark == "不符合" else ""))
    entries += [pair(_("照片"), f"{name}  {size} B  SHA-256 {digest[:16]}…") for digest, name, _kind, size in
                visit["photos"] or ()]  # fmt: skip
    return [*entries, pair(_("核查结论"), visit["found"]["conclusion"], "strong")]


def _review(row: dict[str, Any]) -> list[Entry]:
    waits = row["answered_at"] is None
    if waits and row["dropped_seq"]:
        return [pair(row["unit_name"], _("申请已办结，不再需要意见"), "quiet")]
    last = _("{day} 前").format(day=day(row["due_on"])) if waits else f"{row['by_name']} {clock(row['answered_at'])}"
    card = f"  {word(CARDS, row['card'])}" if row["card"] != "none" else ""
    shade = tone(row["card"]) if card else OPINION_TONES[row["opinion"]]
    entries = [pair(row["unit_name"], f"{word(OPINIONS, row['opinion'])}  {last}{card}", shade)]
    return entries + [note(text, "quiet", indent=4) for text in (row["question"], row["answer"]) if text]


def _hearing(row: dict[str, Any]) -> list[Entry]:
    entries = [heading(_("听证：{matter}").format(matter=row["matter"]))]
    entries.append(pair(_("告知"), f"{day(row['offered_on'])}  {row['right_no']}"))
    if row["lapsed"] or row["waived_on"]:
        how = _("逾期未提出，视为放弃") if row["lapsed"] else _("已放弃 {day}").format(day=day(row["waived_on"]))
        return [*entries, pair(_("听证权利"), how, "quiet")]
    if row["dropped_seq"]:
        return [*entries, pair(_("听证权利"), _("申请已办结，没有举行"), "quiet")]
    if row["requested_on"] is None:
        until = _("{day} 前可以申请").format(day=day(row["request_until"]))
        return [*entries, pair(_("听证权利"), until, "warn")]
    entries.append(pair(_("申请"), f"{day(row['requested_on'])}  {row['requested_by']}"))
    if row["notice_no"]:
        where = f"{day(row['held_on'])} {row['held_time']}  {row['place']}  {row['notice_no']}"
        entries.append(pair(_("时间地点"), where))
    else:
        entries.append(pair(_("举行期限"), day(row["hold_until"]), "warn"))
    if row["record_no"]:
        entries.append(pair(_("听证笔录"), row["record_no"], "good"))
        entries += [note(f"{speaker}：{words}", indent=4) for speaker, words in row["record"]]
    return entries
