"""A list that shows the cases of one office: the officer's own at first, with a key for everything they may see."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, ClassVar

from textual import work
from textual.binding import BindingType
from typing_extensions import override

from models.values import DISTRICTS
from tui.language import N_, _
from tui.screens.filtered import FilteredList
from tui.view import key
from tui.widgets.dialogs import Option, Pick, asking
from tui.widgets.lines import Span
from tui.words import CITY, office


class ByOffice(FilteredList):
    """The base of a list whose filter has `office`, and maybe `passed_on`; the title says whose cases are shown."""

    BINDINGS: ClassVar[list[BindingType]] = [
        key("p", "office", N_("选机构"), "list.office", show=False),
        key("P", "every_office", N_("本机构／全部可看的"), "list.every_office", show=False),
    ]
    _sees: str | None = None  # the only office whose cases the officer may see
    _known = False

    @override
    def unfiltered(self) -> Any:
        return replace(super().unfiltered(), office=self._sees)

    @override
    def action_load(self) -> object:
        return super().action_load() if self._known else self._learn()

    @work(exclusive=True, group="office")
    async def _learn(self) -> None:
        from usecases import offices

        self._sees, self._known = await self.read(offices.sees, self.officer), True
        self.wanted = self.within(self.wanted)
        self.action_load()

    @override
    def within(self, wanted: Any) -> Any:
        """Return a filter that asks for no more than the officer may see."""
        return wanted if self._sees is None else replace(wanted, office=self._sees)

    @override
    def show_filters(self) -> None:
        super().show_filters()
        self.entitle()

    @override
    def more_filters(self) -> Sequence[Span]:
        return [("p ", "key"), (_("机构"), "quiet")]

    @override
    def where(self) -> Sequence[str]:
        if not self.wanted.office:
            return (_("全部机构"),) if self._known else ()
        return (office(self.wanted.office) + (_("（含已移交的）") if self._passed_on else ""),)

    @property
    def _passed_on(self) -> bool:
        """Whether the list shows what the office handed over to others too."""
        return getattr(self.wanted, "passed_on", False)

    def of(self, code: str | None, *, passed_on: bool = False) -> None:
        """Show what an office has (None: all offices), with `passed_on` what it handed over too, where a list can."""
        more = {"passed_on": passed_on} if hasattr(self.wanted, "passed_on") else {}
        self.narrow(office=code, **more)

    @asking
    async def action_office(self) -> None:
        """Ask whose cases to show."""
        question = Pick(_("看哪个机构的{what}").format(what=_(self.NAME)), self._choices())
        picked = await self.app.push_screen_wait(question)
        if picked is not None:
            self.of(picked[0] or None, passed_on=picked[1])

    def _choices(self) -> list[Option[tuple[str, bool]]]:
        now = (self.wanted.office or "", self._passed_on)
        codes = [self._sees] if self._sees else ["", CITY, *DISTRICTS]
        found = [Option((code, False), office(code) if code else _("全部机构")) for code in codes]
        if self._sees and hasattr(self.wanted, "passed_on"):
            found.append(Option((self._sees, True), _("全部可看的：{office}，含已移交其他机构的").format(
                office=office(self._sees))))  # fmt: skip
        return [replace(option, chosen=option.value == now) for option in found]

    def action_every_office(self) -> None:
        """Show everything the officer may see, or what the own office has."""
        self.of(self._sees, passed_on=self._sees is not None and not self._passed_on)
