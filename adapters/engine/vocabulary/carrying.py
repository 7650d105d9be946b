"""How bytes are carried and let in: [adapter], [transport], and the request of one call."""

from typing import Any, Literal

import msgspec

from adapters.engine.vocabulary.words import Duration, Host, Path, Proxy, Size, Words

Form = Literal["json", "xml", "soap"]


class Adapter(Words, frozen=True, kw_only=True):
    """[adapter]: which contract the file speaks, and for what it is used; `generation` of the columns of a push."""

    contract: str
    generation: str | None = None
    kind: Literal[
        "intake",
        "credit",
        "joint",
        "business",
        "elicence",
        "police",
        "case_system",
        "nontax",
        "post",
        "rating",
        "sms",
        "lists",
    ]


class Tls(Words, frozen=True, kw_only=True):
    """[transport.tls]: files beside the profile: whom we trust (`ca`), and who we are (`cert`, `key`)."""

    ca: str | None = None
    cert: str | None = None
    key: str | None = None


class Transport(Words, frozen=True, kw_only=True):
    """[transport]: how bytes are carried and how large and slow they may be.

    `media`, `answer` and the body of a request follow the dialect where they are not stated; `inside` names texts
    of an answer that hold a document of their own, `lists` the elements of XML that may stand several times. The base
    URL must be at one of `allow_hosts` (all, where there are none), and only there a file may lie somewhere else.
    """

    dialect: Literal["http-json", "http-form", "http-xml", "soap", "sql-table", "file"] = "http-json"
    charset_in: Literal["utf-8", "gb18030", "auto"] = "utf-8"
    charset_out: Literal["utf-8", "gb18030"] = "utf-8"
    media: list[str] = []
    answer: Form | None = None
    inside: dict[Path, Literal["json", "xml"]] = {}
    lists: list[Path] = []
    quirks: list[Literal["one-element", "null-text", "tolerant-json"]] = []
    timeout: Duration = "30s"
    max_answer: Size = "8MiB"
    max_attachment: Size = "10MiB"
    max_headers: int = 100
    tls: Tls | None = None
    proxy: Proxy | None = None
    allow_hosts: list[Host] = []


class Soap(Words, frozen=True, kw_only=True):
    """[….soap]: one operation of a SOAP 1.1 service; the arguments of `cdata` are written as CDATA."""

    operation: str
    namespace: str
    action: str = ""
    arguments: dict[str, Any] = {}
    cdata: list[str] = []
    qualified: bool = False


class Request(Words, frozen=True, kw_only=True):
    """One call: templates for path, query, headers and one kind of body; `answer` where it is not the dialect's."""

    method: Literal["GET", "POST"]
    path: str
    query: dict[str, str] = {}
    headers: dict[str, str] = {}
    body: dict[str, Any] | None = msgspec.field(default=None, name="json")
    form: dict[str, Any] | None = None
    xml: dict[str, Any] | None = None
    soap: Soap | None = None
    keep_empty: bool = False
    answer: Form | None = None
