"""A server of prepared pages and fixed answers in a process of its own, so fast that it is never what is measured."""

import asyncio
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from urllib.parse import parse_qs

import orjson
from typing_extensions import override

SIZE = {"wechat": 50, "kiosk": 200}  # rows of a page, as the profiles ask for them
END = b"\r\n\r\n"
HEAD = b"HTTP/1.1 %d OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"


class Pages:
    """The prepared pages of one channel; the receiver of a push gets a fixed answer."""

    def __init__(self, channel: str, count: int, updated: datetime) -> None:
        from benchmarks.papers import raw_rows  # only here: whoever merely starts a server needs no city

        size, rows = SIZE.get(channel, 1), list(raw_rows(channel, count, updated)) if count else []
        pages = [rows[start : start + size] for start in range(0, len(rows), size)] or [[]]
        make = {"wechat": self._wechat, "kiosk": self._kiosk}.get(channel, self._kiosk)
        self.received = 0
        self.pages = [make(number, page, len(rows), len(pages)) for number, page in enumerate(pages, 1)]

    def _wechat(self, number: int, rows: list[bytes], total: int, _pages: int) -> bytes:
        head = f'{{"errcode":0,"errmsg":"ok","total":{total},"page":{number},"page_size":{SIZE["wechat"]},"list":['
        return head.encode() + b",".join(rows) + b"]}"

    def _kiosk(self, number: int, rows: list[bytes], _total: int, pages: int) -> bytes:
        following = f'"{number + 1}"' if number < pages else "null"
        return b'{"items":[' + b",".join(rows) + f'],"next_cursor":{following}}}'.encode()

    def answer(self, method: bytes, target: str, body: bytes) -> tuple[int, bytes]:
        """Return status and body of an answer; what is unknown gets an empty object."""
        path, _, query = target.partition("?")
        if path.endswith("/v1/licences"):
            self.received += 1
            return 202, b'{"receipt_no":"R%09d"}' % self.received
        if path.endswith("/v1/batches"):
            return 202, self._batch(body)
        return 200, self._page(method, path, query, body)

    def _batch(self, body: bytes) -> bytes:
        self.received += 1
        rows = [
            {"key": row["key"], "version": row["version"], "state": "accepted"} for row in orjson.loads(body)["rows"]
        ]
        return orjson.dumps({"receipt_no": f"R{self.received:09d}", "rows": rows})

    def _page(self, method: bytes, path: str, query: str, body: bytes) -> bytes:
        if path.endswith("/stable_token"):
            return b'{"access_token":"benchmark","expires_in":7200}'
        if path.endswith("/apply/query"):
            return self.pages[int(orjson.loads(body)["page"]) - 1]
        if method == b"GET" and path.endswith("/v1/applications"):
            return self.pages[int(parse_qs(query).get("cursor", ["1"])[0]) - 1]
        return b"{}"


class Connection(asyncio.Protocol):
    """One kept-alive connection; requests on it are answered in order."""

    def __init__(self, pages: Pages) -> None:
        self.pages = pages
        self.buffer = b""
        self.transport: asyncio.Transport

    @override
    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport

    @override
    def data_received(self, data: bytes) -> None:
        self.buffer += data
        while (head_end := self.buffer.find(END)) >= 0:
            head = self.buffer[:head_end]
            length = _length(head)
            end = head_end + len(END) + length
            if len(self.buffer) < end:
                return
            body, self.buffer = self.buffer[head_end + len(END) : end], self.buffer[end:]
            method, target, _version = head.split(b"\r\n", 1)[0].split(b" ")
            status, answer = self.pages.answer(method, target.decode(), body)
            self.transport.write(HEAD % (status, len(answer)) + answer)


def _length(head: bytes) -> int:
    for line in head.split(b"\r\n")[1:]:
        name, _, value = line.partition(b":")
        if name.strip().lower() == b"content-length":
            return int(value)
    return 0


async def serve(pages: Pages) -> None:
    """Serve until standard input ends; say the port first."""
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: Connection(pages), "127.0.0.1", 0)
    sys.stdout.write(f"{server.sockets[0].getsockname()[1]}\n")
    sys.stdout.flush()
    await loop.run_in_executor(None, sys.stdin.buffer.read)
    server.close()


@contextmanager
def serving(channel: str, count: int, updated: datetime) -> Iterator[str]:
    """Yield the base URL of a server with so many rows; it ends with the block."""
    command = [sys.executable, "-m", "benchmarks.server", channel, str(count), updated.isoformat()]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            yield f"http://127.0.0.1:{int(process.stdout.readline())}/{channel}"
        finally:
            process.stdin.close()


if __name__ == "__main__":
    asyncio.run(serve(Pages(sys.argv[1], int(sys.argv[2]), datetime.fromisoformat(sys.argv[3]))))
