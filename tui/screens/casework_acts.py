"""Taking the steps of a case: pick one, fill its form, and where the law wants two, propose, approve or turn down."""

import asyncio
import json
from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

from textual.binding import BindingType
from typing_extensions import override

from models.errors import BureauError
from rules import authority
from rules.casework import steps
from tui.language import N_, _, told
from tui.screens import casework_form
from tui.screens.casework_sheets import said_lines, two
from tui.screens.revealing import Revealing
from tui.view import key
from tui.widgets.dialogs import Confirm, Option, Pick, Trouble, asking
from tui.widgets.drafted import AskNote
from tui.widgets.form import Faults, Form, Values
from tui.widgets.paper import note, pair
from tui.words import moment

if TYPE_CHECKING:
    from usecases.casework_book import Book
    from usecases.casework_list import Next

NOTE_LIMIT = 300


class CaseActs(Revealing):
    """Asks what a step needs and takes or proposes it; the deciding is in usecases.casework_steps."""

    RIGHTS: ClassVar[Mapping[str, str]] = {"confirm": "case.step_confirmed", "reject": "case.step_rejected"}
    BINDINGS: ClassVar[list[BindingType]] = [
        key("a", "act", N_("办理"), "case.act"),
        key("y", "confirm", N_("批准"), "case.confirm"),
        key("N", "reject", N_("驳回"), "case.reject"),
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
        options = [self._option(one) for one in book.detail.next if self._may(one)]
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

    def _may(self, one: "Next") -> bool:
        return authority.may("case.step_proposed" if one.needs_two else one.deed, self.officer)

    def _option(self, one: "Next") -> "Option[Next]":
        beside = _("还缺 {n} 项").format(n=len(one.missing)) if one.missing else two(one)
        more = "；".join(told(why) for why in one.missing) or _("条件已具备")
        return Option(one, _(one.name), beside, more=more)

    async def _fill(self, one: "Next", book: "Book") -> None:
        from usecases import officers

        known = casework_form.Known(book, await self.read(officers.active))
        blanks = casework_form.fields(one.deed, known)
        form = Form(f"{_(one.name)}  {self.number}", blanks, partial(self._attempt, one, known))
        if await self.app.push_screen_wait(form) is not None:
            self.console.remember([self.number])
            done = _("已提请“{what}”，等待另一名人员批准") if one.needs_two else _("已办理“{what}”（按 u 撤销）")
            self.say(done.format(what=_(one.name)), "good")
            self.action_load()

    async def _attempt(self, one: "Next", known: casework_form.Known, values: Values) -> Faults:
        from usecases import casework_steps

        said, faults = casework_form.read(one.deed, values, known)
        if faults:
            return faults
        deed: Any = casework_steps.propose if one.needs_two else casework_steps.TAKE[one.deed]
        args = (self.number, one.deed, said) if one.needs_two else (self.number, said)
        grace = self.office.settings.console.undo_grace
        try:
            await asyncio.to_thread(partial(self.office.perform, deed, *args, by=self.officer, grace=grace))
        except BureauError as error:
            return casework_form.faults_of(error, one.deed)
        return []

    @asking
    async def action_confirm(self) -> None:
        """Show what another officer proposed, and approve it."""
        from usecases import casework_steps

        waiting = self.book.detail.waiting if self.book else None
        if waiting is None:
            self.say(_("本案没有待批准的步骤。"))
            return
        said = json.loads(waiting.note)
        what = _(steps.name_of(waiting.deed))
        entries = [
            pair(_("提请人"), f"{self.names.get(waiting.by, waiting.by)}  {moment(waiting.at)}"),
            *said_lines(waiting.deed, said, self.names),
            note(_("Enter 以您的名义批准；Esc 不批准。驳回请按 N。"), "warn"),
        ]
        agreed = await self.app.push_screen_wait(Confirm(_("批准“{what}”").format(what=what), entries))
        if agreed and await self.do(casework_steps.confirm, self.number) is not None:
            self.console.remember([self.number])
            self.say(_("已批准“{what}”（按 u 撤销）").format(what=what), "good")
            self.action_load()

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

    @override
    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        waits = self.book is not None and self.book.detail.waiting is not None
        if action in ("confirm", "reject") and not waits:
            return False
        return super().check_action(action, parameters)


def _lacking(one: "Next") -> BureauError:
    message = f"还不能办理“{one.name}”：{'；'.join(one.missing)}（{steps.STEPS[one.deed].basis}）。"
    return BureauError(message, kept="案件未变更。", do_next="请先办理所缺的步骤。")
