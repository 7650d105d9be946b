"""Sends an answer, whole or spoiled by a fault."""

import asyncio
from typing import Any

import orjson
from aiohttp import web

from city.common.call import Answer, Call
from city.common.moments import http_date
from city.world import World

_HTML = (
    "<!DOCTYPE html><html><head><title>系统维护</title></head><body><h1>502 Bad Gateway</h1>"
    "<p>网站防火墙提示:您的请求已被拦截。</p></body></html>"
).encode()
_LOCATIONS = (
    "http://169.254.169.254/latest/meta-data/",
    "file:///etc/passwd",
    "http://10.0.0.1/admin",
    "https://portal.example.invalid/login",
    "//192.168.1.1/",
)


def plain(world: World, system: str, answer: Answer) -> web.Response:
    """An answer as it should be."""
    headers = {"Date": http_date(world.shown_now(system)), **answer.headers}
    response = web.Response(body=answer.content(), status=answer.status, headers=headers)
    response.headers["Content-Type"] = answer.content_type
    return response


def pretend_duplicate(answer: Answer) -> Answer:
    """The fault duplicate_answer: a first success that is called a duplicate."""
    if answer.payload is None or answer.status >= 300:
        return answer
    payload = _as_duplicate(orjson.loads(orjson.dumps(answer.payload)))
    if "msgid" in payload:
        payload.update(errcode=45065, errmsg="clientmsgid exist")
    if answer.status == 201:
        payload["duplicate"] = True
        answer.status = 200
    answer.payload = payload
    return answer


_DUPLICATE: dict[str, dict[Any, Any]] = {
    "duplicate": {False: True},
    "already": {False: True},
    "cf": {"0": "1"},
    "state": {"acked": "already", "accepted": "duplicate"},
}


def _as_duplicate(value: Any) -> Any:
    if isinstance(value, list):
        return [_as_duplicate(entry) for entry in value]
    if isinstance(value, dict):
        changed = {name: _as_duplicate(entry) for name, entry in value.items()}
        for name, words in _DUPLICATE.items():
            if isinstance(changed.get(name), bool | str):
                changed[name] = words.get(changed[name], changed[name])
        return changed
    return value


async def spoiled(request: web.BaseRequest, world: World, call: Call, answer: Answer, fault: str) -> web.StreamResponse:
    """An answer that a fault of the SPOILED group has hit."""
    response, content = plain(world, call.system, answer), answer.content()
    if fault == "length_lie":
        return _break_off(request, response, content, len(content) + 50)
    if fault == "slow_drip":
        return await _drip(request, response, content, world.timing.drip_every)
    if fault == "cut":
        half = content[: len(content) // 3]
        return lose(request) if call.number % 2 else _break_off(request, response, half, len(content) + 1)
    return _disguised(world, call, answer, fault)


def _disguised(world: World, call: Call, answer: Answer, fault: str) -> web.Response:
    """A whole answer that is not what it should be."""
    response, content = plain(world, call.system, answer), answer.content()
    if fault == "html_page":
        return plain(world, call.system, Answer(body=_HTML, content_type="text/html; charset=utf-8"))
    if fault == "wrong_content_type":
        response.headers["Content-Type"] = "text/html"
        return response
    bodies = {"empty_body": b"", "truncated": content[: len(content) // 2], "bom": b"\xef\xbb\xbf" + content}
    status = 200 if fault == "empty_body" else answer.status
    return plain(world, call.system, Answer(None, status, bodies[fault], answer.content_type, answer.headers))


def lose(request: web.BaseRequest) -> web.Response:
    """Close the connection without an answer."""
    if request.transport is not None:
        request.transport.abort()
    return web.Response()


def _break_off(request: web.BaseRequest, response: web.Response, content: bytes, length: int) -> web.Response:
    """Send less than the head promises, then close."""
    if request.transport is not None:
        request.transport.write(_head(response, length) + content)
        request.transport.close()
    return web.Response()


async def _drip(request: web.BaseRequest, response: web.Response, content: bytes, every: float) -> web.StreamResponse:
    """One byte now and then, until the client has enough."""
    transport = request.transport
    if transport is None:
        return response
    transport.write(_head(response, len(content)))
    for place in range(len(content)):
        if transport.is_closing():
            break
        transport.write(content[place : place + 1])
        await asyncio.sleep(every)
    transport.close()
    return web.Response()


def _head(response: web.Response, length: int) -> bytes:
    lines = [f"HTTP/1.1 {response.status} OK", f"Content-Length: {length}"]
    lines += [f"{name}: {value}" for name, value in response.headers.items() if name != "Content-Length"]
    return "\r\n".join(lines).encode() + b"\r\n\r\n"


def redirect(world: World, call: Call) -> web.Response:
    """A redirect that no client may follow."""
    location = _LOCATIONS[call.number % len(_LOCATIONS)]
    return plain(world, call.system, Answer(None, 302, b"", "text/html", {"Location": location}))
