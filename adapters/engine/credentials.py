"""Put token, signature and static headers where the profile wants them."""

from collections.abc import Mapping
from dataclasses import dataclass

from adapters.engine.calls import query_of
from adapters.engine.signing import Call, Signer
from adapters.engine.templates import Fill, compiled, names_in
from adapters.engine.vocabulary import Auth, Sign
from models.errors import InvalidInput


@dataclass(frozen=True, slots=True)
class Placed:
    """What is added to one call; `hidden` must never be shown."""

    headers: dict[str, str]
    query: str
    hidden: tuple[str, ...]


class Credentials:
    """Who we are at one system; a new timestamp, nonce and signature for each call."""

    def __init__(self, auth: Auth, sign: Sign | None, secrets: Mapping[str, str], source: str) -> None:
        self._static = _static(auth.headers, secrets, f"{source} auth.headers")
        token = auth.token
        self._token_headers = _fills(token.headers if token else {}, f"{source} auth.token.headers")
        self._token_query = _fills(token.query if token else {}, f"{source} auth.token.query")
        self.signer = Signer(sign, secrets, f"{source} sign") if sign else None
        token_sign = token.sign if token else None
        self._token_signer = Signer(token_sign, secrets, f"{source} auth.token.sign") if token_sign else None

    def place(self, call: Call, at: float, token: str) -> Placed:
        """Return what an ordinary call carries; `at` is seconds since the epoch on their clock."""
        values = {"token": token}
        headers = self._static | {name: str(fill(values)) for name, fill in self._token_headers.items()}
        query = {name: str(fill(values)) for name, fill in self._token_query.items()}
        return _signed(self.signer, call, at, headers, query)

    def place_for_token(self, call: Call, at: float) -> Placed:
        """Return what the call for a token carries."""
        return _signed(self._token_signer, call, at, {}, {})


def _signed(signer: Signer | None, call: Call, at: float, headers: dict[str, str], query: dict[str, str]) -> Placed:
    if signer is None:
        return Placed(headers, query_of(query), ())
    signed = signer.sign(call, at, signer.new_nonce())
    return Placed(headers | signed.headers, query_of(query | signed.query), (signed.signature,))


def _fills(declared: Mapping[str, str], place: str) -> dict[str, Fill]:
    return {name: compiled(text, {}, place=f"{place}.{name}") for name, text in declared.items()}


def _static(declared: Mapping[str, str], secrets: Mapping[str, str], place: str) -> dict[str, str]:
    known = {f"secret:{name}": value for name, value in secrets.items()}
    for name in [name for text in declared.values() for name in names_in(text)]:
        if name not in known:
            raise InvalidInput(f"{place}：没有密钥“{name.removeprefix('secret:')}”。", do_next="请检查密钥配置。")
    return {name: str(fill(known)) for name, fill in _fills(declared, place).items()}
