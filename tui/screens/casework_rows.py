"""Rows of a step (questions and answers, samples): written cell by cell, Enter goes on, F2 ends."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Input
from typing_extensions import override

from rules.calendar import real_day
from rules.casework import forms
from tui.language import N_, _
from tui.screens.casework_form import MONEY, in_fen
from tui.widgets.dialogs import Confirm, Field
from tui.widgets.drafted import Drafted
from tui.widgets.paper import Entry, Paper, note

Row = list[object] | dict[str, object]
GOODS = (N_("条码"), N_("品名"), N_("数量（包）"))
PARTS = (N_("最后一日"), N_("该期金额（元）"))  # of a fine that is paid in parts
COLUMNS: Mapping[tuple[str, str], Sequence[str]] = {
    ("case.interviewed", "lines"): (N_("问"), N_("答")),
    ("case.hearing_held", "lines"): (N_("发言人"), N_("发言")),
    ("case.payment_deferred", "parts"): PARTS,
}
CELL, DIGITS = 500, 8  # characters of a cell, of a number of packs
SEPARATOR = "\x1f"  # between the cells of a draft


class RowsDialog(Drafted[list[Row]]):
    """Takes rows of named cells; what stands above is what was written so far."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "next_cell", N_("下一格"), id="rows.next", priority=True),
        Binding("f2", "finish", N_("写完"), id="rows.finish", priority=True),
        Binding("f4", "drop", N_("删去上一格"), id="rows.drop", priority=True),
    ]

    def __init__(self, title: str, columns: Sequence[str], *, draft: str, needed: bool) -> None:
        super().__init__(title)
        self.draft = draft
        self._columns, self._needed = columns, needed
        self._cells: list[str] = []

    @override
    def inside(self) -> ComposeResult:
        yield Paper(id="rows", label=8)
        yield Field(limit=CELL, id="cell")

    @override
    def on_mount(self) -> None:
        """Begin with the first cell; what was written before a lost connection comes with the base."""
        self.query_one(Field).focus()
        self._ask()

    @property
    def _column(self) -> str:
        return _(self._columns[len(self._cells) % len(self._columns)])

    def _ask(self) -> None:
        """Show what there is, and say which cell comes next."""
        rows = len(self._cells) // len(self._columns) + 1
        paper = self.query_one(Paper)
        paper.show([self._entry(place, text) for place, text in enumerate(self._cells)] or [note("")])
        paper.action_scroll(len(self._cells) * 10)
        self.query_one(Field).placeholder = self._column
        optional = "" if self._needed or self._cells else _("；没有要写的，按 F2 继续")
        self.say(_("第 {n} 行  {column}").format(n=rows, column=self._column) + optional, "quiet")

    def _entry(self, place: int, text: str) -> Entry:
        return Entry(text or "—", label=_(self._columns[place % len(self._columns)]))

    def action_next_cell(self) -> None:
        """Take the cell; the first one of a row must say something."""
        field = self.query_one(Field)
        text = field.value.strip()
        wrong = next(
            (words for name, (right, words) in CHECKS.items() if self._column == _(name) and not right(text)), ""
        )
        if wrong:
            self.say(_(wrong), "bad")
        elif text or len(self._cells) % len(self._columns):
            self._cells.append(text)
            field.value = ""
            self._ask()

    def action_drop(self) -> None:
        """Take the newest cell back into the field."""
        if self._cells:
            field = self.query_one(Field)
            field.value = self._cells.pop()
            field.cursor_position = len(field.value)
            self._ask()

    def action_finish(self) -> None:
        """End with whole rows."""
        if self.query_one(Field).value.strip():
            self.action_next_cell()
            if self.query_one(Field).value:
                return
        width = len(self._columns)
        if len(self._cells) % width:
            self.say(_("这一行还缺：{column}").format(column=self._column), "bad")
        elif self._needed and not self._cells:
            self.say(_("至少写一行"), "bad")
        else:
            rows: list[list[object]] = [list(self._cells[n : n + width]) for n in range(0, len(self._cells), width)]
            self.dismiss([SHAPES.get(self._columns, _as_written)(row) for row in rows])

    @override
    @work(group="leave")
    async def action_cancel(self) -> None:
        """Leave; ask first when something was written."""
        question = Confirm(_("放弃填写？"), [note(_("已填的内容不会保存。Enter 放弃，Esc 继续填写。"))])
        written = bool(self._cells or self.query_one(Field).value)
        sure = await self.app.push_screen_wait(question) if written else True
        if sure:
            self.dismiss(None)

    @on(Input.Changed)
    def _changed(self) -> None:
        self.keep_later()

    @override
    def written(self) -> dict[str, str]:
        return {"cells": SEPARATOR.join(self._cells)} if self._cells else {}

    @override
    def take_back(self, entered: dict[str, str]) -> None:
        if not self._cells and entered.get("cells"):
            self._cells = entered["cells"].split(SEPARATOR)
            self._ask()


def _is_count(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) <= DIGITS


def _is_money(text: str) -> bool:
    return MONEY.fullmatch(text) is not None


def _as_written(cells: list[object]) -> Row:
    return cells


def counted(cells: list[object]) -> Row:
    """Return a row of goods with its packs as a number."""
    return [*cells[:-1], int(str(cells[-1]))]


def part(cells: list[object]) -> Row:
    """Return a part of a fine as rules.casework.collecting reads it: its last day, the amount in fen."""
    return {"due_on": str(cells[0]), "amount": in_fen(str(cells[1]))}


CHECKS: Mapping[str, tuple[Callable[[str], bool], str]] = {
    GOODS[-1]: (_is_count, N_("数量写整数，单位为包")),
    PARTS[0]: (lambda text: real_day(text) is not None, N_("日期写作 2026-01-31")),
    PARTS[1]: (_is_money, N_("金额写作 500.00")),
}
SHAPES: Mapping[Sequence[str], Callable[[list[object]], Row]] = {GOODS: counted, PARTS: part}


def to_write(deed: str, offered: Mapping[str, Any]) -> list[forms.Blank]:
    """Return the blanks of a step whose rows are written; those that are chosen from `offered` are in its form."""
    return [blank for blank in forms.blanks(deed) if blank.kind == "rows" and blank.key not in offered]


def columns_of(deed: str, blank: forms.Blank) -> Sequence[str]:
    """Return what the cells of a row are called."""
    return COLUMNS.get((deed, blank.key), GOODS)
