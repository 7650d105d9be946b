"""Sign in: choose who sits at the desk."""

from collections.abc import Iterable, Sequence
from typing import ClassVar

from textual import on, work
from textual.binding import Binding, BindingType
from textual.widget import Widget
from textual.widgets import Input
from typing_extensions import override

from models.values import Officer
from tui.language import N_, _
from tui.view import View
from tui.widgets.columns import Column
from tui.widgets.dialogs import Field, Option, finds
from tui.widgets.paper import Paper, note
from tui.widgets.record_table import RecordTable
from tui.widgets.window import ListSource
from tui.words import SUBJECTS, roles


class SignInView(View):
    """Lists the officers; writing narrows the list, Enter signs in."""

    NAME = SUBJECTS["sign_in"]
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "accept", N_("登录"), id="sign_in.accept", priority=True),
        Binding("down", "step(1)", N_("下一位"), id="sign_in.down", show=False, priority=True),
        Binding("up", "step(-1)", N_("上一位"), id="sign_in.up", show=False, priority=True),
    ]

    _officers: Sequence[Officer] = ()
    _query = ""

    @override
    def body(self) -> Iterable[Widget]:
        columns: list[Column[Officer]] = [
            Column(N_("姓名"), lambda o: o.name, 10),
            Column(N_("岗位"), roles, 24, least=12, grows=True),
            Column(N_("登录名"), lambda o: o.login, 14, least=8, rank=2),
            Column(N_("执法证号"), lambda o: o.certificate_no, 14, least=8, rank=3),
        ]
        yield Paper(id="welcome")
        yield Field(hint=_("输入姓名、拼音首字母或登录名"), limit=40)
        yield RecordTable(ListSource[Officer](), columns, markable=False, led=True, on_moved=self.show_place)

    @override
    def ready(self) -> None:
        self.query_one(Field).focus()

    @override
    @work(exclusive=True, group="load")
    async def action_load(self) -> None:
        from usecases import officers

        self._officers = await self.read(officers.active)
        training = self.office.settings.bureau.training
        words = _("培训库：任选一位培训人员，无需口令。") if training else _("请选择您的姓名。")
        self.query_one(Paper).show([note(words), note(_("每个操作都以所选人员的名义记入台账。"), "quiet")])
        self._query = self.query_one(Field).value
        self._list()

    @on(Input.Changed)
    def _changed(self, event: Input.Changed) -> None:
        self._narrow(event.input.value)

    def _narrow(self, text: str) -> None:
        if text != self._query:
            self._query = text
            self._list()

    def _list(self) -> None:
        text = self._query
        found = [o for o in self._officers if finds(text, Option(o, o.name, roles(o), o.login))]
        self.query_one(RecordTable).put(ListSource(found, lambda o: o.login))

    @override
    def data_changed(self) -> None:
        """Nothing: the list of officers is not live."""

    async def action_step(self, step: int) -> None:
        """Move in the list while writing goes on."""
        await self.query_one(RecordTable).action_move(step)

    @on(RecordTable.Opened)
    def action_accept(self) -> None:
        """Sign in as whoever the cursor stands on, after everything that was written before this key."""
        self.query_one(Field).call_later(self.call_later, self._sign_in)

    def _sign_in(self) -> None:
        self._narrow(self.query_one(Field).value)
        officer = self.query_one(RecordTable).current
        if officer is not None and self.is_current:
            self.console.sign_in(officer)

    @override
    def left(self) -> None:
        self.query_one(Field).value = ""

    @override
    def action_back(self) -> None:
        """Empty the field."""
        self.query_one(Field).value = ""
