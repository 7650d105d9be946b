"""`wechat`: back end of the official account's H5 page (contract section 4)."""

import re
from collections.abc import Callable
from typing import Any

import orjson

from city.channels import variety
from city.channels.book import Book
from city.channels.events import check_conditions, check_dates, check_moment, deed_of
from city.channels.files import FileRefused, Files
from city.channels.paging import read_page
from city.channels.standing import Event, EventRefused
from city.common import shapes
from city.common.call import Answer, Call, Refusal, Route, route, split_query
from city.common.moments import next_midnight, parse_date
from city.common.shapes import Faulty
from city.common.tokens import Tokens
from city.population.applications import Application
from city.population.plans import ITEMS, KINDS
from city.world import World

APPID, SECRET = "wx00000000luqiao", "luqiao-wechat-test-secret"
ITEM_CODES = {item: f"{number:02d}" for number, item in enumerate(ITEMS, 1)}
KIND_CODES = {kind: number for number, kind in enumerate(KINDS, 1)}
_WEEK = 7 * 86400
_LAST = 4_102_444_800  # no moment of an answer lies behind the year 2100
_CASES = {"unknown": 61511, "conflict": 61510, "stale": 61512, "order": 61513}
_LICENCE = shapes.pattern(r"\d{6}[12]\d{5}")
_LIST = shapes.record({
    "begin_time": shapes.integer(0, _LAST),
    "end_time": shapes.integer(0, _LAST),
    "page": shapes.integer(1, 10**7),
    "page_size": shapes.integer(1, 50),
})  # fmt: skip
_TOKEN = shapes.record(
    {"grant_type": shapes.text(64), "appid": shapes.text(128), "secret": shapes.text(128)},
    {"force_refresh": shapes.boolean},
)
_EVENT = shapes.record(
    {
        "event_id": shapes.ident(8, 64),
        "apply_id": shapes.text(32),
        "revision": shapes.integer(1),
        "type": shapes.choice("accept", "refuse", "supplement", "progress", "result"),
        "occur_time": shapes.integer(0, _LAST),
        "operator": shapes.text(50),
    },
    {
        "opinion": shapes.text(500),
        "doc_no": shapes.text(64),
        "materials": shapes.listing(shapes.text(200), 1, 20),
        "outcome": shapes.choice("granted", "refused"),
        "licence_no": _LICENCE,
        "valid_from": shapes.day,
        "valid_to": shapes.day,
    },
)


def _template_values(value: Any, field: str) -> None:
    if not isinstance(value, dict) or not value:
        raise Faulty(field, "is not an object")
    inner = shapes.record({"value": shapes.text(512, 0)})
    for name, entry in value.items():
        inner(entry, f"{field}.{name}")


_NOTICE = shapes.record(
    {
        "touser": shapes.text(128),
        "template_id": shapes.text(64),
        "client_msg_id": shapes.ident(1, 32),
        "data": _template_values,
    },
    {"url": shapes.text(512)},
)


class Wechat:
    """The state of the official account: tokens, notices, and the book of applications."""

    name = "wechat"

    def __init__(self, world: World, book: Book) -> None:
        self.world = world
        self.book = book
        book.render = render
        self.files = Files(book)
        self.tokens = Tokens(world.seed, self.name)
        self.notices: dict[str, int] = {}
        self._token = ""
        self._refreshed: list[float] = []
        self.routes = [
            route("POST", "/cgi-bin/stable_token", self.token),
            route("POST", "/apply/query", self.list_rows, token=True),
            route("GET", "/media/get", self.media, token=True, json=False),
            route("POST", "/apply/status", self.write_back, write=True, token=True),
            route("POST", "/cgi-bin/message/template/send", self.notify, write=True, token=True),
        ]

    def authenticate(self, call: Call) -> None:
        """Tokens are looked at after the rate."""

    def answer(self, call: Call, found: Route | None, segments: tuple[str, ...]) -> Answer:
        """The answer to a call whose rate was admitted. Raises Refusal."""
        if found is None:
            raise Refusal(40066, "invalid url")
        try:
            if found.token:
                self._check_token(call)
            else:
                call.no_query()
            return found.handler(call, segments)
        except Faulty as fault:
            raise Refusal(47001, str(fault)) from fault

    def refuse(self, refusal: Refusal) -> Answer:
        """HTTP 200 with errcode and errmsg."""
        payload = {"errcode": refusal.code, "errmsg": refusal.why, **refusal.extra}
        return Answer(payload, headers=refusal.headers)

    def busy(self, kind: str, wait: int) -> Refusal:
        """45011 for too fast, -1 for everything else."""
        if kind == "rate_limit":
            return Refusal(45011, "api minute-quota reach limit", normal=True, headers={"Retry-After": str(wait)})
        return Refusal(-1, "system error", normal=True)

    def end_token(self, call: Call) -> None:
        """End the token that a call shows."""
        self.tokens.end(_query(call).get("access_token", ""))

    def token(self, call: Call, _: tuple[str, ...]) -> Answer:
        """POST /cgi-bin/stable_token."""
        sent = call.json(_TOKEN)
        if sent["grant_type"] != "client_credential":
            raise Refusal(40002, "invalid grant_type")
        if sent["appid"] != APPID:
            raise Refusal(40013, "invalid appid")
        if sent["secret"] != SECRET:
            raise Refusal(40125, "invalid appsecret")
        if sent.get("force_refresh"):
            self._force_refresh(call.now)
        if self.tokens.ends_at(self._token) - call.now < 300:
            self._token = self.tokens.issue(call.now + self.world.timing.wechat_token_life)
        left = int(self.tokens.ends_at(self._token) - call.now)
        return Answer({"access_token": self._token, "expires_in": left})

    def _force_refresh(self, now: float) -> None:
        self._refreshed = [moment for moment in self._refreshed if moment > next_midnight(now) - 86400]
        if len(self._refreshed) >= 20 or (self._refreshed and now - self._refreshed[-1] < 30):
            raise Refusal(45009, "reach max api daily quota limit")
        self._refreshed.append(now)
        self.tokens.end(self._token)

    def _check_token(self, call: Call) -> None:
        token = _query(call).get("access_token", "")
        if not token:
            raise Refusal(41001, "access_token missing")
        if not self.tokens.lives(token, call.now):
            ours = self.tokens.ours(token)
            raise Refusal(42001 if ours else 40001, "access_token ended or invalid", normal=ours)

    def list_rows(self, call: Call, _: tuple[str, ...]) -> Answer:
        """POST /apply/query."""
        _only(call, "access_token")
        sent = call.json(_LIST)
        begin, end = sent["begin_time"], sent["end_time"]
        if begin > end or end - begin > _WEEK:
            raise Refusal(61501, "window wrong")
        page, size = sent["page"], sent["page_size"]
        found = read_page(self.book, begin * 1000, end * 1000, page, size)
        head = f'{{"errcode":0,"errmsg":"ok","total":{found.total},"page":{page},"page_size":{size},"list":['
        return Answer(body=head.encode() + b",".join(found.rows) + b"]}", content_type="text/plain")

    def media(self, call: Call, _: tuple[str, ...]) -> Answer:
        """GET /media/get."""
        query = _only(call, "access_token", "media_id")
        try:
            content, media = self.files.fetch(query.get("media_id", ""))[1:]
        except FileRefused as refused:
            raise Refusal(40007, "invalid media_id", normal=refused.late is not None) from refused
        return Answer(body=content, content_type=media)

    def write_back(self, call: Call, _: tuple[str, ...]) -> Answer:
        """POST /apply/status."""
        _only(call, "access_token")
        sent = call.json(_EVENT)
        check_moment(self.book, sent["occur_time"], "occur_time")
        deed = deed_of(sent["type"], sent.get("outcome"), "outcome")
        check_conditions(deed, set(sent), _NAMES)
        check_dates(self.book, sent["apply_id"], deed, set(sent), _NAMES)
        event = Event(sent["event_id"], sent["apply_id"], sent["revision"], sent["type"], sent.get("outcome"), sent)
        try:
            duplicate = self.book.receive(call, event)
        except EventRefused as refused:
            raise Refusal(_CASES[refused.case], refused.why, normal=refused.normal) from refused
        return Answer({"errcode": 0, "errmsg": "ok", "duplicate": duplicate})

    def notify(self, call: Call, _: tuple[str, ...]) -> Answer:
        """POST /cgi-bin/message/template/send."""
        _only(call, "access_token")
        sent = call.json(_NOTICE)
        if sent["template_id"] not in _TEMPLATES:
            raise Refusal(40037, "invalid template_id")
        _check_template(sent["template_id"], sent["data"])
        if sent["client_msg_id"] in self.notices:
            raise Refusal(45065, "clientmsgid exist", normal=True, extra={"msgid": self.notices[sent["client_msg_id"]]})
        self._check_openid(sent["touser"])
        if len(self.notices) >= self.world.timing.notice_quota:
            raise Refusal(45009, "reach max api daily quota limit", normal=True)
        number = 3_000_000_000 + len(self.notices)
        self.notices[sent["client_msg_id"]] = number
        return Answer({"errcode": 0, "errmsg": "ok", "msgid": number})

    def _check_openid(self, openid: str) -> None:
        digits = openid[3:10]
        index = int(digits) if digits.isascii() and digits.isdigit() else -1
        if not 0 <= index < self.world.registers.limit or self.world.people.party(index).openid != openid:
            raise Refusal(40003, "invalid openid")
        if index % 23 == 7:
            raise Refusal(43004, "require subscribe", normal=True)


def _query(call: Call) -> dict[str, str]:
    try:
        return split_query(call.query, loose=True)
    except Faulty as fault:
        raise Refusal(47001, str(fault)) from fault


def _only(call: Call, *names: str) -> dict[str, str]:
    query = _query(call)
    unknown = set(query) - set(names)
    if unknown:
        raise Faulty(unknown.pop(), "is not known")
    return query


def _minute(text: str) -> bool:
    day, _, clock = text.partition(" ")
    return parse_date(day) is not None and re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", clock, re.ASCII) is not None


_THING = {
    "thing1": lambda text: 1 <= len(text) <= 20,
    "character_string2": lambda text: 1 <= len(text) <= 32 and text.isascii(),
}
_TEMPLATES: dict[str, dict[str, Callable[[str], bool]]] = {
    "TPL-PROGRESS-0001": {**_THING, "phrase3": lambda text: 1 <= len(text) <= 5, "time4": _minute},
    "TPL-SUPPLEMENT-0001": {
        **_THING,
        "thing3": lambda text: 1 <= len(text) <= 20,
        "date4": lambda text: parse_date(text) is not None,
    },
}


def _check_template(template: str, data: dict[str, dict[str, str]]) -> None:
    rules = _TEMPLATES[template]
    if set(data) != set(rules):
        raise Refusal(47003, f"the fields are {', '.join(rules)}")
    for name, rule in rules.items():
        if not rule(data[name]["value"]):
            raise Refusal(47003, f"{name} does not fit")


_NAMES = {name: name for name in ("opinion", "doc_no", "materials", "licence_no", "valid_from", "valid_to")}


def render(paper: Application, bits: int) -> bytes:
    """One row as wechat writes it: absent values are left out."""
    row = {
        "apply_id": paper.id,
        "revision": paper.revision,
        "item_code": ITEM_CODES[paper.item],
        "applicant_type": KIND_CODES[paper.kind],
        "applicant_name": paper.name,
        "id_type": paper.id_type,
        "id_no": paper.id_no,
        "uscc": paper.uscc,
        "legal_name": paper.legal_name,
        "legal_id_no": paper.legal_id_no,
        "mobile": paper.mobile,
        "openid": paper.openid,
        "shop_name": paper.shop_name,
        "shop_address": paper.shop_address,
        "district_code": paper.district,
        "is_hotel": paper.is_hotel,
        "is_fixed": paper.is_fixed,
        "is_separate": paper.is_separate,
        "is_vending": paper.is_vending,
        "licence_no": paper.licence_no,
        "changes": [{"field": name, "old": old, "new": new} for name, old, new in paper.changes] or None,
        "suspend_from": paper.suspend_from,
        "suspend_to": paper.suspend_to,
        "reason": paper.reason,
        "media": [
            {"media_id": one.id, "kind": one.kind, "file_name": one.name, "size": one.size, "sha256": one.sha256}
            for one in paper.attachments
        ],
        "submit_time": int(paper.submitted),
        "update_time": int(paper.updated),
        "status": paper.state,
    }
    filled = {name: value for name, value in row.items() if value is not None}
    if bits & variety.MALFORMED:
        variety.malform(filled, paper, ("item_code", "mobile", "media"))
    return orjson.dumps(filled)
