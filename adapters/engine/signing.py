"""Sign a call as its profile declares: parts, algorithm, encoding, and where the results go."""

import base64
import hashlib
import hmac
import secrets as randomness
from collections.abc import Mapping
from dataclasses import dataclass

from adapters.engine.templates import compiled, names_in
from adapters.engine.vocabulary import Sign
from models.errors import InvalidInput

KNOWN = {"method", "path", "query", "digest", "timestamp", "nonce", "signature"}


@dataclass(frozen=True, slots=True)
class Call:
    """What is signed: the parts of one request as they are sent; `query` is the raw query string."""

    method: str
    path: str
    query: str
    body: bytes


@dataclass(frozen=True, slots=True)
class Signed:
    """A signature with the headers and query members that carry it."""

    signature: str
    headers: dict[str, str]
    query: dict[str, str]


def new_nonce(length: int) -> str:
    """Return a nonce that was never used before, out of 0–9 and a–f."""
    return randomness.token_hex((length + 1) // 2)[:length]


class Signer:
    """Computes the signature of a call; pure apart from the nonce, which the caller gives."""

    def __init__(self, declared: Sign, secrets: Mapping[str, str], place: str) -> None:
        self._declared = declared
        self._secrets = {f"secret:{name}": value for name, value in secrets.items()}
        self._check(place)
        self._parts = [compiled(part, {}, place=f"{place}.parts") for part in declared.parts]
        self._headers = {n: compiled(t, {}, place=f"{place}.headers") for n, t in declared.headers.items()}
        self._query = {n: compiled(t, {}, place=f"{place}.query") for n, t in declared.query.items()}
        self._hash = declared.algorithm.removeprefix("hmac-")
        self._key = secrets.get(declared.key or "", "").encode()

    def canonical(self, call: Call, timestamp: str, nonce: str) -> str:
        """Return the exact string that is signed."""
        values = self._values(call, timestamp, nonce)
        return "".join(str(part(values)) for part in self._parts)

    def sign(self, call: Call, at: float, nonce: str) -> Signed:
        """Return the signature and where it goes; `at` is seconds since the epoch."""
        timestamp = str(int(at * 1000) if self._declared.time == "ms" else int(at))
        values = self._values(call, timestamp, nonce)
        values["signature"] = signature = self.signature("".join(str(part(values)) for part in self._parts))
        headers = {name: str(fill(values)) for name, fill in self._headers.items()}
        return Signed(signature, headers, {name: str(fill(values)) for name, fill in self._query.items()})

    def signature(self, canonical: str) -> str:
        """Return the encoded signature of a canonical string."""
        text = canonical.encode()
        if self._declared.algorithm.startswith("hmac-"):
            raw = hmac.new(self._key, text, self._hash).digest()
        else:
            raw = hashlib.new(self._hash, text).digest()
        if self._declared.encode == "base64":
            return base64.b64encode(raw).decode()
        return raw.hex().upper() if self._declared.encode == "HEX" else raw.hex()

    def new_nonce(self) -> str:
        """Return a nonce of the declared length."""
        return new_nonce(self._declared.nonce)

    def _values(self, call: Call, timestamp: str, nonce: str) -> dict[str, object]:
        query = call.query
        if self._declared.query_order == "sorted" and query:
            query = "&".join(sorted(query.split("&")))
        digest = hashlib.new(self._declared.digest, call.body).hexdigest()
        own = {"method": call.method, "path": call.path, "query": query, "digest": digest}
        return {**self._secrets, **own, "timestamp": timestamp, "nonce": nonce}

    def _check(self, place: str) -> None:
        declared = self._declared
        texts = [*declared.parts, *declared.headers.values(), *declared.query.values()]
        for name in [name for text in texts for name in names_in(text)]:
            if name not in KNOWN and name not in self._secrets:
                raise InvalidInput(f"{place}：签名用到了没有的值“{name}”。", do_next="请检查密钥配置和对接规范。")
        if declared.algorithm.startswith("hmac-") and f"secret:{declared.key}" not in self._secrets:
            raise InvalidInput(f"{place}：缺少签名密钥“{declared.key}”。", do_next="请检查密钥配置。")
