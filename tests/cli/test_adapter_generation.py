"""The command line on generations: a check reads the policy of a profile aloud, a switch is a deed with a reason."""

import json
import re
from pathlib import Path

import pytest

from adapters.engine.loading import profile_text
from cli import doctor
from cli.__main__ import main
from models.tables.columns import table_of
from models.tables.outbox import OutboxRow
from tests.adapters.conftest import outside
from tests.support.desk import Desk

OUTBOX = table_of(OutboxRow)
NOTE = "信用平台2026年11月20日通知启用旧版"
NOBODY = "http://127.0.0.1:9"


@pytest.fixture
def desk(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Desk:
    """A bureau whose credit platform is nowhere to be reached."""
    made = Desk(tmp_path, NOBODY, capsys)
    made("init")
    return made


def sent(desk: Desk) -> None:
    """Let a record have left for the credit platform."""
    office = desk.open()
    texts = dict.fromkeys(
        ("record_key", "hash", "receipt_no", "receiver_state", "code", "field", "message", "hint"), ""
    )
    moments = {"created_at": office.now(), "next_try_at": office.now()}
    one = {"system": "credit", "key": "k", "subject": "k", "kind": "xk", "op": "upsert", "version": 1, "payload": {}}
    with office.engine.begin() as connection:
        connection.execute(OUTBOX.insert().values(**one, **texts, **moments, state="confirmed", tries=1, checks=0))
    office.close()


def generation(desk: Desk) -> tuple[str, str]:
    office = desk.open()
    try:
        found = {check.name: check for check in doctor.of_generations(office)}
    finally:
        office.close()
    return found["generation.credit"].state, found["generation.credit"].detail


def test_a_check_reads_aloud_how_numbers_leave_and_what_is_changed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["adapter", "check", "municipal-2015/credit"]) == 0
    told = capsys.readouterr().out

    assert "栏目 2015 代" in told
    assert "xk XK_XDR_SFZ：隐去出生日期六位" in told
    assert "XK_XDR_SWDJ、CF_XDR_SWDJ：对方的纳税人识别号" in told


def test_a_check_for_a_machine_has_the_same_with_its_lines(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--json", "adapter", "check", "municipal-2015/credit"]) == 0
    told = json.loads(capsys.readouterr().out)

    assert (told["ok"], told["generation"]) == (True, "2015")
    assert {"kind": "cf", "field": "CF_XDR_SFZ", "mask": "birth6"} in told["identity"]
    assert [one["then"] for one in told["adjust"]] == ["suppress", "suppress", "replace", "replace"]


def test_a_check_names_everything_that_is_wrong_at_once(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    text, _ = profile_text("municipal-2015/credit")
    wrong = (
        text.replace('mask = "birth6", ', "").replace('disputed = "2"', 'disputed = "0"').replace("XK_NR =", "XK_NT =")
    )
    (tmp_path / "wrong.toml").write_text(wrong, encoding="utf-8")

    assert main(["--json", "adapter", "check", str(tmp_path / "wrong.toml")]) == 1
    faults = [one["message"] for one in json.loads(capsys.readouterr().out)["faults"]]

    numbers = [int(re.search(r"第 (\d+) 行", fault)[1]) for fault in faults]  # type: ignore[index]
    assert numbers == sorted(numbers)
    assert sum("没有写明怎样送出" in fault for fault in faults) == 2
    assert sum("“XK_NT”不属于 2015 代" in fault for fault in faults) == 1
    assert any("disputed 应为“2”" in fault for fault in faults)


def test_doctor_and_the_command_tell_when_the_profile_is_of_another_generation(desk: Desk) -> None:
    sent(desk)
    before = generation(desk)
    desk.change('profile = "reference/credit"', 'profile = "municipal-2015/credit"')

    assert before == ("ok", "424-2018 代")
    assert generation(desk) == ("fail", "已报送的记录是 424-2018 代，对接规范是 2015 代：守护进程不会推送")
    assert desk("adapter", "generation", "credit")[0] == 1
    assert "对接规范是 2015 代，已报送的记录是 424-2018 代" in desk.printed


@outside
def test_doctor_fails_where_the_receiver_says_that_it_takes_another_generation(desk: Desk) -> None:
    desk.change('profile = "reference/credit"', 'profile = "municipal-2015/credit"')
    asked = outside.get(f"{NOBODY}/credit/v1/about")
    asked.respond(json={"code": "00", "generation": "424-2018"})
    other = generation(desk)
    asked.respond(json={"code": "00", "generation": "2015"})

    assert other == ("fail", "credit：对方说它收“424-2018”代的栏目，对接规范是“2015”代。")
    assert generation(desk) == ("ok", "2015 代")


def test_a_switch_is_a_deed_with_an_officer_and_a_reason(desk: Desk) -> None:
    sent(desk)
    desk.change('profile = "reference/credit"', 'profile = "municipal-2015/credit"')
    switch = ("adapter", "generation", "credit", "--switch", "2015")

    assert "由谁办理" in desk(*switch)[1]
    assert "写明原因" in desk(*switch, "--as", "sysadmin")[1]
    assert desk(*switch, "--note", NOTE, "--as", "clerk")[0] == 1
    assert desk(*switch, "--note", NOTE, "--as", "sysadmin")[0] == 0
    assert generation(desk)[0] == "warn"  # nobody is there to be asked


def test_only_a_receiver_of_records_has_a_generation(desk: Desk) -> None:
    assert "没有栏目代际" in desk("adapter", "generation", "sms")[1]
    assert "没有名为 nobody" in desk("adapter", "generation", "nobody")[1]
