"""Approving a step: what was proposed is read to its end before Enter approves it."""

from typing_extensions import override

from tui.language import _
from tui.widgets.dialogs import Confirm
from tui.widgets.paper import Paper


class Approval(Confirm):
    """Shows what another officer proposed; Enter turns the page as long as something lies below, then approves."""

    @override
    def action_accept(self) -> None:
        """Turn the page; say yes where the end is seen."""
        sheet = self.query_one(Paper)
        before = sheet.top
        sheet.action_turn(1)
        if sheet.top == before:
            super().action_accept()
        else:
            self.say(_("看到末尾，再按 Enter 才批准"), "quiet")
