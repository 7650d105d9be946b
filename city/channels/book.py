"""The applications of one channel: which are visible, in what order, and what the bureau did with them."""

from array import array
from bisect import bisect_left
from collections.abc import Callable, Iterable
from dataclasses import fields
from typing import Any

from city.channels.standing import Event, EventRefused, Standing
from city.channels.variety import DECIDED, MALFORMED, draw_bits, spoil
from city.common.call import Call
from city.population.applications import Application
from city.population.plans import plan_of
from city.world import World, index_of

_BITS = 22  # a channel holds at most four million applications
_PLACES = (1 << _BITS) - 1
_MOST_CACHED = 10_000
_AMENDABLE = {one.name for one in fields(Application)} - {"index", "id", "revision", "attachments", "changes", "state"}
Render = Callable[[Application, int], bytes]


class Book:
    """Rows sorted by (updated, id); a row is made only when somebody reads it."""

    def __init__(self, world: World, name: str, prefix: str, *, whole_seconds: bool) -> None:
        self.world = world
        self.name = name
        self.prefix = prefix
        self.step = 1000 if whole_seconds else 1
        self.render: Render  # given by the channel that owns this book
        self.updated = array("q")  # by place; 0 = not visible
        self.keys = array("q")
        self.waiting = array("q")  # the keys not yet acknowledged
        self.standings: dict[int, Standing] = {}
        self.events: dict[str, Event] = {}
        self.results: list[Callable[[str, Application, str], None]] = []
        self._shown = bytearray()
        self._rows: dict[int, bytes] = {}

    # -- what is visible

    def fill(self, moments: list[int]) -> None:
        """Let the first applications be there; `moments` are their update times in milliseconds, 0 = not yet."""
        self.updated = array("q", [moment - moment % self.step for moment in moments])
        keys = [(moment << _BITS) | place for place, moment in enumerate(self.updated) if moment]
        self.keys = array("q", sorted(keys))
        self.waiting = array("q", self.keys)
        self._shown = bytearray(len(self.updated))

    def reserve(self) -> int:
        """The place for one more application, which is not visible yet."""
        self.updated.append(0)
        self._shown.append(0)
        return len(self.updated) - 1

    def appear(self, place: int, updated: int) -> None:
        """Make an application visible, with the update time `updated` (milliseconds)."""
        self.updated[place] = updated - updated % self.step
        self._put(self.updated[place], place)

    def ident(self, place: int) -> str:
        """The channel's identifier of an application."""
        return f"{self.prefix}{place:08d}"

    def find(self, ident: str) -> int | None:
        """The place of a visible application."""
        digits = ident[len(self.prefix) :]
        if not ident.startswith(self.prefix) or len(digits) != 8 or not (digits.isascii() and digits.isdigit()):
            return None
        place = int(digits)
        return place if place < len(self.updated) and self.updated[place] else None

    def count(self, low: int, high: int) -> tuple[int, int]:
        """Where the rows with low ≤ updated < high (milliseconds) begin and end in `keys`."""
        return bisect_left(self.keys, low << _BITS), bisect_left(self.keys, high << _BITS)

    def places(self, first: int, last: int) -> list[int]:
        """The places of the rows from `first` to before `last` in `keys`."""
        return self.places_of(self.keys[first:last])

    def places_of(self, keys: Iterable[int]) -> list[int]:
        """The places that keys stand for."""
        return [key & _PLACES for key in keys]

    # -- rows

    def standing(self, place: int) -> Standing:
        """How an application stands, kept from now on."""
        if place not in self.standings:
            moment = self.updated[place]
            self.standings[place] = Standing(place, moment, moment, bits=self._shown[place])
        return self.standings[place]

    def row(self, place: int) -> bytes:
        """The newest revision of an application as the channel writes it."""
        body = self._rows.get(place)
        if body is None:
            body = self.render(self.paper(place), self._bits(place))
            if len(self._rows) >= _MOST_CACHED:
                self._rows.clear()
            self._rows[place] = body
        return body

    def paper(self, place: int) -> Application:
        """The newest revision of an application, whatever the channel."""
        standing = self.standings.get(place)
        revision, whole = (standing.revision, standing.whole) if standing else (1, False)
        index = index_of(self.name, place)
        paper = self.world.writer.write(index, self.ident(place), revision, whole=whole)
        paper.submitted = (standing.submitted if standing else self.updated[place]) / 1000
        paper.updated = self.updated[place] / 1000
        for name, value in standing.changed.items() if standing else ():
            setattr(paper, name, value)
        paper.state = standing.state if standing else "submitted"
        spoil(paper, self._bits(place), self.world)
        return paper

    def _bits(self, place: int) -> int:
        standing = self.standings.get(place)
        bits = standing.bits if standing else self._shown[place]
        if not bits & DECIDED:
            revision = standing.revision if standing else 1
            bits = draw_bits(self.world.chance, self.name, index_of(self.name, place), revision)
            if standing:
                standing.bits = bits
            else:
                self._shown[place] = bits
            self._first_shown(place, bits, revision)
        return bits

    def _first_shown(self, place: int, bits: int, revision: int) -> None:
        index, timing = index_of(self.name, place), self.world.timing
        if bits & MALFORMED and self.world.dice("correct", index, revision).below(2):
            self.world.later(timing.correct_after, lambda: self.revise(place, revision))
        elif revision == 1 and plan_of(self.world.seed, index).variant == "withdraws":
            self.world.later(timing.withdraw_after, lambda: self.withdraw(place))

    # -- what the applicant does

    def revise(self, place: int, only_if: int | None = None, changed: dict[str, Any] | None = None) -> None:
        """Let the applicant send the next revision, with everything that was missing."""
        standing = self.standing(place)
        if standing.decided or (only_if is not None and standing.revision != only_if):
            return
        standing.whole = True
        standing.changed.update(changed or {})
        self._move(standing, "supplemented")

    def amend(self, place: int, changed: dict[str, Any]) -> None:
        """Put other values into an application that nobody has read yet; names are those of `Application`."""
        unknown = set(changed) - _AMENDABLE
        if unknown:
            raise ValueError(f"unknown fields: {', '.join(sorted(unknown))}")
        self.standing(place).changed.update(changed)

    def withdraw(self, place: int) -> None:
        """Let the applicant withdraw, unless it is decided already."""
        standing = self.standing(place)
        if not standing.decided:
            self._move(standing, "withdrawn")

    def _move(self, standing: Standing, state: str) -> None:
        now = int(self.world.now() * 1000)
        if self.world.chance.marks("late_commit", self.name, standing.place, standing.revision):
            now -= int(self.world.dice("late", standing.place).between(30, 300) * 1000)
        self._take(standing.updated, standing.place)
        least = standing.updated + self.step
        standing.revise(max(now - now % self.step, least), state)
        self.updated[standing.place] = standing.updated
        self._put(standing.updated, standing.place)

    # -- what the bureau does

    def acknowledge(self, place: int, revision: int) -> str:
        """Acked, already or stale."""
        standing = self.standing(place)
        if revision != standing.revision:
            return "stale"
        if standing.acknowledged == revision:
            return "already"
        standing.acknowledged = revision
        _remove(self.waiting, (self.updated[place] << _BITS) | place)
        return "acked"

    def receive(self, call: Call, event: Event, *, needs_acknowledgement: bool = False) -> bool:
        """Whether an event is a duplicate; stores it otherwise. Raises EventRefused."""
        place = self.find(event.application)
        if place is None:
            raise EventRefused("unknown", f"no application {event.application}")
        known = self.events.get(event.id)
        if known is not None:
            if known.content == event.content:
                return True
            raise EventRefused("conflict", f"event {event.id} was sent with other content")
        standing = self.standing(place)
        self._maybe_nudge(standing)
        standing.check(event, needs_acknowledgement=needs_acknowledgement)
        standing.store(event)
        self.events[event.id] = event
        note = {"revision": event.revision, "type": event.type, "outcome": event.outcome, "event_id": event.id}
        self.world.journal.write_back(call, event.application, note)
        self._rows.pop(place, None)
        self._react(standing, event)
        return False

    def _maybe_nudge(self, standing: Standing) -> None:
        """The fault newer_revision: the applicant is faster than the bureau, once for each application."""
        index = index_of(self.name, standing.place)
        if not standing.nudged and not standing.decided:
            standing.nudged = True
            if self.world.chance.marks("newer_revision", self.name, index):
                self.revise(standing.place)

    def _react(self, standing: Standing, event: Event) -> None:
        index = index_of(self.name, standing.place)
        if event.type == "supplement":
            dice = self.world.dice("supplement", index, standing.revision)
            place, revision = standing.place, standing.revision
            wait = self.world.timing.supplement_after * dice.between(0.8, 1.4)
            if dice.below(12):
                self.world.later(wait, lambda: self.revise(place, revision))
            else:
                self.world.later(wait, lambda: self.withdraw(place))
        if event.type == "result":
            for tell in self.results:
                tell(self.name, self.paper(standing.place), event.outcome or "")

    def _put(self, updated: int, place: int) -> None:
        key = (updated << _BITS) | place
        for keys in (self.keys, self.waiting):
            keys.insert(bisect_left(keys, key), key)
        self._rows.pop(place, None)

    def _take(self, updated: int, place: int) -> None:
        for keys in (self.keys, self.waiting):
            _remove(keys, (updated << _BITS) | place)


def _remove(keys: "array[int]", key: int) -> None:
    place = bisect_left(keys, key)
    if place < len(keys) and keys[place] == key:
        keys.pop(place)
