"""The kinds of [auth]: what they ask for, where they put it, how they renew it, and how often they may."""

import asyncio
import base64
import threading
from collections.abc import Coroutine
from typing import Any

import httpx
import pytest

from adapters.engine.tokens import Fetched, TokenKeeper
from models.errors import InvalidInput, OutsideUnavailable
from ports.exchanges import Crossing, Verdict
from tests.adapters.conftest import StoppedClock, outside
from tests.adapters.declared import BASE, SEND, send, system

JSON = 'json = { id = "{id}" }\n'
OK = httpx.Response(200, json={"code": "00"})
SECRETS = {"user": "luqiao", "password": "pass-word-1", "client_id": "cid-12345", "client_secret": "c-secret-1"}
GATEWAY = """
[auth]
kind = "token"
[auth.token]
token = "$.requestSecret"
ttl = "15m"
query = { appKey = "{secret:key}" }
[auth.token.request]
method = "POST"
path = "/token"
[auth.token.sign]
algorithm = "md5"
parts = ["{secret:key}{secret:secret}{timestamp}"]
query = { appKey = "{secret:key}", sign = "{signature}", requestTime = "{timestamp}" }
[auth.token.refresh]
token = "$.refreshSecret"
ttl = "48h"
request = { method = "POST", path = "/refresh" }
[auth.token.refresh.sign]
algorithm = "md5"
parts = ["{secret:key}{refresh_token}{timestamp}"]
query = { appKey = "{secret:key}", sign = "{signature}", requestTime = "{timestamp}" }
[sign]
algorithm = "md5"
parts = ["{secret:key}{token}{timestamp}"]
query = { sign = "{signature}", requestTime = "{timestamp}" }
"""
LOGIN = """
[transport]
dialect = "soap"
[auth]
kind = "soap-login"
[auth.token]
token = "$.return"
ttl = "30m"
body = { guid = "{token}" }
[auth.token.request]
method = "POST"
path = "/ws"
[auth.token.request.soap]
operation = "authorization"
namespace = "urn:x"
arguments = { user = "{secret:user}", pwd = "{secret:password}" }
"""


@outside
async def test_basic_is_that_of_rfc_7617_and_is_never_kept(passing: StoppedClock, crossings: list[Crossing]) -> None:
    auth = '[auth]\nkind = "basic"\nbasic = { username = "user", password = "password" }\n'
    sent = outside.post(f"{BASE}/send").mock(return_value=OK)

    one = system(auth + SEND + JSON, SECRETS, passing, crossings)
    await send(one)

    given = base64.b64encode(b"luqiao:pass-word-1").decode()
    assert sent.calls[0].request.headers["Authorization"] == f"Basic {given}"
    assert given not in repr(crossings)


@pytest.mark.parametrize("place", ["header", "body"])
@outside
async def test_client_credentials_are_those_of_oauth_2(
    passing: StoppedClock, crossings: list[Crossing], place: str
) -> None:
    auth = f'[auth]\nkind = "oauth2-cc"\noauth2 = {{ path = "/oauth/token", scope = "push", place = "{place}" }}\n'
    asked = outside.post(f"{BASE}/oauth/token").respond(json={"access_token": "tok-123456", "expires_in": 3600})
    sent = outside.post(f"{BASE}/send").mock(return_value=OK)

    await send(system(auth + SEND + JSON, SECRETS, passing, crossings))

    form = dict(httpx.QueryParams(asked.calls[0].request.content.decode()))
    assert (form["grant_type"], form["scope"]) == ("client_credentials", "push")
    assert form.get("client_secret") == (None if place == "header" else "c-secret-1")
    assert ("Authorization" in asked.calls[0].request.headers) is (place == "header")
    assert sent.calls[0].request.headers["Authorization"] == "Bearer tok-123456"
    assert not any(secret in repr(crossings) for secret in ("c-secret-1", "tok-123456"))


@outside
async def test_the_stable_token_of_wechat_needs_no_more_than_its_name(passing: StoppedClock) -> None:
    asked = outside.post(f"{BASE}/cgi-bin/stable_token").respond(
        json={"access_token": "tok-123456", "expires_in": 7200}
    )
    sent = outside.post(f"{BASE}/send").mock(return_value=OK)

    text = '[auth]\nkind = "wechat-stable"\n' + SEND + JSON
    await send(system(text, {"appid": "wx1", "secret": "wx-secret"}, passing))

    assert b'"grant_type":"client_credential"' in asked.calls[0].request.content
    assert sent.calls[0].request.url.params["access_token"] == "tok-123456"


@outside
async def test_three_secrets_of_a_gateway_each_live_their_time(
    passing: StoppedClock, crossings: list[Crossing]
) -> None:
    first = outside.post(url__startswith=f"{BASE}/token").mock(
        side_effect=[
            httpx.Response(200, json={"requestSecret": "request-one", "refreshSecret": "refresh-one"}),
            httpx.Response(200, json={"requestSecret": "request-three", "refreshSecret": "refresh-three"}),
        ]
    )
    renewed = outside.post(url__startswith=f"{BASE}/refresh").respond(
        json={"requestSecret": "request-two", "refreshSecret": "refresh-two"}
    )
    outside.post(url__startswith=f"{BASE}/send").mock(return_value=OK)
    one = system(GATEWAY + SEND + JSON, {"key": "demo-key", "secret": "demo-secret"}, passing, crossings)

    await send(one)
    passing.seconds += 13 * 60
    await send(one)
    passing.seconds += 48 * 3600
    await send(one)

    assert (first.call_count, renewed.call_count) == (2, 1)
    kept = repr(crossings)
    assert not any(secret in kept for secret in ("request-one", "refresh-two", "request-three", "demo-secret"))


@outside
async def test_a_login_by_soap_gives_the_first_argument_of_every_call(
    passing: StoppedClock, crossings: list[Crossing]
) -> None:
    answers = [b"<authorizationResponse><return>guid-123456</return></authorizationResponse>"]
    answers += [b"<r><code>00</code></r>"] * 2
    head = b'<soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"><soap:Body>'
    bodies = [head + one + b"</soap:Body></soap:Envelope>" for one in answers]
    xml = {"Content-Type": "text/xml; charset=utf-8"}
    sent = outside.post(f"{BASE}/ws").mock(side_effect=[httpx.Response(200, headers=xml, content=b) for b in bodies])
    operation = 'soap = { operation = "report", namespace = "urn:x", arguments = { text = "<w:report>{text}" } }\n'

    one = system(LOGIN + SEND.replace("/send", "/ws") + operation, SECRETS, passing, crossings)
    answer = await send(one)

    assert answer.verdict is Verdict.OK
    assert b"<user>luqiao</user><pwd>pass-word-1</pwd>" in sent.calls[0].request.content
    called = sent.calls[1].request.content.decode()
    assert "<w:report><guid>guid-123456</guid><text>&lt;w:report&gt;字</text></w:report>" in called
    assert not any(secret in repr(crossings) for secret in ("guid-123456", "pass-word-1"))


@outside
async def test_a_token_is_not_asked_for_more_often_than_the_hour_allows(passing: StoppedClock) -> None:
    auth = """
[auth]
kind = "token"
[auth.token]
request = { method = "GET", path = "/token" }
token = "$.t"
ttl = "2h"
max_per_hour = 2
headers = { T = "{token}" }
"""
    tokens = outside.get(f"{BASE}/token").mock(
        side_effect=[httpx.Response(200, json={"t": f"token-{n}"}) for n in range(9)]
    )
    outside.post(f"{BASE}/send").respond(json={"code": "401"})
    one = system(auth + SEND + JSON, {}, passing)

    assert (await send(one)).verdict is Verdict.STOPPED
    with pytest.raises(OutsideUnavailable, match="一小时内已取令牌 2 次") as refusal:
        await send(one)

    assert tokens.call_count == 2
    assert refusal.value.retry_after is not None


@pytest.mark.parametrize(
    ("auth", "said"),
    [
        ('kind = "basic"', "auth.basic"),
        ('kind = "none"\nheaders = { A = "b" }', "headers、query、body"),
        ('kind = "static"', "headers、query、body"),
        ('kind = "oauth2-cc"', "auth.oauth2"),
        ('kind = "static"\nbody = { k = "{secret:nobody}" }', "没有密钥“nobody”"),
    ],
    ids=["no basic", "values of none", "nothing static", "no oauth2", "no such secret"],
)
def test_an_auth_that_lacks_something_is_refused_when_it_is_loaded(passing: StoppedClock, auth: str, said: str) -> None:
    with pytest.raises(InvalidInput, match=said):
        system(f"[auth]\n{auth}\n", {}, passing)


def test_two_threads_with_a_loop_each_share_one_fetch() -> None:
    fetched: list[int] = []
    begun, go_on = threading.Event(), threading.Event()

    async def fetch(_refresh: str) -> Fetched:
        fetched.append(1)
        begun.set()
        await asyncio.to_thread(go_on.wait, 5)
        return Fetched("token-one", 3600.0)

    keeper, found = TokenKeeper(fetch, "1s"), []

    def run(work: Coroutine[Any, Any, Any]) -> None:
        found.append(asyncio.run(work).token)

    first = threading.Thread(target=run, args=(keeper.get(),))
    first.start()
    assert begun.wait(5)
    second = threading.Thread(target=run, args=(keeper.get(),))
    second.start()
    go_on.set()
    first.join(5)
    second.join(5)

    assert found == ["token-one", "token-one"]
    assert len(fetched) == 1


async def test_a_fetch_that_fails_or_is_given_up_leaves_the_way_to_the_next() -> None:
    ways: list[str] = []

    async def fetch(_refresh: str) -> Fetched:
        ways.append("asked")
        if len(ways) == 1:
            raise OutsideUnavailable("no")
        if len(ways) == 2:
            await asyncio.Event().wait()
        return Fetched("token-one", 3600.0)

    keeper = TokenKeeper(fetch, "1s")
    with pytest.raises(OutsideUnavailable):
        await keeper.get()
    given_up = asyncio.create_task(keeper.get())
    waiting = asyncio.create_task(keeper.get())
    await asyncio.sleep(0)
    given_up.cancel()

    assert (await waiting).token == "token-one"
    assert len(ways) == 3
