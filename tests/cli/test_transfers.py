"""`luqiao applications transfer`, `accept-transfer` and `return-transfer`: exit status and what was kept."""

from pathlib import Path

import pytest

from tests.support.desk import Desk
from tests.support.rows import receive, row
from usecases import offices

ONE = "A-2026-000001"


def test_an_application_is_handed_over_sent_back_and_accepted(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    desk = Desk(tmp_path, "http://127.0.0.1:1", capsys)
    assert desk("init")[0] == 0
    office = desk.open()
    receive(office, row())
    give = ("applications", "transfer", ONE, "--to", "350206", "--as", "clerk")

    assert desk("applications", "accept-transfer", ONE, "--as", "clerk")[0] == 1
    assert desk(*give)[0] == 2  # no reason
    assert desk(*give, "--note", "店铺已迁至湖里区")[0] == 0
    assert desk("applications", "return-transfer", ONE, "--note", "仍在思明区", "--as", "clerk2")[0] == 0
    assert desk(*give, "--note", "已核实")[0] == 0
    assert desk("applications", "accept-transfer", ONE, "--as", "clerk2")[0] == 0

    with office.reading() as session:
        assert offices.in_charge(session, ONE) == "350206"

    add = ("officers", "add", "huli", "--name", "吴立", "--role", "licence_clerk", "--office", "350206")
    assert desk(*add, "--as", "secadmin")[0] == 0
    assert desk("applications", "assign", ONE, "--to", "huli", "--as", "supervisor")[0] == 0
    listed = [(*desk("applications", "list", "--office", code, *more)[0:1], desk.printed[:13])
              for code, *more in (("350206",), ("350206", "--assigned-to", "huli"), ("350203",))]  # fmt: skip
    assert listed == [(0, ONE), (0, ONE), (0, "")]
    assert desk("applications", "list", "--office", "999999")[0] == 2
    assert desk("applications", "assign", ONE, "--to", "-", "--as", "huli")[0] == 0
    office.close()
