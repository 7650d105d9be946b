"""`luqiao document` as scripts call it: make, list, export, verify, correct, gaps, templates, preview."""

import hashlib
import json
import stat
from pathlib import Path
from typing import Any

import pytest

from models.values import SYSTEM_OFFICER
from tests.cli.conftest import Run
from tests.support.evidence import clean
from tests.support.rows import OFFICERS, receive, row
from usecases import applications, screening
from wiring.config import load
from wiring.office import open_office

ONE = "A-2026-000001"


@pytest.fixture
def granted(run: Run) -> Run:
    """A bureau that granted one renewal; its documents are on paper."""
    office = open_office(load(Path(run.config)))
    receive(office, row())
    office.perform(screening.conclude, ONE, 1, clean(), by=SYSTEM_OFFICER)
    office.perform(applications.grant, ONE, by=OFFICERS["clerk"])
    office.close()
    assert run("document", "make") == (0, [{"outcome": "ok", "made": 4, "error": None}])
    return run


def exported(run: Run, number: str, folder: Path) -> Path:
    file = folder / "paper.pdf"
    status, _ = run("document", "export", number, "--out", str(file))
    assert status == 0
    return file


def test_a_document_is_made_exported_and_verified_and_no_changed_copy_is(granted: Run, tmp_path: Path) -> None:
    _, listed = granted("document", "list", ONE)
    _, (shown,) = granted("applications", "show", ONE)
    documents: Any = shown["documents"]
    assert [d["sha256"] for d in documents] == [d["sha256"] for d in listed]
    assert [sorted(d) for d in documents] == [["kind", "no", "sealed", "sha256"]] * 4
    assert all(d["sealed"] for d in documents)
    number = str(next(d["number"] for d in listed if d["kind"] == "renewal_grant"))
    file = exported(granted, number, tmp_path)

    status, (said,) = granted("document", "verify", str(file))

    assert (status, said["ok"], said["number"], said["kind"]) == (0, True, number, "renewal_grant")
    assert said["sha256"] == hashlib.sha256(file.read_bytes()).hexdigest()
    whole = file.read_bytes()
    for spoilt in (whole[:-1], whole + b"\n", whole[:9000] + bytes([whole[9000] ^ 1]) + whole[9001:], b"no paper"):
        file.write_bytes(spoilt)
        status, (said,) = granted("document", "verify", str(file))
        assert (status, said["ok"], said["ours"]) == (1, False, False)


def test_the_keys_of_the_seal_are_for_their_owner_only(run: Run) -> None:
    keys = list(Path(run.config).parent.glob("seal/*.key"))

    assert {stat.S_IMODE(key.stat().st_mode) for key in keys} == {0o600}
    assert len(keys) == 2


def test_a_correction_cites_the_old_document(granted: Run) -> None:
    number = "厦烟许受〔2026〕第1号"

    words = ("--set", "premises=鹭岛便利店", "--note", "字号有误", "--as", "clerk")
    status, (fresh,) = granted("document", "correct", number, *words)

    assert (status, fresh["number"], fresh["cites"]) == (0, "厦烟许受〔2026〕第2号", number)


def test_gaps_are_declared_with_a_reason_and_listed(run: Run) -> None:
    declare = ("document", "gaps", "--declare", "acceptance", "2026", "1", "30", "--as", "approver")

    assert run(*declare)[0] == 2
    status, found = run(*declare, "--note", "旧系统已用")

    assert (status, [(g["first"], g["last"], g["explained"]) for g in found]) == (0, [(1, 30, True)])


def test_the_built_in_templates_have_no_fault_and_a_broken_one_is_named(run: Run, tmp_path: Path) -> None:
    assert run("document", "templates", "check") == (0, [{"ok": True, "faults": []}])

    (tmp_path / "own").mkdir()
    (tmp_path / "own" / "grant.typ").write_text('#import "frame.typ": *\n#d.owner\n', encoding="utf-8")
    status, (said,) = run("document", "templates", "check", str(tmp_path / "own"))

    faults: Any = said["faults"]
    assert status == 1
    assert {"kind": "grant", "line": 2, "message": "没有“owner”这个空项"} in faults


@pytest.mark.parametrize("ending", ["png", "txt"])
def test_a_preview_takes_data_and_writes_each_form(run: Run, tmp_path: Path, ending: str) -> None:
    (tmp_path / "data.json").write_text(json.dumps({"party": "林海生"}), encoding="utf-8")
    out = tmp_path / f"preview.{ending}"

    status, (said,) = run("document", "preview", "acceptance", "--data", str(tmp_path / "data.json"), "--out", str(out))

    assert (status, said) == (0, {"files": [str(out)]})
    begins = {"png": b"\x89PNG", "txt": b" "}[ending]
    assert out.read_bytes().startswith(begins)
    if ending == "txt":
        assert "林海生：" in out.read_text(encoding="utf-8")


def test_a_preview_with_an_unknown_blank_is_refused(run: Run, tmp_path: Path) -> None:
    (tmp_path / "data.json").write_text('{"wen": "x"}', encoding="utf-8")
    words = ("--data", str(tmp_path / "data.json"), "--out", str(tmp_path / "a.pdf"))

    status, (said,) = run("document", "preview", "acceptance", *words)

    error: Any = said["error"]
    assert status == 2
    assert "没有“wen”这个空项" in error["message"]
