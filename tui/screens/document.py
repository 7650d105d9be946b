"""One document in characters, laid out as on paper, and what is known of it."""

import asyncio
import json
from collections.abc import Iterable, Sequence
from typing import Any

from textual import work
from textual.widget import Widget
from typing_extensions import override

from models.errors import BureauError
from tui.language import N_, _
from tui.screens.document_file import GivingOut
from tui.widgets.paper import Entry, Paper, note, pair
from tui.words import moment, word

STATES = {
    "waiting": N_("待制作"), "made": N_("已制作"), "sealed": N_("已盖章"), "fault": N_("有问题"), "void": N_("已作废"),
}  # fmt: skip
TONES = {"sealed": "good", "fault": "bad", "void": "quiet", "waiting": "warn"}
RULE = "─" * 40


class DocumentView(GivingOut):
    """Shows what a document says, page by page."""

    NAME = N_("文书")

    def __init__(self, row: Any) -> None:
        super().__init__()
        self.row = row

    @property
    @override
    def chosen(self) -> Any:
        return self.row

    @override
    def body(self) -> Iterable[Widget]:
        yield Paper([note(_("正在排版……"), "quiet")], id="page")

    @override
    def ready(self) -> None:
        self.query_one("#page").focus()

    @override
    def where(self) -> Sequence[str]:
        return (self.row["number"],)

    @override
    @work(exclusive=True, group="load")
    async def action_load(self) -> None:
        data = json.dumps(self.row["data"], ensure_ascii=False)
        try:
            pages = await asyncio.to_thread(lambda: self.office.papers.renderer.characters(self.row["kind"], data))
        except BureauError as error:
            entries = [note(f"{error.message}{error.do_next}", "bad")]
        else:
            entries = laid_out(pages)
        self.query_one("#page", Paper).show(entries, keep_place=True)


def laid_out(pages: Sequence[str]) -> list[Entry]:
    """Return the pages as a sheet, with a rule between them."""
    entries: list[Entry] = []
    for n, page in enumerate(pages, 1):
        entries += [note(_("{rule} 第 {n} 页").format(rule=RULE, n=n), "quiet")] if n > 1 else []
        entries.append(note(page, indent=2))
    return entries


def facts(row: Any, by: str) -> list[Entry]:
    """Return what is known of a document besides its text; `by` is who issued it."""
    entries = [
        pair(_("文书"), row["title"], "strong"),
        pair(_("状态"), word(STATES, row["state"]), TONES.get(row["state"], "")),
        pair(_("出具"), f"{moment(row['issued_at'])}  {by}"),
    ]
    if row["fault"]:
        entries.append(pair(_("问题"), row["fault"], "bad"))
    if row["cites"]:
        entries.append(pair(_("更正"), row["cites"], "warn"))
    if row["sha256"]:
        size = _("{pages} 页  {size} 字节").format(pages=row["pages"], size=f"{row['size']:,}")
        entries += [pair(_("文件"), size), pair("SHA-256", row["sha256"])]
        entries.append(
            pair(_("盖章"), f"{moment(row['sealed_at'])}  {seal_of(row['seal'])}" if row["sealed"] else _("不盖章"))
        )
        entries.append(pair(_("台账"), _("第 {n} 条").format(n=row["ledger_seq"])))
    return entries


def seal_of(name: str) -> str:
    """Return what a seal is called; the seal of the training bureau says so."""
    kind, _colon, number = name.partition(":")
    return _("测试印章 {number}").format(number=number) if kind == "test" else name
