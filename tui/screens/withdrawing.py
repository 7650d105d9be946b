"""Taking a published record back: one officer proposes with reason and document, another one confirms."""

import json
from collections.abc import Mapping
from typing import Any, ClassVar

from textual.binding import BindingType
from typing_extensions import override

from rules.calendar import real_day
from tui.language import N_, _
from tui.view import View, key
from tui.widgets.dialogs import AskText, Confirm, asking
from tui.widgets.paper import note, pair


class Withdrawing(View):
    """The base of screens on one published record; subclasses do the two deeds."""

    RIGHTS: ClassVar[Mapping[str, str]] = {
        "withdraw": "withdrawal_proposed", "reject_withdrawal": "withdrawal_rejected",
    }  # fmt: skip
    BINDINGS: ClassVar[list[BindingType]] = [
        key("N", "reject_withdrawal", N_("驳回提议"), "withdrawal.reject", show=False),
    ]

    def waiting(self) -> Any:
        """Return the proposal that waits for a second officer, or None."""
        return None

    async def propose(self, _reason: str, _document: Any, /) -> bool:
        """Keep the proposal; return whether it was kept."""
        return False

    async def confirm(self, _proposed: Mapping[str, str], /) -> bool:
        """Confirm the proposal; return whether it was done."""
        return False

    async def turn_down(self, _reason: str, /) -> bool:
        """Turn the proposal down; return whether it was done."""
        return False

    @override
    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action == "reject_withdrawal" and self.waiting() is None:
            return False
        return super().check_action(action, parameters)

    @asking
    async def action_reject_withdrawal(self) -> None:
        """Turn down what another officer proposed, or take one's own proposal back."""
        reason = await self.app.push_screen_wait(AskText(_("驳回提议（或收回自己的提议）的理由"), limit=500, least=2))
        if reason and await self.turn_down(reason):
            self.say(_("已驳回提议，记录不变"), "good")
            self.action_load()

    async def withdraw_or_confirm(self, proposal: Any) -> None:
        """Ask for what is missing: a proposal, or its confirmation by a second officer."""
        await (self._ask() if proposal is None else self._ask_second(proposal))

    async def _ask(self) -> None:
        asked = await ask_authority(self.app, _("撤回公示的理由"))
        if asked is not None and await self.propose(*asked):
            self.say(_("已提议撤回，等待另一名人员确认"), "good")
            self.action_load()

    async def _ask_second(self, proposal: Any) -> None:
        from usecases import officers

        names = await self.read(officers.names)
        proposed = json.loads(proposal.note)
        said = [
            pair(_("提议人"), names.get(proposal.by, proposal.by)),
            pair(_("理由"), proposed["reason"]),
            pair(_("依据文书"), paper_of(proposed)),
            note(_("Enter 以您的名义确认；凡已推送之处都将撤回，并等待对方确认。驳回请先按 Esc，再按 N。"), "warn"),
        ]
        if await self.app.push_screen_wait(Confirm(_("确认撤回公示"), said)) and await self.confirm(proposed):
            self.say(_("已撤回"), "good")
            self.action_load()


async def ask_authority(app: Any, title: str) -> tuple[str, Any] | None:
    """Ask for a reason, and for number, day and issuer of the document that orders it; None where one is missing."""
    from usecases.withdrawals import Authority

    reason = await app.push_screen_wait(AskText(title, limit=500, least=4))
    if not reason:
        return None
    number = await app.push_screen_wait(AskText(_("依据的文书号（例如复议决定书）"), limit=64, least=1))
    dated = await app.push_screen_wait(AskText(_("文书日期（2026-01-31）"), limit=10, least=10)) if number else None
    while dated and real_day(dated) is None:
        dated = await app.push_screen_wait(AskText(_("日期不存在，请写作 2026-01-31"), limit=10, least=10))
    issuer = await app.push_screen_wait(AskText(_("文书的制作机关"), limit=100, least=2)) if dated else None
    return (reason, Authority(number, real_day(dated), issuer)) if issuer else None


def paper_of(proposed: Mapping[str, str]) -> str:
    """Return a proposal's document: number, day, issuer."""
    return "  ".join(
        part for part in (proposed["document_no"], proposed.get("dated_on"), proposed.get("issued_by")) if part
    )
