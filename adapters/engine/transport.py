"""Carry one call over HTTP within hard limits of time and size; nothing is raised, everything is reported."""

import asyncio
import time
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import httpx

from adapters.engine.securing import context_of
from adapters.engine.units import seconds, size
from adapters.engine.vocabulary import Transport
from adapters.engine.wires import Wire

CONNECTIONS = 10  # to one system; more would only meet its limit of requests
NOT_SENT = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.PoolTimeout,
    httpx.ProxyError,
    httpx.UnsupportedProtocol,
    httpx.InvalidURL,
)
PROXY_REFUSES = 407  # the proxy wants to know us: the call went no further


@dataclass(frozen=True, slots=True)
class Outbound:
    """One request as it is sent; `url` is whole, `limit` is the most bytes its answer may have."""

    method: str
    url: str
    headers: dict[str, str]
    body: bytes
    limit: int


@dataclass(slots=True)
class Reply:
    """One answer as it came; `fault` says why it is unusable, `sent` whether it may have been executed."""

    status: int | None = None
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""
    fault: str = ""
    sent: bool = True
    seconds: float = 0.0

    def header(self, name: str) -> str:
        """Return the first header of that name, an empty text where there is none."""
        wanted = name.lower()
        return next((value for key, value in self.headers if key.lower() == wanted), "")

    @property
    def media(self) -> str:
        """The media type without its parameters, in lower case."""
        return self.header("content-type").partition(";")[0].strip().lower()


def _stream(response: httpx.Response) -> httpx.AsyncByteStream:
    """Return the raw body; httpx's own iterator would only add its bookkeeping."""
    if not isinstance(response.stream, httpx.AsyncByteStream):
        raise httpx.StreamError("not an asynchronous body")
    return response.stream


class Carrier:
    """The connections to one base URL, for each event loop that uses them."""

    def __init__(self, base_url: str, declared: Transport, source: str = "") -> None:
        self.base_url = base_url.rstrip("/")
        parts = urlsplit(self.base_url)
        self.origin = f"{parts.scheme}://{parts.netloc}"
        self._secure = context_of(declared.tls, Path(source).parent, f"{source} transport.tls")
        self._timeout = seconds(declared.timeout)
        self._max_headers, self._proxy = declared.max_headers, declared.proxy
        self.max_answer = size(declared.max_answer)
        self.max_attachment = size(declared.max_attachment)
        self._clients: dict[asyncio.AbstractEventLoop, tuple[httpx.AsyncClient, Wire]] = {}

    async def carry(self, outbound: Outbound) -> Reply:
        """Return what came back within the limits; the whole call ends after the declared time."""
        reply, began = Reply(), time.perf_counter()
        try:
            async with asyncio.timeout(self._timeout):
                await self._exchange(outbound, reply)
        except (TimeoutError, httpx.TimeoutException) as error:
            reply.fault, reply.sent = "timeout", not isinstance(error, NOT_SENT)
        except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError) as error:
            reply.fault, reply.sent = f"broken:{type(error).__name__}", not isinstance(error, NOT_SENT)
        reply.seconds = time.perf_counter() - began
        return reply

    async def _exchange(self, outbound: Outbound, reply: Reply) -> None:
        client = self._client_of_this_loop()
        request = client.build_request(
            outbound.method, outbound.url, headers=outbound.headers, content=outbound.body or None
        )
        response = await client.send(request, stream=True)
        try:
            reply.status = response.status_code
            reply.headers = tuple([(n.decode("latin-1"), v.decode("latin-1")) for n, v in response.headers.raw])
            await self._read(response, reply, outbound.limit)
            if self._proxy is not None and reply.status == PROXY_REFUSES:
                raise httpx.ProxyError("407")
        finally:
            await response.aclose()

    async def _read(self, response: httpx.Response, reply: Reply, limit: int) -> None:
        if len(reply.headers) > self._max_headers:
            reply.headers, reply.fault = reply.headers[: self._max_headers], "too_many_headers"
            return
        if reply.header("content-encoding") not in {"", "identity"}:
            reply.fault = "content_encoding"
            return
        chunks, length = [], 0
        try:
            async for chunk in _stream(response):
                chunks.append(chunk)
                length += len(chunk)
                if length > limit:
                    reply.fault = "too_large"
                    return
        finally:
            reply.body = b"".join(chunks)  # of a cut answer, what came is kept

    def _client_of_this_loop(self) -> httpx.AsyncClient:
        loop = asyncio.get_running_loop()
        if loop not in self._clients:
            for ended in [other for other in self._clients if other.is_closed()]:
                self._clients.pop(ended)[1].forget()
            wire = Wire(CONNECTIONS, self._secure, self._proxy)
            self._clients[loop] = (self._new_client(wire), wire)
        return self._clients[loop][0]

    def _new_client(self, wire: Wire) -> httpx.AsyncClient:
        return httpx.AsyncClient(
            follow_redirects=False,
            trust_env=False,
            timeout=self._timeout,
            transport=wire,
            headers={"Accept": "*/*", "Accept-Encoding": "identity", "User-Agent": "luqiao"},
        )

    async def aclose(self) -> None:
        """Close the connections of this event loop."""
        client, _ = self._clients.pop(asyncio.get_running_loop(), (None, None))
        if client is not None:
            await client.aclose()
