"""The file of a document: written into a folder, given to the printer; wherever one is listed or shown."""

import asyncio
import subprocess
import tempfile
from pathlib import Path
from typing import Any, ClassVar

from textual import work
from textual.binding import BindingType
from typing_extensions import override

from models.errors import BureauError, InvalidInput
from models.reasons import reason
from tui.language import N_, _
from tui.view import View, key
from tui.widgets.dialogs import AskText, Trouble, asking

PATIENCE = 20  # seconds that a printer may take to accept a file
ON_PAPER = ("made", "sealed", "void")


class GivingOut(View):
    """The base of a screen with a chosen document; its keys work where that is on paper."""

    BINDINGS: ClassVar[list[BindingType]] = [
        key("x", "export", N_("导出"), "documents.export"),
        key("P", "print", N_("打印"), "documents.print"),
    ]

    @property
    def chosen(self) -> Any:
        """The row of the document, None where there is none."""
        return None

    @override
    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action in {"export", "print"} and (self.chosen is None or self.chosen["state"] not in ON_PAPER):
            return False
        return super().check_action(action, parameters)

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
                    f"打印命令 {' '.join(command)} 没有成功：{_why(error)}。",
                    kept="文书未变更。",
                    do_next="请检查打印机，或导出后打印。",
                ) from error


def _why(error: OSError | subprocess.SubprocessError) -> str:
    """Return why a command did not do its work, in the words of the house."""
    if isinstance(error, OSError):
        return reason(error)
    if isinstance(error, subprocess.CalledProcessError):
        said = bytes(error.stderr or b"").decode("utf-8", "replace").strip()
        return f"退出状态 {error.returncode}" + (f"，{said[:200]}" if said else "")
    return f"{PATIENCE} 秒内没有完成"
