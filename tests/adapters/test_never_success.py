"""What no rule of a profile knows is never success: random answers against every profile that there is."""

import json
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.engine.answers import AnswerReader, form_of
from adapters.engine.loading import CONTENT, load
from adapters.engine.logins import token_of
from adapters.engine.outcomes import REDIRECTS, Judge
from adapters.engine.paths import steps
from adapters.engine.splitting import Broken
from adapters.engine.transport import Reply
from adapters.engine.vocabulary import Profile

NOW = datetime(2026, 11, 22, tzinfo=UTC)
FILES = sorted(CONTENT.rglob("*.toml"))
PROFILES = [(str(file.relative_to(CONTENT)), load(file.read_text(encoding="utf-8"), file.name)) for file in FILES]
SUCCESS = {"ok", "duplicate"}
BINARY = {"attachment", "redirected"}  # bytes that are no document
STATUS = st.sampled_from([200, 201, 202, 204, 301, 400, 401, 403, 404, 409, 418, 422, 429, 500, 502, 503])
MEDIA = st.sampled_from(["application/json", "text/html", "text/xml", "text/plain", "", "application/octet-stream"])
BODIES = st.sampled_from([
    b"", b"ok", b"<html><body>200 OK</body></html>", b'"00"', b"[]", b"{", b"null", b"<a/>", b"\xff\xfe", b"true",
])  # fmt: skip
WORDS: st.SearchStrategy[object] = st.sampled_from(
    ["", "0x", "unheard-of", None, -7, 987654, 1.5, [], {}, ["00"], "OK", "0 0", "０"]
)
each = pytest.mark.parametrize("profile", [one for _, one in PROFILES], ids=[name for name, _ in PROFILES])


def judged(profile: Profile, operation: str, status: int, media: str, body: bytes) -> tuple[str, str, object]:
    """Return what an answer means as the client would say it: the word, the rule, the document."""
    token = token_of(profile.auth)
    judge = Judge(profile.outcome, lambda: NOW, profile.retry, token.invalid_when if token else ())
    reply = Reply(status, (("content-type", media),), body)
    reader = AnswerReader(profile.transport, form_of(profile.transport, None), None, None)
    document = None
    if media in reader.media and body:
        try:
            document = msgspec.json.decode(reader.json_of(body, media))
        except Broken:
            document = None
    judgement = judge.judge(operation, reply, document)
    return judgement.then, judgement.rule, document


def operations(profile: Profile) -> list[str]:
    """Return the operations that the rules of a profile name, and those that any profile has."""
    named = {name for rule in profile.outcome.rule for name in rule.when.operation or ()}
    return sorted(named | {"send", "list", "event", "token"})


@each
@given(data=st.data(), status=STATUS, media=MEDIA, body=BODIES)
@settings(max_examples=20, deadline=None)
def test_an_answer_that_is_no_document_is_never_a_success(
    profile: Profile, data: st.DataObject, status: int, media: str, body: bytes
) -> None:
    operation = data.draw(st.sampled_from([name for name in operations(profile) if name not in BINARY]))

    then, rule, document = judged(profile, operation, status, media, body)

    assert document is not None or then not in SUCCESS, rule
    assert status < 400 or then not in SUCCESS, rule
    assert status not in REDIRECTS or then == "redirect"
    assert rule != "no rule" or then == "unknown"


def worded(profile: Profile) -> dict[str, list[str]]:
    """Return the operations whose every success has a word of its own in the body, with the paths of those words."""
    found: dict[str, list[str]] = {}
    for operation in operations(profile):
        rules = [rule for rule in profile.outcome.rule if rule.then in SUCCESS]
        mine = [rule.when for rule in rules if rule.when.operation is None or operation in rule.when.operation]
        if mine and all(when.path and when.one_of and not when.absent for when in mine):
            found[operation] = [when.path for when in mine if when.path]
    return found


WORDED: list[tuple[str, Profile]] = [(name, profile) for name, profile in PROFILES if worded(profile)]


@pytest.mark.parametrize("profile", [one for _, one in WORDED], ids=[name for name, _ in WORDED])
@given(data=st.data(), status=STATUS, word=WORDS)
@settings(max_examples=20, deadline=None)
def test_an_answer_without_the_word_for_success_is_none(
    profile: Profile, data: st.DataObject, status: int, word: object
) -> None:
    known = worded(profile)
    operation = data.draw(st.sampled_from(sorted(known)))
    document: dict[str, object] = {}
    for path in known[operation]:
        _put(document, steps(path), word)

    found = Reply(status, (("content-type", "application/json"),), json.dumps(document).encode())
    judgement = Judge(profile.outcome, lambda: NOW, profile.retry).judge(operation, found, document)

    assert judgement.then not in SUCCESS, judgement.rule


def _put(document: dict[str, object], names: tuple[str, ...], word: object) -> None:
    for name in names[:-1]:
        inner = document.setdefault(name, {})
        if not isinstance(inner, dict):
            return
        document = inner
    document[names[-1]] = word


def test_every_profile_of_the_content_is_looked_at() -> None:
    assert {Path(name).parent.name for name, _ in PROFILES} >= {"reference", "legacy"}
    assert {name for name, _ in WORDED} >= {"legacy/credit_soap.toml", "legacy/sms_form.toml", "reference/joint.toml"}
