"""`business`: the commercial register (contract section 10)."""

from city.common import shapes
from city.common.call import Answer, Call, Refusal, route
from city.common.identifiers import uscc_valid
from city.common.moments import rfc3339
from city.common.ref import RefSystem, normal_404
from city.world import World

WHY = {"cause": shapes.text(200, 4), "project_no": shapes.text(64)}


def build(world: World) -> RefSystem:
    """The register and its REF front."""

    def entity(call: Call, segments: tuple[str, ...]) -> Answer:
        """GET /v1/entities/{uscc}."""
        call.arguments(WHY)
        code = segments[0]
        if not uscc_valid(code):
            raise Refusal("check_digit", "not a unified social credit code", status=400)
        found = world.registers.entity(code)
        if found is None:
            raise normal_404("entity")
        return Answer({**found, "as_of": rfc3339(call.now)})

    return RefSystem(world, "business", [route("GET", "/v1/entities/{}", entity)])
