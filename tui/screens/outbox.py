"""The outbox: what waits for other offices, by state and system."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from textual import on
from textual.binding import BindingType
from typing_extensions import override

from tui.language import N_
from tui.office import Office
from tui.screens.filtered import Choice, FilteredList, choosing
from tui.screens.message import MessageView, Sending
from tui.widgets.columns import Column
from tui.widgets.record_table import RecordTable
from tui.widgets.window import Source
from tui.words import MESSAGES, SYSTEMS, clock, kind_of, tone, word

CHOICES = (Choice("state", "s", N_("状态"), MESSAGES), Choice("system", "i", N_("系统"), SYSTEMS))


@dataclass(frozen=True)
class OutboxFilter:
    """What the list shows; None = everything."""

    state: str | None = None
    system: str | None = None
    text: str = ""


class Messages:
    """The outbox as a source, newest first."""

    last = 0  # no id is smaller

    def __init__(self, office: Office, wanted: OutboxFilter) -> None:
        self._office, self._wanted = office, wanted

    def page(self, *, after: int | None, before: int | None, limit: int) -> Sequence[Any]:
        """Return one page."""
        from usecases import outbox_desk

        wanted = {"state": self._wanted.state, "system": self._wanted.system}
        with self._office.reading() as session:
            return outbox_desk.page(session, **wanted, after=after, before=before, limit=limit)

    def key(self, row: Any) -> int:
        """Return the id."""
        found: int = row.id
        return found

    def count(self, cap: int) -> int:
        """Return how many messages there are, at most `cap`."""
        from usecases import outbox_desk

        with self._office.reading() as session:
            return outbox_desk.count(session, state=self._wanted.state, system=self._wanted.system, cap=cap)


class OutboxView(Sending, FilteredList):
    """Lists messages; Enter shows one with its bytes."""

    NAME = N_("待发箱")
    CHOICES = CHOICES
    QUIET: ClassVar[bool] = True
    BINDINGS: ClassVar[list[BindingType]] = choosing("outbox", CHOICES)

    def __init__(self) -> None:
        super().__init__()
        self.wanted = OutboxFilter()

    @override
    def columns(self) -> Sequence[Column[Any]]:
        return [
            Column(N_("系统"), lambda m: word(SYSTEMS, m.system), 8),
            Column(N_("类别"), kind_of, 10, rank=1),
            Column(N_("状态"), lambda m: word(MESSAGES, m.state), 8, rank=1, tone=lambda m: tone(m.state)),
            Column(N_("事由"), lambda m: m.subject, 24, least=13, rank=1, grows=True),
            Column(N_("写入"), lambda m: clock(m.created_at), 11, rank=2),
            Column(N_("尝试"), lambda m: str(m.tries), 4, rank=3, right=True),
            Column(N_("对方答复"), lambda m: f"{m.code} {m.message}".strip(), 30, least=12, rank=2, grows=True),
            Column(N_("建议"), lambda m: m.hint, 40, least=20, rank=5, grows=True),
            Column(N_("确认"), lambda m: clock(m.confirmed_at), 11, rank=4),
            Column(N_("消息"), lambda m: m.key, 30, least=20, rank=6),
        ]

    @override
    def source(self) -> Source[Any]:
        return Messages(self.office, self.wanted)

    @override
    def keys(self) -> Sequence[str]:
        return [row.key for row in self.table.chosen]

    @on(RecordTable.Opened)
    def _opened(self, event: RecordTable.Opened) -> None:
        self.app.push_screen(MessageView(event.row.key))
