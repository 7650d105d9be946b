"""A workbook without its cells: which sheets it has, which styles are days, and its strings, packed."""

import io
from collections.abc import Callable
from typing import Any, NamedTuple

from openpyxl.reader.excel import ExcelReader
from openpyxl.utils.datetime import from_excel, from_ISO8601
from openpyxl.xml.constants import SHARED_STRINGS
from typing_extensions import override

from usecases.xlsx_cells import RawCell, Strings, strings_of

TRUE = "1"
_day: Any = from_ISO8601  # openpyxl does not say its types


class _Book(ExcelReader):
    """openpyxl's own reader, which would keep every string as an object."""

    @override
    def read_strings(self) -> None:
        package: Any = self.package
        self.strings, part = Strings(), package.find(SHARED_STRINGS)
        if part is not None:
            with self.archive.open(part.PartName.removeprefix("/")) as stream:
                self.strings = strings_of(stream)


class Cell(NamedTuple):
    """One cell as a spreadsheet shows it; `kind` as openpyxl names it: f formula, e error, d day, n, s, b."""

    raw: RawCell
    kind: str
    value: object


class Book:
    """A workbook whose cells are read elsewhere; raises what openpyxl and expat raise."""

    def __init__(self, content: bytes) -> None:
        reader = _Book(io.BytesIO(content), read_only=True, data_only=False, keep_links=False)
        reader.read()
        book: Any = reader.wb
        sheet = next((one for one in book.worksheets if one.sheet_state == "visible"), book.worksheets[0])
        self.part: str = sheet._worksheet_path.removeprefix("/")  # noqa: SLF001  # there is no public name
        self._days, self._lasting = book._date_formats, book._timedelta_formats  # noqa: SLF001
        self._epoch, strings = book.epoch, reader.strings
        self._readers: dict[str, Callable[[RawCell, str], tuple[str, object]]] = {  # others are texts
            "n": self._number,
            "s": lambda _, text: ("s", strings[int(text)]),
            "b": lambda _, text: ("b", text == TRUE),
            "d": lambda _, text: ("d", _day(text)),
            "e": lambda _, text: ("e", text),
        }

    def cell(self, raw: RawCell) -> Cell | None:
        """Return what a cell holds, None where it is nothing; raises ValueError, IndexError."""
        kind, value = self._read(raw)
        return None if value is None else Cell(raw, kind, value)

    def _read(self, raw: RawCell) -> tuple[str, object]:
        kind, text = raw.kind, raw.text
        if raw.formula:
            return "f", text or "="
        if text is None:
            return kind, None
        read = self._readers.get(kind)
        return ("s", text) if read is None else read(raw, text)

    def _number(self, raw: RawCell, text: str) -> tuple[str, object]:
        number = float(text) if any(mark in text for mark in ".eE") else int(text)
        if raw.style not in self._days:
            return "n", number
        try:
            return "d", from_excel(number, self._epoch, timedelta=raw.style in self._lasting)
        except (OverflowError, ValueError):
            return "e", text
