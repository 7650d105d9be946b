"""An application that is open for a decision: others see who has it, and are asked once before they decide it too."""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual import work
from textual.binding import BindingType

from models.errors import BureauError
from models.values import Officer
from tui.language import N_, _
from tui.view import View, key
from tui.widgets.dialogs import Confirm
from tui.widgets.paper import note, pair

if TYPE_CHECKING:
    from usecases.case_locks import Holder


class Claiming(View):
    """The base of a screen with one application; it keeps the claim while it is shown."""

    RIGHTS: ClassVar[Mapping[str, str]] = {"take_over": "application.assigned"}
    BINDINGS: ClassVar[list[BindingType]] = [key("O", "take_over", N_("接手"), "application.take_over", show=False)]
    number: str
    _taken_by: "Holder | None" = None
    _holder: Officer | None = None  # who has it open here

    def claim(self) -> None:
        """Take the application now and with every heartbeat."""
        from usecases.case_locks import HEARTBEAT

        self._take()
        self.set_interval(HEARTBEAT.total_seconds(), self._take)

    def action_take_over(self) -> None:
        """Take the application over from whoever has it open."""
        self._take(over=True)

    @work(group="claim")
    async def _take(self, *, over: bool = False) -> None:
        from rules import authority
        from usecases import case_locks, officers

        if not authority.may("application.assigned", self.officer):
            return
        now, before, me = self.office.now(), self._taken_by, self.officer
        take = partial(self.office.keep, case_locks.take, self.number, me, at=now, over=over)
        try:
            self._taken_by = await asyncio.to_thread(take)
        except BureauError:
            return  # the next heartbeat tries again
        self._holder = me if self._taken_by.login == me.login else None
        if self._holder is not None:
            if over:
                self.say(_("已接手：{number}").format(number=self.number), "good")
        elif before != self._taken_by:
            names = await self.read(officers.names)
            self.say(who(self._taken_by, names, now) + _("。按 O 接手"), "warn")

    async def release(self) -> None:
        """Let others have the application."""
        from usecases import case_locks

        holder, self._holder = self._holder, None
        if holder is None:
            return
        try:
            await asyncio.to_thread(partial(self.office.keep, case_locks.give_back, self.number, holder))
        except BureauError:
            return  # it ends by itself
        self._taken_by = None

    async def on_unmount(self) -> None:
        """Let it go with the screen, also where another officer sits here by now."""
        await self.release()


def who(holder: "Holder", names: Mapping[str, str], now: datetime) -> str:
    """Return who works on an application: 陈明正在办理，2 分钟前打开."""
    minutes = int((now - holder.since).total_seconds() // 60)
    when = _("{n} 分钟前打开").format(n=minutes) if minutes else _("刚刚打开")
    return _("{name}正在办理，{when}").format(name=names.get(holder.login, holder.login), when=when)


async def agreed(screen: View, subjects: Sequence[str], asked: set[str]) -> bool:
    """Ask once where somebody else has one of the applications open; return whether to go on."""
    from usecases import case_locks, officers

    now = screen.office.now()
    found = await screen.read(case_locks.holders, at=now)
    mine = screen.officer.login
    others = {s: found[s] for s in subjects if s in found and found[s].login != mine and s not in asked}
    if not others:
        return True
    asked |= set(others)
    names = await screen.read(officers.names)
    entries = [pair(subject, who(holder, names, now), "warn") for subject, holder in list(others.items())[:12]]
    entries.append(note(_("按 Enter 仍然办理，按 Esc 不办理。")))
    answer = await screen.app.push_screen_wait(Confirm(_("有人正在办理"), entries))
    return answer is True
