"""Putting a published licence right: one officer fills in what it should say, another one confirms it."""

import json
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from textual.binding import BindingType
from typing_extensions import override

from models.errors import BureauError
from tui.language import N_, _, told
from tui.screens.withdrawing import ask_authority, paper_of
from tui.view import View, key
from tui.widgets.dialogs import Confirm, Trouble, asking
from tui.widgets.form import Blank, Faults, Form, Values
from tui.widgets.paper import Entry, heading, note, pair

DAY = N_("写作 2026-01-31")
BLANKS = (
    Blank("document_no", N_("文号"), 64, hint=N_("改变文号的，先撤回，对方确认后再以新文号报送"), needed=True),
    Blank("document_name", N_("决定文书名称"), 64, needed=True),
    Blank("party.name", N_("当事人名称"), 200, needed=True),
    Blank("party.uscc", N_("信用代码"), 18),
    Blank("party.reg_no", N_("工商注册号"), 15),
    Blank("party.legal_rep_name", N_("法定代表人"), 50),
    Blank("party.legal_rep_id_no", N_("其证件号码"), 64),
    Blank("party.id_no", N_("证件号码"), 64, hint=N_("自然人的证件号码")),
    Blank("licence_no", N_("许可证号"), 64),
    Blank("content", N_("许可内容"), 4000, needed=True),
    Blank("decided_on", N_("决定日期"), 10, hint=DAY, needed=True),
    Blank("valid_from", N_("有效期自"), 10, hint=DAY, needed=True),
    Blank("valid_to", N_("有效期至"), 10, hint=DAY, needed=True),
    Blank("agency_name", N_("许可机关"), 200, needed=True),
    Blank("agency_code", N_("许可机关代码"), 18, needed=True),
    Blank("remark", N_("备注"), 512),
)


class Correcting(View):
    """The base of screens on one published licence record; `record_named` says which."""

    RIGHTS: ClassVar[Mapping[str, str]] = {"correct": "correction_proposed"}
    BINDINGS: ClassVar[list[BindingType]] = [key("e", "correct", N_("更正"), "record.correct")]
    _found: Any = None  # the correction that is being proposed

    def record_named(self) -> str:
        """Return a message, or the document number, of the record."""
        return ""

    def correction(self) -> Any:
        """Return the correction that waits for a second officer, or None."""
        return None

    @asking
    async def action_correct(self) -> None:
        """Propose a correction, or confirm what another officer proposed."""
        waiting = self.correction()
        await (self._ask_correction() if waiting is None else self._ask_second_of(waiting))

    async def _ask_correction(self) -> None:
        from usecases import licence_corrections

        try:
            record = await self.read(licence_corrections.present, self.record_named())
        except BureauError as error:
            await self.app.push_screen_wait(Trouble(error))
            return
        values = await self.app.push_screen_wait(Form(_("更正公示的许可"), filled(record), self._rehearse))
        if values and await self._agreed(_("更正：将这样报送"), self._found, []):
            asked = await ask_authority(self.app, _("更正的理由"))
            named = self.record_named()
            if asked and await self.done(licence_corrections.propose, named, self._found.changes, *asked):
                self.say(_("已提议更正，等待另一名审批人按 e 确认"), "good")
                self.action_load()

    async def _rehearse(self, values: Values) -> Faults:
        """Return what is wrong with the values: by our rules, then by the receiver's."""
        from usecases import licence_corrections
        from usecases.faults import Faulty

        try:
            named, at = self.record_named(), self.office.now()
            self._found = await self.read(licence_corrections.rehearse, named, values, at=at)
            await self.read(self._columns, self._found.after)
        except Faulty as error:
            return [(fault.field, fault.message) for fault in error.faults]
        except BureauError as error:
            return [("", f"{told(error.message)}{told(error.do_next)}")]
        return []

    def _columns(self, _session: Any, record: Mapping[str, Any]) -> Mapping[str, str]:
        return self.office.columns_sent(self._found.system, "xk", record)

    async def _agreed(self, title: str, found: Any, said: Sequence[Entry]) -> bool:
        """Show what changes in the receiver's columns, as it will leave, and ask."""
        self._found = found
        try:
            before, after = [await self.read(self._columns, record) for record in (found.before, found.after)]
        except BureauError as error:
            await self.app.push_screen_wait(Trouble(error))
            return False
        agreed = await self.app.push_screen_wait(
            Confirm(title, [*said, *compared_lines(before, after, moves=found.moves)])
        )
        return agreed is True

    async def _ask_second_of(self, waiting: Any) -> None:
        from usecases import licence_corrections, officers

        names, proposed = await self.read(officers.names), json.loads(waiting.proposal.note)
        said = [
            pair(_("提议人"), names.get(waiting.proposal.by, waiting.proposal.by)),
            pair(_("理由"), proposed["reason"]),
            pair(_("依据文书"), paper_of(proposed)),
        ]
        if await self._agreed(_("确认更正"), waiting, said) and await self.done(
            licence_corrections.confirm, self.record_named()
        ):
            self.say(_("已更正，新版本将报送"), "good")
            self.action_load()

    @override
    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action == "correct" and not self.record_named():
            return False
        return super().check_action(action, parameters)


def filled(record: Mapping[str, Any]) -> list[Blank]:
    """Return the fields with what is published."""
    from dataclasses import replace

    from rules.licence_records import value_of

    return [replace(blank, value=value_of(record, blank.name)) for blank in BLANKS]


def compared_lines(before: Mapping[str, str], after: Mapping[str, str], *, moves: bool) -> list[Entry]:
    """Return before and after column by column, with our name of each, and how the receiver learns it."""
    from usecases.credit_columns import our_name
    from wiring.columns_sent import compared

    lines = [heading(_("对方的栏目（报送时的样子）：现为 → 应为"))]
    for name, old, new in compared(before, after):
        lines.append(pair(our_name(name) or name, name, "quiet"))
        lines.append(note(f"{old or '—'} → {new or '—'}", "warn", indent=4))
    if len(lines) == 1:
        lines.append(note(_("对方的栏目没有变化：只更正我方的记录，仍报送新的一版。")))
    moved = _("文号或许可机关改变：先撤回原记录，对方确认撤回以后，再以新的报送。")
    return [*lines, note(moved if moves else _("同一记录的下一版，对方以它取代原来的。"))]
