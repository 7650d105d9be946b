"""Lines of a scanner: its marks taken off, the code checked, what is torn or strange told with what to do."""

import re
from dataclasses import dataclass

from models.said import said
from rules.basis import LegalBasis
from rules.identifiers import Identifier, check_barcode, check_case_code

BASIS = LegalBasis("商品条码 储运包装商品编码与条码表示", "GB/T 16830-2008", "第4章、第5章", "GB16830")
AIM = re.compile(r"\][A-Z][0-9A-Z]")  # what a scanner says of the kind of code before it (ISO/IEC 15424)
CASE_DIGITS = 14
CODE_LENGTHS = (14, 13, 12, 8)
MOST_MARK = 8  # characters of a prefix or suffix
MARK_FAULT = "最长8个字符，不能含数字、空格、回车和Tab"
AGAIN = "请重新扫描；条码损坏的，输入条码数字。"
PER_CODE = "扫描枪应在每个条码后发送回车；请把它们重新扫一遍。"
NO_AIM = "请关闭扫描枪的条码类型前缀（AIM）后重新扫描。"


@dataclass(frozen=True, slots=True)
class Marks:
    """What our scanners write before and behind every code; "" where nothing."""

    prefix: str = ""
    suffix: str = ""

    def faults(self) -> list[tuple[str, str]]:
        """Return (key, what is wrong) for marks that could be taken for a part of a code."""
        pairs = (("prefix", self.prefix), ("suffix", self.suffix))
        return [
            (name, MARK_FAULT)
            for name, mark in pairs
            if len(mark) > MOST_MARK or any(char.isdecimal() or char in " \r\n\t" for char in mark)
        ]


NONE = Marks()


@dataclass(frozen=True, slots=True)
class Scan:
    """What a line is: its code; or "" with what is wrong and what to do about it."""

    code: str
    wrong: str = ""
    do_next: str = ""


def read_scan(line: str, marks: Marks = NONE) -> Scan:
    """Return the code of a line, or why there is none; it is never guessed which digits a torn line lacks.

    With marks only what has both is a scan of ours.
    """
    if not (line.startswith(marks.prefix) and line.endswith(marks.suffix)):
        return _unmarked(line, marks)
    text = line.removeprefix(marks.prefix).removesuffix(marks.suffix).strip()
    known = AIM.match(text)
    if known:
        return Scan("", said("条码前多了“{mark}”", mark=known.group()), NO_AIM)
    found = check_code(text)
    if not found.faults:
        return Scan(found.normal.removeprefix("0") if len(found.normal) == CASE_DIGITS else found.normal)
    return _strange(text) or Scan("", said("条码不完整或有误：{why}", why="；".join(found.faults)), AGAIN)


def check_code(text: str) -> Identifier:
    """Check a code of a pack or carton, or of a case (14 digits)."""
    case = check_case_code(text)
    return case if len(case.normal) == CASE_DIGITS and case.normal.isdecimal() else check_barcode(text)


def _unmarked(line: str, marks: Marks) -> Scan:
    """Say which mark a line lacks, and which it has instead."""
    before = not line.startswith(marks.prefix)
    wanted = marks.prefix if before else marks.suffix
    found = _around(line)
    other = found[0 if before else 1] if found else ""
    place, key = ("前", "scanner.prefix") if before else ("后", "scanner.suffix")
    if other:
        wrong = said("条码{place}是“{other}”，不是设定的“{mark}”", place=place, other=shown(other), mark=shown(wanted))
    else:
        wrong = said("条码{place}缺少设定的“{mark}”", place=place, mark=shown(wanted))
    return Scan("", wrong, said("请重新设置扫描枪；换了扫描枪的，改配置 {key} 后重新打开。", key=key))


def _strange(text: str) -> Scan | None:
    """Say what is around a whole code: a mark that nobody told us of, or another code."""
    found = _around(text)
    if found is not None:
        place, key, mark = ("前", "scanner.prefix", found[0]) if found[0] else ("后", "scanner.suffix", found[1])
        wrong = said("条码{place}多了“{mark}”", place=place, mark=shown(mark))
        return Scan("", wrong, said("请关闭扫描枪的这一设置，或者在配置 {key} 写明后重新打开。", key=key))
    if any(_whole(text[:size]) and _whole(text[size:]) for size in CODE_LENGTHS):
        return Scan("", "两个条码连在一起", PER_CODE)
    return None


def _around(line: str) -> tuple[str, str] | None:
    """Return what stands before and behind the one run of digits of a line that is a whole code; None: no such run."""
    runs = [run for run in re.finditer(r"[0-9]+", line) if _whole(run.group())]
    if len(runs) != 1 or len(runs[0].group()) == len(line):
        return None
    return line[: runs[0].start()].strip(" "), line[runs[0].end() :].strip(" ")


def _whole(text: str) -> bool:
    return not check_code(text).faults


def shown(mark: str) -> str:
    """Return a mark as a person can read it: a control character as ^ and its letter."""
    return "".join(char if char.isprintable() else f"^{chr(ord(char) ^ 64)}" for char in mark)
