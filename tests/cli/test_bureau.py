"""init, doctor, daemon --once, audit, backup and restore, as a script calls them."""

import json
import sqlite3
import stat
from pathlib import Path
from typing import Any

import pytest

from cli.__main__ import main
from usecases.officers import TRAINING
from wiring.training import training_config

NOWHERE = "http://127.0.0.1:9"  # the discard port: nobody listens


@pytest.fixture
def config(tmp_path: Path) -> str:
    file = tmp_path / "config.toml"
    file.write_text(training_config(NOWHERE), encoding="utf-8")
    return str(file)


def call(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, Any]:
    """Run one command with --json; return its exit status and its document."""
    status = main([*words, "--json"])
    return status, json.loads(capsys.readouterr().out)


def test_init_creates_once_and_is_safe_to_repeat(
    config: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    first = call(capsys, "init", "--config", config)
    again = call(capsys, "--config", config, "init")

    expected = {"database": f"sqlite:///{tmp_path}/luqiao.db", "revision": "0001", "created": True}
    assert first == (0, expected)
    assert again == (0, expected | {"created": False})
    rows = sqlite3.connect(tmp_path / "luqiao.db").execute("select login from officers").fetchall()
    assert {login for (login,) in rows} == {officer.login for officer in TRAINING}
    assert sqlite3.connect(tmp_path / "luqiao.db").execute("select count(*) from ledger").fetchone() == (1,)
    for private in ("luqiao.db", "ledger.key", "vault.key"):
        assert stat.S_IMODE((tmp_path / private).stat().st_mode) == 0o600


def test_without_training_nobody_is_registered(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "config.toml"
    file.write_text('[database]\nurl = "sqlite:///deep/down/l.db"\n', encoding="utf-8")

    status, _ = call(capsys, "init", "--config", str(file))

    assert status == 0
    assert sqlite3.connect(tmp_path / "deep/down/l.db").execute("select count(*) from officers").fetchone() == (0,)


def test_a_password_is_never_printed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "config.toml"
    file.write_text('[database]\nurl = "postgresql+psycopg://u:hunter2@127.0.0.1:9/l"\n', encoding="utf-8")

    status, said = call(capsys, "init", "--config", str(file))

    assert status == 3
    assert said["error"]["kind"] == "outside_unavailable"
    assert "hunter2" not in json.dumps(said)


def test_every_command_says_that_the_database_is_missing(config: str, capsys: pytest.CaptureFixture[str]) -> None:
    for words in (["audit", "verify"], ["daemon", "--once"], ["applications", "list"]):
        status, said = call(capsys, *words, "--config", config)

        assert status == 3
        assert "init" in said["error"]["next"]


def test_doctor_names_what_is_broken_and_what_to_do(config: str, capsys: pytest.CaptureFixture[str]) -> None:
    main(["init", "--config", config])
    capsys.readouterr()

    status, said = call(capsys, "doctor", "--config", config)

    checks = {check["name"]: check for check in said["checks"]}
    assert status == 1
    assert not said["ok"]
    assert set(checks["database"]) == {"name", "state", "detail", "next"}
    assert {checks[name]["state"] for name in ("configuration", "database", "secrets.wechat", "disk")} <= {"ok", "warn"}
    assert checks["reach.wechat"]["state"] == "fail"
    assert checks["job.poll_intake:wechat"]["state"] == "warn"
    assert all(check["next"] for check in said["checks"] if check["state"] != "ok")


def test_doctor_names_rows_that_are_kept_and_not_entered_for_long(
    config: str, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["init", "--config", config])
    capsys.readouterr()
    columns = "channel, channel_ref, revision, digest, raw, received_at"
    kept = f"insert into arrivals ({columns}) values ('wechat', ?, 1, ?, ?, ?)"
    with sqlite3.connect(Path(config).parent / "luqiao.db") as database:
        database.execute(kept, ("WX1", b"1", b"{}", "2026-01-01 00:00:00.000000"))
        database.execute(kept, ("WX2", b"2", b"{}", "2026-01-01 00:00:01.000000"))

    _, said = call(capsys, "doctor", "--config", config)

    (found,) = [check for check in said["checks"] if check["name"].startswith("arrivals")]
    assert (found["name"], found["state"]) == ("arrivals.wechat", "warn")
    assert found["detail"] == "2 件来件已收妥，自2026-01-01T08:00:00+08:00起等待登记"


def test_doctor_looks_at_the_rest_when_the_database_or_a_secret_is_missing(
    config: str, capsys: pytest.CaptureFixture[str]
) -> None:
    text = Path(config).read_text(encoding="utf-8").replace("test:luqiao-kiosk-test-secret", "env:LUQIAO_NOT_THERE")
    Path(config).write_text(text, encoding="utf-8")

    status, said = call(capsys, "doctor", "--config", config)

    states = {check["name"]: check["state"] for check in said["checks"]}
    assert status == 1
    assert (states["database"], states["secrets.kiosk"], states["secrets.wechat"]) == ("fail", "fail", "ok")


def test_doctor_of_a_broken_configuration_is_one_failed_check(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "c.toml").write_text("[bureu]\n", encoding="utf-8")

    status, said = call(capsys, "doctor", "--config", str(tmp_path / "c.toml"))

    assert status == 1
    assert [(check["name"], check["state"]) for check in said["checks"]] == [("configuration", "fail")]


def test_one_pass_in_a_dead_city_is_status_3_and_says_so_of_each_job(
    config: str, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["init", "--config", config])
    capsys.readouterr()

    status, said = call(capsys, "daemon", "--once", "--config", config, "--job", "poll_intake:wechat", "--job", "prune")

    polled, pruned = said["jobs"]
    assert status == 3
    assert (polled["job"], polled["outcome"], polled["read"]) == ("poll_intake:wechat", "failed", 0)
    assert polled["error"]
    assert pruned == {"job": "prune", "outcome": "ok", "read": 0, "written": 0, "sent": 0, "error": None}


@pytest.mark.parametrize("words", [["--job", "prune"], ["--once", "--job", "nothing"]], ids=["without once", "unknown"])
def test_a_wrong_job_is_status_2(config: str, capsys: pytest.CaptureFixture[str], words: list[str]) -> None:
    main(["init", "--config", config])
    capsys.readouterr()

    status, said = call(capsys, "daemon", *words, "--config", config)

    assert status == 2
    assert said["error"]["kind"] == "invalid_input"


def test_the_ledger_is_verified_and_a_changed_entry_is_found(
    config: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["init", "--config", config])
    capsys.readouterr()
    good = call(capsys, "audit", "verify", "--config", config)

    database = sqlite3.connect(tmp_path / "luqiao.db")
    database.execute("drop trigger ledger_no_update")
    database.execute("update ledger set body = cast(replace(cast(body as text), 'system', 'nobody') as blob)")
    database.commit()
    bad = call(capsys, "audit", "verify", "--config", config)

    assert good == (0, {"ok": True, "entries": 1, "first_broken": None, "checkpoints": 0})
    assert bad[0] == 1
    assert bad[1]["first_broken"] == 1


def test_a_backup_can_be_restored_from_the_command_line(
    config: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["init", "--config", config])
    capsys.readouterr()
    status, backup = call(capsys, "backup", str(tmp_path / "b"), "--config", config)
    (tmp_path / "luqiao.db").write_bytes(b"destroyed")

    restored, said = call(capsys, "restore", backup["file"], "--config", config)

    assert (status, restored) == (0, 0)
    assert set(backup) == set(said) == {"file", "bytes", "sha256", "revision"}
    assert call(capsys, "audit", "verify", "--config", config)[0] == 0


def test_the_console_wants_a_terminal(config: str, capsys: pytest.CaptureFixture[str]) -> None:
    status, said = call(capsys, "console", "--config", config)

    assert status == 2
    assert "终端" in said["error"]["message"]
