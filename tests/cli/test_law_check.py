"""`luqiao law check` and `law switches`: without a database, with every fault at its place."""

import json
from pathlib import Path
from typing import Any

import pytest

from cli.__main__ import main
from content.lawbook import lawbook
from rules.lawreferences import stale
from tests.support.lawfiles import COMING


@pytest.fixture(autouse=True)
def nowhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Work where no configuration is found."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("LUQIAO_CONFIG", raising=False)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))


def said(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, list[dict[str, Any]]]:
    status = main(["law", *words, "--json"])
    return status, [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_the_built_in_law_has_no_fault_and_the_four_wrong_references_are_told(
    capsys: pytest.CaptureFixture[str],
) -> None:
    status, (found,) = said(capsys, "check")

    assert (status, found["ok"], found["digest"]) == (0, True, lawbook().digest)
    assert [note.split("（")[0] for note in found["notes"]] == [f"TML_IR {n}" for n in (51, 52, 53, 54)]
    assert all("2021-11-10至2023-07-19" in note for note in found["notes"])
    assert "TML_IR 51（references.toml" in next(stale(lawbook()))
    assert "引用TML第30条，2021-11-10至2023-07-19应为第28条（擅自收购烟叶）" in next(stale(lawbook()))


def test_a_file_and_a_folder_are_checked_over_the_built_in_rows(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "law"
    folder.mkdir()
    (folder / "r6.toml").write_text(COMING, encoding="utf-8")

    assert said(capsys, "check", str(folder / "r6.toml"))[0] == 0
    status, (found,) = said(capsys, "check", str(folder))

    assert status == 0
    assert found["rows"]["setting"] == len(lawbook().tables["setting"]) + 1


def test_a_fault_is_said_with_its_place_and_ends_with_status_2(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "r6.toml"
    file.write_text(COMING.replace("2026-12-31", "2027-01-05"), encoding="utf-8")

    assert main(["law", "check", str(file)]) == 2

    assert "r6在2027-01-01有两条有效的规定：r6.toml第2行" in capsys.readouterr().err
    assert main(["law", "check", str(tmp_path / "none.toml")]) == 2
    file.write_bytes("局".encode("gb18030"))
    assert main(["law", "check", str(file)]) == 2


def test_every_switch_is_shown_with_what_it_changes(capsys: pytest.CaptureFixture[str]) -> None:
    _, found = said(capsys, "switches", "--on", "2026-11-21")

    (six,) = [each for each in found if each["key"] == "r6"]
    assert (six["value"], six["domain"], six["question"]) == (True, "4.2 R6", "Q2")
    assert all(each["changes"] and each["domain"] and each["place"] for each in found)
    assert [each["value"] for each in found if each["key"] == "school_buffer_m"] == [50]


def test_the_bureaus_own_folder_counts_where_the_configuration_names_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / "r6.toml").write_text(COMING, encoding="utf-8")
    (tmp_path / "config.toml").write_text('[law]\nfolder = "own"\n', encoding="utf-8")

    _, found = said(capsys, "switches", "--on", "2027-01-01")

    (six,) = [each for each in found if each["key"] == "r6"]
    assert (six["value"], six["place"]) == (False, "r6.toml第7行")
    assert main(["law", "switches", "--on", "2026-12-31"]) == 0
    assert "r6 = true  失信被执行人" in capsys.readouterr().out


def test_a_case_is_screened_by_the_bureaus_own_rows_too(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / "r6.toml").write_text(COMING, encoding="utf-8")
    case = {"id": "1", "item": "renew", "received_on": "2027-01-01", "applicant": {"kind": "person"}}
    (tmp_path / "cases.jsonl").write_text(json.dumps(case), encoding="utf-8")

    before = said(capsys, "screen", "cases.jsonl")[1][0]["findings"]
    (tmp_path / "config.toml").write_text('[law]\nfolder = "own"\n', encoding="utf-8")
    after = said(capsys, "screen", "cases.jsonl")[1][0]["findings"]

    assert [each["rule"] for each in before] == ["R6", "A8"]
    assert [each["rule"] for each in after] == ["A8"]
