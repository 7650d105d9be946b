"""Papers at the window: chosen from the scanner's folder or by path, put into the store at once."""

import asyncio
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from models.errors import InvalidInput
from models.forms import AttachmentRef
from tui.language import _
from tui.screens.application_sections import FILES
from tui.widgets.dialogs import AskText, Option, Pick
from tui.words import word

if TYPE_CHECKING:
    from textual.screen import Screen

    from tui.office import Office

OTHER = "*"
MOST_FILES = 200  # of the folder, the newest first
ENDS = {".jpg", ".jpeg", ".png", ".pdf", ".tif", ".tiff", ".bmp"}


async def choose(form: "Screen[Any]", office: "Office", owed: Sequence[str]) -> list[AttachmentRef]:
    """Ask for kind and file, keep its bytes, and return it; nothing where the clerk thinks better of it.

    `owed` are the kinds that are still asked for; they come first. Raises InvalidInput where the file cannot be read
    or is no paper.
    """
    kinds = sorted(FILES, key=lambda kind: kind not in owed)
    options = [Option(kind, _(FILES[kind]), _("还缺") if kind in owed else "") for kind in kinds]
    kind = await form.app.push_screen_wait(Pick(_("材料种类"), options))
    if kind is None:
        return []
    files = await asyncio.to_thread(scans, office.settings.window.scans)
    options = [Option(str(file), file.name) for file in files]
    options.append(Option(OTHER, _("其他文件……"), _("写出路径")))
    name = await form.app.push_screen_wait(
        Pick(_("文件：{folder}").format(folder=office.settings.window.scans), options)
    )
    if name == OTHER:
        name = await form.app.push_screen_wait(AskText(_("材料文件的路径"), limit=500, least=1))
    return [await asyncio.to_thread(take, kind, name, office)] if name else []


def scans(folder: Path) -> list[Path]:
    """Return the pictures in the scanner's folder, the newest first; an absent folder is an empty one."""
    try:
        found = [(file.stat().st_mtime_ns, file) for file in folder.iterdir() if file.suffix.lower() in ENDS]
    except OSError:
        return []
    return [file for _age, file in sorted(found, reverse=True)[:MOST_FILES]]


def take(kind: str, name: str, office: "Office") -> AttachmentRef:
    """Read a file, check that it is a paper, keep its bytes; raises InvalidInput."""
    from usecases import window_intake

    try:
        with Path(name).expanduser().open("rb") as file:
            content = file.read(window_intake.MOST_BYTES + 1)
    except (OSError, ValueError) as error:
        raise InvalidInput(_("读不到材料文件：{name}").format(name=name)) from error
    paper = window_intake.paper(kind, name, content)
    office.store.put(content)
    return paper


async def drop(form: "Screen[Any]", papers: list[AttachmentRef]) -> list[AttachmentRef]:
    """Ask which paper is not wanted, and return the others."""
    options = [Option(n, word(FILES, one.kind), one.name) for n, one in enumerate(papers)]
    if not options:
        return papers
    chosen = await form.app.push_screen_wait(Pick(_("去掉哪一份材料"), options, beside=40))
    return [one for n, one in enumerate(papers) if n != chosen]
