"""The hand-over of an application to another office, as the clerk gives, takes or refuses it."""

from collections.abc import Mapping
from typing import ClassVar

from textual.binding import BindingType

from tui.language import N_, _
from tui.screens.deciding import NOTE_LIMIT
from tui.view import View, key
from tui.widgets.dialogs import Option, Pick, asking
from tui.widgets.drafted import AskNote


class Transferring(View):
    """The base of a screen with one application that may be handed over."""

    RIGHTS: ClassVar[Mapping[str, str]] = {"transfer": "application.transferred"}
    BINDINGS: ClassVar[list[BindingType]] = [key("M", "transfer", N_("移交"), "application.transfer", show=False)]
    number: str

    @asking
    async def action_transfer(self) -> None:
        """Hand the application over, or answer a hand-over that waits."""
        from usecases import transfers

        waiting = await self.read(transfers.open_one, self.number)
        if waiting is None:
            await self._give()
        else:
            await self._answer(waiting.to_office, waiting.note)

    async def _give(self) -> None:
        from content.office_list import known
        from rules.competence import Kind
        from usecases import offices, transfers

        now_at = await self.read(offices.at, self.number)
        places = {code: place for code, place in known().items() if place.kind is not Kind.HALL and code != now_at}
        options = [Option(code, place.name, code) for code, place in places.items()]
        to = await self.app.push_screen_wait(Pick(_("移交给"), options))
        if to is not None and (note := await self._words(_("移交的理由"))) is not None:
            self.carry_out(transfers.transfer, [self.number], _("已移交"), to=to, note=note)

    async def _answer(self, to: str, why: str) -> None:
        from content.office_list import known
        from usecases import transfers

        options = [Option("accept", _("接收"), more=why), Option("return", _("退回"), more=why)]
        title = _("移交给{name}").format(name=known()[to].name)
        answer = await self.app.push_screen_wait(Pick(title, options))
        if answer == "accept":
            self.carry_out(transfers.accept, [self.number], _("已接收移交"))
        elif answer == "return" and (note := await self._words(_("退回的理由"))) is not None:
            self.carry_out(transfers.send_back, [self.number], _("已退回移交"), note=note)

    async def _words(self, title: str) -> str | None:
        question = AskNote(title, draft=f"transfer {self.number}", limit=NOTE_LIMIT, least=2)
        return await self.app.push_screen_wait(question)
