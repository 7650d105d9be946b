"""A faster wire below httpx: aiohttp's parser and connections, and never more than one request for one call."""

import ssl
from collections.abc import AsyncIterator

import httpx
from typing_extensions import override
from yarl import URL

from adapters.engine.securing import machine_context, reading_no_certificates

with reading_no_certificates():  # aiohttp would make two contexts that nobody here uses (2 MB)
    import aiohttp

OWN_HEADERS = ("Accept", "Accept-Encoding", "Content-Type", "User-Agent")  # httpx has written them already


class Wire(httpx.AsyncBaseTransport):
    """Carries the requests of an httpx client; errors are those that httpx knows."""

    def __init__(self, connections: int, secure: ssl.SSLContext | None, proxy: str | None = None) -> None:
        self._connections, self._secure, self._proxy = connections, secure, proxy
        self._session: aiohttp.ClientSession | None = None

    @override
    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Return the answer with its body still to be read; raises httpx.TransportError."""
        try:
            answer = await self._opened().request(
                request.method,
                URL(str(request.url), encoded=True),
                headers=list(request.headers.multi_items()),
                data=await request.aread() or None,
                allow_redirects=False,
                middlewares=(_Once(),),
                proxy=self._proxy,
                ssl=self._context(request.url),
            )
        except aiohttp.ClientConnectorError as error:
            raise httpx.ConnectError(type(error).__name__) from error
        except aiohttp.ClientHttpProxyError as error:  # the proxy opened no way, so that nothing was sent
            raise httpx.ProxyError(type(error).__name__) from error
        except aiohttp.ClientResponseError as error:  # what came is not HTTP, or its headers are too many
            raise httpx.RemoteProtocolError(type(error).__name__) from error
        except (aiohttp.ClientError, OSError) as error:
            raise httpx.ReadError(type(error).__name__) from error
        return httpx.Response(answer.status, headers=answer.raw_headers, stream=_Body(answer), request=request)

    @override
    async def aclose(self) -> None:
        """Close all connections."""
        if self._session is not None:
            await self._session.close()

    def forget(self) -> None:
        """Let go of the connections of an event loop that has ended."""
        if self._session is not None and self._session.connector is not None:
            connector = self._session.connector
            self._session.detach()
            connector.close()

    def _context(self, url: httpx.URL) -> ssl.SSLContext | bool:
        """Return whom a call trusts; the machine's certificates are read when the first call needs them."""
        secured = url.scheme == "https" or (self._proxy or "").startswith("https:")
        return self._secure or (machine_context() if secured else True)

    def _opened(self) -> aiohttp.ClientSession:
        if self._session is None:
            connector = aiohttp.TCPConnector(limit=self._connections)
            self._session = aiohttp.ClientSession(
                connector=connector,
                timeout=aiohttp.ClientTimeout(total=None),  # one limit stands around the whole call
                auto_decompress=False,
                skip_auto_headers=OWN_HEADERS,
                cookie_jar=aiohttp.DummyCookieJar(),
                requote_redirect_url=False,
            )
        return self._session


class _Once:
    """Refuses the repeat that aiohttp makes by itself on a connection that had ended: a call is sent once."""

    def __init__(self) -> None:
        self._sent = False

    async def __call__(
        self, request: aiohttp.ClientRequest, handler: aiohttp.ClientHandlerType
    ) -> aiohttp.ClientResponse:
        if self._sent:
            raise aiohttp.ServerDisconnectedError
        self._sent = True
        return await handler(request)


class _Body(httpx.AsyncByteStream):
    """The body as it comes; one that is cut, or shorter than it said, is an error."""

    def __init__(self, answer: aiohttp.ClientResponse) -> None:
        self._answer = answer

    @override
    async def __aiter__(self) -> AsyncIterator[bytes]:
        try:
            async for chunk in self._answer.content.iter_any():
                yield chunk
        except (aiohttp.ClientError, OSError) as error:
            raise httpx.RemoteProtocolError(type(error).__name__) from error

    @override
    async def aclose(self) -> None:
        """Give the connection back when the body was read, else close it."""
        if self._answer.content.at_eof():
            self._answer.release()
        else:
            self._answer.close()
