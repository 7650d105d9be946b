"""Complaints and reports (12313): list by kind and state, note a new one; Enter opens one."""

import asyncio
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any, ClassVar

from textual import on
from textual.binding import BindingType
from typing_extensions import override

from models.errors import BureauError
from models.values import DISTRICTS, shanghai_date
from tui.language import N_, _, told
from tui.screens import complaint_form
from tui.screens.by_office import ByOffice
from tui.screens.casework_words import WITHIN
from tui.screens.complaint_words import KINDS, STATE_TONES, STATES
from tui.screens.filtered import Choice, choosing
from tui.screens.naming import Naming
from tui.screens.sources import Newest
from tui.view import key
from tui.widgets.columns import Column
from tui.widgets.dialogs import asking
from tui.widgets.form import Faults, Values
from tui.widgets.lines import Span
from tui.widgets.record_table import RecordTable
from tui.widgets.window import Source
from tui.words import SUBJECTS, day, district, word

CHOICES = (
    Choice("state", "s", N_("状态"), STATES),
    Choice("kind", "c", N_("种类"), KINDS),
    Choice("within", "e", N_("期限"), WITHIN),
    Choice("district", "i", N_("辖区"), DISTRICTS),
)


class ComplaintsView(ByOffice, Naming):
    """Lists what came to the hotline, the newest first; nobody who reported is named here."""

    NAME = SUBJECTS["complaints"]
    SEARCH = N_("来件、案件或者热线编号的开头")
    CHOICES = CHOICES
    RIGHTS: ClassVar[Mapping[str, str]] = {"register": "complaint.received"}
    BINDINGS: ClassVar[list[BindingType]] = [
        *choosing("complaints", CHOICES),
        key("a", "register", N_("登记来件"), "complaints.register"),
        key("m", "mine", N_("只看我的"), "complaints.mine"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._entered = ""  # the number of the newest item
        from usecases.complaints_list import ComplaintFilter

        self.wanted = ComplaintFilter()

    @override
    def columns(self) -> Sequence[Column[Any]]:
        return [
            Column(N_("编号"), lambda c: c.number, 13),
            Column(N_("种类"), lambda c: word(KINDS, c.kind), 4, rank=1),
            Column(N_("状态"), lambda c: word(STATES, c.state), 12, least=8, rank=1,
                   tone=lambda c: STATE_TONES.get(c.state, "quiet")),
            Column(N_("期限"), lambda c: day(c.due_on), 10, rank=1),
            Column(N_("内容"), lambda c: c.gist, 24, least=12, rank=1, grows=True),
            Column(N_("承办人"), lambda c: self.named(c.handler) or _("未派办"), 8, rank=2),
            Column(N_("收到日期"), lambda c: day(c.received_on), 10, rank=3),
            Column(N_("案件编号"), lambda c: c.case_number, 13, rank=3),
            Column(N_("辖区"), lambda c: district(c.district), 6, rank=4),
            Column(N_("来件人"), lambda c: _("保密") if c.named else _("匿名"), 6, rank=5),
        ]  # fmt: skip

    @override
    def source(self) -> Source[Any]:
        from usecases import complaints_list as listed

        on = shanghai_date(self.office.now())
        return Newest(self.office, self.wanted, page=partial(listed.page, on=on), count=partial(listed.count, on=on))

    @override
    def empty(self) -> str:
        nothing = _("还没有来件。")
        return nothing + _("按 a 登记。") if self.check_action("register", ()) else nothing

    @override
    def more_filters(self) -> Sequence[Span]:
        mine = self.wanted.handler == self.officer.login
        return [("m ", "key"), (_("只看我的"), "strong" if mine else "quiet"), ("  ", ""), *super().more_filters()]

    def action_mine(self) -> None:
        """Show what I handle, or everybody's."""
        self.narrow(handler=None if self.wanted.handler == self.officer.login else self.officer.login)

    @asking
    async def action_register(self) -> None:
        """Note an item and open it."""
        from tui.screens.complaint import ComplaintView

        fields = complaint_form.blanks(shanghai_date(self.office.now()))
        form = complaint_form.ConfidentialForm(_("登记12313来件"), fields, self._register)
        if await self.app.push_screen_wait(form) is not None:
            self.action_load()
            self.console.remember([self._entered])
            self.app.push_screen(ComplaintView(self._entered))

    async def _register(self, values: Values) -> Faults:
        from usecases import complaints

        intake, reporter, faults = complaint_form.read(values)
        if faults:
            return faults
        try:
            grace = self.office.settings.console.undo_grace
            enter = partial(self.office.perform, complaints.receive, intake, reporter, by=self.officer, grace=grace)
            self._entered = await asyncio.to_thread(enter)
        except BureauError as error:
            return [("", f"{told(error.message)}{told(error.do_next)}")]
        return []

    @on(RecordTable.Opened)
    def _opened(self, event: RecordTable.Opened) -> None:
        from tui.screens.complaint import ComplaintView

        self.app.push_screen(ComplaintView(event.row.number))
