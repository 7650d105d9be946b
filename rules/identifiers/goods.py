"""Numbers on goods: barcodes, and the 32 characters sprayed on a carton."""

import re
from dataclasses import dataclass
from datetime import date

from models.said import said
from rules.basis import LegalBasis
from rules.identifiers.licences import licence_warnings
from rules.identifiers.result import Identifier, Part
from rules.identifiers.text import normal_number

BASIS = LegalBasis("商品条码 零售商品编码与条码表示", "GB 12904-2008", "附录B", "GB12904")
DIGITS = re.compile(r"[0-9]+")
BARCODES = {13: "EAN-13", 12: "UPC-A", 8: "EAN-8"}
LINE_1, LINE_2 = re.compile(r"[0-9]{16}"), re.compile(r"[A-Z]{4}[0-9]{12}")
AS_DIGITS, AS_LETTERS = str.maketrans("OI", "01"), str.maketrans("01", "OI")


def barcode_check(body: str) -> str:
    """Return the check digit of a GTIN's other digits: weights 3 and 1 from the right."""
    return str(-sum(int(digit) * (1 if n % 2 else 3) for n, digit in enumerate(reversed(body))) % 10)


def check_barcode(text: str) -> Identifier:
    """Check an EAN-13, EAN-8 or UPC-A; a right number says nothing about whether the goods are genuine."""
    number = normal_number(text)
    kind = BARCODES.get(len(number)) if DIGITS.fullmatch(number) else None
    if kind is None:
        return Identifier("BARCODE", number, faults=("应为13位（EAN-13）、12位（UPC-A）或8位（EAN-8）数字",))
    wanted = barcode_check(number[:-1])
    faults = (
        () if wanted == number[-1] else (said("校验码应为{wanted}，实为{number}", wanted=wanted, number=number[-1]),)
    )
    parts: dict[str, Part] = {
        "type": kind,
        "prefix": number[:3],
        "china": kind == "EAN-13" and "690" <= number[:3] <= "699",
        "body": number[:-1],
        "check": number[-1],
    }
    return Identifier("BARCODE", number, parts, faults)


def check_case_code(text: str) -> Identifier:
    """Check the ITF-14 of a case: a digit for the level of packing (0: no case), the number inside, a check digit."""
    number = normal_number(text)
    if len(number) != 14 or not DIGITS.fullmatch(number):
        return Identifier("CASE", number, faults=("应为14位（ITF-14）数字",))
    wanted = barcode_check(number[:-1])
    faults = (
        () if wanted == number[-1] else (said("校验码应为{wanted}，实为{number}", wanted=wanted, number=number[-1]),)
    )
    parts: dict[str, Part] = {"type": "ITF-14", "level": number[0], "inside": number[1:-1], "check": number[-1]}
    return Identifier("CASE", number, parts, faults)


@dataclass(frozen=True, slots=True)
class CartonLayout:
    """How the middle of line 1 is read; sources disagree, so every reading is a row of data."""

    name: str
    parts: tuple[tuple[str, int, int], ...]  # name, first and one past the last position in line 1
    source: str

    def read(self, line: str) -> dict[str, str]:
        """Return the parts of line 1 under this reading."""
        return {name: line[first:last] for name, first, last in self.parts}


@dataclass(frozen=True, slots=True)
class CartonCodes:
    """What reading a carton needs to know: the readings in force (the first counts) and our own letters."""

    layouts: tuple[CartonLayout, ...]
    letters: tuple[str, ...]


def check_carton(text: str, today: date, codes: CartonCodes) -> Identifier:
    """Check and read a carton code of 2 × 16; the year is the latest one up to today with its last digit."""
    given = normal_number(text)
    first = given[:16].translate(AS_DIGITS)
    second = given[16:20].translate(AS_LETTERS) + given[20:].translate(AS_DIGITS)
    number = first + second
    if not (LINE_1.fullmatch(first) and LINE_2.fullmatch(second)):
        return Identifier("CARTON", given, faults=("应为两行各16位：第一行16位数字，第二行4位字母加12位数字",))
    coded_on = _coded_on(first, today)
    parts: dict[str, Part] = {
        "line_1": first,
        "line_2": second,
        "coded_on": coded_on.isoformat() if coded_on else None,
        **codes.layouts[0].read(first),
        "letters": second[:4],
        "licence_no": second[4:],
    }
    parts |= {f"reading_{layout.name}": layout.read(first) for layout in codes.layouts[1:]}
    faults = () if coded_on else (said("编码日期{month}月{day}日不存在", month=first[1:3], day=first[3:5]),)
    warnings = _carton_warnings(number, coded_on, today, codes.letters)
    if number != given:
        warnings = ("已将易混的O/0、I/1改正", *warnings)
    return Identifier("CARTON", number, parts, faults, warnings)


def _coded_on(line: str, today: date) -> date | None:
    """Return the day coded in line 1: year digit, month, day (ten years are ambiguous, the latest counts)."""
    year = today.year - (today.year - int(line[0])) % 10
    try:
        return date(year, int(line[1:3]), int(line[3:5]))
    except ValueError:
        return None


def _carton_warnings(number: str, coded_on: date | None, today: date, letters: tuple[str, ...]) -> tuple[str, ...]:
    warnings = []
    if coded_on and coded_on > today:
        warnings.append(said("编码日期{day}在今天之后，也可能早十年", day=coded_on))
    if not 1 <= int(number[14:16]) <= 50:
        warnings.append(said("条序号{number}不在01至50之间", number=number[14:16]))
    if number[16:20] not in letters:
        warnings.append(said("字母{letters}不是本市的", letters=number[16:20]))
    return (*warnings, *licence_warnings(number[20:]))
