"""Cut secrets out of everything that is kept or logged."""

import re
from collections import deque
from collections.abc import Mapping
from urllib.parse import quote

STARS = "***"
IDENTIFIERS = frozenset({"appid", "app_key", "username"})  # they name us; they open nothing
SHORTEST = 6
_TOKENS = re.compile(rb'("[A-Za-z_]*token"\s*:\s*")[^"]*', re.IGNORECASE)


class Redactor:
    """Knows the secrets of one system and the last tokens it was given."""

    def __init__(self, secrets: Mapping[str, str]) -> None:
        self._fixed = [value for name, value in secrets.items() if name not in IDENTIFIERS and len(value) >= SHORTEST]
        self._tokens: deque[str] = deque(maxlen=8)

    def learn(self, token: str) -> None:
        """Remember a token, so that it is cut out from now on."""
        if len(token) >= SHORTEST and token not in self._tokens:
            self._tokens.append(token)

    def text(self, text: str, extra: tuple[str, ...] = ()) -> str:
        """Return a text with every secret replaced by ***, percent-encoded ones too."""
        for secret in (*self._fixed, *self._tokens, *extra):
            text = text.replace(secret, STARS)
            encoded = quote(secret, safe="")
            if encoded != secret:
                text = text.replace(encoded, STARS)
        return text

    def body(self, body: bytes) -> bytes:
        """Return the bytes of a call for a token with every secret and everything called a token replaced by ***."""
        for secret in (*self._fixed, *self._tokens):
            body = body.replace(secret.encode(), STARS.encode())
        return _TOKENS.sub(rb"\1***", body)

    def headers(
        self, headers: Mapping[str, str] | tuple[tuple[str, str], ...], extra: tuple[str, ...] = ()
    ) -> tuple[tuple[str, str], ...]:
        """Return headers with every secret replaced by ***."""
        pairs = headers.items() if isinstance(headers, Mapping) else headers
        return tuple((name, self.text(value, extra)) for name, value in pairs)
