"""The register of licences: list, find while typing, filter by what ends, what rests, what needs a look; import."""

import asyncio
import hashlib
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any, ClassVar

from textual import on, work
from textual.binding import BindingType
from typing_extensions import override

from models.errors import BureauError
from models.reasons import reason
from models.values import DISTRICTS, shanghai_date
from tui.language import N_, _
from tui.screens.evaluation_section import GRADES, TONES
from tui.screens.filtered import Choice, FilteredList, choosing
from tui.screens.forward import Forward
from tui.screens.licence import STANDINGS, LicenceView, shown_status
from tui.screens.revealing import Revealing
from tui.screens.sources import Keyset
from tui.view import key
from tui.widgets.columns import Column
from tui.widgets.dialogs import AskText, Confirm, Trouble
from tui.widgets.paper import Entry, note, pair
from tui.widgets.record_table import RecordTable
from tui.widgets.window import Source
from tui.words import CONCERNS, LICENCES, SUBJECTS, day, district, tone, word

WITHIN = {"30": N_("30天内"), "60": N_("60天内"), "90": N_("90天内"), "180": N_("180天内")}
WARNED = {"yes": N_("有提示")}
CHOICES = (
    Choice("status", "s", N_("状态"), LICENCES),
    Choice("district", "d", N_("区"), DISTRICTS),
    Choice("within", "e", N_("到期"), WITHIN),
    Choice("concern", "c", N_("关注"), CONCERNS),
    Choice("grade", "v", N_("信用"), GRADES),
    Choice("warned", "w", N_("导入提示"), WARNED),
)
FAULTS_SHOWN = 200


class Found(Forward):
    """What a search found; as many as it may find are perhaps not all, so they are not counted."""

    @property
    def full(self) -> bool:
        """Whether there may be more."""
        from usecases.register import MOST

        return self._hits is not None and len(self._hits) >= MOST

    @override
    def count(self, cap: int) -> int:
        return -1 if self.full else super().count(cap)


class LicencesView(Revealing, FilteredList):
    """Lists licences by number; what is written after `/` is found while it is written."""

    NAME = SUBJECTS["licences"]
    SEARCH = N_("许可证号、身份证号、信用代码、字号、姓名、地址或拼音首字母")
    CHOICES = CHOICES
    RIGHTS: ClassVar[dict[str, str]] = {"import_file": "licences.imported"}
    BINDINGS: ClassVar[list[BindingType]] = [
        *choosing("licences", CHOICES),
        key("I", "import_file", N_("导入"), "licences.import"),
    ]

    def __init__(self) -> None:
        super().__init__()
        from usecases.register import LicenceFilter

        self.wanted = LicenceFilter()

    @override
    def columns(self) -> Sequence[Column[Any]]:
        return [
            Column(N_("许可证号"), lambda r: r.licence_no, 12, rank=1),
            Column(N_("状态"), self._status, 10, least=8, rank=1, tone=lambda r: tone(r.status)),
            Column(N_("持证人"), lambda r: r.holder_name, 20, least=8, rank=1, grows=True),
            Column(N_("字号"), lambda r: r.shop_name, 24, least=16, rank=1, grows=True),
            Column(N_("有效期至"), lambda r: day(r.valid_to), 10, rank=1),
            Column(N_("信用"), lambda r: r.grade, 4, rank=3, tone=lambda r: TONES.get(r.grade, "")),
            Column(N_("经营地址"), lambda r: r.address, 36, least=24, rank=4, grows=True),
            Column(N_("身份证号"), self._holder_no, 18, rank=5),
            Column(N_("辖区"), lambda r: district(r.district), 6, rank=6),
            Column(N_("信用代码"), lambda r: self.hidden(r.uscc, subject_of(r)), 18, rank=7),
            Column(N_("有效期自"), lambda r: day(r.valid_from), 10, rank=8),
            Column(N_("提示"), lambda r: str(r.import_warnings or ""), 4, rank=9, right=True),
        ]

    def _status(self, row: Any) -> str:
        return word(STANDINGS, shown_status(row.status, row.suspended_from, shanghai_date(self.office.now())))

    def _holder_no(self, row: Any) -> str:
        return self.hidden(row.holder_no, subject_of(row))

    @override
    def holder(self) -> str:
        return "" if self.table.current is None else subject_of(self.table.current)

    @override
    def redraw_numbers(self) -> None:
        self.table.redraw()

    @override
    def source(self) -> Source[Any]:
        from usecases import register

        today, wanted = self._today(), self.wanted
        if wanted.text:
            return Forward(
                self.office, lambda _s, _after, _limit: [], found=lambda s: register.search(s, wanted, today)
            )
        page, last, count = (_on(way, today) for way in (register.page, register.last_page, register.count))
        return Keyset(self.office, wanted, page=page, last_page=last, count=count)

    @override
    def explain(self, row: Any, /) -> Sequence[tuple[str, str]]:
        source = self.table.window.source
        more = _("只列出一部分，请写得更全") if isinstance(source, Found) and source.full else ""
        return [(_("查找"), more)] if more else []

    def _today(self) -> Any:
        return shanghai_date(self.office.now())

    @on(RecordTable.Opened)
    def _opened(self, event: RecordTable.Opened) -> None:
        self.app.push_screen(LicenceView(event.row.licence_no))

    @work(group="dialog")
    async def action_import_file(self) -> None:
        """Import existing licences from a file of this machine; one that was cut off goes on."""
        path = await self.app.push_screen_wait(AskText(_("许可证文件（CSV 或 XLSX）的路径"), least=1))
        if not path:
            return
        try:
            content = await asyncio.to_thread(Path(path).read_bytes)
            done = await asyncio.to_thread(self._import, Path(path).name, content)
        except OSError as error:
            await self.app.push_screen_wait(Trouble(BureauError(_("无法读取文件"), do_next=reason(error))))
            return
        except BureauError as error:
            await self.app.push_screen_wait(Trouble(error))
            return
        await self._report(done)

    def _import(self, name: str, content: bytes) -> Any:
        """Take the whole file in, chunk by chunk; runs in a thread."""
        from usecases import licence_import
        from usecases.licence_files import read_licences

        file, sha256 = read_licences(content), hashlib.sha256(content).hexdigest()
        perform: Any = partial(self.office.perform, by=self.officer)
        with self.office.reading() as session:
            held = licence_import.unfinished(session, sha256)
        begun = held or perform(licence_import.begin, sha256, name, file.remarks)
        return licence_import.run_import(perform, begun, file, self._today(), self._heard)

    def _heard(self, now: Any) -> None:
        self.app.call_from_thread(self.say, _("已处理 {n} 条").format(n=f"{now.position:,}"))

    async def _report(self, done: Any) -> None:
        from usecases import licence_import

        faults = await self.read(licence_import.notes, done.id, limit=FAULTS_SHOWN)
        self.say("")
        await self.app.push_screen_wait(Confirm(_("已导入许可证"), report(done, faults)))
        self.action_load()


def report(done: Any, faults: Sequence[Any]) -> list[Entry]:
    """Return what an import did, with its faults."""
    from usecases import licence_import

    counts = [(_("新增"), done.added), (_("变更"), done.changed), (_("未变"), done.unchanged)]
    counts += [(_("有错未导入"), done.faulty), (_("有提示"), done.warned)]
    entries = [pair(label, f"{count:,}") for label, count in counts]
    entries += [
        note(_("第{n}行 {field}：{text}").format(n=f.line, field=licence_import.label(f.field), text=f.message), "bad")
        for f in faults
    ]
    more = _("全部错误：luqiao licences import 加 --faults 文件")
    return [*entries, note(more, "quiet")] if len(faults) == FAULTS_SHOWN else entries


def subject_of(row: Any) -> str:
    """Return the name of a licence in the ledger."""
    return f"licence:{row.licence_no}"


def _on(way: Any, today: Any) -> Any:
    """Return a function of the register for one day."""

    def of_today(session: Any, wanted: Any, **more: Any) -> Any:
        return way(session, wanted, today, **more)

    return of_today
