"""`elicence`: electronic licences, found by holder, then fetched (contract section 10)."""

import base64
import hashlib
from collections import Counter
from datetime import timedelta
from typing import Any

from city.common import shapes
from city.common.call import Answer, Call, Refusal, Route, route
from city.common.moments import next_midnight
from city.common.ref import RefSystem, normal_404
from city.population.attachments import content_of
from city.population.parties import Party
from city.systems.business import WHY
from city.world import World

_FIND = shapes.record({
    "holder_no": shapes.text(64),
    "holder_name": shapes.text(200),
    "type": shapes.choice("id_card", "business_licence"),
    **WHY,
})  # fmt: skip
_CONTENT = shapes.record({
    "identifier": shapes.text(128),
    "holder_no": shapes.text(64),
    "holder_name": shapes.text(200),
    **WHY,
})  # fmt: skip
_LETTERS = {"id_card": "I", "business_licence": "B"}


class Elicence:
    """The state of the licence store: how often each content was fetched."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._fetched: Counter[tuple[str, str]] = Counter()

    def routes(self) -> list[Route]:
        """The calls of this system."""
        return [route("POST", "/v1/licences/find", self.find), route("POST", "/v1/licences/content", self.content)]

    def find(self, call: Call, _: tuple[str, ...]) -> Answer:
        """POST /v1/licences/find."""
        sent = call.json(_FIND)
        party = self._holder(sent["holder_no"], sent["holder_name"], sent["type"])
        return Answer({"identifiers": [_identifier(sent["type"], party)] if party else []})

    def content(self, call: Call, _: tuple[str, ...]) -> Answer:
        """POST /v1/licences/content."""
        sent = call.json(_CONTENT)
        kind, party = self._of(sent["identifier"])
        if self._holder(sent["holder_no"], sent["holder_name"], kind) != party:
            raise Refusal("holder_mismatch", "the licence belongs to somebody else", status=403)
        place = (sent["identifier"], sent["project_no"])
        if self._fetched[place] >= self._world.timing.elicence_quota:
            wait = str(int(next_midnight(call.now) - call.now) + 1)
            raise Refusal(
                "quota_exhausted", "fetched too often", status=429, normal=True, headers={"Retry-After": wait}
            )
        self._fetched[place] += 1
        return Answer(self._document(sent["identifier"], kind, party))

    def _holder(self, number: str, name: str, kind: str) -> Party | None:
        """Who holds a licence of a kind under this number and name; every tenth party holds none."""
        found = self._world.registers.find(number)
        if found is None or found.party.index % 10 == 9:
            return None
        party = found.party
        if kind == "id_card":
            return party if (number, name) == (party.person_no, party.person) else None
        names = {party.name, party.entity}
        registered = self._world.registers.entity(party.uscc or "") is not None
        return party if registered and number == party.uscc and name in names else None

    def _of(self, identifier: str) -> tuple[str, Party]:
        kind = {letter: name for name, letter in _LETTERS.items()}.get(identifier[2:3])
        digits = identifier[3:]
        if kind is None or not (digits.isascii() and digits.isdigit()) or int(digits) >= self._world.registers.limit:
            raise normal_404("licence")
        party = self._world.people.party(int(digits))
        if _identifier(kind, party) != identifier:
            raise normal_404("licence")
        return kind, party

    def _document(self, identifier: str, kind: str, party: Party) -> dict[str, Any]:
        content = content_of(identifier, "business_licence")
        since = self._world.today - timedelta(days=400 + party.index % 1500)
        own = kind == "id_card"
        return {
            "identifier": identifier,
            "type": kind,
            "holder_name": party.person if own else party.entity,
            "holder_no": party.person_no if own else party.uscc,
            "issued_on": str(since),
            "valid_to": str(since + timedelta(days=7300)),
            "format": "pdf",
            "sha256": hashlib.sha256(content).hexdigest(),
            "content": base64.b64encode(content).decode(),
        }


def _identifier(kind: str, party: Party) -> str:
    return f"EL{_LETTERS[kind]}{party.index:010d}"


def build(world: World) -> RefSystem:
    """The licence store and its REF front."""
    return RefSystem(world, "elicence", Elicence(world).routes())
