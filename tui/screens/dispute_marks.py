"""What a receiver is told of a dispute, as lines of a sheet: to be seen before the answer is confirmed."""

from typing import Any

from tui.language import N_, _
from tui.widgets.paper import Entry, note, pair

STANDINGS = {"sent": N_("已标注"), "waiting": N_("待送出"), "": N_("未标注")}


def mark_lines(mark: Any) -> list[Entry]:
    """Return what the receiver shows of a disputed record now, and after either answer (usecases.dispute_marks.of)."""
    held_back = note(_("有异议的记录在答复之前不再推送。"), "warn")
    if not mark.disputed:
        words = _("对方收 {generation} 代栏目，没有“异议”状态：不向对方标注。")
        return [held_back, *([note(words.format(generation=mark.generation))] if mark.generation else [])]
    shown = _("{column} = {code}（异议）").format(column=mark.column, code=mark.disputed)
    return [
        pair(_("对方的状态"), f"{shown}  {_(STANDINGS[mark.standing])}", "warn"),
        held_back,
        note(_("异议不成立：改回 {column} = {code}（正常）。").format(column=mark.column, code=mark.valid)),
        note(_("异议成立：保持异议，直到更正或撤回送达。")),
    ]
