"""`rating`: what applicants think of the service (contract section 10)."""

from typing import Any

from city.common import shapes
from city.common.call import Answer, Call, Refusal, Route, route
from city.common.creates import Creates
from city.common.moments import parse_rfc3339, rfc3339
from city.common.ref import RefList, RefSystem, cut_sorted
from city.population.applications import Application
from city.world import World

_REPLY = shapes.record({
    "reply_id": shapes.ident(8, 64),
    "visited_at": shapes.moment,
    "by": shapes.text(50),
    "text": shapes.text(500, 4),
    "outcome": shapes.choice("solved", "explained", "unreachable"),
})  # fmt: skip
_PRAISE = ("办得很快,谢谢", "态度好", "", "在家就能办,方便", "比想象的快")
_BLAME = ("等了很久没人联系我", "材料要求没说清楚", "电话打不通")


class Ratings:
    """The ratings that came after results, oldest first."""

    def __init__(self, world: World) -> None:
        self._world = world
        self.items: list[dict[str, Any]] = []
        self._moments: list[float] = []
        self.replies = Creates()
        self._list = RefList(world, "rating", 200)

    def routes(self) -> list[Route]:
        """The calls of this system."""
        return [
            route("GET", "/v1/ratings", self.show),
            route("POST", "/v1/ratings/{}/reply", self.reply, write=True),
        ]

    def expect(self, channel: str, paper: Application, outcome: str) -> None:
        """Let seven of ten applicants rate the service some seconds after their result."""
        dice = self._world.dice("rating", paper.index)
        if dice.below(10) < 7:
            wait = self._world.timing.rating_after * dice.between(0.8, 1.5)
            self._world.later(wait, lambda: self._add(channel, paper, outcome))

    def _add(self, channel: str, paper: Application, outcome: str) -> None:
        dice, now = self._world.dice("rating", paper.index, 1), self._world.now()
        level = dice.pick((5, 5, 5, 4, 3)) if outcome == "granted" else dice.pick((5, 3, 2, 1, 1))
        anonymous = dice.below(4) == 0
        number = len(self.items) + 1
        at = rfc3339(now)
        naive = self._world.chance.marks("naive_time", "rating", number)
        item = {
            "id": f"RT{number:08d}",
            "channel": channel,
            "application_id": paper.id,
            "level": level,
            "text": dice.pick(_PRAISE if level > 2 else _BLAME),
            "anonymous": anonymous,
            "rater": None if anonymous else {"name": paper.name, "mobile": paper.mobile},
            "at": at[:-6] if naive else at,
        }
        self.items.append(item)
        self._moments.append(round(now, 3))

    def show(self, call: Call, _: tuple[str, ...]) -> Answer:
        """GET /v1/ratings, by (at, id)."""
        sent = self._list.arguments(call, {"updated_from": shapes.moment, "updated_to": shapes.moment})
        low, high = (parse_rfc3339(sent[name]) or 0.0 for name in ("updated_from", "updated_to"))
        rows = zip(self._moments, self.items, strict=True)
        pairs = [((at, item["id"]), item) for at, item in rows if low <= at < high]
        return self._list.answer(call, sent, cut_sorted(pairs))

    def reply(self, call: Call, segments: tuple[str, ...]) -> Answer:
        """POST /v1/ratings/{id}/reply."""
        sent, ident = call.json(_REPLY), segments[0]
        item = next((one for one in self.items if one["id"] == ident), None)
        if item is None:
            raise Refusal("not_found", "no such rating", status=404)
        if item["level"] > 2:
            raise Refusal("level_invalid", "only level 1 and 2 are answered", status=422)
        content = {"rating": ident, **sent}
        answer = {"id": ident, "reply_id": sent["reply_id"]}
        return self.replies.again(sent["reply_id"], content) or self.replies.first(sent["reply_id"], content, answer)


def build(world: World) -> tuple[Ratings, RefSystem]:
    """The ratings and their REF front."""
    ratings = Ratings(world)
    return ratings, RefSystem(world, "rating", ratings.routes())
