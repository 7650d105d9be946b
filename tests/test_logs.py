"""The log: no personal data, no secret, no local variable, no raw control character."""

import json
import logging
from collections.abc import Callable, Iterator

import pytest
import structlog

from wiring import logs, secrets

Start = Callable[..., structlog.stdlib.BoundLogger]
PERSON, OLD_PERSON, MOBILE = "35020319900307001X", "350203900307001", "13900000001"


@pytest.fixture
def log(monkeypatch: pytest.MonkeyPatch) -> Iterator[Start]:
    """Start the log within the test, where its stderr is."""
    root = logging.getLogger()
    monkeypatch.setattr(root, "handlers", list(root.handlers))
    level = root.level

    def start(how: str = "info") -> structlog.stdlib.BoundLogger:
        logs.start(how)
        return logs.logger("test")

    yield start
    root.setLevel(level)
    structlog.reset_defaults()


def line(capsys: pytest.CaptureFixture[str]) -> dict[str, object]:
    text = capsys.readouterr().err
    assert text.startswith("<")
    found: dict[str, object] = json.loads(text.partition(">")[2])
    return found


@pytest.mark.parametrize("number", [PERSON, OLD_PERSON, MOBILE], ids=["18 characters", "15 digits", "mobile"])
def test_numbers_of_persons_are_cut_wherever_they_stand(
    log: Start, capsys: pytest.CaptureFixture[str], number: str
) -> None:
    log().info("收到" + number + "的申请", no=number, parts=[{"tel": number}], as_number=int(number[:-1] + "0"))

    assert number not in json.dumps(line(capsys), ensure_ascii=False)


def test_codes_of_organisations_and_our_own_numbers_stay(log: Start, capsys: pytest.CaptureFixture[str]) -> None:
    log().info("x", uscc="92350206MA2YFAKE0X", id="A-2026-000001", entry=123456789, batch="LQ20261121040000-deadbeef")

    said = line(capsys)
    assert (said["uscc"], said["id"], said["entry"]) == ("92350206MA2YFAKE0X", "A-2026-000001", 123456789)
    assert said["batch"] == "LQ20261121040000-deadbeef"


def test_a_revealed_secret_and_bytes_are_not_shown(
    log: Start, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(secrets, "KNOWN", {"very-secret-value"})

    log().warning("GET /x?token=very-secret-value", body=b"abc")

    said = line(capsys)
    assert "very-secret-value" not in str(said)
    assert said["body"] == "<3 bytes>"


def test_an_exception_is_its_type_first_line_and_place_without_variables(
    log: Start, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail() -> None:
        applicant = "林海生"
        raise ValueError(f"wrong\n[parameters: {applicant}]")

    try:
        fail()
    except ValueError:
        log().exception("坏了")

    said = line(capsys)
    assert (said["error"], said["error_text"], said["level"]) == ("ValueError", "wrong", "error")
    assert "fail" in str(said["error_at"])
    assert "林海生" not in str(said)


def test_lines_of_libraries_take_the_same_way(log: Start, capsys: pytest.CaptureFixture[str]) -> None:
    log()
    logging.getLogger("sqlalchemy").warning("for %s", PERSON)

    assert line(capsys)["event"] == "for 3502************1X"


def test_control_characters_never_reach_the_terminal(log: Start, capsys: pytest.CaptureFixture[str]) -> None:
    log().info("店\x1b[2J\x9b\u202e\x00", name="\ud800")

    text = capsys.readouterr().err
    assert not {"\x1b", "\x9b", "\u202e", "\x00", "\ud800"} & set(text)
    plain = logs.as_line(None, "info", {"at": "2026-11-21T04:00:00Z", "level": "info", "event": "店\x1b[2J\n\x9b"})
    assert plain == "04:00:00 info    店<U+001B>[2J␊<U+009B>"


def test_below_the_level_nothing_is_said(capsys: pytest.CaptureFixture[str], log: Start) -> None:
    log("error").warning("x")

    assert capsys.readouterr().err == ""
