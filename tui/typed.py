"""Keys one after the other: what is typed ahead goes where it was meant for, however slow line and machine are.

Textual forwards a key to the widget that has the focus when the key comes in, but runs a binding only when the key has
come back up: the letters after a `down` of the same burst would be written into the field before.
"""

import time
from collections import deque
from collections.abc import Callable

from textual import events
from textual.message import Message

LONGEST = 0.5  # seconds that one key may take before the next is let through
QUESTION = 5.0  # seconds that keys wait for the dialog that one of them opens
LOOK_AGAIN = 0.02
Typed = events.Key | events.Paste


class Passed(Message):
    """Follows a key on its way up; where it has come, the key was dealt with."""

    def __init__(self, event: Typed) -> None:
        super().__init__()
        self.event = event


class TypedAhead:
    """What was typed and waits, the key that is under way, and since when."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._waiting: deque[Typed] = deque()
        self._under_way: Typed | None = None
        self._clock, self._since, self._held = clock, 0.0, 0.0

    @property
    def at_rest(self) -> bool:
        """Whether nothing waits and nothing is under way."""
        return not self._waiting and self._under_way is None

    def add(self, event: Typed) -> None:
        """Put an event behind the others."""
        self._waiting.append(event)

    def next(self) -> Typed | None:
        """Return the event whose turn it is; None while another is under way."""
        if self._under_way is not None and self._clock() - self._since <= LONGEST:
            return None
        self._under_way = None
        return self._waiting.popleft() if self._waiting else None

    def hold(self, *, question: bool) -> bool:
        """Tell whether what waits must wait for a dialog that is about to open; not longer than `QUESTION`."""
        if not question or not self._waiting:
            self._held = 0.0
            return False
        self._held = self._held or self._clock()
        return self._clock() - self._held <= QUESTION

    def begin(self, event: Typed) -> None:
        """Note that an event is on its way."""
        self._under_way, self._since = event, self._clock()

    def ends(self, event: Typed | None = None) -> bool:
        """Note that the event (None: whichever) was dealt with; return whether it was the one under way."""
        mine = self._under_way is not None and event in (None, self._under_way)
        if mine:
            self._under_way = None
        return mine
