"""Write XML from the same trees as JSON: members become elements, lists become elements side by side."""

import re
from collections.abc import Iterator, Mapping
from typing import Any
from xml.sax.saxutils import escape, quoteattr

import msgspec

from models.errors import InvalidInput
from models.said import said

SPLICE, TEXT = "*", "#text"  # members of an inner object stand here themselves; the text beside attributes
SOAP_NS = "http://schemas.xmlsoap.org/soap/envelope/"
LABELS = {"utf-8": "UTF-8", "gb18030": "GB18030"}
_NAME = re.compile(r"[A-Za-z_一-鿿][\w.-]*")
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")


def xml_of(tree: object) -> str:
    """Return a tree as XML without a declaration; raises InvalidInput for what XML cannot hold."""
    return "".join(_content(tree))


def declared(charset: str) -> str:
    """Return the first line of a document in a charset."""
    return f'<?xml version="1.0" encoding="{LABELS[charset]}"?>\n'


def enveloped(operation: str, namespace: str, arguments: Mapping[str, object], *, cdata: list[str], own: bool) -> str:
    """Return the envelope of one SOAP 1.1 call; `own` puts the arguments into the namespace of the operation."""
    prefix = "w:" if own else ""
    inner = []
    for name, value in arguments.items():
        text = _cdata(str(value)) if name in cdata else xml_of(value)
        inner.append(f"<{prefix}{_name(name)}>{text}</{prefix}{name}>")
    call = f"<w:{_name(operation)}>{''.join(inner)}</w:{operation}>"
    spaces = f'xmlns:soap="{SOAP_NS}" xmlns:w={quoteattr(namespace)}'
    return f"<soap:Envelope {spaces}><soap:Body>{call}</soap:Body></soap:Envelope>"


def _content(value: object) -> Iterator[str]:
    value = msgspec.json.decode(value) if isinstance(value, msgspec.Raw) else value
    if isinstance(value, Mapping):
        for name, member in value.items():
            yield from _member(name, member)
    elif value is not None:
        yield _text(value)


def _member(name: str, value: Any) -> Iterator[str]:
    if name in {SPLICE, TEXT}:
        yield from _content(value)
    elif isinstance(value, list | tuple):
        for each in value:
            yield from _member(name, each)
    elif not name.startswith("@"):
        value = msgspec.json.decode(value) if isinstance(value, msgspec.Raw) else value
        yield f"<{_name(name)}{_attributes(value)}>"
        yield from _content(value)
        yield f"</{name}>"


def _attributes(value: object) -> str:
    own = [(name, one) for name, one in value.items() if name.startswith("@")] if isinstance(value, Mapping) else []
    return "".join(f" {_name(name[1:])}={quoteattr(_checked(one))}" for name, one in own)


def _text(value: object) -> str:
    return escape(_checked(value), {"\r": "&#13;"})


def _cdata(text: str) -> str:
    return f"<![CDATA[{_checked(text).replace(']]>', ']]]]><![CDATA[>')}]]>"


def _checked(value: object) -> str:
    text = ("true" if value else "false") if isinstance(value, bool) else str(value)
    if _FORBIDDEN.search(text):
        raise InvalidInput("文字中有 XML 不能包含的字符。", do_next="请在原记录中改正。")
    return text


def _name(name: str) -> str:
    if not _NAME.fullmatch(name):
        raise InvalidInput(said("“{name}”不能作 XML 元素名。", name=name[:40]), do_next="请改正对接规范。")
    return name
