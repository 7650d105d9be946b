"""The outbox: what waits for other offices, by state and system."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from textual import on
from textual.binding import BindingType
from typing_extensions import override

from tui.language import N_, _
from tui.screens.filtered import Choice, FilteredList, choosing
from tui.screens.message import MessageView, Sending, possible
from tui.screens.sources import Newest
from tui.view import key
from tui.widgets.columns import Column
from tui.widgets.record_table import RecordTable
from tui.widgets.window import Source
from tui.words import MESSAGES, SUBJECTS, SYSTEMS, clock, kind_of, standing_of, tone, word

CHOICES = (Choice("state", "s", N_("状态"), MESSAGES), Choice("system", "i", N_("系统"), SYSTEMS))


class OutboxView(Sending, FilteredList):
    """Lists messages; Enter shows one with its bytes."""

    NAME = SUBJECTS["outbox"]
    SEARCH = N_("申请编号，或者文号、许可证号的一部分")
    CHOICES = CHOICES
    QUIET: ClassVar[bool] = True
    CHOSEN: ClassVar[Sequence[str]] = ("release", "replay", "give_up")
    RIGHTS: ClassVar[Mapping[str, str]] = {"crossings": "crossings.exported"}
    BINDINGS: ClassVar[list[BindingType]] = [
        key("y", "crossings", N_("往来原文"), "outbox.crossings"), *choosing("outbox", CHOICES),
    ]  # fmt: skip

    def __init__(self) -> None:
        super().__init__()
        from usecases.outbox_desk import MessageFilter

        self.wanted = MessageFilter()

    @override
    def columns(self) -> Sequence[Column[Any]]:
        return [
            Column(N_("系统"), lambda m: word(SYSTEMS, m.system), 8),
            Column(N_("类别"), kind_of, 10, rank=1),
            Column(N_("状态"), standing_of, 10, rank=1, tone=lambda m: tone(m.state)),
            Column(N_("事由"), subject_of, 24, least=13, rank=1, grows=True),
            Column(N_("写入"), lambda m: clock(m.created_at), 11, rank=2),
            Column(N_("尝试"), lambda m: str(m.tries), 4, rank=3, right=True),
            Column(N_("对方答复"), lambda m: f"{m.code} {m.message}".strip(), 30, least=12, rank=2, grows=True),
            Column(N_("建议"), lambda m: m.hint, 40, least=20, rank=5, grows=True),
            Column(N_("确认"), lambda m: clock(m.confirmed_at), 11, rank=4),
            Column(N_("消息"), lambda m: m.key, 30, least=20, rank=6),
        ]

    @override
    def empty(self) -> str:
        return _("还没有要送出的消息：办理后自动写入，由守护进程送出。")

    @override
    def source(self) -> Source[Any]:
        from usecases import outbox_desk as desk

        return Newest(self.office, self.wanted, page=desk.page, count=desk.count)

    @override
    def keys(self) -> Sequence[str]:
        return [row.key for row in self.table.chosen]

    @override
    def fits(self, action: str) -> bool:
        return any(action in possible(row) for row in self.table.chosen)

    def action_crossings(self) -> None:
        """Look at what crossed, of all systems."""
        from tui.screens.crossings import CrossingsView

        self.app.push_screen(CrossingsView())

    @on(RecordTable.Opened)
    def _opened(self, event: RecordTable.Opened) -> None:
        self.app.push_screen(MessageView(event.row.key))


def subject_of(message: Any) -> str:
    """Return what a message is about; its kind stands beside it."""
    subject = str(message.about or message.subject)
    return subject.removeprefix(f"{message.kind}:").removeprefix(f"{message.kind}|")
