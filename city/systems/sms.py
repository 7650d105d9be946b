"""`sms`: short messages (contract section 10)."""

from typing import Any

from city.common import shapes
from city.common.call import Answer, Call, route
from city.common.creates import Creates
from city.common.moments import rfc3339
from city.common.ref import RefSystem, normal_404
from city.world import World

_MESSAGE = shapes.record({
    "client_id": shapes.ident(8, 32),
    "mobile": shapes.pattern(r"1[3-9]\d{9}"),
    "text": shapes.text(300),
    "project_no": shapes.text(64),
})  # fmt: skip


class Sms:
    """The state of the gateway: messages by the bureau's own number."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._creates = Creates()
        self._sent: dict[str, tuple[str, str, float]] = {}

    def send(self, call: Call, _: tuple[str, ...]) -> Answer:
        """POST /v1/messages."""
        sent = call.json(_MESSAGE)
        number = sent["client_id"]
        again = self._creates.again(number, sent)
        if again is not None:
            return again
        sms = f"SM{len(self._sent) + 1:010d}"
        self._sent[number] = (sms, sent["mobile"], call.now)
        return self._creates.first(number, sent, {"client_id": number, "sms_id": sms, "state": "queued"})

    def state(self, call: Call, segments: tuple[str, ...]) -> Answer:
        """GET /v1/messages/{client_id}: queued, then sent, then delivered; numbers that end in 00 fail."""
        call.arguments({})
        if segments[0] not in self._sent:
            raise normal_404("message")
        sms, mobile, at = self._sent[segments[0]]
        step = int((call.now - at) / self._world.timing.sms_step)
        fails = mobile.endswith("00") and step >= 2
        state = "failed" if fails else ("queued", "sent", "delivered")[min(step, 2)]
        since = at + min(step, 2) * self._world.timing.sms_step
        shown: dict[str, Any] = {"client_id": segments[0], "sms_id": sms, "state": state, "at": rfc3339(since)}
        return Answer({**shown, "code": "UNDELIV"} if fails else shown)


def build(world: World) -> RefSystem:
    """The gateway and its REF front."""
    sms = Sms(world)
    routes = [route("POST", "/v1/messages", sms.send, write=True), route("GET", "/v1/messages/{}", sms.state)]
    return RefSystem(world, "sms", routes)
