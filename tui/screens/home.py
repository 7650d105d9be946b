"""Home: my work today, how channels and platforms are, and what to do next with which key."""

from collections.abc import Iterable

from textual.widget import Widget
from typing_extensions import override

from tui.language import N_, _
from tui.view import View
from tui.widgets.paper import Paper, note


class HomeView(View):
    """Shows the summary."""

    NAME = N_("首页")

    @override
    def body(self) -> Iterable[Widget]:
        yield Paper()

    @override
    def action_load(self) -> None:
        self.query_one(Paper).show([note(self.console.welcome or _("欢迎"))])
