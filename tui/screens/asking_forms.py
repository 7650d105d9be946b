"""A form that does something about one application, and what is said when it is done."""

from typing import TYPE_CHECKING

from tui.widgets.form import Form

if TYPE_CHECKING:
    from tui.view import View


async def finish(screen: "View", number: str, form: Form, words: str, *, lasting: bool = False) -> None:
    """Show a form; when it is done say so, and remember it for undo unless it lasts."""
    if await screen.app.push_screen_wait(form) is not None:
        screen.console.remember([] if lasting else [number])
        screen.say(words, "good")
        screen.data_changed()
