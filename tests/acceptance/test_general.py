"""What every command keeps: where options stand, what an error looks like, which status it ends with."""

import subprocess
from pathlib import Path

import pytest

from tests.acceptance.program import LUQIAO, luqiao

COMMANDS = (
    "init", "demo", "console", "city", "daemon", "doctor", "applications", "blacklist", "law", "check", "outbox",
    "reconcile", "audit", "backup", "restore", "adapter",
)  # fmt: skip


def test_help_and_version_need_no_configuration(folder: Path) -> None:
    assert luqiao("--version", cwd=folder).out.startswith("luqiao ")
    assert all(f"  {name} " in luqiao("--help", cwd=folder).out for name in COMMANDS)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself(folder: Path, command: str) -> None:
    shown = luqiao(command, "--help", cwd=folder)

    assert (shown.status, shown.err) == (0, "")
    assert f"{command}" in shown.out


@pytest.mark.parametrize(
    "words",
    [
        ["--json", "nosuch"],
        ["nosuch", "--json"],
        ["--json"],
        ["--json", "--lang", "fr", "init"],
        ["applications", "list", "--json"],
        ["--config", "none.toml", "--json", "doctor", "x"],
        ["init", "--json", "--config", "none.toml"],
        ["law", "term", "--from", "2026-02-30", "--length", "5wd", "--json"],
        ["law", "screen", "none.jsonl", "--json"],
        ["check", "NOSUCH", "1", "--json"],
        ["backup", "--json"],
    ],
    ids=" ".join,
)
def test_a_wrong_call_ends_with_2_one_line_and_the_error_as_json(folder: Path, words: list[str]) -> None:
    ran = luqiao(*words, cwd=folder)

    assert ran.status == 2
    assert ran.error()["kind"] in {"invalid_input", "not_found"}
    assert "\\u" not in ran.out


def test_global_options_and_variables_stand_anywhere(folder: Path) -> None:
    words = ("check", "ID", "350203199003070014")
    first = luqiao("--json", "--lang", "en", *words, cwd=folder)

    assert first.json == luqiao(*words, "--lang", "zh", "--json", cwd=folder).json
    assert "create the database" in luqiao("--help", cwd=folder, LUQIAO_LANG="en").out
    assert "none.toml" in luqiao("init", cwd=folder, LUQIAO_CONFIG="none.toml").err


def test_a_reader_that_leaves_early_is_no_error(folder: Path) -> None:
    line = '{"id": "c", "item": "renew", "received_on": "2026-11-21", "applicant": {"kind": "person"}}\n'
    (folder / "many.jsonl").write_text(line * 5000, encoding="utf-8")

    with subprocess.Popen(
        [*LUQIAO, "law", "screen", "many.jsonl"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=folder
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.readline()
        process.stdout.close()
        assert process.stderr.read() == b""


def test_a_configuration_prints_complete_and_stays_beside_its_database(folder: Path, tmp_path: Path) -> None:
    printed = luqiao("city", "config", "--base-url", "http://127.0.0.1:9", cwd=folder).out
    (tmp_path / "config.toml").write_text(printed, encoding="utf-8")

    made = luqiao("init", "--json", "--config", str(tmp_path / "config.toml"), cwd=folder)
    again = luqiao("--config", str(tmp_path / "config.toml"), "init", "--json", cwd=folder)

    assert (made.json["created"], again.json["created"]) == (True, False)
    assert str(tmp_path) in made.json["database"]
    assert made.json["revision"] == again.json["revision"]


def test_a_city_that_is_down_is_said_by_the_doctor_and_by_a_pass_of_the_daemon(folder: Path, tmp_path: Path) -> None:
    printed = luqiao("city", "config", "--base-url", "http://127.0.0.1:9", cwd=folder).out
    (tmp_path / "config.toml").write_text(printed, encoding="utf-8")
    luqiao("init", cwd=tmp_path)

    doctor = luqiao("doctor", "--json", cwd=tmp_path)
    once = luqiao("daemon", "--once", "--job", "poll_intake", "--json", cwd=tmp_path)

    assert (doctor.status, doctor.json["ok"]) == (1, False)
    assert {"name", "state", "detail", "next"} == set(doctor.json["checks"][0])
    assert once.status == 3
    assert {job["outcome"] for job in once.json["jobs"]} == {"failed"}
