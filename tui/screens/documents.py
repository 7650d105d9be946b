"""The documents of one application or licence: what each is, where it stands; preview, export, print, make again."""

from collections.abc import Hashable, Mapping, Sequence
from typing import Any, ClassVar

from textual.binding import BindingType
from typing_extensions import override

from tui.language import N_, _
from tui.screens.document import STATES, TONES, DocumentView, facts
from tui.screens.document_file import GivingOut
from tui.screens.paired import Paired
from tui.view import key
from tui.widgets.columns import Column
from tui.widgets.dialogs import AskText, asking
from tui.widgets.paper import Entry
from tui.words import clock, word


class DocumentsView(GivingOut, Paired):
    """Lists documents; Enter shows one in characters, as it stands on paper."""

    NAME = N_("文书")
    EMPTY = N_("还没有文书。")
    RIGHTS: ClassVar[Mapping[str, str]] = {"retry": "document.retried"}
    BINDINGS: ClassVar[list[BindingType]] = [key("w", "retry", N_("重新制作"), "documents.retry")]

    def __init__(self, subject: str, *others: str) -> None:
        super().__init__()
        self.subject, self.others = subject, others  # others: the applications of a licence

    @override
    def where(self) -> Sequence[str]:
        return (self.subject,)

    @override
    def columns(self) -> Sequence[Column[Any]]:
        return [
            Column(N_("文号"), lambda d: d["number"], 26, least=18, rank=1),
            Column(N_("文书"), lambda d: d["title"], 24, least=12, rank=2, grows=True),
            Column(N_("状态"), lambda d: word(STATES, d["state"]), 8, rank=1, tone=lambda d: TONES.get(d["state"], "")),
            Column(N_("页"), lambda d: str(d["pages"] or "—"), 3, rank=4, right=True),
            Column(N_("出具"), lambda d: clock(d["issued_at"]), 11, rank=3),
        ]

    @override
    def identity(self, row: Any) -> Hashable:
        found: Hashable = row["id"]
        return found

    @override
    def rows(self, session: Any, /) -> Sequence[Any]:
        from usecases import documents

        found = [row for one in (self.subject, *self.others) for row in documents.of_subject(session, one)]
        return sorted(found, key=lambda row: row["id"])

    @override
    def sheet(self, session: Any, row: Any, /) -> Sequence[Entry]:
        from usecases import officers

        return facts(row, officers.names(session).get(row["by"], row["by"]))

    @override
    def opened(self, row: Any, /) -> None:
        self.app.push_screen(DocumentView(row))

    @override
    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action == "retry" and (self.chosen is None or self.chosen["state"] != "fault"):
            return False
        return super().check_action(action, parameters)

    @override
    def _moved(self, table: Any) -> None:
        super()._moved(table)
        self.refresh_bindings()

    @property
    @override
    def chosen(self) -> Any:
        return self.table.current if self.is_mounted else None

    @asking
    async def action_retry(self) -> None:
        """Make a faulty document again; a character that no font holds may be described in words."""
        from usecases import document_corrections

        row = self.chosen
        title = _("重新制作；字体没有的字可写明代字，如 䶮=(上龙下天)，多个以空格分开")
        text = await self.app.push_screen_wait(AskText(title, hint=_("不用代字就直接回车"), limit=200))
        if text is not None:
            pairs = [part.partition("=") for part in text.split()]
            respell = {character: words for character, _mark, words in pairs}
            self.carry_out(document_corrections.retry, [row["number"]], _("将重新制作"), lasting=True, respell=respell)
