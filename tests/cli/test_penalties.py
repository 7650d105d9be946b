"""`luqiao penalties` as scripts call it: record, list, search, show, correct, withdraw, export."""

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.support.penalties import CANONICAL, NO, PAPER

DOCUMENT = "厦烟撤〔2026〕第1号"


@pytest.fixture
def paper(tmp_path: Path) -> str:
    file = tmp_path / "penalty.json"
    file.write_text(json.dumps(PAPER, indent=1), encoding="utf-8")
    return str(file)


def test_a_decision_is_recorded_shown_listed_and_found(run: Run, paper: str) -> None:
    status, (recorded,) = run("penalties", "record", paper, "--as", "inspector")
    _, (shown,) = run("penalties", "show", CANONICAL)

    assert (status, recorded) == (0, {"recorded": 1, "document_nos": [NO], "faults": []})
    assert (shown["fine"], shown["legal_rep_no"], shown["state"]) == ("1500.01", "3502************14", "recorded")
    assert [message["system"] for message in shown["sent"]] == ["credit", "case_system"]  # type: ignore[attr-defined]
    assert [line["document_no"] for line in run("penalties", "list", "--state", "recorded")[1]] == [NO]
    assert [line["document_no"] for line in run("penalties", "search", "鹭岛")[1]] == [NO]
    cursor = str(run("penalties", "list")[1][0]["cursor"])
    assert run("penalties", "list", "--after", cursor) == (0, [])
    assert run("penalties", "search", "没有") == (0, [])
    assert run("penalties", "record", paper, "--as", "inspector")[0] == 1


def test_a_faulty_file_is_refused_whole(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "penalties.jsonl"
    file.write_text("\n".join(json.dumps(p) for p in (PAPER, PAPER | {"fine": "1"})), encoding="utf-8")

    status, (printed,) = run("penalties", "record", str(file), "--as", "inspector")

    assert status == 2
    assert {(f["line"], f["field"]) for f in printed["faults"]} == {(2, "fine"), (2, "document_no")}  # type: ignore[attr-defined]
    assert run("penalties", "list") == (0, [])


def test_two_officers_withdraw(run: Run, paper: str) -> None:
    run("penalties", "record", paper, "--as", "inspector")
    words = ("penalties", "withdraw", CANONICAL, "--reason", "复议撤销该决定", "--document", DOCUMENT, "--as")

    status, (proposed,) = run(*words, "approver")
    assert (status, proposed["state"]) == (0, "recorded")
    assert proposed["withdrawal_proposed"]["by"] == "approver"  # type: ignore[index]
    assert run(*words, "approver")[0] == 1
    assert run(*words, "approver2")[1][0]["state"] == "withdrawn"
    assert run(*words, "approver2")[0] == 1


def test_a_proposed_withdrawal_is_turned_down(run: Run, paper: str) -> None:
    run("penalties", "record", paper, "--as", "inspector")
    words = ("--reason", "复议撤销该决定", "--document", DOCUMENT, "--as", "clerk")
    run("penalties", "withdraw", CANONICAL, *words)

    status, (kept,) = run("penalties", "reject-withdrawal", CANONICAL, "--note", "尚未生效", "--as", "approver")

    assert (status, kept["state"], kept["withdrawal_proposed"]) == (0, "recorded", None)
    assert run("penalties", "reject-withdrawal", CANONICAL, "--note", "再次", "--as", "approver")[0] == 1


def test_a_correction_and_an_export(run: Run, paper: str, tmp_path: Path) -> None:
    run("penalties", "record", paper, "--as", "inspector")
    Path(paper).write_text(json.dumps(PAPER | {"fine": "1600.00"}), encoding="utf-8")

    status, (shown,) = run("penalties", "correct", NO, paper, "--as", "clerk")

    assert (status, shown["fine"], shown["version"]) == (0, "1600.00", 2)
    assert run("penalties", "export", str(tmp_path / "p.csv"))[1] == [{"file": str(tmp_path / "p.csv"), "rows": 1}]


@pytest.mark.parametrize(
    "words",
    [["show", "没有"], ["list", "--after", "x"], ["record", "missing.json", "--as", "clerk"], ["list", "--limit", "0"]],
    ids=["unknown number", "bad cursor", "no file", "no limit"],
)
def test_a_wrong_call_ends_with_2(run: Run, words: list[str]) -> None:
    status, (printed,) = run("penalties", *words)

    assert (status, set(printed)) == (2, {"error"})
