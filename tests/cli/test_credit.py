"""`luqiao credit` as scripts call it: what is open, the numbers of a period, differences, repairs on paper."""

import json
from pathlib import Path
from typing import Any

from tests.cli.conftest import Run
from tests.support.penalties import CANONICAL, NO, PAPER
from usecases import exports


def recorded(run: Run, folder: Path) -> None:
    file = folder / "penalty.json"
    file.write_text(json.dumps(PAPER), encoding="utf-8")
    assert run("penalties", "record", str(file), "--as", "inspector")[0] == 0


def test_what_is_open_and_the_numbers_are_printed_and_exported(run: Run, tmp_path: Path) -> None:
    recorded(run, tmp_path)
    words = ("credit", "numbers", "--from", "2026-11-01", "--to", "2026-11-30")

    (line,) = run("credit", "list", "--state", "late")[1]
    status, (shown,) = run(*words, "--export", str(tmp_path / "numbers.csv"))

    assert (line["document_no"], line["due_on"], line["cause"]) == (NO, "2026-11-11", "recorded_late")
    assert (status, shown["from"]) == (0, "2026-11-01")
    lines: Any = shown["lines"]
    assert [(each["month"], each["missing"]) for each in lines] == [("2026-11", 1), ("", 1)]
    header, first, _total = exports.read_csv((tmp_path / "numbers.csv").read_bytes())
    assert (header[5], first[:2], first[5]) == ("漏报", ["2026-11", "厦门市烟草专卖局"], "1")
    assert run("credit", "list", "--state", "held") == (0, [])
    assert run("credit", "numbers", "--from", "2026-12-01", "--to", "2026-11-01")[0] == 2


def test_two_officers_register_a_repair(run: Run, tmp_path: Path) -> None:
    recorded(run, tmp_path)
    paper = (
        "--reason",
        "信用网站已办结",
        "--document",
        "闽信修〔2026〕8号",
        "--dated",
        "2026-11-20",
        "--issued-by",
        "市发改委",
    )

    status, (proposed,) = run("credit", "repair", CANONICAL, *paper, "--as", "clerk")
    refused = run("credit", "repair", CANONICAL, "--as", "clerk")[0]
    _, (repaired,) = run("credit", "repair", CANONICAL, "--as", "approver")

    assert (status, proposed["state"], refused, repaired["state"]) == (0, "proposed", 1, "repaired")
    assert run("penalties", "show", CANONICAL)[1][0]["state"] == "repaired"
    assert run("credit", "list") == (0, [])


def test_a_difference_that_is_not_there_is_not_settled(run: Run) -> None:
    assert run("credit", "differences") == (0, [])
    assert run("credit", "close", "7", "--note", "对方已补录", "--as", "approver")[0] == 2
