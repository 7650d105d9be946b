"""A long list whose filters may be saved under a name, picked again and deleted."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import asdict, fields
from typing import Any, ClassVar

from textual.binding import BindingType

from models.errors import BureauError
from tui.language import N_, _
from tui.screens.filtered import FilteredList
from tui.view import key
from tui.widgets.dialogs import AskText, Option, Pick, Trouble, asking

SAVE, DROP = ("save", ""), ("drop", "")


class SavingViews(FilteredList):
    """The base of a list with saved views; subclasses say under which name theirs are kept."""

    VIEWS: ClassVar[str] = ""
    BINDINGS: ClassVar[list[BindingType]] = [key("w", "views", N_("视图"), "list.views", show=False)]

    @asking
    async def action_views(self) -> None:
        """Pick a saved view, save the present filters as one, or delete one."""
        from usecases import saved_views

        kept = await self.read(saved_views.of_officer, self.officer.login, self.VIEWS)
        options = [Option(("show", name), name) for name in kept]
        options.append(Option(SAVE, _("保存现在的筛选……")))
        options += [Option(DROP, _("删除视图……"))] if kept else []
        picked = await self.app.push_screen_wait(Pick(_("视图"), options))
        if picked == SAVE:
            await self._save()
        elif picked == DROP:
            await self._drop(kept)
        elif picked is not None:
            self._show_view(kept[picked[1]])

    def _show_view(self, kept: Mapping[str, Any]) -> None:
        """Show what a view wants, as far as the list still knows its filters."""
        known = {field.name for field in fields(self.wanted)}
        wanted = type(self.wanted)(**{name: value for name, value in kept.items() if name in known})
        self.wanted = self.within(wanted)
        self.action_load()

    async def _save(self) -> None:
        from usecases import saved_views

        title = _("视图的名称（同名的将被替换）")
        name = await self.app.push_screen_wait(AskText(title, limit=saved_views.NAME_LIMIT, least=1))
        if name is not None and await self._kept(saved_views.save, name, asdict(self.wanted)):
            self.say(_("已保存视图：{name}").format(name=name), "good")

    async def _drop(self, kept: Mapping[str, Any]) -> None:
        from usecases import saved_views

        name = await self.app.push_screen_wait(Pick(_("删除哪个视图"), [Option(one, one) for one in kept]))
        if name is not None and await self._kept(saved_views.drop, name):
            self.say(_("已删除视图：{name}").format(name=name), "good")

    async def _kept(self, change: Callable[..., None], *what: object) -> bool:
        """Change what is kept; trouble is shown; return whether it was done."""
        try:
            await asyncio.to_thread(self.office.keep, change, self.officer.login, self.VIEWS, *what)
        except BureauError as error:
            await self.app.push_screen_wait(Trouble(error))
            return False
        return True
