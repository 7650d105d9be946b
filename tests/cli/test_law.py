"""`luqiao law screen` and `law term`: one answer a line, in order, whatever the line holds."""

import io
import json
import sys
import time
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from cli.__main__ import main
from tests.rules.cases import changed, record

Output = pytest.CaptureFixture[str]
BARRED = [record("disqualification", "2024-02-29")]


def screened(lines: list[bytes | dict[str, Any]], folder: Path, *options: str) -> int:
    """Run the command over some lines; what is no bytes is written as JSON."""
    raw = [line if isinstance(line, bytes) else json.dumps(line, ensure_ascii=False).encode() for line in lines]
    file = folder / "cases.jsonl"
    file.write_bytes(b"\n".join(raw) + b"\n")
    return main(["law", "screen", str(file), "--json", *options])


def answers(output: Output) -> list[dict[str, Any]]:
    return [json.loads(line) for line in output.readouterr().out.splitlines()]


def test_each_line_is_answered_in_order(tmp_path: Path, capsys: Output) -> None:
    cases: list[bytes | dict[str, Any]] = [changed(id=f"c{n}", records=BARRED if n % 2 else []) for n in range(6)]

    assert screened(cases, tmp_path) == 0

    found = answers(capsys)
    assert [each["id"] for each in found] == [f"c{n}" for n in range(6)]
    assert [each["outcome"] for each in found] == ["pass", "deny"] * 3
    assert list(found[0]) == ["id", "outcome", "findings"]
    assert list(found[1]["findings"][0]) == ["rule", "outcome", "basis", "evidence", "barred_through"]
    assert found[1]["findings"][0]["barred_through"] == "2027-02-28"


@pytest.mark.parametrize(
    ("line", "name", "error"),
    [
        (b"{", None, "不是完整的JSON"),
        (b"", None, "不是完整的JSON"),
        (b"\xff\xfe", None, "不是完整的JSON"),
        (b'{"id": "x", "item": "\\ud800"}', None, "不是完整的JSON"),
        (b"[]", None, "应为对象"),
        (b'{"id": 7}', 7, "id：应为文本"),
        (b'{"id": ["x"]}', None, "id：应为文本"),
        (changed(id="bad", colour=1), "bad", "colour：没有这个键"),
        (changed(id="bad", received_on="2026-02-30"), "bad", "received_on"),
        (changed(id="old", received_on="1999-01-01"), "old", "没有收录1999-01-01"),
        (changed(id="bad", records=[record("penalty", "2026-13-01")]), "bad", "records[0].on"),
    ],
    ids=str,
)
def test_a_bad_line_is_an_error_line_and_the_others_are_still_answered(
    line: bytes | dict[str, Any], name: object, error: str, tmp_path: Path, capsys: Output
) -> None:
    assert screened([changed(id="a"), line, changed(id="z")], tmp_path) == 2

    first, bad, last = answers(capsys)
    assert (first["id"], last["id"]) == ("a", "z")
    assert (first["outcome"], last["outcome"]) == ("pass", "pass")
    assert list(bad) == ["id", "error"]
    assert bad["id"] == name
    assert error in bad["error"]
    assert bad["error"].startswith("第2行：")


def test_the_day_of_judgement_can_be_chosen(tmp_path: Path, capsys: Output) -> None:
    case = changed(received_on="2026-11-21", records=BARRED)

    assert screened([case], tmp_path, "--on", "2027-03-01") == 0
    assert screened([case], tmp_path, "--on", "2024-01-01") == 0
    assert screened([case], tmp_path, "--on", "2027-02-28") == 0

    free, early, barred = answers(capsys)
    assert [each["outcome"] for each in (free, early, barred)] == ["pass", "pass", "deny"]
    assert "未计入" in early["findings"][0]["evidence"]


def test_lines_may_come_from_standard_input_with_a_byte_order_mark(
    capsys: Output, monkeypatch: pytest.MonkeyPatch
) -> None:
    raw = b"\xef\xbb\xbf" + json.dumps(changed(id="王\u202e")).encode() + b"\r\n"
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(raw)))

    assert main(["law", "screen", "-", "--json"]) == 0

    printed = capsys.readouterr().out
    assert json.loads(printed)["id"] == "王\u202e"
    assert "\u202e" not in printed


def test_an_empty_file_has_no_answers(tmp_path: Path, capsys: Output) -> None:
    (tmp_path / "empty").write_bytes(b"")

    assert main(["law", "screen", str(tmp_path / "empty"), "--json"]) == 0
    assert capsys.readouterr().out == ""


def test_a_person_at_a_terminal_reads_the_findings_in_words(
    tmp_path: Path, capsys: Output, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "x"
    file.write_text(json.dumps(changed(records=BARRED)) + "\nx\n", encoding="utf-8")
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)

    assert main(["law", "screen", str(file)]) == 2

    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "c1  否决"
    assert lines[1].startswith("  R1  否决  2024-02-29有取消从事烟草专卖业务资格的决定")
    assert lines[-1].startswith("?  有误：第2行：")


def test_a_pipe_gets_json_without_being_asked_and_one_word_on_the_bad_lines(tmp_path: Path, capsys: Output) -> None:
    file = tmp_path / "x"
    file.write_text(json.dumps(changed()) + "\nx\n", encoding="utf-8")

    assert main(["law", "screen", str(file)]) == 2

    printed = capsys.readouterr()
    assert [json.loads(line)["id"] for line in printed.out.splitlines()] == ["c1", None]
    assert printed.err == "有 1 行无法审查。 其余各行已经审查。 请按每行的说明改正后重做。\n"


@pytest.mark.parametrize(
    "words",
    [
        ["screen"],
        ["screen", "/nowhere/cases.jsonl"],
        ["screen", "-", "--on", "2026-02-30"],
        ["screen", "-", "--on", "2026-W47-6"],
        ["term", "--from", "2026-11-20"],
        ["term", "--length", "20wd"],
        ["term", "--from", "2026-02-30", "--length", "20wd"],
        ["term", "--from", "2026-11-20", "--length", "0wd"],
        ["term", "--from", "2026-11-20", "--length", "-5wd"],
        ["term", "--from", "2026-11-20", "--length=-5d"],
        ["term", "--from", "2026-11-20", "--length", "20h"],
        ["term", "--from", "1990-01-01", "--length", "20wd"],
        ["term", "--from", "2026-11-20", "--length", "20wd", "--calendar", "/nowhere.csv"],
        ["fine", "--cause", "C08"],
        [],
    ],
    ids=" ".join,
)
def test_a_wrong_call_is_exit_status_2_with_one_message(words: list[str], capsys: Output) -> None:
    assert main(["law", *words, "--json"]) == 2

    printed = capsys.readouterr()
    error = json.loads(printed.out)["error"]
    assert error["message"]
    assert set(error) == {"kind", "message", "kept", "next"}
    assert printed.err.count("\n") == 1


@pytest.mark.parametrize(
    ("start", "length", "last", "provisional"),
    [
        ("2026-11-20", "20wd", "2026-12-18", False),
        ("2026-12-04", "20wd", "2027-01-04", True),
        ("2026-09-18", "15d", "2026-10-08", False),
        ("2024-02-29", "3y", "2027-02-28", False),
    ],
)
def test_a_term_is_answered_in_json(start: str, length: str, last: str, *, provisional: bool, capsys: Output) -> None:
    assert main(["law", "term", "--from", start, "--length", length, "--json"]) == 0

    answer = json.loads(capsys.readouterr().out)
    assert list(answer) == ["from", "length", "last_day", "provisional", "basis"]
    assert (answer["from"], answer["length"]) == (start, length)
    assert (answer["last_day"], answer["provisional"]) == (last, provisional)


def test_a_term_in_words_says_when_it_is_provisional(capsys: Output) -> None:
    assert main(["law", "term", "--from", "2026-12-04", "--length", "20wd"]) == 0

    assert capsys.readouterr().out.splitlines()[0] == "2027-01-04（暂定）"


def test_an_official_calendar_confirms_a_year(tmp_path: Path, capsys: Output) -> None:
    days = ["2027-01-01", "2027-02-05", "2027-02-08", "2027-04-05", "2027-06-09", "2027-09-15", "2027-10-01"]
    file = tmp_path / "2027.csv"
    file.write_text("date,kind\n" + "".join(f"{day},off\n" for day in days) + "2027-01-03,working\n", encoding="utf-8")

    call = ["law", "term", "--from", "2026-12-04", "--length", "20wd", "--calendar", str(file), "--json"]
    assert main(call) == 0

    answer = json.loads(capsys.readouterr().out)
    assert (answer["last_day"], answer["provisional"]) == ("2027-01-03", False)


def test_a_faulty_calendar_is_named_with_its_line(tmp_path: Path, capsys: Output) -> None:
    file = tmp_path / "2027.csv"
    file.write_text("date,kind\n2027-01-01,free\n", encoding="utf-8")

    assert main(["law", "term", "--from", "2026-12-04", "--length", "20wd", "--calendar", str(file), "--json"]) == 2
    assert "第2行：类型“free”" in json.loads(capsys.readouterr().out)["error"]["message"]


def test_law_help_names_both_commands(capsys: Output) -> None:
    assert main(["law", "screen", "--help"]) == 0
    assert main(["law", "-h"]) == 0
    assert "law term --from" in capsys.readouterr().out


def test_five_thousand_cases_a_second(tmp_path: Path, capsys: Output) -> None:
    """The promise of the whole path; a quarter of it is asked for here, the figure itself by `luqiao bench`."""
    file = tmp_path / "many.jsonl"
    lines = [json.dumps(changed(id=f"c{n}", records=BARRED)) for n in range(2000)]
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    main(["law", "screen", str(file), "--json"])

    started = time.process_time()
    main(["law", "screen", str(file), "--json"])

    assert 2000 / (time.process_time() - started) > 1250
    assert len(capsys.readouterr().out.splitlines()) == 4000
