"""One record on a single sheet: it is read, drawn with its numbers hidden, and drawn anew when it changed."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, ClassVar

from textual import work
from textual.widget import Widget
from typing_extensions import override

from models.errors import BureauError
from tui.screens.revealing import Revealing
from tui.widgets.dialogs import Trouble
from tui.widgets.paper import Entry, Paper


class OnPaper(Revealing):
    """The base of a screen with one record; subclasses read it and put it on paper."""

    LABEL: ClassVar[int] = 12  # cells
    NUMBERS: ClassVar[Sequence[str]] = ()  # columns of the record's row that are hidden
    _detail: Any = None
    _names: Mapping[str, str]

    def record(self, _session: Any, /) -> Any:
        """Read the record; its `row` holds the columns. Raises BureauError."""

    def entries(self, _number: Mapping[str, str], /) -> list[Entry]:
        """Return the record on paper; `number` holds the numbers as they may be shown."""
        return []

    @override
    def body(self) -> Iterable[Widget]:
        yield Paper(label=self.LABEL)

    @override
    def ready(self) -> None:
        self.query_one(Paper).focus()

    @override
    @work(exclusive=True, group="load")
    async def action_load(self) -> None:
        from usecases import officers

        try:
            self._detail, self._names = await self.read(self.record), await self.read(officers.names)
        except BureauError as error:
            await self.app.push_screen_wait(Trouble(error))
            self.dismiss()
        else:
            self.redraw_numbers()
            self.refresh_bindings()

    @override
    def redraw_numbers(self) -> None:
        if self._detail is not None:
            numbers = {name: self.hidden(self._detail.row[name], self.holder()) for name in self.NUMBERS}
            self.query_one(Paper).show(self.entries(numbers), keep_place=True)
