"""`luqiao blacklist` as scripts call it: what it prints, and with which exit status it ends."""

from pathlib import Path

import pytest

from tests.cli.conftest import Run

GOOD = "name,number,kind\n林海生,350203199003070014,person\n王小明,,\n"


def test_import_says_what_it_did_and_the_same_file_again_changes_nothing(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "list.csv"
    file.write_text(GOOD, encoding="gb18030")
    counts = {"added": 2, "changed": 0, "removed": 0, "unchanged": 0, "faults": []}

    assert run("blacklist", "import", str(file), "--list", "重点户") == (0, [counts])
    assert run("blacklist", "import", str(file), "--list", "重点户", "--as", "approver") == (
        0,
        [counts | {"added": 0, "unchanged": 2}],
    )


def test_a_faulty_file_ends_with_2_and_names_every_line(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "list.jsonl"
    file.write_text('{"name":"林海生"}\n{"number":"350203199003070015","kind":"shop"}\n', encoding="utf-8")

    status, (printed,) = run("blacklist", "import", str(file), "--list", "重点户")

    assert status == 2
    assert [(f["line"], f["field"]) for f in printed["faults"]] == [(2, "name"), (2, "kind"), (2, "number")]  # type: ignore[attr-defined]
    assert run("blacklist", "search", "林海生") == (0, [])


def test_search_prints_the_best_first_with_the_number_masked(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "list.csv"
    file.write_text(GOOD, encoding="utf-8-sig")
    run("blacklist", "import", str(file), "--list", "重点户", "--source", "稽查科")

    status, (found,) = run("blacklist", "search", "350203900307001")
    assert status == 0
    assert set(found) == {"entry", "name", "number", "list", "score", "same", "why"}
    assert (found["number"], found["score"], found["same"]) == ("3502************14", 1.0, True)
    assert run("blacklist", "search", "王晓明", "--full")[1][0]["same"] is True
    assert run("blacklist", "search", "--full", "350203199003070014")[1][0]["number"] == "350203199003070014"


def test_without_an_officer_only_a_training_bureau_imports(run: Run, tmp_path: Path) -> None:
    file, config = tmp_path / "list.csv", Path(run.config)
    file.write_text(GOOD, encoding="utf-8")
    config.write_text(config.read_text(encoding="utf-8").replace("training = true", "training = false"), "utf-8")

    status, (printed,) = run("blacklist", "import", str(file), "--list", "重点户")

    assert status == 2
    assert printed["error"]["message"] == "缺少 --as。"  # type: ignore[index]


def test_entries_are_added_listed_lifted_and_exported(run: Run, tmp_path: Path) -> None:
    out = tmp_path / "out.xlsx"
    added = run("blacklist", "add", "--list", "甲", "--name", "张三丰", "--reason", "屡犯", "--as", "supervisor")
    entry = str(added[1][0]["entry"])

    assert run("blacklist", "lift", entry, "--reason", "到期", "--as", "clerk")[0] == 1
    assert run("blacklist", "export", str(out)) == (0, [{"file": str(out), "rows": 1}])
    assert run("blacklist", "export", str(out))[0] == 2
    assert run("blacklist", "lift", entry, "--reason", "到期", "--as", "approver")[0] == 0
    assert run("blacklist", "list")[1] == []
    assert [line["lifted_reason"] for line in run("blacklist", "list", "--lifted")[1]] == ["到期"]


@pytest.mark.parametrize(
    "words",
    [["import", "missing.csv", "--list", "x"], ["search"], ["list", "--limit", "0"], ["export", "x.pdf"], ["eat"]],
    ids=lambda words: words[0],
)
def test_a_wrong_call_ends_with_2(run: Run, words: list[str]) -> None:
    status, (printed,) = run("blacklist", *words)

    assert (status, set(printed)) == (2, {"error"})
