"""What is pasted, taken out of what is typed: nothing inside a paste can become a key, whatever bytes it carries.

Textual's parser ends a paste at the first escape sequence inside it, and the rest would be pressed as keys.
"""

from collections.abc import Iterator

BEGIN, END = "\x1b[200~", "\x1b[201~"
MOST = 1_000_000  # characters of one paste that are kept
PATIENCE = 20  # looks without a byte, after which a paste counts as over: its end was lost


class Pastes:
    """Parts what a terminal sends into pieces that are typed and pieces that are pasted."""

    def __init__(self) -> None:
        self._held = ""  # what may be the beginning of a mark
        self._pasted: str | None = None
        self._idle = 0

    def parts(self, text: str) -> Iterator[tuple[str, bool]]:
        """Return (text, whether it was pasted); no text at all says that nothing came for a while."""
        if not text:
            yield from self._rest()
            return
        self._idle, text, self._held = 0, self._held + text, ""
        while text:
            mark = BEGIN if self._pasted is None else END
            before, found, text = text.partition(mark)
            if not found:
                before = self._hold(before, mark)
            if self._pasted is None and before:
                yield before, False
            elif self._pasted is not None:
                self._pasted = (self._pasted + before)[:MOST]
            if found:
                yield from self._turn()

    def _turn(self) -> Iterator[tuple[str, bool]]:
        """Begin a paste, or end it."""
        pasted, self._pasted = self._pasted, "" if self._pasted is None else None
        if pasted is not None:
            yield pasted, True

    def _hold(self, text: str, mark: str) -> str:
        """Keep back what may be the beginning of a mark, but never a key that was pressed alone: it may be Esc."""
        for length in range(min(len(mark), len(text)) - 1, 0, -1):
            if text.endswith(mark[:length]) and (len(text) > length or length > 1):
                self._held = text[-length:]
                return text[:-length]
        return text

    def _rest(self) -> Iterator[tuple[str, bool]]:
        held, self._held = self._held, ""
        if self._pasted is None:
            if held:
                yield held, False
            return
        self._held, self._idle = held, self._idle + 1
        if self._idle >= PATIENCE:
            self._held, self._idle = "", 0
            yield from self._turn()
