"""What one walk through the pages of a list has seen, and how it begins again when its cursor is known no more."""

from dataclasses import dataclass, field

from ports.exchanges import Answer


@dataclass(slots=True)
class Progress:
    """What one walk has seen; identities are kept as hashes of whole pages only."""

    cursor: str | None = None
    cursors: set[str] = field(default_factory=set)
    pages: set[int] = field(default_factory=set)
    restarted: bool = False

    def begins_again(self, answer: Answer) -> bool:
        """Forget what was seen where an answer says that the cursor is unknown; false from the second time on."""
        if answer.code != "cursor_invalid" or self.cursor is None or self.restarted:
            return False
        self.cursor, self.restarted = None, True
        self.pages.clear()
        self.cursors.clear()
        return True
