"""`website`: the old bureau website, GB18030 without saying so (contract section 5)."""

import hashlib
import hmac
import re
from typing import Any
from urllib.parse import unquote_to_bytes

import orjson

from city.channels import variety
from city.channels.book import Book
from city.channels.events import check_conditions, check_dates, check_moment, deed_of
from city.channels.files import FileRefused, Files
from city.channels.paging import read_page
from city.channels.standing import Event, EventRefused
from city.common import shapes
from city.common.call import BODY_LIMIT, Answer, Call, Refusal, Route, route
from city.common.moments import naive, parse_naive
from city.common.shapes import Check, Faulty
from city.population.applications import Application
from city.systems.wechat import ITEM_CODES, KIND_CODES
from city.world import World

API_KEY = "luqiao-website-test-key"
CHARSET = "gb18030"
STATES = {"submitted": "10", "supplemented": "11", "withdrawn": "19", "closed": "90"}
_CASES = {"unknown": "404", "conflict": "409", "stale": "412", "order": "422"}
_EVENT_TYPES = {
    "20": ("accept", None),
    "21": ("refuse", None),
    "22": ("supplement", None),
    "30": ("progress", None),
    "40": ("result", "granted"),
    "41": ("result", "refused"),
}
_NAMES = {
    "opinion": "yj",
    "doc_no": "wsh",
    "materials": "bzcl",
    "licence_no": "xkzh",
    "valid_from": "yxqz",
    "valid_to": "yxqzi",
}
_NUMBER = shapes.pattern(r"[1-9]\d{0,8}")
_LINK = "__LINK__"


def _moment(value: Any, field: str) -> None:
    if not isinstance(value, str) or parse_naive(value) is None:
        raise Faulty(field, "is not YYYY-MM-DD HH:mm:ss")


def _materials(value: Any, field: str) -> None:
    shapes.listing(shapes.text(200), 1, 20)(str(value).split(";"), field)


_MANDATORY: dict[str, Check] = {
    "sjid": shapes.ident(8, 64),
    "sqid": shapes.text(32),
    "bbh": _NUMBER,
    "sjlx": shapes.choice(*_EVENT_TYPES),
    "sj": _moment,
    "blr": shapes.text(50),
}
_OPTIONAL: dict[str, Check] = {
    "yj": shapes.text(500),
    "wsh": shapes.text(64),
    "bzcl": _materials,
    "xkzh": shapes.pattern(r"\d{6}[12]\d{5}"),
    "yxqz": shapes.day,
    "yxqzi": shapes.day,
}
_FORM = shapes.record(_MANDATORY, _OPTIONAL)


class Website:
    """The state of the website: the book, and links that end."""

    name = "website"

    def __init__(self, world: World, book: Book) -> None:
        self.world = world
        self.book = book
        book.render = render
        self.files = Files(book)
        self._key = f"links-{world.seed}".encode()
        self.routes = [
            route("GET", "/api/sqlb", self.list_rows),
            route("GET", "/api/sqxq", self.one),
            route("GET", "/api/fj/{}", self.attachment, json=False),
            route("POST", "/api/ztht", self.write_back, write=True),
        ]

    def answer(self, call: Call, found: Route | None, segments: tuple[str, ...]) -> Answer:
        """The answer to a call whose rate was admitted. Raises Refusal."""
        if found is None:
            raise Refusal("404", "no such call")
        try:
            return found.handler(call, segments)
        except Faulty as fault:
            raise Refusal("400", str(fault)) from fault

    def authenticate(self, call: Call) -> None:
        """Raise Refusal unless the call shows the key."""
        if not hmac.compare_digest(call.headers.get("X-Api-Key", "").encode(), API_KEY.encode()):
            raise Refusal("401", "X-Api-Key is missing or wrong")

    def refuse(self, refusal: Refusal) -> Answer:
        """HTTP 200 with code and msg."""
        payload = {"code": refusal.code, "msg": refusal.why, "data": None}
        return Answer(payload, headers=refusal.headers, charset=CHARSET)

    def busy(self, kind: str, wait: int) -> Refusal:
        """Code 429, 503 or 500."""
        code = {"rate_limit": "429", "unavailable": "503"}.get(kind, "500")
        headers = {"Retry-After": str(wait)} if code == "429" else {}
        return Refusal(code, "系统繁忙", normal=True, headers=headers)

    def end_token(self, call: Call) -> None:
        """The website has no tokens."""

    def list_rows(self, call: Call, _: tuple[str, ...]) -> Answer:
        """GET /api/sqlb; a page past the end repeats the last one."""
        query = call.arguments({"page": _NUMBER, "rows": _NUMBER, "gxsj_q": _moment, "gxsj_z": _moment}, loose=True)
        page, size = int(query["page"]), int(query["rows"])
        if size > 100:
            raise Faulty("rows", "is above 100")
        low, high = self._bounds(query["gxsj_q"], query["gxsj_z"])
        first, last = self.book.count(low, high)
        pages = -(-(last - first) // size)
        found = read_page(self.book, low, high, min(page, max(pages, 1)), size)
        head = f'"page":{page},"pages":{found.pages},"total":{found.total},"rows":['.encode()
        return self._data(b"{" + head + b",".join(found.rows) + b"]}", call.now)

    def _bounds(self, low: str, high: str) -> tuple[int, int]:
        first, last = parse_naive(low), parse_naive(high)
        if first is None or last is None or first > last:
            raise Faulty("gxsj_z", "is before gxsj_q")
        return int(first) * 1000, int(last) * 1000 + 1000

    def one(self, call: Call, _: tuple[str, ...]) -> Answer:
        """GET /api/sqxq: the row with fresh links."""
        place = self.book.find(call.arguments({"sqid": shapes.text(32)}, loose=True)["sqid"])
        if place is None:
            raise Refusal("404", "no such application")
        return self._data(self.book.row(place), call.now)

    def _data(self, data: bytes, now: float) -> Answer:
        fresh = data.replace(_LINK.encode(), self._link(int(now * 1000)).encode())
        return Answer(body=b'{"code":"200","msg":"ok","data":' + fresh + b"}", charset=CHARSET)

    def _link(self, shown_at: int) -> str:
        moment = f"{shown_at:x}"
        return f"{moment}-{hmac.new(self._key, moment.encode(), hashlib.sha256).hexdigest()[:12]}"

    def attachment(self, call: Call, segments: tuple[str, ...]) -> Answer:
        """GET /api/fj/…?t=…: the bytes while the link lives."""
        link = call.arguments({"t": shapes.text(64)}, loose=True)["t"]
        moment = link.partition("-")[0]
        if not re.fullmatch("[0-9a-f]{8,14}", moment) or self._link(int(moment, 16)) != link:
            raise Refusal("404", "no such link")
        if call.now - int(moment, 16) / 1000 > self.world.timing.website_link_life:
            raise Refusal("410", "the link has ended", normal=True)
        try:
            _, content, _ = self.files.fetch(segments[0])
        except FileRefused as refused:
            late = refused.late is not None
            raise Refusal("410" if late else "404", "not there", normal=late) from refused
        return Answer(body=content, content_type="application/octet-stream")

    def write_back(self, call: Call, _: tuple[str, ...]) -> Answer:
        """POST /api/ztht, a form in GB18030."""
        call.no_query()
        sent = read_form(call)
        _FORM(sent, "")
        kind, outcome = _EVENT_TYPES[sent["sjlx"]]
        present = {name for name, own in _NAMES.items() if own in sent}
        check_moment(self.book, parse_naive(sent["sj"]) or 0.0, "sj")
        deed = deed_of(kind, outcome, "sjlx")
        check_conditions(deed, present, _NAMES)
        check_dates(self.book, sent["sqid"], deed, present, _NAMES)
        event = Event(sent["sjid"], sent["sqid"], int(sent["bbh"]), kind, outcome, sent)
        try:
            duplicate = self.book.receive(call, event)
        except EventRefused as refused:
            raise Refusal(_CASES[refused.case], refused.why, normal=refused.normal) from refused
        payload = {"code": "200", "msg": "ok", "data": {"cf": "1" if duplicate else "0"}}
        return Answer(payload, charset=CHARSET)


def read_form(call: Call) -> dict[str, str]:
    """The fields of a form, percent-encoded from GB18030 bytes. Raises Faulty."""
    media, _, parameters = call.headers.get("Content-Type", "").partition(";")
    charset = parameters.strip().lower().replace('"', "")
    if media.strip().lower() != "application/x-www-form-urlencoded" or charset != "charset=gb18030":
        raise Faulty("", "is not application/x-www-form-urlencoded; charset=GB18030")
    if len(call.body) > BODY_LIMIT or not call.body.isascii():
        raise Faulty("", "is too long or not percent-encoded")
    fields: dict[str, str] = {}
    for piece in call.body.decode("ascii").split("&"):
        name, equals, value = piece.partition("=")
        if not equals or not value or _plain(name) in fields:
            raise Faulty(name[:64], "has no value or stands twice")
        fields[_plain(name)] = _plain(value)
    return fields


def _plain(text: str) -> str:
    if re.search(r"%(?![0-9A-Fa-f]{2})", text):
        raise Faulty("", "is not percent-encoded")
    try:
        return unquote_to_bytes(text.replace("+", " ")).decode(CHARSET)
    except UnicodeDecodeError as error:
        raise Faulty("", "is not GB18030") from error


def _flag(value: bool | None) -> str:
    return "" if value is None else str(int(value))


def render(paper: Application, bits: int) -> bytes:
    """One row as the website writes it: every value a text, an absent one empty."""
    row: dict[str, Any] = {
        "sqid": paper.id,
        "bbh": str(paper.revision),
        "sxlx": ITEM_CODES[paper.item],
        "sqrlx": str(KIND_CODES[paper.kind]),
        "sqrxm": paper.name,
        "zjlx": paper.id_type or "",
        "zjhm": paper.id_no or "",
        "tyshxydm": paper.uscc or "",
        "fddbr": paper.legal_name or "",
        "fddbrzjhm": paper.legal_id_no or "",
        "lxdh": paper.mobile,
        "jydmc": paper.shop_name,
        "jycs": paper.shop_address,
        "xzqh": paper.district,
        "sfbg": _flag(paper.is_hotel),
        "sfgd": _flag(paper.is_fixed),
        "sfdl": _flag(paper.is_separate),
        "sfzd": _flag(paper.is_vending),
        "xkzh": paper.licence_no or "",
        "tyqsrq": paper.suspend_from or "",
        "tyjzrq": paper.suspend_to or "",
        "sqyy": paper.reason or "",
        "cl": [_file(one.id, one.kind, one.name, one.size, one.md5) for one in paper.attachments],
        "tjsj": naive(paper.submitted),
        "gxsj": naive(paper.updated),
        "zt": STATES[paper.state],
    }
    if paper.changes:
        row["bgnr"] = [{"xm": name, "yz": old, "xz": new} for name, old, new in paper.changes]
    if bits & variety.MALFORMED:
        variety.malform(row, paper, ("sxlx", "lxdh", "cl"))
    return orjson.dumps(row).decode().encode(CHARSET)


def _file(ident: str, kind: str, name: str, size: int, md5: str) -> dict[str, str]:
    url = f"/api/fj/{ident}?t={_LINK}"
    return {"clid": ident, "cllx": kind, "clmc": name, "dx": str(size), "md5": md5, "url": url}
