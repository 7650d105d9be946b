"""The XML of a sheet and of its strings as a stream: no more than a piece of it is ever in memory."""

import re
from array import array
from collections.abc import Callable, Iterator
from typing import IO, NamedTuple, NoReturn
from xml.parsers import expat

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main "
CELL, ROW, VALUE, FORMULA = f"{MAIN}c", f"{MAIN}row", f"{MAIN}v", f"{MAIN}f"
STRING, INLINE, PLAIN, SPOKEN = f"{MAIN}si", f"{MAIN}is", f"{MAIN}t", f"{MAIN}rPh"
PIECE = 1 << 16
COORDINATE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
Attributes = dict[str, str]


class RawCell(NamedTuple):
    """One cell as the file has it; `text` is None where it holds nothing, `column` counts from 1."""

    column: int
    row: int
    kind: str  # n, s, str, inlineStr, b, e, d
    style: int
    text: str | None
    formula: bool

    @property
    def coordinate(self) -> str:
        """Where it stands, as a spreadsheet says it: B12."""
        letters, number = "", self.column
        while number:
            number, rest = divmod(number - 1, 26)
            letters = chr(65 + rest) + letters
        return f"{letters}{self.row}"


class OutOfOrder(ValueError):
    """A row is not behind the one before it; `row` is its number."""

    def __init__(self, row: int) -> None:
        super().__init__(f"row {row}")
        self.row = row


class Strings:
    """The shared strings of a workbook, packed: a list of a million has two million of them."""

    def __init__(self) -> None:
        self._packed, self._ends = bytearray(), array("Q", [0])

    def add(self, text: str) -> None:
        """Put one behind the others."""
        self._packed += text.encode()
        self._ends.append(len(self._packed))

    def __len__(self) -> int:
        return len(self._ends) - 1

    def __getitem__(self, number: int) -> str:
        if not 0 <= number < len(self):
            raise IndexError(number)
        return self._packed[self._ends[number] : self._ends[number + 1]].decode()


class _Texts:
    """Collects the text of elements; what is written for reading aloud is left out."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.spoken, self.open = 0, False

    def start(self, name: str) -> None:
        self.spoken += name == SPOKEN
        self.open = name == PLAIN and not self.spoken

    def end(self, name: str) -> None:
        self.spoken -= name == SPOKEN
        self.open = False

    def data(self, text: str) -> None:
        if self.open:
            self.parts.append(text)


def strings_of(part: IO[bytes]) -> Strings:
    """Return the shared strings of a workbook; raises expat.ExpatError, ValueError."""
    found, texts = Strings(), _Texts()

    def start(name: str, _attributes: Attributes) -> None:
        if name == STRING:
            texts.parts = []
        texts.start(name)

    def end(name: str) -> None:
        texts.end(name)
        if name == STRING:
            found.add("".join(texts.parts).replace("x005F_", ""))  # as openpyxl reads an escaped underscore

    for _ in _parsed(part, start, end, texts.data):
        pass
    return found


class _Sheet:
    """Puts the cells of rows together while the parser calls; `rows` are those that are whole and not taken yet."""

    def __init__(self) -> None:
        self.rows: list[tuple[int, list[RawCell]]] = []
        self._texts = _Texts()
        self._row = self._column = 0
        self._cells: list[RawCell] = []
        self._value: list[str] | None = None
        self._attributes: Attributes = {}
        self._formula = self._in_value = False

    def start(self, name: str, attributes: Attributes) -> None:
        if name == CELL:
            self._attributes, self._formula, self._value, self._texts.parts = attributes, False, None, []
        elif name == VALUE:
            self._value, self._in_value = [], True
        elif name == ROW:
            self._begin(attributes)
        elif name == FORMULA:
            self._formula = True
        else:
            self._texts.start(name)

    def _begin(self, attributes: Attributes) -> None:
        number = int(attributes["r"]) if "r" in attributes else self._row + 1
        if number <= self._row:
            raise OutOfOrder(number)
        self._row, self._column, self._cells = number, 0, []

    def data(self, text: str) -> None:
        if self._in_value and self._value is not None:
            self._value.append(text)
        else:
            self._texts.data(text)

    def end(self, name: str) -> None:
        self._in_value = False
        if name == CELL:
            self._cells.append(self._cell())
        elif name == ROW:
            self.rows.append((self._row, self._cells))
        else:
            self._texts.end(name)

    def _cell(self) -> RawCell:
        kind, place = self._attributes.get("t", "n"), self._attributes.get("r")
        self._column = self._column + 1 if place is None else column_of(place)
        parts = self._texts.parts if kind == "inlineStr" else self._value
        text = "".join(parts) if parts else None
        return RawCell(self._column, self._row, kind, int(self._attributes.get("s", "0")), text or None, self._formula)


def rows_of(part: IO[bytes]) -> Iterator[tuple[int, list[RawCell]]]:
    """Yield (row number, its cells) of a sheet; raises expat.ExpatError, OutOfOrder, ValueError."""
    sheet = _Sheet()
    for _ in _parsed(part, sheet.start, sheet.end, sheet.data):
        yield from sheet.rows
        sheet.rows.clear()


def column_of(coordinate: str) -> int:
    """Return the number of a cell's column, from 1; raises ValueError."""
    found = COORDINATE.fullmatch(coordinate)
    if found is None:
        raise ValueError(coordinate)
    number = 0
    for letter in found[1]:
        number = number * 26 + ord(letter) - 64
    return number


def _parsed(
    part: IO[bytes],
    start: Callable[[str, Attributes], None],
    end: Callable[[str], None],
    data: Callable[[str], None],
) -> Iterator[None]:
    """Feed a part to a parser, one piece for each turn; a part that declares entities is no sheet."""
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = start, end, data
    parser.EntityDeclHandler = _refuse
    while piece := part.read(PIECE):
        parser.Parse(piece, False)
        yield
    parser.Parse(b"", True)
    yield


def _refuse(*_declared: object) -> NoReturn:
    raise ValueError("entities")
