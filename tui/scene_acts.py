"""What can be done at the scene beside counting: names, prices, evidence, samples, each asked and kept at once."""

import asyncio
from abc import abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from textual import work
from textual.screen import Screen

from models.errors import BureauError
from rules.goods import Goods
from rules.scene import Entry, kind_of
from rules.scene_things import LIMITS, sample_faults, thing_faults
from rules.scene_told import clock_faults, end_faults, team_faults
from tui.language import _, told
from tui.scene_asking import (
    NameAsked,
    SceneForm,
    clock_blanks,
    end_blanks,
    price_blanks,
    read_moment,
    read_price,
    sample_blanks,
    sent,
    team_blanks,
    thing_blanks,
)
from tui.scene_keys import SceneKeys
from tui.scene_sheets import amount
from tui.widgets.dialogs import Confirm, Trouble
from tui.widgets.form import Faults, Values
from tui.words import yuan
from wiring.scene_journal import Journal

if TYPE_CHECKING:
    from usecases.casework_scene import Brought

MOST_LINES = 10**6
Sending = Callable[[], "Brought"] | None  # brings the journal into its case


class SceneActs(Screen[None], inherit_bindings=False):
    """Asks and keeps; the screen over it says what came of it and shows it."""

    def __init__(self, journal: Journal, keys: SceneKeys, send: Sending) -> None:
        super().__init__()
        self.journal, self.keys, self._send = journal, keys, send
        self.page, self.top, self.how = "goods", 0, ""  # how: the last that was counted here came

    @abstractmethod
    def say(self, text: str, tone: str = "", do_next: str = "") -> None:
        """Show a message."""

    @abstractmethod
    def show(self) -> None:
        """Show what stands."""

    @abstractmethod
    def refused(self, why: str, do_next: str, how: str = "") -> None:
        """Say what was not done."""

    @abstractmethod
    def take(self, found: Sequence[tuple[str, str]]) -> None:
        """Do what keys meant."""

    def undo(self, last: Entry) -> None:
        """Take what was counted last off."""
        self.journal.undo(last.entry)
        self.how = ""
        self.say(_("已撤销：{what}").format(what=f"{last.goods.product} {amount(last.goods)}"), "good")

    # Who, when, and home

    @work(group="dialog", exclusive=True)
    async def ask_team(self) -> None:
        """Ask who is here, with which certificates, where and since when."""
        told_now = self.journal.told
        await self.app.push_screen_wait(SceneForm(self, _("人员和时间"), team_blanks(told_now), self._name_team))

    async def _name_team(self, values: Values) -> Faults:
        people = [(values["first"], values["first_no"]), (values["second"], values["second_no"])]
        try:
            began = read_moment(values["started_at"])
        except ValueError:
            return [("started_at", _("看不懂：{hint}").format(hint=_("写作 2026-01-31 09:30")))]
        faults = team_faults(people, began, self.journal.now())
        if not faults:
            self.journal.name_team(people, values["place"], began)
            self.say(_("已写明执法人员和开始时间"), "good")
            self.show()
        return [(key, told(words)) for key, words in faults]

    def end(self) -> None:
        """Keep that counting has ended now; where the officers were named here, ask what the end needs."""
        self.journal.end()
        self.say(_("清点已结束，时间已记下。再扫描会继续。"), "good")
        if any(number for _login, number in self.journal.told.people):
            self._ask_end()

    @work(group="dialog", exclusive=True)
    async def _ask_end(self) -> None:
        await self.app.push_screen_wait(SceneForm(self, _("结束清点"), end_blanks(self.journal.told), self._end_told))

    async def _end_told(self, values: Values) -> Faults:
        try:
            ended = read_moment(values["ended_at"])
        except ValueError:
            return [("ended_at", _("看不懂：{hint}").format(hint=_("写作 2026-01-31 09:30")))]
        faults = end_faults(ended, self.journal.told.started_at, self.journal.now())
        if not faults:
            shown = values["certificates_shown"] == "yes"
            self.journal.end(values["present"], certificates_shown=shown, ended_at=ended)
            self.say(_("清点已结束，时间已记下。再扫描会继续。"), "good")
            self.show()
        return [(key, told(words)) for key, words in faults]

    @work(group="dialog", exclusive=True)
    async def ask_clock(self) -> None:
        """Ask what time it really is, and why the laptop's clock is wrong."""
        blanks = clock_blanks(self.journal.now())
        await self.app.push_screen_wait(SceneForm(self, _("校正时间"), blanks, self._mend_clock))

    async def _mend_clock(self, values: Values) -> Faults:
        try:
            now = datetime.fromisoformat(read_moment(values["now"]))
        except ValueError:
            return [("now", _("看不懂：{hint}").format(hint=_("写作 2026-01-31 09:30")))]
        minutes = round((now - self.journal.now()).total_seconds() / 60)
        faults = clock_faults(minutes, values["why"])
        if not faults:
            self.journal.mend_clock(now, values["why"])
            self.say(_("时间已校正{n}分钟，电脑所记的时间保留").format(n=minutes), "good")
            self.show()
        return [(key, told(words)) for key, words in faults]

    @work(group="dialog", exclusive=True)
    async def send_home(self) -> None:
        """Bring the scene into its case, and show what came of it."""
        if self._send is None:
            self.say(_("这台电脑没有连着本局。"), "warn", _("带回局里后用 luqiao scene send。"))
            return
        self.say(_("正在带回案件…"))
        try:
            brought = await asyncio.to_thread(self._send)
        except BureauError as error:
            await self.app.push_screen_wait(Trouble(error))
            return
        self.say(_("已带回案件：新登记{n}条记录").format(n=brought.new), "good")
        await self.app.push_screen_wait(Confirm(_("已带回案件 {number}").format(number=brought.number), sent(brought)))

    # Names, prices, evidence, samples

    @work(group="dialog", exclusive=True)
    async def ask_name(self, last: Entry) -> None:
        """Ask what the last thing is called."""
        named = await self.app.push_screen_wait(NameAsked(self, last.goods.product))
        if named:
            self._do_name(last, named)

    def _do_name(self, last: Entry, named: str) -> None:
        """Give a name to every line of the same barcode: one thing has one name."""
        try:
            self.journal.change(self._same(last), product=named)
        except BureauError as error:
            self.refused(told(error.message), told(error.do_next))
            return
        self.say(_("已改为{what}").format(what=named), "good")
        self.show()

    @work(group="dialog", exclusive=True)
    async def ask_price(self, last: Entry) -> None:
        """Ask for the price of the last thing and what it rests on."""
        attempt = partial(self._set_price, last)
        title = _("单价：{what}").format(what=last.goods.product)
        await self.app.push_screen_wait(SceneForm(self, title, price_blanks(last.goods), attempt))

    async def _set_price(self, last: Entry, values: Values) -> Faults:
        """Give a price with its basis to every line of the same goods."""
        price, basis, faults = read_price(values)
        if not faults:
            try:
                self.journal.change(self._same(last), carton_price=price, price_basis=basis)
            except BureauError as error:
                return [("price", told(error.message))]
            self.say(_("已写明单价：{what} {price}元").format(what=last.goods.product, price=yuan(price)), "good")
            self.show()
        return faults

    @work(group="dialog", exclusive=True)
    async def ask_thing(self) -> None:
        """Ask for a line of evidence."""
        things = self.journal.kept.things
        blanks = thing_blanks(things[-1].place if things else "")
        await self.app.push_screen_wait(SceneForm(self, _("登记证据"), blanks, self._find))

    async def _find(self, values: Values) -> Faults:
        """Keep a line of evidence; a picture is kept with its bytes."""
        what = {name: values[name] for name in ("kind", *LIMITS)}
        faults = thing_faults(what, has_photo=bool(values["photo"]))
        if faults:
            return [(key, told(words)) for key, words in faults]
        try:
            taken_at = read_moment(values["taken_at"])
        except ValueError:
            return [("taken_at", _("看不懂：{hint}").format(hint=_("写作 2026-01-31 09:30")))]
        try:
            self.journal.find(what, Path(values["photo"]) if values["photo"] else None, taken_at)
        except BureauError as error:
            return [("photo", told(error.message))]
        self.page, self.top = "things", MOST_LINES
        self.say(_("已登记证据 {number}").format(number=self.journal.kept.things[-1].number), "good")
        self.show()
        return []

    @work(group="dialog", exclusive=True)
    async def ask_sample(self, last: Entry) -> None:
        """Ask how many cartons of the last thing are taken as samples."""
        mine = [one.goods for one in self.journal.entries if kind_of(one.goods) == kind_of(last.goods)]
        goods = replace(last.goods, packs=sum(one.packs for one in mine))
        title = _("抽样：{what}").format(what=goods.product)
        blanks = sample_blanks(goods, str(self.journal.events[0].get("place", "")))
        await self.app.push_screen_wait(SceneForm(self, title, blanks, partial(self._sample, goods)))

    async def _sample(self, goods: Goods, values: Values) -> Faults:
        """Keep that cartons were taken as samples, to the minute."""
        base, count = (
            int(text) if text.isascii() and text.isdecimal() else 0 for text in (values["base"], values["count"])
        )
        faults = sample_faults(base, count)
        if faults:
            return [(key, told(words)) for key, words in faults]
        what = {"barcode": goods.barcode, "product": goods.product, "packs": count * goods.packs_per_carton}
        what |= {"base": base, "count": count, "place": values["place"], "purpose": values["purpose"]}
        self.journal.sample(what)
        numbers = "、".join(self.journal.kept.samples[-1].numbers)
        self.page, self.top = "things", MOST_LINES
        self.say(_("样品编号 {numbers}，请贴在样品上").format(numbers=numbers), "good")
        self.show()
        return []

    def undo_thing(self) -> None:
        """Take the newest line of evidence, or the newest samples, off."""
        last = self.journal.kept.last
        if last:
            self.journal.undo(last)
            self.say(_("已撤销最后登记的证据或者抽样"), "good")
        else:
            self.say(_("还没有登记证据。"), "warn")

    def _same(self, last: Entry) -> list[str]:
        """Return every entry of the same goods."""
        return [one.entry for one in self.journal.entries if kind_of(one.goods) == kind_of(last.goods)]
