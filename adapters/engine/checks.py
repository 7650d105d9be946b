"""Check what the words of a profile mean together, beyond what each of them may be."""

import difflib
from collections.abc import Iterator

import msgspec

from adapters.engine.calls import KNOWN
from adapters.engine.logins import token_of
from adapters.engine.templates import names_in
from adapters.engine.vocabulary import Auth, Profile, Request
from models.errors import InvalidInput
from models.said import said

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
                hint = (
                    said("最接近的是“{near}”。", near=near[0])
                    if near
                    else said("可用：{names}。", names="、".join(sorted(operations)))
                )
                raise InvalidInput(
                    said(
                        "{source} outcome.rule.{number}：没有名为“{name}”的操作。",
                        source=source,
                        number=number,
                        name=name,
                    ),
                    do_next=hint,
                )
    _check_auth(profile.auth, source)
    _check_bodies(profile, source)
    _check_holes(profile, source)


def _check_bodies(profile: Profile, source: str) -> None:
    """Raise InvalidInput where something is added to bodies, and a request has none that can take it."""
    auth, token = profile.auth, token_of(profile.auth)
    adding = {"auth.body": auth.body, "sign.body": profile.sign.body if profile.sign else {}}
    adding["auth.token.body"] = token.body if token else {}
    names = [name for name, members in adding.items() if members]
    wrapped = bool(profile.envelope and profile.envelope.wrap)
    for request in requests((profile.pull, list(profile.query.values()), profile.push)) if names else ():
        bodies = (request.body, request.form, request.soap, request.xml if wrapped else None)
        if all(body is None for body in bodies):
            words = said(
                "{source}：{names} 要放进正文，但 {path} 没有可以放的正文。",
                source=source,
                names="、".join(names),
                path=request.path,
            )
            raise InvalidInput(words, do_next="请给它 json、form 或 soap，或改放在 headers、query。")


def requests(tree: object) -> Iterator[Request]:
    """Yield every request within some tables of a profile."""
    if isinstance(tree, Request):
        yield tree
    inner = [getattr(tree, name) for name in tree.__struct_fields__] if isinstance(tree, msgspec.Struct) else []
    for one in [*inner, *(tree.values() if isinstance(tree, dict) else tree if isinstance(tree, list | tuple) else ())]:
        yield from requests(one)


def _check_holes(profile: Profile, source: str) -> None:
    """Raise InvalidInput where a signature uses what this profile never has, or declares what it never uses."""
    token = token_of(profile.auth)
    signs = {"sign": profile.sign, "auth.token.sign": token.sign if token else None}
    signs["auth.token.refresh.sign"] = token.refresh.sign if token and token.refresh else None
    wraps = profile.envelope is not None and bool(profile.envelope.wrap)
    for name, sign in signs.items():
        if sign is None:
            continue
        placed = (*sign.headers.values(), *sign.query.values(), *sign.body.values())
        used = {hole for text in (*sign.parts, *sign.sorted, *placed) for hole in names_in(text)}
        has = {"token": name == "sign" and token is not None, "refresh_token": "refresh" in name}
        has |= {"sealed": wraps or bool(sign.sorted), "plain": wraps}
        for hole in sorted(used & {hole for hole, there in has.items() if not there}):
            raise InvalidInput(
                said("{source} {name}：这里没有“{hole}”可用。", source=source, name=name, hole=hole),
                do_next="请核对 auth.token 和 envelope。",
            )
        for hole, declared in (("sorted", sign.sorted), ("headers", sign.signed_headers)):
            if bool(declared) is not (hole in used):
                raise InvalidInput(
                    said("{source} {name}：声明与用到的“{{{hole}}}”不一致。", source=source, name=name, hole=hole),
                    do_next="请改正 parts。",
                )


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
            raise InvalidInput(
                said("{source} auth:kind“{kind}”与 auth.{name} 不一致。", source=source, kind=auth.kind, name=name),
                do_next="请改正。",
            )
    if auth.kind == "soap-login" and auth.token and auth.token.request.soap is None:
        raise InvalidInput(
            said("{source} auth.token.request:soap-login 要用 soap 取令牌。", source=source), do_next="请补上 soap。"
        )
