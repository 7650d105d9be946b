"""Keys at the scene: a scanner's lines, what a person types, and single keys that do something."""

from dataclasses import dataclass, field

from tui.scanner import ScanDetector

HOLD = 0.05  # seconds after which a letter was a key of its own: a scanner's next character comes sooner
COMMANDS = "uzjsfdmecqbtwyokv"  # one letter, one deed
AMOUNTS = "xp"  # behind a number: so many cartons, so many packs
LONGEST = 64

Said = tuple[str, str]  # scan, typed, command or amount, and its text


@dataclass
class SceneKeys:
    """Tells what keys mean by their times; a letter before a scan is part of the scan, never a command."""

    detector: ScanDetector = field(default_factory=ScanDetector)
    written: str = ""  # what was typed and not yet ended
    at: float = 0.0  # the last key
    _gap: float = 0.0  # between the last two keys
    _held: tuple[str, float] | None = None

    @property
    def holds(self) -> bool:
        """Whether a letter waits to be sure that no scan follows."""
        return self._held is not None

    @property
    def hurried(self) -> bool:
        """Whether the last key may be a scanner's: it came at its speed, or begins a line."""
        return self._gap < HOLD or len(self.written) == 1

    def feed(self, key: str, char: str | None, at: float) -> list[Said]:
        """Take one key with its time; return what is certain by it, in order."""
        self._gap, self.at = at - self.at, at
        found = self._let_go(at)
        key = "enter" if key == "tab" else key  # which some scanners send in its place
        line = self.detector.feed(key, char, at)
        if key == "enter":
            text, self.written = line or self.written, ""
            return [*found, ("scan" if line else "typed", text)] if text else found
        if key == "backspace":
            self.written = self.written[:-1]
        elif key == "escape":
            self.written = ""
        elif char and char.isascii() and char.isprintable():
            found += self._take(char, at)
        return found

    def flush(self, at: float) -> list[Said]:
        """Return the command that waited to be sure that no scan follows, if its time is over."""
        return self._let_go(at, waiting=True)

    def _let_go(self, at: float, *, waiting: bool = False) -> list[Said]:
        if self._held is None or (waiting and at - self._held[1] < HOLD):
            return []
        (char, since), self._held = self._held, None
        if at - since < HOLD:
            self.written = char
            return []
        self.detector.drop()
        return [("command", char)]

    def _take(self, char: str, at: float) -> list[Said]:
        if not self.written and char in COMMANDS:
            self._held = (char, at)
            return []
        if char in AMOUNTS and self.written.replace(".", "", 1).isdecimal():
            text, self.written = self.written + char, ""
            self.detector.drop()
            return [("amount", text)]
        self.written = (self.written + char)[-LONGEST:]
        return []
