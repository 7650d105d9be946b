"""Channels in tests: where they are, and their tokens."""

import json

import httpx
import pytest

from tests.adapters.conftest import outside

BASE = "http://outside.test"


def old_json(document: object) -> httpx.Response:
    """Return an answer of the website: GB18030 that does not say so."""
    text = json.dumps(document, ensure_ascii=False)
    return httpx.Response(200, content=text.encode("gb18030"), headers={"Content-Type": "application/json"})


@pytest.fixture
def tokens() -> None:
    answer = {"access_token": "token-of-the-test", "expires_in": 1800, "refresh_token": "x"}
    outside.post(f"{BASE}/wechat/cgi-bin/stable_token").respond(json=answer)
    outside.get(f"{BASE}/ixiamen/api-gateway/gateway/get-token").respond(json=answer)
