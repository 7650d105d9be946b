"""`luqiao instant`: list, show, review, stop and resume, as scripts drive it."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from tests.support.desk import Desk
from tests.support.instant import ONE, arrived, decided, proved
from tests.support.rows import form

STOP = ("instant", "stop", "--reason", "发现误判", "--as", "supervisor")


@pytest.fixture
def desk(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Desk:
    """Return a bureau whose machine granted one application and left one to people."""
    desk = Desk(tmp_path, "http://127.0.0.1:1", capsys)
    desk.change("enabled = false", "enabled = true")
    assert desk("init")[0] == 0
    office = desk.open()
    decided(office, arrived(office, form(), proved()))
    silent = proved(police={"status": "unavailable", "message": "503"})
    other = replace(form(), licence_no="350203100002")
    decided(office, arrived(office, other, silent, "WX2", ONE[:-1] + "2"))
    office.close()
    return desk


def answer(desk: Desk, *words: str) -> dict[str, object]:
    assert desk(*words, "--json")[0] == 0
    found: dict[str, object] = json.loads(desk.printed)
    return found


def lines(desk: Desk, *words: str) -> list[dict[str, object]]:
    assert desk(*words, "--json")[0] == 0
    return [json.loads(line) for line in desk.printed.splitlines()]


def test_judgements_are_listed_and_shown_with_every_reason(desk: Desk) -> None:
    assert [(one["id"], one["outcome"]) for one in lines(desk, "instant", "list")] == [
        ("A-2026-000002", "person"), ("A-2026-000001", "granted"),
    ]  # fmt: skip
    assert len(lines(desk, "instant", "list", "--outcome", "granted", "--item", "renew")) == 1

    found = answer(desk, "instant", "show", "A-2026-000002")

    steps = {step["code"]: step["answer"] for step in found["chain"]}  # type: ignore[attr-defined]
    assert (steps["identity"], steps["business"]) == ("unknown", "yes")
    assert desk("instant", "show", ONE)[0] == 0
    assert "申请人身份属实：姓名与证件号码一致。（公安核验" in desk.printed
    assert desk("instant", "show", "A-2026-000009")[0] == 2


def test_a_sample_is_confirmed_once_or_objected_to_with_a_reason(desk: Desk) -> None:
    assert desk("instant", "review", ONE, "--object", "--as", "clerk")[0] == 2
    assert desk("instant", "review", ONE, "--object", "--reason", "经营者已去世，查户籍", "--as", "auditor")[0] == 1
    reason = ("--reason", "持证人已死亡，依据户籍")
    assert answer(desk, "instant", "review", ONE, "--object", *reason, "--as", "clerk")["result"] == "objected"

    (found,) = lines(desk, "instant", "list", "--review", "objected")
    assert (found["reviewed_by"], found["reason"]) == ("clerk", reason[1])
    assert desk("instant", "review", ONE, "--confirm", "--as", "approver")[0] == 1
    assert desk("instant", "review", "A-2026-000002", "--confirm", "--as", "approver")[0] == 2


def test_the_switch_is_thrown_and_thrown_back_by_those_who_may(desk: Desk) -> None:
    assert answer(desk, "instant", "status") | {"person": 1} == {
        "enabled": True, "stopped": False, "at": None, "by": None, "reason": None, "granted": 1, "accepted": 0,
        "person": 1,
    }  # fmt: skip
    assert desk("instant", "stop", "--reason", "发现误判", "--as", "clerk")[0] == 1
    stopped = answer(desk, *STOP)
    assert (stopped["stopped"], stopped["by"], stopped["reason"]) == (True, "supervisor", "发现误判")
    assert desk(*STOP)[0] == 1

    assert answer(desk, "instant", "resume", "--reason", "已查清", "--as", "approver")["stopped"] is False
