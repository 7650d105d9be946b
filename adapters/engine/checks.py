"""Check what the words of a profile mean together, beyond what each of them may be."""

import difflib

from adapters.engine.calls import KNOWN
from adapters.engine.vocabulary import Auth, Profile
from models.errors import InvalidInput

FIXED = frozenset({"headers、query、body"})
NEEDS: dict[str, frozenset[str]] = {  # the tables that a kind of [auth] needs
    "none": frozenset(),
    "static": FIXED,
    "basic": frozenset({"basic"}),
    "oauth2-cc": frozenset({"oauth2"}),
    "token": frozenset({"token"}),
    "wechat-stable": frozenset(),
    "soap-login": frozenset({"token"}),
}
OPERATIONS = frozenset(KNOWN) | {"send", "redirected"}


def check_words(profile: Profile, source: str) -> None:
    """Raise InvalidInput for a rule that can never hold, or an [auth] that lacks what its kind needs."""
    operations = OPERATIONS | profile.query.keys()
    for number, rule in enumerate(profile.outcome.rule):
        for name in rule.when.operation or ():
            if name not in operations:
                near = difflib.get_close_matches(name, operations, 1)
                hint = f"最接近的是“{near[0]}”。" if near else f"可用：{'、'.join(sorted(operations))}。"
                raise InvalidInput(f"{source} outcome.rule.{number}：没有名为“{name}”的操作。", do_next=hint)
    _check_auth(profile.auth, source)


def _check_auth(auth: Auth, source: str) -> None:
    """Raise InvalidInput where an [auth] has not exactly what its kind needs; fixed values may stand beside any."""
    has = {
        "headers、query、body": bool(auth.headers or auth.query or auth.body),
        "basic": auth.basic is not None,
        "oauth2": auth.oauth2 is not None,
        "token": auth.token is not None,
    }
    wanted, may = NEEDS[auth.kind], frozenset[str]() if auth.kind == "none" else FIXED
    for name, there in has.items():
        if (name in wanted and not there) or (there and name not in wanted | may):
            raise InvalidInput(f"{source} auth:kind“{auth.kind}”与 auth.{name} 不一致。", do_next="请改正。")
    if auth.kind == "soap-login" and auth.token and auth.token.request.soap is None:
        raise InvalidInput(f"{source} auth.token.request:soap-login 要用 soap 取令牌。", do_next="请补上 soap。")
