"""`luqiao crossings`: list, show, export for a dispute, seal anew after a change of keys."""

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from cli.__main__ import main
from models.values import SYSTEM_OFFICER
from ports.exchanges import Answer, Crossing, Verdict
from ports.platforms import RowAnswer, SendAnswer
from tests.usecases.test_outbox import batch, enqueue_records
from usecases import outbox_answers
from usecases.outbox_answers import Answered
from wiring.config import load
from wiring.office import open_office

if TYPE_CHECKING:
    from tests.cli.conftest import Run

WHO = "林海生 350203199003070014"


@pytest.fixture
def sent(config: str) -> str:
    """A record that left in a batch; the answer names a person."""
    office = open_office(load(Path(config)))
    enqueue_records(office, {})
    one = batch(office)
    body, now = json.dumps({"name": WHO}, ensure_ascii=False).encode(), office.now()
    call = Crossing("credit", "send", now, "POST", "http://127.0.0.1/v1", (), one.prepared.request, 202, (), body, 0.1)
    told = SendAnswer(Answer(Verdict.OK, call), "R1", (RowAnswer("k0", Verdict.OK, "accepted"),))
    office.perform(outbox_answers.note, "credit", [Answered(one, told, confirms=True)], by=SYSTEM_OFFICER)
    office.close()
    return config


def test_calls_are_listed_by_key_and_word_and_shown_with_their_bytes(sent: str, run: "Run") -> None:
    _, (line,) = run("crossings", "list", "--key", "k0")
    _, by_word = run("crossings", "list", "--word", "林海生", "--since", "2020-01-01")
    _, (shown,) = run("crossings", "show", str(line["id"]))
    status, _ = run("crossings", "list", "--word", "林海生")

    assert by_word == [line]
    assert WHO in str(shown["received"])
    assert status == 2


def test_an_export_is_a_folder_of_files_and_a_deed(sent: str, run: "Run", tmp_path: Path) -> None:
    folder = tmp_path / "dispute"
    words = ("crossings", "export", "--key", "k0", "--to", str(folder), "--as", "approver", "--reason", "行政复议举证")
    status, (said,) = run(*words)
    again, _ = run(*words)

    names = sorted(file.name for file in folder.iterdir())
    assert (status, again) == (0, 2)
    assert names == [
        "001-send-answer.bin",
        "001-send-request.bin",
        "SHA256SUMS",
        "index.json",
        "index.txt",
        "ledger.jsonl",
    ]
    assert WHO in (folder / "001-send-answer.bin").read_text(encoding="utf-8")
    assert said["calls"] == 1
    assert folder.stat().st_mode & 0o077 == 0


def test_after_a_change_of_keys_everything_is_sealed_anew_and_the_old_key_may_go(
    sent: str, run: "Run", tmp_path: Path
) -> None:
    (tmp_path / "newer.key").write_text("ab" * 32, encoding="ascii")
    (tmp_path / "newer.key").chmod(0o600)
    file = Path(sent)
    words = file.read_text(encoding="utf-8")
    both = '\n[vault]\nkey = "file:newer.key"\nold_keys = ["file:vault.key"]\n'
    file.write_text(words + both, encoding="utf-8")
    status, (said,) = run("crossings", "reseal", "--as", "sysadmin")
    _, (again,) = run("crossings", "reseal", "--as", "sysadmin")
    file.write_text(words + '\n[vault]\nkey = "file:newer.key"\n', encoding="utf-8")
    (tmp_path / "vault.key").unlink()
    _, (line,) = run("crossings", "list", "--key", "k0")
    _, (shown,) = run("crossings", "show", str(line["id"]))

    assert (status, said["resealed"], said["unreadable"], again["resealed"]) == (0, 3, 0, 0)
    assert WHO in str(shown["received"])


def test_whoever_may_not_change_keys_seals_nothing_anew(sent: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--config", sent, "crossings", "reseal", "--as", "clerk"]) == 1
    assert "无权" in capsys.readouterr().err
