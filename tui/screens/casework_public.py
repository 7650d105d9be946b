"""What a decision publishes, read before it is confirmed: its words as they go out, what is hidden in them and why."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from tui.language import _
from tui.widgets.paper import Entry, heading, pair
from tui.words import day

if TYPE_CHECKING:
    from usecases.casework_publicity import Publicity

WORDS = {"facts", "content", "remark"}  # written freely: only there something may have to be hidden


def goes_out(found: "Publicity") -> list[Entry]:
    """Return what goes out of a case, or why nothing does."""
    if found.not_published:
        return [heading(_("公示")), pair(_("不公示"), found.not_published)]
    words = [pair(one.label, _with_reasons(one.value, one.why)) for one in found.fields if one.name in WORDS]
    return [heading(_("公示")), *words, pair(_("最迟公示日期"), day(found.due_on))]


def _with_reasons(text: str, why: Sequence[str]) -> str:
    return f"{text}（{'、'.join(why)}）" if why else text
