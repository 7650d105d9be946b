"""The documents of one application or licence: what each is, where it stands; preview, export, print, make again."""

import asyncio
import subprocess
import tempfile
from collections.abc import Hashable, Mapping, Sequence
from pathlib import Path
from typing import Any, ClassVar

from textual import work
from textual.binding import BindingType
from typing_extensions import override

from models.errors import BureauError, InvalidInput
from models.reasons import reason
from tui.language import N_, _
from tui.screens.document import STATES, TONES, DocumentView, facts
from tui.screens.paired import Paired
from tui.view import key
from tui.widgets.columns import Column
from tui.widgets.dialogs import AskText, Trouble, asking
from tui.widgets.paper import Entry
from tui.words import clock, word

PATIENCE = 20  # seconds that a printer may take to accept a file
ON_PAPER = ("made", "sealed", "void")


class DocumentsView(Paired):
    """Lists documents; Enter shows one in characters, as it stands on paper."""

    NAME = N_("文书")
    EMPTY = N_("还没有文书。")
    RIGHTS: ClassVar[Mapping[str, str]] = {"retry": "document.retried"}
    BINDINGS: ClassVar[list[BindingType]] = [
        key("x", "export", N_("导出"), "documents.export"),
        key("P", "print", N_("打印"), "documents.print"),
        key("w", "retry", N_("重新制作"), "documents.retry"),
    ]

    def __init__(self, subject: str) -> None:
        super().__init__()
        self.subject = subject

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

        return documents.of_subject(session, self.subject)

    @override
    def sheet(self, session: Any, row: Any, /) -> Sequence[Entry]:
        from usecases import officers

        return facts(row, officers.names(session).get(row["by"], row["by"]))

    @override
    def opened(self, row: Any, /) -> None:
        self.app.push_screen(DocumentView(row))

    @override
    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        state = self.table.current["state"] if self.is_mounted and self.table.current is not None else ""
        if action in {"export", "print"} and state not in ON_PAPER:
            return False
        if action == "retry" and state != "fault":
            return False
        return super().check_action(action, parameters)

    @override
    def _moved(self, table: Any) -> None:
        super()._moved(table)
        self.refresh_bindings()

    @property
    def chosen(self) -> Any:
        """The document under the cursor."""
        return self.table.current

    def _file(self, folder: Path, row: Any) -> Path:
        """Write a document's file into a folder, or as the .pdf that is named; raises BureauError."""
        folder = folder.expanduser()
        content = self.office.store.get(row["sha256"])
        file = folder / f"{row['number']}.pdf"
        if folder.suffix.lower() == ".pdf" and not folder.is_dir():  # a file was named, not a folder
            folder, file = folder.parent, folder
        try:
            folder.mkdir(parents=True, exist_ok=True)
            file.write_bytes(content)
        except OSError as error:
            raise InvalidInput(
                f"写不了 {file}：{reason(error)}。", kept="文书未变更。", do_next="请换一个目录。"
            ) from error
        return file

    @asking
    async def action_export(self) -> None:
        """Write the chosen document into a folder."""
        row = self.chosen
        title = _("把 {number} 导出到哪个目录").format(number=row["number"])
        folder = await self.app.push_screen_wait(AskText(title, value="~/文书", limit=300, least=1))
        if folder is None:
            return
        try:
            file = await asyncio.to_thread(self._file, Path(folder), row)
        except BureauError as error:
            await self.app.push_screen_wait(Trouble(error))
        else:
            self.say(_("已导出：{file}").format(file=file), "good")

    @work(group="print")
    async def action_print(self) -> None:
        """Give the chosen document to the printer."""
        try:
            await asyncio.to_thread(self._print, self.chosen)
        except BureauError as error:
            await self.app.push_screen_wait(Trouble(error))
        else:
            self.say(_("已送打印：{number}").format(number=self.chosen["number"]), "good")

    def _print(self, row: Any) -> None:
        command = self.office.settings.documents.print_command
        with tempfile.TemporaryDirectory(prefix="luqiao-print-") as folder:
            file = self._file(Path(folder), row)
            words = [word.replace("{file}", str(file)) for word in command]
            try:
                subprocess.run(words, check=True, capture_output=True, timeout=PATIENCE)  # noqa: S603  # as configured
            except (OSError, subprocess.SubprocessError) as error:
                raise InvalidInput(
                    f"打印命令 {' '.join(command)} 没有成功：{error}。",
                    kept="文书未变更。",
                    do_next="请检查打印机，或导出后打印。",
                ) from error

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
