"""Drafts of dialogs as the console keeps them: for the officer who sits there, in threads, never in anybody's way."""

import asyncio
from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING

from models.errors import BureauError

if TYPE_CHECKING:
    from tui.app import Console


class Drafts:
    """What the officer has written into dialogs that were not answered; a database that is busy only delays it."""

    def __init__(self, console: "Console") -> None:
        self._console = console
        self._busy = asyncio.Lock()  # one after the other: what is dropped is not saved again by a late thread
        self._answered: tuple[str, Mapping[str, str]] | None = None

    async def find(self, form: str) -> dict[str, str]:
        """Return what was written into a dialog before the connection was lost."""
        from usecases import form_drafts

        console = self._console

        def inside() -> dict[str, str]:
            with console.office.reading() as session:
                return form_drafts.find(session, console.officer.login, form, at=console.office.now())

        try:
            return await asyncio.to_thread(inside) if console.officer.login else {}
        except BureauError:
            return {}

    async def save(self, form: str, entered: Mapping[str, str]) -> None:
        """Keep what is written now."""
        from usecases import form_drafts

        office, login = self._console.office, self._console.officer.login
        await self._keep(partial(office.keep, form_drafts.save, login, form, dict(entered), at=office.now()))

    async def drop(self, form: str) -> None:
        """Forget a dialog that was answered or given up."""
        from usecases import form_drafts

        await self._keep(partial(self._console.office.keep, form_drafts.drop, self._console.officer.login, form))

    def answered(self, form: str, entered: Mapping[str, str]) -> None:
        """Remember the words of a dialog that was answered just now, until what they were for is done."""
        self._answered = (form, dict(entered)) if entered else None

    def done(self) -> None:
        """Forget the words of the last answer: what they were for is done."""
        self._answered = None

    async def bring_back(self) -> None:
        """Keep again what was answered last: the deed that it was for failed, and its dialog will be opened anew."""
        if self._answered is not None:
            form, entered = self._answered
            self._answered = None
            await self.save(form, entered)

    async def _keep(self, function: "partial[None]") -> None:
        """Do one thing after the other, to its end: a dialog that closes meanwhile takes only its waiting with it."""
        await asyncio.shield(asyncio.ensure_future(self._in_turn(function)))

    async def _in_turn(self, function: "partial[None]") -> None:
        async with self._busy:
            try:
                await asyncio.to_thread(function)
            except BureauError:
                return  # the words are still on the screen; the next change is saved again
