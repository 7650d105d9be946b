"""What an inspector may see and do: `/_city/…`, outside the contract, for demonstrations and tests."""

from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs

import orjson
from aiohttp import web

from city.channels.book import Book
from city.channels.standing import Standing
from city.city import Town
from city.common.moments import rfc3339
from city.faults.catalogue import FAULTS, check
from city.systems.credit_feedback import TYPES

Body = dict[str, Any]
_MOST_LISTED = 5000


class Inspection:
    """Answers the inspector's calls."""

    def __init__(self, town: Town) -> None:
        self._town = town
        self._world = town.world
        self._calls: dict[tuple[str, str], Callable[[Body], Any]] = {
            ("GET", "journal"): lambda _: self._world.journal.snapshot(),
            ("GET", "state"): self._state,
            ("GET", "faults"): self._faults,
            ("POST", "faults"): self._switch,
            ("POST", "advance"): self._advance,
            ("POST", "feedback"): self._feedback,
            ("POST", "applications"): self._add,
            ("POST", "revise"): self._revise,
            ("POST", "withdraw"): self._withdraw,
        }

    def answer(self, method: str, path: str, query: str, body: bytes) -> web.Response:
        """One call of the inspector: 200, 400 for a wrong one, 404 for an unknown one."""
        self._world.tick()
        deed = self._calls.get((method, path))
        if deed is None:
            return _json({"error": "no such call", "known": [" ".join(name) for name in self._calls]}, 404)
        try:
            sent: Body = orjson.loads(body) if body else {name: values[0] for name, values in parse_qs(query).items()}
            return _json(deed(sent), 200)
        except (ValueError, KeyError, TypeError) as error:
            return _json({"error": f"{type(error).__name__}: {error}"}, 400)

    def _faults(self, _: Body) -> Body:
        chance = self._world.chance
        return {"known": FAULTS, "faults": sorted(chance.enabled), "rate": chance.rate}

    def _switch(self, sent: Body) -> Body:
        chance = self._world.chance
        chance.switch(check(list(sent["faults"])), float(sent.get("rate", chance.rate)))
        return self._faults({})

    def _advance(self, sent: Body) -> Body:
        now = self._world.clock.advance(float(sent["seconds"]))
        self._world.tick()
        return {"now": rfc3339(now)}

    def _feedback(self, sent: Body) -> Body:
        kind = sent.get("type", "repair")
        if kind not in TYPES:
            raise ValueError(f"type is one of {', '.join(TYPES)}")
        return self._town.credit.feedback.create(sent["key"], kind, sent.get("text", ""), sent.get("fields"))

    def _add(self, sent: Body) -> Body:
        book = self._town.arrivals.books[sent["channel"]]
        place = self._town.arrivals.add(sent["channel"])
        book.amend(place, dict(sent.get("fields", {})))
        return {"channel": book.name, "id": book.ident(place)}

    def _revise(self, sent: Body) -> Body:
        book, place = self._find(sent["id"])
        book.revise(place, changed=dict(sent.get("fields", {})))
        return {"id": sent["id"], "revision": book.standing(place).revision}

    def _withdraw(self, sent: Body) -> Body:
        book, place = self._find(sent["id"])
        book.withdraw(place)
        return {"id": sent["id"], "revision": book.standing(place).revision}

    def _find(self, ident: str) -> tuple[Book, int]:
        for book in self._town.arrivals.books.values():
            place = book.find(ident)
            if place is not None:
                return book, place
        raise KeyError(ident)

    def _state(self, _: Body) -> Body:
        town, now = self._town, self._world.now()
        records = town.credit.records.by_key.values()
        return {
            "now": rfc3339(now),
            "applications": {name: _book(book) for name, book in town.arrivals.books.items()},
            "credit": {
                "batches": len(town.credit.by_batch),
                "records": {record.key: town.credit.shown(record, now) for record in records},
                "feedback": town.credit.feedback.items,
                "decisions": town.credit.feedback.decisions,
            },
            "case_system": {
                "licences": {number: versions[-1].content for number, versions in town.case_system.licences.items()},
                "cases": {number: versions[-1].content for number, versions in town.case_system.cases.items()},
            },
            "joint": {"queries": town.joint.queries, "feedback": town.joint.feedback},
            "nontax": {
                "orders": {number: order.shown() for number, order in town.nontax.orders.items()},
                "acknowledged": town.nontax.acknowledged,
            },
            "ratings": {"items": len(town.ratings.items), "replies": len(town.ratings.replies.sent)},
        }


def _book(book: Book) -> Body:
    """All applications of a small channel, of a large one only those that somebody touched."""
    places = [place for place, updated in enumerate(book.updated) if updated]
    listed = places if len(places) <= _MOST_LISTED else sorted(book.standings)
    rows = {book.ident(place): _row(book.standings.get(place)) for place in listed}
    return {"visible": len(places), "waiting": len(book.waiting), "rows": rows}


def _row(standing: Standing | None) -> Body:
    if standing is None:
        return {"revision": 1, "state": "submitted", "acknowledged": 0, "stage": "open", "events": []}
    events = [
        {"event_id": event.id, "revision": event.revision, "type": event.type, "outcome": event.outcome}
        for event in standing.events
    ]
    return {
        "revision": standing.revision,
        "state": standing.state,
        "acknowledged": standing.acknowledged,
        "stage": standing.stage,
        "events": events,
    }


def _json(payload: Any, status: int) -> web.Response:
    return web.Response(body=orjson.dumps(payload), status=status, content_type="application/json")
