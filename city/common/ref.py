"""The REF contract: signed headers, honest statuses, lists with cursors (contract section 2)."""

import hashlib
import hmac
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from city.common import shapes
from city.common.call import BODY_LIMIT, JSON, Answer, Call, Refusal, Route
from city.common.moments import rfc3339
from city.common.shapes import Check, Faulty
from city.world import World

_NONCE = re.compile(r"[A-Za-z0-9-]{6,64}")
_HEADERS = ("X-Ref-Key", "X-Ref-Alg", "X-Ref-Timestamp", "X-Ref-Nonce", "X-Ref-Signature")
_CURSOR = shapes.text(512)


def digest_of(alg: str, body: bytes) -> str:
    """The lower-case hex SHA-256 or SM3 of a body."""
    return hashlib.new(_HASHES[alg], body).hexdigest()


def canonical_string(method: str, path: str, query: str, digest: str, signer: Sequence[str]) -> str:
    """The text that is signed; `signer` is app key, timestamp and nonce."""
    ordered = "&".join(sorted(query.split("&"), key=lambda piece: piece.encode())) if query else ""
    return "\n".join((method.upper(), path, ordered, digest, *signer))


def signature_of(alg: str, secret: str, canonical: str) -> str:
    """The lower-case hex HMAC over the hash of `alg`."""
    return hmac.new(secret.encode(), canonical.encode(), _HASHES[alg]).hexdigest()


# (key, item) pairs behind a key (None = from the start), at most so many, and whether more follow
Cut = Callable[[Any, int], tuple[list[tuple[Any, Any]], bool]]
_HASHES = {"hmac-sha256": "sha256", "hmac-sm3": "sm3"}


class RefSystem:
    """One REF system: authenticates, routes, and words its refusals."""

    def __init__(self, world: World, name: str, routes: list[Route], alg: str = "hmac-sha256") -> None:
        self.world = world
        self.name = name
        self.routes = routes
        self.alg = alg
        self._key = f"luqiao-{name}"
        self._secret = f"luqiao-{name}-test-secret"
        self._nonces: dict[str, tuple[float, str]] = {}
        self._traces = 0

    def authenticate(self, call: Call) -> None:
        """Check in the contract's order: key, algorithm, timestamp, signature, nonce. Raises Refusal."""
        shown = {name: call.headers.get(name, "") for name in _HEADERS}
        missing = [name for name, value in shown.items() if not value]
        if missing or not _NONCE.fullmatch(shown["X-Ref-Nonce"]):
            raise Refusal("header_missing", f"{', '.join(missing) or 'X-Ref-Nonce'} missing or malformed", status=401)
        if shown["X-Ref-Key"] != self._key:
            raise Refusal("key_unknown", "unknown app key", status=401)
        if shown["X-Ref-Alg"] != self.alg:
            raise Refusal("alg_invalid", f"this system takes {self.alg}", status=401)
        self._check_timestamp(shown["X-Ref-Timestamp"])
        self.world.clock_agrees(self.name)
        self._check_signature(call, shown)
        self._use_nonce(shown["X-Ref-Nonce"], shown["X-Ref-Signature"])

    def _check_timestamp(self, text: str) -> None:
        digits = text.isascii() and text.isdigit() and len(text) < 20
        now = self.world.shown_now(self.name)
        if not digits or abs(int(text) / 1000 - now) > self.world.timing.clock_tolerance:
            normal = digits and self.world.clock_excuses(self.name, int(text) / 1000)
            extra = {"server_time": int(now * 1000)}
            raise Refusal("timestamp_skew", "more than 300 s off", status=401, normal=normal, extra=extra)

    def _check_signature(self, call: Call, shown: Mapping[str, str]) -> None:
        signer = (shown["X-Ref-Key"], shown["X-Ref-Timestamp"], shown["X-Ref-Nonce"])
        canonical = canonical_string(call.method, call.path, call.query, digest_of(self.alg, call.body), signer)
        right = signature_of(self.alg, self._secret, canonical)
        if not hmac.compare_digest(right.encode(), shown["X-Ref-Signature"].encode()):
            raise Refusal("signature_invalid", "the signature does not fit", status=401)

    def _use_nonce(self, nonce: str, signature: str) -> None:
        now = self.world.now()
        used = self._nonces.get(nonce)
        if used and now - used[0] <= self.world.timing.nonce_life:
            # the same signature is the same request sent again, which the contract forbids
            raise Refusal("nonce_reused", "used before", status=401, normal=used[1] != signature)
        if len(self._nonces) > 20_000:
            limit = now - self.world.timing.nonce_life
            self._nonces = {name: entry for name, entry in self._nonces.items() if entry[0] > limit}
        self._nonces[nonce] = (now, signature)

    def answer(self, call: Call, found: Route | None, segments: tuple[str, ...]) -> Answer:
        """The answer to a call whose rate was admitted. Raises Refusal."""
        if found is None:
            raise Refusal("not_found", "no such call", status=404)
        _check_body(call)
        if call.method == "POST" and call.query:
            raise Refusal("query_invalid", "no query is allowed here", status=400)
        try:
            return found.handler(call, segments)
        except Faulty as fault:
            code = "body_invalid" if call.method == "POST" else "query_invalid"
            raise Refusal(code, str(fault), status=400) from fault

    def refuse(self, refusal: Refusal) -> Answer:
        """An honest status with code, message and trace."""
        self._traces += 1
        trace = f"{self.name}-{self._traces:08x}"
        payload = {"code": refusal.code, "message": refusal.why, "trace": trace, **refusal.extra}
        return Answer(payload, refusal.status, headers=refusal.headers)

    def busy(self, kind: str, wait: int) -> Refusal:
        """429 rate_limited, 503 unavailable or 500 internal."""
        if kind == "rate_limit":
            headers = {"Retry-After": str(wait)}
            return Refusal("rate_limited", "too fast", status=429, normal=True, headers=headers)
        if kind == "unavailable":
            headers = {"Retry-After": str(wait)}
            return Refusal("unavailable", "out of service", status=503, normal=True, headers=headers)
        return Refusal("internal", "internal error", status=500, normal=True)

    def end_token(self, call: Call) -> None:
        """REF has no tokens."""


def _check_body(call: Call) -> None:
    if len(call.body) > BODY_LIMIT:
        raise Refusal("body_too_large", "the limit is 1 MiB", status=413)
    if call.method == "POST" and call.media_type() != JSON:
        raise Refusal("type_invalid", f"the body must be {JSON}", status=415)


def normal_404(what: str) -> Refusal:
    """404 for something that may well not exist."""
    return Refusal("not_found", f"no such {what}", status=404, normal=True)


class RefList:
    """Reads the query of a REF list and cuts the page: items in order, each found by its key."""

    def __init__(self, world: World, system: str, most: int) -> None:
        self._world = world
        self._system = system
        self._most = most

    def arguments(
        self,
        call: Call,
        mandatory: Mapping[str, Check] = shapes.NOTHING,
        optional: Mapping[str, Check] = shapes.NOTHING,
    ) -> dict[str, str]:
        """The query of a list, with `limit` and `cursor` allowed. Raises Faulty."""
        paging = {"limit": shapes.pattern(r"[1-9]\d{0,3}"), "cursor": _CURSOR}
        sent = call.arguments(mandatory, {**optional, **paging})
        if int(sent.get("limit", "1")) > self._most:
            raise Faulty("limit", f"is above {self._most}")
        return sent

    def answer(self, call: Call, sent: dict[str, str], cut: Cut) -> Answer:
        """The page that begins behind the cursor."""
        scope = f"{call.path}?" + "&".join(f"{name}={sent[name]}" for name in sorted(sent) if name != "cursor")
        cursor = sent.get("cursor")
        after, before = self._position(cursor, scope, call.now)
        limit, chance = int(sent.get("limit", self._most)), self._world.chance
        if cursor and chance.strikes("repeat_page", self._system, call.path):
            after = before
        pairs, more = cut(after, limit)
        items = [item for _, item in pairs]
        if pairs and len(pairs) < limit and chance.strikes("duplicate_delivery", self._system, call.path):
            items.append(items[0])
        following = None
        if more:
            stuck = chance.strikes("cursor_stuck", self._system, call.path)
            position = [after, before] if stuck else [pairs[-1][0], after]
            following = cursor if stuck and cursor else self._world.cursors.make(position, scope, call.now)
        return Answer({"items": items, "next_cursor": following, "as_of": rfc3339(call.now)})

    def _position(self, cursor: str | None, scope: str, now: float) -> list[Any]:
        if cursor is None:
            return [None, None]
        try:
            position, old = self._world.cursors.read(cursor, scope, now)
        except ValueError as error:
            raise Refusal("cursor_invalid", str(error), status=400) from error
        if old:
            raise Refusal("cursor_invalid", "the cursor is too old", status=400, normal=True)
        return list(position)


def cut_sorted(pairs: Sequence[tuple[Any, Any]]) -> Cut:
    """A cut through a short list that is sorted by its keys."""

    def cut(after: Any, limit: int) -> tuple[list[tuple[Any, Any]], bool]:
        behind = [pair for pair in pairs if after is None or list(pair[0]) > list(after)]
        return behind[:limit], len(behind) > limit

    return cut
