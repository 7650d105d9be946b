"""`luqiao blacklist` about lists, versions and hits, as scripts call it."""

import os
from pathlib import Path

from tests.cli.conftest import Run

OFFICER = ("--as", "approver")


def test_a_list_is_worded_fed_compared_asked_by_day_and_undone(run: Run, tmp_path: Path) -> None:
    for number, names in enumerate(("林海生,无证\n王小明,串货", "林海生,走私\n陈一,新"), 1):
        (tmp_path / f"{number}.csv").write_text(f"name,reason\n{names}\n", encoding="utf-8")
        run("blacklist", "import", str(tmp_path / f"{number}.csv"), "--list", "甲", *OFFICER)
    worded = run("blacklist", "word", "甲", "--source", "省局", "--stale-days", "7", *OFFICER)[1][0]

    versions = run("blacklist", "versions", "甲")[1]
    compared = run("blacklist", "compare", "甲", "1", "2")[1]
    undone = run("blacklist", "undo", "甲", "2", "--reason", "导错", *OFFICER)[1][0]
    (listed,) = run("blacklist", "lists")[1]

    assert (worded["list"], worded["state"], worded["source"]) == ("甲", "standing", "省局")
    assert [(v["version"], v["kind"], v["by"]) for v in versions] == [
        (2, "imported", "approver"),
        (1, "imported", "approver"),
    ]
    assert versions[1]["counts"] == {"added": 2, "changed": 0, "removed": 0, "unchanged": 0}
    assert compared[0] == {
        "what": "changed",
        "name": "林海生",
        "number": None,
        "fields": [{"field": "reason", "before": "无证", "after": "走私"}],
    }
    assert [(c["what"], c["name"]) for c in compared[1:]] == [("removed", "王小明"), ("added", "陈一")]
    assert (undone["version"], undone["undoes"]) == (3, 2)
    assert (listed["version"], listed["entries"], listed["stale"]) == (3, 2, False)
    assert {line["reason"] for line in run("blacklist", "list", "--list", "甲", "--on", "2999-01-01")[1]} == {
        "无证",
        "串货",
    }
    assert run("blacklist", "list", "--list", "甲", "--on", "2000-01-01") == (0, [])
    assert run("blacklist", "list", "--list", "甲", "--on", "昨天")[0] == 2


def test_a_barring_list_needs_two_and_a_closed_one_is_gone(run: Run) -> None:
    words = ("--bars", "--basis", "LIC 第二十五条第(七)项", "--reason", "省局列入")

    assert run("blacklist", "word", "禁入", *words, *OFFICER)[1][0]["state"] == "proposed"
    assert run("blacklist", "confirm-list", "禁入", *OFFICER)[0] == 1
    assert run("blacklist", "confirm-list", "禁入", "--as", "approver2")[1][0]["bars"] is True
    assert run("blacklist", "close-list", "禁入", "--reason", "已废止", *OFFICER)[1][0]["kind"] == "closed"
    assert run("blacklist", "lists") == (0, [])
    assert run("blacklist", "hits") == (0, [])
    assert run("blacklist", "dismiss", "1", "--reason", "不是", "--as", "clerk")[0] == 2


def test_a_list_is_refreshed_from_its_folder(run: Run) -> None:
    folder = Path(run.config).parent / "lists" / "sheng"
    folder.mkdir(parents=True)
    (folder / "a.csv").write_text("name,reason\n林海生,无证\n", encoding="utf-8")
    os.utime(folder / "a.csv", (1_700_000_000, 1_700_000_000))
    run("blacklist", "word", "省局", "--feed", "source", "--place", "sheng", *OFFICER)

    first, second = (run("blacklist", "refresh", "省局", *OFFICER) for _ in range(2))

    assert (first[0], first[1][0]["result"], second[1][0]["result"]) == (0, "taken", "unchanged")
    assert [line["name"] for line in run("blacklist", "list")[1]] == ["林海生"]
