"""Where the clerk is: the screens of the subjects, how one gets to them, and back."""

from collections.abc import Mapping
from typing import Any, ClassVar

from textual import events
from typing_extensions import override

from models.values import Officer
from tui.keyboard import Keyboard
from tui.language import _
from tui.screens import VIEWS
from tui.view import View
from tui.widgets.dialogs import Dialog
from tui.words import SUBJECTS

NOBODY = Officer("", "")
MOST = 50  # screens that one can go back by
JUMPS = {"h": "home", "a": "applications", "l": "licences", "p": "penalties", "b": "blacklist", "o": "outbox",
         "T": "casework_overview", "j": "jobs", "q": "quarantine", "w": "alarms", "f": "feedback", "c": "cards",
         "y": "deliveries", "e": "ratings", "t": "recomputations", "i": "instant", "r": "reviews",
         "n": "window", "m": "appointments", "k": "catalogue", "v": "credit", "x": "reconciliation", "d": "defaulters",
         "u": "list_hits", "z": "blacklist_lists",
         "s": "statistics", "C": "casework", "K": "cartons", "H": "complaints",
         "F": "payments"}  # fmt: skip


class Places(Keyboard, inherit_bindings=False):
    """Shows the screen of a subject, as it was left or with a filter."""

    MODES: ClassVar[dict[str, Any]] = VIEWS

    def __init__(self, officer: Officer = NOBODY, theme: str = "dark") -> None:
        super().__init__(theme)
        self.officer = officer
        self._jumping = False
        self._sent_for: dict[str, Mapping[str, Any]] = {}
        self._trail: list[str] = []
        self._place = -1
        self._sender = ""

    def forget_places(self) -> None:
        """Let nobody go back to what another officer saw."""
        self._trail, self._place = [], -1

    @override
    def steered(self, event: events.Key) -> bool:
        if not self._jumping:
            return False
        self._land(event)
        return True

    def action_jump(self) -> None:
        """Wait for the letter that says where to."""
        self._jumping = True
        places = "  ".join(f"{letter} {_(SUBJECTS[name])}" for letter, name in JUMPS.items() if name in VIEWS)
        self.tell(_("跳转：{places}  g 列表开头").format(places=places) + f"  : {_('全部命令')}")

    def _land(self, event: events.Key) -> None:
        self._jumping = False
        self.tell("")
        name = JUMPS.get(event.character or "")
        if name in VIEWS and self.officer.login:
            self.action_visit(name)
        elif event.character == "g":
            self.simulate_key("home")
        elif event.character == ":":
            self.simulate_key("colon")

    def action_visit(self, name: str) -> None:
        """Show the screen of a subject as it was left; who is there already comes to its first screen."""
        if isinstance(self.screen, Dialog):
            return
        if name == self.current_mode:
            self._uncover()
        if not self._trail or self._trail[self._place] != name:
            self._trail = [*self._trail[: self._place + 1], name][-MOST:]
            self._place = len(self._trail) - 1
        self._show(name)

    def visit(self, name: str, **wanted: Any) -> None:
        """Show the screen of a subject with a filter."""
        self._sent_for[name] = wanted
        sender = self.current_mode
        self.action_visit(name)
        self._sender = sender if sender != name == self.current_mode else ""

    def send_back(self) -> bool:
        """Go back to the screen that sent the clerk here; return whether one did and no other was seen since."""
        if not self._sender:
            return False
        self.action_visited(-1)
        return True

    def _show(self, name: str) -> None:
        self._sender = ""
        known = name in self._screen_stacks
        if name != self.current_mode:
            for screen in self.screen_stack:
                if isinstance(screen, View):
                    screen.left()
        self.switch_mode(name)
        if name in self._sent_for:
            self._uncover()
        if known and isinstance(self.screen, View) and self.screen.is_mounted:
            self.screen.note_version()
            if name in self._sent_for:
                self.screen.arrive(self.sent_for(name))
            else:
                self.screen.data_changed()

    def _uncover(self) -> None:
        """Take away what lies over the first screen of the subject that is shown."""
        for _record in self.screen_stack[1:]:
            self.pop_screen()

    def sent_for(self, name: str) -> Mapping[str, Any]:
        """Return what the clerk came to a screen for, once."""
        return self._sent_for.pop(name, {})

    def action_visited(self, step: int) -> None:
        """Go back or forward among the screens that were seen."""
        place = self._place + step
        if 0 <= place < len(self._trail) and self._trail[place] != "sign_in":
            self._place = place
            self._show(self._trail[place])
