"""The adapter engine against a client written by hand for the same interface: same server, requests and checks."""

import asyncio
import gc
import hashlib
import hmac
import secrets as randomness
import time
from collections.abc import Awaitable, Callable, Iterator, Sequence

import httpx
import msgspec

from adapters.engine.client import OutsideSystem
from adapters.engine.templates import Values
from adapters.engine.wires import Wire
from adapters.platforms.single import facts_of
from benchmarks.measuring import Figure, Spent, paired, spending
from benchmarks.push import CONNECTIONS, PATHS, licence
from benchmarks.server import serving
from benchmarks.systems import client
from models.values import utc_now
from ports.exchanges import Verdict
from wiring.training import SYSTEMS

ROWS = 4_000
GOAL = 0.85  # the engine costs at most 15 %
SYSTEM = "case_system"
Send = Callable[[Values], Awaitable[None]]


class ByHand:
    """What a programmer writes for this one interface: its body, its signature, its checks, and nothing else."""

    def __init__(self, base_url: str, *, wire: bool) -> None:
        given = {name: value.format(name=SYSTEM) for name, value in SYSTEMS[SYSTEM][1].items()}
        self.key, self.secret = given["app_key"], given["secret"].encode()
        self.url, self.path = base_url + PATHS[SYSTEM], PATHS[SYSTEM]
        limits, own = httpx.Limits(max_connections=CONNECTIONS), Wire(CONNECTIONS, None) if wire else None
        self.http = httpx.AsyncClient(limits=limits, timeout=30.0, transport=own)

    async def send(self, facts: Values) -> None:
        """Send one licence; raises for whatever is not a known success."""
        body = msgspec.json.encode(_body(facts))
        answer = await self.http.post(self.url, content=body, headers=self._signed(body))
        if answer.headers.get("content-type") != "application/json":
            raise AssertionError("not JSON")
        document = msgspec.json.decode(answer.content)
        if answer.status_code != 202 or not document.get("receipt_no"):
            raise AssertionError(f"not a success: {answer.status_code}")

    def _signed(self, body: bytes) -> dict[str, str]:
        stamp, nonce = str(int(time.time() * 1000)), randomness.token_hex(16)
        digest = hashlib.sha256(body).hexdigest()
        canonical = f"POST\n{self.path}\n\n{digest}\n{self.key}\n{stamp}\n{nonce}"
        return {
            "Content-Type": "application/json",
            "X-Ref-Key": self.key,
            "X-Ref-Alg": "hmac-sha256",
            "X-Ref-Timestamp": stamp,
            "X-Ref-Nonce": nonce,
            "X-Ref-Signature": hmac.new(self.secret, canonical.encode(), hashlib.sha256).hexdigest(),
        }


def _body(facts: Values) -> dict[str, object]:
    names = ("licence_no", "version", "status", "shop_name", "address", "district", "valid_from", "valid_to")
    body: dict[str, object] = {name: facts[name] for name in names}
    holder = {name: facts[f"holder.{name}"] for name in ("kind", "name", "id_no", "uscc")}
    return {**body, "holder": holder, "decided_on": facts["decided_on"], "doc_no": facts["document_no"]}


async def _all(send: Send, records: Sequence[Values]) -> None:
    """Send every record, over as many connections as there may be."""
    waiting = iter(records)

    async def worker() -> None:
        for record in waiting:
            await send(record)

    await asyncio.gather(*(worker() for _ in range(CONNECTIONS)))


def by_hand(base_url: str, records: Sequence[Values], *, wire: bool) -> Spent:
    """Return what the client written by hand spends; `wire`: over the same wire below httpx as the engine."""

    async def run() -> None:
        one = ByHand(base_url, wire=wire)
        await _all(one.send, records)
        await one.http.aclose()

    with spending() as spent:
        asyncio.run(run())
    return spent


def by_engine(base_url: str, records: Sequence[Values]) -> Spent:
    """Return what the engine spends with the profile of the same interface, its verdict looked at."""
    system: OutsideSystem = client(SYSTEM, base_url)
    push = system.profile.push
    request = push.kinds["licence"].request if push else None
    if request is None:
        raise AssertionError("the profile sends no licences")
    template = system.template(request, "send")

    async def send(record: Values) -> None:
        answer = await system.call(template, record)
        if answer.verdict is not Verdict.OK:
            raise AssertionError(f"not a success: {answer.verdict}")

    async def run() -> None:
        await _all(send, records)
        await system.aclose()

    with spending() as spent:
        asyncio.run(run())
    return spent


def run(rows: int | None) -> Iterator[Figure]:
    """Yield requests a second of the engine; `limit` is the client written by hand, as anybody would with httpx.

    `own_wire` is the same client by hand over the engine's own wire: what is left is the cost of reading a profile.
    """
    count = rows or ROWS
    records = [facts_of({**licence(number), "version": 1}) for number in range(count)]
    gc.collect()
    gc.freeze()  # as the daemon does when it starts; for all contenders
    with serving(SYSTEM, 0, utc_now()) as base_url:
        runs = paired(lambda: by_engine(base_url, records), lambda: by_hand(base_url, records, wire=False), times=5)
        wire = min((by_hand(base_url, records, wire=True) for _ in range(3)), key=lambda spent: spent.cpu)
    ours, limit = runs.wall()
    cpu, hand_cpu = runs.cpu()
    more: dict[str, object] = {"cpu_us_a_request": round(cpu / count * 1e6, 1)}
    more["hand_cpu_us_a_request"] = round(hand_cpu / count * 1e6, 1)
    more["cpu_ratio"] = round(hand_cpu / cpu, 3)
    more["own_wire"] = {"requests_s": round(count / wire.wall, 1), "cpu_us_a_request": round(wire.cpu / count * 1e6, 1)}
    yield Figure("engine", count / ours, "requests/s", count / limit, count, GOAL, more=more)
