"""A list that shows people by their names, where the records keep logins."""

from collections.abc import Mapping

from textual import work
from typing_extensions import override

from tui.screens.filtered import FilteredList


class Naming(FilteredList):
    """The base of a list that names officers; the names are read once, when the list is first shown."""

    _names: Mapping[str, str] | None = None

    @override
    def ready(self) -> None:
        super().ready()
        self._learn_names()

    @work(exclusive=True, group="names")
    async def _learn_names(self) -> None:
        from usecases import officers

        self._names = await self.read(officers.names)
        self.show_filters()
        self.table.redraw()

    def named(self, login: str | None) -> str:
        """Return the name of an officer; a login that nobody has stays as it is."""
        return (self._names or {}).get(login, login) if login else ""
