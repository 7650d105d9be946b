"""Put token, signature and fixed values where the profile wants them."""

import base64
from collections.abc import Mapping
from dataclasses import dataclass, replace

from adapters.engine.bodies import with_members
from adapters.engine.calls import query_of
from adapters.engine.logins import token_of
from adapters.engine.signing import Call, Held, Signer
from adapters.engine.templates import Fill, compiled, names_in
from adapters.engine.vocabulary import Auth, Sign
from adapters.engine.vocabulary.proving import Places
from models.errors import InvalidInput
from models.said import said


@dataclass(frozen=True, slots=True)
class Placed:
    """What one call carries: headers and query are added, `body` replaces; `hidden` must never be shown.

    `in_body` = something that must not be kept stands in the body.
    """

    headers: dict[str, str]
    query: str
    body: bytes
    hidden: tuple[str, ...] = ()
    in_body: bool = False


class Carried:
    """The values of one table that go into headers, query and body."""

    def __init__(self, declared: Places, secrets: Mapping[str, str], place: str) -> None:
        self._known = {f"secret:{name}": value for name, value in secrets.items()}
        self._headers = self._fills(declared.headers, f"{place}.headers")
        self._query = self._fills(declared.query, f"{place}.query")
        self._body = self._fills(declared.body, f"{place}.body")
        self._fixed = not any("token" in names_in(t) for t in (*declared.headers.values(), *declared.query.values()))
        self._once = self._filled("") if self._fixed else None

    def filled(self, token: str) -> tuple[dict[str, str], dict[str, str]]:
        """Return headers and query members."""
        return self._filled(token) if self._once is None else self._once

    def body(self, token: str) -> dict[str, str]:
        """Return the members of the body."""
        if not self._body:
            return {}
        values = {**self._known, "token": token}
        return {name: str(fill(values)) for name, fill in self._body.items()}

    def _filled(self, token: str) -> tuple[dict[str, str], dict[str, str]]:
        values = {**self._known, "token": token}
        headers = {name: str(fill(values)) for name, fill in self._headers.items()}
        return headers, {name: str(fill(values)) for name, fill in self._query.items()}

    def _fills(self, declared: Mapping[str, str], place: str) -> dict[str, Fill]:
        for name in [name for text in declared.values() for name in names_in(text)]:
            if name != "token" and name not in self._known:
                raise InvalidInput(
                    said("{place}：没有密钥“{name}”。", place=place, name=name.removeprefix("secret:")),
                    do_next="请检查密钥配置。",
                )
        return {name: compiled(text, {}, place=f"{place}.{name}") for name, text in declared.items()}


class Credentials:
    """Who we are at one system; a new timestamp, nonce and signature for each call."""

    def __init__(self, auth: Auth, sign: Sign | None, secrets: Mapping[str, str], source: str) -> None:
        token = token_of(auth)
        self._carried = [Carried(auth, secrets, f"{source} auth")]
        if token is not None:
            self._carried.append(Carried(token, secrets, f"{source} auth.token"))
        self._basic = _basic(auth, secrets, source)
        self.signer = Signer(sign, secrets, f"{source} sign") if sign else None
        signs = {
            "token": token.sign if token else None,
            "refresh": token.refresh.sign if token and token.refresh else None,
        }
        self._signers = {name: Signer(one, secrets, f"{source} auth.{name}.sign") for name, one in signs.items() if one}

    def place(self, call: Call, at: float, held: Held) -> Placed:
        """Return what an ordinary call carries; `at` is seconds since the epoch on their clock."""
        headers, query, hidden = dict(self._basic), dict[str, str](), tuple(self._basic.values())
        body: dict[str, str] = {}
        for carried in self._carried:
            more, members = carried.filled(held.token)
            headers |= more
            query |= members
            body |= carried.body(held.token)
        if body:
            call = replace(call, body=with_members(call.kind, call.body, body, call.charset))
        placed = Placed(headers, query_of(query), call.body, hidden, in_body=bool(body))
        return _signed(self.signer, call, at, held, placed)

    def place_for_token(self, call: Call, at: float, operation: str, held: Held) -> Placed:
        """Return what the call for a token, or for its renewal, carries."""
        placed = Placed(dict(self._basic), "", call.body, tuple(self._basic.values()))
        return _signed(self._signers.get(operation), call, at, held, placed)


def _signed(signer: Signer | None, call: Call, at: float, held: Held, placed: Placed) -> Placed:
    if signer is None:
        return placed
    if placed.query:
        call = replace(call, query="&".join(part for part in (call.query, placed.query) if part))
    signed = signer.sign(call, at, signer.new_nonce(), held)
    query = "&".join(part for part in (placed.query, query_of(signed.query)) if part)
    in_body = placed.in_body or signed.in_body
    return Placed(placed.headers | signed.headers, query, signed.body, (*placed.hidden, signed.signature), in_body)


def _basic(auth: Auth, secrets: Mapping[str, str], source: str) -> dict[str, str]:
    """Return the header of RFC 7617, also for the token call of OAuth 2."""
    names: tuple[str, str] | None = None
    if auth.basic is not None:
        names = auth.basic.username, auth.basic.password
    elif auth.oauth2 is not None and auth.oauth2.place == "header":
        names = auth.oauth2.client_id, auth.oauth2.client_secret
    if names is None:
        return {}
    for name in names:
        if name not in secrets:
            raise InvalidInput(
                said("{source} auth：没有密钥“{name}”。", source=source, name=name), do_next="请检查密钥配置。"
            )
    pair = ":".join(secrets[name] for name in names).encode()
    return {"Authorization": f"Basic {base64.b64encode(pair).decode()}"}
