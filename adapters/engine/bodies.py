"""The bodies of calls: JSON, forms, XML and SOAP, written from templates; what is added to them when they are sent."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import cast
from urllib.parse import parse_qsl, urlencode

import msgspec

from adapters.engine import charsets
from adapters.engine.templates import Fill, Tables, Values, compiled, compiled_tree
from adapters.engine.vocabulary import Request, Soap
from adapters.engine.xml_writing import declared, enveloped, xml_of
from models.errors import InvalidInput
from models.said import said

Seal = Callable[[str], str]
TYPES = {
    "json": "application/json",
    "form": "application/x-www-form-urlencoded",
    "xml": "text/xml",
    "soap": "text/xml",
}
INNER = ("$xml", "$json", "$sealed")  # a member that is alone under such a name is a text that holds a document


@dataclass(frozen=True, slots=True)
class Body:
    """How the body of one call is written: `write` gives its bytes, `kind` says what members are added to."""

    kind: str
    write: Callable[[Values], bytes]
    type: str
    headers: Mapping[str, str]
    tree: Fill | None = None


NONE = Body("", lambda _values: b"", "", {})


def body_of(request: Request, tables: Tables, *, charset: str, seal: Seal | None, place: str) -> Body:
    """Return the one body that a request declares; raises InvalidInput where it is wrong."""
    found = {"json": request.body, "form": request.form, "xml": request.xml, "soap": request.soap}
    kinds = [name for name, value in found.items() if value is not None]
    if len(kinds) > 1:
        raise InvalidInput(
            said("{place}：一个请求只能有一种正文，这里有 {names}。", place=place, names="、".join(kinds)),
            do_next="请只留一种。",
        )
    if not kinds:
        return NONE
    if request.soap is not None:
        return _soap(request.soap, tables, charset, seal, place)
    kind, tree = kinds[0], found[kinds[0]]
    raw = compiled_tree(tree, tables, place=f"{place}.{kind}")
    fill = _inner(raw, tree, seal, place)
    label = _label(kind, charset)
    if kind == "json":
        return Body(kind, lambda values: charsets_of(msgspec.json.encode(fill(values)), charset), label, {}, raw)
    if kind == "xml":
        head = declared(charset)
        return Body(kind, lambda values: charsets.encode(head + xml_of(fill(values)), charset), label, {}, raw)
    empty = request.keep_empty
    return Body(kind, lambda values: form_of(fill(values), charset, keep_empty=empty), label, {}, raw)


def charsets_of(body: bytes, charset: str) -> bytes:
    """Return bytes in UTF-8 in the charset of the receiver."""
    return body if charset == "utf-8" else charsets.encode(body.decode(), charset)


def form_of(fields: object, charset: str, *, keep_empty: bool = False) -> bytes:
    """Return a form as it is sent; fields without a value are left out."""
    if not isinstance(fields, Mapping):
        return b""
    pairs = [(charsets.encode(n, charset), charsets.encode(str(v), charset)) for n, v in fields.items()]
    return urlencode([(name, value) for name, value in pairs if value or keep_empty]).encode("ascii")


def with_members(kind: str, body: bytes, members: Mapping[str, str], charset: str) -> bytes:
    """Return a body with members added as it is sent: who we are, never part of what is stored.

    They stand behind the last member of JSON or of a form, and before the first argument of SOAP.
    """
    if not members:
        return body
    if kind == "form":
        added = form_of(members, charset, keep_empty=True)
        return body + b"&" + added if body else added
    if kind == "json" and body.endswith(b"}"):
        added = charsets_of(msgspec.json.encode(members), charset)
        return added if body == b"{}" else body[:-1] + b"," + added[1:]
    if kind == "soap":
        start = body.find(b">", body.index(b"<w:")) + 1
        return body[:start] + charsets.encode(xml_of(members), charset) + body[start:]
    raise InvalidInput("这个请求没有可以加入凭据的正文。", do_next="请改正对接规范中的 body。")


def members_of(kind: str, body: bytes, charset: str) -> list[tuple[str, str]]:
    """Return the members of a form or of the outermost JSON object, values as texts, in order."""
    if kind == "form":
        pairs = parse_qsl(body.decode("ascii"), keep_blank_values=True, encoding="latin-1")
        return [(_text(name, charset), _text(value, charset)) for name, value in pairs]
    if kind == "json" and body:
        members = msgspec.json.decode(charsets.utf8_of(body, charset), type=dict[str, msgspec.Raw])
        return [(name, _plain(bytes(raw))) for name, raw in members.items()]
    return []


def _text(latin: str, charset: str) -> str:
    return charsets.utf8_of(latin.encode("latin-1"), charset).decode()


def _plain(raw: bytes) -> str:
    return str(msgspec.json.decode(raw)) if raw.startswith(b'"') else "" if raw == b"null" else raw.decode()


def _label(kind: str, charset: str) -> str:
    if kind == "json" and charset == "utf-8":
        return TYPES[kind]
    if kind == "form" and charset == "utf-8":
        return TYPES[kind]
    return f"{TYPES[kind]}; charset={charset.upper() if charset == 'gb18030' else charset}"


def _soap(soap: Soap, tables: Tables, charset: str, seal: Seal | None, place: str) -> Body:
    operation = compiled(soap.operation, tables, place=f"{place}.soap.operation")
    raw = compiled_tree(soap.arguments, tables, place=f"{place}.soap")
    fill = _inner(raw, soap.arguments, seal, place)
    head, wide = declared(charset), soap.qualified

    def write(values: Values) -> bytes:
        arguments = cast("dict[str, object]", fill(values))
        text = enveloped(str(operation(values)), soap.namespace, arguments, cdata=soap.cdata, own=wide)
        return charsets.encode(head + text, charset)

    return Body("soap", write, _label("soap", charset), {"SOAPAction": f'"{soap.action}"'}, raw)


def _inner(fill: Fill, tree: object, seal: Seal | None, place: str) -> Fill:
    """Return a filler that also writes the documents within texts; as it was where there are none."""
    names = set(_directives(tree))
    if "$sealed" in names and seal is None:
        raise InvalidInput(
            said("{place}：用到了 $sealed，但没有 [envelope]。", place=place), do_next="请补上 [envelope]。"
        )
    return (lambda values: _written(fill(values), seal)) if names else fill


def _directives(tree: object) -> list[str]:
    if isinstance(tree, Mapping):
        return [n for n in tree if n in INNER] + [n for one in tree.values() for n in _directives(one)]
    return [n for one in tree for n in _directives(one)] if isinstance(tree, list) else []


def _written(tree: object, seal: Seal | None) -> object:
    if isinstance(tree, list):
        return [_written(one, seal) for one in tree]
    if not isinstance(tree, dict):
        return tree
    if len(tree) == 1 and (name := next(iter(tree))) in INNER:
        inner = _written(tree[name], seal)
        if name == "$xml":
            return xml_of(inner)
        if name == "$json":
            return msgspec.json.encode(inner).decode()
        return str(inner) if seal is None else seal(str(inner))
    return {name: _written(one, seal) for name, one in tree.items()}
