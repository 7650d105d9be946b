"""`luqiao licences` as scripts call it: import, killed in the middle and gone on with, list, remind."""

import csv
import signal
from pathlib import Path

from tests.cli.conftest import Run
from tests.support.processes import Child
from tests.support.register import csv_of, holder

IMPORTING = """
import hashlib, sys
from functools import partial
from pathlib import Path
from models.values import shanghai_date
from usecases import licence_import
from usecases.licence_files import read_licences
from wiring.config import load
from wiring.office import open_office
office, content = open_office(load(Path(sys.argv[1]))), Path(sys.argv[2]).read_bytes()
perform = partial(office.perform, by=office.officer("approver"))
begun = perform(licence_import.begin, hashlib.sha256(content).hexdigest(), "x.csv", [])
told = lambda now: print(now.position, flush=True)
licence_import.run_import(perform, begun, read_licences(content), shanghai_date(office.now()), told, size=20)
"""


def test_an_import_that_was_killed_goes_on_where_it_stopped(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "licences.csv"
    file.write_bytes(csv_of(*(holder(n) for n in range(3000))))
    child = Child(tmp_path, "importing", "-c", IMPORTING, run.config, str(file))
    assert child.hear().strip() == "20"
    child.stop(signal.SIGKILL)
    kept = len(run("licences", "list", "--limit", "5000")[1])

    status, (done,) = run("licences", "import", str(file), "--as", "approver")
    again = run("licences", "import", str(file), "--as", "approver")[1][0]

    assert 20 <= kept < 3000
    assert kept % 20 == 0
    assert (status, done["position"], done["added"], done["unchanged"]) == (0, 3000, 3000, 0)
    assert (again["added"], again["changed"], again["unchanged"]) == (0, 0, 3000)
    assert len(run("licences", "list", "--limit", "5000")[1]) == 3000
    assert run("audit", "verify")[0] == 0


def test_faulty_rows_end_with_1_and_are_written_to_a_file(run: Run, tmp_path: Path) -> None:
    file, listed = tmp_path / "licences.csv", tmp_path / "faults.csv"
    file.write_bytes(csv_of(holder(0), holder(6, 有效期至="2029-02-29"), encoding="gb18030"))

    status, (done,) = run("licences", "import", str(file), "--as", "approver", "--faults", str(listed))

    assert (status, done["added"], done["faulty"]) == (1, 1, 1)
    rows = list(csv.reader(listed.read_text(encoding="utf-8-sig").splitlines()))
    assert rows[1][:2] == ["3", "错误"]
    assert rows[1][3] == "有效期至"


def test_a_file_that_cannot_be_read_ends_with_2(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "licences.csv"
    file.write_text("a,b\n1,2\n", encoding="utf-8")

    assert run("licences", "import", str(file), "--as", "approver")[0] == 2


def test_licences_are_listed_by_filter_with_their_numbers_masked(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "licences.csv"
    file.write_bytes(csv_of(*(holder(n) for n in range(8)), holder(10, 状态="停业", 停业自="2026-10-01")))
    run("licences", "import", str(file), "--as", "approver")

    (resting,) = run("licences", "list", "--status", "suspended")[1]
    first = run("licences", "list", "--limit", "2")[1]
    following = run("licences", "list", "--limit", "2", "--after", str(first[-1]["licence_no"]))[1]

    assert resting["licence_no"] == "350212100010"
    assert "*" in str(resting["holder_no"])
    assert [line["licence_no"] for line in first + following] == [
        "350203100000", "350203100006", "350205100001", "350205100007",
    ]  # fmt: skip
    assert len(run("licences", "list", "湖滨南路7号")[1]) == 1
    assert run("licences", "list", "--district", "思明")[1] == first
    assert run("licences", "list", "--district", "鼓楼")[0] == 2


def test_letters_are_written_for_those_whom_no_message_reaches(run: Run, tmp_path: Path) -> None:
    from datetime import datetime, timedelta

    file, letters = tmp_path / "licences.csv", tmp_path / "letters.xlsx"
    soon = (datetime.now() + timedelta(days=20)).date().isoformat()  # noqa: DTZ005
    file.write_bytes(csv_of(holder(0, 有效期至=soon, 电话="")))
    run("licences", "import", str(file), "--as", "approver")

    assert run("licences", "remind", "--letters", str(letters)) == (0, [{"reminded": 1, "letters": 1}])
    assert run("licences", "remind") == (0, [{"reminded": 0, "letters": 0}])
    assert letters.exists()
