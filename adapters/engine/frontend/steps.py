"""What a call means to a system without a service: the step that its path names, its values, and how it answers."""

import asyncio
import difflib
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from urllib.parse import parse_qsl

import msgspec

from adapters.engine.transport import Outbound, Reply
from adapters.engine.vocabulary import Profile, Request
from models.errors import InvalidInput
from models.said import said

JSON = (("content-type", "application/json"),)
OCTETS = (("content-type", "application/octet-stream"),)
PLAIN = (str, int, float, bool)


@dataclass(frozen=True, slots=True)
class Asked:
    """One call: the step it names and the values it brings, those of the body before those of the query."""

    step: str
    values: dict[str, object]

    def plain(self) -> dict[str, object]:
        """Return the values that are not lists or objects; an answer repeats them."""
        return {name: value for name, value in self.values.items() if isinstance(value, PLAIN)}


def asked(outbound: Outbound, base_url: str) -> Asked:
    """Return what a call asks for; raises msgspec.DecodeError where its body is not ours."""
    path, _, query = outbound.url.removeprefix(base_url).partition("?")
    values: dict[str, object] = dict(parse_qsl(query, keep_blank_values=True))
    body = msgspec.json.decode(outbound.body) if outbound.body else {}
    return Asked(path.strip("/"), values | (body if isinstance(body, dict) else {}))


def answered(status: int, document: object) -> Reply:
    """Return an answer with a document."""
    return Reply(status, JSON, msgspec.json.encode(document))


async def carried(answer: Callable[[Outbound], Reply], outbound: Outbound, timeout: float) -> Reply:
    """Return what a step answered in its thread, within the time and the size that a call may take."""
    began = time.perf_counter()
    try:
        async with asyncio.timeout(timeout):
            reply = await asyncio.to_thread(answer, outbound)
    except TimeoutError:
        reply = Reply(fault="timeout")
    if len(reply.body) > outbound.limit:
        reply = Reply(reply.status, reply.headers, reply.body[: outbound.limit], "too_large")
    reply.seconds = time.perf_counter() - began
    return reply


def refused(status: int, code: str, message: str) -> Reply:
    """Return a refusal in the words of the other side."""
    return answered(status, {"code": code, "message": message[:300]})


def requests(tree: object) -> Iterator[Request]:
    """Yield every request that a profile declares."""
    if isinstance(tree, Request):
        yield tree
    elif isinstance(tree, msgspec.Struct):
        for name in tree.__struct_fields__:
            yield from requests(getattr(tree, name))
    elif isinstance(tree, dict):
        for inner in tree.values():
            yield from requests(inner)


def check_steps(profile: Profile, source: str, check: Callable[[str], None]) -> None:
    """Call `check` for every step; raise InvalidInput for a path that names none."""
    declared = profile.database.steps if profile.database else profile.folder.steps if profile.folder else {}
    for request in requests(profile):
        name = request.path.removeprefix("/")
        if name not in declared:
            near = difflib.get_close_matches(name, declared, 1)
            hint = (
                said("最接近的是“{near}”。", near=near[0])
                if near
                else said("可用的步骤：{names}。", names="、".join(declared))
            )
            raise InvalidInput(said("{source}：没有名为“{name}”的步骤。", source=source, name=name), do_next=hint)
    for name in declared:
        check(name)
