"""A client that keeps the contract decides every application in spite of all faults, and breaks no rule."""

import asyncio
import hashlib
import json
import time
from typing import Any
from urllib.parse import urlencode

import httpx

from city.common.timing import Timing
from tests.city.clients import encoded, ref_headers
from tests.city.conftest import Visit, visiting
from tests.city.deciding import now_text

WINDOW = {"updated_from": "2020-01-01T00:00:00+08:00", "updated_to": "2099-01-01T00:00:00+08:00"}
KEY = {"X-Api-Key": "luqiao-website-test-key"}
GATE = "/ixiamen/api-gateway/gateway/"
DECIDED = {"closed", "withdrawn"}
ROUNDS = 12  # four are mostly enough; which rows a fault hides in a round is chance
STRETCHES = ((-14 * 86400 + 3600, -7 * 86400 + 3600), (-7 * 86400 + 3600, 3600))  # seven days at most in one question


def local(seconds: int) -> str:
    """Return a moment so far from now as the website writes it, in Xiamen's time."""
    return time.strftime("%Y-%m-%d %H:%M:%S", time.gmtime(time.time() + 8 * 3600 + seconds))


class Desk:
    """Asks until an answer is whole; learns the clock, renews tokens, waits where it is told to."""

    def __init__(self, visit: Visit) -> None:
        self.http = visit.http
        self.offset: dict[str, float] = {}
        self.tokens: dict[str, str] = {}

    async def ask(self, system: str, build: Any, charset: str = "utf-8-sig") -> Any:
        """The JSON of an answer that is neither spoiled nor busy; `build` makes the request anew each time."""
        for _ in range(60):
            try:
                response = await asyncio.wait_for(self.http.send(build()), 2)
                value = json.loads(response.content.decode(charset))
            except (httpx.TransportError, ValueError, TimeoutError):
                continue
            if response.status_code in {302, 500, 503} or "html" in response.headers["Content-Type"]:
                continue
            if response.status_code == 429 or "Retry-After" in response.headers:
                await asyncio.sleep(float(response.headers["Retry-After"]))
            elif isinstance(value.get("server_time"), int):
                self.offset[system] = value["server_time"] / 1000 - time.time()
            elif value.get("errcode") in {42001, 40001} or value.get("message") == "ended or unknown":
                self.tokens.pop(system, None)
                await self.sign_in(system)
            elif value.get("errcode") != -1 and value.get("code") not in {"503", "500", "429"}:
                return value
        raise AssertionError("never answered")

    async def sign_in(self, system: str) -> None:
        if system == "wechat":
            body = {
                "grant_type": "client_credential",
                "appid": "wx00000000luqiao",
                "secret": "luqiao-wechat-test-secret",
            }
            answer = await self.ask(
                system, lambda: self.http.build_request("POST", "/wechat/cgi-bin/stable_token", json=body)
            )
        else:
            answer = await self.ask(system, self._ixiamen_token)
        self.tokens[system] = answer["access_token"]

    def _ixiamen_token(self) -> httpx.Request:
        stamp = str(int((time.time() + self.offset.get("ixiamen", 0.0)) * 1000))
        sign = hashlib.md5(f"luqiao-ixm-test-code{stamp}".encode()).hexdigest()
        query = encoded({"app_key": "luqiao-ixm-key", "timestamp": stamp, "sign": sign})
        return self.http.build_request("GET", f"{GATE}get-token?{query}")

    async def kiosk(self, method: str, path: str, body: Any = None, **query: Any) -> Any:
        content, raw = (json.dumps(body).encode() if body is not None else b""), encoded(query)

        def build() -> httpx.Request:
            at = time.time() + self.offset.get("kiosk", 0.0)
            headers = ref_headers("kiosk", method, path, raw, content, at=at) | {"Content-Type": "application/json"}
            url = f"/kiosk{path}" + (f"?{raw}" if raw else "")
            return self.http.build_request(method, url, content=content or None, headers=headers)

        return await self.ask("kiosk", build)

    async def wechat(self, path: str, body: Any) -> Any:
        if "wechat" not in self.tokens:
            await self.sign_in("wechat")

        def build() -> httpx.Request:
            return self.http.build_request("POST", f"/wechat{path}?access_token={self.tokens['wechat']}", json=body)

        return await self.ask("wechat", build)

    async def ixiamen(self, path: str, body: Any) -> Any:
        if "ixiamen" not in self.tokens:
            await self.sign_in("ixiamen")

        def build() -> httpx.Request:
            shown = {"Authorization": f"Basic {self.tokens['ixiamen']}"}
            return self.http.build_request("POST", f"{GATE}tobacco/{path}", json=body, headers=shown)

        return await self.ask("ixiamen", build)

    async def website(self, fields: dict[str, str] | None = None, **query: Any) -> Any:
        def build() -> httpx.Request:
            if fields is None:
                return self.http.build_request("GET", f"/website/api/sqlb?{encoded(query)}", headers=KEY)
            kind = {"Content-Type": "application/x-www-form-urlencoded; charset=GB18030"}
            body = urlencode(fields, encoding="gb18030").encode()
            return self.http.build_request("POST", "/website/api/ztht", content=body, headers={**KEY, **kind})

        return await self.ask("website", build, "gb18030")


async def kiosk_round(desk: Desk, number: int) -> None:
    rows: dict[str, Any] = {}
    cursor: dict[str, str] = {}
    for _ in range(12):
        page = await desk.kiosk("GET", "/v1/applications", **WINDOW, limit=9, **cursor)
        rows |= {row["id"]: row for row in page["items"]}
        if page["next_cursor"] is None:
            break
        cursor = {"cursor": page["next_cursor"]}
    for ident, row in rows.items():
        await desk.kiosk("POST", f"/v1/applications/{ident}/ack", {"revision": row["revision"]})
        if isinstance(row.get("attachments"), list) and row["state"] in {"submitted", "supplemented"}:
            sent = {"event_id": f"k-{ident}-{row['revision']}-{number}", "revision": row["revision"], "type": "refuse"}
            sent |= {"at": now_text(), "by": "周雅", "opinion": "不符合条件", "doc_no": "D1"}
            await desk.kiosk("POST", f"/v1/applications/{ident}/events", sent)


async def wechat_round(desk: Desk, number: int) -> None:
    now, rows = int(time.time()), list[Any]()
    for begin, end in STRETCHES:
        body = {"begin_time": now + begin, "end_time": now + end, "page_size": 50}
        rows += (await desk.wechat("/apply/query", {**body, "page": 1}))["list"]
    for row in rows:
        if row["status"] in {"submitted", "supplemented"}:
            sent = {"event_id": f"w-{row['apply_id']}-{row['revision']}-{number}", "apply_id": row["apply_id"]}
            sent |= {"revision": row["revision"], "type": "refuse", "occur_time": int(time.time()), "operator": "周雅"}
            await desk.wechat("/apply/status", {**sent, "opinion": "不符合条件", "doc_no": "D1"})


async def website_round(desk: Desk, number: int) -> None:
    now, rows = local(0), list[Any]()
    for begin, end in STRETCHES:
        rows += (await desk.website(page=1, rows=100, gxsj_q=local(begin), gxsj_z=local(end)))["data"]["rows"]
    for row in rows:
        if row["zt"] in {"10", "11"}:
            sent = {"sjid": f"s-{row['sqid']}-{row['bbh']}-{number}", "sqid": row["sqid"], "bbh": row["bbh"]}
            await desk.website({**sent, "sjlx": "21", "sj": now, "blr": "周雅", "yj": "不符合条件", "wsh": "D1"})


async def ixiamen_round(desk: Desk, number: int) -> None:
    page = (await desk.ixiamen("projectList", {"cursor": None, "pageSize": 100}))["data"]
    for row in page["items"]:
        await desk.ixiamen("ack", {"items": [{"projectNo": row["projectNo"], "revision": row["revision"]}]})
        if row["status"] in {"submitted", "supplemented"}:
            sent = {"eventId": f"i-{row['projectNo']}-{row['revision']}-{number}", "projectNo": row["projectNo"]}
            sent |= {"revision": row["revision"], "eventType": "refuse", "eventTime": now_text(), "operator": "周雅"}
            await desk.ixiamen("events", {**sent, "opinion": "不符合条件", "docNo": "D1"})


async def test_every_application_is_decided_in_spite_of_all_faults() -> None:
    timing = Timing(drip_every=30, rate_per_second=0)
    async with visiting(faults="all", fault_rate=0.1, applications=100, timing=timing) as visit:
        desk, rows = Desk(visit), dict[str, Any]()
        for number in range(ROUNDS):
            rounds = (kiosk_round, wechat_round, website_round, ixiamen_round)
            await asyncio.gather(*(one(desk, number) for one in rounds))
            await visit.advance(40)
            state = (await visit.inspect("state"))["applications"]
            rows = {ident: row for one in state.values() for ident, row in one["rows"].items()}
            if {row["state"] for row in rows.values()} <= DECIDED:
                break

    assert len(rows) == 100
    assert {row["state"] for row in rows.values()} <= DECIDED
    assert all(len(row["events"]) == (row["state"] == "closed") for row in rows.values())
    assert visit.city.journal.violations == []
