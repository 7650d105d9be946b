"""What works beside the console (the processes of a demonstration), and what the clerk is told when it stops."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from models.errors import BureauError

if TYPE_CHECKING:
    from tui.app import Console


@dataclass(frozen=True, slots=True)
class Halted:
    """Something that stopped by itself: what to say of it, and what starts it again, if anything can."""

    error: BureauError
    again: Callable[[], None] | None = None


Halting = Callable[[], Halted | None]  # what stopped since it was asked last


def nothing() -> Halted | None:
    """Return that nothing stopped: the bureau's console stands alone."""
    return None


async def tell(console: "Console", found: Halted) -> None:
    """Say what stopped; where it can be started again, Enter does that."""
    from tui.language import _, told
    from tui.widgets.dialogs import Confirm, Trouble
    from tui.widgets.paper import note

    error = found.error
    if found.again is None:
        await console.push_screen_wait(Trouble(error, title=_("演示已中断")))
        console.tell(told(error.message), "bad")
        return
    entries = [note(told(error.message), "bad"), note(told(error.kept)), note(told(error.do_next), "strong")]
    if await console.push_screen_wait(Confirm(_("演示已中断"), entries)):
        await asyncio.to_thread(found.again)
        console.tell(_("已重新启动"), "good")
    else:
        console.tell(told(error.message), "bad")
