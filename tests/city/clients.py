"""Raw clients of the city's systems, written from the contract page alone."""

import hashlib
import hmac
import itertools
import json
import time
from typing import Any
from urllib.parse import quote, urlencode

import httpx

_NONCES = itertools.count(1)


def encoded(query: dict[str, Any]) -> str:
    return "&".join(f"{name}={quote(str(value), safe='')}" for name, value in query.items())


def ref_headers(
    system: str, method: str, path: str, query: str, body: bytes, *, at: float | None = None, nonce: str | None = None
) -> Any:
    hashed = "sm3" if system == "kiosk" else "sha256"
    stamp = str(int((at if at is not None else time.time()) * 1000))
    nonce = nonce or f"nonce-{next(_NONCES):08d}"
    ordered = "&".join(sorted(query.split("&"))) if query else ""
    digest = hashlib.new(hashed, body).hexdigest()
    text = "\n".join((method, path, ordered, digest, f"luqiao-{system}", stamp, nonce))
    secret = f"luqiao-{system}-test-secret".encode()
    return {
        "X-Ref-Key": f"luqiao-{system}",
        "X-Ref-Alg": "hmac-sm3" if system == "kiosk" else "hmac-sha256",
        "X-Ref-Timestamp": stamp,
        "X-Ref-Nonce": nonce,
        "X-Ref-Signature": hmac.new(secret, text.encode(), hashed).hexdigest(),
    }


class Ref:
    """A REF client for one system."""

    def __init__(self, http: httpx.AsyncClient, system: str) -> None:
        self.http = http
        self.system = system

    async def get(self, path: str, **query: Any) -> httpx.Response:
        raw = encoded(query)
        headers = ref_headers(self.system, "GET", path, raw, b"")
        return await self.http.get(f"/{self.system}{path}" + (f"?{raw}" if raw else ""), headers=headers)

    async def post(self, path: str, body: Any, **extra: str) -> httpx.Response:
        content = body if isinstance(body, bytes) else json.dumps(body, ensure_ascii=False).encode()
        headers = ref_headers(self.system, "POST", path, "", content)
        headers |= {
            "Content-Type": "application/json",
            **{name.replace("_", "-"): value for name, value in extra.items()},
        }
        return await self.http.post(f"/{self.system}{path}", content=content, headers=headers)


class Wechat:
    def __init__(self, http: httpx.AsyncClient) -> None:
        self.http = http
        self.token = ""

    async def sign_in(self, **extra: Any) -> Any:
        body = {
            "grant_type": "client_credential",
            "appid": "wx00000000luqiao",
            "secret": "luqiao-wechat-test-secret",
            **extra,
        }
        answer = (await self.http.post("/wechat/cgi-bin/stable_token", json=body)).json()
        self.token = answer.get("access_token", self.token)
        return answer

    async def post(self, path: str, body: Any) -> Any:
        if not self.token:
            await self.sign_in()
        response = await self.http.post(f"/wechat{path}?access_token={self.token}", json=body)
        assert response.status_code == 200
        return response.json()

    async def rows(self, page: int = 1, size: int = 50) -> Any:
        now = int(time.time())
        body = {"begin_time": now - 7 * 86400 + 3600, "end_time": now + 3600, "page": page, "page_size": size}
        return await self.post("/apply/query", body)

    async def all_rows(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = []
        for page in itertools.count(1):
            answer = await self.rows(page)
            found += answer["list"]
            if page * 50 >= answer["total"]:
                return found
        raise AssertionError


_WEBSITE = {"X-Api-Key": "luqiao-website-test-key"}


class Website:
    def __init__(self, http: httpx.AsyncClient) -> None:
        self.http = http

    async def get(self, path: str, **query: Any) -> Any:
        response = await self.http.get(f"/website{path}?{encoded(query)}", headers=_WEBSITE)
        return json.loads(response.content.decode("gb18030"))

    async def rows(self, page: int = 1, rows: int = 100) -> Any:
        zone = time.time() + 8 * 3600
        low, high = (time.strftime("%Y-%m-%d %H:%M:%S", time.gmtime(zone + shift)) for shift in (-7 * 86400, 3600))
        return await self.get("/api/sqlb", page=page, rows=rows, gxsj_q=low, gxsj_z=high)

    async def post(self, fields: dict[str, str]) -> Any:
        headers = {**_WEBSITE, "Content-Type": "application/x-www-form-urlencoded; charset=GB18030"}
        body = urlencode(fields, encoding="gb18030").encode()
        response = await self.http.post("/website/api/ztht", content=body, headers=headers)
        assert response.status_code == 200
        return json.loads(response.content.decode("gb18030"))


class Ixiamen:
    GATE = "/ixiamen/api-gateway/gateway/"

    def __init__(self, http: httpx.AsyncClient) -> None:
        self.http = http
        self.token = ""

    async def sign_in(self, at: float | None = None) -> httpx.Response:
        stamp = str(int((at or time.time()) * 1000))
        sign = hashlib.md5(f"luqiao-ixm-test-code{stamp}".encode()).hexdigest()
        query = encoded({"app_key": "luqiao-ixm-key", "timestamp": stamp, "sign": sign})
        response = await self.http.get(f"{self.GATE}get-token?{query}")
        self.token = response.json().get("access_token", "")
        return response

    async def post(self, path: str, body: Any) -> httpx.Response:
        if not self.token:
            await self.sign_in()
        return await self.http.post(f"{self.GATE}tobacco/{path}", json=body, headers=self.shown())

    async def get(self, path: str, **query: Any) -> httpx.Response:
        if not self.token:
            await self.sign_in()
        return await self.http.get(f"{self.GATE}tobacco/{path}?{encoded(query)}", headers=self.shown())

    def shown(self) -> Any:
        return {"Authorization": f"Basic {self.token}"}

    async def all_rows(self, size: int = 100) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = []
        cursor = None
        while True:
            data = (await self.post("projectList", {"cursor": cursor, "pageSize": size})).json()["data"]
            found += data["items"]
            cursor = data["nextCursor"]
            if not data["hasMore"]:
                assert cursor is None
                return found


class Joint:
    def __init__(self, http: httpx.AsyncClient) -> None:
        self.http = http
        self.token = ""

    async def sign_in(self) -> Any:
        body = {"username": "luqiao", "password": "luqiao-joint-test-password"}
        answer = (await self.http.post("/joint/api/token", json=body)).json()
        self.token = answer.get("token", "")
        return answer

    async def post(self, path: str, body: Any) -> Any:
        if not self.token:
            await self.sign_in()
        return (await self.http.post(f"/joint{path}", json=body, headers={"Authorization": self.token})).json()
