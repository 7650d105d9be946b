"""Sign a call as its profile declares: parts, algorithm, encoding, and where the results go."""

import hashlib
import hmac
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from urllib.parse import quote, unquote

from adapters.engine.bodies import members_of, with_members
from adapters.engine.encodings import encoded, key_bytes
from adapters.engine.proofs import demand
from adapters.engine.stamps import new_nonce, stamp
from adapters.engine.templates import Values, compiled_text, names_in
from adapters.engine.vocabulary import Sign
from models.errors import InvalidInput
from models.said import said

KNOWN = {
    *("method", "path", "query", "digest", "timestamp", "nonce", "signature", "token", "refresh_token"),
    *("params", "headers", "sorted", "resource", "plain", "sealed"),
}
Write = Callable[[Values], str]
SM2 = "sm2-with-sm3"


@dataclass(frozen=True, slots=True)
class Call:
    """What is signed: the parts of one request as they are sent; `query` is the raw query string.

    `kind` and `charset` say how members of the body are read; `plain` and `sealed` are its text before and after
    the envelope.
    """

    method: str
    path: str
    query: str
    body: bytes
    kind: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    charset: str = "utf-8"
    plain: str = ""
    sealed: str = ""


@dataclass(frozen=True, slots=True)
class Held:
    """What was given to us by a token call: the token, and what renews it."""

    token: str = ""
    refresh: str = ""


@dataclass(frozen=True, slots=True)
class Signed:
    """A signature with the headers, query members and body that carry it."""

    signature: str
    headers: dict[str, str]
    query: dict[str, str]
    body: bytes
    in_body: bool = False


@dataclass(frozen=True, slots=True)
class Worked:
    """A signature with all that led to it: the values of the holes that were used, and the exact string."""

    canonical: str
    signature: str
    values: dict[str, object]


class Signer:
    """Computes the signature of a call; pure apart from the nonce, which the caller gives."""

    def __init__(self, declared: Sign, secrets: Mapping[str, str], place: str) -> None:
        self._declared, self._place = declared, place
        self._secrets = {f"secret:{name}": value for name, value in secrets.items()}
        self._hash = declared.algorithm.removeprefix("hmac-")
        self._check(place)
        for part in declared.parts:
            compiled_text(part, place=f"{place}.parts")  # each alone, so that no hole reaches over two
        self._string = compiled_text("".join(declared.parts), place=f"{place}.parts")
        self._sorted = [compiled_text(part, place=f"{place}.sorted") for part in declared.sorted]
        self._needs = frozenset(name for part in (*declared.parts, *declared.sorted) for name in names_in(part))
        places = {"headers": declared.headers, "query": declared.query, "body": declared.body}
        self._early = {kind: _fills(one, f"{place}.{kind}", signature=False) for kind, one in places.items()}
        self._late = {kind: _fills(one, f"{place}.{kind}", signature=True) for kind, one in places.items()}
        self._in_headers = [name for name in self._needs if name.startswith("header:")]
        placed = (*declared.headers.values(), *declared.query.values(), *declared.body.values())
        self._digests = "digest" in self._needs or any("{digest}" in text for text in placed)
        secret = secrets.get(declared.key or "", "")
        self._key = key_bytes(secret, declared.key_form, place) if secret else b""

    def canonical(self, call: Call, timestamp: str, nonce: str, held: Held = Held()) -> str:  # frozen
        """Return the exact string that is signed."""
        return self.worked(call, timestamp, nonce, held).canonical

    def worked(self, call: Call, timestamp: str, nonce: str, held: Held = Held()) -> Worked:
        """Return the signature of a call with every step that led to it."""
        given = self._given(timestamp, nonce, held)
        _, values, canonical = self._prepared(call, given)
        return Worked(canonical, self.signature(canonical), {n: v for n, v in values.items() if n in self._needs})

    def sign(self, call: Call, at: float, nonce: str, held: Held = Held()) -> Signed:
        """Return the signature and where it goes; `at` is seconds since the epoch."""
        given = self._given(stamp(self._declared, at, self._place), nonce, held)
        placed, values, canonical = self._prepared(call, given)
        values["signature"] = signature = self.signature(canonical)
        late = {kind: _filled(fills, values) for kind, fills in self._late.items()}
        body = with_members(call.kind, placed.body, late["body"], call.charset)
        headers, query = placed.headers | late["headers"], placed.query | late["query"]
        return Signed(signature, headers, query, body, bool(self._declared.body))

    def signature(self, canonical: str) -> str:
        """Return the encoded signature of a canonical string."""
        text = canonical.encode()
        if self._declared.algorithm.startswith("hmac-"):
            raw = hmac.digest(self._key, text, self._hash)
        else:
            raw = hashlib.new(self._hash, text).digest()
        return encoded(raw, self._declared.encode)

    def new_nonce(self) -> str:
        """Return a nonce of the declared kind."""
        return new_nonce(self._declared)

    def _given(self, timestamp: str, nonce: str, held: Held) -> dict[str, object]:
        own = {"timestamp": timestamp, "nonce": nonce, "token": held.token, "refresh_token": held.refresh}
        return {**self._secrets, **own}

    def _prepared(self, call: Call, given: dict[str, object]) -> tuple[Signed, dict[str, object], str]:
        """Return what is placed before the signature is known, the values of all holes, and the string to sign."""
        needs = self._needs
        values: dict[str, object] = {**given, "method": call.method, "path": call.path}
        values |= {"plain": call.plain, "sealed": call.sealed}
        if self._digests:
            values["digest"] = self._digest(call)
        early = {kind: _filled(fills, values) for kind, fills in self._early.items()}
        body = with_members(call.kind, call.body, early["body"], call.charset) if early["body"] else call.body
        placed = Signed("", early["headers"], early["query"], body)
        if "query" in needs:
            values["query"] = self._query(call.query)
        if "params" in needs or "resource" in needs:
            values["params"] = self._params(replace(call, body=body), early["query"])
            values["resource"] = f"{call.path}?{values['params']}" if values["params"] else call.path
        if self._in_headers or "headers" in needs:
            values |= self._header_values(call, early["headers"])
        if self._sorted:
            values["sorted"] = "".join(sorted(part(values) for part in self._sorted))
        return placed, values, self._string(values)

    def _digest(self, call: Call) -> str:
        declared = self._declared
        skipped = {"every": False, "filled": not call.body, "not-form": not call.body or call.kind == "form"}
        if skipped[declared.digest_of]:
            return ""
        return encoded(hashlib.new(declared.digest, call.body).digest(), declared.digest_encode)

    def _query(self, query: str) -> str:
        if self._declared.query_order == "sorted" and query:
            return "&".join(sorted(query.split("&")))
        return query

    def _params(self, call: Call, placed: Mapping[str, str]) -> str:
        """Return the members of query and body one behind the other, as [sign.params] says."""
        rules = self._declared.params
        pairs: list[tuple[str, str]] = []
        if "query" in rules.of:
            split = [piece.partition("=") for piece in call.query.split("&") if piece]
            pairs += [(unquote(name), unquote(value)) for name, _, value in split] + list(placed.items())
        if "body" in rules.of:
            pairs += members_of(call.kind, call.body, call.charset)
        kept = [(n, v) for n, v in pairs if n not in rules.exclude and (v or not rules.skip_empty)]
        if rules.sort == "byte":
            kept.sort(key=lambda pair: (pair[0].encode(), pair[1].encode()))
        if rules.encoded:
            kept = [(quote(name, safe=""), quote(value, safe="")) for name, value in kept]
        return rules.join.join(f"{name}{rules.pair}{value}" for name, value in kept)

    def _header_values(self, call: Call, placed: Mapping[str, str]) -> dict[str, object]:
        """Return {headers} and every {header:name} that is used; a header that is not there is an empty text."""
        known = {name.lower(): value for name, value in (*call.headers.items(), *placed.items())}
        named = sorted(name.lower() for name in self._declared.signed_headers)
        lines = "".join(f"{name}:{known.get(name, '')}\n" for name in named)
        return {"headers": lines, **{name: known.get(name.removeprefix("header:"), "") for name in self._in_headers}}

    def _check(self, place: str) -> None:
        declared = self._declared
        if declared.algorithm == SM2:
            words = said("{place}：没有可靠的 SM2 实现，本系统不提供 {name}。", place=place, name=SM2)
            raise InvalidInput(words, do_next="请与对方商定 hmac-sm3，或在前面放置签名网关。")
        stamp(declared, 0.0, place)
        for algorithm in {self._hash, declared.digest}:
            demand(algorithm, place)
        placed = (*declared.headers.values(), *declared.query.values(), *declared.body.values())
        for name in [name for text in (*declared.parts, *declared.sorted, *placed) for name in names_in(text)]:
            if name not in KNOWN and name not in self._secrets and not name.startswith("header:"):
                raise InvalidInput(
                    said("{place}：签名用到了没有的值“{name}”。", place=place, name=name),
                    do_next="请检查密钥配置和对接规范。",
                )
        if declared.algorithm.startswith("hmac-") and f"secret:{declared.key}" not in self._secrets:
            raise InvalidInput(
                said("{place}：缺少签名密钥“{key}”。", place=place, key=declared.key), do_next="请检查密钥配置。"
            )


def _fills(declared: Mapping[str, str], place: str, *, signature: bool) -> dict[str, Write]:
    """Return the fillers of those that carry the signature, or of those that do not."""
    wanted = {name: text for name, text in declared.items() if ("signature" in names_in(text)) is signature}
    return {name: compiled_text(text, place=f"{place}.{name}") for name, text in wanted.items()}


def _filled(fills: Mapping[str, Write], values: Mapping[str, object]) -> dict[str, str]:
    return {name: fill(values) for name, fill in fills.items()} if fills else {}
