"""`luqiao evaluations` as scripts call it: show, dispute, answer, renew; and the register by grade."""

import json
from pathlib import Path
from typing import Any

from tests.cli.conftest import Run
from tests.support.penalties import PAPER
from tests.support.register import csv_of, holder

NUMBER, DOCUMENT = "350203100000", "厦烟处〔2026〕第12号"


def punished(run: Run, tmp_path: Path) -> None:
    """Import two licences and record a decision against the holder of the first."""
    licences, paper = tmp_path / "licences.csv", tmp_path / "penalty.json"
    licences.write_bytes(csv_of(holder(0), holder(1)))
    assert run("licences", "import", str(licences), "--as", "approver")[0] == 0
    party = {"kind": "person", "name": holder(0)["负责人"], "id_no": holder(0)["身份证号"]}
    one = PAPER | {"party": party, "cause": "C01", "base": "10000.00", "fine": "1000.00", "kinds": ["fine"]}
    one |= {"confiscated": None, "content": "罚款。"}
    paper.write_text(json.dumps(one, ensure_ascii=False), encoding="utf-8")
    assert run("penalties", "record", str(paper), "--as", "inspector")[0] == 0


def test_an_evaluation_is_shown_disputed_answered_and_found_by_its_grade(run: Run, tmp_path: Path) -> None:
    punished(run, tmp_path)

    assert run("evaluations", "renew") == (0, [{"changed": 2}])
    shown: Any
    status, (shown,) = run("evaluations", "show", NUMBER)
    (change,) = shown["history"]
    assert (status, shown["grade"], change["on"], change["grade"], change["score"]) == (0, "B", shown["on"], "B", 85)
    assert ([one.split()[0] for one in change["came"]], change["went"]) == (["-15"], [])
    assert [line["licence_no"] for line in run("licences", "list", "--grade", "B")[1]] == [NUMBER]
    assert run("evaluations", "dispute", NUMBER, DOCUMENT, "--reason", "罚的是别家店", "--as", "inspector")[0] == 0
    assert [line["ref"] for line in run("evaluations", "disputes")[1]] == [DOCUMENT]
    words = ("evaluations", "answer", NUMBER, DOCUMENT, "--reason", "查证属实", "--upheld", "--as")
    assert run(*words, "inspector")[0] == 1
    after: Any
    status, (after,) = run(*words, "supervisor")
    assert (status, after["grade"], after["disputes"][0]["state"]) == (0, "A", "upheld")
    assert run("licences", "list", "--grade", "B")[1] == []


def test_a_licence_that_is_not_there_is_said(run: Run) -> None:
    said: Any
    status, (said,) = run("evaluations", "show", "350203199999")

    assert status == 2
    assert "350203199999" in said["error"]["message"]
