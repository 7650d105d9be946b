"""Lists as scripts read them: whole where no limit was given, and never a line too many."""

import json
from pathlib import Path

import pytest

from tests.support.desk import Desk
from tests.support.rows import receive, row

MANY = 130


@pytest.fixture
def desk(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Desk:
    """Return a bureau with more applications and messages than a page holds."""
    made = Desk(tmp_path, "http://127.0.0.1:9", capsys)
    assert made("init")[0] == 0
    office = made.open()
    receive(office, *[row(f"WX{number}") for number in range(MANY)])
    office.close()
    return made


def test_without_a_limit_every_application_is_listed(desk: Desk) -> None:
    assert desk("--json", "applications", "list") == (0, "")
    listed = [json.loads(line)["channel_ref"] for line in desk.printed.splitlines()]
    assert desk("--json", "applications", "list", "--limit", "7") == (0, "")

    assert len(set(listed)) == MANY
    assert [json.loads(line)["channel_ref"] for line in desk.printed.splitlines()] == listed[:7]


@pytest.mark.parametrize("command", ["applications", "outbox", "ratings", "deliveries", "cards", "instant"])
def test_a_limit_of_nothing_is_a_wrong_call(desk: Desk, command: str) -> None:
    status, said = desk(command, "list", "--limit", "0")

    assert (status, "--limit 须大于零" in said) == (2, True)
