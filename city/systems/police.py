"""`police`: whether a name and an identity number belong together (contract section 10)."""

from collections import Counter

from city.common import shapes
from city.common.call import Answer, Call, Refusal, route
from city.common.identifiers import id_valid
from city.common.moments import day_of, next_midnight, rfc3339
from city.common.ref import RefSystem
from city.systems.business import WHY
from city.world import World

_CHECK = shapes.record({"name": shapes.text(100), "id_no": shapes.text(64), **WHY})


def build(world: World) -> RefSystem:
    """The check and its REF front."""
    used: Counter[str] = Counter()

    def check(call: Call, _: tuple[str, ...]) -> Answer:
        """POST /v1/identity/check."""
        sent = call.json(_CHECK)
        if not id_valid(sent["id_no"]):
            raise Refusal("check_digit", "not a valid identity number", status=400)
        day = str(day_of(call.now))
        if used[day] >= world.timing.police_quota:
            wait = str(int(next_midnight(call.now) - call.now) + 1)
            raise Refusal("quota_exhausted", "day quota", status=429, normal=True, headers={"Retry-After": wait})
        used[day] += 1
        result = world.registers.identity(sent["id_no"], sent["name"])
        return Answer({"result": result, "serial": f"PS{day}-{used[day]:06d}", "as_of": rfc3339(call.now)})

    return RefSystem(world, "police", [route("POST", "/v1/identity/check", check)])
