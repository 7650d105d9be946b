"""`ixiamen`: the city app's gateway, with acknowledgement (contract section 6)."""

import hashlib
import hmac
from bisect import bisect_right
from typing import Any

import orjson

from city.channels import variety
from city.channels.book import Book
from city.channels.events import TYPES, check_conditions, check_dates, check_moment, deed_of
from city.channels.files import FileRefused, Files
from city.channels.standing import Event, EventRefused
from city.common import shapes
from city.common.call import Answer, Call, Refusal, Route, route
from city.common.moments import parse_rfc3339, rfc3339
from city.common.shapes import Faulty
from city.common.tokens import Tokens
from city.population.applications import Application
from city.population.attachments import Attachment
from city.population.plans import ITEMS, KINDS
from city.world import World

APP_KEY, APP_CODE = "luqiao-ixm-key", "luqiao-ixm-test-code"
GATE = "/api-gateway/gateway/"
ITEM_CODES = {item: f"350200-TB-{number:02d}" for number, item in enumerate(ITEMS, 1)}
KIND_CODES = {kind: number for number, kind in enumerate(KINDS, 1)}
_CASES = {
    "unknown": (404, "project_not_found"),
    "conflict": (409, "event_conflict"),
    "stale": (412, "revision_stale"),
    "unacknowledged": (422, "ack_missing"),
    "order": (422, "order_invalid"),
}
_NUMBERS = {"token": 40101, "param_invalid": 40001, "rate_limited": 42901, "unavailable": 50301}
_LIST = shapes.record({"cursor": shapes.nullable(shapes.text(256)), "pageSize": shapes.integer(1, 100)})
_ACK_ENTRY = shapes.record({"projectNo": shapes.text(32), "revision": shapes.integer(1)})
_ACK = shapes.record({"items": shapes.listing(_ACK_ENTRY, 1, 100)})
_EVENT = shapes.record(
    {
        "eventId": shapes.ident(8, 64),
        "projectNo": shapes.text(32),
        "revision": shapes.integer(1),
        "eventType": shapes.choice(*TYPES),
        "eventTime": shapes.moment,
        "operator": shapes.text(50),
    },
    {
        "opinion": shapes.text(500),
        "docNo": shapes.text(64),
        "materials": shapes.listing(shapes.text(200), 1, 20),
        "outcome": shapes.choice("granted", "refused"),
        "licenceNo": shapes.pattern(r"\d{6}[12]\d{5}"),
        "validFrom": shapes.day,
        "validTo": shapes.day,
    },
)
_NAMES = {
    "opinion": "opinion",
    "doc_no": "docNo",
    "materials": "materials",
    "licence_no": "licenceNo",
    "valid_from": "validFrom",
    "valid_to": "validTo",
}


class Ixiamen:
    """The state of the gateway: tokens, the book, and what was acknowledged."""

    name = "ixiamen"

    def __init__(self, world: World, book: Book) -> None:
        self.world = world
        self.book = book
        book.render = render
        self.files = Files(book)
        self.tokens = Tokens(world.seed, self.name)
        self._again: list[int] = []
        self.routes = [
            route("GET", GATE + "get-token", self.token),
            route("POST", GATE + "tobacco/projectList", self.list_rows, token=True),
            route("POST", GATE + "tobacco/ack", self.acknowledge, write=True, token=True),
            route("GET", GATE + "tobacco/material", self.material, token=True, json=False),
            route("POST", GATE + "tobacco/events", self.write_back, write=True, token=True),
        ]

    def authenticate(self, call: Call) -> None:
        """Tokens are looked at after the rate."""

    def answer(self, call: Call, found: Route | None, segments: tuple[str, ...]) -> Answer:
        """The answer to a call whose rate was admitted. Raises Refusal."""
        if found is None:
            raise Refusal("not_found", "no such call", status=404)
        try:
            if found.token:
                self._check_token(call)
            if call.method == "POST":
                call.no_query()
            return found.handler(call, segments)
        except Faulty as fault:
            raise Refusal("param_invalid", str(fault), status=400) from fault

    def refuse(self, refusal: Refusal) -> Answer:
        """An honest status, `x-error-code` and a body."""
        number = _NUMBERS.get(str(refusal.code), refusal.status * 100 + 2)
        headers = {"x-error-code": str(refusal.code), **refusal.headers}
        return Answer({"code": number, "message": refusal.why, **refusal.extra}, refusal.status, headers=headers)

    def busy(self, kind: str, wait: int) -> Refusal:
        """429 rate_limited, 503 unavailable or 500 internal."""
        status, code = {"rate_limit": (429, "rate_limited"), "unavailable": (503, "unavailable")}.get(
            kind, (500, "internal")
        )
        headers = {"Retry-After": str(wait)} if status != 500 else {}
        return Refusal(code, "busy", status=status, normal=True, headers=headers)

    def end_token(self, call: Call) -> None:
        """End the token that a call shows."""
        self.tokens.end(_shown(call))

    def token(self, call: Call, _: tuple[str, ...]) -> Answer:
        """GET …/get-token."""
        anything = shapes.text(200, 0)
        sent = call.arguments({}, {"app_key": anything, "timestamp": anything, "sign": anything}, loose=True)
        if sent.get("app_key") != APP_KEY:
            raise Refusal("app_key_invalid", "app_key is missing or unknown", status=400)
        self._check_timestamp(sent.get("timestamp", ""))
        self.world.clock_agrees(self.name)
        if not hmac.compare_digest(sent.get("sign", "").encode(), sign(APP_CODE, sent["timestamp"]).encode()):
            raise Refusal("sign_invalid", "sign is missing or wrong", status=400)
        life = int(self.world.timing.ixiamen_token_life)
        payload = {
            "access_token": self.tokens.issue(call.now + life),
            "refresh_token": self.tokens.issue(0.0),
            "expires_in": life,
            "re_expires_in": 86400,
        }
        return Answer(payload)

    def _check_timestamp(self, text: str) -> None:
        shown = self.world.shown_now(self.name)
        digits = text.isascii() and text.isdigit() and len(text) < 20
        if not digits or abs(int(text) / 1000 - shown) > self.world.timing.clock_tolerance:
            normal = digits and self.world.clock_excuses(self.name, int(text) / 1000)
            extra = {"server_time": int(shown * 1000)}
            raise Refusal("timestamp_invalid", "more than 300 s off", status=400, normal=normal, extra=extra)

    def _check_token(self, call: Call) -> None:
        token = _shown(call)
        if not self.tokens.lives(token, call.now):
            raise Refusal("access_token_invalid", "ended or unknown", status=400, normal=self.tokens.ours(token))

    def list_rows(self, call: Call, _: tuple[str, ...]) -> Answer:
        """POST …/tobacco/projectList: what is not yet acknowledged."""
        sent = call.json(_LIST)
        after = self._position(sent["cursor"], call.now)
        waiting, size = self.book.waiting, sent["pageSize"]
        first = bisect_right(waiting, after)
        keys = list(waiting[first : first + size])
        more = first + size < len(waiting)
        rows = [self.book.row(place) for place in self.book.places_of(keys)]
        rows += self._delivered_again(keys, size)
        following = self._following(sent["cursor"], after, keys, call.now) if more else None
        tail = {"nextCursor": following, "hasMore": more, "asOf": rfc3339(call.now)}
        head = b'{"code":0,"message":"ok","data":{"items":['
        return Answer(body=head + b",".join(rows) + b"]," + orjson.dumps(tail)[1:] + b"}")

    def _following(self, cursor: str | None, after: int, keys: list[int], now: float) -> str:
        if self.world.chance.strikes("cursor_stuck", self.name, "list"):
            return cursor or self.world.cursors.make(after, self.name, now)
        return self.world.cursors.make(keys[-1], self.name, now)

    def _position(self, cursor: str | None, now: float) -> int:
        if cursor is None:
            return -1
        try:
            position, old = self.world.cursors.read(cursor, self.name, now)
        except ValueError as error:
            raise Refusal("cursor_invalid", str(error), status=400) from error
        if old:
            raise Refusal("cursor_invalid", "the cursor is too old", status=400, normal=True)
        return int(position)

    def _delivered_again(self, keys: list[int], size: int) -> list[bytes]:
        """The fault duplicate_delivery: a row of this page, or one that was acknowledged before."""
        if len(keys) >= size or not self.world.chance.strikes("duplicate_delivery", self.name, "list"):
            return []
        acknowledged = [place for place, one in self.book.standings.items() if one.acknowledged == one.revision]
        places = self.book.places_of(keys[:1]) if keys else acknowledged[:1]
        return [self.book.row(place) for place in places]

    def acknowledge(self, call: Call, _: tuple[str, ...]) -> Answer:
        """POST …/tobacco/ack."""
        results = []
        for entry in call.json(_ACK)["items"]:
            place = self.book.find(entry["projectNo"])
            state = "unknown" if place is None else self.book.acknowledge(place, entry["revision"])
            results.append({**entry, "state": state})
            newest = self.book.standing(place).revision if place is not None else 0
            if state == "unknown" or (state == "stale" and entry["revision"] > newest):
                self.world.journal.violation(call, f"ack_{state}", f"{entry['projectNo']} {entry['revision']}")
        return _success({"results": results})

    def material(self, call: Call, _: tuple[str, ...]) -> Answer:
        """GET …/tobacco/material."""
        ident = call.arguments({"materialId": shapes.text(64)}, loose=True)["materialId"]
        try:
            attachment, content, media = self.files.fetch(ident)
        except FileRefused as refused:
            if refused.late is None:
                raise Refusal("material_not_found", "no such material", status=404) from refused
            headers = {"Retry-After": str(int(refused.late) + 1)}
            raise Refusal("not_ready", "not there yet", status=404, normal=True, headers=headers) from refused
        return Answer(body=content, content_type=media, headers={"x-content-sha256": attachment.sha256})

    def write_back(self, call: Call, _: tuple[str, ...]) -> Answer:
        """POST …/tobacco/events."""
        sent = call.json(_EVENT)
        present = {name for name, own in _NAMES.items() if own in sent}
        check_moment(self.book, parse_rfc3339(sent["eventTime"]) or 0.0, "eventTime")
        deed = deed_of(sent["eventType"], sent.get("outcome"), "outcome")
        check_conditions(deed, present, _NAMES)
        check_dates(self.book, sent["projectNo"], deed, present, _NAMES)
        event = Event(
            sent["eventId"], sent["projectNo"], sent["revision"], sent["eventType"], sent.get("outcome"), sent
        )
        try:
            duplicate = self.book.receive(call, event, needs_acknowledgement=True)
        except EventRefused as refused:
            status, code = _CASES[refused.case]
            raise Refusal(code, refused.why, status=status, normal=refused.normal) from refused
        return _success({"duplicate": duplicate})


def sign(code: str, timestamp: str) -> str:
    """The lower-case hex MD5 that a token request carries."""
    return hashlib.md5((code + timestamp).encode(), usedforsecurity=False).hexdigest()


def _shown(call: Call) -> str:
    scheme, _, token = call.headers.get("Authorization", "").partition(" ")
    return token if scheme == "Basic" else ""


def _success(data: Any) -> Answer:
    return Answer({"code": 0, "message": "ok", "data": data})


def _material(one: Attachment) -> dict[str, Any]:
    named = {"materialId": one.id, "materialType": one.kind, "fileName": one.name}
    return {**named, "size": one.size, "sha256": one.sha256}


def render(paper: Application, bits: int) -> bytes:
    """One row as the gateway writes it: absent values are null."""
    row: dict[str, Any] = {
        "projectNo": paper.id,
        "revision": paper.revision,
        "taskCode": ITEM_CODES[paper.item],
        "applyerType": str(KIND_CODES[paper.kind]),
        "applyerName": paper.name,
        "applyerPageType": paper.id_type,
        "applyerPageCode": paper.id_no,
        "creditCode": paper.uscc,
        "legalName": paper.legal_name,
        "legalIdNo": paper.legal_id_no,
        "contactMobile": paper.mobile,
        "shopName": paper.shop_name,
        "shopAddress": paper.shop_address,
        "areaCode": paper.district,
        "isHotel": paper.is_hotel,
        "isFixed": paper.is_fixed,
        "isSeparate": paper.is_separate,
        "isVending": paper.is_vending,
        "licenceNo": paper.licence_no,
        "changes": [{"name": name, "oldValue": old, "newValue": new} for name, old, new in paper.changes] or None,
        "suspendFrom": paper.suspend_from,
        "suspendTo": paper.suspend_to,
        "applyReason": paper.reason,
        "materials": [_material(one) for one in paper.attachments],
        "applyTime": variety.moment(rfc3339(paper.submitted), bits),
        "updateTime": variety.moment(rfc3339(paper.updated), bits),
        "status": paper.state,
    }
    if bits & variety.MALFORMED:
        variety.malform(row, paper, ("taskCode", "contactMobile", "materials"))
    return orjson.dumps(row)
