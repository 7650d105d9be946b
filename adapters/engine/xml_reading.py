"""Read XML into the same trees as JSON: no DTD, no entities of its own, no more than so deep and so many."""

from collections.abc import Sequence
from typing import Any
from xml.parsers import expat

import msgspec

from adapters.engine.paths import steps

DEEPEST, MOST = 64, 500_000  # elements
NIL = "xsi:nil"


class _Element:
    """One element while it is being read."""

    __slots__ = ("members", "nil", "several", "text")

    def __init__(self, attributes: dict[str, str]) -> None:
        self.nil = attributes.get(NIL) in {"true", "1"}
        own = {f"@{n}": v for n, v in attributes.items() if ":" not in n and n != "xmlns"}
        self.members: dict[str, Any] = dict(own)
        self.several: set[str] = set()
        self.text: list[str] = []

    def add(self, name: str, value: object) -> None:
        """Add a child; several of one name become a list."""
        if name not in self.members:
            self.members[name] = value
        elif name in self.several:
            self.members[name].append(value)
        else:
            self.members[name] = [self.members[name], value]
            self.several.add(name)

    def value(self) -> object:
        """Return the text of a leaf, else its members; blanks between elements are nothing."""
        text = "".join(self.text)
        if not self.members:
            return None if self.nil else text
        if text.strip():
            self.members["#text"] = text
        return self.members


class _Handler:
    """What is built while the parser runs."""

    def __init__(self) -> None:
        self.open = [_Element({})]
        self.count = 0

    def start(self, _name: str, attributes: dict[str, str]) -> None:
        """Begin an element."""
        self.count += 1
        if len(self.open) > DEEPEST or self.count > MOST:
            raise msgspec.DecodeError("XML is too deep or too long")
        self.open.append(_Element(attributes))

    def end(self, name: str) -> None:
        """End an element."""
        ended = self.open.pop()
        self.open[-1].add(name.rpartition(":")[2], ended.value())

    def data(self, text: str) -> None:
        """Take a piece of text."""
        self.open[-1].text.append(text)


def _refuse(*_: object) -> None:
    raise msgspec.DecodeError("XML with a document type")


def tree_of(body: bytes, lists: Sequence[str] = ()) -> dict[str, Any]:
    """Return the tree of a document in UTF-8: elements by local name, attributes as @name, all values texts.

    What stands several times is a list, what stands at a path of `lists` always. Raises msgspec.DecodeError for what
    is not XML, has a DTD, is too deep, or is a page for people (html).
    """
    handler, parser = _Handler(), expat.ParserCreate("utf-8")
    parser.buffer_text = True
    parser.StartElementHandler, parser.EndElementHandler = handler.start, handler.end
    parser.CharacterDataHandler = handler.data
    parser.StartDoctypeDeclHandler = _refuse
    try:
        parser.Parse(body, True)
    except expat.ExpatError as error:
        raise msgspec.DecodeError(f"not XML ({error})") from error
    document = handler.open[0].members
    if "html" in {name.lower() for name in document}:
        raise msgspec.DecodeError("a page for people")
    return listed(document, lists)


def listed(document: dict[str, Any], lists: Sequence[str]) -> dict[str, Any]:
    """Return the document with a list at each of the paths, however often the element stands there."""
    for path in lists:
        _listed(document, steps(path))
    return document


def _listed(tree: Any, names: tuple[str, ...]) -> None:
    """Make a list of what stands at a path, wherever there is one or nothing of it."""
    if isinstance(tree, list):
        for each in tree:
            _listed(each, names)
    elif isinstance(tree, dict) and len(names) > 1:
        if tree.get(names[0]) == "":
            tree[names[0]] = {}
        _listed(tree.get(names[0]), names[1:])
    elif isinstance(tree, dict):
        found = tree.get(names[0])
        tree[names[0]] = found if isinstance(found, list) else [] if found is None else [found]


def soap_of(document: dict[str, Any]) -> dict[str, Any]:
    """Return what an operation of SOAP returned, or { Fault = … }; raises msgspec.DecodeError."""
    envelope = document.get("Envelope")
    body = envelope.get("Body") if isinstance(envelope, dict) else None
    if not isinstance(body, dict):
        raise msgspec.DecodeError("not a SOAP envelope")
    answers = [value for name, value in body.items() if not name.startswith("@")]
    if "Fault" in body or len(answers) != 1 or not isinstance(answers[0], dict):
        return body
    return answers[0]
