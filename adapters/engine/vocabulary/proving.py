"""Who we are, and what is hidden from others on the way: [auth], [sign], [envelope]."""

from typing import Literal

import msgspec

from adapters.engine.vocabulary.answering import When
from adapters.engine.vocabulary.carrying import Request
from adapters.engine.vocabulary.words import Duration, Path, Ttl, Words

Encode = Literal["hex", "HEX", "base64", "base64url"]
KeyForm = Literal["text", "hex", "base64", "md5"]


class Places(Words, frozen=True, kw_only=True):
    """Where values go: headers, members of the query, members of the body (whatever its kind is)."""

    headers: dict[str, str] = {}
    query: dict[str, str] = {}
    body: dict[str, str] = {}


class Params(Words, frozen=True, kw_only=True):
    """[sign.params]: how the members of a call are written one behind the other as {params}."""

    of: list[Literal["query", "body"]] = msgspec.field(default_factory=lambda: ["query", "body"])
    sort: Literal["byte", "none"] = "byte"
    pair: str = "="
    join: str = "&"
    skip_empty: bool = False
    exclude: list[str] = []
    encoded: bool = False


class Sign(Places, frozen=True, kw_only=True):
    """[sign]: the exact string, its algorithm, and where the results are placed."""

    algorithm: Literal["md5", "sha1", "sha256", "sm3", "hmac-sha1", "hmac-sha256", "hmac-sm3", "sm2-with-sm3"]
    key: str | None = None
    key_form: KeyForm = "text"
    parts: list[str]
    sorted: list[str] = []
    params: Params = Params()
    signed_headers: list[str] = []
    query_order: Literal["sorted", "raw"] = "sorted"
    digest: Literal["md5", "sha256", "sm3"] = "sha256"
    digest_encode: Encode = "hex"
    digest_of: Literal["every", "filled", "not-form"] = "every"
    encode: Encode = "hex"
    time: Literal["ms", "s", "rfc1123", "pattern"] = "ms"
    time_pattern: str = "yyyy-MM-dd HH:mm:ss"
    time_zone: str = "+08:00"
    nonce: int = 32
    nonce_kind: Literal["hex", "digits", "uuid"] = "hex"


class Proof(Words, frozen=True, kw_only=True):
    """[query.<name>.proof]: how a record that they send is signed, value by value as it came, and with whose key.

    `parts` are templates of our names in [query.<name>.map]; `field` is the name there that holds the signature.
    """

    algorithm: Literal["hmac-sha1", "hmac-sha256", "hmac-sm3"]
    key: str
    key_form: KeyForm = "text"
    parts: list[str]
    field: str
    encode: Encode = "hex"


class Refresh(Words, frozen=True, kw_only=True):
    """[auth.token.refresh]: how a token is renewed with what came beside it, as long as that lives."""

    token: Path
    ttl: Ttl
    request: Request
    sign: Sign | None = None


class Token(Places, frozen=True, kw_only=True):
    """[auth.token]: where a token comes from, how long it lives, where it goes, when it is no longer valid."""

    request: Request
    token: Path
    ttl: Ttl
    early: Duration = "180s"
    sign: Sign | None = None
    refresh: Refresh | None = None
    max_per_hour: int = 0
    invalid_when: list[When] = []


class Basic(Words, frozen=True, kw_only=True):
    """[auth.basic]: the names of the two secrets of RFC 7617."""

    username: str
    password: str


class OAuth2(Words, frozen=True, kw_only=True):
    """[auth.oauth2]: client credentials (RFC 6749 section 4.4); the names of two secrets, and where they go."""

    path: str
    client_id: str = "client_id"
    client_secret: str = "client_secret"  # noqa: S105  # a name
    scope: str = ""
    place: Literal["header", "body"] = "header"
    early: Duration = "180s"


class Auth(Places, frozen=True, kw_only=True):
    """[auth]: fixed values, a token, or nothing beyond [sign]; kinds with a name of their own know their request."""

    kind: Literal["none", "static", "basic", "oauth2-cc", "token", "wechat-stable", "soap-login"] = "none"
    token: Token | None = None
    basic: Basic | None = None
    oauth2: OAuth2 | None = None


class Envelope(Words, frozen=True, kw_only=True):
    """[envelope]: the cipher, and what is sealed: the whole body (`wrap`), or what stands under $sealed in a template.

    `opens` is where the sealed text of an answer stands, `opened` what it is; `key` and `frame_id` name secrets.
    """

    encrypt: Literal["sm4-cbc", "sm4-ecb", "sm4-gcm", "aes-cbc", "aes-ecb", "aes-gcm"]
    key: str
    key_form: KeyForm = "text"
    iv: str = "random"
    pad: Literal["pkcs7", "pkcs7-32", "zero", "none"] = "pkcs7"
    encode: Encode = "base64"
    charset: Literal["utf-8", "gb18030"] = "utf-8"
    frame: Literal["none", "wechat"] = "none"
    frame_id: str | None = None
    wrap: dict[str, str] = {}
    opens: Path | None = None
    opened: Literal["json", "xml"] = "json"
