"""`luqiao screening` as scripts call it: figures of a set, and pairs that leave only with a reason."""

import json
from pathlib import Path

import pytest

from cli.__main__ import main
from tests.cli.conftest import Run

PAIRS = (
    {"kind": "swap", "same": True, "half": "held", "one": "张三丰", "other": "张丰三"},
    {"kind": "swap", "same": True, "half": "tuned", "one": "张三丰", "other": "李四"},
    {"kind": "half", "same": False, "half": "held", "one": "鹭岛商行", "other": "鹭江商行"},
)


def written(folder: Path, *lines: object) -> str:
    file = folder / "pairs.jsonl"
    file.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    return str(file)


def test_figures_are_of_the_held_half_unless_asked(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = written(tmp_path, *PAIRS)

    assert main(["screening", "evaluate", "--set", file, "--json"]) == 0
    held = json.loads(capsys.readouterr().out)
    assert main(["screening", "evaluate", "--set", file, "--half", "all", "--json"]) == 0
    whole = json.loads(capsys.readouterr().out)

    assert (held["pairs"], held["recall"], held["precision"], held["misses"]) == (2, 1.0, 1.0, [])
    assert (whole["pairs"], whole["recall"]) == (3, 0.5)
    assert whole["misses"][0]["other"] == "李四"
    assert whole["kinds"][0] == {
        "kind": "swap", "name": "相邻颠倒", "same": True, "count": 2, "taken": 1, "recall": 0.5
    }  # fmt: skip


def test_a_person_reads_the_same_figures(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["screening", "evaluate", "--set", written(tmp_path, *PAIRS), "--half", "all"]) == 0

    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "阈值 0.8：召回率 0.5000，准确率 1.0000"
    assert lines[1] == "  应找到  1/2  0.5000  相邻颠倒"
    assert lines[-1].startswith("  漏  0.08  张三丰 / 李四  ")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--threshold", "0"], "--threshold"),
        (["--threshold", "nan"], "--threshold"),
        (["--worst", "-1"], "--worst"),
        (["--half", "other"], "other"),
    ],
)
def test_a_wrong_call_is_refused(capsys: pytest.CaptureFixture[str], words: list[str], said: str) -> None:
    assert main(["screening", "evaluate", *words]) == 2
    assert said in capsys.readouterr().err


def test_a_wrong_line_of_a_set_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["screening", "evaluate", "--set", written(tmp_path, PAIRS[0], {"kind": 1})]) == 2
    assert "第2行" in capsys.readouterr().err


def test_pairs_leave_with_a_reason_only(run: Run) -> None:
    assert run("screening", "pairs", "--since", "2026-01-01", "--as", "supervisor", "--reason", "补充标注") == (0, [])
    assert run("screening", "pairs", "--since", "2026-01-01", "--as", "supervisor", "--reason", " ")[0] == 2
    assert run("screening", "pairs", "--since", "2026-13-01", "--as", "supervisor", "--reason", "x")[0] == 2
    assert run("screening", "pairs", "--since", "2026-01-01", "--as", "clerk", "--reason", "x")[0] != 0
