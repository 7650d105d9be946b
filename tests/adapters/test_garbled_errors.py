"""An error whose body did not arrive says nothing: it is unknown, and stops no system and no message."""

from datetime import UTC, datetime

import pytest

from adapters.engine.loading import load, profile_text
from adapters.engine.outcomes import Judge
from adapters.engine.transport import Reply

REF = ("kiosk", "credit", "business", "elicence", "police", "case_system", "post", "rating", "sms")
NOW = datetime(2026, 11, 21, tzinfo=UTC)
OPERATIONS = ("list", "send", "receipt", "inquire", "attachment", "ack", "event", "check", "token")


def judge(system: str) -> Judge:
    """Return the rules of a profile of the reference city."""
    profile = load(*profile_text(f"reference/{system}"))
    return Judge(profile.outcome, lambda: NOW, profile.retry)


def reply(status: int, *headers: tuple[str, str]) -> Reply:
    """Return an error that was cut in its body."""
    return Reply(status, (("Content-Type", "application/json"), *headers), b'{"code":"timesta')


@pytest.mark.parametrize("system", REF)
@pytest.mark.parametrize("status", [400, 401, 403, 404, 409, 413, 415, 422])
def test_an_error_without_its_words_is_unknown(system: str, status: int) -> None:
    rules = judge(system)

    assert {rules.judge(operation, reply(status), None).then for operation in OPERATIONS} == {"unknown"}


@pytest.mark.parametrize("system", REF)
def test_an_error_with_its_words_stops_or_rejects(system: str) -> None:
    rules = judge(system)

    assert rules.judge("send", reply(401), {"code": "signature_invalid"}).then == "stopped"
    assert rules.judge("send", reply(422), {"code": "field_missing"}).then == "rejected"
    assert rules.judge("send", reply(401), {"code": "timestamp_skew"}).then == "skew"


def test_the_city_app_s_word_may_stand_in_the_header_alone() -> None:
    rules = judge("ixiamen")

    assert {rules.judge(each, reply(400), None).then for each in OPERATIONS} == {"unknown"}
    assert rules.judge("event", reply(422, ("x-error-code", "ack_missing")), None).then == "not_acknowledged"
    assert rules.judge("list", reply(400, ("x-error-code", "access_token_invalid")), None).then == "reauth"
    assert rules.judge("event", reply(409, ("x-error-code", "event_conflict")), None).then == "rejected"
    assert rules.judge("token", reply(400, ("x-error-code", "sign_invalid")), None).then == "stopped"
