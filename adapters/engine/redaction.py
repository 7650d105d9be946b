"""Cut secrets out of everything that is kept or logged."""

import json
import re
from collections import deque
from collections.abc import Iterable, Mapping
from urllib.parse import quote, quote_plus
from xml.sax.saxutils import escape

STARS = "***"
IDENTIFIERS = frozenset({"appid", "app_key", "username"})  # they name us; they open nothing
SHORTEST = 6
_TOKENS = re.compile(rb'("[A-Za-z_]*token"\s*:\s*")[^"]*', re.IGNORECASE)


class Redactor:
    """Knows the secrets of one system and the last tokens it was given."""

    def __init__(self, secrets: Mapping[str, str]) -> None:
        values = [value for name, value in secrets.items() if name not in IDENTIFIERS and len(value) >= SHORTEST]
        self._fixed = tuple(form for value in values for form in _forms(value))
        self._tokens: deque[str] = deque(maxlen=16)

    def learn(self, token: str) -> None:
        """Remember a token, so that it is cut out from now on."""
        if len(token) >= SHORTEST and token not in self._tokens:
            self._tokens.extend(_forms(token))

    def text(self, text: str, hidden: Iterable[str] = ()) -> str:
        """Return a text with every secret replaced by ***, percent-encoded ones too."""
        for secret in (*self._fixed, *self._tokens, *hidden):
            if secret in text:
                text = text.replace(secret, STARS)
        return text

    def headers(self, headers: Iterable[tuple[str, str]], hidden: Iterable[str] = ()) -> tuple[tuple[str, str], ...]:
        """Return headers with every secret replaced by ***."""
        headers, hidden = tuple(headers), tuple(hidden)
        together = "\n".join([value for _, value in headers])
        if self.text(together, hidden) == together:
            return headers
        return tuple([(name, self.text(value, hidden)) for name, value in headers])

    def body(self, body: bytes, hidden: Iterable[str] = ()) -> bytes:
        """Return the bytes of a call that holds secrets with each, and everything called a token, replaced by ***."""
        for secret in (*self._fixed, *self._tokens, *hidden):
            body = body.replace(secret.encode(), STARS.encode())
        return _TOKENS.sub(rb"\1***", body)


def _forms(secret: str) -> tuple[str, ...]:
    """Return a secret as it is, and as queries, forms, XML and JSON write it where that differs."""
    written = (secret, quote(secret, safe=""), quote_plus(secret), escape(secret), json.dumps(secret)[1:-1])
    return tuple(dict.fromkeys(written))
