"""Turn the bytes of an answer, whatever its dialect, into JSON in UTF-8; only then anything is read of it."""

from collections.abc import Callable
from typing import Any

import msgspec

from adapters.engine import charsets
from adapters.engine.encodings import NotOpened
from adapters.engine.paths import steps
from adapters.engine.tolerant import strict_of
from adapters.engine.twins import decoded
from adapters.engine.vocabulary import Envelope, Transport
from adapters.engine.xml_reading import listed, soap_of, tree_of

FORMS = {"http-xml": "xml", "soap": "soap"}  # of the answers of a dialect; all others answer JSON
MEDIA = {
    "json": frozenset({"application/json"}),
    "xml": frozenset({"text/xml", "application/xml"}),
    "soap": frozenset({"text/xml", "application/xml", "application/soap+xml"}),
}
HEAD = 200  # bytes; the first line of an XML document is shorter
Open = Callable[[str], str]


def form_of(transport: Transport, own: str | None) -> str:
    """Return the form of an answer: what the request says, else the transport, else the dialect."""
    return own or transport.answer or FORMS.get(transport.dialect, "json")


class AnswerReader:
    """Reads the answers of one form; `media` are the types that they may have."""

    def __init__(self, transport: Transport, form: str, envelope: Envelope | None, unseal: Open | None) -> None:
        self._transport, self._form, self._open = transport, form, unseal
        self.media = frozenset(transport.media) or MEDIA[form]
        self._sealed = steps(envelope.opens) if envelope and envelope.opens else None
        self._opened = envelope.opened if envelope else "json"
        self._inside = [(steps(path), kind) for path, kind in transport.inside.items()]
        self._quirks = frozenset(transport.quirks)
        self._lists = transport.lists
        changed = self._sealed is not None or self._inside or self._quirks or transport.charset_in == "auto"
        self.plain = form == "json" and not changed

    def json_of(self, body: bytes, content_type: str = "") -> bytes:
        """Return an answer as JSON in UTF-8; raises what engine.splitting.Broken names."""
        if self.plain:
            return charsets.utf8_of(body, self._transport.charset_in)
        document = self._document(self._utf8(body, content_type))
        if self._sealed is not None:
            document = self._put(document, self._sealed, self._unsealed)
        for names, kind in self._inside:
            document = self._put(document, names, lambda text, kind=kind: self._read(text, kind))  # type: ignore[misc]
        if {"one-element", "null-text"} & self._quirks:
            document = self._mended(document)
        return msgspec.json.encode(listed(document, self._lists) if self._lists else document)

    def _utf8(self, body: bytes, content_type: str) -> bytes:
        forced = self._transport.charset_in
        if forced != "auto":
            return charsets.utf8_of(body, forced)
        return charsets.utf8_guessed(body, f"{content_type} {body[:HEAD].partition(b'?>')[0].decode('latin-1')}")

    def _document(self, body: bytes) -> Any:
        if self._form == "json":
            return self._json(body)
        document = tree_of(body)
        return soap_of(document) if self._form == "soap" else document

    def _json(self, body: bytes) -> Any:
        return decoded(strict_of(body) if "tolerant-json" in self._quirks else body)

    def _read(self, text: object, kind: str) -> object:
        """Return the document that a text holds; an empty text holds nothing."""
        if not isinstance(text, str) or not text.strip():
            return None
        return self._json(text.encode()) if kind == "json" else tree_of(text.encode())

    def _unsealed(self, text: object) -> object:
        if not isinstance(text, str) or not text or self._open is None:
            return text
        try:
            return self._read(self._open(text), self._opened)
        except NotOpened as error:
            raise msgspec.DecodeError("the envelope does not open") from error

    def _put(self, tree: Any, names: tuple[str, ...], change: Callable[[object], object]) -> Any:
        """Return a tree with what stands at a path changed, wherever it stands."""
        if not names:
            return change(tree)
        if isinstance(tree, list):
            return [self._put(one, names, change) for one in tree]
        if isinstance(tree, dict) and names[0] in tree:
            return {**tree, names[0]: self._put(tree[names[0]], names[1:], change)}
        return tree

    def _mended(self, tree: Any) -> Any:
        if isinstance(tree, dict):
            return {name: self._mended(one) for name, one in tree.items()}
        if isinstance(tree, list):
            if "one-element" in self._quirks and len(tree) == 1 and not isinstance(tree[0], dict | list):
                return self._mended(tree[0])
            return [self._mended(one) for one in tree]
        return None if tree == "null" and "null-text" in self._quirks else tree
