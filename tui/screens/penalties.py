"""Penalties that were decided on paper: list, search, record, and open one to see what was sent of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from textual import on
from textual.binding import BindingType
from typing_extensions import override

from models.values import shanghai_date
from tui.language import N_, _
from tui.screens.filtered import Choice, FilteredList, choosing
from tui.screens.forward import Forward
from tui.screens.penalty import PenaltyView
from tui.screens.penalty_form import blanks, nested
from tui.view import key
from tui.widgets.columns import Column
from tui.widgets.dialogs import asking
from tui.widgets.form import Faults, Form, Values
from tui.widgets.record_table import RecordTable
from tui.widgets.window import Source
from tui.words import PENALTIES, SUBJECTS, day, tone, word, yuan

CHOICES = (Choice("state", "s", N_("状态"), PENALTIES),)


@dataclass(frozen=True)
class PenaltyFilter:
    """What is shown: of one state or all, or what a search finds."""

    state: str | None = None
    text: str = ""


class PenaltiesView(FilteredList):
    """Lists decisions, newest first."""

    NAME = SUBJECTS["penalties"]
    SEARCH = N_("文号、号码、姓名或拼音首字母")
    CHOICES = CHOICES
    RIGHTS: ClassVar[Mapping[str, str]] = {"record": "penalty.recorded"}
    BINDINGS: ClassVar[list[BindingType]] = [
        *choosing("penalties", CHOICES),
        key("a", "record", N_("登记处罚"), "penalties.record"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self.wanted = PenaltyFilter()

    @override
    def columns(self) -> Sequence[Column[Any]]:
        return [
            Column(N_("文号"), lambda p: p.document_no, 24, least=20, rank=1),
            Column(N_("当事人"), lambda p: p.party_name, 20, least=10, rank=1, grows=True),
            Column(N_("案由"), lambda p: p.cause, 4, rank=1),
            Column(N_("罚款（元）"), lambda p: yuan(p.fine), 14, least=12, rank=1, right=True),
            Column(N_("没收（元）"), lambda p: yuan(p.confiscated), 14, least=12, rank=3, right=True),
            Column(N_("决定日期"), lambda p: day(p.decided_on), 10, rank=1),
            Column(N_("状态"), lambda p: word(PENALTIES, p.state), 6, rank=2, tone=lambda p: tone(p.state)),
            Column(N_("程序"), lambda p: _("简易") if p.simple_procedure else _("普通"), 4, rank=4),
        ]

    @override
    def source(self) -> Source[Any]:
        wanted = self.wanted
        return Forward(self.office, lambda s, after, limit: listed(s, wanted, after, limit),
                       found=(lambda s: searched(s, wanted)) if wanted.text else None)  # fmt: skip

    @override
    def empty(self) -> str:
        told = _("还没有处罚决定。")
        return told + _("按 a 登记。") if self.check_action("record", ()) else told

    @on(RecordTable.Opened)
    def _opened(self, event: RecordTable.Opened) -> None:
        self.app.push_screen(PenaltyView(event.row.document_no))

    @asking
    async def action_record(self) -> None:
        """Record a decision."""
        form = Form(_("登记处罚决定"), blanks(self._today()), self._record, follow=self._follow)
        values = await self.app.push_screen_wait(form)
        if values:
            self.console.remember([await self.read(subject_named, values["document_no"])])
            self.say(_("已登记，将按规定公示和推送（按 u 撤销）"), "good")
            self.action_load()

    def _today(self) -> Any:
        return shanghai_date(self.office.now())

    def _follow(self, name: str, values: Values) -> Values:
        """Return what a chosen cause brings: its name and its article, except where the clerk wrote others."""
        from content.lawbook import lawbook

        if name != "cause" or not values["cause"]:
            return {}
        causes = lawbook().in_force(self._today()).causes.values()
        usual = {"violation": {c.name for c in causes}, "basis": {str(c.basis) for c in causes}}
        chosen = next(c for c in causes if c.id == values["cause"])
        brought = {"violation": chosen.name, "basis": str(chosen.basis)}
        return {field: words for field, words in brought.items() if values[field] in {"", *usual[field]}}

    async def _record(self, values: Values) -> Faults:
        from usecases import penalties, penalty_forms

        return await self.attempt(penalties.record, [penalty_forms.read_form(nested(values))])


def subject_named(session: Any, document_no: str) -> str:
    """Return the name of a decision in ledger and undo."""
    from usecases import penalties

    return penalties.subject_of(penalties.fetch(session, document_no))


def listed(session: Any, wanted: PenaltyFilter, after: Any, limit: int) -> Sequence[Any]:
    """Return one page of decisions, newest day first."""
    from usecases import penalty_list

    return penalty_list.page(session, state=wanted.state or "", after=after, limit=limit)


def searched(session: Any, wanted: PenaltyFilter) -> Sequence[Any]:
    """Return the decisions that a search finds."""
    from usecases import penalty_list

    found = penalty_list.search(session, wanted.text, limit=200)
    return [line for line in found if wanted.state in (None, line.state)]
