"""Check what the words of a profile mean together, beyond what each of them may be."""

import difflib

from adapters.engine.calls import KNOWN
from adapters.engine.vocabulary import Profile
from models.errors import InvalidInput

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
    auth = profile.auth
    if (auth.kind == "token") is not (auth.token is not None) or (auth.kind == "static") is not bool(auth.headers):
        raise InvalidInput(f"{source} auth:kind“{auth.kind}”与 auth.token、auth.headers 不一致。", do_next="请改正。")
