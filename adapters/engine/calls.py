"""The calls of a profile, ready to be filled: path, query, headers and the exact bytes of the body."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import NamedTuple
from urllib.parse import quote

from adapters.engine.bodies import Body, Seal, body_of
from adapters.engine.templates import NOTHING, Fill, Tables, Values, compiled, names_in
from adapters.engine.vocabulary import Request
from models.errors import InvalidInput
from models.said import said
from ports.intake import ChannelEvent

_QUERY = {"number", "name", "cause", "project_no", "cursor", "size"}
KNOWN = {  # what the templates of an operation may use; records (send) name their own members
    "token": frozenset[str](),
    "generation": frozenset[str](),
    "refresh": frozenset({"refresh_token"}),
    "list": frozenset({"from", "to", "page", "offset", "since", "size", "cursor"}),
    "one": frozenset({"ref"}),
    "detail": frozenset({"ref"}),
    "attachment": frozenset({"id"}),
    "ack": frozenset({"ref", "revision", "items"}),
    "event": frozenset({*ChannelEvent.__slots__, "step"}),
    "receipt": frozenset({"receipt_no"}),
    "inquire": frozenset({"batch_no", "record_key", "version"}),
    "acknowledge": frozenset({"feedback_id", "decision", "note", "by", "at"}),
    "find": frozenset({*_QUERY, "kind"}),
    "content": frozenset({*_QUERY, "identifier"}),
    "licence": frozenset({"licence_no"}),
    "digest": frozenset({"kind", "on"}),
    "held": frozenset({"kind", "on", "cursor", "size"}),
    "record": frozenset({"record_key"}),
    "trace": frozenset({"order_no"}),
    "ratings": frozenset({"from", "to", "cursor", "size"}),
    "entries": frozenset({"cursor", "size"}),
    "notices": frozenset({"cursor", "size"}),
    "order": frozenset({"order_no"}),
    "notice_ack": frozenset({"notice_no", "valid"}),
    **dict.fromkeys(("entity", "check", "records", "licences", "defaulter", "feedback"), frozenset(_QUERY)),
}


class Target(NamedTuple):
    """Path and raw query string, percent-encoded as they are sent."""

    path: str
    query: str


@dataclass(frozen=True, slots=True)
class Template:
    """One call of the profile; the same values always give the same bytes."""

    operation: str
    method: str
    path: Fill
    query: Mapping[str, Fill]
    headers: Mapping[str, Fill]
    sheet: Body
    charset: str
    answer: str | None = None

    @property
    def body(self) -> Fill | None:
        """The tree of the body, to see which of its members lack a value; None where there is no body."""
        return self.sheet.tree

    def target(self, values: Values) -> Target:
        """Return path and query, encoded as RFC 3986 has it; members without a value are left out."""
        return Target(str(self.path(values)), query_of({name: fill(values) for name, fill in self.query.items()}))

    def header_values(self, values: Values) -> dict[str, str]:
        """Return the headers of this call, with the type of its body."""
        own = {name: str(fill(values)) for name, fill in self.headers.items()}
        return {"Content-Type": self.sheet.type, **self.sheet.headers, **own} if self.sheet.type else own

    def content(self, values: Values) -> bytes:
        """Return the exact bytes of the body."""
        return self.sheet.write(values)


def template(
    request: Request, operation: str, tables: Tables, *, charset: str, place: str, seal: Seal | None = None
) -> Template:
    """Return a declared request ready to be filled; raises InvalidInput where it is wrong."""
    return Template(
        operation,
        request.method,
        compiled(request.path, tables, place=f"{place}.path", escape=True),
        {n: compiled(t, tables, place=f"{place}.query.{n}") for n, t in request.query.items()},
        {n: compiled(t, tables, place=f"{place}.headers.{n}") for n, t in request.headers.items()},
        body_of(request, tables, charset=charset, seal=seal, place=place),
        charset,
        request.answer,
    )


def check_names(request: Request, operation: str, secrets: Collection[str], place: str) -> None:
    """Raise InvalidInput when a template uses a value that the operation does not have."""
    known = KNOWN.get(operation)
    soap = [request.soap.operation, request.soap.arguments] if request.soap else []
    bodies = [request.body, request.form, request.xml, *soap]
    for name in _names([request.path, request.query, request.headers, bodies]):
        if name.startswith("secret:"):
            if name.removeprefix("secret:") not in secrets:
                raise InvalidInput(
                    said("{place}：没有密钥“{name}”。", place=place, name=name.removeprefix("secret:")),
                    do_next="请检查密钥配置。",
                )
        elif known is not None and name not in known:
            raise InvalidInput(
                said("{place}：没有名为“{name}”的值。", place=place, name=name),
                do_next=said("可用的值：{names}。", names="、".join(sorted(known))),
            )


def _names(tree: object) -> list[str]:
    if isinstance(tree, str):
        return names_in(tree)
    inner = tree.values() if isinstance(tree, dict) else tree if isinstance(tree, list) else ()
    return [name for part in inner for name in _names(part)]


def query_of(members: Mapping[str, object]) -> str:
    """Return a query string: RFC 3986, upper-case hex, a blank as %20; members without a value are left out."""
    if not members:
        return ""
    present = [(name, value) for name, value in members.items() if value is not None and value is not NOTHING]
    return "&".join(f"{quote(name, safe='')}={quote(str(value), safe='')}" for name, value in present)
