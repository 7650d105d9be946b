"""`kiosk`: self-service terminals, REF with SM3 (contract section 7)."""

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
from city.common.ref import RefList, RefSystem
from city.common.shapes import Faulty
from city.population.applications import Application
from city.world import World

_CASES = {
    "unknown": (404, "not_found"),
    "conflict": (409, "event_conflict"),
    "stale": (409, "revision_stale"),
    "unacknowledged": (422, "ack_missing"),
    "order": (422, "order_invalid"),
}
_ACK = shapes.record({"revision": shapes.integer(1)})
_EVENT = shapes.record(
    {
        "event_id": shapes.ident(8, 64),
        "revision": shapes.integer(1),
        "type": shapes.choice(*TYPES),
        "at": shapes.moment,
        "by": shapes.text(50),
    },
    {
        "opinion": shapes.text(500),
        "doc_no": shapes.text(64),
        "materials": shapes.listing(shapes.text(200), 1, 20),
        "outcome": shapes.choice("granted", "refused"),
        "licence_no": shapes.pattern(r"\d{6}[12]\d{5}"),
        "valid_from": shapes.day,
        "valid_to": shapes.day,
    },
)
_NAMES = {name: name for name in ("opinion", "doc_no", "materials", "licence_no", "valid_from", "valid_to")}
BLOB = "/blob/"


class Kiosk:
    """The state of the terminals: the book, acknowledgements, and links to files."""

    def __init__(self, world: World, book: Book) -> None:
        self.world = world
        self.book = book
        book.render = render
        self.files = Files(book)
        self._key = f"blob-{world.seed}".encode()
        self._list = RefList(world, "kiosk", 200)

    def routes(self) -> list[Route]:
        """The calls of this system."""
        return [
            route("GET", "/v1/applications", self.list_rows),
            route("GET", "/v1/applications/{}", self.one),
            route("GET", "/v1/attachments/{}", self.attachment, json=False),
            route("POST", "/v1/applications/{}/ack", self.acknowledge, write=True),
            route("POST", "/v1/applications/{}/events", self.write_back, write=True),
        ]

    def list_rows(self, call: Call, _: tuple[str, ...]) -> Answer:
        """GET /v1/applications."""
        sent = self._list.arguments(call, {"updated_from": shapes.moment, "updated_to": shapes.moment})
        low, high = (_milliseconds(sent[name]) for name in ("updated_from", "updated_to"))
        if low > high:
            raise Faulty("updated_to", "is before updated_from")
        first, last = self.book.count(low, high)
        keys = self.book.keys

        def cut(after: Any, limit: int) -> tuple[list[tuple[Any, Any]], bool]:
            start = first if after is None else max(first, bisect_right(keys, after))
            shown = keys[start : min(start + limit, last)]
            rows = [orjson.Fragment(self.book.row(place)) for place in self.book.places_of(shown)]
            return list(zip(shown, rows, strict=True)), start + limit < last

        return self._list.answer(call, sent, cut)

    def one(self, call: Call, segments: tuple[str, ...]) -> Answer:
        """GET /v1/applications/{id}."""
        call.arguments({})
        return Answer(body=self.book.row(self._place(segments[0])))

    def _place(self, ident: str) -> int:
        place = self.book.find(ident)
        if place is None:
            raise Refusal("not_found", "no such application", status=404)
        return place

    def attachment(self, call: Call, segments: tuple[str, ...]) -> Answer:
        """GET /v1/attachments/{id}: the bytes, or for every third file a redirect on this host."""
        call.arguments({})
        ident = segments[0]
        attachment = self.files.known(ident)
        if attachment is not None and int(attachment.sha256[:2], 16) % 3 == 0:
            return Answer(None, 302, b"", "text/plain", {"Location": f"/kiosk{BLOB}{ident}?t={self._link(call.now)}"})
        return self._bytes(ident)

    def _bytes(self, ident: str) -> Answer:
        try:
            attachment, content, media = self.files.fetch(ident)
        except FileRefused as refused:
            late = refused.late is not None
            headers = {"Retry-After": str(int(refused.late or 0) + 1)} if late else {}
            raise Refusal("not_found", "no such attachment", status=404, normal=late, headers=headers) from refused
        return Answer(body=content, content_type=media, headers={"X-Content-SHA256": attachment.sha256})

    def blob(self, call: Call) -> Answer:
        """The target of a redirect: no signature, within 60 s. Raises Refusal."""
        if any(name.lower().startswith("x-ref-") for name in call.headers):
            raise Refusal("header_invalid", "X-Ref headers must not go here", status=400)
        shown = call.query.removeprefix("t=")
        moment = shown.partition("-")[0]
        if call.method != "GET" or not moment.isdigit() or self._link(int(moment)) != shown:
            raise Refusal("not_found", "no such link", status=404)
        if call.now - int(moment) > self.world.timing.kiosk_link_life:
            raise Refusal("not_found", "the link has ended", status=404, normal=True)
        return self._bytes(call.path.removeprefix(BLOB))

    def _link(self, now: float) -> str:
        moment = str(int(now))
        return f"{moment}-{hmac.new(self._key, moment.encode(), hashlib.sha256).hexdigest()[:16]}"

    def acknowledge(self, call: Call, segments: tuple[str, ...]) -> Answer:
        """POST /v1/applications/{id}/ack."""
        revision = call.json(_ACK)["revision"]
        place = self._place(segments[0])
        state = self.book.acknowledge(place, revision)
        if state == "stale":
            newest = self.book.standing(place).revision
            raise Refusal("revision_stale", f"revision {newest} is the newest", status=409, normal=revision < newest)
        payload = {
            "id": segments[0],
            "revision": revision,
            "acked_at": rfc3339(call.now),
            "already": state == "already",
        }
        return Answer(payload)

    def write_back(self, call: Call, segments: tuple[str, ...]) -> Answer:
        """POST /v1/applications/{id}/events."""
        sent, ident = call.json(_EVENT), segments[0]
        check_moment(self.book, parse_rfc3339(sent["at"]) or 0.0, "at")
        deed = deed_of(sent["type"], sent.get("outcome"), "outcome")
        check_conditions(deed, set(sent), _NAMES)
        check_dates(self.book, ident, deed, set(sent), _NAMES)
        content = {"id": ident, **sent}
        event = Event(sent["event_id"], ident, sent["revision"], sent["type"], sent.get("outcome"), content)
        try:
            duplicate = self.book.receive(call, event, needs_acknowledgement=True)
        except EventRefused as refused:
            status, code = _CASES[refused.case]
            raise Refusal(code, refused.why, status=status, normal=refused.normal) from refused
        return Answer({"duplicate": duplicate})


def build(world: World, book: Book) -> tuple[Kiosk, RefSystem]:
    """The kiosk and its REF front."""
    kiosk = Kiosk(world, book)
    return kiosk, RefSystem(world, "kiosk", kiosk.routes(), "hmac-sm3")


def _milliseconds(text: str) -> int:
    """A bound as whole milliseconds, rounded up: an update time below the bound stays below it."""
    return -(-round((parse_rfc3339(text) or 0.0) * 1_000_000) // 1000)


def _filled(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value is not None}


def _applicant(paper: Application) -> dict[str, Any]:
    legal = _filled({"name": paper.legal_name, "id_no": paper.legal_id_no})
    return _filled({
        "kind": paper.kind,
        "name": paper.name,
        "id_type": paper.id_type,
        "id_no": paper.id_no,
        "uscc": paper.uscc,
        "legal_rep": legal or None,
        "mobile": paper.mobile,
    })  # fmt: skip


def _premises(paper: Application) -> dict[str, Any]:
    return _filled({
        "name": paper.shop_name,
        "address": paper.shop_address,
        "district": paper.district,
        "is_hotel": paper.is_hotel,
        "fixed": paper.is_fixed,
        "separate_from_home": paper.is_separate,
        "vending_machine": paper.is_vending,
    })  # fmt: skip


def render(paper: Application, bits: int) -> bytes:
    """One row as the kiosk writes it: nested, absent values are left out."""
    changes = [{"field": name, "old": old, "new": new} for name, old, new in paper.changes]
    row = _filled({
        "id": paper.id,
        "revision": paper.revision,
        "item": paper.item,
        "applicant": _applicant(paper),
        "premises": _premises(paper),
        "licence_no": paper.licence_no,
        "changes": changes or None,
        "suspend": {"from": paper.suspend_from, "to": paper.suspend_to} if paper.suspend_from else None,
        "reason": paper.reason,
        "attachments": [
            {"id": one.id, "kind": one.kind, "name": one.name, "size": one.size, "sha256": one.sha256}
            for one in paper.attachments
        ],
        "submitted_at": variety.moment(rfc3339(paper.submitted), bits),
        "updated_at": variety.moment(rfc3339(paper.updated), bits),
        "state": paper.state,
    })  # fmt: skip
    if bits & variety.MALFORMED:
        variety.malform(row, paper, ("item", "mobile", "attachments"))
    return orjson.dumps(row)
