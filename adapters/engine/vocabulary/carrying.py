"""How bytes are carried, signed and let in: [adapter], [transport], [auth], [sign]."""

from typing import Any, Literal

import msgspec

from adapters.engine.vocabulary.words import Duration, Path, Size, Ttl, Words


class Adapter(Words, frozen=True, kw_only=True):
    """[adapter]: which contract the file speaks, and for what it is used."""

    contract: str
    generation: str | None = None  # of the columns of a push
    kind: Literal["intake", "credit", "joint", "business", "elicence", "police", "case_system", "post", "rating", "sms"]


class Transport(Words, frozen=True, kw_only=True):
    """[transport]: how bytes are carried and how large and slow they may be."""

    dialect: Literal["http-json"] = "http-json"
    charset_in: Literal["utf-8", "gb18030"] = "utf-8"
    charset_out: Literal["utf-8", "gb18030"] = "utf-8"
    media: list[str] = msgspec.field(default_factory=lambda: ["application/json"])
    timeout: Duration = "30s"
    max_answer: Size = "8MiB"
    max_attachment: Size = "10MiB"
    max_headers: int = 100


class Request(Words, frozen=True, kw_only=True):
    """One call: templates for path, query, headers and body; `open` sends it without any credentials."""

    method: Literal["GET", "POST"]
    path: str
    query: dict[str, str] = {}
    headers: dict[str, str] = {}
    body: dict[str, Any] | None = msgspec.field(default=None, name="json")
    form: dict[str, str] | None = None


class Sign(Words, frozen=True, kw_only=True):
    """[sign]: the exact string, its algorithm, and where the results are placed."""

    algorithm: Literal["md5", "sha1", "sha256", "sm3", "hmac-sha1", "hmac-sha256", "hmac-sm3"]
    key: str | None = None
    parts: list[str]
    query_order: Literal["sorted", "raw"] = "sorted"
    digest: Literal["md5", "sha256", "sm3"] = "sha256"
    encode: Literal["hex", "HEX", "base64"] = "hex"
    time: Literal["ms", "s"] = "ms"
    nonce: int = 32
    headers: dict[str, str] = {}
    query: dict[str, str] = {}


class Token(Words, frozen=True, kw_only=True):
    """[auth.token]: where a token comes from, how long it lives, where it goes."""

    request: Request
    token: Path
    ttl: Ttl
    early: Duration = "180s"
    headers: dict[str, str] = {}
    query: dict[str, str] = {}
    sign: Sign | None = None


class Auth(Words, frozen=True, kw_only=True):
    """[auth]: static headers, a token, or nothing beyond [sign]."""

    kind: Literal["none", "static", "token"] = "none"
    headers: dict[str, str] = {}
    token: Token | None = None
