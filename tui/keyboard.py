"""Keys as the console takes them: in turn, without those that a terminal or an input method spoils."""

from textual import events, on
from textual.widgets import Input
from typing_extensions import override

from tui.language import _
from tui.shell import Shell
from tui.terminal import is_han, narrowed
from tui.typed import LOOK_AGAIN, Passed, TypedAhead
from tui.view import View
from tui.widgets.dialogs import ASKING, Dialog

QUESTIONS = (ASKING, "choose")  # groups of workers that open a dialog


class Keyboard(Shell, inherit_bindings=False):
    """Lets what is typed go where it belongs, one key after the other."""

    def __init__(self, theme: str = "dark") -> None:
        super().__init__(theme)
        self.typed = TypedAhead()

    def tell(self, text: str, tone: str = "") -> None:
        """Show a message on whatever screen is seen."""
        if isinstance(self.screen, (View, Dialog)):
            self.screen.say(text, tone)

    @override
    async def on_event(self, event: events.Event) -> None:
        if isinstance(event, events.Key | events.Paste) and not event.is_forwarded:
            self.typed.add(event)
            await self._type_on()
        else:
            await super().on_event(event)

    async def _type_on(self) -> None:
        """Let what was typed go where it belongs, one key after the other."""
        if self.typed.hold(question=self._asking()):
            self.set_timer(LOOK_AGAIN, self._type_on)
            return
        while (event := self.typed.next()) is not None:
            tamed = self._tamed(event) if isinstance(event, events.Key) else event
            if tamed is None:
                continue
            self.typed.begin(tamed)
            await super().on_event(tamed)
            target = self.focused or self.screen
            if not (tamed.is_forwarded and target.post_message(Passed(tamed))):
                self.typed.ends(tamed)
            if self.typed.hold(question=self._asking()):
                self.set_timer(LOOK_AGAIN, self._type_on)
                return

    def _asking(self) -> bool:
        """Whether a question is about to be shown: asked already, but nobody could answer it yet."""
        screen = next(reversed(self.screen_stack), None)  # none while the screens of an officer are put away
        if screen is None:
            return True
        coming = any(w.group in QUESTIONS and not w.is_finished for w in self.workers)
        return coming and (not isinstance(screen, Dialog) or screen.answered or screen.focused is None)

    @on(Passed)
    async def _passed(self, message: Passed) -> None:
        if self.typed.ends(message.event):
            await self._type_on()

    @override
    async def _check_bindings(self, key: str, priority: bool = False) -> bool:
        """Run a binding; where the key has come all the way up, the next one may follow."""
        found = await super()._check_bindings(key, priority)
        if not priority and self.typed.ends():
            self.call_next(self._type_on)
        return found

    def _tamed(self, event: events.Key) -> events.Key | None:
        if event.character == "\ufffd":
            self.tell(_("收到无法识别的字符：终端编码应为 UTF-8"), "bad")
            return None
        if isinstance(self.focused, Input):
            return event
        event = narrowed(event)
        if is_han(event):
            self.tell(_("请切换到英文输入"), "warn")
            return None
        return None if self.steered(event) else event

    def steered(self, event: events.Key) -> bool:  # noqa: ARG002  # whoever knows places takes the letter of one
        """Tell whether a key was the answer to where the clerk wants to go."""
        return False
