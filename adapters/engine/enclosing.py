"""Put the body of a call into the envelope of its profile, after it was stored and before it is signed."""

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

import msgspec

from adapters.engine import charsets
from adapters.engine.bodies import TYPES, form_of
from adapters.engine.signing import Call
from adapters.engine.templates import compiled, names_in
from adapters.engine.vocabulary import Profile
from models.errors import InvalidInput
from models.said import said

if TYPE_CHECKING:
    from adapters.engine.ciphers import Sealer


def sealer_of(profile: Profile, secrets: Mapping[str, str], source: str) -> "Sealer | None":
    """Return what seals and opens for a profile, None without [envelope]; raises InvalidInput."""
    if profile.envelope is None:
        return None
    from adapters.engine.ciphers import Sealer  # only here: few systems need it, and it is heavy

    return Sealer(profile.envelope, secrets, f"{source} envelope")


class Encloser:
    """The [envelope] of a profile as far as it goes around whole bodies; without `wrap` a call stays as it is."""

    def __init__(self, profile: Profile, sealer: "Sealer | None", secrets: Mapping[str, str], source: str) -> None:
        self._sealer = sealer
        self._wrap = profile.envelope.wrap if profile.envelope else {}
        self._kind = "form" if profile.transport.dialect == "http-form" else "json"
        known = {f"secret:{name}": value for name, value in secrets.items()}
        for name in [name for text in self._wrap.values() for name in names_in(text)]:
            if name != "sealed" and name not in known:
                raise InvalidInput(
                    said("{source} envelope.wrap：没有名为“{name}”的值。", source=source, name=name),
                    do_next="请检查密钥配置。",
                )
        self._known: Mapping[str, object] = known
        self._fills = {n: compiled(text, {}, place=f"{source} envelope.wrap") for n, text in self._wrap.items()}

    def enclosed(self, call: Call) -> Call:
        """Return a call with its body sealed; one without a body has nothing to seal."""
        if self._sealer is None or not self._fills or not call.body:
            return call
        plain = charsets.utf8_of(call.body, call.charset).decode()
        sealed = self._sealer.seal(plain)
        values = {**self._known, "sealed": sealed}
        members = {name: str(fill(values)) for name, fill in self._fills.items()}
        body = msgspec.json.encode(members) if self._kind == "json" else form_of(members, call.charset, keep_empty=True)
        headers = {**call.headers, "Content-Type": TYPES[self._kind]}
        return replace(call, body=body, kind=self._kind, headers=headers, plain=plain, sealed=sealed)
