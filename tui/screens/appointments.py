"""Appointments: who comes to which hall today, book for somebody, cancel, arrive and open the form."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any, ClassVar

from textual import on, work
from textual.binding import BindingType
from typing_extensions import override

from content.timetable import timetable
from models.values import Item, shanghai_date
from tui.language import N_, _
from tui.screens.filtered import Choice, FilteredList, choosing
from tui.screens.forward import Forward
from tui.screens.window_begun import for_appointment
from tui.screens.window_entering import fill_in, show_entered
from tui.view import key
from tui.widgets.columns import Column
from tui.widgets.dialogs import AskText, Confirm, Option, Pick, asking
from tui.widgets.form import Blank, Faults, Form, Values
from tui.widgets.lines import Span
from tui.widgets.paper import note
from tui.widgets.record_table import RecordTable
from tui.widgets.window import Source
from tui.words import ITEMS, SUBJECTS, day, word

STATES = {
    "booked": N_("已预约"), "arrived": N_("已到场"), "served": N_("预约已收件"), "cancelled": N_("已取消"),
    "no_show": N_("未到场"),
}  # fmt: skip
TONES = {"arrived": "good", "served": "quiet", "cancelled": "quiet", "no_show": "bad"}
HALLS = {hall.code: hall.name for hall in timetable().halls}
CHOICES = (Choice("hall", "i", N_("大厅"), HALLS), Choice("state", "s", N_("状态"), STATES))
WEEKS = 2  # that `o` opens


class AppointmentsView(FilteredList):
    """Lists the bookings of a day; Enter notes the arrival and opens the form at the window."""

    NAME = SUBJECTS["appointments"]
    SEARCH = N_("预约编号或姓名的开头")
    CHOICES = CHOICES
    RIGHTS: ClassVar[Mapping[str, str]] = {
        "book": "appointment.booked", "cancel": "appointment.cancelled", "open_slots": "slots.opened",
    }  # fmt: skip
    BINDINGS: ClassVar[list[BindingType]] = [
        *choosing("appointments", CHOICES),
        key("n", "book", N_("登记预约"), "appointments.book"),
        key("x", "cancel", N_("取消预约"), "appointments.cancel"),
        key("left_parenthesis,comma", "day(-1)", N_("前一天"), "appointments.before", show=False),
        key("right_parenthesis,semicolon", "day(1)", N_("后一天"), "appointments.after", show=False),
        key("e", "every_day", N_("所有日期"), "appointments.every"),
        key("o", "open_slots", N_("开放时段"), "appointments.open", show=False),
    ]

    _own: str | None = None  # the hall of the officer's own district

    def __init__(self) -> None:
        super().__init__()
        from usecases.appointments import AppointmentFilter

        self.wanted = AppointmentFilter()

    @override
    def ready(self) -> None:
        self.wanted = replace(self.wanted, day=self._today())
        super().ready()
        self._learn()

    @work(exclusive=True, group="office")
    async def _learn(self) -> None:
        """Begin with the hall of the officer's own district; the others are a filter away, for who calls there."""
        from usecases import offices

        own = await self.read(offices.sees, self.officer)
        self._own = next((hall.code for hall in timetable().halls if hall.district == own), None)
        if self._own and self.wanted == replace(self.unfiltered(), hall=None):
            self.narrow(hall=self._own)

    def _today(self) -> date:
        return shanghai_date(self.office.now())

    @override
    def unfiltered(self) -> Any:
        return replace(super().unfiltered(), day=self._today(), hall=self._own)

    @override
    def empty(self) -> str:
        return _("今天没有预约：e 看所有日期，n 登记预约，o 开放时段，分号键看后一天。")

    @override
    def columns(self) -> Sequence[Column[Any]]:
        return [
            Column(N_("日期"), lambda a: day(a.day), 10, rank=2),
            Column(N_("时段"), lambda a: f"{a.begins}–{a.ends}", 11),
            Column(N_("状态"), lambda a: word(STATES, a.state), 10, tone=lambda a: TONES.get(a.state, "")),
            Column(N_("姓名"), lambda a: a.person, 12, least=8, grows=True),
            Column(N_("事项"), lambda a: word(ITEMS, a.item), 8, rank=1),
            Column(N_("手机"), lambda a: a.mobile, 11, rank=3),
            Column(N_("大厅"), lambda a: a.hall_name, 14, rank=2),
            Column(N_("预约编号"), lambda a: a.number, 13, rank=3),
            Column(N_("申请"), lambda a: a.application, 13, rank=4),
        ]

    @override
    def source(self) -> Source[Any]:
        from usecases import appointments

        wanted = self.wanted
        return Forward(
            self.office,
            lambda s, after, limit: appointments.page(s, wanted, after=after, limit=limit),
            key=lambda row: row.id,
        )

    @override
    def more_filters(self) -> Sequence[Span]:
        shown = day(self.wanted.day) if self.wanted.day else _("所有日期")
        return [(", ; ", "key"), (_("日期"), "quiet"), (f"={shown}", "strong" if self.wanted.day else "quiet")]

    def action_day(self, step: int) -> None:
        """Show another day."""
        self.narrow(day=(self.wanted.day or self._today()) + timedelta(days=step))

    def action_every_day(self) -> None:
        """Show every day, or today again."""
        self.narrow(day=None if self.wanted.day else self._today())

    @on(RecordTable.Opened)
    def _opened(self, event: RecordTable.Opened) -> None:
        self._arrive(event.row)

    @asking
    async def _arrive(self, row: Any) -> None:
        """Note the arrival and open the form of the item; what was entered already opens its application."""
        from tui.screens.application import ApplicationView
        from usecases import appointments

        if row.application:
            self.app.push_screen(ApplicationView(row.application))
            return
        if row.state != "arrived" and await self.do(appointments.arrive, row.number) is None:
            return
        self.data_changed()
        entered = await fill_in(self, await for_appointment(self, row))
        if entered is not None:
            self.data_changed()
            show_entered(self, entered)

    @asking
    async def action_book(self) -> None:
        """Book for somebody who calls or stands here: a time with places first, then who and what for."""
        slot = await self._free_slot()
        if slot is None:
            return

        async def keep(values: Values) -> Faults:
            from usecases import appointments

            wanted = appointments.Wanted(values["person"], values["mobile"], Item(values["item"]), values["licence_no"])
            return await self.attempt(appointments.book, slot.id, wanted)

        blanks = [
            Blank("person", N_("姓名"), 50, needed=True), Blank("mobile", N_("手机"), 20, needed=True),
            Blank("item", N_("事项"), value="new", needed=True, options=ITEMS), Blank("licence_no", N_("许可证号"), 20),
        ]  # fmt: skip
        title = _("预约 {hall} {day} {begins}").format(hall=slot.hall_name, day=day(slot.day), begins=slot.begins)
        if await self.app.push_screen_wait(Form(title, blanks, keep)) is not None:
            self.say(_("已登记预约：{day} {begins}").format(day=day(slot.day), begins=slot.begins), "good")
            self.narrow(day=slot.day)
            self.action_load()

    async def _free_slot(self) -> Any:
        from usecases import appointments

        hall = self.wanted.hall or await self.app.push_screen_wait(
            Pick(_("大厅"), [Option(code, name) for code, name in HALLS.items()])
        )
        if hall is None:
            return None
        today = self._today()
        found = await self.read(appointments.slots, hall, today, today + timedelta(days=30))
        options = [
            Option(s, f"{day(s.day)} {s.begins}–{s.ends}", _("余 {n} 位").format(n=s.free)) for s in found if s.free
        ]
        if not options:
            self.say(_("没有可预约的时段；按 o 开放"), "warn")
            return None
        return await self.app.push_screen_wait(Pick(_("时段"), options))

    @asking
    async def action_cancel(self) -> None:
        """Cancel the chosen booking, with a reason."""
        from usecases import appointments

        row = self.table.current
        if row is None or row.state != "booked":
            self.say(_("这条预约不能取消"), "warn")
            return
        reason = await self.app.push_screen_wait(AskText(_("取消预约的原因"), limit=200))
        if reason is not None and await self.done(appointments.cancel, row.number, reason):
            self.say(_("已取消预约：{number}").format(number=row.number), "good")
            self.data_changed()

    @asking
    async def action_open_slots(self) -> None:
        """Open the times of the next weeks at one hall by its weekly plan."""
        from usecases import appointments

        hall = await self.app.push_screen_wait(Pick(_("大厅"), [Option(code, name) for code, name in HALLS.items()]))
        if hall is None:
            return
        first, last = self._today(), self._today() + timedelta(weeks=WEEKS)
        text = _("{hall}：{first} 至 {last} 的工作日时段").format(hall=HALLS[hall], first=day(first), last=day(last))
        if not await self.app.push_screen_wait(
            Confirm(_("开放时段？"), [note(text), note(_("Enter 开放，Esc 不开放。"), "warn")])
        ):
            return
        opened = await self.do(appointments.open_slots, hall, first, last)
        if opened is not None:
            self.say(_("新开放 {n} 个时段").format(n=opened), "good")
