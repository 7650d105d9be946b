"""Hearings and layout plans as scripts call them."""

from pathlib import Path
from typing import Any

from tests.cli.conftest import Run

HEAD = "plan,district,valid_from,code,name,quota,places\n"


def test_a_plan_is_imported_once_and_listed_and_faults_name_their_line(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "规划.csv"
    file.write_bytes((HEAD + "思明规划,350203,2026-01-01,S1,单元,3,湖滨南路\n").encode("gb18030"))
    faulty = tmp_path / "faulty.csv"
    faulty.write_text(HEAD + "思明规划,350203,2026-13-01,S1,单元,x,湖滨南路\n", encoding="utf-8")

    status, (done,) = run("layout", "import", str(file), "--as", "approver")
    again = run("layout", "import", str(file), "--as", "approver")[0]
    wrong, (told,) = run("layout", "import", str(faulty), "--as", "approver")

    assert (status, done["districts"], again, wrong) == (0, ["350203"], 1, 2)
    faults: Any = told["faults"]
    assert {(fault["line"], fault["field"]) for fault in faults} == {(2, "valid_from"), (2, "quota")}
    assert [row["valid_from"] for row in run("layout", "list")[1]] == ["2026-01-01"]
    assert run("layout", "import", str(file), "--as", "clerk")[0] == 1


def test_a_hearing_of_what_is_not_there_and_a_wrong_day_are_errors_of_the_call(run: Run) -> None:
    assert run("applications", "hearing", "show", "A-2026-000009")[0] == 2
    asked = ("applications", "hearing", "request", "A-2026-000009", "--by", "林海生", "--as", "clerk")
    assert run(*asked, "--on", "2026-02-30")[0] == 2
    assert run("applications", "hearing")[0] == 2
