"""Access tokens: issued, living, ended; a token of this city is recognised even after its end."""

import hashlib
import hmac
import secrets


class Tokens:
    """The tokens of one system."""

    def __init__(self, seed: int, system: str) -> None:
        self._key = f"token-{system}-{seed}".encode()
        self._ends: dict[str, float] = {}

    def issue(self, ends_at: float) -> str:
        """A new token that lives until `ends_at`."""
        body = secrets.token_hex(20)
        token = body + self._sign(body)
        self._ends[token] = ends_at
        return token

    def end(self, token: str) -> None:
        """End a token at once."""
        self._ends.pop(token, None)

    def lives(self, token: str, now: float) -> bool:
        """Whether a token may be used now."""
        return self._ends.get(token, 0.0) > now

    def ends_at(self, token: str) -> float:
        """When a token ends; 0 when it has ended."""
        return self._ends.get(token, 0.0)

    def ours(self, token: str) -> bool:
        """Whether a token was ever issued by a city with this seed."""
        return len(token) == 56 and hmac.compare_digest(token[40:], self._sign(token[:40]))

    def _sign(self, body: str) -> str:
        return hmac.new(self._key, body.encode(), hashlib.sha256).hexdigest()[:16]
