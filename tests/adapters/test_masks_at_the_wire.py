"""The bytes at the socket: whatever happens there, no identity number crosses but as the profile says.

Made for every profile that pushes over HTTP and for every identity field of it, so that a new one cannot be forgotten.
"""

import asyncio
import itertools
import re
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
import pytest

from adapters import build
from adapters.engine.client import OutsideSystem
from adapters.engine.loading import CONTENT, load, profile_text
from adapters.engine.policy import leaving
from adapters.engine.push_checks import is_identity
from adapters.engine.vocabulary import Kind, Profile
from adapters.platforms.masks import MASKS
from models.errors import OutsideError
from ports.exchanges import Crossing
from ports.platforms import Outgoing, Piece, Platform, Prepared
from tests.adapters.records import licence, message, penalty

HOLE = re.compile(r"\{([a-z_][a-z0-9_.]*)((?:\|[^|{}?]*)*)\??\}")
SECRET = re.compile(r'(?:secret:|\b\w*key = "|secret = ")(\w+)')
PERSON_NO, MOBILE = "350203199003070014", "13900000001"
PERSON = {"kind": "person", "name": "陈建国", "id_no": PERSON_NO}
TRADER = {**licence()["party"], "legal_rep_id_no": PERSON_NO}
KINDS_OF: dict[str, Callable[[OutsideSystem], Platform]] = {
    "credit": build.credit,
    "post": build.letters,
    "rating": build.ratings,
}
PLACES = {"sql-table": "sqlite:///{folder}/front.db", "file": "file://{folder}"}  # dialects without a socket
PROFILES = {
    name: load(*profile_text(name))
    for name in sorted(str(file.relative_to(CONTENT).with_suffix("")) for file in CONTENT.rglob("*.toml"))
}
PUSHING = [name for name, one in PROFILES.items() if one.push and one.transport.dialect not in PLACES]
PUTTING = [name for name, one in PROFILES.items() if one.push and one.transport.dialect in PLACES]


@dataclass
class Listener:
    """A socket that keeps every byte, cuts every other call off, and answers the rest with nonsense."""

    token: bytes = b"{}"
    token_path: str = "no token"
    heard: bytearray = field(default_factory=bytearray)
    calls: int = 0

    async def __call__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Hear one call and end the connection."""
        head = await reader.readuntil(b"\r\n\r\n")
        length = re.search(rb"(?i)content-length: (\d+)", head)
        body = await reader.readexactly(int(length[1])) if length else b""
        self.heard += head + body
        token = self.token_path.encode() in head.split(b"\r\n")[0]
        self.calls += not token
        if token:
            self._answer(writer, b"200 OK", self.token)
        elif self.calls % 3:
            self._answer(writer, (b"500 Down", b"200 OK")[self.calls % 2], b'{"code": "?", "rows": 7}')
        writer.close()

    def _answer(self, writer: asyncio.StreamWriter, status: bytes, body: bytes) -> None:
        writer.write(b"HTTP/1.1 %s\r\nContent-Type: application/json\r\nContent-Length: " % status)
        writer.write(b"%d\r\nConnection: close\r\n\r\n%s" % (len(body), body))


@dataclass
class Wire:
    """One system of a profile, whose every byte is heard."""

    system: OutsideSystem
    listener: Listener
    crossings: list[Crossing]

    async def push(self, outgoing: Outgoing) -> Prepared:
        """Send a message three times and ask for it in between, whatever comes back."""
        adapter = KINDS_OF.get(self.system.profile.adapter.kind, build.platform)(self.system)
        prepared = adapter.prepare([outgoing], batch_no="B1", at=datetime.now(UTC))
        assert prepared.faults == ()
        for _ in range(3):
            for ask in (adapter.send(prepared), adapter.inquire(prepared)):
                with suppress(OutsideError):
                    await ask
        return prepared

    def crossed(self) -> bytes:
        """Return all that was heard and all that was written down of it."""
        told = [f"{one.url} {one.headers}".encode() + one.request + one.answer for one in self.crossings]
        return bytes(self.listener.heard) + b"".join(told)


def document(path: str, value: object) -> Any:
    for name in reversed(path.split(".")[1:]):
        value = {name: value}
    return value


def merged(*documents: Any) -> Any:
    whole: dict[str, Any] = {}
    for one in documents:
        for name, value in one.items():
            whole[name] = merged(whole[name], value) if isinstance(value, dict) and name in whole else value
    return whole


@pytest.fixture
async def wire(request: pytest.FixtureRequest) -> AsyncIterator[Wire]:
    """A profile, changed by the test or as it is, with a listener at its address."""
    name, force = request.param
    text, source = profile_text(name)
    profile = forced(load(text, source)) if force else load(text, source)
    listener, auth = Listener(), profile.auth.token
    if auth is not None and auth.request is not None:
        paths = [document(str(auth.token), "T"), *([document(auth.ttl, 7200)] if str(auth.ttl).startswith("$") else [])]
        listener.token, listener.token_path = (
            msgspec.json.encode(merged({"code": "00"}, *paths)),
            auth.request.path.partition("{")[0],
        )
    if profile.push is not None and profile.push.generation is not None:
        profile = msgspec.structs.replace(profile, push=msgspec.structs.replace(profile.push, generation=None))
    server = await asyncio.start_server(listener, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    crossings: list[Crossing] = []
    steps = itertools.count(step=10_000.0)
    secrets = dict.fromkeys(SECRET.findall(text), "0123456789abcdef")
    setting = build.Setting(
        "outside", f"http://127.0.0.1:{port}", secrets, lambda: datetime.now(UTC), lambda: next(steps), crossings.append
    )
    system = OutsideSystem(profile, setting, source)
    yield Wire(system, listener, crossings)
    await system.aclose()
    server.close()


def forced(profile: Profile) -> Profile:
    """Return a profile that masks every identity number."""
    assert profile.push is not None
    replace = msgspec.structs.replace
    kinds = {name: _hidden(kind) for name, kind in profile.push.kinds.items()}
    return replace(profile, push=replace(profile.push, kinds=kinds))


def _hidden(kind: Kind) -> Kind:
    replace = msgspec.structs.replace
    columns = {
        name: replace(column, mask="birth6") if is_identity(column) and column.publish else column
        for name, column in kind.columns.items()
    }
    return replace(kind, masks=dict.fromkeys(kind.masks, "birth6"), columns=columns)


def messages(profile: Profile) -> list[Outgoing]:
    """Return messages of every kind, with an identity number wherever one can stand."""
    assert profile.push is not None
    found = []
    for name, kind in profile.push.kinds.items():
        if name in {"xk", "cf"}:
            record = licence if name == "xk" else penalty
            parties = [record(f"{n}号", party=party) for n, party in enumerate((PERSON, TRADER))]
            found += [message(one, name, key=f"{name}{n}") for n, one in enumerate(parties)]
        else:
            found.append(Outgoing("k1", name, "create", 1, made(kind, profile)))
    return found


def made(kind: Kind, profile: Profile) -> dict[str, object]:
    """Return a record that fills every hole of a request."""
    record: dict[str, Any] = {}
    for text in texts([msgspec.to_builtins(kind.request), kind.key]):
        for name, filters in HOLE.findall(text):
            *outer, last = name.split(".")
            inner = record
            for step in outer:
                inner = inner.setdefault(step, {})
            inner[last] = filled(name, filters, kind, profile)
    return record


def filled(name: str, filters: str, kind: Kind, profile: Profile) -> object:
    if name in kind.masks:
        return MOBILE if name.endswith("mobile") else PERSON_NO
    table = re.search(r"\|table:([^|]+)", filters)
    if table:
        return next(iter(profile.tables[table[1]]))
    samples = {"|yuan": 100, "|minute": "2026-11-21T09:30:00+08:00", "|join": ["a"], "|epoch": datetime.now(UTC)}
    return next((sample for word, sample in samples.items() if word in filters), f"某{name}")


def texts(tree: object) -> list[str]:
    if isinstance(tree, str):
        return [tree]
    inner = tree.values() if isinstance(tree, dict) else tree if isinstance(tree, list) else ()
    return [text for part in inner for text in texts(part)]


@pytest.mark.parametrize("wire", [(name, True) for name in PUSHING], indirect=True, ids=PUSHING)
async def test_a_masked_number_crosses_nowhere_whatever_the_other_side_does(wire: Wire) -> None:
    for outgoing in messages(wire.system.profile):
        prepared = await wire.push(outgoing)
        assert prepared.request

    crossed = wire.crossed()
    assert wire.listener.calls >= 3
    assert PERSON_NO.encode() not in crossed
    assert MOBILE.encode() not in crossed


@pytest.mark.parametrize("wire", [(name, False) for name in PUSHING], indirect=True, ids=PUSHING)
async def test_each_number_crosses_exactly_as_the_profile_says(wire: Wire) -> None:
    for outgoing in messages(wire.system.profile):
        await wire.push(outgoing)

    crossed, policy = wire.crossed(), leaving(wire.system.profile)
    wanted = {(MASKS[one.mask](number_of(one.field))).encode() for one in policy if one.mask != "unsent"}
    assert all(number in crossed for number in wanted)
    for number in (PERSON_NO.encode(), MOBILE.encode()):
        assert (number in crossed) is (number in wanted)


def number_of(name: str) -> str:
    return MOBILE if name.endswith("mobile") else PERSON_NO


@pytest.mark.parametrize(
    ("mask", "number", "shown"),
    [
        ("birth6", PERSON_NO, "35020319******0014"),
        ("birth6", "11010519491231002X", "11010519******002X"),
        ("birth6", "E12345678", "E12****78"),
        ("birth6", "350203900307001", "35020*******001"),
        ("id-mid", PERSON_NO, "350203********0014"),
        ("id-mid", MOBILE, "139******01"),
        ("id-mid", "12", "**"),
        ("none", PERSON_NO, PERSON_NO),
    ],
)
def test_a_mask_hides_what_it_says(mask: str, number: str, shown: str) -> None:
    assert MASKS[mask](number) == shown


@pytest.mark.parametrize("name", PUTTING)
def test_what_goes_into_tables_and_files_is_masked_in_the_bytes_that_are_put(name: str, tmp_path: Path) -> None:
    profile = PROFILES[name]
    place = PLACES[profile.transport.dialect].format(folder=tmp_path)
    setting = build.Setting("outside", place, {}, lambda: datetime.now(UTC))
    whole, hidden = (build.credit(OutsideSystem(one, setting)) for one in (profile, forced(profile)))

    for outgoing in messages(profile):
        assert PERSON_NO.encode() in whole.prepare([outgoing], batch_no="B1", at=datetime.now(UTC)).request
        assert PERSON_NO.encode() not in hidden.prepare([outgoing], batch_no="B1", at=datetime.now(UTC)).request


def test_written_rows_are_masked_before_they_are_stored() -> None:
    system = OutsideSystem(
        load(*profile_text("municipal-2015/credit")),
        build.Setting("outside", "http://127.0.0.1:9", {"app_key": "k", "secret": "s"}, lambda: datetime.now(UTC)),
    )
    piece = build.credit(system).write(message(licence(party=PERSON)))

    assert isinstance(piece, Piece)
    assert PERSON_NO.encode() not in piece.body
    assert b"35020319******0014" in piece.body
