"""A9, A10, B1 and B2: what only the bureau itself asks."""

from models.values import Outcome
from rules.basis import LegalBasis
from rules.lawrows import Law
from rules.screening.case import Desk, Finding

BASIS = LegalBasis("行政许可法", 2019, "第三十四条", "ALL 34")


def investigation(desk: Desk, law: Law) -> Finding:
    """Judge A9: an open investigation of the applicant is for a person."""
    cases = desk.investigations
    if cases is None:
        outcome, text = Outcome.REVIEW, "没有查询正在调查的案件。"
    elif cases:
        outcome, text = Outcome.REVIEW, f"有{len(cases)}起正在调查的案件：{'、'.join(cases)}。"
    else:
        outcome, text = Outcome.PASS, "没有正在调查的案件。"
    return Finding("A9", outcome, law.rules["A9"].cited, text)


def chain(desk: Desk, law: Law) -> Finding:
    """Judge A10: a licence at another address is never a reason to refuse; it is only shown."""
    held = desk.other_licences or ()
    text = (
        f"在其他地址持有{len(held)}个许可证（{'、'.join(held)}），可以分别申请。" if held else "没有其他地址的许可证。"
    )
    return Finding("A10", Outcome.PASS, law.rules["A10"].cited, text)


def own_list(desk: Desk, law: Law, *, may_bar: bool = False) -> list[Finding]:
    """Judge B1, which speaks only where our own lists have an entry; it asks, whatever the likeness of names.

    Only a list that was confirmed to bar, on its own basis, is a ground, and only by number (`may_bar`: for this item).
    """
    if not desk.blacklist:
        return []
    told = "；".join(
        f"{hit.list_name}（{hit.reason or '未写明原因'}，{_how(same=hit.same_number)}）" for hit in desk.blacklist
    )
    grounds = [hit for hit in desk.blacklist if may_bar and hit.bars and hit.same_number]
    if not grounds:
        return [Finding("B1", Outcome.REVIEW, law.rules["B1"].cited, f"本局名单有记载：{told}，请核对。")]
    stated = "；".join(f"列入{hit.list_name}（{hit.reason or '未写明原因'}）" for hit in grounds)
    return [Finding("B1", Outcome.DENY, grounds[0].bars, f"本局名单有记载：{told}。", stated=f"{stated}。")]


def _how(*, same: bool) -> str:
    return "号码一致" if same else "仅名称相同或者相近"


HELD = {
    "ok": (Outcome.PASS, "三统一系统中有该许可证。"),
    "not_found": (Outcome.REVIEW, "三统一系统中没有该许可证，请核实。"),
    "unavailable": (Outcome.UNAVAILABLE, "三统一系统没有答复，不知原许可证的情况。"),
}


def held_licence(desk: Desk, law: Law) -> Finding:
    """Judge B2 for every item but a new licence: the licence must be known to the national register."""
    outcome, text = HELD.get(desk.held_licence or "", (Outcome.REVIEW, "没有查询原许可证。"))
    return Finding("B2", outcome, law.rules["B2"].cited, text)
