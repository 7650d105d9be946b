"""The small XML of the legacy systems: read strictly (no DTD, no repeated text), written from pairs."""

from typing import Any
from xml.parsers import expat
from xml.sax.saxutils import escape

from city.common.shapes import Faulty

Node = tuple[str, dict[str, str], list[Any], list[str]]  # name, attributes, children, pieces of text


def parse(text: str, field: str) -> Node:
    """The root element of a document. Raises Faulty."""
    root: list[Node] = []
    waiting: list[Node] = []

    def start(name: str, attributes: dict[str, str]) -> None:
        node: Node = (name, attributes, [], [])
        (waiting[-1][2] if waiting else root).append(node)
        waiting.append(node)

    def refuse(*_: object) -> None:
        raise Faulty(field, "has a document type")

    def end(_name: str) -> None:
        waiting.pop()

    def data(piece: str) -> None:
        waiting[-1][3].append(piece)

    parser = expat.ParserCreate("utf-8")
    parser.StartElementHandler = start
    parser.EndElementHandler, parser.CharacterDataHandler = end, data
    parser.StartDoctypeDeclHandler = refuse
    try:
        parser.Parse(text.encode(), True)
    except (expat.ExpatError, UnicodeEncodeError) as error:
        raise Faulty(field, "is not XML") from error
    return root[0]


def local(node: Node) -> str:
    """The name of an element without its prefix."""
    return node[0].rpartition(":")[2]


def text_of(node: Node, field: str) -> str:
    """The text of an element that has no children. Raises Faulty."""
    if node[2]:
        raise Faulty(field, "holds elements")
    return "".join(node[3])


def fields_of(node: Node, field: str) -> dict[str, str]:
    """The children of an element, each a text and each once. Raises Faulty."""
    found: dict[str, str] = {}
    for child in node[2]:
        name = local(child)
        if name in found:
            raise Faulty(f"{field}.{name}", "stands twice")
        found[name] = text_of(child, f"{field}.{name}")
    if "".join(node[3]).strip():
        raise Faulty(field, "holds text between its elements")
    return found


def write(name: str, value: Any) -> str:
    """An element with a text, with members, or several of them; None is an empty element."""
    if isinstance(value, list):
        return "".join(write(name, one) for one in value)
    if isinstance(value, dict):
        return f"<{name}>{''.join(write(inner, one) for inner, one in value.items())}</{name}>"
    return f"<{name}>{escape('' if value is None else str(value))}</{name}>"
