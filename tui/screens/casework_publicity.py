"""What of a case goes out to be published, on paper: fields, what was hidden and why, beside the original."""

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from tui.language import N_, _, in_turn, told
from tui.screens.application_sections import ID_TYPES
from tui.widgets.paper import Entry, heading, note, pair
from tui.words import KINDS, PENALTY_KINDS, day, word

if TYPE_CHECKING:
    from usecases.casework_publicity import Field, Publicity

STATES = {
    "draft": N_("尚未作出决定，以下按拟作出的处罚"), "recorded": N_("已登记"), "withdrawn": N_("已撤回"),
    "repaired": N_("已信用修复"),
}  # fmt: skip
CODES = {"party.kind": KINDS, "classes": PENALTY_KINDS, "party.id_type": ID_TYPES}
Mask = Callable[[str | None], str]


def sheet(found: "Publicity | str", mask: Mask, *, whole: bool) -> list[Entry]:
    """Return what goes out, or why nothing does (a text); the original words stand there once numbers are shown."""
    if isinstance(found, str):
        return [note(told(found), "quiet")]
    state = pair(_("状态"), word(STATES, found.state), "warn" if found.state == "draft" else "strong")
    if found.not_published:
        return [state, pair(_("不公示"), told(found.not_published), "warn")]
    hidden = [entry for one in found.fields if one.why for entry in _hidden(one, mask, whole=whole)]
    return [
        state, pair(_("公示期限"), _("最迟 {day}").format(day=day(found.due_on))),
        heading(_("遮去的内容")), *(hidden or [note(_("没有"), "quiet")]),
        *([] if whole or not hidden else [note(_("原文按 z 写明事由后显示。"), "quiet")]),
        heading(_("照原样公示")), *(pair(told(one.label), _value(one)) for one in found.fields if not one.why),
    ]  # fmt: skip


def _value(one: "Field") -> str:
    """Return a value in words, where the platform gets a code."""
    words = CODES.get(one.name)
    return in_turn(word(words, code) for code in one.value.split("、")) if words else one.value


def _hidden(one: "Field", mask: Mask, *, whole: bool) -> Iterable[Entry]:
    yield pair(told(one.label), mask(one.value) if one.private else one.value, "strong")
    if whole and one.original:
        yield pair(_("原文"), one.original)
    for why in one.why:
        yield pair(" ", told(why), "warn")
