"""Lines of scanners: what is whole is read; what is torn, strange or joined is told and never guessed."""

import pytest

from rules.identifiers import barcode_check
from rules.scans import AGAIN, MARK_FAULT, PER_CODE, Marks, Scan, read_scan, shown

CODE, OTHER = "6901028075763", "6901028999908"
CASE = "1690102807576" + barcode_check("1690102807576")
STX = "\x02"


@pytest.mark.parametrize("line", [CODE, f" {CODE} ", "036000291452", "96385074", CASE])
def test_a_whole_code_is_read(line: str) -> None:
    assert read_scan(line) == Scan(line.strip())


def test_a_case_code_of_level_0_is_the_code_inside() -> None:
    assert read_scan(f"0{CODE}") == Scan(CODE)


@pytest.mark.parametrize("marks", [Marks("~"), Marks(STX), Marks("", "#"), Marks("ab", "cd")], ids=str)
def test_marks_are_taken_off_and_nothing_without_them_is_ours(marks: Marks) -> None:
    assert read_scan(f"{marks.prefix}{CODE}{marks.suffix}", marks) == Scan(CODE)
    assert read_scan(CODE, marks).code == ""


@pytest.mark.parametrize(
    ("line", "why"),
    [
        (CODE[1:], "条码不完整或有误：校验码应为"),
        (CODE[:-2], "条码不完整或有误：应为13位"),
        (CODE[:-1] + "4", "条码不完整或有误：校验码应为3，实为4"),
        (CASE[:-1] + str((int(CASE[-1]) + 1) % 10), f"校验码应为{CASE[-1]}"),
        ("", "应为13位"),
        ("abc", "应为13位"),
    ],
    ids=["torn in front", "torn behind", "a wrong digit", "a wrong case code", "nothing", "no digits"],
)
def test_what_is_torn_is_never_guessed(line: str, why: str) -> None:
    found = read_scan(line)

    assert (found.code, found.do_next) == ("", AGAIN)
    assert why in found.wrong


@pytest.mark.parametrize(
    ("line", "marks", "wrong", "do_next"),
    [
        (f"]E0{CODE}", Marks(), "条码前多了“]E0”", "AIM"),
        (f"#{CODE}", Marks(), "条码前多了“#”", "scanner.prefix"),
        (f"{CODE}#", Marks(), "条码后多了“#”", "scanner.suffix"),
        (f"#{CODE}", Marks("~"), "条码前是“#”，不是设定的“~”", "scanner.prefix"),
        (CODE, Marks(STX), "条码前缺少设定的“^B”", "scanner.prefix"),
        (f"~{CODE}!", Marks("~", "#"), "条码后是“!”，不是设定的“#”", "scanner.suffix"),
        (f"~{CODE}", Marks("~", "#"), "条码后缺少设定的“#”", "scanner.suffix"),
        (CODE[1:], Marks("~"), "条码前缺少设定的“~”", "scanner.prefix"),
    ],
)
def test_a_wrong_mark_is_named_with_what_to_do(line: str, marks: Marks, wrong: str, do_next: str) -> None:
    found = read_scan(line, marks)

    assert (found.code, found.wrong) == ("", wrong)
    assert do_next in found.do_next


@pytest.mark.parametrize(
    "line", [CODE + OTHER, CODE + "96385074", "036000291452" + CODE, CASE + CODE, "96385074" + CODE]
)
def test_two_codes_without_an_end_between_them_are_two_codes(line: str) -> None:
    assert read_scan(line) == Scan("", "两个条码连在一起", PER_CODE)


def test_two_codes_with_something_between_them_are_no_mark() -> None:
    assert read_scan(f"{CODE}-{OTHER}").do_next == AGAIN


@pytest.mark.parametrize(
    ("marks", "names"),
    [
        (Marks(), []),
        (Marks("abcdefgh", STX), []),
        (Marks("abcdefghi", ""), ["prefix"]),
        (Marks("", "a1"), ["suffix"]),
        (Marks(" ", "\r"), ["prefix", "suffix"]),
        (Marks("\t", "\n"), ["prefix", "suffix"]),
    ],
    ids=str,
)
def test_marks_that_could_be_a_part_of_a_code_or_its_end_are_refused(marks: Marks, names: list[str]) -> None:
    assert marks.faults() == [(name, MARK_FAULT) for name in names]


def test_a_control_character_is_shown_as_a_letter() -> None:
    assert shown(f"{STX}~\x1d") == "^B~^]"
