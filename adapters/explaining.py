"""Explain what a profile signs, step by step, and find how it differs from the example of an interface document."""

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass

from msgspec.structs import replace

from adapters.engine.bodies import TYPES
from adapters.engine.comparing import Try, differences
from adapters.engine.loading import load
from adapters.engine.logins import token_of
from adapters.engine.signing import Call, Held, Signer, Worked
from adapters.engine.stamps import stamp
from adapters.engine.vocabulary import Profile, Sign
from adapters.offline import secret_names, shown
from models.errors import InvalidInput
from models.said import said

NOBODY = Held()
FORMS = {"http-form": "form", "http-xml": "xml", "soap": "soap"}  # of the bodies of a dialect


@dataclass(frozen=True, slots=True)
class Explained:
    """What a profile signs for one call: the exact string with its secrets hidden, each step, where it all goes."""

    algorithm: str
    digest: str
    string: str
    steps: dict[str, str]
    hidden: tuple[str, ...]
    headers: dict[str, str]
    query: dict[str, str]
    body: dict[str, str]


def explained(
    text: str, source: str, call: Call, nonce: str, *, timestamp: str = "", at: float = 0.0, held: Held = NOBODY
) -> Explained:
    """Return what would be signed for a call, the secrets replaced by their names; raises InvalidInput.

    `timestamp` is taken as it is; without one, `at` is written as the profile says.
    """
    profile = load(text, source)
    names = secret_names(text, profile)
    declared = signature_of(profile, source)
    secrets = shown(names)
    stamped = timestamp or stamp(declared, at, f"{source} sign")
    worked = Signer(replace(declared, key_form="text"), secrets, f"{source} sign").worked(call, stamped, nonce, held)
    hidden = tuple(name for name in names if secrets[name] in worked.canonical or name == declared.key)
    steps = {name: str(value) for name, value in worked.values.items() if not name.startswith("secret:")}
    placed = dict(declared.headers), dict(declared.query), dict(declared.body)
    return Explained(
        declared.algorithm, declared.digest, worked.canonical, {**steps, **_rules(declared)}, hidden, *placed
    )


def signed(
    text: str, source: str, call: Call, secrets: Mapping[str, str], *, at: float, nonce: str, held: Held = NOBODY
) -> Worked:
    """Return the signature of a call with all that led to it; raises InvalidInput."""
    declared = signature_of(load(text, source), source)
    stamped = stamp(declared, at, f"{source} sign")
    return Signer(declared, secrets, f"{source} sign").worked(call, stamped, nonce, held)


def compared(text: str, source: str, tried: Try, expected: str) -> list[str] | None:
    """Return what would have to be other for the signature to be the expected one, None where nothing usual fits.

    `tried.sign` is taken from the profile; an empty list says that it is the expected one already.
    """
    declared = signature_of(load(text, source), source)
    return differences(dataclasses.replace(tried, sign=declared), expected)


def _rules(declared: Sign) -> dict[str, str]:
    """Return the rules that were applied, as far as they are more than the string shows."""
    rules: dict[str, str] = {"encode": declared.encode, "time": declared.time, "query_order": declared.query_order}
    if any("{digest}" in part for part in declared.parts):
        rules |= {"body_digest": f"{declared.digest} {declared.digest_encode} {declared.digest_of}"}
    return rules


def call_of(profile: Profile, call: Call, headers: Mapping[str, str]) -> Call:
    """Return a call of the command line with the kind of body that the dialect has, and its type."""
    kind = FORMS.get(profile.transport.dialect, "json")
    kind = kind if call.body else ""
    known = {name.lower() for name in headers}
    given = {} if "content-type" in known or not kind else {"Content-Type": TYPES[kind]}
    return dataclasses.replace(call, kind=kind, headers={**given, **headers}, charset=profile.transport.charset_out)


def signature_of(profile: Profile, source: str) -> Sign:
    """Return the [sign] of a profile, or that of its token; raises InvalidInput where there is none."""
    token = token_of(profile.auth)
    declared = profile.sign or (token.sign if token else None)
    if declared is None:
        raise InvalidInput(
            said("{source}：这个对接规范没有签名。", source=source), do_next="令牌或固定密钥的系统不需要这一步。"
        )
    return declared
