"""Whole numbers on a screen: hidden until the officer says why, and who saw what is kept in the ledger."""

from collections.abc import Mapping
from typing import ClassVar

from textual.binding import BindingType
from typing_extensions import override

from tui.language import N_, _
from tui.view import View, key
from tui.widgets.dialogs import AskText, asking

REASON_LIMIT = 200


class Revealing(View):
    """The base of screens with numbers; subclasses say whose numbers they are and draw them anew."""

    RIGHTS: ClassVar[Mapping[str, str]] = {"unmask": "number.revealed"}
    BINDINGS: ClassVar[list[BindingType]] = [key("z", "unmask", N_("显示完整号码"), "numbers.unmask", show=False)]

    def __init__(self) -> None:
        super().__init__()
        self._told: set[str] = set()  # subjects for which a reason was given on this visit
        self._whole: set[str] = set()  # subjects whose numbers are shown now

    def holder(self) -> str:
        """Return whose numbers are meant, as the ledger names it; empty where there is nobody."""
        return ""

    def redraw_numbers(self) -> None:
        """Draw the numbers anew."""

    def hidden(self, number: str | None, subject: str) -> str:
        """Return a number with its middle hidden, unless it was asked for whole."""
        from rules.identifiers import masked

        return (number if subject in self._whole else masked(number)) if number else ""

    @asking
    async def action_unmask(self) -> None:
        """Show numbers whole once the reason is kept, or masked again."""
        subject = self.holder()
        if subject in self._whole:
            self._whole.discard(subject)
        elif subject and (subject in self._told or await self._tell(subject)):
            self._told.add(subject)
            self._whole.add(subject)
        self.redraw_numbers()

    async def _tell(self, subject: str) -> bool:
        from usecases import revealing

        hint = _("例如：核对身份证原件")
        question = AskText(_("查看完整号码的事由（记入台账）"), hint=hint, limit=REASON_LIMIT, least=2)
        reason = await self.app.push_screen_wait(question)
        return reason is not None and await self.done(revealing.reveal, subject, reason)

    @override
    def left(self) -> None:
        if self._told:
            self._told.clear()
            self._whole.clear()
            self.redraw_numbers()
