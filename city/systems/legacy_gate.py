"""The gateway in front of the legacy systems: a token for a signed GET, then `Authorization: Basic <token>`."""

import hashlib
import hmac

from city.common import shapes
from city.common.call import Answer, Call, Refusal
from city.common.tokens import Tokens
from city.world import World

PATH = "/api-gateway/gateway/get-token"
BASIC = "Basic "
SECOND_LIFE = 86_400


class Gate:
    """Tokens of scheme A (docs/interfaces/legacy-city.md): md5(app_code + timestamp in ms)."""

    def __init__(self, world: World, system: str) -> None:
        self._world, self._system = world, system
        self._key, self._code = f"luqiao-{system}", f"luqiao-{system}-test-code"
        self.tokens = Tokens(world.seed, system)

    def token(self, call: Call, _: tuple[str, ...]) -> Answer:
        """GET …/get-token."""
        anything = shapes.text(200, 0)
        sent = call.arguments({"app_key": anything, "timestamp": anything, "sign": anything}, loose=True)
        if sent["app_key"] != self._key:
            raise _refused("app_key_invalid")
        self._check_time(sent["timestamp"])
        self._world.clock_agrees(self._system)
        right = hashlib.md5((self._code + sent["timestamp"]).encode()).hexdigest()  # noqa: S324  # scheme A
        if not hmac.compare_digest(right.encode(), sent["sign"].encode()):
            raise _refused("sign_invalid")
        life = int(self._world.timing.ixiamen_token_life)
        given = {"access_token": self.tokens.issue(call.now + life), "refresh_token": self.tokens.issue(0.0)}
        return Answer({**given, "expires_in": str(life), "re_expires_in": str(SECOND_LIFE)})

    def check(self, call: Call) -> None:
        """Raise Refusal (HTTP 400, x-error-code: access_token_invalid) for a token that does not live."""
        token = shown(call)
        if not self.tokens.lives(token, call.now):
            raise _refused("access_token_invalid", normal=self.tokens.ours(token))

    def end(self, call: Call) -> None:
        """End the token that a call shows."""
        self.tokens.end(shown(call))

    def _check_time(self, text: str) -> None:
        now = self._world.shown_now(self._system)
        digits = text.isascii() and text.isdigit() and len(text) < 20
        if not digits or abs(int(text) / 1000 - now) > self._world.timing.clock_tolerance:
            normal = digits and self._world.clock_excuses(self._system, int(text) / 1000)
            raise _refused("timestamp_invalid", normal=normal)


def shown(call: Call) -> str:
    """The token that a call shows."""
    given = call.headers.get("Authorization", "")
    return given.removeprefix(BASIC) if given.startswith(BASIC) else ""


def _refused(code: str, *, normal: bool = False) -> Refusal:
    return Refusal(code, code, status=400, normal=normal, headers={"x-error-code": code})
