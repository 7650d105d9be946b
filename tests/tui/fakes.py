"""A small office without a database, and a screen that holds one list: enough to try every widget."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any, TypeVar

from textual import on
from textual.pilot import Pilot
from textual.widget import Widget
from typing_extensions import override

from models.errors import BureauError
from models.values import Officer, Role
from tui.app import Console
from tui.screens import VIEWS
from tui.view import View
from tui.widgets.columns import Column
from tui.widgets.record_table import RecordTable

T = TypeVar("T")
CLERK = Officer("clerk", "周雅", frozenset({Role.LICENCE_CLERK}))
Number = tuple[int, str]


@dataclass
class SmallOffice:
    """Keeps what was done; `version` is what the console polls."""

    version: int = 1
    done: list[tuple[Any, ...]] = field(default_factory=list)
    refusals: dict[str, BureauError] = field(default_factory=dict)
    settings: Any = field(
        default_factory=lambda: SimpleNamespace(
            bureau=SimpleNamespace(training=True), console=SimpleNamespace(undo_grace=timedelta(seconds=30))
        )
    )

    def now(self) -> datetime:
        return datetime(2026, 11, 21, 4, tzinfo=UTC)

    @contextmanager
    def reading(self) -> Iterator[SimpleNamespace]:
        yield SimpleNamespace(execute=lambda _query: SimpleNamespace(scalar=lambda: None))  # nobody is written down

    def perform(self, deed: Callable[..., T], *args: object, by: Officer, grace: Any = None, **more: object) -> T:
        if (refusal := self.refusals.get(str(args[0]))) is not None:
            raise refusal
        self.done.append((deed.__name__, *args, by.login))
        return deed(None, *args, **more)

    def perform_each(
        self, deed: Callable[..., object], subjects: Sequence[str], *, by: Officer, grace: Any = None, **more: object
    ) -> dict[str, BureauError]:
        against: dict[str, BureauError] = {}
        for subject in subjects:
            try:
                self.perform(deed, subject, by=by, grace=grace, **more)
            except BureauError as error:
                against[subject] = error
        return against

    def undo(self, subject: str, *, by: Officer) -> str:
        self.done.append(("undo", subject, by.login))
        return subject

    def changed(self) -> int:
        return self.version


class Numbers:
    """A list of numbered rows in pages by key; counts how often it was asked."""

    last = 10**12

    def __init__(self, rows: Iterable[int], name: Callable[[int], str] = "第{}号".format) -> None:
        self.rows = sorted(rows)
        self.name = name
        self.asked = 0

    def page(self, *, after: int | None, before: int | None, limit: int) -> Sequence[Number]:
        self.asked += 1
        if before is not None:
            found = [n for n in self.rows if n < before][-limit:]
        else:
            found = [n for n in self.rows if after is None or n > after][:limit]
        return [(n, self.name(n)) for n in found]

    def key(self, row: Number) -> int:
        return row[0]

    def count(self, cap: int) -> int:
        return min(cap, len(self.rows))


COLUMNS: list[Column[Number]] = [
    Column("编号", lambda r: str(r[0]), 8, right=True),
    Column("名称", lambda r: r[1], 20, least=6, grows=True),
    Column("备注", lambda r: "甲乙丙丁" * 4, 40, least=20, rank=3),
]


class ListScreen(View):
    """One list in a view."""

    NAME = "列表"

    def __init__(self, source: Any) -> None:
        super().__init__()
        self.table: RecordTable[Number] = RecordTable(source, COLUMNS)
        self.opened: list[Number] = []

    @override
    def body(self) -> Iterable[Widget]:
        return (self.table,)

    @override
    def action_load(self) -> object:
        return self.table.reload() if self.table.loaded else self.table.start()

    @on(RecordTable.Opened)
    def _opened(self, event: RecordTable.Opened) -> None:
        self.opened.append(event.row)


class EmptyHome(View):
    """A home without a database."""

    NAME = "首页"


class QuietConsole(Console):
    """A console whose home reads nothing."""

    MODES = {**VIEWS, "home": EmptyHome}  # noqa: RUF012


def console(office: Any | None = None) -> Console:
    """Return a console of the clerk over a small office."""
    behind: Any = office or SmallOffice()
    return QuietConsole(behind, officer=CLERK)


async def settled(app: Console, pilot: Pilot[str]) -> None:
    """Wait until everything that was asked for is shown."""
    await pilot.pause()
    await app.workers.wait_for_complete()
    await pilot.pause()


def screen_text(app: Console) -> str:
    """Return what the terminal shows, after the last gate."""
    lines = []
    for strip in app.screen._compositor.render_strips():
        segments = list(strip)
        for line_filter in app.get_line_filters():
            segments = list(line_filter.apply(segments, app.screen.background_colors[1]))
        lines.append("".join(segment.text for segment in segments))
    return "\n".join(lines)
