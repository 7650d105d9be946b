"""Taking the steps of a case: pick one, fill its form, and where the law wants two, propose, approve or turn down."""

import asyncio
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

from textual.binding import BindingType
from typing_extensions import override

from models.errors import BureauError
from models.said import said, together
from models.values import Officer
from rules import authority
from rules.casework import duties, steps
from tui.language import N_, _, told
from tui.screens.casework_sheets import in_order, said_lines, two
from tui.screens.revealing import Revealing
from tui.view import key
from tui.widgets.dialogs import Option, Pick, PickMany, Trouble, asking
from tui.widgets.drafted import AskNote
from tui.widgets.paper import heading, note, pair
from tui.words import moment, roles

if TYPE_CHECKING:
    from tui.screens.casework_form import Known
    from tui.screens.casework_rows import Row
    from tui.widgets.form import Blank, Faults, Values
    from usecases.casework_book import Book
    from usecases.casework_list import Next
    from usecases.casework_publicity import Publicity

NOTE_LIMIT = 300


@dataclass
class Filling:
    """A step that is being filled in: what is known, and what was asked before the form."""

    deed: str
    two: bool
    known: "Known"
    members: Sequence[Officer] = ()
    rows: "dict[str, list[Row]]" = field(default_factory=dict)
    doubts: int = 0  # places where the papers of the step disagree with others

    def fields(self) -> "list[Blank]":
        """Return the fields of the form."""
        from tui.screens import casework_form, casework_votes

        asked = {*self.rows, *(("host", "votes") if self.members else ())}
        return [
            *(casework_votes.fields(self.members) if self.members else ()),
            *(blank for blank in casework_form.fields(self.deed, self.known) if blank.name not in asked),
        ]

    def read(self, values: "Values") -> "tuple[dict[str, Any], Faults]":
        """Return what the step says, and what is wrong."""
        from tui.screens import casework_form, casework_votes

        said, faults = casework_form.read(self.deed, values, self.known)
        said |= {key: rows for key, rows in self.rows.items() if rows}
        if self.members:
            said["votes"], against = casework_votes.read(self.members, values)
            faults = [*against, *faults]
        return said, faults


class CaseActs(Revealing):
    """Asks what a step needs and takes or proposes it; the deciding is in usecases.casework_steps."""

    RIGHTS: ClassVar[Mapping[str, str]] = {"confirm": "case.step_confirmed", "reject": "case.step_rejected"}
    BINDINGS: ClassVar[list[BindingType]] = [
        key("a", "act", N_("办理"), "case.act"),
        key("y", "confirm", N_("批准"), "case.confirm"),
        key("N", "reject", N_("驳回"), "case.reject"),
        key("y,N", "none_waiting", N_("查看待批准的步骤"), "case.none_waiting", show=False),
    ]
    number = ""
    book: "Book | None" = None
    names: Mapping[str, str]

    @asking
    async def action_act(self) -> None:
        """Pick a step that the stage allows, and take or propose it."""
        book = self.book
        if book is None:
            return
        ways = in_order(book.detail.next, book.detail.case.standing.stage)
        options = [self._option(one) for one in ways if self.may_take(one)]
        if not options:
            self.say(_("这一阶段没有您可以办理的步骤。"), "warn")
            return
        picked = await self.app.push_screen_wait(Pick(_("办理哪一步"), options, beside=28))
        if picked is None:
            return
        if picked.missing:
            await self.app.push_screen_wait(Trouble(_lacking(picked)))
        else:
            await self._fill(picked, book)

    def may_take(self, one: "Next") -> bool:
        """Tell whether the officer may take a step here."""
        return authority.may("case.step_proposed" if one.needs_two else one.deed, self.officer)

    def _option(self, one: "Next") -> "Option[Next]":
        beside = _("还缺 {n} 项").format(n=len(one.missing)) if one.missing else two(one)
        more = told(together(one.missing)) or _("条件已具备")
        return Option(one, _(one.name), beside, more=more)

    async def _fill(self, one: "Next", book: "Book") -> None:
        from tui.screens import casework_form
        from tui.widgets.form import Form
        from usecases import casework_scene, officers

        told_there = await self.read(casework_scene.known, self.number, one.deed, at=self.office.now())
        known = casework_form.Known(book, await self.read(officers.active), told_there)
        filling = await self._begin(one, known)
        if filling is None:
            return
        form = Form(f"{_(one.name)}  {self.number}", filling.fields(), partial(self._attempt, filling))
        if await self.app.push_screen_wait(form) is not None:
            self.console.remember([self.number])
            done = _("已提请“{what}”，等待另一名人员批准") if one.needs_two else _("已办理“{what}”（按 u 撤销）")
            look = _("；文书有 {n} 处不一致，请核对").format(n=filling.doubts) if filling.doubts else ""
            self.say(done.format(what=_(one.name)) + look, "warn" if look else "good")
            self.action_load()

    async def _begin(self, one: "Next", known: "Known") -> "Filling | None":
        """Ask first for what no line of a form can hold: the members of a deliberation, rows; None: given up."""
        from tui.screens import casework_rows, casework_votes

        filling = Filling(one.deed, one.needs_two, known)
        if one.deed == "case.deliberated":
            able = casework_votes.may_vote(known.people, known.book.detail.case.standing)
            people = [Option(o.login, o.name, roles(o)) for o in able]
            title = _("参加集体讨论的人员")
            picked = await self.app.push_screen_wait(PickMany(title, people, say=_("已选 {} 项").format))
            if not picked or len(picked) < duties.LEAST_VOTES:
                self.say(_("集体讨论至少两人参加。"), "warn")
                return None
            filling.members = casework_votes.named(known.people, picked)
            return filling
        for blank in casework_rows.to_write(one.deed, {"goods": 0} if known.offered else {}):
            columns, draft = casework_rows.columns_of(one.deed, blank), f"{one.deed} {blank.key} {self.number}"
            dialog = casework_rows.RowsDialog(_(blank.name), columns, draft=draft, needed=not blank.optional)
            rows = await self.app.push_screen_wait(dialog)
            if rows is None:
                return None
            filling.rows[blank.key] = rows
        return filling

    async def _attempt(self, filling: "Filling", values: "Values") -> "Faults":
        from tui.screens import casework_form
        from usecases import casework_steps

        said, faults = filling.read(values)
        if faults:
            return faults
        deed: Any = casework_steps.propose if filling.two else casework_steps.TAKE[filling.deed]
        args = (self.number, filling.deed, said) if filling.two else (self.number, said)
        grace = self.office.settings.console.undo_grace
        try:
            done = await asyncio.to_thread(partial(self.office.perform, deed, *args, by=self.officer, grace=grace))
            filling.doubts = len(done.doubts)
        except BureauError as error:
            return casework_form.faults_of(error, filling.deed)
        return []

    @asking
    async def action_confirm(self) -> None:
        """Show what another officer proposed and where its papers would disagree with others, and approve it."""
        from tui.screens import casework_findings, casework_publicity
        from tui.screens.casework_approval import Approval
        from usecases import casework_foresight, casework_steps

        waiting = self.book.detail.waiting if self.book else None
        if waiting is None:
            self.say(_("本案没有待批准的步骤。"))
            return
        said = json.loads(waiting.note)
        now = self.office.now()
        doubts = await self.read(casework_foresight.of_waiting, self.number, self.office.desk, at=now)
        public, hide = await self._goes_out(waiting.deed), partial(self.hidden, subject=self.number)
        what = _(steps.name_of(waiting.deed))
        entries = [
            pair(_("提请人"), f"{self.names.get(waiting.by, waiting.by)}  {moment(waiting.at)}"),
            *said_lines(waiting.deed, said, self.names),
            *casework_findings.marked(doubts),
            *([heading(_("公示")), *casework_publicity.sheet(public, hide, whole=False)] if public else ()),
            note(_("Enter 以您的名义批准；Esc 不批准。驳回请按 N。"), "warn"),
        ]
        agreed = await self.app.push_screen_wait(Approval(_("批准“{what}”").format(what=what), entries))
        shown = public.digest if public else ""
        if agreed and await self.do(casework_steps.confirm, self.number, shown=shown) is not None:
            self.console.remember([self.number])
            self.say(_("已批准“{what}”（按 u 撤销）").format(what=what), "good")
            self.action_load()

    async def _goes_out(self, deed: str) -> "Publicity | None":
        """Return what would be published by a step that waits, None where nothing would be."""
        from usecases import casework_follow
        from usecases.casework_publicity import preview

        if deed not in casework_follow.PUBLISHED:
            return None
        found: Publicity = await self.read(preview, self.number, self.office.desk, at=self.office.now())
        return found

    @asking
    async def action_reject(self) -> None:
        """Turn down what another officer proposed, or take one's own back."""
        from usecases import casework_steps

        waiting = self.book.detail.waiting if self.book else None
        if waiting is None:
            self.say(_("本案没有待批准的步骤。"))
            return
        title = _("收回提请的理由") if waiting.by == self.officer.login else _("驳回提请的理由")
        question = AskNote(title, draft=f"reject {self.number}", limit=NOTE_LIMIT, least=2)
        words = await self.app.push_screen_wait(question)
        if words is not None and await self.do(casework_steps.reject, self.number, note=words) is not None:
            self.say(_("已驳回，案件未变更"), "good")
            self.action_load()

    def action_none_waiting(self) -> None:
        """Say that there is nothing to approve or to turn down."""
        self.say(_("本案没有待批准的步骤。"))

    @override
    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        waits = self.book is not None and self.book.detail.waiting is not None
        if action in ("confirm", "reject") and not waits:
            return False
        if action == "none_waiting":
            return self.book is not None and not waits
        return super().check_action(action, parameters)


def _lacking(one: "Next") -> BureauError:
    message = said(
        "还不能办理“{name}”：{found}（{basis}）。",
        name=one.name,
        found=together(one.missing),
        basis=steps.STEPS[one.deed].basis,
    )
    return BureauError(message, kept="案件未变更。", do_next=one.do_next)
