"""What every screen of figures over a period has: the period to choose, the line that names it, the export."""

from collections.abc import Iterable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from textual.widget import Widget
from typing_extensions import override

from models.errors import InvalidInput
from models.values import shanghai_date
from tui.language import N_, _
from tui.screens.paired import Paired
from tui.widgets.dialogs import AskText, Option, Pick, asking
from tui.widgets.lines import TextLines

PERIODS = {
    "year": N_("今年"),
    "month": N_("本月"),
    "last_month": N_("上月"),
    "last_year": N_("去年"),
    "five": N_("近五年"),
}


def period(code: str, today: date) -> tuple[date, date]:
    """Return first and last day of a period that has a name."""
    this_month = today.replace(day=1)
    before = this_month - timedelta(days=1)
    return {
        "year": (date(today.year, 1, 1), today),
        "month": (this_month, today),
        "last_month": (before.replace(day=1), before),
        "last_year": (date(today.year - 1, 1, 1), date(today.year - 1, 12, 31)),
        "five": (date(today.year - 4, 1, 1), today),
    }[code]


class Periodic(Paired):
    """Subclasses say what they show of a period, and give it as a table; their keys are `period` and `export`."""

    period = "year"

    def told(self, _since: date, _through: date, /) -> str:
        """Return the line above the list."""
        return ""

    def file_name(self, _since: date, _through: date, /) -> str:
        """Return the name that an export is offered."""
        return ""

    def table_shown(self) -> Any:
        """Return what is shown as a table to export, None before it was read."""
        return None

    @override
    def above(self) -> Iterable[Widget]:
        return (TextLines(id="hint"),)

    @override
    def ready(self) -> None:
        super().ready()
        self.say_what()

    def days(self) -> tuple[date, date]:
        """Return first and last day of what is shown."""
        return period(self.period, shanghai_date(self.office.now()))

    def say_what(self) -> None:
        """Write the line above the list."""
        self.query_one("#hint", TextLines).show([(self.told(*self.days()), "strong")])

    def again(self) -> None:
        """Show other figures."""
        self.say_what()
        self.action_load()

    @asking
    async def action_period(self) -> None:
        """Ask for the period."""
        options = [Option(code, _(name), chosen=code == self.period) for code, name in PERIODS.items()]
        picked = await self.app.push_screen_wait(Pick(_("期间"), options))
        if picked is not None:
            self.period = picked
            self.again()

    @asking
    async def action_export(self) -> None:
        """Write the table into a file of the officer's folder, CSV or XLSX by its ending."""
        offered = self.file_name(*self.days())
        name = await self.app.push_screen_wait(AskText(_("导出为（.csv 或 .xlsx）"), value=offered, least=5))
        table = self.table_shown()
        if not name or table is None:
            return
        try:
            rows = write_table(table, Path(name))
        except (InvalidInput, OSError) as error:
            self.say(getattr(error, "message", "") or _("不能写入文件 {name}").format(name=name), "bad")
        else:
            self.say(_("已导出 {n} 行：{name}").format(n=rows, name=whole(name)), "good")


def write_table(table: Any, file: Path) -> int:
    """Write a table to a new file, CSV or XLSX by its ending; return how many rows. Raises InvalidInput, OSError."""
    from usecases import exports

    kind = file.suffix.lower().removeprefix(".")
    if kind not in exports.FORMATS:
        raise InvalidInput(_("文件名应以 .csv 或 .xlsx 结尾。"))
    with file.open("xb") as out:
        return exports.write(table, out, kind)


def whole(name: str) -> str:
    """Return the whole path of a file."""
    return str(Path(name).resolve())
