"""One request, its answer or its refusal, as the systems see them."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol
from urllib.parse import unquote_to_bytes

import orjson

from city.common.shapes import NOTHING, Check, Faulty

JSON = "application/json"
BODY_LIMIT = 1024 * 1024
_PERCENT = re.compile(r"(?:[^%+]|%[0-9A-F]{2})*")


@dataclass(slots=True)
class Call:
    """A request as it came: `path` begins after the base URL, `query` is raw."""

    system: str
    method: str
    path: str
    query: str
    headers: Mapping[str, str]
    body: bytes
    now: float
    number: int = 0

    def media_type(self) -> str:
        """The media type of the body, lower case, without parameters."""
        return self.headers.get("Content-Type", "").partition(";")[0].strip().lower()

    def json(self, shape: Check) -> Any:
        """The body as JSON of exactly this shape. Raises Faulty."""
        if len(self.body) > BODY_LIMIT:
            raise Faulty("", "is longer than 1 MiB")
        if self.media_type() != JSON:
            raise Faulty("", f"is not {JSON}")
        try:
            value = orjson.loads(self.body)
        except orjson.JSONDecodeError as error:
            raise Faulty("", "is not JSON") from error
        shape(value, "")
        return value

    def no_query(self) -> None:
        """Raise Faulty where a query stands that the contract does not know."""
        if self.query:
            raise Faulty("", "no query is allowed here")

    def arguments(
        self, mandatory: Mapping[str, Check], optional: Mapping[str, Check] = NOTHING, *, loose: bool = False
    ) -> dict[str, str]:
        """The query as texts, every name at most once, each of its shape. Raises Faulty.

        `loose` allows `+` for a blank and lower-case hex, which only the REF contract forbids.
        """
        found = split_query(self.query, loose=loose)
        for name in mandatory:
            if name not in found:
                raise Faulty(name, "is missing")
        for name, value in found.items():
            check = mandatory.get(name) or optional.get(name)
            if check is None:
                raise Faulty(name, "is not known")
            check(value, name)
        return found


def split_query(query: str, *, loose: bool = False) -> dict[str, str]:
    """Names and values of a raw query. Raises Faulty for a repeated name or a wrong encoding."""
    found: dict[str, str] = {}
    for piece in query.split("&") if query else ():
        name, equals, raw = piece.partition("=")
        if not equals or not name:
            raise Faulty(piece, "is not name=value")
        if name in found:
            raise Faulty(name, "stands twice")
        if loose:
            raw = raw.replace("+", "%20")
        elif not _PERCENT.fullmatch(raw):
            raise Faulty(name, "is not percent-encoded as RFC 3986 says")
        try:
            found[name] = unquote_to_bytes(raw).decode("utf-8")
        except UnicodeDecodeError as error:
            raise Faulty(name, "is not UTF-8") from error
    return found


@dataclass(slots=True)
class Answer:
    """What goes back: either ready `body` bytes or a `payload` that becomes JSON when it is sent."""

    payload: Any = None
    status: int = 200
    body: bytes | None = None
    content_type: str = JSON
    headers: dict[str, str] = field(default_factory=dict)
    charset: str = "utf-8"

    def content(self) -> bytes:
        """The bytes of the body."""
        if self.body is not None:
            return self.body
        encoded = orjson.dumps(self.payload)
        return encoded if self.charset == "utf-8" else encoded.decode().encode(self.charset)


class Refusal(Exception):
    """A request was not executed. `normal` marks what the contract calls normal life, not a client's fault."""

    def __init__(
        self,
        code: str | int,
        why: str = "",
        *,
        status: int = 200,
        normal: bool = False,
        headers: dict[str, str] | None = None,
        extra: dict[str, Any] | None = None,
    ) -> None:
        super().__init__(f"{code} {why}")
        self.code = code
        self.why = why or str(code)
        self.status = status
        self.normal = normal
        self.headers = headers or {}
        self.extra = extra or {}


Handler = Callable[[Call, tuple[str, ...]], Answer]


@dataclass(frozen=True, slots=True)
class Route:
    """Method and path of one call; groups of the path are handed to the handler.

    `write` = it changes something; `token` = it needs a token that can end.
    """

    method: str
    path: re.Pattern[str]
    handler: Handler
    write: bool = False
    token: bool = False
    json: bool = True


def route(
    method: str, path: str, handler: Handler, *, write: bool = False, token: bool = False, json: bool = True
) -> Route:
    """A route whose `{}` stands for one segment of the path."""
    form = "([^/]+)".join(re.escape(part) for part in path.split("{}"))
    return Route(method, re.compile(form), handler, write, token, json)


class System(Protocol):
    """One outside system as the server sees it."""

    name: str
    routes: list[Route]

    def authenticate(self, call: Call) -> None:
        """Raise Refusal where a call is stopped before its rate is counted."""
        ...

    def answer(self, call: Call, found: Route | None, segments: tuple[str, ...]) -> Answer:
        """The answer; `found` is None for an unknown path. Raises Refusal."""
        ...

    def refuse(self, refusal: Refusal) -> Answer:
        """A refusal in the words of this system."""
        ...

    def busy(self, kind: str, wait: int) -> Refusal:
        """The refusal for `rate_limit`, `unavailable` or `internal`."""
        ...

    def end_token(self, call: Call) -> None:
        """End the token that a call shows."""
        ...


def match(routes: list[Route], call: Call) -> tuple[Route | None, tuple[str, ...]]:
    """The route of a call with the decoded segments."""
    for candidate in routes:
        if candidate.method == call.method and (found := candidate.path.fullmatch(call.path)):
            segments = tuple(unquote_to_bytes(part).decode("utf-8", "replace") for part in found.groups())
            return candidate, segments
    return None, ()
