"""`luqiao dossier` as scripts call it: show, ready, close, export, verify, open again."""

from pathlib import Path
from typing import Any

import pytest

from models.values import Item
from tests.cli.conftest import Run
from tests.support.dossiers import decided
from wiring.config import load
from wiring.office import open_office


@pytest.fixture
def served(run: Run) -> tuple[Run, str]:
    """A bureau that granted a licence, put it on paper and served it."""
    office = open_office(load(Path(run.config)))
    number = decided(office, Item.NEW)
    office.close()
    return run, number


def test_a_dossier_goes_its_way_by_command(served: tuple[Run, str], tmp_path: Path) -> None:
    run, number = served
    status, listed = run("dossier", "ready")
    assert (status, [(one["subject"], one["ready"]) for one in listed]) == (0, [(number, True)])
    assert run("dossier", "export", number, "--out", str(tmp_path), "--as", "clerk")[0] == 2  # not closed yet

    assert run("dossier", "close", number, "--as", "clerk") == (
        0, [{"result": "locked", "number": "厦烟许卷〔2026〕第1号"}],
    )  # fmt: skip

    status, (shown,) = run("dossier", "show", number)
    assert (status, shown["state"], shown["gaps"]) == (0, "locked", [])
    status, (file,) = run("dossier", "export", number, "--out", str(tmp_path), "--as", "clerk")
    _, (folder,) = run("dossier", "export", number, "--out", str(tmp_path), "--folder", "--as", "clerk")
    said: Any = [run("dossier", "verify", place) for place in (str(file["file"]), str(folder["file"]))]
    assert [(code, found["ok"]) for code, (found,) in said] == [(0, True), (0, True)]
    Path(str(file["file"])).write_bytes(b"%PDF-1.7")
    assert run("dossier", "verify", str(file["file"]))[0] == 1
    assert run("dossier", "unlock", number, "--note", "决定书地址有误", "--as", "clerk")[0] == 1
    assert run("dossier", "unlock", number, "--note", "决定书地址有误", "--as", "approver") == (0, [{"state": "open"}])
    assert run("dossier", "over") == (0, [])
