"""The question before a deed on many applications: what it would do on each, and why not on the others."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from tui.language import _, told
from tui.widgets.dialogs import Confirm
from tui.widgets.paper import Entry, heading, note

if TYPE_CHECKING:
    from tui.view import View
    from usecases.previews import Preview

NAMED = 6  # numbers that are shown of each reason


async def agreed(
    screen: "View", title: str, preview: "Callable[..., Preview]", numbers: Sequence[str], tail: Sequence[Entry] = ()
) -> list[str]:
    """Show what a deed would do; return the applications on which it is to be done, none where the clerk goes back."""
    found = await screen.read(preview, numbers, by=screen.officer, at=screen.office.now())
    entries = [*_summary(found, len(numbers)), *(tail if found.able else ())]
    confirmed = await screen.app.push_screen_wait(Confirm(title, entries))
    return list(found.able) if confirmed else []


def _summary(found: "Preview", count: int) -> list[Entry]:
    able = len(found.able)
    entries = [note(_("选中 {n} 件，将办理 {able} 件").format(n=count, able=able), "good" if able else "bad")]
    if found.against:
        entries.append(heading(_("需逐件处理 {n} 件：").format(n=len(found.against))))
    for reason, subjects in sorted(found.reasons.items(), key=lambda pair: -len(pair[1])):
        entries.append(note(_("{n} 件　{reason}").format(n=len(subjects), reason=told(reason)), "warn"))
        more = "……" if len(subjects) > NAMED else ""
        entries.append(note("  ".join(subjects[:NAMED]) + more, "quiet", indent=4))
    return entries
